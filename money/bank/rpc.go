package bank

import (
	"context"

	bankv1 "alun/api/gen/alun/bank/v1"
	"alun/api/gen/alun/bank/v1/bankv1connect"
	moneyv1 "alun/api/gen/alun/money/v1"
	"alun/base/authn"
	"alun/base/money"
)

// RPC returns the service as the contract has it.
func (s *Service) RPC() bankv1connect.BankServiceHandler { return rpcServer{s} }

type rpcServer struct{ s *Service }

func (r rpcServer) ListAccounts(ctx context.Context, _ *bankv1.ListAccountsRequest) (*bankv1.ListAccountsResponse, error) {
	list, err := r.s.Linked(ctx, authn.Must(ctx).Account)
	if err != nil {
		return nil, err
	}
	least, most := Bounds(r.s.Wallets.Currency())
	out := &bankv1.ListAccountsResponse{Min: asAmount(least), Max: asAmount(most)}
	for _, l := range list {
		out.Accounts = append(out.Accounts, r.s.asAccount(l))
	}
	for _, b := range r.s.Banks {
		out.Banks = append(out.Banks, asBank(b.Info()))
	}
	return out, nil
}

func (r rpcServer) LinkAccount(ctx context.Context, req *bankv1.LinkAccountRequest) (*bankv1.LinkAccountResponse, error) {
	l, err := r.s.Link(ctx, authn.Must(ctx).Account, req.GetBankId(), req.GetNumber(), req.GetHolder())
	if err != nil {
		return nil, err
	}
	return &bankv1.LinkAccountResponse{Account: r.s.asAccount(l)}, nil
}

func (r rpcServer) UnlinkAccount(ctx context.Context, req *bankv1.UnlinkAccountRequest) (*bankv1.UnlinkAccountResponse, error) {
	return &bankv1.UnlinkAccountResponse{}, r.s.Unlink(ctx, authn.Must(ctx).Account, LinkedID(req.GetId()))
}

func (r rpcServer) TopUp(ctx context.Context, req *bankv1.TopUpRequest) (*bankv1.TopUpResponse, error) {
	m, err := r.s.TopUp(ctx, authn.Must(ctx), Request{
		ClientID: req.GetClientId(), Linked: LinkedID(req.GetAccountId()), Amount: fromAmount(req.GetAmount()),
	})
	if err != nil {
		return nil, err
	}
	move, err := r.move(ctx, m)
	return &bankv1.TopUpResponse{Move: move}, err
}

func (r rpcServer) Withdraw(ctx context.Context, req *bankv1.WithdrawRequest) (*bankv1.WithdrawResponse, error) {
	m, err := r.s.Withdraw(ctx, authn.Must(ctx), Request{
		ClientID: req.GetClientId(), Linked: LinkedID(req.GetAccountId()), Amount: fromAmount(req.GetAmount()), Grant: req.GetGrant(),
	})
	if err != nil {
		return nil, err
	}
	move, err := r.move(ctx, m)
	return &bankv1.WithdrawResponse{Move: move}, err
}

// move shows a move as it stands in the rows now.
func (r rpcServer) move(ctx context.Context, m Move) (*bankv1.Move, error) {
	m, l, err := r.s.Move(ctx, m.Owner, m.ID)
	if err != nil {
		return nil, err
	}
	return r.s.AsMove(m, l), nil
}

func (r rpcServer) GetMove(ctx context.Context, req *bankv1.GetMoveRequest) (*bankv1.GetMoveResponse, error) {
	move, err := r.move(ctx, Move{Owner: authn.Must(ctx).Account, ID: MoveID(req.GetId())})
	if err != nil {
		return nil, err
	}
	return &bankv1.GetMoveResponse{Move: move}, nil
}

func (r rpcServer) ListMoves(ctx context.Context, _ *bankv1.ListMovesRequest) (*bankv1.ListMovesResponse, error) {
	moves, linked, err := r.s.Moves(ctx, authn.Must(ctx).Account)
	if err != nil {
		return nil, err
	}
	out := &bankv1.ListMovesResponse{}
	for _, m := range moves {
		out.Moves = append(out.Moves, r.s.AsMove(m, linked[m.Linked]))
	}
	return out, nil
}

// AsMove shows a move with its linked account, whose number is masked.
func (s *Service) AsMove(m Move, l Linked) *bankv1.Move {
	out := &bankv1.Move{
		Id: int64(m.ID), Kind: bankv1.Move_Kind(m.Kind), Amount: asAmount(m.Amount), Account: s.asAccount(l),
		State: bankv1.Move_State(m.State), Reason: m.Reason, AtMs: m.At.UnixMilli(),
	}
	if !m.DoneAt.IsZero() {
		out.DoneAtMs = m.DoneAt.UnixMilli()
	}
	return out
}

func (s *Service) asAccount(l Linked) *bankv1.Account {
	out := &bankv1.Account{Id: int64(l.ID), Number: l.Masked(), Holder: l.Holder, Bank: &bankv1.Bank{Id: l.Bank, Name: l.Bank}}
	if b := s.banks[l.Bank]; b != nil {
		out.Bank = asBank(b.Info())
	}
	return out
}

func asBank(i Info) *bankv1.Bank { return &bankv1.Bank{Id: i.ID, Name: i.Name, Sandbox: i.Sandbox} }

func asAmount(a money.Amount) *moneyv1.Amount {
	return &moneyv1.Amount{Minor: a.Minor, Currency: string(a.Currency)}
}

func fromAmount(a *moneyv1.Amount) money.Amount {
	return money.Of(a.GetMinor(), money.Currency(a.GetCurrency()))
}

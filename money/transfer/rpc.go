package transfer

import (
	"context"

	accountv1 "alun/api/gen/alun/account/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	transferv1 "alun/api/gen/alun/transfer/v1"
	"alun/api/gen/alun/transfer/v1/transferv1connect"
	"alun/base/authn"
	"alun/base/id"
	"alun/base/money"
)

// RPC returns the service as the contract has it.
func (s *Service) RPC() transferv1connect.TransferServiceHandler { return rpcServer{s} }

type rpcServer struct{ s *Service }

func (r rpcServer) SendTransfer(ctx context.Context, req *transferv1.SendTransferRequest) (*transferv1.TransferResponse, error) {
	t, err := r.s.Send(ctx, authn.Must(ctx), Send{
		ClientID: req.GetClientId(), Chat: id.Chat(req.GetChatId()), Payee: id.Account(req.GetPayeeId()), Amount: fromAmount(req.GetAmount()),
		Note: req.GetNote(), Grant: req.GetGrant(),
	})
	return r.transfer(ctx, t, err)
}

func (r rpcServer) AcceptTransfer(ctx context.Context, req *transferv1.AcceptTransferRequest) (*transferv1.TransferResponse, error) {
	t, err := r.s.Accept(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.transfer(ctx, t, err)
}

func (r rpcServer) ReturnTransfer(ctx context.Context, req *transferv1.ReturnTransferRequest) (*transferv1.TransferResponse, error) {
	t, err := r.s.Return(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.transfer(ctx, t, err)
}

func (r rpcServer) GetTransfer(ctx context.Context, req *transferv1.GetTransferRequest) (*transferv1.TransferResponse, error) {
	t, err := r.s.Transfer(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.transfer(ctx, t, err)
}

func (r rpcServer) transfer(ctx context.Context, t Transfer, err error) (*transferv1.TransferResponse, error) {
	if err != nil {
		return nil, err
	}
	people, err := r.s.Accounts.People(ctx, []id.Account{t.Payer, t.Payee})
	if err != nil {
		return nil, err
	}
	return &transferv1.TransferResponse{Transfer: &transferv1.Transfer{
		Id: int64(t.ID), ChatId: int64(t.Chat), Seq: t.Seq, Payer: person(people, t.Payer), Payee: person(people, t.Payee), Amount: asAmount(t.Amount),
		Note: t.Note, State: transferv1.State(t.State), AtMs: t.At.UnixMilli(), ExpiresAtMs: t.ExpiresAt.UnixMilli(), EndedAtMs: msOf(t.EndedAt),
	}}, nil
}

func (r rpcServer) SendRequest(ctx context.Context, req *transferv1.SendRequestRequest) (*transferv1.RequestResponse, error) {
	q, err := r.s.Ask(ctx, authn.Must(ctx).Account, Ask{
		ClientID: req.GetClientId(), Chat: id.Chat(req.GetChatId()), Payer: id.Account(req.GetPayerId()), Amount: fromAmount(req.GetAmount()),
		Note: req.GetNote(),
	})
	return r.request(ctx, q, err)
}

func (r rpcServer) PayRequest(ctx context.Context, req *transferv1.PayRequestRequest) (*transferv1.RequestResponse, error) {
	q, err := r.s.Pay(ctx, authn.Must(ctx), ID(req.GetId()), req.GetClientId(), req.GetGrant())
	return r.request(ctx, q, err)
}

func (r rpcServer) DeclineRequest(ctx context.Context, req *transferv1.DeclineRequestRequest) (*transferv1.RequestResponse, error) {
	q, err := r.s.Decline(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.request(ctx, q, err)
}

func (r rpcServer) CancelRequest(ctx context.Context, req *transferv1.CancelRequestRequest) (*transferv1.RequestResponse, error) {
	q, err := r.s.Cancel(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.request(ctx, q, err)
}

func (r rpcServer) GetRequest(ctx context.Context, req *transferv1.GetRequestRequest) (*transferv1.RequestResponse, error) {
	q, err := r.s.Request(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.request(ctx, q, err)
}

func (r rpcServer) request(ctx context.Context, q Request, err error) (*transferv1.RequestResponse, error) {
	if err != nil {
		return nil, err
	}
	people, err := r.s.Accounts.People(ctx, []id.Account{q.Payer, q.Payee})
	if err != nil {
		return nil, err
	}
	return &transferv1.RequestResponse{Request: &transferv1.Request{
		Id: int64(q.ID), ChatId: int64(q.Chat), Seq: q.Seq, Payee: person(people, q.Payee), Payer: person(people, q.Payer), Amount: asAmount(q.Amount),
		Note: q.Note, State: transferv1.State(q.State), AtMs: q.At.UnixMilli(), EndedAtMs: msOf(q.EndedAt),
	}}, nil
}

func (r rpcServer) CreateSplit(ctx context.Context, req *transferv1.CreateSplitRequest) (*transferv1.SplitResponse, error) {
	bill := Bill{ClientID: req.GetClientId(), Chat: id.Chat(req.GetChatId()), Note: req.GetNote()}
	for i, p := range req.GetParts() {
		amount := fromAmount(p.GetAmount())
		if i > 0 && amount.Currency != bill.Currency {
			return nil, ErrShares
		}
		bill.Currency = amount.Currency
		bill.Shares = append(bill.Shares, Share{Account: id.Account(p.GetAccountId()), Minor: amount.Minor})
	}
	sp, err := r.s.Split(ctx, authn.Must(ctx).Account, bill)
	return r.split(ctx, sp, err)
}

func (r rpcServer) PayShare(ctx context.Context, req *transferv1.PayShareRequest) (*transferv1.SplitResponse, error) {
	sp, err := r.s.PayShare(ctx, authn.Must(ctx), ID(req.GetId()), req.GetClientId(), req.GetGrant())
	return r.split(ctx, sp, err)
}

func (r rpcServer) RemindSplit(ctx context.Context, req *transferv1.RemindSplitRequest) (*transferv1.SplitResponse, error) {
	sp, err := r.s.RemindSplit(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.split(ctx, sp, err)
}

func (r rpcServer) CloseSplit(ctx context.Context, req *transferv1.CloseSplitRequest) (*transferv1.SplitResponse, error) {
	sp, err := r.s.CloseSplit(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.split(ctx, sp, err)
}

func (r rpcServer) GetSplit(ctx context.Context, req *transferv1.GetSplitRequest) (*transferv1.SplitResponse, error) {
	sp, err := r.s.SplitOf(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	return r.split(ctx, sp, err)
}

func (r rpcServer) split(ctx context.Context, sp Split, err error) (*transferv1.SplitResponse, error) {
	if err != nil {
		return nil, err
	}
	people, err := r.s.Accounts.People(ctx, append(sp.people(), sp.Maker))
	if err != nil {
		return nil, err
	}
	out := &transferv1.Split{
		Id: int64(sp.ID), ChatId: int64(sp.Chat), Seq: sp.Seq, Maker: person(people, sp.Maker), Total: asAmount(sp.Total), Note: sp.Note,
		State: transferv1.State(sp.State), AtMs: sp.At.UnixMilli(), EndedAtMs: msOf(sp.EndedAt), RemindAgainAtMs: msOf(sp.remindAgainAt()),
	}
	for _, share := range sp.Shares {
		out.Shares = append(out.Shares, &transferv1.Split_Share{
			Person: person(people, share.Account), Amount: asAmount(money.Of(share.Minor, sp.Total.Currency)), PaidAtMs: msOf(share.PaidAt),
		})
	}
	return &transferv1.SplitResponse{Split: out}, nil
}

// person is a profile, or the mere id of somebody who is gone.
func person(people map[id.Account]*accountv1.Person, a id.Account) *accountv1.Person {
	if p := people[a]; p != nil {
		return p
	}
	return &accountv1.Person{Id: int64(a), Deleted: true}
}

func fromAmount(a *moneyv1.Amount) money.Amount {
	return money.Of(a.GetMinor(), money.Currency(a.GetCurrency()))
}

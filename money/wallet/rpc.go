package wallet

import (
	"context"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/api/gen/alun/wallet/v1/walletv1connect"
	"alun/base/authn"
	"alun/base/money"
	"alun/social/account"
)

// RPC returns the service as the contract has it.
func (s *Service) RPC() walletv1connect.WalletServiceHandler { return rpcServer{s} }

// rpcServer translates between the contract and the service. It has no rules of its own.
type rpcServer struct{ s *Service }

// wallet answers with the wallet as it is after an act.
func (r rpcServer) wallet(ctx context.Context, err error) (*walletv1.Wallet, error) {
	if err != nil {
		return nil, err
	}
	return r.s.Get(ctx, authn.Must(ctx))
}

func intentOf(i *walletv1.Intent) Intent {
	return Intent{
		Kind: i.GetKind(), ClientID: i.GetClientId(), Payee: i.GetPayeeId(),
		Amount: money.Of(i.GetAmount().GetMinor(), money.Currency(i.GetAmount().GetCurrency())),
	}
}

func (g Grant) proto() *walletv1.AuthorizeResponse {
	return &walletv1.AuthorizeResponse{Grant: g.Token, ExpiresAtMs: ms(g.ExpiresAt)}
}

func (r rpcServer) GetWallet(ctx context.Context, _ *walletv1.GetWalletRequest) (*walletv1.GetWalletResponse, error) {
	w, err := r.wallet(ctx, nil)
	return &walletv1.GetWalletResponse{Wallet: w}, err
}

func (r rpcServer) SetPin(ctx context.Context, req *walletv1.SetPinRequest) (*walletv1.SetPinResponse, error) {
	w, err := r.wallet(ctx, r.s.SetPIN(ctx, authn.Must(ctx), req.Pin))
	return &walletv1.SetPinResponse{Wallet: w}, err
}

func (r rpcServer) ChangePin(ctx context.Context, req *walletv1.ChangePinRequest) (*walletv1.ChangePinResponse, error) {
	w, err := r.wallet(ctx, r.s.ChangePIN(ctx, authn.Must(ctx), req.OldPin, req.NewPin))
	return &walletv1.ChangePinResponse{Wallet: w}, err
}

func (r rpcServer) StartPinReset(ctx context.Context, _ *walletv1.StartPinResetRequest) (*walletv1.StartPinResetResponse, error) {
	t, err := r.s.StartReset(ctx, authn.Must(ctx))
	if err != nil {
		return nil, err
	}
	return &walletv1.StartPinResetResponse{
		Ticket: t.Ticket, Address: account.Masked(t.Address), ExpiresAtMs: ms(t.ExpiresAt), AgainAtMs: ms(t.AgainAt), DevCode: t.ShownCode,
	}, nil
}

func (r rpcServer) FinishPinReset(ctx context.Context, req *walletv1.FinishPinResetRequest) (*walletv1.FinishPinResetResponse, error) {
	w, err := r.wallet(ctx, r.s.FinishReset(ctx, authn.Must(ctx), req.Ticket, req.Code, req.NewPin))
	return &walletv1.FinishPinResetResponse{Wallet: w}, err
}

func (r rpcServer) Authorize(ctx context.Context, req *walletv1.AuthorizeRequest) (*walletv1.AuthorizeResponse, error) {
	g, err := r.s.Authorize(ctx, authn.Must(ctx), intentOf(req.Intent), req.Pin)
	if err != nil {
		return nil, err
	}
	return g.proto(), nil
}

func (r rpcServer) BeginPasskeyAuthorize(ctx context.Context, req *walletv1.BeginPasskeyAuthorizeRequest) (*walletv1.BeginPasskeyAuthorizeResponse, error) {
	ticket, options, err := r.s.BeginPasskey(ctx, authn.Must(ctx), intentOf(req.Intent))
	return &walletv1.BeginPasskeyAuthorizeResponse{Ticket: ticket, OptionsJson: string(options)}, err
}

func (r rpcServer) FinishPasskeyAuthorize(ctx context.Context, req *walletv1.FinishPasskeyAuthorizeRequest) (*walletv1.AuthorizeResponse, error) {
	g, err := r.s.FinishPasskey(ctx, authn.Must(ctx), intentOf(req.Intent), req.Ticket, req.CredentialJson)
	if err != nil {
		return nil, err
	}
	return g.proto(), nil
}

func (r rpcServer) Freeze(ctx context.Context, _ *walletv1.FreezeRequest) (*walletv1.FreezeResponse, error) {
	w, err := r.wallet(ctx, r.s.Freeze(ctx, authn.Must(ctx)))
	return &walletv1.FreezeResponse{Wallet: w}, err
}

func (r rpcServer) Unfreeze(ctx context.Context, req *walletv1.UnfreezeRequest) (*walletv1.UnfreezeResponse, error) {
	w, err := r.wallet(ctx, r.s.Unfreeze(ctx, authn.Must(ctx), req.Pin))
	return &walletv1.UnfreezeResponse{Wallet: w}, err
}

func (r rpcServer) SetNoPinLimit(ctx context.Context, req *walletv1.SetNoPinLimitRequest) (*walletv1.SetNoPinLimitResponse, error) {
	limit := money.Of(req.Limit.GetMinor(), money.Currency(req.Limit.GetCurrency()))
	w, err := r.wallet(ctx, r.s.SetNoPINLimit(ctx, authn.Must(ctx), limit, req.Pin))
	return &walletv1.SetNoPinLimitResponse{Wallet: w}, err
}

func (r rpcServer) ListBills(ctx context.Context, req *walletv1.ListBillsRequest) (*walletv1.ListBillsResponse, error) {
	return r.s.bills.List(ctx, authn.Must(ctx).Account, req)
}

func (r rpcServer) GetBill(ctx context.Context, req *walletv1.GetBillRequest) (*walletv1.GetBillResponse, error) {
	return r.s.bills.Get(ctx, authn.Must(ctx).Account, req.Id)
}

func (r rpcServer) GetReport(ctx context.Context, req *walletv1.GetReportRequest) (*walletv1.GetReportResponse, error) {
	return r.s.bills.Report(ctx, authn.Must(ctx).Account, req)
}

func (r rpcServer) ExportStatement(ctx context.Context, req *walletv1.ExportStatementRequest) (*walletv1.ExportStatementResponse, error) {
	file, name, err := r.s.bills.Statement(ctx, authn.Must(ctx).Account, req)
	return &walletv1.ExportStatementResponse{Csv: file, Filename: name}, err
}

func (r rpcServer) GetProof(ctx context.Context, req *walletv1.GetProofRequest) (*walletv1.GetProofResponse, error) {
	file, name, err := r.s.bills.Prove(ctx, authn.Must(ctx).Account, req.BillId)
	return &walletv1.GetProofResponse{File: file, Filename: name}, err
}

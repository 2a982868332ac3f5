package pay

import (
	"context"
	"time"

	payv1 "alun/api/gen/alun/pay/v1"
	"alun/api/gen/alun/pay/v1/payv1connect"
	"alun/base/authn"
	"alun/base/id"
	"alun/base/money"
)

// RPC returns the service's face to the network.
func (s *Service) RPC() payv1connect.PayServiceHandler { return rpcServer{s} }

type rpcServer struct{ *Service }

// answer describes one payment to the caller.
func (r rpcServer) answer(ctx context.Context, p *Payment, err error) (*payv1.PayResponse, error) {
	if err != nil {
		return nil, err
	}
	list, err := r.describe(ctx, authn.Must(ctx).Account, p)
	if err != nil {
		return nil, err
	}
	return &payv1.PayResponse{Payment: list[0]}, nil
}

func (r rpcServer) ReadCode(ctx context.Context, req *payv1.ReadCodeRequest) (*payv1.ReadCodeResponse, error) {
	found, err := r.Service.ReadCode(ctx, req.GetText())
	if err != nil {
		return nil, err
	}
	out := &payv1.ReadCodeResponse{
		Kind: found.Kind, Stall: faceOf(found.Stall), Person: found.Person, Note: found.Note, Target: found.Target, Name: found.Name, Scheme: found.Scheme,
	}
	if found.Amount != (money.Amount{}) {
		out.Amount = amountOf(found.Amount.Minor, found.Amount.Currency)
	}
	return out, nil
}

func (r rpcServer) Pay(ctx context.Context, req *payv1.PayRequest) (*payv1.PayResponse, error) {
	p, err := r.Service.Pay(ctx, authn.Must(ctx), Order{
		ClientID: req.GetClientId(), Target: req.GetTarget(), Amount: amountIn(req.GetAmount()), Note: req.GetNote(), Grant: req.GetGrant(),
	})
	return r.answer(ctx, p, err)
}

func (r rpcServer) GetReceiveCode(ctx context.Context, req *payv1.GetReceiveCodeRequest) (*payv1.GetReceiveCodeResponse, error) {
	text, err := r.ReceiveCode(ctx, authn.Must(ctx), amountIn(req.GetAmount()), req.GetNote())
	if err != nil {
		return nil, err
	}
	return &payv1.GetReceiveCodeResponse{Text: text}, nil
}

func (r rpcServer) IssueCodes(ctx context.Context, req *payv1.IssueCodesRequest) (*payv1.IssueCodesResponse, error) {
	codes, err := r.Service.IssueCodes(ctx, authn.Must(ctx), req.GetOffline())
	if err != nil {
		return nil, err
	}
	out := &payv1.IssueCodesResponse{NowMs: r.Clock.Now().UnixMilli()}
	for _, c := range codes {
		out.Codes = append(out.Codes, &payv1.IssueCodesResponse_Code{Digits: c.Digits, ExpiresAtMs: c.ExpiresAt.UnixMilli()})
	}
	return out, nil
}

func (r rpcServer) Charge(ctx context.Context, req *payv1.ChargeRequest) (*payv1.PayResponse, error) {
	p, err := r.Service.Charge(ctx, authn.Must(ctx), Charge{
		ClientID: req.GetClientId(), Stall: StallID(req.GetStallId()), Code: req.GetCode(), Amount: amountIn(req.GetAmount()), Note: req.GetNote(),
	})
	return r.answer(ctx, p, err)
}

func (r rpcServer) ListWaiting(ctx context.Context, _ *payv1.ListWaitingRequest) (*payv1.ListWaitingResponse, error) {
	caller := authn.Must(ctx)
	waiting, recent, err := r.Waiting(ctx, caller)
	if err != nil {
		return nil, err
	}
	out := &payv1.ListWaitingResponse{}
	if out.Payments, err = r.describe(ctx, caller.Account, waiting...); err != nil {
		return nil, err
	}
	out.Done, err = r.describe(ctx, caller.Account, recent...)
	return out, err
}

func (r rpcServer) Confirm(ctx context.Context, req *payv1.ConfirmRequest) (*payv1.PayResponse, error) {
	p, err := r.Service.Confirm(ctx, authn.Must(ctx), PaymentID(req.GetId()), req.GetGrant())
	return r.answer(ctx, p, err)
}

func (r rpcServer) Decline(ctx context.Context, req *payv1.DeclineRequest) (*payv1.PayResponse, error) {
	p, err := r.Service.Decline(ctx, authn.Must(ctx), PaymentID(req.GetId()))
	return r.answer(ctx, p, err)
}

func (r rpcServer) Reverse(ctx context.Context, req *payv1.ReverseRequest) (*payv1.PayResponse, error) {
	p, err := r.Service.Reverse(ctx, authn.Must(ctx), PaymentID(req.GetId()))
	return r.answer(ctx, p, err)
}

func (r rpcServer) GetPayment(ctx context.Context, req *payv1.GetPaymentRequest) (*payv1.PayResponse, error) {
	p, err := r.Payment(ctx, authn.Must(ctx), PaymentID(req.GetId()))
	return r.answer(ctx, p, err)
}

func (r rpcServer) Refund(ctx context.Context, req *payv1.RefundRequest) (*payv1.RefundResponse, error) {
	caller := authn.Must(ctx)
	refund, p, err := r.Service.Refund(ctx, caller, Return{
		ClientID: req.GetClientId(), Payment: PaymentID(req.GetPaymentId()), Amount: amountIn(req.GetAmount()), Reason: req.GetReason(),
		Grant: req.GetGrant(),
	})
	if err != nil {
		return nil, err
	}
	people, err := r.Accounts.People(ctx, []id.Account{refund.By})
	if err != nil {
		return nil, err
	}
	list, err := r.describe(ctx, caller.Account, p)
	if err != nil {
		return nil, err
	}
	return &payv1.RefundResponse{Refund: asRefund(refund, p.Amount.Currency, people), Payment: list[0]}, nil
}

func (r rpcServer) ListPayments(ctx context.Context, req *payv1.ListPaymentsRequest) (*payv1.ListPaymentsResponse, error) {
	caller := authn.Must(ctx)
	page, err := r.Payments(ctx, caller, StallID(req.GetStallId()), req.GetCursor(), int(req.GetLimit()))
	if err != nil {
		return nil, err
	}
	list, err := r.describe(ctx, caller.Account, page.Payments...)
	return &payv1.ListPaymentsResponse{Payments: list, NextCursor: page.Next}, err
}

func (r rpcServer) GetDay(ctx context.Context, req *payv1.GetDayRequest) (*payv1.GetDayResponse, error) {
	d, err := r.Day(ctx, authn.Must(ctx), StallID(req.GetStallId()), time.UnixMilli(req.GetFromMs()), time.UnixMilli(req.GetUntilMs()))
	if err != nil {
		return nil, err
	}
	c := d.Stall.Currency
	return &payv1.GetDayResponse{
		Count: int32(d.Count), Paid: amountOf(d.Paid, c), Refunded: amountOf(d.Refunded, c), Net: amountOf(d.Paid-d.Refunded, c), Hours: d.Hours,
	}, nil
}

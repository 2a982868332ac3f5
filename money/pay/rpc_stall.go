package pay

import (
	"context"

	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/authn"
	"alun/base/id"
)

// stall describes one stall to the caller.
func (r rpcServer) stall(ctx context.Context, v *View, err error) (*payv1.StallResponse, error) {
	if err != nil {
		return nil, err
	}
	list, err := r.describeStalls(ctx, authn.Must(ctx).Account, v)
	if err != nil {
		return nil, err
	}
	return &payv1.StallResponse{Stall: list[0]}, nil
}

func (r rpcServer) OpenStall(ctx context.Context, req *payv1.OpenStallRequest) (*payv1.StallResponse, error) {
	v, err := r.Service.OpenStall(ctx, authn.Must(ctx), Opening{
		ClientID: req.GetClientId(), Name: req.GetName(), Category: req.GetCategory(), City: req.GetCity(),
	})
	return r.stall(ctx, v, err)
}

func (r rpcServer) UpdateStall(ctx context.Context, req *payv1.UpdateStallRequest) (*payv1.StallResponse, error) {
	v, err := r.Service.UpdateStall(ctx, authn.Must(ctx), StallID(req.GetId()), StallChange{
		Name: req.Name, Category: req.Category, City: req.City, AutoSettle: req.AutoSettle,
	})
	return r.stall(ctx, v, err)
}

func (r rpcServer) CloseStall(ctx context.Context, req *payv1.CloseStallRequest) (*payv1.StallResponse, error) {
	v, err := r.Service.CloseStall(ctx, authn.Must(ctx), StallID(req.GetId()))
	return r.stall(ctx, v, err)
}

func (r rpcServer) GetStall(ctx context.Context, req *payv1.GetStallRequest) (*payv1.StallResponse, error) {
	v, err := r.Stall(ctx, authn.Must(ctx), StallID(req.GetId()))
	return r.stall(ctx, v, err)
}

func (r rpcServer) ListStalls(ctx context.Context, _ *payv1.ListStallsRequest) (*payv1.ListStallsResponse, error) {
	caller := authn.Must(ctx)
	all, err := r.Stalls(ctx, caller)
	if err != nil {
		return nil, err
	}
	list, err := r.describeStalls(ctx, caller.Account, all...)
	return &payv1.ListStallsResponse{Stalls: list}, err
}

func (r rpcServer) SetStaff(ctx context.Context, req *payv1.SetStaffRequest) (*payv1.StallResponse, error) {
	v, err := r.Service.SetStaff(ctx, authn.Must(ctx), StallID(req.GetStallId()), id.Account(req.GetAccountId()), req.GetMayRefund())
	return r.stall(ctx, v, err)
}

func (r rpcServer) RemoveStaff(ctx context.Context, req *payv1.RemoveStaffRequest) (*payv1.StallResponse, error) {
	v, err := r.Service.RemoveStaff(ctx, authn.Must(ctx), StallID(req.GetStallId()), id.Account(req.GetAccountId()))
	return r.stall(ctx, v, err)
}

func (r rpcServer) GetStallCode(ctx context.Context, req *payv1.GetStallCodeRequest) (*payv1.GetStallCodeResponse, error) {
	text, reference, err := r.StallCode(ctx, authn.Must(ctx), StallID(req.GetStallId()), amountIn(req.GetAmount()), req.GetNote())
	if err != nil {
		return nil, err
	}
	return &payv1.GetStallCodeResponse{Text: text, Reference: reference}, nil
}

func (r rpcServer) MakePoster(ctx context.Context, req *payv1.MakePosterRequest) (*payv1.MakePosterResponse, error) {
	file, err := r.Poster(ctx, authn.Must(ctx), StallID(req.GetStallId()), req.GetFormat(), req.GetLanguage())
	if err != nil {
		return nil, err
	}
	contentType := map[string]string{"svg": "image/svg+xml", "pdf": "application/pdf"}[req.GetFormat()]
	name := "alun-" + id.Account(req.GetStallId()).String() + "." + req.GetFormat()
	return &payv1.MakePosterResponse{File: file, Filename: name, ContentType: contentType}, nil
}

func (r rpcServer) Settle(ctx context.Context, req *payv1.SettleRequest) (*payv1.SettleResponse, error) {
	caller := authn.Must(ctx)
	amount, v, err := r.Service.Settle(ctx, caller, StallID(req.GetStallId()), req.GetClientId())
	if err != nil {
		return nil, err
	}
	list, err := r.describeStalls(ctx, caller.Account, v)
	if err != nil {
		return nil, err
	}
	return &payv1.SettleResponse{Amount: amountOf(amount, v.Currency), Stall: list[0]}, nil
}

package account

import (
	"context"
	"errors"

	"connectrpc.com/connect/v2"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/api/gen/alun/account/v1/accountv1connect"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
)

// Register offers the service to callers.
func (s *Service) Register(server *connect.Server) {
	accountv1connect.RegisterAccountServiceHandler(server, rpcServer{s})
}

// rpcServer translates between the contract and the service. It has no rules of its own.
type rpcServer struct{ s *Service }

func (r rpcServer) GetServer(ctx context.Context, _ *accountv1.GetServerRequest) (*accountv1.GetServerResponse, error) {
	row, err := r.s.serverRow(ctx)
	if err != nil {
		return nil, err
	}
	people, err := r.s.Demo(ctx)
	if err != nil {
		return nil, err
	}
	resp := &accountv1.GetServerResponse{
		Name: row.Name, Version: r.s.cfg.Version, Demo: r.s.cfg.Demo, DemoPeople: people,
		Passkeys: r.s.HasPasskeys(ctx), NeedsOperator: row.operators == 0,
	}
	for _, k := range r.s.Kinds(ctx) {
		resp.AddressKinds = append(resp.AddressKinds, string(k))
	}
	return resp, nil
}

func (r rpcServer) StartSignIn(ctx context.Context, req *accountv1.StartSignInRequest) (*accountv1.StartSignInResponse, error) {
	t, err := r.s.StartSignIn(ctx, req.Address, req.Language)
	return t.proto(), err
}

func (t Ticket) proto() *accountv1.StartSignInResponse {
	return &accountv1.StartSignInResponse{
		Ticket: t.Ticket, ExpiresAtMs: ms(t.ExpiresAt), AgainAtMs: ms(t.AgainAt), DevCode: t.ShownCode, Address: t.Address.Value,
	}
}

func (r rpcServer) FinishSignIn(ctx context.Context, req *accountv1.FinishSignInRequest) (*accountv1.FinishSignInResponse, error) {
	in, err := r.s.FinishSignIn(ctx, req.Ticket, req.Code, req.Device)
	return granted(ctx, in, req.Bearer, err)
}

func (r rpcServer) SignInDemo(ctx context.Context, req *accountv1.SignInDemoRequest) (*accountv1.FinishSignInResponse, error) {
	in, err := r.s.SignInDemo(ctx, req.Handle, req.Device)
	return granted(ctx, in, req.Bearer, err)
}

// granted gives the token to the browser's slot, or in the answer, never both.
func granted(ctx context.Context, in SignedIn, bearer bool, err error) (*accountv1.FinishSignInResponse, error) {
	if err != nil {
		return nil, err
	}
	resp := &accountv1.FinishSignInResponse{Me: in.Me, IsNew: in.IsNew, SessionId: int64(in.Session)}
	if bearer {
		resp.Token = in.Token
	} else {
		authn.Grant(ctx, in.Token)
	}
	return resp, nil
}

func (r rpcServer) BeginPasskeySignIn(ctx context.Context, _ *accountv1.BeginPasskeySignInRequest) (*accountv1.BeginPasskeySignInResponse, error) {
	ticket, options, err := r.s.BeginPasskeySignIn(ctx)
	return &accountv1.BeginPasskeySignInResponse{Ticket: ticket, OptionsJson: string(options)}, err
}

func (r rpcServer) FinishPasskeySignIn(ctx context.Context, req *accountv1.FinishPasskeySignInRequest) (*accountv1.FinishSignInResponse, error) {
	in, err := r.s.FinishPasskeySignIn(ctx, req.Ticket, req.CredentialJson, req.Device)
	return granted(ctx, in, req.Bearer, err)
}

func (r rpcServer) BeginAddPasskey(ctx context.Context, _ *accountv1.BeginAddPasskeyRequest) (*accountv1.BeginAddPasskeyResponse, error) {
	ticket, options, err := r.s.BeginAddPasskey(ctx, authn.Must(ctx).Account)
	return &accountv1.BeginAddPasskeyResponse{Ticket: ticket, OptionsJson: string(options)}, err
}

func (r rpcServer) FinishAddPasskey(ctx context.Context, req *accountv1.FinishAddPasskeyRequest) (*accountv1.FinishAddPasskeyResponse, error) {
	p, err := r.s.FinishAddPasskey(ctx, authn.Must(ctx).Account, req.Ticket, req.CredentialJson, req.Name)
	return &accountv1.FinishAddPasskeyResponse{Passkey: p}, err
}

func (r rpcServer) ListPasskeys(ctx context.Context, _ *accountv1.ListPasskeysRequest) (*accountv1.ListPasskeysResponse, error) {
	list, err := r.s.Passkeys(ctx, authn.Must(ctx).Account)
	return &accountv1.ListPasskeysResponse{Passkeys: list}, err
}

func (r rpcServer) RemovePasskey(ctx context.Context, req *accountv1.RemovePasskeyRequest) (*accountv1.RemovePasskeyResponse, error) {
	return &accountv1.RemovePasskeyResponse{}, r.s.RemovePasskey(ctx, authn.Must(ctx).Account, req.Id)
}

func (r rpcServer) ListSessions(ctx context.Context, _ *accountv1.ListSessionsRequest) (*accountv1.ListSessionsResponse, error) {
	list, err := r.s.Sessions(ctx, authn.Must(ctx))
	return &accountv1.ListSessionsResponse{Sessions: list}, err
}

func (r rpcServer) EndSession(ctx context.Context, req *accountv1.EndSessionRequest) (*accountv1.EndSessionResponse, error) {
	c := authn.Must(ctx)
	err := r.s.EndSession(ctx, c, id.Session(req.Id))
	if err == nil && id.Session(req.Id) == c.Session {
		authn.Revoke(ctx)
	}
	return &accountv1.EndSessionResponse{}, err
}

func (r rpcServer) EndOtherSessions(ctx context.Context, _ *accountv1.EndOtherSessionsRequest) (*accountv1.EndOtherSessionsResponse, error) {
	n, err := r.s.EndOtherSessions(ctx, authn.Must(ctx))
	return &accountv1.EndOtherSessionsResponse{Ended: int32(n)}, err //nolint:gosec // at most MaxSessions
}

func (r rpcServer) SignOut(ctx context.Context, _ *accountv1.SignOutRequest) (*accountv1.SignOutResponse, error) {
	c := authn.Must(ctx)
	if err := r.s.EndSession(ctx, c, c.Session); err != nil && !errors.Is(err, ErrSessionNotFound) {
		return nil, err
	}
	authn.Revoke(ctx)
	return &accountv1.SignOutResponse{}, nil
}

// me answers with the caller as he is after an act.
func (r rpcServer) me(ctx context.Context, err error) (*accountv1.Me, error) {
	if err != nil {
		return nil, err
	}
	return r.s.Me(ctx, authn.Must(ctx).Account)
}

func (r rpcServer) GetMe(ctx context.Context, _ *accountv1.GetMeRequest) (*accountv1.GetMeResponse, error) {
	me, err := r.me(ctx, nil)
	return &accountv1.GetMeResponse{Me: me}, err
}

func (r rpcServer) UpdateProfile(ctx context.Context, req *accountv1.UpdateProfileRequest) (*accountv1.UpdateProfileResponse, error) {
	me, err := r.me(ctx, r.s.UpdateProfile(ctx, authn.Must(ctx).Account, req))
	return &accountv1.UpdateProfileResponse{Me: me}, err
}

func (r rpcServer) SetAvatar(ctx context.Context, req *accountv1.SetAvatarRequest) (*accountv1.SetAvatarResponse, error) {
	me, err := r.me(ctx, r.s.SetAvatar(ctx, authn.Must(ctx).Account, req.Image))
	return &accountv1.SetAvatarResponse{Me: me}, err
}

func (r rpcServer) CheckHandle(ctx context.Context, req *accountv1.CheckHandleRequest) (*accountv1.CheckHandleResponse, error) {
	free, err := r.s.CheckHandle(ctx, authn.Must(ctx).Account, req.Handle)
	if err == nil {
		return &accountv1.CheckHandleResponse{Free: true}, nil
	}
	for _, reason := range []error{ErrHandleInvalid, ErrHandleReserved, ErrHandleTaken, ErrHandleTooSoon} {
		if errors.Is(err, reason) {
			return &accountv1.CheckHandleResponse{Code: errs.CodeOf(err), FreeAtMs: ms(free)}, nil
		}
	}
	return nil, err
}

func (r rpcServer) SetHandle(ctx context.Context, req *accountv1.SetHandleRequest) (*accountv1.SetHandleResponse, error) {
	me, err := r.me(ctx, r.s.SetHandle(ctx, authn.Must(ctx).Account, req.Handle))
	return &accountv1.SetHandleResponse{Me: me}, err
}

func (r rpcServer) UpdateSettings(ctx context.Context, req *accountv1.UpdateSettingsRequest) (*accountv1.UpdateSettingsResponse, error) {
	me, err := r.me(ctx, r.s.UpdateSettings(ctx, authn.Must(ctx).Account, req))
	return &accountv1.UpdateSettingsResponse{Me: me}, err
}

func (r rpcServer) GetQr(ctx context.Context, _ *accountv1.GetQrRequest) (*accountv1.GetQrResponse, error) {
	token, err := r.s.QR(ctx, authn.Must(ctx).Account, false)
	return &accountv1.GetQrResponse{Url: r.s.url(ctx) + "/q/" + token}, err
}

func (r rpcServer) ResetQr(ctx context.Context, _ *accountv1.ResetQrRequest) (*accountv1.ResetQrResponse, error) {
	token, err := r.s.QR(ctx, authn.Must(ctx).Account, true)
	return &accountv1.ResetQrResponse{Url: r.s.url(ctx) + "/q/" + token}, err
}

func (r rpcServer) StartAddAddress(ctx context.Context, req *accountv1.StartAddAddressRequest) (*accountv1.StartSignInResponse, error) {
	t, err := r.s.StartAddAddress(ctx, authn.Must(ctx).Account, req.Address, req.Language)
	return t.proto(), err
}

func (r rpcServer) FinishAddAddress(ctx context.Context, req *accountv1.FinishAddAddressRequest) (*accountv1.FinishAddAddressResponse, error) {
	me, err := r.me(ctx, r.s.FinishAddAddress(ctx, authn.Must(ctx).Account, req.Ticket, req.Code))
	return &accountv1.FinishAddAddressResponse{Me: me}, err
}

func (r rpcServer) RemoveAddress(ctx context.Context, req *accountv1.RemoveAddressRequest) (*accountv1.RemoveAddressResponse, error) {
	me, err := r.me(ctx, r.s.RemoveAddress(ctx, authn.Must(ctx).Account, req.Value))
	return &accountv1.RemoveAddressResponse{Me: me}, err
}

func (r rpcServer) GetPeople(ctx context.Context, req *accountv1.GetPeopleRequest) (*accountv1.GetPeopleResponse, error) {
	if len(req.Ids) > MaxPeople {
		return nil, errs.Invalid("account.too_many_people", "At most %d people can be asked for at once.", MaxPeople)
	}
	ids := make([]id.Account, len(req.Ids))
	for i, n := range req.Ids {
		ids[i] = id.Account(n)
	}
	people, err := r.s.People(ctx, ids)
	resp := &accountv1.GetPeopleResponse{}
	for _, a := range ids {
		if p := people[a]; p != nil {
			resp.People = append(resp.People, p)
			delete(people, a)
		}
	}
	return resp, err
}

func (r rpcServer) DeleteMe(ctx context.Context, req *accountv1.DeleteMeRequest) (*accountv1.DeleteMeResponse, error) {
	when, err := r.s.DeleteMe(ctx, authn.Must(ctx), req.Confirm)
	if err == nil {
		authn.Revoke(ctx)
	}
	return &accountv1.DeleteMeResponse{DeleteAtMs: ms(when)}, err
}

func (r rpcServer) KeepMe(ctx context.Context, _ *accountv1.KeepMeRequest) (*accountv1.KeepMeResponse, error) {
	me, err := r.me(ctx, r.s.KeepMe(ctx, authn.Must(ctx).Account))
	return &accountv1.KeepMeResponse{Me: me}, err
}

func (r rpcServer) ClaimOperator(ctx context.Context, req *accountv1.ClaimOperatorRequest) (*accountv1.ClaimOperatorResponse, error) {
	me, err := r.me(ctx, r.s.ClaimOperator(ctx, authn.Must(ctx), req.SetupCode))
	return &accountv1.ClaimOperatorResponse{Me: me}, err
}

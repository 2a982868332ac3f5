package admin

import (
	"cmp"
	"context"
	"runtime"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/social/account"

	accountv1 "alun/api/gen/alun/account/v1"
	adminv1 "alun/api/gen/alun/admin/v1"
	"alun/api/gen/alun/admin/v1/adminv1connect"
)

// RPC returns the desk as the contract has it.
func (s *Service) RPC() adminv1connect.AdminServiceHandler { return rpcServer{s} }

type rpcServer struct{ s *Service }

func (r rpcServer) ListPeople(ctx context.Context, req *adminv1.ListPeopleRequest) (*adminv1.ListPeopleResponse, error) {
	q := account.Query{Text: req.GetQuery(), SuspendedOnly: req.GetSuspendedOnly(), OperatorsOnly: req.GetOperatorsOnly(), Limit: int(req.GetLimit())}
	if req.GetCursor() != "" {
		var err error
		if q.Before, err = id.Parse[id.Account](req.GetCursor()); err != nil {
			return nil, err
		}
	}
	list, next, total, err := r.s.People(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &adminv1.ListPeopleResponse{Total: total}
	for _, l := range list {
		out.People = append(out.People, asPerson(l))
	}
	if next != 0 {
		out.NextCursor = next.String()
	}
	return out, nil
}

// asPerson shows an account to an operator: addresses are masked, and nothing of what the person writes is in it.
func asPerson(l account.Listed) *adminv1.AdminPerson {
	p := &adminv1.AdminPerson{
		Person: l.Person(), Role: accountv1.Role_ROLE_MEMBER, Suspended: !l.SuspendedAt.IsZero(), SuspendedReason: l.SuspendedReason,
		CreatedAtMs: l.CreatedAt.UnixMilli(), Sessions: int32(l.Sessions),
	}
	if l.Operator {
		p.Role = accountv1.Role_ROLE_OPERATOR
	}
	if !l.SeenAt.IsZero() {
		p.LastSeenMs = l.SeenAt.UnixMilli()
	}
	if !l.DeleteAt.IsZero() {
		p.DeleteAtMs = l.DeleteAt.UnixMilli()
	}
	for _, a := range l.Addresses {
		p.Addresses = append(p.Addresses, account.Masked(a))
	}
	return p
}

func (r rpcServer) look(ctx context.Context, a id.Account) (*adminv1.AdminPerson, error) {
	l, err := r.s.Look(ctx, a)
	if err != nil {
		return nil, err
	}
	return asPerson(l), nil
}

func (r rpcServer) Suspend(ctx context.Context, req *adminv1.SuspendRequest) (*adminv1.SuspendResponse, error) {
	a := id.Account(req.GetAccountId())
	if err := r.s.Suspend(ctx, authn.Must(ctx).Account, a, req.GetReason()); err != nil {
		return nil, err
	}
	person, err := r.look(ctx, a)
	return &adminv1.SuspendResponse{Person: person}, err
}

func (r rpcServer) Restore(ctx context.Context, req *adminv1.RestoreRequest) (*adminv1.RestoreResponse, error) {
	a := id.Account(req.GetAccountId())
	if err := r.s.Restore(ctx, authn.Must(ctx).Account, a); err != nil {
		return nil, err
	}
	person, err := r.look(ctx, a)
	return &adminv1.RestoreResponse{Person: person}, err
}

func (r rpcServer) EndSessions(ctx context.Context, req *adminv1.EndSessionsRequest) (*adminv1.EndSessionsResponse, error) {
	ended, err := r.s.EndSessions(ctx, authn.Must(ctx).Account, id.Account(req.GetAccountId()))
	return &adminv1.EndSessionsResponse{Ended: int32(ended)}, err
}

func (r rpcServer) SetOperator(ctx context.Context, req *adminv1.SetOperatorRequest) (*adminv1.SetOperatorResponse, error) {
	a := id.Account(req.GetAccountId())
	if err := r.s.SetOperator(ctx, authn.Must(ctx).Account, a, req.GetOperator()); err != nil {
		return nil, err
	}
	person, err := r.look(ctx, a)
	return &adminv1.SetOperatorResponse{Person: person}, err
}

func (r rpcServer) settings(ctx context.Context) (*adminv1.ServerSettings, error) {
	server, err := r.s.Accounts.Server(ctx)
	return &adminv1.ServerSettings{Name: server.Name, OpenSignUp: server.OpenSignUp, DefaultCountryCode: server.DefaultCountryCode}, err
}

func (r rpcServer) GetSettings(ctx context.Context, _ *adminv1.GetSettingsRequest) (*adminv1.GetSettingsResponse, error) {
	settings, err := r.settings(ctx)
	return &adminv1.GetSettingsResponse{Settings: settings}, err
}

func (r rpcServer) UpdateSettings(ctx context.Context, req *adminv1.UpdateSettingsRequest) (*adminv1.UpdateSettingsResponse, error) {
	change := Settings{Name: req.Name, CountryCode: req.DefaultCountryCode, OpenSignUp: req.OpenSignUp}
	if err := r.s.UpdateSettings(ctx, authn.Must(ctx).Account, change); err != nil {
		return nil, err
	}
	settings, err := r.settings(ctx)
	return &adminv1.UpdateSettingsResponse{Settings: settings}, err
}

func (r rpcServer) Import(ctx context.Context, req *adminv1.ImportRequest) (*adminv1.ImportResponse, error) {
	got, err := r.s.Import(ctx, authn.Must(ctx).Account, req)
	if err != nil {
		return nil, err
	}
	out := &adminv1.ImportResponse{Tokens: got.Tokens, MessagesAdded: int32(got.Added), MessagesKnown: int32(got.Known)}
	for _, a := range got.Accounts {
		out.AccountIds = append(out.AccountIds, int64(a))
	}
	for _, c := range got.Chats {
		out.ChatIds = append(out.ChatIds, int64(c))
	}
	return out, nil
}

func (r rpcServer) GetHealth(ctx context.Context, _ *adminv1.GetHealthRequest) (*adminv1.GetHealthResponse, error) {
	h, err := r.s.Health(ctx)
	if err != nil {
		return nil, err
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	return &adminv1.GetHealthResponse{
		Version: r.s.Version, Engine: h.Engine, StartedAtMs: r.s.startedAt.UnixMilli(), Accounts: h.Accounts, Chats: h.Chats, Entries: h.Entries,
		LiveConnections: int32(h.Connections), DatabaseBytes: h.DatabaseBytes, MemoryBytes: int64(mem.Sys),
		WaitingJobs: int32(h.WaitingJobs), DeadJobs: int32(h.DeadJobs), Nodes: h.Nodes,
	}, nil
}

func (r rpcServer) ListAudit(ctx context.Context, req *adminv1.ListAuditRequest) (*adminv1.ListAuditResponse, error) {
	limit := cmp.Or(int(req.GetLimit()), 50)
	lines, end, err := r.s.Audit(ctx, req.GetBeforeId(), id.Account(req.GetSubjectId()), limit)
	if err != nil {
		return nil, err
	}
	people, err := r.s.peopleOf(ctx, lines)
	if err != nil {
		return nil, err
	}
	out := &adminv1.ListAuditResponse{End: end}
	for _, l := range lines {
		out.Entries = append(out.Entries, &adminv1.AuditEntry{
			Id: l.Seq, AtMs: l.At.UnixMilli(), Actor: people[l.Actor], Act: string(l.Act), Subject: people[l.Subject], DetailJson: l.Detail,
		})
	}
	return out, nil
}

// peopleOf returns the profiles of those whom lines speak of.
func (s *Service) peopleOf(ctx context.Context, lines []Line) (_ map[id.Account]*accountv1.Person, err error) {
	defer errs.Wrap(&err, "admin.peopleOf")
	seen := map[id.Account]bool{0: true}
	var ids []id.Account
	for _, l := range lines {
		for _, a := range []id.Account{l.Actor, l.Subject} {
			if !seen[a] {
				seen[a] = true
				ids = append(ids, a)
			}
		}
	}
	return s.Accounts.People(ctx, ids)
}

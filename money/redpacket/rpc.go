package redpacket

import (
	"context"

	accountv1 "alun/api/gen/alun/account/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	"alun/api/gen/alun/redpacket/v1/redpacketv1connect"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

// RPC returns the service as the contract has it.
func (s *Service) RPC() redpacketv1connect.RedPacketServiceHandler { return rpcServer{s} }

type rpcServer struct{ *Service }

func (r rpcServer) Send(ctx context.Context, req *redpacketv1.SendRequest) (*redpacketv1.SendResponse, error) {
	caller := authn.Must(ctx)
	p, err := r.Service.Send(ctx, caller, Order{
		ClientID: req.GetClientId(), Chat: id.Chat(req.GetChatId()), Kind: Kind(req.GetKind()),
		Total: money.Of(req.GetTotal().GetMinor(), money.Currency(req.GetTotal().GetCurrency())), Count: int(req.GetCount()),
		Greeting: req.GetGreeting(), Cover: req.GetCover(), OnlyFor: id.Account(req.GetOnlyForId()), Nonce: req.GetNonce(), Grant: req.GetGrant(),
	})
	if err != nil {
		return nil, err
	}
	v, err := r.Service.Get(ctx, caller.Account, p.ID)
	if err != nil {
		return nil, err
	}
	packet, err := r.view(ctx, v)
	return &redpacketv1.SendResponse{Packet: packet}, err
}

func (r rpcServer) Open(ctx context.Context, req *redpacketv1.OpenRequest) (*redpacketv1.OpenResponse, error) {
	caller := authn.Must(ctx).Account
	o, err := r.Service.Open(ctx, caller, ID(req.GetId()))
	if err != nil {
		return nil, err
	}
	packet, err := r.view(ctx, View{Packet: o.Packet, Standing: o.Standing, Mine: o.Share, May: errOpened})
	return &redpacketv1.OpenResponse{Packet: packet, First: o.First}, err
}

func (r rpcServer) Get(ctx context.Context, req *redpacketv1.GetRequest) (*redpacketv1.GetResponse, error) {
	v, err := r.Service.Get(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	if err != nil {
		return nil, err
	}
	packet, err := r.view(ctx, v)
	return &redpacketv1.GetResponse{Packet: packet}, err
}

func (r rpcServer) GetProof(ctx context.Context, req *redpacketv1.GetProofRequest) (*redpacketv1.GetProofResponse, error) {
	p, err := r.Proof(ctx, authn.Must(ctx).Account, ID(req.GetId()))
	if err != nil {
		return nil, err
	}
	return &redpacketv1.GetProofResponse{
		Commitment: p.Commitment, Salt: p.Salt, Nonce: p.Nonce, Draw: p.Draw, Currency: string(p.Total.Currency),
		Preimage: Preimage(p.Salt, p.Nonce, p.Total.Currency, p.Draw),
	}, nil
}

func (r rpcServer) GetYear(ctx context.Context, req *redpacketv1.GetYearRequest) (*redpacketv1.GetYearResponse, error) {
	currency := r.rules(ctx).Currency
	if req.GetCurrency() != "" {
		var err error
		if currency, err = money.ParseCurrency(req.GetCurrency()); err != nil {
			return nil, err
		}
	}
	y, err := r.Year(ctx, authn.Must(ctx).Account, int(req.GetYear()), int(req.GetZoneMinutes()), currency)
	if err != nil {
		return nil, err
	}
	var senders []id.Account
	for _, l := range append(y.GotLines, y.SentLines...) {
		senders = append(senders, l.Packet.Sender)
	}
	if y.Best != nil {
		senders = append(senders, y.Best.Packet.Sender)
	}
	people, err := r.accounts.People(ctx, senders)
	out := &redpacketv1.GetYearResponse{
		SentCount: int32(y.SentCount), Sent: wireAmount(y.Sent), ReceivedCount: int32(y.GotCount), Received: wireAmount(y.Got),
		LuckiestCount: int32(y.LuckiestCount), ReceivedLines: wireLines(y.GotLines, people), SentLines: wireLines(y.SentLines, people),
	}
	if y.Best != nil {
		out.Best, out.BestFrom = wireAmount(money.Of(y.Best.Minor, currency)), personOf(people, y.Best.Packet.Sender)
	}
	return out, err
}

func (r rpcServer) GetRules(ctx context.Context, _ *redpacketv1.GetRulesRequest) (*redpacketv1.GetRulesResponse, error) {
	rules := r.rules(ctx)
	of := func(minor int64) *moneyv1.Amount { return wireAmount(money.Of(minor, rules.Currency)) }
	out := &redpacketv1.GetRulesResponse{
		MinShare: of(rules.MinShare), MaxShare: of(rules.MaxShare), MaxTotal: of(rules.MaxTotal), MaxCount: MaxCount, LifeMs: Life.Milliseconds(),
	}
	err := r.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		covers, err := r.Covers(ctx, tx)
		for _, c := range covers {
			out.Covers = append(out.Covers, &redpacketv1.Cover{Id: c.ID, Name: c.Name})
		}
		return err
	})
	return out, err
}

// view encodes what somebody may see of a packet, with the people in it.
func (r rpcServer) view(ctx context.Context, v View) (*redpacketv1.Packet, error) {
	p, st := v.Packet, v.Standing
	ids := make([]id.Account, 0, len(v.Shares)+3)
	ids = append(ids, p.Sender)
	if p.OnlyFor != 0 {
		ids = append(ids, p.OnlyFor)
	}
	if v.Mine.Index > 0 {
		ids = append(ids, v.Mine.Account)
	}
	for _, share := range v.Shares {
		ids = append(ids, share.Account)
	}
	people, err := r.accounts.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := &redpacketv1.Packet{
		Id: int64(p.ID), ChatId: int64(p.Chat), Seq: p.Seq, Sender: personOf(people, p.Sender), Kind: redpacketv1.Kind(p.Kind), Greeting: p.Greeting,
		Cover: p.Cover, Total: wireAmount(p.Total), Count: int32(p.Count), Taken: int32(st.Taken), TakenAmount: wireAmount(p.amount(st.Minor)),
		State: redpacketv1.State(st.State), AtMs: p.At.UnixMilli(), ExpiresAtMs: p.ExpiresAt.UnixMilli(), Commitment: p.Commitment,
		MayOpen: v.May == nil, MayOpenCode: errs.CodeOf(v.May), Refunded: wireAmount(p.amount(st.Refunded)),
	}
	if p.OnlyFor != 0 {
		out.OnlyFor = personOf(people, p.OnlyFor)
	}
	if st.over() {
		out.EndedAtMs = st.EndedAt.UnixMilli()
	}
	wire := func(share Share) *redpacketv1.Share {
		return &redpacketv1.Share{
			Person: personOf(people, share.Account), Amount: wireAmount(p.amount(share.Minor)), AtMs: share.At.UnixMilli(), Luckiest: p.crowns(st, share),
		}
	}
	for _, share := range v.Shares {
		out.Shares = append(out.Shares, wire(share))
	}
	if v.Mine.Index > 0 {
		out.Mine = wire(v.Mine)
	}
	return out, nil
}

func wireLines(lines []Line, people map[id.Account]*accountv1.Person) []*redpacketv1.GetYearResponse_Line {
	out := make([]*redpacketv1.GetYearResponse_Line, len(lines))
	for i, l := range lines {
		p := l.Packet
		out[i] = &redpacketv1.GetYearResponse_Line{
			PacketId: int64(p.ID), Sender: personOf(people, p.Sender), Amount: wireAmount(p.amount(l.Minor)), AtMs: l.At.UnixMilli(),
			Kind: redpacketv1.Kind(p.Kind), Luckiest: l.Luckiest, State: redpacketv1.State(l.Standing.State),
			Taken: int32(l.Standing.Taken), Count: int32(p.Count),
		}
	}
	return out
}

// personOf is what is shown of an account, also of one that nobody knows any more.
func personOf(people map[id.Account]*accountv1.Person, a id.Account) *accountv1.Person {
	if p := people[a]; p != nil {
		return p
	}
	return &accountv1.Person{Id: int64(a), Deleted: true}
}

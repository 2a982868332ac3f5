package demo

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"alun/base/errs"
	"alun/client"

	adminv1 "alun/api/gen/alun/admin/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	payv1 "alun/api/gen/alun/pay/v1"
	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	transferv1 "alun/api/gen/alun/transfer/v1"
)

// pursesAtOnce bounds how many PINs are hashed at the same time.
const pursesAtOnce = 4

// Enrich gives the town money and something to have spent it on, unless its marker says that it was done: everybody gets a PIN and
// a filled purse, some open stalls, and they pay, send, split and give as market.go says. Every act has a name of its own, so an
// Enrich that was cut off is finished by the next one, and nothing is paid twice. The town must have been built.
func Enrich(ctx context.Context, n Needs) (err error) {
	defer errs.Wrap(&err, "demo.Enrich")
	marker := n.Marker + "-money"
	if _, err := os.Stat(marker); err == nil {
		return nil
	}
	m, err := openMarket(ctx, n)
	if err != nil {
		return err
	}
	defer m.close()
	for _, step := range []func(context.Context) error{m.openStalls, m.buy, m.give, m.split, m.wrap} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return os.WriteFile(marker, []byte(n.Clock.Now().Format(time.RFC3339)+"\n"), 0o600)
}

// market is everybody's purse, by handle, with the stalls and groups of the town.
type market struct {
	purses map[string]*purse
	stalls map[string]int64 // by owner
	groups map[string]int64
	all    []script
}

// openMarket signs everybody in and fills the purses.
func openMarket(ctx context.Context, n Needs) (*market, error) {
	m := &market{purses: map[string]*purse{}, stalls: map[string]int64{}, groups: map[string]int64{}}
	var err error
	if m.all, err = scripts(); err != nil {
		return nil, err
	}
	request := requests(m.all, n.Clock.Now())[0]
	request.Friendships = nil
	for _, p := range request.People {
		p.WantToken, p.Avatar = true, nil
	}
	got, err := n.Operator.Admin.Import(ctx, request)
	if err != nil {
		return nil, err
	}
	for i, s := range m.all {
		m.groups[s.id] = got.GetChatIds()[i]
	}
	return m, m.openPurses(ctx, n, got)
}

func (m *market) openPurses(ctx context.Context, n Needs, got *adminv1.ImportResponse) error {
	var mu sync.Mutex
	var run sync.WaitGroup
	var failed error
	free := make(chan struct{}, pursesAtOnce)
	for i, p := range people {
		free <- struct{}{}
		run.Go(func() {
			defer func() { <-free }()
			c, err := client.New(n.BaseURL, client.Options{Token: got.GetTokens()[i], Device: "Demo"})
			var one *purse
			if err == nil {
				one, err = openPurse(ctx, c, got.GetAccountIds()[i], p.name)
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = err
				return
			}
			m.purses[p.handle] = one
		})
	}
	run.Wait()
	return failed
}

// close ends the sessions.
func (m *market) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, p := range m.purses {
		_ = p.client.SignOut(ctx) // one that stays open hurts nobody
	}
}

func (m *market) openStalls(ctx context.Context) error {
	for _, s := range stalls {
		got, err := m.purses[s.owner].client.Pay.OpenStall(ctx, &payv1.OpenStallRequest{
			ClientId: named("stall of " + s.owner), Name: s.name, Category: s.category, City: s.city,
		})
		if err != nil {
			return err
		}
		m.stalls[s.owner] = got.GetStall().GetFace().GetId()
	}
	return nil
}

func (m *market) buy(ctx context.Context) error {
	for i, b := range purchases {
		code, err := m.purses[b.owner].client.Pay.GetStallCode(ctx, &payv1.GetStallCodeRequest{StallId: m.stalls[b.owner]})
		if err != nil {
			return err
		}
		p := m.purses[b.payer]
		scanned, err := p.client.Pay.ReadCode(ctx, &payv1.ReadCodeRequest{Text: code.GetText()})
		if err != nil {
			return err
		}
		amount := p.coins(b.coins)
		err = p.spend(ctx, "payment", fmt.Sprint("purchase ", i), amount, m.stalls[b.owner], func(clientID, grant []byte) error {
			_, err := p.client.Pay.Pay(ctx, &payv1.PayRequest{ClientId: clientID, Target: scanned.GetTarget(), Amount: amount, Note: b.note, Grant: grant})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *market) give(ctx context.Context) error {
	for i, g := range gifts {
		from, to := m.purses[g.payer], m.purses[g.payee]
		opened, err := from.client.Chat.OpenDirect(ctx, &chatv1.OpenDirectRequest{AccountId: to.self})
		if err != nil {
			return err
		}
		amount := from.coins(g.coins)
		var sent *transferv1.TransferResponse
		err = from.spend(ctx, "transfer", fmt.Sprint("gift ", i), amount, to.self, func(clientID, grant []byte) error {
			sent, err = from.client.Transfer.SendTransfer(ctx, &transferv1.SendTransferRequest{
				ClientId: clientID, ChatId: opened.GetChat().GetId(), PayeeId: to.self, Amount: amount, Note: g.note, Grant: grant,
			})
			return err
		})
		if err != nil {
			return err
		}
		if g.accepted {
			if _, err := to.client.Transfer.AcceptTransfer(ctx, &transferv1.AcceptTransferRequest{Id: sent.GetTransfer().GetId()}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *market) split(ctx context.Context) error {
	maker := m.purses[bill.maker]
	request := &transferv1.CreateSplitRequest{ClientId: named("the bill"), ChatId: m.groups[bill.chat], Note: bill.note}
	at := slices.IndexFunc(m.all, func(s script) bool { return s.id == bill.chat })
	for _, handle := range m.all[at].members {
		request.Parts = append(request.Parts, &transferv1.CreateSplitRequest_Part{AccountId: m.purses[handle].self, Amount: maker.coins(bill.coins)})
	}
	made, err := maker.client.Transfer.CreateSplit(ctx, request)
	if err != nil {
		return err
	}
	for _, handle := range bill.paid {
		p := m.purses[handle]
		split := made.GetSplit().GetId()
		err := p.spend(ctx, "split", "share of "+handle, p.coins(bill.coins), split, func(clientID, grant []byte) error {
			_, err := p.client.Transfer.PayShare(ctx, &transferv1.PayShareRequest{ClientId: clientID, Id: split, Grant: grant})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *market) wrap(ctx context.Context) error {
	for i, e := range envelopes {
		kind := redpacketv1.Kind_KIND_EQUAL
		if e.lucky {
			kind = redpacketv1.Kind_KIND_LUCKY
		}
		packet, err := m.purses[e.sender].wrap(ctx, fmt.Sprint("envelope ", i), m.groups[e.chat], kind, e.coins, e.count, e.greeting)
		if err != nil {
			return err
		}
		for _, handle := range e.takers {
			if _, err := m.purses[handle].client.RedPacket.Open(ctx, &redpacketv1.OpenRequest{Id: packet}); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrap sends a red packet and returns its id.
func (p *purse) wrap(ctx context.Context, what string, chat int64, kind redpacketv1.Kind, coins int64, count int32, greeting string) (packet int64, err error) {
	total := p.coins(coins)
	err = p.spend(ctx, "redpacket", what, total, chat, func(clientID, grant []byte) error {
		sent, err := p.client.RedPacket.Send(ctx, &redpacketv1.SendRequest{
			ClientId: clientID, ChatId: chat, Kind: kind, Total: total, Count: count, Greeting: greeting, Cover: "batik", Nonce: named(what + ", nonce"), Grant: grant,
		})
		packet = sent.GetPacket().GetId()
		return err
	})
	return packet, err
}

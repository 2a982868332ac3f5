package redpacket

import (
	"bytes"
	"context"
	"sync"
	"testing"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

func (s *stage) trySend(node int, from id.Account, o Order) (*Packet, error) {
	return s.nodes[node].Send(context.Background(), authn.Caller{Account: from, Session: 1}, o)
}

func TestSend(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		c := s.group(ayu, budi, citra)
		o := s.order(c, 30_000, 3)
		o.Greeting, o.Cover = "  Selamat tahun baru  ", "lantern"
		s.fund(ayu, 50_000)
		p, err := s.trySend(0, ayu, o)
		if err != nil {
			t.Fatal(err)
		}
		if s.has(ayu) != 20_000 || s.balance(p.account()) != 30_000 || s.spent[ayu] != 30_000 || s.moved[ayu] != 1 {
			t.Errorf("left %d, in the packet %d, spent %d, nudged %d", s.has(ayu), s.balance(p.account()), s.spent[ayu], s.moved[ayu])
		}
		body := s.entry(budi, p)
		if body.GetId() != int64(p.ID) || body.GetGreeting() != "Selamat tahun baru" || body.GetCover() != "lantern" {
			t.Errorf("the message says %v", body)
		}
		v := s.view(budi, p)
		if v.May != nil || v.Standing.State != Open || len(v.Shares) != 0 || !p.ExpiresAt.Equal(start.Add(Life)) {
			t.Errorf("%+v", v)
		}
	})
}

// entry is what the packet's message says to a member.
func (s *stage) entry(a id.Account, p *Packet) (body interface {
	GetId() int64
	GetGreeting() string
	GetCover() string
}) {
	s.Helper()
	for _, f := range s.frames[a] {
		for _, e := range f.GetEntries() {
			if e.GetChatId() == int64(p.Chat) && e.GetSeq() == p.Seq {
				return e.GetBody().GetPacket()
			}
		}
	}
	s.Fatal("no message")
	return nil
}

// Whatever stops a packet stops all of it: no money, no message, no row.
func TestARefusedSendLeavesNothing(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		group, direct := s.group(ayu, budi, citra), s.direct(ayu, dewi)
		s.fund(ayu, 1_000)
		for _, c := range []struct {
			code   string
			change func(o *Order)
			from   id.Account
		}{
			{"ledger.insufficient", func(o *Order) { o.Total.Minor = 1_001 }, ayu},
			{"wallet.grant", func(o *Order) { o.Grant = nil }, ayu},
			{"redpacket.not_member", func(*Order) {}, stranger},
			{"redpacket.not_member", func(o *Order) { o.Chat = 12345 }, ayu},
			{"redpacket.cover", func(o *Order) { o.Cover = "gold" }, ayu},
			{"redpacket.cover", func(o *Order) { o.Cover = "c:00" }, ayu},
			{"redpacket.only_for", func(o *Order) { o.Kind, o.Count, o.OnlyFor = Exclusive, 1, dewi }, ayu},
			{"redpacket.count_members", func(o *Order) { o.Count = 4 }, ayu},
			{"redpacket.kind", func(o *Order) { o.Kind = 0 }, ayu},
			{"chat.blocked", func(o *Order) { o.Chat, o.Count = direct, 1; s.blocked[dewi] = true }, ayu},
			{"wallet.frozen", func(*Order) { s.refuse[ayu] = errs.Denied("wallet.frozen", "frozen") }, ayu},
		} {
			o := s.order(group, 900, 3)
			c.change(&o)
			_, err := s.trySend(0, c.from, o)
			s.refuses(c.code, err)
		}
		s.refuse[ayu], s.blocked[dewi] = nil, false
		o := s.order(group, 900, 3) // of an identifier that a text has
		_, err := s.chats.Send(context.Background(), ayu, &chatv1.SendRequest{
			ChatId: int64(group), ClientId: o.ClientID, Body: &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: "hai"}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.trySend(0, ayu, o)
		s.refuses("redpacket.conflict", err)
		var head map[id.Chat]int64
		err = s.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) (err error) {
			head, err = s.chats.Head(ctx, tx, []id.Chat{group})
			return err
		})
		if err != nil || head[group] > 2 || s.has(ayu) != 1_000 || s.spent[ayu] != 0 || s.moved[ayu] != 0 {
			t.Errorf("head %v, %v; %d left, %d spent", head, err, s.has(ayu), s.spent[ayu])
		}
		if y, err := s.nodes[0].Year(context.Background(), ayu, 2026, 0, "IDR"); err != nil || y.SentCount != 0 {
			t.Errorf("%+v, %v", y, err)
		}
	})
}

// The same order is answered the same by any node, at the same moment or later, whatever has become of the packet, the money or the
// sender since; another order under its identifier is refused.
func TestSendAgain(t *testing.T) {
	each(t, 2, func(t *testing.T, s *stage) {
		c := s.group(ayu, budi)
		for round := range 10 {
			s.fund(ayu, 500)
			o := s.order(c, 500, 2)
			var wg sync.WaitGroup
			got := make([]*Packet, 6)
			for i := range got {
				wg.Go(func() {
					p, err := s.trySend(i%2, ayu, o)
					if err != nil {
						t.Error(err)
						return
					}
					got[i] = p
				})
			}
			wg.Wait()
			for _, p := range got {
				if p == nil || p.ID != got[0].ID || !bytes.Equal(p.Commitment, got[0].Commitment) {
					t.Fatalf("round %d: %v and %v", round, got[0], p)
				}
			}
			o.Total.Minor = 400
			_, err := s.trySend(1, ayu, o)
			s.refuses("redpacket.conflict", err)
		}
		if s.spent[ayu] != 5_000 || s.has(ayu) != 0 {
			t.Errorf("%d spent, %d left", s.spent[ayu], s.has(ayu))
		}
		o := s.order(c, 600, 2)
		p := s.send(ayu, o)
		s.mustOpen(ayu, p)
		s.mustOpen(budi, p)
		if _, err := s.chats.Leave(context.Background(), ayu, c); err != nil {
			t.Fatal(err)
		}
		s.refuse[ayu] = errs.Denied("wallet.frozen", "frozen")
		o.Grant = nil // used up long ago
		if again, err := s.trySend(1, ayu, o); err != nil || again.ID != p.ID {
			t.Errorf("%v, %v", again, err)
		}
		other := o
		s.refuse[budi] = nil
		s.fund(budi, 600)
		other.Chat, other.Grant = s.group(budi, citra), []byte("grant")
		if mine, err := s.trySend(0, budi, other); err != nil || mine.ID == p.ID {
			t.Errorf("another person's identifier: %v, %v", mine, err)
		}
	})
}

package redpacket

import (
	"context"
	"errors"
	"testing"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/id"
)

func TestOpen(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		p := s.send(ayu, s.order(s.group(ayu, budi, citra, dewi), 40_000, 3))
		s.changes(ayu)
		first := s.mustOpen(budi, p)
		if !first.First || first.Share.Index != 1 || first.Share.Minor != p.Draw[0] || first.Standing.Taken != 1 {
			t.Errorf("%+v", first)
		}
		again := s.mustOpen(budi, p)
		if again.First || again.Share != first.Share {
			t.Errorf("again %+v", again)
		}
		s.clock.Advance(90 * time.Second)
		s.mustOpen(ayu, p) // in a group one may open one's own
		last := s.mustOpen(citra, p)
		if last.Standing.State != Gone || last.Standing.Minor != 40_000 {
			t.Errorf("%+v", last)
		}
		_, err := s.open(dewi, p)
		s.refuses("redpacket.gone", err)
		_, err = s.open(stranger, p)
		s.refuses("redpacket.not_member", err)
		if late := s.mustOpen(budi, p); late.First || late.Share != first.Share {
			t.Errorf("after the end %+v", late)
		}
		if s.has(budi)+s.has(ayu)+s.has(citra) != 40_000 || s.balance(p.account()) != 0 || s.moved[budi] != 1 {
			t.Errorf("%d + %d + %d, %d", s.has(budi), s.has(ayu), s.has(citra), s.balance(p.account()))
		}
		v := s.view(dewi, p)
		if len(v.Shares) != 3 || !errors.Is(v.May, ErrGone) || !v.Standing.EndedAt.Equal(start.Add(90*time.Second)) {
			t.Errorf("%+v", v)
		}
		if n := crowns(v); n != 1 {
			t.Errorf("%d are luckiest", n)
		}
	})
}

func crowns(v View) (n int) {
	for _, share := range v.Shares {
		if v.Packet.crowns(v.Standing, share) {
			n++
		}
	}
	return n
}

// whats sorts what somebody's devices were told of a packet: lines by kind, and how the card stands.
func whats(changes []*chatv1.Change) (lines map[chatv1.System_What]int, card *chatv1.CardState) {
	lines = map[chatv1.System_What]int{}
	for _, c := range changes {
		if l := c.GetLine(); l != nil {
			lines[l.GetSystem().GetWhat()]++
		}
		if c.GetCard() != nil {
			card = c.GetCard()
		}
	}
	return lines, card
}

// Only the opener and the sender hear who opened; the sender hears how long it took; a person hears once of himself.
func TestWhoIsTold(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		p := s.send(ayu, s.order(s.group(ayu, budi, citra, dewi), 900, 2))
		for _, a := range []id.Account{ayu, budi, citra, dewi} {
			s.changes(a)
		}
		o := s.mustOpen(budi, p)
		lines, card := whats(s.changes(budi))
		if lines[chatv1.System_WHAT_PACKET_OPENED] != 1 || card.GetState() != "opened" || card.GetAmount().GetMinor() != o.Share.Minor || card.GetSeq() != p.Seq {
			t.Errorf("the opener: %v, %v", lines, card)
		}
		told := s.changes(ayu)
		lines, card = whats(told)
		if lines[chatv1.System_WHAT_PACKET_OPENED] != 1 || card != nil {
			t.Errorf("the sender: %v, %v", lines, card)
		}
		line := told[0].GetLine()
		if sys := line.GetSystem(); sys.GetActorId() != int64(budi) || sys.GetAccountIds()[0] != int64(ayu) || sys.GetSeq() != p.Seq ||
			sys.GetAmount().GetMinor() != o.Share.Minor || line.GetAnchorSeq() != p.Seq || line.GetChatId() != int64(p.Chat) {
			t.Errorf("the line: %v", line)
		}
		if lines, card := whats(s.changes(citra)); len(lines) != 0 || card != nil {
			t.Errorf("a bystander: %v, %v", lines, card)
		}
		s.clock.Advance(2 * time.Minute)
		s.mustOpen(ayu, p)
		told = s.changes(ayu)
		lines, card = whats(told)
		if lines[chatv1.System_WHAT_PACKET_OPENED] != 1 || lines[chatv1.System_WHAT_PACKET_FINISHED] != 1 || card.GetState() != "opened" {
			t.Errorf("the sender opens the last: %v, %v", lines, card)
		}
		for _, c := range told {
			if sys := c.GetLine().GetSystem(); sys.GetWhat() == chatv1.System_WHAT_PACKET_FINISHED && (sys.GetValue() != "120000" || sys.GetAmount().GetMinor() != 900) {
				t.Errorf("finished: %v", sys)
			}
		}
		// Who comes too late hears it on all devices, once.
		for range 3 {
			_, err := s.open(dewi, p)
			s.refuses("redpacket.gone", err)
		}
		var card2 *chatv1.CardState
		n := 0
		s.await(func() bool {
			for _, c := range s.changes(dewi) {
				if c.GetCard() != nil {
					card2 = c.GetCard()
					n++
				}
			}
			return n > 0
		})
		if card2.GetState() != "gone" || n != 1 {
			t.Errorf("too late: %v, %d times", card2, n)
		}
	})
}

// The sender's card says that the packet is gone when he did not open it himself.
func TestTheSendersCard(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		p := s.send(ayu, s.order(s.group(ayu, budi), 900, 1))
		s.changes(ayu)
		s.mustOpen(budi, p)
		if lines, card := whats(s.changes(ayu)); lines[chatv1.System_WHAT_PACKET_FINISHED] != 1 || card.GetState() != "gone" {
			t.Errorf("%v, %v", lines, card)
		}
	})
}

// await looks until ok holds.
func (s *stage) await(ok func() bool) {
	s.Helper()
	for range 20_000 {
		if ok() {
			return
		}
		time.Sleep(100 * time.Microsecond)
	}
	s.Fatal("waited in vain")
}

func TestWhoMayOpen(t *testing.T) {
	each(t, 2, func(t *testing.T, s *stage) {
		ctx := context.Background()
		direct := s.direct(ayu, budi)
		p := s.send(ayu, s.order(direct, 500, 1))
		_, err := s.open(ayu, p)
		s.refuses("redpacket.not_yours", err) // nobody opens his own in a chat of two
		s.blocked[ayu] = true                 // what was sent before a block is still the other's
		s.mustOpen(budi, p)
		s.blocked[ayu] = false

		group := s.group(ayu, budi, citra, dewi)
		only := s.order(group, 700, 1)
		only.Kind, only.OnlyFor = Exclusive, citra
		p = s.send(ayu, only)
		for _, a := range []id.Account{ayu, budi} {
			_, err := s.open(a, p)
			s.refuses("redpacket.not_yours", err)
		}
		s.mustOpen(citra, p)
		_, err = s.open(budi, p)
		s.refuses("redpacket.not_yours", err)

		p = s.send(ayu, s.order(group, 900, 3))
		share := s.mustOpen(dewi, p).Share
		for _, a := range []id.Account{dewi, budi} {
			if _, err := s.chats.Leave(ctx, a, group); err != nil {
				t.Fatal(err)
			}
		}
		if again := s.mustOpen(dewi, p); again.Share != share { // what one has one keeps
			t.Errorf("%+v", again)
		}
		_, err = s.open(budi, p)
		s.refuses("redpacket.not_member", err)
		_, err = s.nodes[0].Get(ctx, budi, p.ID)
		s.refuses("redpacket.not_member", err)
		s.view(dewi, p)
		_, err = s.nodes[0].Open(ctx, budi, 12345)
		s.refuses("redpacket.not_found", err)
		// Who comes into the chat later may open, also what another node remembers.
		s.mustOpen(ayu, p)
		if _, _, err := s.chats.AddMembers(ctx, ayu, group, []id.Account{107}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.nodes[1].Open(ctx, 107, p.ID); err != nil {
			t.Error(err)
		}
	})
}

// A wallet without room leaves the share to others.
func TestAFullWallet(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		o := s.order(s.group(ayu, budi, citra), 1_000, 2)
		o.Kind = Equally
		p := s.send(ayu, o)
		s.room[budi] = 499
		_, err := s.open(budi, p)
		s.refuses("wallet.balance_limit", err)
		s.room[citra] = 500
		if got := s.mustOpen(citra, p); got.Share.Index != 1 {
			t.Errorf("%+v", got)
		}
		s.room[budi] = 500
		s.mustOpen(budi, p)
	})
}

func TestProof(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		ctx := context.Background()
		o := s.order(s.group(ayu, budi, citra), 1_000, 3)
		p := s.send(ayu, o)
		s.mustOpen(budi, p)
		_, err := s.nodes[0].Proof(ctx, budi, p.ID)
		s.refuses("redpacket.not_finished", err)
		s.clock.Advance(Life)
		s.runJobs()
		_, err = s.nodes[0].Proof(ctx, stranger, p.ID)
		s.refuses("redpacket.not_member", err)
		shown, err := s.nodes[0].Proof(ctx, citra, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !verify(p.Commitment, shown.Salt, o.Nonce, string(shown.Total.Currency), shown.Draw) || len(shown.Draw) != 3 {
			t.Errorf("%+v", shown)
		}
	})
}

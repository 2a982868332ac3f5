package redpacket

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
)

func TestExpiry(t *testing.T) {
	each(t, 2, func(t *testing.T, s *stage) {
		p := s.send(ayu, s.order(s.group(ayu, budi, citra), 9_000, 3))
		got := s.mustOpen(budi, p).Share.Minor
		s.changes(ayu)
		s.clock.Advance(Life - time.Millisecond)
		s.runJobs()
		if v := s.view(ayu, p); v.Standing.State != Open {
			t.Fatalf("too early: %+v", v.Standing)
		}
		settled := func() error {
			return s.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error { return s.nodes[0].Settled(ctx, tx, ayu) })
		}
		s.refuses("redpacket.open", settled())
		s.clock.Advance(30 * Life) // and no job has run
		s.refuses("redpacket.open", settled())
		_, err := s.open(citra, p)
		s.refuses("redpacket.expired", err)
		if v := s.view(citra, p); !errors.Is(v.May, ErrExpired) {
			t.Errorf("%v", v.May)
		}
		s.runJobs()
		s.refuses("", settled())
		if s.has(ayu) != 9_000-got || s.back[ayu] != 9_000-got || s.balance(p.account()) != 0 {
			t.Errorf("%d back, %d unspent, %d left in it", s.has(ayu), s.back[ayu], s.balance(p.account()))
		}
		lines, card := whats(s.changes(ayu))
		if lines[chatv1.System_WHAT_PACKET_REFUNDED] != 1 || card.GetState() != "expired" {
			t.Errorf("the sender: %v, %v", lines, card)
		}
		for _, node := range s.nodes {
			_, err := node.Open(context.Background(), citra, p.ID)
			s.refuses("redpacket.expired", err)
			if again, err := node.Open(context.Background(), budi, p.ID); err != nil || again.Share.Minor != got {
				t.Errorf("%+v, %v", again, err)
			}
		}
		v := s.view(citra, p)
		if v.Standing.Refunded != 9_000-got || crowns(v) != 1 {
			t.Errorf("%+v", v)
		}
	})
}

// Somebody who has sent more packets than are looked at together is not let go for those alone that come first.
func TestSettledLooksAtEveryPacket(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		run := func(f func(ctx context.Context, tx *store.Tx) error) error {
			return s.db.Write(context.Background(), f)
		}
		last := s.send(ayu, s.order(s.group(ayu, budi), 9_000, 1))
		err := run(func(ctx context.Context, tx *store.Tx) error { // older ones, all of them over
			for i := range 2 * sentAtOnce {
				if _, err := tx.Exec(ctx, insertSent, ayu, i+1, clientID(1_000+i), []byte{}, "IDR", 1, 1); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `INSERT INTO redpacket_standing (packet_id, state, taken, taken_minor, ended_at_ms, refunded)
VALUES ($1, 2, 1, 1, 1, 0)`, i+1); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		settled := func() error {
			return run(func(ctx context.Context, tx *store.Tx) error { return s.nodes[0].Settled(ctx, tx, ayu) })
		}
		s.refuses("redpacket.open", settled())
		s.mustOpen(budi, last)
		s.refuses("", settled())
		err = run(func(ctx context.Context, tx *store.Tx) error { // which no packet explains
			_, err := tx.Exec(ctx, `DELETE FROM redpacket_sent WHERE packet_id <= $1`, 2*sentAtOnce)
			if err == nil {
				_, err = tx.Exec(ctx, `DELETE FROM redpacket_standing WHERE packet_id <= $1`, 2*sentAtOnce)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A group that its owner dissolves, and that its sender has left, still gives out what is in its packets; the rest goes back.
func TestExpiryInADissolvedGroup(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		ctx := context.Background()
		group := s.group(ayu, budi, citra)
		p := s.send(budi, s.order(group, 9_000, 3))
		if _, err := s.chats.Leave(ctx, budi, group); err != nil {
			t.Fatal(err)
		}
		if _, err := s.chats.Dissolve(ctx, ayu, group); err != nil {
			t.Fatal(err)
		}
		got := s.mustOpen(citra, p).Share.Minor
		s.clock.Advance(Life)
		s.runJobs()
		lines, _ := whats(s.changes(budi))
		if s.has(budi) != 9_000-got || s.balance(p.account()) != 0 || lines[chatv1.System_WHAT_PACKET_REFUNDED] != 1 {
			t.Errorf("%d back, %d left in it, told %v", s.has(budi), s.balance(p.account()), lines)
		}
		s.fund(ayu, 500)
		_, err := s.trySend(0, ayu, s.order(group, 500, 1))
		s.refuses("chat.dissolved", err)
	})
}

// A job that runs twice, after the end, or before its time because the clock was set back, does no harm, and the rest goes back all
// the same.
func TestExpiryAndTheClock(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		ctx := context.Background()
		p := s.send(ayu, s.order(s.group(ayu, budi, citra), 900, 3))
		s.clock.Advance(-2 * time.Hour)
		if got := s.mustOpen(budi, p); !got.First {
			t.Error("an opening before the packet's time")
		}
		j := job.Job{Kind: JobExpire, Shard: int64(p.ID), Key: p.ID.String()}
		if err := s.nodes[0].Expire(ctx, j); err != nil || s.view(ayu, p).Standing.State != Open {
			t.Fatalf("%v, %+v", err, s.view(ayu, p).Standing)
		}
		s.clock.Advance(2*time.Hour + Life)
		s.runJobs()
		if v := s.view(ayu, p); v.Standing.State != Expired {
			t.Fatalf("%+v", v.Standing)
		}
		before := s.has(ayu)
		for range 3 {
			if err := s.nodes[0].Expire(ctx, j); err != nil {
				t.Error(err)
			}
		}
		s.clock.Advance(-30 * time.Hour)
		_, err := s.open(citra, p)
		s.refuses("redpacket.expired", err) // it stays over
		if s.has(ayu) != before {
			t.Error("it went back twice")
		}
		full := s.send(ayu, s.order(s.group(ayu, budi), 900, 1))
		s.mustOpen(budi, full)
		if waiting, _, err := s.jobs.Counts(ctx); err != nil || waiting != 0 {
			t.Errorf("%d jobs wait for packets that are over, %v", waiting, err)
		}
		if err := s.nodes[0].Expire(ctx, job.Job{Key: full.ID.String()}); err != nil || s.view(ayu, full).Standing.State != Gone {
			t.Error(err)
		}
	})
}

// Openers and the end of the packet at the same moment, on two nodes: every unit is either in a wallet or back.
func TestExpiryRacesWithOpening(t *testing.T) {
	each(t, 2, func(t *testing.T, s *stage) {
		crowd := people(12)
		c := s.group(append([]id.Account{ayu}, crowd...)...)
		for range 12 {
			p := s.send(ayu, s.order(c, 10_000, 12))
			before := s.has(ayu)
			s.clock.Set(p.ExpiresAt.Add(-time.Millisecond))
			var wg sync.WaitGroup
			for i, a := range crowd {
				wg.Go(func() {
					if _, err := s.nodes[i%2].Open(context.Background(), a, p.ID); err != nil && !errors.Is(err, ErrExpired) {
						t.Error(err)
					}
				})
			}
			wg.Go(func() { s.clock.Advance(time.Millisecond) })
			wg.Go(func() {
				for s.clock.Now().Before(p.ExpiresAt) { //nolint:revive // until the other goroutine has moved it
				}
				if err := s.nodes[1].Expire(context.Background(), job.Job{Key: p.ID.String()}); err != nil {
					t.Error(err)
				}
			})
			wg.Wait()
			v := s.view(ayu, p)
			if v.Standing.State == Open || v.Standing.Minor+v.Standing.Refunded != 10_000 || s.has(ayu)-before != v.Standing.Refunded || s.balance(p.account()) != 0 {
				t.Fatalf("%+v", v.Standing)
			}
		}
	})
}

// The answer is lost between the commit and the caller, and the node with it: another node, which remembers nothing, gives the same.
func TestTheAnswerIsLost(t *testing.T) {
	each(t, 2, func(t *testing.T, s *stage) {
		c := s.group(ayu, budi, citra)
		o := s.order(c, 900, 2)
		p := s.send(ayu, o)
		first := s.mustOpen(budi, p)
		if again, err := s.trySend(1, ayu, o); err != nil || again.ID != p.ID {
			t.Errorf("%v, %v", again, err)
		}
		again, err := s.nodes[1].Open(context.Background(), budi, p.ID)
		if err != nil || again.First || again.Share != first.Share {
			t.Errorf("%+v, %v", again, err)
		}
		s.mustOpen(citra, p)
		// The second node still believes that shares are left.
		_, err = s.nodes[1].Open(context.Background(), ayu, p.ID)
		s.refuses("redpacket.gone", err)
		if k := s.nodes[1].memory.get(p.ID); k == nil || k.end == nil {
			t.Error("it did not learn from the answer")
		}
	})
}

// What is over is answered without the database.
func TestGoneIsAnsweredFromMemory(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		p := s.send(ayu, s.order(s.group(ayu, budi, citra), 900, 1))
		s.mustOpen(budi, p)
		_, err := s.open(citra, p)
		s.refuses("redpacket.gone", err)
		s.await(func() bool { return len(s.changes(citra)) > 0 }) // the note to the other devices is written
		k := s.nodes[0].memory.get(p.ID)
		if _, enough, err := k.answer(citra); !enough || errs.CodeOf(err) != "redpacket.gone" {
			t.Errorf("who was late: %v, %v", enough, err)
		}
		if o, enough, err := k.answer(budi); !enough || err != nil || o.Share.Index != 1 {
			t.Errorf("who has it: %+v, %v, %v", o, enough, err)
		}
		if _, enough, _ := k.answer(stranger); enough {
			t.Error("a stranger is answered without asking who he is")
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	m := newMemory()
	for i := range ID(3 * maxRemembered) {
		m.put(&known{packet: &Packet{ID: i + 1}})
		if i == 0 {
			m.put(&known{packet: &Packet{ID: 1}, end: &ending{}})
			m.put(&known{packet: &Packet{ID: 1}})
			if m.get(1).end == nil {
				t.Error("less than was known is remembered")
			}
		}
	}
	if n := len(m.young) + len(m.old); n > 2*maxRemembered {
		t.Errorf("%d are remembered", n)
	}
	if m.get(1) != nil || m.get(3*maxRemembered) == nil {
		t.Error("the wrong ones are forgotten")
	}
}

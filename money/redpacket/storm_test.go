package redpacket

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"alun/base/clock"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
)

// full reports whether a long run is done whole: on SQLite and without the race detector; elsewhere it takes a sample.
func (s *stage) full() bool { return !underRace && s.db.Engine() == "sqlite" }

// A thousand packets, each opened by a hundred people and ten more at the same moment: everybody has at most one share, each share has
// one owner, the sums are exact to the unit, and ten come too late.
func TestStorm(t *testing.T) {
	const shares, crowdSize = 100, 110
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		s := raise(t, db, clk, 2)
		s.deaf = true
		packets, atOnce := 1_000, 10
		if !s.full() {
			packets, atOnce = 12, 3
		}
		crowd := people(crowdSize)
		c := s.group(append([]id.Account{ayu}, crowd...)...)
		total := int64(0)
		for range packets / atOnce {
			var wg sync.WaitGroup
			for range atOnce {
				p := s.send(ayu, s.order(c, 100+rand.Int64N(1_000_000), shares))
				total += p.Total.Minor
				wg.Go(func() { s.storm(p, crowd) })
			}
			wg.Wait()
		}
		got := int64(0)
		for _, a := range crowd {
			got += s.has(a)
		}
		if got != total || s.has(ayu) != 0 {
			t.Errorf("%d of %d was handed out, %d is with the sender", got, total, s.has(ayu))
		}
	})
}

// storm has everybody open one packet at the same moment, through either node.
func (s *stage) storm(p *Packet, crowd []id.Account) {
	openings := make([]Opening, len(crowd))
	var wg sync.WaitGroup
	var mu sync.Mutex
	late := 0
	for i, a := range crowd {
		wg.Go(func() {
			o, err := s.nodes[i%2].Open(context.Background(), a, p.ID)
			switch {
			case errors.Is(err, ErrGone):
				mu.Lock()
				late++
				mu.Unlock()
			case err != nil:
				s.Error(err)
			}
			openings[i] = o
		})
	}
	wg.Wait()
	owners := make([]id.Account, p.Count)
	sum := int64(0)
	for i, o := range openings {
		if o.Share.Index == 0 {
			continue
		}
		if owner := owners[o.Share.Index-1]; owner != 0 || o.Share.Account != crowd[i] || !o.First || o.Share.Minor != p.Draw[o.Share.Index-1] {
			s.Errorf("packet %d: %+v, and %d has that share", p.ID, o, owner)
		}
		owners[o.Share.Index-1] = crowd[i]
		sum += o.Share.Minor
	}
	if sum != p.Total.Minor || late != len(crowd)-p.Count || slices.Contains(owners, 0) {
		s.Errorf("packet %d: %d of %d, %d late", p.ID, sum, p.Total.Minor, late)
	}
}

// Every request is sent one to five times at once, by either node: nobody gains by it, and all of one person's answers are the same.
func TestStormOfRetries(t *testing.T) {
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		s := raise(t, db, clk, 2)
		packets := 60
		if !s.full() {
			packets = 6
		}
		crowd := people(20)
		c := s.group(append([]id.Account{ayu}, crowd...)...)
		for range packets {
			p := s.send(ayu, s.order(c, 20_000, 15))
			answers := make([][]Opening, len(crowd))
			var wg sync.WaitGroup
			var mu sync.Mutex
			for i, a := range crowd {
				for again := range 1 + rand.IntN(5) {
					wg.Go(func() {
						o, err := s.nodes[again%2].Open(context.Background(), a, p.ID)
						if err != nil && !errors.Is(err, ErrGone) {
							t.Error(err)
						}
						mu.Lock()
						defer mu.Unlock()
						answers[i] = append(answers[i], o)
					})
				}
			}
			wg.Wait()
			sum, holders := int64(0), 0
			for i, list := range answers {
				firsts := 0
				for _, o := range list {
					if o.Share != list[0].Share {
						t.Fatalf("%d was told %+v and %+v", crowd[i], list[0].Share, o.Share)
					}
					if o.First {
						firsts++
					}
				}
				if list[0].Share.Index > 0 {
					sum += list[0].Share.Minor
					holders++
				}
				if has := list[0].Share.Index > 0; has != (firsts == 1) || firsts > 1 {
					t.Errorf("%d took a share %d times", crowd[i], firsts)
				}
			}
			if sum != p.Total.Minor || holders != p.Count {
				t.Errorf("%d of %d to %d people", sum, p.Total.Minor, holders)
			}
		}
	})
}

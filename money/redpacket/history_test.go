package redpacket

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
	"alun/base/store/storetest"
)

// call is something that somebody asked of a packet, and answer what he heard.
type call struct {
	who    id.Account // 0: the end of its life
	look   bool       // how many shares are taken, instead of opening
	shares int        // of the packet
}

type answer struct {
	index   int // of the share; or, of a look, how many were taken
	refused string
}

// opened is the model's state: who has which share, and whether it expired.
type opened struct {
	owners  [8]id.Account
	taken   int
	expired bool
}

// sequential is a packet as it would be if everybody came one after the other.
var sequential = porcupine.Model{
	Init: func() any { return opened{} },
	Step: func(state, input, output any) (bool, any) {
		s, in, out := state.(opened), input.(call), output.(answer)
		switch {
		case in.look:
			return out.index == s.taken, s
		case in.who == 0:
			s.expired = s.expired || s.taken < in.shares
			return true, s
		}
		for i, owner := range s.owners[:s.taken] {
			if owner == in.who {
				return out == answer{index: i + 1}, s
			}
		}
		if s.taken == in.shares {
			return out == answer{refused: ErrGone.Code}, s
		}
		if s.expired {
			return out == answer{refused: ErrExpired.Code}, s
		}
		s.owners[s.taken] = in.who
		s.taken++
		return out == answer{index: s.taken}, s
	},
}

// Whatever many people ask of a packet at the same moment, through two nodes, there is an order of their questions, one after
// the other and each within its time, that explains every answer.
func TestHistoriesAreLinearizable(t *testing.T) {
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		s := raise(t, db, clk, 2)
		s.deaf = true
		histories := 1_000
		if !s.full() {
			histories = 60
		}
		crowd := people(6)
		c := s.group(append([]id.Account{ayu}, crowd...)...)
		for n := range histories {
			p := s.send(ayu, s.order(c, 600, 1+rand.IntN(6)))
			history := s.record(p, crowd, n%3 == 0)
			if result := porcupine.CheckOperationsTimeout(sequential, history, time.Minute); result != porcupine.Ok {
				t.Fatalf("history %d: %s: %+v", n, result, history)
			}
		}
	})
}

// record has everybody ask up to three times, some only look, and perhaps the packet's life end meanwhile.
func (s *stage) record(p *Packet, crowd []id.Account, ends bool) (history []porcupine.Operation) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var moment atomic.Int64
	note := func(client int, in call, ask func() answer) {
		began := moment.Add(1)
		out := ask()
		ended := moment.Add(1)
		mu.Lock()
		defer mu.Unlock()
		history = append(history, porcupine.Operation{ClientId: client, Input: in, Call: began, Output: out, Return: ended})
	}
	for i, a := range crowd {
		asks := 1 + rand.IntN(3)
		wg.Go(func() {
			for n := range asks {
				in := call{who: a, look: n == 1, shares: p.Count}
				note(i, in, func() answer { return s.ask(s.nodes[(i+n)%2], p, in) })
			}
		})
	}
	if ends {
		began := moment.Add(1) // from here on nobody may open it any more
		s.clock.Set(p.ExpiresAt)
		wg.Go(func() {
			if err := s.nodes[1].Expire(context.Background(), job.Job{Key: p.ID.String()}); err != nil {
				s.Error(err)
			}
			ended := moment.Add(1)
			mu.Lock()
			defer mu.Unlock()
			history = append(history, porcupine.Operation{ClientId: len(crowd), Input: call{shares: p.Count}, Call: began, Output: answer{}, Return: ended})
		})
	}
	wg.Wait()
	return history
}

func (s *stage) ask(node *Service, p *Packet, in call) answer {
	if in.look {
		v, err := node.Get(context.Background(), in.who, p.ID)
		if err != nil {
			s.Error(err)
		}
		return answer{index: v.Standing.Taken}
	}
	o, err := node.Open(context.Background(), in.who, p.ID)
	if err != nil && !errors.Is(err, ErrGone) && !errors.Is(err, ErrExpired) {
		s.Error(err)
	}
	return answer{index: o.Share.Index, refused: errs.CodeOf(err)}
}

// The model itself can tell a wrong history from a right one.
func TestTheModelFindsWhatIsWrong(t *testing.T) {
	at := func(call int64, in call, out answer) porcupine.Operation {
		return porcupine.Operation{Input: in, Call: call, Output: out, Return: call + 1}
	}
	ayu, budi := call{who: ayu, shares: 1}, call{who: budi, shares: 1}
	for name, wrong := range map[string][]porcupine.Operation{
		"a share twice":        {at(1, ayu, answer{index: 1}), at(3, budi, answer{index: 1})},
		"another answer later": {at(1, ayu, answer{index: 1}), at(3, ayu, answer{refused: ErrGone.Code})},
		"gone too early":       {at(1, ayu, answer{refused: ErrGone.Code}), at(3, budi, answer{index: 1})},
	} {
		if porcupine.CheckOperations(sequential, wrong) {
			t.Errorf("%s passes", name)
		}
	}
}

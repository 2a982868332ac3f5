package ledger_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"alun/base/errs"
	"alun/base/store"
	"alun/money/ledger"
)

// What several callers see of balances at once is what they would see one after the other, in an order that keeps who
// had his answer before somebody asked: the ledger is linearizable. The histories are of the real engines.

const (
	purses  = 3
	callers = 4
)

// purseState is the plain truth: what each purse has available, and what each caller holds (from purse 0).
type purseState struct {
	has  [purses]int64
	held [callers]int64
}

type purseAsk struct {
	verb         ledger.Verb // 0 reads all purses
	from, to     int
	amount       int64
	caller, step int
}

type purseAnswer struct {
	code string
	has  [purses]int64
}

var purseModel = porcupine.Model{
	Init: func() any { return purseState{has: [purses]int64{100, 100, 100}} },
	Step: func(state, input, output any) (bool, any) {
		s, in, out := state.(purseState), input.(purseAsk), output.(purseAnswer)
		code := ""
		switch {
		case in.verb == 0:
			return out.has == s.has, s
		case (in.verb == ledger.Post || in.verb == ledger.Hold) && s.has[in.from] < in.amount:
			code = "ledger.insufficient"
		case in.verb == ledger.Post:
			s.has[in.from] -= in.amount
			s.has[in.to] += in.amount
		case in.verb == ledger.Hold:
			s.has[in.from] -= in.amount
			s.held[in.caller] = in.amount
		case in.verb == ledger.Capture:
			s.has[0] += s.held[in.caller] - in.amount
			s.has[1] += in.amount
			s.held[in.caller] = 0
		}
		return out.code == code, s
	},
}

func TestBalancesAreLinearizable(t *testing.T) {
	const histories = 150
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	each(t, func(t *testing.T, h *house) {
		for n := range int64(histories) {
			history := record(h, rand.New(rand.NewPCG(seed, uint64(n))), n*1000)
			if !porcupine.CheckOperations(purseModel, history) {
				t.Fatalf("seed %d: history %d has no order: %+v", seed, n, history)
			}
		}
	})
}

// record has callers work on three new purses at once and writes down who asked and heard what, when.
func record(h *house, random *rand.Rand, base int64) []porcupine.Operation {
	for i := range int64(purses) {
		h.must(move(base+1+i, 0, bank, wallet(base+i), 100))
	}
	var clock atomic.Int64
	var mu sync.Mutex
	var history []porcupine.Operation
	var all []func()
	for c := range callers {
		own := rand.New(rand.NewPCG(random.Uint64(), uint64(c)))
		all = append(all, func() {
			held := int64(0)
			for step := range 9 {
				ask := purseAsk{from: own.IntN(purses), amount: 1 + own.Int64N(80), caller: c, step: step}
				ask.to = (ask.from + 1 + own.IntN(purses-1)) % purses
				switch {
				case own.IntN(3) == 0:
				case held > 0 && own.IntN(2) == 0:
					ask.verb, ask.amount = ledger.Capture, 1+own.Int64N(held)
				case held == 0 && own.IntN(3) == 0:
					ask.verb, ask.from, ask.to = ledger.Hold, 0, 1
				default:
					ask.verb = ledger.Post
				}
				op := porcupine.Operation{ClientId: c, Input: ask, Call: clock.Add(1)}
				answer := h.ask(base, ask)
				op.Output, op.Return = answer, clock.Add(1)
				switch {
				case ask.verb == ledger.Hold && answer.code == "":
					held = ask.amount
				case ask.verb == ledger.Capture:
					held = 0
				}
				mu.Lock()
				history = append(history, op)
				mu.Unlock()
			}
		})
	}
	together(all...)
	return history
}

// ask does what a caller asks. His postings are named by himself and his step; he has one hold at a time.
func (h *house) ask(base int64, a purseAsk) (out purseAnswer) {
	ref, step := base+100+int64(a.caller), int32(a.step)
	purse := func(i int) ledger.Account { return wallet(base + int64(i)) }
	switch a.verb {
	case ledger.Post:
		_, out.code = h.post(move(ref, step, purse(a.from), purse(a.to), a.amount))
	case ledger.Hold:
		_, out.code = h.post(hold(ref, step, purse(0), purse(1), a.amount, time.Time{}))
	case ledger.Capture:
		held, err := h.holdOf(purse(0), ref)
		if err != nil {
			return purseAnswer{code: errs.CodeOf(err)}
		}
		_, out.code = h.post(end(ref, step, ledger.Capture, held, a.amount))
	default:
		for i := range purses {
			out.has[i] = -1
		}
		err := h.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
			all, err := h.Balances(ctx, tx, []ledger.Account{purse(0), purse(1), purse(2)})
			for i := range purses {
				out.has[i] = all[purse(i)].Available()
			}
			return err
		})
		out.code = errs.CodeOf(err)
	}
	return out
}

// holdOf returns the live hold that ref has on an account.
func (h *house) holdOf(a ledger.Account, ref int64) (found ledger.ID, err error) {
	err = h.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		held, err := h.Holds(ctx, tx, a)
		for _, p := range held {
			if p.ID.Ref == ref {
				found = p.ID
			}
		}
		return err
	})
	return found, err
}

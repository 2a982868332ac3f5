package bank_test

import (
	"encoding/binary"
	"testing"
	"time"

	"pgregory.net/rapid"

	"alun/base/errs"
	"alun/money/bank"
	"alun/money/bank/sandbox"
	"alun/money/wallet"
)

// Whatever the bank is like, whatever gets lost, doubled and retried, and however often the process dies: when the bank has
// answered everything, the wallet holds exactly what the bank's own books say.
func TestTheWalletAgreesWithTheBank(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		client := 0
		var known int64 // in the wallet when the run begins
		rapid.Check(t, func(t *rapid.T) {
			var moves []bank.Move
			for range rapid.IntRange(1, 12).Draw(t, "steps") {
				w.wire.faults = rapid.SliceOfN(rapid.SampledFrom([]fault{fine, loseQuestion, loseAnswer, twice}), 0, 4).Draw(t, "faults")
				switch rapid.SampledFrom([]string{"in", "out", "again", "mode", "wait", "restart"}).Draw(t, "act") {
				case "in":
					client++
					m, err := w.topUp(client, 20_000)
					wantKnown(t, err, "bank.conflict")
					if err == nil {
						moves = append(moves, m)
					}
				case "out":
					client++
					m, err := w.withdraw(client, 10_000)
					wantKnown(t, err, "ledger.insufficient", "bank.conflict")
					if err == nil {
						moves = append(moves, m)
					}
				case "again":
					if len(moves) == 0 {
						continue
					}
					m := rapid.SampledFrom(moves).Draw(t, "move")
					do := w.topUp
					if m.Kind == bank.Withdrawal {
						do = w.withdraw
					}
					got, err := do(int(binary.BigEndian.Uint64(m.ClientID[8:]))-1, m.Amount.Minor)
					if err != nil || got.ID != m.ID {
						t.Fatalf("a retry of %d made %d, %v", m.ID, got.ID, err)
					}
				case "mode":
					w.mode = rapid.SampledFrom([]string{wallet.SandboxApprove, wallet.SandboxRefuse}).Draw(t, "mode")
				case "wait":
					w.later(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)
				case "restart":
					w.restart()
				}
			}
			w.wire.faults = nil
			for range 3 {
				w.later(2 * time.Hour)
			}
			for _, m := range moves {
				known += moved(t, w, m)
			}
			if available, held := w.balance(ayu); available != known || held != 0 {
				t.Fatalf("the wallet has %d and %d held, and by the bank's books %d", available, held, known)
			}
		})
	})
}

func wantKnown(t *rapid.T, err error, codes ...string) {
	for _, code := range codes {
		if errs.CodeOf(err) == code {
			return
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// moved is what a move has done to the wallet by the books of the bank; the room must say the same.
func moved(t *rapid.T, w *town, m bank.Move) int64 {
	states, err := w.sandbox.States(t.Context(), []bank.MoveID{m.ID})
	w.must(err)
	now, _, err := w.Move(t.Context(), m.Owner, m.ID)
	w.must(err)
	if want := map[sandbox.State]bank.State{sandbox.Done: bank.Done, sandbox.Refused: bank.Failed}[states[m.ID]]; now.State != want {
		t.Fatalf("move %d is %d, and the bank says %s", m.ID, now.State, states[m.ID])
	}
	switch {
	case now.State != bank.Done:
		return 0
	case m.Kind == bank.Withdrawal:
		return -m.Amount.Minor
	}
	return m.Amount.Minor
}

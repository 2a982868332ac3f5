package sandbox_test

import (
	"context"
	"testing"

	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/bank"
	"alun/money/bank/sandbox"
	"alun/money/wallet"
)

// house is a sandbox with dice that fall as the test says.
type house struct {
	*sandbox.Bank

	t    *testing.T
	db   *store.DB
	mode string
	dice []int // falls; then the highest side, which loses nothing
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := sandbox.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		h := &house{t: t, db: db, mode: wallet.SandboxApprove}
		h.Bank = sandbox.New(db, func(context.Context) string { return h.mode }, func(sides int) int {
			if len(h.dice) == 0 {
				return sides - 1
			}
			now := h.dice[0]
			h.dice = h.dice[1:]
			return now
		})
		f(t, h)
	})
}

func topUp(move bank.MoveID) bank.Instruction {
	return bank.Instruction{ID: move, Kind: bank.TopUp, Amount: money.Of(50_000, money.IDR), Number: "12345678", Holder: "Ayu"}
}

// said is what came back over the wire: an outcome, or the code of the error.
func said(answer bank.Answer, err error) string {
	if err != nil {
		return errs.CodeOf(err)
	}
	return map[bank.Outcome]string{bank.Accepted: "accepted", bank.Moved: "moved", bank.Refused: "refused", bank.NeverHeard: "never heard"}[answer.Outcome]
}

func (h *house) submit(in bank.Instruction) string { return said(h.Submit(h.t.Context(), in)) }

func (h *house) ask(move bank.MoveID) string { return said(h.Ask(h.t.Context(), move)) }

func (h *house) want(what, got, want string) {
	h.t.Helper()
	if got != want {
		h.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func (h *house) decide(move bank.MoveID, approve bool) string {
	return errs.CodeOf(h.db.Write(h.t.Context(), func(ctx context.Context, tx *store.Tx) error { return h.Decide(ctx, tx, move, approve) }))
}

func TestModes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.want("approved", h.submit(topUp(1)), "moved")
		h.mode = wallet.SandboxRefuse
		h.want("refused", h.submit(topUp(2)), "refused")
		h.want("repeated", h.submit(topUp(1)), "moved")
		h.mode = wallet.SandboxAsk
		h.want("queued", h.submit(topUp(3)), "accepted")
		h.want("asked about", h.ask(3), "accepted")
		h.want("repeated", h.submit(topUp(2)), "refused")
		h.want("never heard", h.ask(4), "never heard")
		if code := h.decide(3, false); code != "" {
			t.Error(code)
		}
		h.want("decided", h.ask(3), "refused")
		if code := h.decide(3, true); code != "sandbox.decided" {
			t.Errorf("decided again: %q", code)
		}
		other := topUp(1)
		other.Amount.Minor++
		h.want("another one with this id", h.submit(other), "sandbox.conflict")
		other = topUp(1)
		other.Kind = bank.Withdrawal
		h.want("another kind with this id", h.submit(other), "sandbox.conflict")
	})
}

// What gets lost on its way in has left no trace at the bank; what gets lost on its way back has.
func TestLosing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mode = wallet.SandboxLose
		h.dice = []int{0}
		h.want("the question lost", h.submit(topUp(1)), "sandbox.lost")
		h.want("asked about", h.ask(1), "never heard")
		h.dice = []int{1}
		h.want("the answer lost", h.submit(topUp(1)), "sandbox.lost")
		h.want("asked about", h.ask(1), "moved")
		for side := 2; side < 4; side++ {
			h.dice = []int{side}
			h.want("nothing lost", h.submit(topUp(bank.MoveID(side))), "moved")
		}
		h.dice = []int{0, 1}
		h.want("asking lost", h.ask(1), "sandbox.lost")
		h.want("asking again", h.ask(1), "moved")
	})
}

func TestReturn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.want("approved", h.submit(topUp(1)), "moved")
		out := topUp(2)
		out.Kind = bank.Withdrawal
		h.want("paid out", h.submit(out), "moved")
		h.mode, h.dice = wallet.SandboxLose, []int{0}
		for i, want := range []string{"sandbox.lost", "", ""} {
			if code := errs.CodeOf(h.Return(t.Context(), 1)); code != want {
				t.Errorf("return %d: %q, want %q", i, code, want)
			}
		}
		for move, want := range map[bank.MoveID]string{2: "sandbox.decided", 9: "sandbox.unknown"} {
			if code := errs.CodeOf(h.Return(t.Context(), move)); code != want {
				t.Errorf("return of %d: %q, want %q", move, code, want)
			}
		}
		states, err := h.States(t.Context(), []bank.MoveID{1, 2, 9})
		if err != nil || len(states) != 2 || states[1].String() != "returned" || states[2].String() != "done" || states[9].String() != "" {
			t.Errorf("the books say %v, %v", states, err)
		}
	})
}

package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/ledger"
)

// What went wrong in other ledgers, each by the issue where its users met it, is tested here.

// together has all functions start at the same moment.
func together(fs ...func()) {
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			<-gate
			f()
		})
	}
	close(gate)
	wg.Wait()
}

// Blnk #238: only the payer was locked, so of two that paid one payee one amount got lost.
func TestTwoPayersOnePayee(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const payers, rounds = 4, 25
		var all []func()
		for p := range int64(payers) {
			h.fund(p+1, rounds)
			all = append(all, func() {
				for i := range int32(rounds) {
					h.must(move(p+1, i, wallet(p+1), wallet(99), 1))
				}
			})
		}
		together(all...)
		h.wantAvailable(wallet(99), payers*rounds)
	})
}

// Blnk #181: what was held was not counted, so six holds of 1,000 went upon 5,000.
func TestSixHoldsOfAThousandOnFiveThousand(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 5000)
		held := make([]string, 6)
		var all []func()
		for i := range held {
			all = append(all, func() { _, held[i] = h.post(hold(int64(i+1), 0, wallet(1), wallet(2), 1000, time.Time{})) })
		}
		together(all...)
		refused := 0
		for _, code := range held {
			if code == "ledger.insufficient" {
				refused++
			} else if code != "" {
				t.Errorf("%q", code)
			}
		}
		if refused != 1 {
			t.Errorf("%d of six were refused, want 1: %q", refused, held)
		}
		h.wantAvailable(wallet(1), 0)
		if _, code := h.post(move(7, 0, wallet(1), wallet(2), 1)); code != "ledger.insufficient" {
			t.Errorf("what is held was spent: %q", code)
		}
	})
}

// Blnk #336: when a hold ends was known to Redis alone; without it, it was held for ever.
func TestHoldsExpireAfterARestart(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		clk := clock.NewFake(start)
		first, err := store.Open(t.Context(), store.Config{URL: url}, clk, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		h := open(t, first, clk)
		h.fund(1, 100)
		h.must(hold(7, 0, wallet(1), wallet(2), 60, start.Add(time.Hour)))
		h.must(hold(8, 0, wallet(1), wallet(2), 30, start.Add(3*time.Hour)))
		if err := first.Close(); err != nil { // the process ends
			t.Fatal(err)
		}
		clk.Advance(2 * time.Hour)
		h = open(t, storetest.Open(t, url, clk), clk)
		var told []ledger.Posting
		h.OnExpire("test", func(_ context.Context, _ *store.Tx, hold ledger.Posting, free func() error) error {
			told = append(told, hold)
			return free()
		})
		if n, err := h.Sweep(t.Context()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		h.wantAvailable(wallet(1), 70)
		if len(told) != 1 || told[0].ID.Ref != 7 || told[0].Amount != 60 {
			t.Errorf("its room was told %+v", told)
		}
		if n, err := h.Sweep(t.Context()); n != 0 || err != nil {
			t.Error(n, err)
		}
	})
}

// What its room cannot do keeps the hold, and the others do not wait for it.
func TestAnExpiryThatFailsIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 100)
		const stuck = 300 // more than are read at once
		var groups []ledger.Group
		for ref := range int64(stuck + 2) {
			p := hold(ref+1, 0, bank, wallet(2), 10, start.Add(time.Duration(ref+1)*time.Second))
			if p.Purpose = "stuck"; ref >= stuck {
				p.Purpose, p.Debit = "good", wallet(1)
			}
			groups = append(groups, ledger.Group{p})
		}
		h.set(groups...)
		h.clock.Advance(2 * time.Hour)
		broken := errors.New("broken")
		h.OnExpire("stuck", func(_ context.Context, _ *store.Tx, _ ledger.Posting, free func() error) error {
			return errors.Join(free(), broken)
		})
		if n, err := h.Sweep(t.Context()); n != 2 || !errors.Is(err, broken) {
			t.Fatal(n, err)
		}
		h.wantAvailable(wallet(1), 100)
		if b := h.balance(bank); b.PendingDebit != 10*stuck {
			t.Errorf("what failed is no longer held: %+v", b)
		}
		h.OnExpire("stuck", func(context.Context, *store.Tx, ledger.Posting, func() error) error { return nil })
		if n, err := h.Sweep(t.Context()); n != 0 || errs.CodeOf(err) != "ledger.not_freed" {
			t.Fatal(n, err)
		}
		h.OnExpire("stuck", func(_ context.Context, _ *store.Tx, _ ledger.Posting, free func() error) error { return free() })
		if n, err := h.Sweep(t.Context()); n != stuck || err != nil {
			t.Fatal(n, err)
		}
		h.wantAvailable(wallet(1), 100)
	})
}

// Blnk PR #171, #315: a hold was committed twice. However many resolve one at the same moment, by whatever verb, one does.
func TestAHoldIsResolvedOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for ref := range int64(20) {
			ref++
			h.fund(ref, 100)
			held := ledger.ID{Ref: ref}
			h.must(hold(ref, 0, wallet(ref), packet(ref), 100, time.Time{}))
			codes := make([]string, 4)
			together(
				func() { _, codes[0] = h.post(end(ref, 1, ledger.Capture, held, 100)) },
				func() { _, codes[1] = h.post(end(ref, 2, ledger.Capture, held, 100)) },
				func() { _, codes[2] = h.post(end(ref, 3, ledger.Release, held, 0)) },
				func() { _, codes[3] = h.post(end(ref+1000, 0, ledger.Capture, held, 1)) },
			)
			done := 0
			for _, code := range codes {
				if code == "" {
					done++
				} else if code != "ledger.resolved" {
					t.Errorf("%q", code)
				}
			}
			if done != 1 {
				t.Errorf("hold %d was resolved %d times: %q", ref, done, codes)
			}
		}
	})
}

// Blnk PR #171, #315: a leg that failed was left out silently. A group is whole or nothing, whichever of its postings fails.
func TestAGroupIsWholeOrNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 100)
		h.must(hold(5, 0, wallet(1), wallet(2), 10, time.Time{}))
		before := h.balance(wallet(1))
		good := []ledger.Posting{
			move(10, 0, wallet(1), wallet(2), 30), end(10, 1, ledger.Capture, ledger.ID{Ref: 5}, 4), hold(10, 2, wallet(2), wallet(3), 20, time.Time{}),
			end(10, 3, ledger.Release, ledger.ID{Ref: 10, Step: 2}, 0),
		}
		bad := move(10, 9, wallet(3), wallet(1), 1)
		for i := range len(good) + 1 {
			group := append(append(append(ledger.Group{}, good[:i]...), bad), good[i:]...)
			if _, code := h.post(group...); code != "ledger.insufficient" {
				t.Fatalf("place %d: %q", i, code)
			}
			if got := h.balance(wallet(1)); got != before {
				t.Fatalf("place %d left %+v, want %+v", i, got, before)
			}
		}
		h.must(good...)
		h.wantAvailable(wallet(1), 66)
	})
}

// Formance #364: ids were given twice under load, and success was told without a row. What is told is there, once.
func TestNoSuccessWithoutARow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const tries = 6
		for ref := range int64(15) {
			ref++
			answers := make([]ledger.Posted, tries)
			codes := make([]string, tries)
			var all []func()
			for i := range tries {
				from := bank
				if i%2 == 1 {
					from = wallet(1000 + ref) // another content under the same id, and no account in common: it has nothing
				}
				to := wallet(ref*10 + int64(i%2))
				all = append(all, func() {
					results, err := h.trySet(ledger.Group{move(ref, 0, from, to, 5)})
					if err != nil {
						codes[i] = errs.CodeOf(err)
						return
					}
					answers[i], codes[i] = results[0].Value, errs.CodeOf(results[0].Err)
				})
			}
			together(all...)
			first, fresh := time.Time{}, 0
			for i, code := range codes {
				switch {
				case code == "" && !answers[i].Duplicate:
					fresh++
					first = answers[i].At
				case code == "" && i%2 == 0, code == "ledger.conflict" && i%2 == 1, code == "ledger.insufficient" && i%2 == 1:
				default:
					t.Errorf("try %d: %q, %+v", i, code, answers[i])
				}
			}
			err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				rows, err := h.Of(ctx, tx, ref)
				if len(rows) != 1 || fresh != 1 || !rows[0].At.Equal(first) {
					t.Errorf("posting %d: %d fresh answers at %v, rows %+v", ref, fresh, first, rows)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			h.wantAvailable(wallet(ref*10), 5)
		}
	})
}

// Two different postings under one id, without an account in common, meet at the row itself: one of them is the conflict.
func TestOneIDTwoContentsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 100)
		h.fund(2, 100)
		for ref := range int64(20) {
			ref++
			codes := make([]string, 2)
			pay := func(i int, from int64) func() {
				return func() {
					results, err := h.trySet(ledger.Group{move(ref, 0, wallet(from), wallet(from+10), 1)})
					if codes[i] = errs.CodeOf(err); err == nil {
						codes[i] = errs.CodeOf(results[0].Err)
					}
				}
			}
			together(pay(0, 1), pay(1, 2))
			if codes[0] == codes[1] || codes[0]+codes[1] != "ledger.conflict" {
				t.Errorf("%q", codes)
			}
		}
	})
}

// Formance PR #565, #767, #769; stack #1633, #1636, #1638: deadlocks, and a crash on the same key twice in one batch.
func TestTheSameKeyTwiceInOneBatch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 100)
		p, q := move(7, 0, wallet(1), wallet(2), 30), move(7, 0, wallet(1), wallet(2), 31)
		results := h.set(ledger.Group{p}, ledger.Group{p}, ledger.Group{q}, ledger.Group{move(7, 1, wallet(1), wallet(3), 70)}, ledger.Group{p})
		for i, want := range []string{"", "", "ledger.conflict", "", ""} {
			if got := errs.CodeOf(results[i].Err); got != want || results[i].Value.Duplicate != (i == 1 || i == 4) {
				t.Errorf("group %d: %q, %+v", i, got, results[i].Value)
			}
		}
		h.wantAvailable(wallet(1), 0)
		h.wantAvailable(wallet(2), 30)
	})
}

// The same issues: sets that touch the same accounts, existing ones and new ones, in opposite orders do not end each other.
func TestOppositeOrdersDoNotDeadlock(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const people, rounds = 6, 15
		for p := range int64(people) {
			h.fund(p+1, 1000)
		}
		var all []func()
		for w := range int64(4) {
			all = append(all, func() {
				for i := range int64(rounds) {
					var groups []ledger.Group
					for k := range int64(people) {
						from := (w*5+i*7+k)%people + 1
						to := from%people + 1
						if w%2 == 0 {
							from, to = to, from
						}
						groups = append(groups, ledger.Group{
							move(w*1000+i+1, int32(2*k), wallet(from), wallet(to), 1),
							move(w*1000+i+1, int32(2*k+1), wallet(from), packet(i*people+k+1), 1), // somebody makes this account
						})
					}
					for _, r := range h.set(groups...) {
						if r.Err != nil {
							t.Error(r.Err)
						}
					}
				}
			})
		}
		together(all...)
		for k := range int64(people * rounds) {
			h.wantAvailable(packet(k+1), 4)
		}
	})
}

// Formance wallets PR #109, #110: a retry was built from the balance of now, and so conflicted with itself. The first answer
// stands, whatever has become of the money.
func TestARetryIsAnsweredAsTheFirstTime(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 100)
		groups := []ledger.Group{
			{move(7, 0, wallet(1), wallet(2), 40)},
			{hold(8, 0, wallet(1), wallet(2), 60, start.Add(time.Hour))},
			{end(8, 1, ledger.Capture, ledger.ID{Ref: 8}, 60)},
			{move(9, 0, wallet(2), wallet(3), 100)},
		}
		var first []ledger.Posted
		for _, g := range groups {
			answer, code := h.post(g...)
			if code != "" {
				t.Fatal(code)
			}
			first = append(first, answer)
			h.clock.Advance(time.Minute)
		}
		h.clock.Advance(48 * time.Hour) // the hold is over, and nobody has anything any more
		for range 2 {
			for i, g := range groups {
				want := first[i]
				want.Duplicate = true
				if answer, code := h.post(g...); code != "" || answer != want {
					t.Errorf("group %d again: %+v, %q; want %+v", i, answer, code, want)
				}
			}
		}
		h.wantAvailable(wallet(3), 100)
	})
}

// TigerBeetle #2955: users want a credit limit for each account: the floor is a number.
func TestTheFloorIsANumber(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		floor := func(to int64) string {
			return errs.CodeOf(h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return h.SetFloor(ctx, tx, wallet(1), to) }))
		}
		if code := floor(-50); code != "" {
			t.Fatal(code)
		}
		h.must(move(7, 0, wallet(1), wallet(2), 30))
		h.must(hold(8, 0, wallet(1), wallet(2), 20, time.Time{}))
		if _, code := h.post(move(9, 0, wallet(1), wallet(2), 1)); code != "ledger.insufficient" {
			t.Errorf("below the floor: %q", code)
		}
		if code := floor(-49); code != "ledger.insufficient" {
			t.Errorf("a floor above what is available: %q", code)
		}
		h.must(move(10, 0, bank, wallet(1), 80))
		if code := floor(30); code != "" { // a deposit that stays
			t.Error(code)
		}
		if _, code := h.post(move(11, 0, wallet(1), wallet(2), 1)); code != "ledger.insufficient" {
			t.Errorf("the deposit was spent: %q", code)
		}
	})
}

// TigerBeetle #3605: rows for limits that pass never go away. Holds are rows only while they live, and the ledger has none
// for limits.
func TestResolvedHoldsLeaveNoLiveRows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 1000)
		for ref := range int64(9) {
			h.must(hold(ref+1, 0, wallet(1), wallet(2), 10, start.Add(time.Hour)))
			if verb := ledger.Capture + ledger.Verb(ref%3); verb != ledger.Expire {
				h.must(end(ref+1, 1, verb, ledger.ID{Ref: ref + 1}, 10))
			}
		}
		h.clock.Advance(2 * time.Hour)
		if n, err := h.Sweep(t.Context()); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			var n int
			if err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM ledger_hold`).Scan(&n); n != 0 {
				err = fmt.Errorf("%d rows of live holds", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

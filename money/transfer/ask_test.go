package transfer_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/money/transfer"
)

func TestRequestIsPaidOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		r, err := w.ask(1, ayu, budi, 40_000)
		w.must(err)
		again, err := w.ask(1, ayu, budi, 40_000)
		w.must(err)
		if diff := cmp.Diff(r, again); diff != "" {
			t.Errorf("the same client id made another one: %s", diff)
		}
		_, err = w.Pay(t.Context(), caller(ayu), r.ID, clientID(9), grant)
		w.wantCode(err, "transfer.not_yours")
		_, err = w.Pay(t.Context(), caller(citra), r.ID, clientID(9), grant)
		w.wantCode(err, "transfer.not_found")
		w.wallets.most = 1
		_, err = w.Pay(t.Context(), caller(budi), r.ID, clientID(9), grant)
		w.wantCode(err, "wallet.balance_limit")
		w.wallets.most = 1 << 40
		pay := func(n int) func() error {
			return func() error { _, err := w.Pay(t.Context(), caller(budi), r.ID, clientID(n), grant); return err }
		}
		for _, err := range together(pay(10), pay(10), pay(11), pay(12)) {
			w.must(err)
		}
		if w.wallets.last.Kind != "request" || w.wallets.last.Payee != int64(r.ID) {
			t.Errorf("the intent is %+v", w.wallets.last)
		}
		w.wantBalance(budi, 960_000, 0)
		w.wantBalance(ayu, 1_040_000, 0)
		if w.wallets.used[budi] != 40_000 {
			t.Errorf("%d of the payer's limit are used", w.wallets.used[budi])
		}
		_, err = w.Decline(t.Context(), budi, r.ID)
		w.wantCode(err, "transfer.ended")
		_, err = w.Cancel(t.Context(), ayu, r.ID)
		w.wantCode(err, "transfer.ended")
		if w.journal.card(ayu, r.Seq) != "paid" || len(w.journal.told(chatv1.System_WHAT_REQUEST_PAID)) != 2 {
			t.Error("the two were not told")
		}
	})
}

func TestRequestIsDeclinedOrTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		one, err := w.ask(1, ayu, budi, 40_000)
		w.must(err)
		two, err := w.ask(2, ayu, budi, 40_000)
		w.must(err)
		_, err = w.Decline(t.Context(), ayu, one.ID)
		w.wantCode(err, "transfer.not_yours")
		_, err = w.Cancel(t.Context(), budi, two.ID)
		w.wantCode(err, "transfer.not_yours")
		for range 2 {
			_, err = w.Decline(t.Context(), budi, one.ID)
			w.must(err)
			_, err = w.Cancel(t.Context(), ayu, two.ID)
			w.must(err)
		}
		for _, r := range []transfer.Request{one, two} {
			_, err = w.Pay(t.Context(), caller(budi), r.ID, clientID(9), grant)
			w.wantCode(err, "transfer.ended")
		}
		w.wantBalance(budi, 1_000_000, 0)
		if w.journal.card(ayu, one.Seq) != "declined" || w.journal.card(budi, two.Seq) != "cancelled" {
			t.Error("the cards do not say how it ended")
		}
		if to := w.journal.told(chatv1.System_WHAT_REQUEST_DECLINED); len(to) != 2 {
			t.Errorf("lines went to %v", to)
		}
	})
}

func TestTooManyRequests(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		var last transfer.Request
		for n := range transfer.MaxOpen {
			var err error
			last, err = w.ask(n, ayu, budi, 1)
			w.must(err)
		}
		_, err := w.ask(1_000, ayu, budi, 1)
		w.wantCode(err, "transfer.too_many")
		_, err = w.split(1_000, ayu, transfer.Share{Account: ayu, Minor: 1}, transfer.Share{Account: budi, Minor: 1})
		w.wantCode(err, "transfer.too_many")
		_, err = w.Cancel(t.Context(), ayu, last.ID)
		w.must(err)
		_, err = w.ask(1_000, ayu, budi, 1)
		w.must(err)
	})
}

func TestSplit(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		shares := []transfer.Share{{Account: ayu, Minor: 34_000}, {Account: budi, Minor: 33_000}, {Account: citra, Minor: 33_000}}
		s, err := w.split(1, ayu, shares...)
		w.must(err)
		if s.Total != idr(100_000) || s.Shares[0].PaidAt.IsZero() || !s.Shares[1].PaidAt.IsZero() {
			t.Fatalf("the split is %+v", s)
		}
		again, err := w.split(1, ayu, shares...)
		w.must(err)
		if again.ID != s.ID {
			t.Error("the same client id made another split")
		}
		_, err = w.split(1, ayu, shares[0], shares[1])
		w.wantCode(err, "transfer.conflict")

		_, err = w.PayShare(t.Context(), caller(ayu), s.ID, clientID(9), grant)
		w.wantCode(err, "transfer.not_yours")
		_, err = w.PayShare(t.Context(), caller(dewi), s.ID, clientID(9), grant)
		w.wantCode(err, "transfer.not_found")
		pay := func(a id.Account, n int) func() error {
			return func() error { _, err := w.PayShare(t.Context(), caller(a), s.ID, clientID(n), grant); return err }
		}
		for _, err := range together(pay(budi, 10), pay(budi, 11), pay(budi, 10)) {
			w.must(err)
		}
		if w.wallets.last.Kind != "split" || w.wallets.last.Payee != int64(s.ID) || w.wallets.last.Amount != idr(33_000) {
			t.Errorf("the intent is %+v", w.wallets.last)
		}
		if w.journal.card(budi, s.Seq) != "paid" || w.journal.card(citra, s.Seq) != "waiting" || w.journal.card(ayu, s.Seq) != "waiting" {
			t.Error("the cards do not say who has paid")
		}
		w.wantBalance(ayu, 1_033_000, 0)
		w.must(pay(citra, 12)())
		s, err = w.SplitOf(t.Context(), citra, s.ID)
		w.must(err)
		if s.State != transfer.Done || w.journal.card(budi, s.Seq) != "done" {
			t.Errorf("when all have paid it is %+v", s)
		}
		if to := w.journal.told(chatv1.System_WHAT_SPLIT_PAID); !slices.Equal(to, []id.Account{ayu, ayu, budi, citra}) {
			t.Errorf("lines of payments went to %v", to)
		}
		if to := w.journal.told(chatv1.System_WHAT_SPLIT_DONE); !slices.Equal(to, []id.Account{ayu}) {
			t.Errorf("the line of the end went to %v", to)
		}
		_, err = w.CloseSplit(t.Context(), ayu, s.ID)
		w.wantCode(err, "transfer.ended")
		_, err = w.RemindSplit(t.Context(), ayu, s.ID)
		w.wantCode(err, "transfer.ended")
		_, err = w.SplitOf(t.Context(), dewi, s.ID)
		w.wantCode(err, "transfer.not_found")
	})
}

func TestSplitIsRemindedAndClosed(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		s, err := w.split(1, ayu, transfer.Share{Account: budi, Minor: 10}, transfer.Share{Account: citra, Minor: 20}, transfer.Share{Account: dewi, Minor: 30})
		w.must(err)
		_, err = w.PayShare(t.Context(), caller(dewi), s.ID, clientID(9), grant)
		w.must(err)
		_, err = w.RemindSplit(t.Context(), budi, s.ID)
		w.wantCode(err, "transfer.not_yours")
		_, err = w.RemindSplit(t.Context(), stranger, s.ID)
		w.wantCode(err, "transfer.not_found")
		_, err = w.RemindSplit(t.Context(), ayu, s.ID)
		w.must(err)
		if to := w.journal.told(chatv1.System_WHAT_SPLIT_REMINDER); !slices.Equal(to, []id.Account{budi, citra}) {
			t.Errorf("reminders went to %v", to)
		}
		w.clock.Advance(20 * time.Minute)
		_, err = w.RemindSplit(t.Context(), ayu, s.ID)
		w.wantCode(err, "transfer.reminded")
		if wait := errs.RetryAfterOf(err); wait != 40*time.Minute {
			t.Errorf("wait %v", wait)
		}
		w.clock.Advance(40 * time.Minute)
		_, err = w.RemindSplit(t.Context(), ayu, s.ID)
		w.must(err)
		_, err = w.CloseSplit(t.Context(), budi, s.ID)
		w.wantCode(err, "transfer.not_yours")
		for range 2 {
			_, err = w.CloseSplit(t.Context(), ayu, s.ID)
			w.must(err)
		}
		_, err = w.PayShare(t.Context(), caller(budi), s.ID, clientID(10), grant)
		w.wantCode(err, "transfer.ended")
		for _, a := range []id.Account{ayu, budi, dewi} {
			if got := w.journal.card(a, s.Seq); got != "closed" {
				t.Errorf("the card of %d is %q", a, got)
			}
		}
		w.wantBalance(ayu, 1_000_030, 0)
	})
}

func TestNoSplit(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		share := func(a id.Account, minor int64) transfer.Share { return transfer.Share{Account: a, Minor: minor} }
		for name, c := range map[string]struct {
			shares []transfer.Share
			code   string
		}{
			"one":      {[]transfer.Share{share(budi, 1)}, "transfer.shares"},
			"twice":    {[]transfer.Share{share(budi, 1), share(budi, 1)}, "transfer.shares"},
			"nothing":  {[]transfer.Share{share(budi, 1), share(citra, 0)}, "transfer.amount"},
			"too much": {[]transfer.Share{share(budi, transfer.MaxMinor), share(citra, transfer.MaxMinor)}, "transfer.amount"},
			"stranger": {[]transfer.Share{share(budi, 1), share(stranger, 1)}, "transfer.no_member"},
		} {
			if _, err := w.split(1, ayu, c.shares...); errs.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		many := make([]transfer.Share, transfer.MaxShares+1)
		for i := range many {
			many[i] = share(id.Account(1_000+i), 1)
		}
		_, err := w.split(1, ayu, many...)
		w.wantCode(err, "transfer.shares")
	})
}

// Everybody pays at the same moment, while the maker closes it: whoever has paid has paid once, and the sums fit.
func TestPayAndCloseAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for round := range 8 {
			s, err := w.split(round, ayu, transfer.Share{Account: budi, Minor: 10}, transfer.Share{Account: citra, Minor: 10}, transfer.Share{Account: dewi, Minor: 10})
			w.must(err)
			before, _ := w.balance(ayu)
			var acts []func() error
			for i, a := range []id.Account{budi, citra, dewi} {
				acts = append(acts, func() error { _, err := w.PayShare(t.Context(), caller(a), s.ID, clientID(100+i), grant); return err })
			}
			acts = append(acts, func() error { _, err := w.CloseSplit(t.Context(), ayu, s.ID); return err })
			paid := int64(0)
			for i, err := range together(acts...) {
				switch {
				case i < 3 && err == nil:
					paid++
				case err != nil:
					w.wantCode(err, "transfer.ended")
				}
			}
			if after, _ := w.balance(ayu); after != before+10*paid {
				t.Fatalf("%d have paid, and the maker has %d more", paid, after-before)
			}
		}
	})
}

// Who has deleted the account asks for nothing any more, and owes nothing.
func TestForget(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		by, err := w.ask(1, ayu, budi, 10)
		w.must(err)
		of, err := w.ask(2, budi, ayu, 10)
		w.must(err)
		other, err := w.ask(3, budi, citra, 10)
		w.must(err)
		s, err := w.split(4, ayu, transfer.Share{Account: ayu, Minor: 1}, transfer.Share{Account: budi, Minor: 1})
		w.must(err)
		w.must(w.Forget(t.Context(), ayu))
		w.must(w.Forget(t.Context(), ayu))
		_, err = w.Pay(t.Context(), caller(budi), by.ID, clientID(9), grant)
		w.wantCode(err, "transfer.ended")
		_, err = w.PayShare(t.Context(), caller(budi), s.ID, clientID(9), grant)
		w.wantCode(err, "transfer.ended")
		if r, err := w.Request(t.Context(), budi, of.ID); err != nil || r.State != transfer.Returned {
			t.Errorf("what she was asked for is %+v, %v", r, err)
		}
		if r, err := w.Request(t.Context(), budi, other.ID); err != nil || r.State != transfer.Waiting {
			t.Errorf("what others ask of each other is %+v, %v", r, err)
		}
	})
}

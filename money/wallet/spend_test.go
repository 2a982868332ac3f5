package wallet

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/social/account"
)

// ready is a town in which Ayu has a PIN and is known well enough that limits are far.
func ready(w town) town {
	w.t.Helper()
	must(w.t, w.SetPIN(w.t.Context(), caller(ayu), goodPIN))
	must(w.t, w.inTx(func(ctx context.Context, tx *store.Tx) error {
		return w.SetLevel(ctx, tx, ayu, walletv1.Level_LEVEL_FULL)
	}))
	return w
}

// A grant is good for exactly what was agreed to: whichever part of the intent is another, it is worth nothing, and the right
// one still finds it.
func TestAGrantIsForOneIntent(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		i := intent(idr(5000))
		grant := w.agree(ayu, i)
		other := bytes.Repeat([]byte{7}, ClientIDSize)
		for name, wrong := range map[string]Intent{
			"kind":      {"payment", i.ClientID, i.Amount, i.Payee},
			"client id": {i.Kind, other, i.Amount, i.Payee},
			"more":      {i.Kind, i.ClientID, idr(5001), i.Payee},
			"less":      {i.Kind, i.ClientID, idr(4999), i.Payee},
			"currency":  {i.Kind, i.ClientID, money.Of(5000, money.JPY), i.Payee},
			"payee":     {i.Kind, i.ClientID, i.Amount, i.Payee + 1},
		} {
			if err := w.spend(ayu, wrong, grant); errs.CodeOf(err) != ErrGrant.Code {
				t.Errorf("another %s: %v", name, err)
			}
		}
		refused(t, w.spend(budi, i, grant), ErrGrant)
		refused(t, w.spend(ayu, i, append(bytes.Clone(grant), 0)), ErrGrant)
		refused(t, w.spend(ayu, i, nil), ErrPINNeeded)
		must(t, w.spend(ayu, i, grant))
		refused(t, w.spend(ayu, i, grant), ErrGrant)
	})
}

func TestAGrantEnds(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		i := intent(idr(5000))
		grant := w.agree(ayu, i)
		w.clock.Advance(GrantLife - time.Millisecond)
		late := intent(idr(1))
		lateGrant := w.agree(ayu, late)
		must(t, w.spend(ayu, i, grant))
		w.clock.Advance(GrantLife)
		refused(t, w.spend(ayu, late, lateGrant), ErrGrant)
	})
}

// Of any number that use one grant at the same moment, one succeeds, and its amount is counted once.
func TestAGrantIsUsedOnce(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		i := intent(idr(5000))
		grant := w.agree(ayu, i)
		var all sync.WaitGroup
		results := make([]error, 12)
		for n := range results {
			all.Go(func() { results[n] = w.spend(ayu, i, grant) })
		}
		all.Wait()
		ok := 0
		for _, err := range results {
			if err == nil {
				ok++
			} else if errs.CodeOf(err) != ErrGrant.Code {
				t.Error(err)
			}
		}
		if ok != 1 || w.used(ayu).dayUsed != 5000 {
			t.Errorf("%d spends by one grant, %d counted", ok, w.used(ayu).dayUsed)
		}
	})
}

// A spend whose transaction fails afterwards has used nothing: neither the grant nor the limit.
func TestAFailedTransactionUsesNothing(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		i := intent(idr(5000))
		grant := w.agree(ayu, i)
		err := w.inTx(func(ctx context.Context, tx *store.Tx) error {
			if err := w.Spend(ctx, tx, Spend{Caller: caller(ayu), Intent: i, Grant: grant}); err != nil {
				return err
			}
			return ledger.ErrInsufficient
		})
		refused(t, err, ledger.ErrInsufficient)
		if u := w.used(ayu); u != (use{}) {
			t.Errorf("%+v", u)
		}
		must(t, w.spend(ayu, i, grant))
	})
}

func TestIntentsThatAreNone(t *testing.T) {
	good := intent(idr(1))
	for name, bad := range map[string]Intent{
		"kind":       {"", good.ClientID, good.Amount, 1},
		"long kind":  {"transfertransfertransfert", good.ClientID, good.Amount, 1},
		"client id":  {good.Kind, good.ClientID[1:], good.Amount, 1},
		"nothing":    {good.Kind, good.ClientID, idr(0), 1},
		"below zero": {good.Kind, good.ClientID, idr(-1), 1},
		"currency":   {good.Kind, good.ClientID, money.Of(1, "ZZZ"), 1},
	} {
		if bad.Check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	must(t, good.Check())
}

func (w town) used(a id.Account) (u use) {
	w.t.Helper()
	must(w.t, w.db.Read(w.t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		u, err = readUse(ctx, tx, selectUse, a, money.IDR)
		return err
	}))
	return u
}

func TestLimits(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		must(t, w.SetPIN(t.Context(), caller(ayu), goodPIN))
		w.setPolicy(func(p *Policy) {
			p.Levels = map[walletv1.Level]Limits{
				walletv1.Level_LEVEL_UNVERIFIED: {100, 150, 200, 1000}, walletv1.Level_LEVEL_LITE: {200, 300, 400, 2000},
				walletv1.Level_LEVEL_FULL: {500, 600, 700, 3000},
			}
		})
		refused(t, w.pay(ayu, 101), ErrLimitOnce)
		must(t, w.pay(ayu, 100))
		err := w.pay(ayu, 51)
		refused(t, err, ErrLimitDay)
		if wait := errs.RetryAfterOf(err); wait != 15*time.Hour {
			t.Errorf("try again in %s, at midnight UTC it is 15h", wait)
		}
		must(t, w.pay(ayu, 50))
		w.clock.Advance(24 * time.Hour)
		err = w.pay(ayu, 51)
		refused(t, err, ErrLimitMonth)
		if wait, want := errs.RetryAfterOf(err), time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).Sub(w.clock.Now()); wait != want {
			t.Errorf("try again in %s, want %s", wait, want)
		}
		must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error {
			return w.SetLevel(ctx, tx, ayu, walletv1.Level_LEVEL_LITE)
		}))
		must(t, w.pay(ayu, 200))
		v, err := w.Get(t.Context(), caller(ayu))
		must(t, err)
		for _, l := range v.Limits {
			want := map[walletv1.Limit_Kind][2]int64{
				walletv1.Limit_KIND_ONCE: {200, 0}, walletv1.Limit_KIND_DAY: {300, 200},
				walletv1.Limit_KIND_MONTH: {400, 350}, walletv1.Limit_KIND_BALANCE: {2000, 0},
			}[l.Kind]
			if l.Max.Minor != want[0] || l.Used.Minor != want[1] {
				t.Errorf("%s: %d of %d, want %v", l.Kind, l.Used.Minor, l.Max.Minor, want)
			}
		}
	})
}

// What comes back is given back to the day and month it was spent in, and to no other.
func TestUnspend(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		back := func(minor int64, at time.Time) {
			t.Helper()
			must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.Unspend(ctx, tx, ayu, idr(minor), at) }))
		}
		back(100, start) // nothing was ever spent
		must(t, w.pay(ayu, 1000))
		back(400, start)
		if u := w.used(ayu); u.dayUsed != 600 || u.monthUsed != 600 {
			t.Errorf("%+v", u)
		}
		w.clock.Advance(24 * time.Hour)
		must(t, w.pay(ayu, 50))
		back(600, start)
		if u := w.used(ayu); u.dayUsed != 50 || u.monthUsed != 50 {
			t.Errorf("yesterday's money came back: %+v", u)
		}
		back(600, start)
		if u := w.used(ayu); u.dayUsed != 50 || u.monthUsed != 0 {
			t.Errorf("more came back than was spent: %+v", u)
		}
	})
}

// Any run of spends, returns and clock jumps keeps to a model that remembers every movement.
func TestUseAgainstAModel(t *testing.T) {
	type movement struct {
		at    time.Time
		minor int64
	}
	limits := Limits{Once: 60, Day: 100, Month: 250, Balance: 1}
	rapid.Check(t, func(t *rapid.T) {
		var u use
		var spent []movement
		now := time.Date(2026, 1, 30, 20, 0, 0, 0, time.UTC)
		sum := func(month bool) (total int64) {
			d, m := periods(now)
			for _, s := range spent {
				sd, sm := periods(s.at)
				if month && sm == m || !month && sd == d {
					total += s.minor
				}
			}
			return total
		}
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "hours")) * time.Hour)
			if len(spent) > 0 && rapid.Bool().Draw(t, "return") {
				n := rapid.IntRange(0, len(spent)-1).Draw(t, "which")
				u = u.at(now).give(spent[n].at, spent[n].minor)
				spent = append(spent[:n:n], spent[n+1:]...)
			} else {
				minor := int64(rapid.IntRange(1, 70).Draw(t, "minor"))
				next, err := u.take(now, minor, limits)
				fits := minor <= limits.Once && sum(false)+minor <= limits.Day && sum(true)+minor <= limits.Month
				if fits != (err == nil) {
					t.Fatalf("%d at %s with %d today and %d this month: %v", minor, now, sum(false), sum(true), err)
				}
				if err == nil {
					u = next
					spent = append(spent, movement{now, minor})
				}
			}
			if v := u.at(now); v.dayUsed != sum(false) || v.monthUsed != sum(true) {
				t.Fatalf("%+v, but %d today and %d this month", v, sum(false), sum(true))
			}
		}
	})
}

// A clock that steps back begins no new day.
func TestAClockThatStepsBackForgivesNothing(t *testing.T) {
	limits := Limits{Once: 100, Day: 100, Month: 100, Balance: 1}
	u, err := use{}.take(start, 100, limits)
	must(t, err)
	if _, err := u.take(start.Add(-48*time.Hour), 1, limits); !errors.Is(err, ErrLimitMonth) {
		t.Error(err)
	}
}

// Many who spend at once never pass the limit together.
func TestLimitsHoldInParallel(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		must(t, w.SetPIN(t.Context(), caller(ayu), goodPIN))
		w.setPolicy(func(p *Policy) {
			p.Levels = map[walletv1.Level]Limits{}
			for _, l := range levels {
				p.Levels[l] = Limits{100, 500, 500, 1000}
			}
		})
		var all sync.WaitGroup
		results := make([]error, 9)
		for n := range results {
			i := intent(idr(100))
			grant := w.agree(ayu, i)
			all.Go(func() { results[n] = w.spend(ayu, i, grant) })
		}
		all.Wait()
		paid := 0
		for _, err := range results {
			if err == nil {
				paid++
			}
		}
		if paid != 5 {
			t.Errorf("%d of 100 within a limit of 500", paid)
		}
	})
}

func TestMayReceive(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		most := w.Policy(t.Context()).Limits(walletv1.Level_LEVEL_UNVERIFIED).Balance
		w.give(ayu, idr(most-10))
		must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error {
			if err := w.MayReceive(ctx, tx, ayu, idr(10)); err != nil {
				return err
			}
			refused(t, w.MayReceive(ctx, tx, ayu, idr(11)), ErrBalanceLimit)
			if room, err := w.Room(ctx, tx, ayu, money.IDR); room != 10 || err != nil {
				t.Errorf("room for %d, %v", room, err)
			}
			got, err := w.MayReceiveSet(ctx, tx, []Receipt{{ayu, idr(11)}, {budi, idr(11)}, {ayu, idr(10)}, {ayu, money.Of(5, money.USD)}})
			if err != nil {
				return err
			}
			if got[0] == nil || got[1] != nil || got[2] != nil || got[3] != nil {
				t.Errorf("%v", got)
			}
			// One wallet twice in a row, and another after it.
			if got, err = w.MayReceiveSet(ctx, tx, []Receipt{{ayu, idr(11)}, {ayu, idr(11)}, {budi, idr(11)}}); err != nil {
				return err
			}
			if got[0] == nil || got[1] == nil || got[2] != nil {
				t.Errorf("twice in a row: %v", got)
			}
			return nil
		}))
	})
}

func TestHolds(t *testing.T) {
	const length = 24 * time.Hour
	ago := func(d time.Duration) time.Time { return start.Add(-d) }
	for name, c := range map[string]struct {
		standing account.Standing
		reset    time.Time
		until    time.Time
		reason   string
	}{
		"nothing new":        {account.Standing{SessionAt: ago(25 * time.Hour)}, time.Time{}, time.Time{}, ""},
		"first device":       {account.Standing{SessionAt: ago(time.Hour), FirstSession: true}, time.Time{}, time.Time{}, ""},
		"new device":         {account.Standing{SessionAt: ago(time.Hour)}, time.Time{}, start.Add(23 * time.Hour), "device"},
		"just long enough":   {account.Standing{SessionAt: ago(24 * time.Hour)}, time.Time{}, time.Time{}, ""},
		"new number":         {account.Standing{FirstSession: true, NumberAt: ago(2 * time.Hour)}, time.Time{}, start.Add(22 * time.Hour), "number"},
		"PIN reset":          {account.Standing{}, ago(3 * time.Hour), start.Add(21 * time.Hour), "pin"},
		"the longest counts": {account.Standing{SessionAt: ago(5 * time.Hour), NumberAt: ago(time.Hour)}, ago(3 * time.Hour), start.Add(23 * time.Hour), "number"},
	} {
		if h := holdAfter(start, length, c.standing, c.reset); !h.until.Equal(c.until) || h.reason != c.reason {
			t.Errorf("%s: %s %q", name, h.until, h.reason)
		}
	}
}

func TestNothingLeavesDuringAHold(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		must(t, w.SetPIN(t.Context(), caller(ayu), goodPIN))
		w.people.standing[ayu] = account.Standing{SessionAt: start.Add(-time.Hour)}
		err := w.pay(ayu, 100)
		refused(t, err, ErrOnHold)
		if wait := errs.RetryAfterOf(err); wait != 23*time.Hour {
			t.Errorf("again in %s", wait)
		}
		v, err := w.Get(t.Context(), caller(ayu))
		must(t, err)
		if v.HoldUntilMs != ms(start.Add(23*time.Hour)) || v.HoldReason != "device" {
			t.Errorf("%d %q", v.HoldUntilMs, v.HoldReason)
		}
		w.setPolicy(func(p *Policy) { p.HoldHours = 0 })
		must(t, w.pay(ayu, 100))
		w.setPolicy(func(p *Policy) { p.HoldHours = 24 })
		refused(t, w.pay(ayu, 100), ErrOnHold)
		ready := func(ctx context.Context, tx *store.Tx) error {
			return w.SetLevel(ctx, tx, ayu, walletv1.Level_LEVEL_FULL)
		}
		must(t, w.inTx(ready))
		must(t, w.pay(ayu, 100)) // known by papers
	})
}

package wallet

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/wallet/pin"
	"alun/social/account"
)

const wrongPIN = "271828"

func (w town) guess(typed string) error {
	_, err := w.Authorize(context.Background(), caller(ayu), intent(idr(1)), typed)
	return err
}

// Two hundred guesses at the same moment are five comparisons, and so it goes on: five more after a quarter of an hour, then
// none for a day.
func TestParallelGuesses(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		must(t, w.SetPIN(t.Context(), caller(ayu), goodPIN))
		storm := func(want int64) {
			t.Helper()
			before := w.cheap.compared.Load()
			var all sync.WaitGroup
			for range 200 {
				all.Go(func() {
					if err := w.guess(wrongPIN); errs.CodeOf(err) != pin.ErrWrong.Code && errs.CodeOf(err) != pin.ErrLocked.Code {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if n := w.cheap.compared.Load() - before; n != want {
				t.Fatalf("%d comparisons of 200 guesses, want %d", n, want)
			}
		}
		storm(pin.TriesMax)
		refused(t, w.guess(goodPIN), pin.ErrLocked)
		w.clock.Advance(pin.LockShort)
		storm(pin.TriesMax)
		w.clock.Advance(pin.LockShort)
		storm(0)
		v, err := w.Get(t.Context(), caller(ayu))
		must(t, err)
		if v.PinTriesLeft != 0 || v.PinLockedUntilMs != ms(start.Add(pin.LockShort+pin.LockLong)) {
			t.Errorf("%d left, locked until %s", v.PinTriesLeft, at(v.PinLockedUntilMs))
		}
		w.clock.Advance(pin.LockLong)
		must(t, w.guess(goodPIN))
	})
}

// The process dies in the middle of every comparison and starts again on the same database: it compares five times, no more,
// and then not even the right PIN.
func TestACrashBuysNoGuess(t *testing.T) {
	clk := clock.NewFake(start)
	storetest.EachURL(t, func(t *testing.T, url string) {
		clk.Set(start)
		compared := int64(0)
		live := func(name string, f func(t *testing.T, w town)) { // one life of the process
			t.Run(name, func(t *testing.T) {
				w := newTown(t, storetest.Open(t, url, clk), clk, Config{Currency: money.IDR}, &wire{})
				f(t, w)
				compared += w.cheap.compared.Load()
			})
		}
		live("set", func(t *testing.T, w town) { must(t, w.SetPIN(t.Context(), caller(ayu), goodPIN)) })
		for n := range 9 {
			live(fmt.Sprint("life ", n), func(_ *testing.T, w town) {
				w.cheap.die.Store(true)
				defer func() { _ = recover() }()
				_ = w.guess(goodPIN)
			})
		}
		live("after", func(t *testing.T, w town) { refused(t, w.guess(goodPIN), pin.ErrLocked) })
		if compared != pin.TriesMax {
			t.Errorf("%d comparisons in nine lives", compared)
		}
	})
}

// A right PIN forgives wrong ones before it, so that who mistypes four times now and then is never locked out for a while.
func TestARightPINForgives(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		must(t, w.SetPIN(t.Context(), caller(ayu), goodPIN))
		for range pin.TriesMax - 1 {
			refused(t, w.guess(wrongPIN), pin.ErrWrong)
		}
		must(t, w.guess(goodPIN)) // the fifth: its lock is taken back
		refused(t, w.guess(wrongPIN), pin.ErrWrong)
		for range 3 { // what is no PIN is no guess
			refused(t, w.guess("12345"), pin.ErrFormat)
		}
		v, err := w.Get(t.Context(), caller(ayu))
		must(t, err)
		if v.PinTriesLeft != pin.TriesMax-1 {
			t.Errorf("%d left", v.PinTriesLeft)
		}
	})
}

// A right guess whose purpose fails is right all the same.
func TestAFailureBehindTheRightPIN(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		for range GrantsMax {
			must(t, w.guess(goodPIN))
		}
		for range pin.WrongPerDay + 1 {
			refused(t, w.guess(goodPIN), errGrantsMany)
		}
		w.clock.Advance(GrantLife)
		must(t, w.guess(goodPIN))
	})
}

func TestSettingAPIN(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		c := caller(ayu)
		refused(t, w.guess(goodPIN), ErrPINUnset)
		refused(t, w.SetPIN(t.Context(), c, "111111"), pin.ErrWeak)
		must(t, w.SetPIN(t.Context(), c, goodPIN))
		refused(t, w.SetPIN(t.Context(), c, wrongPIN), ErrPINSet)
		refused(t, w.ChangePIN(t.Context(), c, wrongPIN, "161803"), pin.ErrWrong)
		refused(t, w.ChangePIN(t.Context(), c, goodPIN, "123456"), pin.ErrWeak)
		i := intent(idr(1))
		old := w.agree(ayu, i)
		must(t, w.ChangePIN(t.Context(), c, goodPIN, "161803"))
		refused(t, w.spend(ayu, i, old), ErrGrant) // agreed to under the PIN before
		refused(t, w.guess(goodPIN), pin.ErrWrong)
		must(t, w.guess("161803"))
		if !w.hub.heard(ayu) {
			t.Error("other devices were not told that there is a PIN")
		}
	})
}

// Sealing a PIN takes memory and time of which there are few slots: nobody who may not set one gets it done.
func TestNothingIsSealedForWhoMayNot(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		c := caller(ayu)
		idle := func(what string, err error, want *errs.Error) {
			t.Helper()
			refused(t, err, want)
			if n := w.cheap.sealed.Swap(0); n != 0 {
				t.Errorf("%s: %d PINs were sealed", what, n)
			}
		}
		idle("no PIN to change", w.ChangePIN(t.Context(), c, goodPIN, "161803"), ErrPINUnset)
		must(t, w.SetPIN(t.Context(), c, goodPIN))
		w.cheap.sealed.Store(0)
		idle("a PIN is set", w.SetPIN(t.Context(), c, "161803"), ErrPINSet)
		ticket, err := w.StartReset(t.Context(), c)
		must(t, err)
		idle("a wrong code", w.FinishReset(t.Context(), c, ticket.Ticket, "000000", "161803"), account.ErrCodeWrong)
		for range pin.TriesMax {
			_ = w.guess(wrongPIN)
		}
		idle("locked", w.ChangePIN(t.Context(), c, goodPIN, "161803"), pin.ErrLocked)
	})
}

// A forgotten PIN: a code to an address that was there before, a new PIN, and a day in which nothing leaves.
func TestAForgottenPIN(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		c := caller(ayu)
		must(t, w.SetPIN(t.Context(), c, goodPIN))
		for range pin.TriesMax {
			_ = w.guess(wrongPIN)
		}
		ticket, err := w.StartReset(t.Context(), c)
		must(t, err)
		if !w.people.before.Equal(start.Add(-24 * time.Hour)) {
			t.Errorf("addresses count that were added before %s", w.people.before)
		}
		refused(t, w.FinishReset(t.Context(), c, ticket.Ticket, "000000", "161803"), account.ErrCodeWrong)
		refused(t, w.FinishReset(t.Context(), c, ticket.Ticket, w.people.code, "222222"), pin.ErrWeak)
		must(t, w.FinishReset(t.Context(), c, ticket.Ticket, w.people.code, "161803"))
		if w.people.used == 0 {
			t.Error("the code was not used up")
		}
		i := intent(idr(100))
		g, err := w.Authorize(t.Context(), c, i, "161803") // the lock is over
		must(t, err)
		refused(t, w.spend(ayu, i, g.Token), ErrOnHold)
		w.clock.Advance(24 * time.Hour)
		g, err = w.Authorize(t.Context(), c, i, "161803")
		must(t, err)
		must(t, w.spend(ayu, i, g.Token))
	})
}

func TestAPasskeyInsteadOfThePIN(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		c, i := caller(ayu), intent(idr(100))
		_, _, err := w.BeginPasskey(t.Context(), c, i)
		refused(t, err, account.ErrPasskeyUnknown)
		w.people.keys[ayu] = start.Add(-time.Hour)
		_, _, err = w.BeginPasskey(t.Context(), c, i)
		refused(t, err, account.ErrPasskeyUnknown) // younger than the hold: perhaps a thief's
		w.people.keys[ayu] = start.Add(-25 * time.Hour)
		ticket, _, err := w.BeginPasskey(t.Context(), c, i)
		must(t, err)
		for _, none := range []bool{false, true} {
			w.people.noPasskeys = none
			v, err := w.Get(t.Context(), c)
			must(t, err)
			if v.Passkey == none {
				t.Errorf("passkeys work here: %t, and the wallet says %t", !none, v.Passkey)
			}
		}
		_, err = w.FinishPasskey(t.Context(), c, intent(idr(100)), ticket, "signed")
		refused(t, err, account.ErrPasskeyRefused) // signed for another intent
		g, err := w.FinishPasskey(t.Context(), c, i, ticket, "signed")
		must(t, err)
		must(t, w.spend(ayu, i, g.Token))
	})
}

// Whatever is done with PINs, right or wrong, none is in a log, an error, or the database; nor is a grant.
func TestNoPINIsReadableAnywhere(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		w.pins = pin.NewHasher(secret.Ephemeral()) // the real one
		c := caller(ayu)
		var said []string
		note := func(err error) {
			if err != nil {
				said = append(said, err.Error(), fmt.Sprintf("%+v", err), errs.SentenceOf(err))
			}
		}
		note(w.SetPIN(t.Context(), c, goodPIN))
		note(w.SetPIN(t.Context(), c, wrongPIN))
		note(w.ChangePIN(t.Context(), c, wrongPIN, "161803"))
		note(w.guess(wrongPIN))
		note(w.Unfreeze(t.Context(), c, wrongPIN))
		note(w.SetNoPINLimit(t.Context(), c, idr(1), wrongPIN))
		note(w.FinishReset(t.Context(), c, "proof", "000001", "161803"))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := w.Authorize(ctx, c, intent(idr(1)), goodPIN)
		note(err)
		grant := w.agree(ayu, intent(idr(1)))
		if len(said) < 6 {
			t.Fatalf("only %d failures", len(said))
		}
		all := strings.Join(said, "\n") + w.log.String() + w.dump()
		for _, s := range []string{goodPIN, wrongPIN, "161803", string(grant)} {
			if strings.Contains(all, s) {
				t.Errorf("%q can be read in:\n%s", s, all)
			}
		}
	})
}

// dump is what stands in the room's tables in bytes.
func (w town) dump() string {
	w.t.Helper()
	var out strings.Builder
	must(w.t, w.db.Read(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, q := range []string{
			`SELECT pin FROM wallet WHERE pin IS NOT NULL`, `SELECT token FROM wallet_grant`, `SELECT intent FROM wallet_grant`,
		} {
			rows, err := tx.Query(ctx, q)
			if err != nil {
				return err
			}
			for rows.Next() {
				var b []byte
				if err := rows.Scan(&b); err != nil {
					return err
				}
				out.Write(b)
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	}))
	if out.Len() < 100 {
		w.t.Fatal("the tables are empty")
	}
	return out.String()
}

// After a rotation of the secrets the PIN is kept under the new ones as soon as its owner types it.
func TestAPINMovesToNewSecrets(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		path := filepath.Join(t.TempDir(), "secrets")
		hasher := func() *pin.Hasher {
			f, err := secret.Open(path)
			must(t, err)
			return pin.NewHasher(f)
		}
		w.pins = hasher()
		must(t, w.SetPIN(t.Context(), caller(ayu), goodPIN))
		if _, err := secret.Rotate(path); err != nil {
			t.Fatal(err)
		}
		after := hasher()
		w.pins = after
		kept := func() (box []byte) {
			must(t, w.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				x, err := get(ctx, tx, ayu)
				box = x.pin
				return err
			}))
			return box
		}
		refused(t, w.guess(wrongPIN), pin.ErrWrong)
		if !after.Old(kept()) {
			t.Fatal("a wrong guess has changed what is kept")
		}
		must(t, w.guess(goodPIN))
		if after.Old(kept()) {
			t.Error("the PIN is still kept under the old secrets")
		}
		must(t, w.guess(goodPIN))
	})
}

// What goes without a PIN: only by code, only up to the limit, ten times a day, and never without a PIN that could be asked for.
func TestPaymentsWithoutAPIN(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		c := caller(ayu)
		by := func(minor int64, byCode bool) error {
			return w.inTx(func(ctx context.Context, tx *store.Tx) error {
				return w.Spend(ctx, tx, Spend{Caller: c, Intent: intent(idr(minor)), NoPIN: byCode})
			})
		}
		refused(t, by(1, true), ErrPINNeeded) // none was set
		refused(t, w.SetNoPINLimit(t.Context(), c, idr(50_000), ""), ErrPINNeeded)
		refused(t, w.SetNoPINLimit(t.Context(), c, idr(200_001), goodPIN), ErrNoPINLimit)
		refused(t, w.SetNoPINLimit(t.Context(), c, money.Of(5, money.USD), goodPIN), ErrNoPINLimit)
		must(t, w.SetNoPINLimit(t.Context(), c, idr(50_000), goodPIN))
		refused(t, by(50_001, true), ErrPINNeeded)
		refused(t, by(1, false), ErrPINNeeded)
		for range NoPINDaily {
			must(t, by(50_000, true))
		}
		refused(t, by(1, true), ErrPINNeeded)
		w.clock.Advance(24 * time.Hour)
		must(t, by(50_000, true))
		must(t, w.SetNoPINLimit(t.Context(), c, idr(100), "")) // lower: no PIN
		refused(t, by(101, true), ErrPINNeeded)
		w.setPolicy(func(p *Policy) { p.NoPINMax = 50 })
		refused(t, by(51, true), ErrPINNeeded)
		must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.ClearPIN(ctx, tx, ayu) }))
		refused(t, by(1, true), ErrPINNeeded)
		v, err := w.Get(t.Context(), c)
		must(t, err)
		if v.NoPinLimit.Minor != 0 || v.NoPinLimitMax.Minor != 50 || v.PinSet || v.Level != walletv1.Level_LEVEL_FULL {
			t.Errorf("%v", v)
		}
	})
}

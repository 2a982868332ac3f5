package account

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"alun/base/authn"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"

	"alun/base/clock"
)

func TestTokensThatAreNone(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		in := s.join("ayu@example.org")
		account, _, ok := parseToken(in.Token)
		if !ok || account != in.account() {
			t.Fatal(in.Token)
		}
		for _, bad := range []string{
			"", "x", in.Token + "x", in.Token[:len(in.Token)-1], "alun__", "alun_-1_" + in.Token[len(in.Token)-43:],
			newToken(in.account()), newToken(in.account() + 1), "bearer " + in.Token,
		} {
			if _, err := s.Verify(someone(), bad); !errors.Is(err, authn.ErrSignedOut) {
				t.Errorf("Verify(%q): %v", bad, err)
			}
		}
	})
}

func TestEndingADevice(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		phone, laptop, tablet := s.join("ayu@example.org"), s.join("ayu@example.org"), s.join("ayu@example.org")
		budi := s.join("budi@example.org")
		for _, in := range []SignedIn{phone, laptop, tablet, budi} {
			_, err := s.Verify(someone(), in.Token)
			must(t, err)
		}
		refused(t, s.EndSession(someone(), budi.caller(), laptop.Session), ErrSessionNotFound)
		must(t, s.EndSession(someone(), phone.caller(), laptop.Session))
		_, err := s.Verify(someone(), laptop.Token)
		refused(t, err, authn.ErrSignedOut)
		if !slices.Contains(s.live.closed, laptop.Session) || slices.Contains(s.live.closed, phone.Session) {
			t.Errorf("closed %v", s.live.closed)
		}
		n, err := s.EndOtherSessions(someone(), phone.caller())
		must(t, err)
		if n != 1 || !slices.Contains(s.live.closed, tablet.Session) {
			t.Errorf("%d ended, closed %v", n, s.live.closed)
		}
		list, err := s.Sessions(someone(), phone.caller())
		must(t, err)
		if len(list) != 1 || !list[0].Current || list[0].Device != "Test phone" || list[0].Network != "203.0.113.0/24" {
			t.Errorf("%v", list)
		}
		for _, in := range []SignedIn{phone, budi} {
			_, err := s.Verify(someone(), in.Token)
			must(t, err)
		}
	})
}

// Another node hears of it at once; one that hears nothing believes a token for five seconds more.
func TestRevocationReachesOtherNodes(t *testing.T) {
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		w := &wire{}
		here, there := newTown(t, db, clk, Config{}, w), newTown(t, db, clk, Config{}, w)
		for _, cut := range []bool{false, true} {
			in := here.join("ayu@example.org")
			c, err := there.Verify(someone(), in.Token)
			must(t, err)
			w.cut = cut
			must(t, here.EndSession(someone(), c, c.Session))
			_, err = there.Verify(someone(), in.Token)
			if !cut {
				refused(t, err, authn.ErrSignedOut)
				continue
			}
			must(t, err) // remembered, until …
			clk.Advance(sessionFresh)
			_, err = there.Verify(someone(), in.Token)
			refused(t, err, authn.ErrSignedOut)
			ended, err := there.Ended(t.Context(), []id.Session{in.Session, 12345})
			must(t, err)
			if len(ended) != 2 {
				t.Errorf("ended %v", ended)
			}
		}
	})
}

// A hint that arrives while Verify reads keeps what was read from being remembered.
func TestAHintDuringAReadIsNotLost(t *testing.T) {
	var c sessions
	c.init()
	v := verified{caller: authn.Caller{Account: 7}, until: start.Add(time.Hour), expires: start.Add(time.Hour)}
	_, _, gen := c.find(7, [32]byte{1}, start)
	c.forget(7)
	c.remember([32]byte{1}, v, gen)
	if _, ok, _ := c.find(7, [32]byte{1}, start); ok {
		t.Error("an ended session is remembered")
	}
	_, _, gen = c.find(7, [32]byte{1}, start)
	c.remember([32]byte{1}, v, gen)
	if _, ok, _ := c.find(7, [32]byte{1}, start); !ok {
		t.Error("nothing is remembered")
	}
}

// However many tokens are seen, so many are remembered.
func TestMemoryOfTokensIsBounded(t *testing.T) {
	var c sessions
	c.init()
	for i := range sessionsCached + 100 {
		hash := [32]byte{byte(i), byte(i >> 8), byte(i >> 16)}
		c.remember(hash, verified{caller: authn.Caller{Account: id.Account(i/3 + 1)}}, c.gen)
	}
	n := 0
	for _, mine := range c.of {
		n += len(mine)
	}
	if n > sessionsCached || n < sessionsCached-10 || n != c.size {
		t.Errorf("%d remembered, counted %d", n, c.size)
	}
	c.clear()
	if c.size != 0 || len(c.of) != 0 {
		t.Error("not cleared")
	}
}

// What has expired is swept, what has not stays.
func TestSweep(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		count := func() (n int64) {
			must(t, s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM account_code) + (SELECT COUNT(*) FROM account_ceremony)`).Scan(&n)
			}))
			return n
		}
		begin := func() {
			_, err := s.StartSignIn(someone(), "ayu@example.org", "en")
			must(t, err)
			_, _, err = s.BeginPasskeySignIn(someone())
			must(t, err)
		}
		begin()
		s.clock.Advance(max(CodeLife, ceremonyLife))
		begin()
		s.houseKeep(t.Context(), true)
		if n := count(); n != 2 {
			t.Errorf("%d rows are left, want the two that are valid", n)
		}
	})
}

func TestSessionsExpire(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		idle, used := s.join("ayu@example.org"), s.join("ayu@example.org")
		for range 12 { // half a year in steps in which one of them is used
			_, err := s.Verify(someone(), used.Token)
			must(t, err)
			must(t, s.Flush(t.Context()))
			s.clock.Advance(15 * 24 * time.Hour)
		}
		for _, in := range []SignedIn{idle, used} {
			_, err := s.Verify(someone(), in.Token)
			refused(t, err, authn.ErrSignedOut)
		}
		ended, err := s.Ended(t.Context(), []id.Session{idle.Session, used.Session})
		must(t, err)
		if len(ended) != 2 {
			t.Errorf("ended %v", ended)
		}
		fresh := s.join("ayu@example.org")
		list, err := s.Sessions(someone(), fresh.caller())
		must(t, err)
		if len(list) != 1 {
			t.Errorf("%v", list)
		}
	})
}

func TestTheOldestDeviceMakesRoom(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		var all []SignedIn
		for range MaxSessions + 1 {
			all = append(all, s.join("ayu@example.org"))
			s.clock.Advance(13 * time.Minute)
			if len(all) == 2 { // the second was used least recently from here on
				_, err := s.Verify(someone(), all[0].Token)
				must(t, err)
				must(t, s.Flush(t.Context()))
			}
			s.clock.Advance(3 * time.Hour)
		}
		_, err := s.Verify(someone(), all[0].Token)
		must(t, err)
		_, err = s.Verify(someone(), all[1].Token)
		refused(t, err, authn.ErrSignedOut)
		if !slices.Equal(s.live.closed, []id.Session{all[1].Session}) {
			t.Errorf("closed %v", s.live.closed)
		}
	})
}

func TestLastUseIsWrittenOnceAMinute(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		in := s.join("ayu@example.org")
		used := func() (ms int64, network string) {
			must(t, s.Flush(t.Context()))
			list, err := s.Sessions(someone(), in.caller())
			must(t, err)
			return list[0].UsedAtMs, list[0].Network
		}
		at0, _ := used()
		s.clock.Advance(59 * time.Second)
		_, err := s.Verify(someone(), in.Token)
		must(t, err)
		if at, _ := used(); at != at0 {
			t.Error("written before a minute has passed")
		}
		s.clock.Advance(time.Second)
		_, err = s.Verify(from("198.51.100.77"), in.Token)
		must(t, err)
		if at, network := used(); at != at0+60_000 || network != "198.51.100.0/24" {
			t.Errorf("used %d after %d, network %s", at, at0, network)
		}
		seen, err := s.LastSeen(t.Context(), []id.Account{in.account(), 99})
		must(t, err)
		if len(seen) != 1 || !seen[in.account()].Equal(start.Add(time.Minute)) {
			t.Errorf("seen %v", seen)
		}
		s.clock.Advance(7 * time.Second)
		s.Seen(in.account()) // the last device has just disconnected; nothing is written yet
		if seen, err = s.LastSeen(t.Context(), []id.Account{in.account()}); err != nil || !seen[in.account()].Equal(start.Add(67*time.Second)) {
			t.Errorf("seen %v, %v", seen, err)
		}
		// Being connected is a use as well, every ten minutes, and keeps the network.
		s.clock.Advance(liveTouchEvery)
		_, err = s.Ended(t.Context(), []id.Session{in.Session})
		must(t, err)
		if at, network := used(); at != at0+667_000 || network != "198.51.100.0/24" {
			t.Errorf("used %d after %d, network %s", at, at0, network)
		}
	})
}

// A browser that signs in again in the same slot leaves no session behind, whoever it was.
func TestASlotHoldsOneSession(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu, budi := s.join("ayu@example.org"), s.join("budi@example.org")
		in := func(was SignedIn, slot int, address string) SignedIn {
			ctx := authn.WithClient(context.Background(), authn.Client{Addr: parseAddr("203.0.113.7"), Slot: slot})
			ctx = authn.With(ctx, authn.Caller{Account: was.account(), Session: was.Session, Slot: slot})
			ticket, err := s.StartSignIn(ctx, address, "en")
			must(t, err)
			in, err := s.FinishSignIn(ctx, ticket.Ticket, s.mail(address), "Browser")
			must(t, err)
			return in
		}
		next := in(ayu, 0, "ayu@example.org")
		_, err := s.Verify(someone(), ayu.Token)
		refused(t, err, authn.ErrSignedOut)
		in(next, 0, "budi@example.org")
		_, err = s.Verify(someone(), next.Token)
		refused(t, err, authn.ErrSignedOut)
		_, err = s.Verify(someone(), budi.Token)
		must(t, err)
	})
}

// Tokens that are believed no longer leave the memory; the others stay.
func TestStaleTokensAreForgotten(t *testing.T) {
	t.Parallel()
	var c sessions
	c.init()
	start := time.UnixMilli(1_800_000_000_000)
	keep := func(a id.Account, hash byte, until time.Time) {
		v := verified{caller: authn.Caller{Account: a}, until: until, expires: until.Add(time.Hour)}
		c.remember([32]byte{hash}, v, c.gen)
	}
	keep(1, 1, start.Add(time.Second))
	keep(1, 2, start.Add(3*time.Second))
	keep(2, 3, start.Add(time.Second))
	keep(2, 3, start.Add(time.Second)) // again: still one
	if c.size != 3 {
		t.Fatalf("%d tokens remembered, want 3", c.size)
	}
	now := start.Add(2 * time.Second)
	c.sweep(now)
	if c.size != 1 || len(c.of) != 1 {
		t.Errorf("%d tokens of %d accounts after the sweep, want 1 of 1", c.size, len(c.of))
	}
	for hash, want := range map[byte]bool{1: false, 2: true} {
		if _, ok, _ := c.find(1, [32]byte{hash}, now); ok != want {
			t.Errorf("token %d found: %v, want %v", hash, ok, want)
		}
	}
	c.sweep(start.Add(time.Minute))
	if c.size != 0 || len(c.of) != 0 {
		t.Errorf("%d tokens of %d accounts are left, want none", c.size, len(c.of))
	}
}

func TestSignedIn(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		phone, laptop := s.join("ayu@example.org"), s.join("ayu@example.org")
		budi := s.join("budi@example.org")
		alive := func(a id.Account, session id.Session) (ok bool) {
			must(t, s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
				ok, err = s.SignedIn(ctx, tx, a, session)
				return err
			}))
			return ok
		}
		if !alive(phone.account(), phone.Session) || !alive(laptop.account(), laptop.Session) || !alive(budi.account(), budi.Session) {
			t.Error("a live session is not")
		}
		if alive(budi.account(), phone.Session) {
			t.Error("somebody else's session counts")
		}
		must(t, s.EndSession(someone(), phone.caller(), laptop.Session))
		if alive(laptop.account(), laptop.Session) || !alive(phone.account(), phone.Session) {
			t.Error("the ended one lives, or the other does not")
		}
		s.clock.Advance(SessionIdle)
		if alive(phone.account(), phone.Session) {
			t.Error("one that ran out lives")
		}
	})
}

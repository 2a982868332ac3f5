package account

import (
	"context"
	"strings"
	"testing"

	"alun/base/authn"
	"alun/base/store"
)

const site = "https://alun.example"

// addKey sets a virtual passkey up for a signed-in person.
func (s town) addKey(in SignedIn) *virtualKey {
	s.t.Helper()
	v := newVirtualKey(s.t, site, "alun.example")
	ticket, options, err := s.BeginAddPasskey(someone(), in.account())
	must(s.t, err)
	_, err = s.FinishAddPasskey(someone(), in.account(), ticket, v.create(options), "Kunci")
	must(s.t, err)
	return v
}

func (s town) keySignIn(v *virtualKey) (SignedIn, error) {
	s.t.Helper()
	ticket, options, err := s.BeginPasskeySignIn(someone())
	must(s.t, err)
	return s.FinishPasskeySignIn(someone(), ticket, v.get(options), "Laptop")
}

func TestPasskeyRoundTrip(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		v := s.addKey(ayu)
		me, err := s.Me(t.Context(), ayu.account())
		must(t, err)
		if !me.HasPasskey {
			t.Error("Me does not know of the passkey")
		}
		for range 2 {
			in, err := s.keySignIn(v)
			must(t, err)
			if in.account() != ayu.account() || in.IsNew {
				t.Errorf("%+v", in)
			}
			_, err = s.Verify(someone(), in.Token)
			must(t, err)
		}
		list, err := s.Passkeys(t.Context(), ayu.account())
		must(t, err)
		if len(list) != 1 || list[0].Name != "Kunci" || list[0].UsedAtMs == 0 || list[0].Id != b64(v.id) {
			t.Errorf("%v", list)
		}
		must(t, s.RemovePasskey(t.Context(), ayu.account(), list[0].Id))
		_, err = s.keySignIn(v)
		refused(t, err, ErrPasskeyRefused)
		refused(t, s.RemovePasskey(t.Context(), ayu.account(), list[0].Id), ErrPasskeyUnknown)
		refused(t, s.RemovePasskey(t.Context(), ayu.account(), "%%"), ErrPasskeyUnknown)
	})
}

func TestPasskeyRefusals(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		v := s.addKey(ayu)
		sign := func(alter func(v *virtualKey)) error {
			bad := *v
			alter(&bad)
			_, err := s.keySignIn(&bad)
			v.count = max(v.count, bad.count) + 1
			return err
		}
		stranger := newVirtualKey(t, site, "alun.example")
		for name, alter := range map[string]func(*virtualKey){
			"another site":       func(v *virtualKey) { v.origin = "https://alun.example.evil.test" },
			"no verification":    func(v *virtualKey) { v.verified = false },
			"another's key":      func(v *virtualKey) { v.key = stranger.key },
			"unknown credential": func(v *virtualKey) { v.id = stranger.id },
			"another account":    func(v *virtualKey) { v.handle = accountBytes(ayu.account() + 1) },
			"a strange handle":   func(v *virtualKey) { v.handle = []byte("x") },
		} {
			if err := sign(alter); err == nil {
				t.Errorf("%s: signed in", name)
			} else {
				refused(t, err, ErrPasskeyRefused)
			}
		}
		must(t, sign(func(*virtualKey) {}))

		// The counter of a copy lags behind.
		copied := *v
		copied.count = 0
		_, err := s.keySignIn(&copied)
		refused(t, err, ErrPasskeyCopied)

		for _, junk := range []string{"", "null", "{}", `{"id":"x"}`, strings.Repeat("[", 10000)} {
			ticket, _, err := s.BeginPasskeySignIn(someone())
			must(t, err)
			_, err = s.FinishPasskeySignIn(someone(), ticket, junk, "")
			refused(t, err, ErrPasskeyRefused)
		}
	})
}

func TestAChallengeWorksOnce(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		v := s.addKey(ayu)
		ticket, options, err := s.BeginPasskeySignIn(someone())
		must(t, err)
		answer := v.get(options)
		_, err = s.FinishPasskeySignIn(someone(), ticket, answer, "")
		must(t, err)
		_, err = s.FinishPasskeySignIn(someone(), ticket, answer, "")
		refused(t, err, ErrPasskeyExpired)
		other, _, err := s.BeginPasskeySignIn(someone())
		must(t, err)
		_, err = s.FinishPasskeySignIn(someone(), other, answer, "")
		refused(t, err, ErrPasskeyRefused)

		late, options, err := s.BeginPasskeySignIn(someone())
		must(t, err)
		s.clock.Advance(ceremonyLife)
		_, err = s.FinishPasskeySignIn(someone(), late, v.get(options), "")
		refused(t, err, ErrPasskeyExpired)

		// A ticket for adding belongs to its account.
		budi := s.join("budi@example.org")
		add, options, err := s.BeginAddPasskey(someone(), ayu.account())
		must(t, err)
		_, err = s.FinishAddPasskey(someone(), budi.account(), add, newVirtualKey(t, site, "alun.example").create(options), "")
		refused(t, err, ErrPasskeyExpired)
	})
}

func TestASuspendedPersonsPasskeyOpensNothing(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		v := s.addKey(ayu)
		must(t, s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.Suspend(ctx, tx, ayu.account(), "spam") }))
		_, err := s.keySignIn(v)
		refused(t, err, ErrSuspended)
	})
}

func TestPasskeysNeedAName(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		for base, want := range map[string]bool{
			"https://alun.example": true, "http://localhost:8080": true, "http://127.0.0.1:8080": false, "https://[::1]": false, "": false,
		} {
			ctx := authn.WithClient(context.Background(), authn.Client{BaseURL: base, Slot: -1})
			if got := s.HasPasskeys(ctx); got != want {
				t.Errorf("%q: %v", base, got)
			}
		}
		// The address in the settings is the one that counts.
		s.cfg.URL = "https://desa.example"
		v := newVirtualKey(t, "https://desa.example", "desa.example")
		_, options, err := s.BeginPasskeySignIn(someone())
		must(t, err)
		v.get(options)
	})
}

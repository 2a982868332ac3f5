package account

import (
	"context"
	"testing"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// confirm runs a whole ceremony: begun for one binding, finished for another or the same.
func (s town) confirm(in SignedIn, v *virtualKey, begun, finished string) error {
	s.t.Helper()
	ticket, options, err := s.BeginConfirm(someone(), in.account(), begun, s.clock.Now().Add(time.Second))
	must(s.t, err)
	return s.FinishConfirm(someone(), in.account(), finished, ticket, v.get(options))
}

func TestConfirmingByAPasskey(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu, budi := s.join("ayu@example.org"), s.join("budi@example.org")
		v, other := s.addKey(ayu), s.addKey(budi)
		must(t, s.confirm(ayu, v, "pay 5000", "pay 5000"))
		refused(t, s.confirm(ayu, v, "pay 5000", "pay 50000"), ErrPasskeyRefused)
		refused(t, s.confirm(ayu, other, "pay 5000", "pay 5000"), ErrPasskeyRefused)

		soon := s.clock.Now().Add(time.Second)
		ticket, options, err := s.BeginConfirm(someone(), ayu.account(), "x", soon)
		must(t, err)
		answer := v.get(options)
		refused(t, s.FinishConfirm(someone(), budi.account(), "x", ticket, answer), ErrPasskeyExpired)
		must(t, s.FinishConfirm(someone(), ayu.account(), "x", ticket, answer))
		refused(t, s.FinishConfirm(someone(), ayu.account(), "x", ticket, answer), ErrPasskeyExpired) // once

		ticket, options, err = s.BeginConfirm(someone(), ayu.account(), "x", soon)
		must(t, err)
		s.clock.Advance(ceremonyLife)
		refused(t, s.FinishConfirm(someone(), ayu.account(), "x", ticket, v.get(options)), ErrPasskeyExpired)
	})
}

// A ceremony for one purpose is none for another: neither does signing in confirm, nor confirming sign in.
func TestCeremoniesKeepTheirPurpose(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		v := s.addKey(ayu)
		ticket, options, err := s.BeginPasskeySignIn(someone())
		must(t, err)
		refused(t, s.FinishConfirm(someone(), ayu.account(), "", ticket, v.get(options)), ErrPasskeyExpired)
		ticket, options, err = s.BeginConfirm(someone(), ayu.account(), "", s.clock.Now().Add(time.Second))
		must(t, err)
		_, err = s.FinishPasskeySignIn(someone(), ticket, v.get(options), "Laptop")
		refused(t, err, ErrPasskeyExpired)
		ticket, _, err = s.BeginAddPasskey(someone(), ayu.account())
		must(t, err)
		refused(t, s.FinishConfirm(someone(), ayu.account(), "", ticket, v.get(options)), ErrPasskeyRefused)
	})
}

// A passkey that was added after the moment confirms nothing.
func TestANewPasskeyDoesNotConfirm(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		before := s.clock.Now()
		_, _, err := s.BeginConfirm(someone(), ayu.account(), "x", before)
		refused(t, err, ErrPasskeyUnknown)
		old := s.addKey(ayu)
		s.clock.Advance(time.Hour)
		after := s.clock.Now()
		fresh := s.addKey(ayu)
		count := func(at time.Time, want int) {
			t.Helper()
			must(t, s.inTx(func(ctx context.Context, tx *store.Tx) error {
				n, err := s.KeysBefore(ctx, tx, ayu.account(), at)
				if n != want {
					t.Errorf("%d passkeys before %s, want %d", n, at, want)
				}
				return err
			}))
		}
		count(before, 0)
		count(after, 1)
		ticket, options, err := s.BeginConfirm(someone(), ayu.account(), "x", after)
		must(t, err)
		refused(t, s.FinishConfirm(someone(), ayu.account(), "x", ticket, fresh.get(options)), ErrPasskeyRefused)
		ticket, options, err = s.BeginConfirm(someone(), ayu.account(), "x", after)
		must(t, err)
		must(t, s.FinishConfirm(someone(), ayu.account(), "x", ticket, old.get(options)))
	})
}

// A proof comes to an address that was there before a thief came.
func TestProvingOneself(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		a := ayu.account()
		s.clock.Advance(48 * time.Hour)
		added, err := s.StartAddAddress(someone(), a, "thief@example.org", "en")
		must(t, err)
		stolen := s.mail("thief@example.org")
		_, err = s.CheckProof(someone(), a, added.Ticket, stolen) // a code for adding an address proves nothing
		refused(t, err, ErrCodeWrong)
		must(t, s.FinishAddAddress(someone(), a, added.Ticket, stolen))

		dayAgo := func() time.Time { return s.clock.Now().Add(-24 * time.Hour) }
		ticket, err := s.StartProof(someone(), a, dayAgo())
		must(t, err)
		if ticket.Address.Value != "ayu@example.org" || ticket.ShownCode != "" {
			t.Fatalf("%+v", ticket)
		}
		code := s.mail("ayu@example.org")
		refused(t, s.FinishAddAddress(someone(), a, ticket.Ticket, code), ErrCodeWrong)
		_, err = s.CheckProof(someone(), a+1, ticket.Ticket, code)
		refused(t, err, ErrCodeExpired)
		use, err := s.CheckProof(someone(), a, ticket.Ticket, code)
		must(t, err)
		must(t, s.inTx(use))
		refused(t, s.inTx(use), ErrCodeExpired)
		_, err = s.CheckProof(someone(), a, ticket.Ticket, code)
		refused(t, err, ErrCodeExpired)

		must(t, s.RemoveAddress(someone(), a, "ayu@example.org"))
		_, err = s.StartProof(someone(), a, dayAgo())
		refused(t, err, ErrNoOldAddress)
		s.clock.Advance(25 * time.Hour)
		ticket, err = s.StartProof(someone(), a, dayAgo())
		must(t, err)
		if ticket.Address.Value != "thief@example.org" {
			t.Errorf("%+v", ticket)
		}
	})
}

func TestGuessesAtAProofAreFive(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		a := s.join("ayu@example.org").account()
		ticket, err := s.StartProof(someone(), a, s.clock.Now())
		must(t, err)
		code := s.mail("ayu@example.org")
		for range CodeTries {
			_, err := s.CheckProof(someone(), a, ticket.Ticket, "no")
			refused(t, err, ErrCodeWrong)
		}
		_, err = s.CheckProof(someone(), a, ticket.Ticket, code)
		refused(t, err, ErrCodeSpent)
	})
}

func (s town) standing(c authn.Caller) (st Standing, err error) {
	err = s.DB.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		st, err = s.Standing(ctx, tx, c)
		return err
	})
	return st, err
}

func TestStanding(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		phone := s.join("+62 812 3456 7890")
		begun := s.clock.Now()
		s.clock.Advance(time.Hour)
		laptop := s.join("+62 812 3456 7890")
		for _, c := range []struct {
			in   SignedIn
			want Standing
		}{
			{phone, Standing{SessionAt: begun, FirstSession: true}},
			{laptop, Standing{SessionAt: begun.Add(time.Hour)}},
		} {
			got, err := s.standing(c.in.caller())
			must(t, err)
			if !got.SessionAt.Equal(c.want.SessionAt) || got.FirstSession != c.want.FirstSession || !got.NumberAt.IsZero() {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		}
		must(t, s.EndSession(someone(), phone.caller(), phone.Session))
		_, err := s.standing(phone.caller())
		refused(t, err, authn.ErrSignedOut)
		again, err := s.standing(s.join("+62 812 3456 7890").caller())
		must(t, err)
		if again.FirstSession {
			t.Error("whoever signs in after the first device has gone counts as the first")
		}

		mail, err := s.StartAddAddress(someone(), laptop.account(), "ayu@example.org", "en")
		must(t, err)
		must(t, s.FinishAddAddress(someone(), laptop.account(), mail.Ticket, s.mail("ayu@example.org")))
		if st, _ := s.standing(laptop.caller()); !st.NumberAt.IsZero() {
			t.Errorf("an e-mail address counts as a number: %+v", st)
		}
		number, err := s.StartAddAddress(someone(), laptop.account(), "+62 811 1111 1111", "en")
		must(t, err)
		must(t, s.FinishAddAddress(someone(), laptop.account(), number.Ticket, s.mail("+6281111111111")))
		st, err := s.standing(authn.Caller{Account: laptop.account()})
		must(t, err)
		if !st.NumberAt.Equal(s.clock.Now()) || !st.SessionAt.IsZero() {
			t.Errorf("%+v", st)
		}
	})
}

// Who may not go yet stays: neither is the deletion scheduled, nor done when it is due; a day after the reason is gone it is.
func TestAVetoAgainstDeletion(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		veto := errs.Conflict("wallet.not_empty", "There is money.")
		var rich bool
		s.BeforeDelete(func(_ context.Context, _ *store.Tx, a id.Account) error {
			if rich {
				return veto
			}
			return nil
		})
		in := s.join("ayu@example.org")
		name := "Ayu"
		must(t, s.change(someone(), in.account(), func(_ context.Context, _ *store.Tx, a *Account) error { a.Name = name; return nil }))
		rich = true
		_, err := s.DeleteMe(someone(), in.caller(), name)
		refused(t, err, veto)
		if me, err := s.Me(someone(), in.account()); err != nil || me.DeleteAtMs != 0 {
			t.Fatalf("%v %v", me, err)
		}
		rich = false
		_, err = s.DeleteMe(someone(), in.caller(), name)
		must(t, err)
		rich = true // somebody has paid back a debt meanwhile
		gone := func() bool {
			me, err := s.Me(someone(), in.account())
			must(t, err)
			return me.Person.Deleted
		}
		s.clock.Advance(GraceOfLeave)
		s.runJobs()
		if gone() {
			t.Fatal("deleted with money")
		}
		rich = false
		s.clock.Advance(againAfter - time.Minute)
		s.runJobs()
		if gone() {
			t.Error("asked again at once")
		}
		s.clock.Advance(time.Minute)
		s.runJobs()
		if !gone() {
			t.Error("not deleted although nothing is in the way any more")
		}
	})
}

package account

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
)

func TestTheFirstOperator(t *testing.T) {
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		w := &wire{}
		s := newTown(t, db, clk, Config{}, w)
		code := s.SetupCode()
		if len(code) != 19 {
			t.Fatalf("code %q", code)
		}
		if again := newTown(t, db, clk, Config{}, w).SetupCode(); again != "" {
			t.Error("the second start has a code as well")
		}
		ayu, budi := s.join("ayu@example.org"), s.join("budi@example.org")
		_, err := s.Verify(someone(), ayu.Token)
		must(t, err)
		err = s.ClaimOperator(someone(), ayu.caller(), "AAAA-AAAA-AAAA-AAAA")
		refused(t, err, ErrSetupCode)
		err = s.ClaimOperator(someone(), ayu.caller(), strings.ToLower(strings.ReplaceAll(code, "-", " ")))
		must(t, err)
		err = s.ClaimOperator(someone(), budi.caller(), code)
		refused(t, err, ErrSetupCode)
		c, err := s.Verify(someone(), ayu.Token)
		must(t, err)
		if !c.Operator {
			t.Error("the token does not know of the role")
		}
		// A new code is for an operator who sits at the machine; wrong ones are counted.
		code, err = s.NewSetupCode(t.Context())
		must(t, err)
		for range setupTries.Max {
			_ = s.ClaimOperator(someone(), budi.caller(), "wrong")
		}
		err = s.ClaimOperator(someone(), budi.caller(), code)
		if errs.KindOf(err) != errs.KindExhausted {
			t.Errorf("guesses without end: %v", err)
		}
	})
}

// operators makes operators of people, the first by the setup code.
func (s town) operators(people ...SignedIn) {
	s.t.Helper()
	err := s.ClaimOperator(someone(), people[0].caller(), s.SetupCode())
	must(s.t, err)
	for _, p := range people[1:] {
		must(s.t, s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.SetOperator(ctx, tx, p.account(), true) }))
	}
}

func TestTheLastOperatorStays(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu, budi := s.join("ayu@example.org"), s.join("budi@example.org")
		s.operators(ayu)
		acts := map[string]func() error{
			"role": func() error {
				return s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.SetOperator(ctx, tx, ayu.account(), false) })
			},
			"suspend": func() error {
				return s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.Suspend(ctx, tx, ayu.account(), "x") })
			},
			"leave": func() error {
				_, err := s.DeleteMe(someone(), ayu.caller(), "")
				return err
			},
		}
		for name, act := range acts {
			if err := act(); errs.CodeOf(err) != ErrLastOperator.Code {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Two operators who take the role from each other at the same moment: one of them keeps it.
		must(t, s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.SetOperator(ctx, tx, budi.account(), true) }))
		var wg sync.WaitGroup
		errors := make([]error, 2)
		for i, a := range []id.Account{ayu.account(), budi.account()} {
			wg.Go(func() {
				errors[i] = s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.SetOperator(ctx, tx, a, false) })
			})
		}
		wg.Wait()
		if (errors[0] == nil) == (errors[1] == nil) {
			t.Errorf("%v", errors)
		}
	})
}

func TestSuspend(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu, budi := s.join("ayu@example.org"), s.join("budi@example.org")
		s.operators(ayu, budi)
		_, err := s.Verify(someone(), budi.Token)
		must(t, err)
		for _, reason := range []string{"", strings.Repeat("x", ReasonMax+1)} {
			err := s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.Suspend(ctx, tx, budi.account(), reason) })
			refused(t, err, ErrReason)
		}
		must(t, s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.Suspend(ctx, tx, budi.account(), "spam") }))
		for a, want := range map[id.Account]bool{ayu.account(): true, budi.account(): false, 999: false} {
			must(t, s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				open, err := s.Open(ctx, tx, a)
				if open != want {
					t.Errorf("%d is open: %v", a, open)
				}
				return err
			}))
		}
		_, err = s.Verify(someone(), budi.Token)
		refused(t, err, authn.ErrSignedOut)
		if len(s.live.closed) != 1 || s.live.closed[0] != budi.Session {
			t.Errorf("closed %v", s.live.closed)
		}
		err = s.inTx(func(ctx context.Context, tx *store.Tx) error {
			_, err := s.OpenSession(ctx, tx, budi.account(), "bot")
			return err
		})
		refused(t, err, ErrSuspended)
		err = s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.SetOperator(ctx, tx, budi.account(), true) })
		refused(t, err, ErrSuspended)
		must(t, s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.Restore(ctx, tx, budi.account()) }))
		back := s.join("budi@example.org")
		c, err := s.Verify(someone(), back.Token)
		must(t, err)
		if c.Operator {
			t.Error("a restored account has its role again")
		}
		err = s.inTx(func(ctx context.Context, tx *store.Tx) error {
			n, err := s.EndSessionsOf(ctx, tx, budi.account())
			if n != 1 {
				t.Errorf("%d ended", n)
			}
			return err
		})
		must(t, err)
		for _, act := range []func(context.Context, *store.Tx) error{
			func(ctx context.Context, tx *store.Tx) error { return s.Suspend(ctx, tx, 99, "x") },
			func(ctx context.Context, tx *store.Tx) error { return s.Restore(ctx, tx, 99) },
			func(ctx context.Context, tx *store.Tx) error { return s.SetOperator(ctx, tx, 99, true) },
		} {
			refused(t, s.inTx(act), ErrNotFound)
		}
	})
}

func TestList(t *testing.T) {
	each(t, Config{Demo: true}, func(t *testing.T, s town) {
		for i := range 12 {
			must(t, s.inTx(func(ctx context.Context, tx *store.Tx) error {
				_, err := s.ImportPerson(ctx, tx, Import{Name: fmt.Sprint("Orang ", i), Handle: fmt.Sprint("orang", i), Addresses: []string{fmt.Sprintf("orang%d@example.org", i)}})
				return err
			}))
		}
		list := func(q Query) (names []string, next id.Account) {
			must(t, s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				found, n, err := s.List(ctx, tx, q)
				for _, l := range found {
					names = append(names, l.Name)
				}
				next = n
				return err
			}))
			return names, next
		}
		var all []string
		next := id.Account(0)
		for {
			page, n := list(Query{Limit: 5, Before: next})
			all = append(all, page...)
			if next = n; next == 0 {
				break
			}
		}
		if len(all) != 12 || all[0] != "Orang 11" || all[11] != "Orang 0" {
			t.Errorf("%v", all)
		}
		for text, want := range map[string]int{"ORANG 1": 3, "orang1": 3, "@orang1": 1, "@orang7": 1, "orang3@example.org": 1, "nobody": 0, "": 12} {
			if got, _ := list(Query{Text: text}); len(got) != want {
				t.Errorf("%q: %v", text, got)
			}
		}
		if got, _ := list(Query{OperatorsOnly: true}); len(got) != 0 {
			t.Errorf("operators %v", got)
		}
		must(t, s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			n, err := s.Count(ctx, tx)
			if n != 12 {
				t.Errorf("%d accounts", n)
			}
			return err
		}))
	})
}

func TestDemoPeople(t *testing.T) {
	for _, demo := range []bool{true, false} {
		t.Run(fmt.Sprint("demo ", demo), func(t *testing.T) {
			each(t, Config{Demo: demo}, func(t *testing.T, s town) {
				long := start.AddDate(-1, 0, 0)
				var made id.Account
				must(t, s.inTx(func(ctx context.Context, tx *store.Tx) (err error) {
					made, err = s.ImportPerson(ctx, tx, Import{
						Name: "Ayu", Handle: "ayu", CreatedAt: long, DemoLine: "Berjualan bakso", Language: "id", Scripted: true, Addresses: []string{"ayu@example.org"},
					})
					return err
				}))
				budi := s.join("budi@example.org").account()
				must(t, s.SetHandle(t.Context(), budi, "budi"))
				list, err := s.Demo(t.Context())
				must(t, err)
				in, err := s.SignInDemo(someone(), "ayu", "Tab")
				if !demo {
					if len(list) != 0 {
						t.Errorf("%v", list)
					}
					refused(t, err, ErrNotFound)
					return
				}
				must(t, err)
				if len(list) != 1 || list[0].Person.Handle != "ayu" || list[0].Line != "Berjualan bakso" || !list[0].Person.Scripted || in.account() != made {
					t.Errorf("%v, %+v", list, in)
				}
				_, err = s.SignInDemo(someone(), "budi", "Tab")
				refused(t, err, ErrNotFound)
				must(t, s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					a, err := s.Get(ctx, tx, made)
					if !a.CreatedAt.Equal(long) || a.Settings.Language != "id" {
						t.Errorf("%+v", a)
					}
					return err
				}))
				// An import that cannot be leaves nothing.
				err = s.inTx(func(ctx context.Context, tx *store.Tx) error {
					_, err := s.ImportPerson(ctx, tx, Import{Name: "Zwilling", Handle: "zw", Addresses: nil})
					return err
				})
				refused(t, err, ErrHandleInvalid)
			})
		})
	}
}

func TestServerSettings(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		set := func(next ServerSettings) error {
			return s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.SetServer(ctx, tx, next) })
		}
		must(t, set(ServerSettings{Name: "Desa Penglipuran", OpenSignUp: true, DefaultCountryCode: "86"}))
		if in := s.join("138 0013 8000"); in.Me.Addresses[0].Value != "+8613800138000" {
			t.Errorf("%v", in.Me.Addresses)
		}
		for _, bad := range []ServerSettings{{Name: "", DefaultCountryCode: "62"}, {Name: "x", DefaultCountryCode: "0"}, {Name: "x", DefaultCountryCode: ""}} {
			if err := set(bad); errs.KindOf(err) != errs.KindInvalid {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		got, err := s.Server(t.Context())
		must(t, err)
		if got.Name != "Desa Penglipuran" || got.DefaultCountryCode != "86" || !got.OpenSignUp {
			t.Errorf("%+v", got)
		}
	})
}

package wallet

import (
	"context"
	"strings"
	"testing"
	"time"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/clock"
	"alun/base/money"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/ledger"
	"alun/money/wallet/pin"
)

func TestFreezing(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		c, i := caller(ayu), intent(idr(100))
		grant := w.agree(ayu, i)
		must(t, w.Freeze(t.Context(), c)) // no PIN
		refused(t, w.spend(ayu, i, grant), ErrFrozen)
		refused(t, w.guess(goodPIN), ErrFrozen)
		refused(t, w.Unfreeze(t.Context(), c, wrongPIN), pin.ErrWrong)
		must(t, w.Unfreeze(t.Context(), c, goodPIN))
		refused(t, w.spend(ayu, i, grant), ErrGrant) // what was agreed to before the freeze is void
		must(t, w.pay(ayu, 100))

		bar := func(reason string) error {
			return w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.FreezeByOperator(ctx, tx, ayu, reason) })
		}
		refused(t, bar(" "), ErrReason)
		refused(t, bar(strings.Repeat("x", ReasonMax+1)), ErrReason)
		must(t, bar("a report of  fraud"))
		must(t, w.Unfreeze(t.Context(), c, goodPIN)) // ends one's own alone
		v, err := w.Get(t.Context(), c)
		must(t, err)
		if !v.Frozen || !v.FrozenByOperator || v.FrozenReason != "a report of fraud" {
			t.Errorf("%v", v)
		}
		refused(t, w.spend(ayu, i, grant), ErrBarred)
		refused(t, w.guess(goodPIN), ErrBarred)
		must(t, w.Freeze(t.Context(), c))
		must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.UnfreezeByOperator(ctx, tx, ayu) }))
		must(t, w.pay(ayu, 100))
	})
}

// Money comes in all the same: freezing protects what is there.
func TestAFrozenWalletReceives(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		must(t, w.Freeze(t.Context(), caller(ayu)))
		must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.MayReceive(ctx, tx, ayu, idr(1)) }))
		must(t, w.Unfreeze(t.Context(), caller(ayu), "")) // who has no PIN needs none
	})
}

// A cleared PIN does not let anybody unfreeze without one, and the new one brings the hold.
func TestAClearedPIN(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		c := caller(ayu)
		must(t, w.SetPIN(t.Context(), c, goodPIN))
		must(t, w.Freeze(t.Context(), c))
		must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.ClearPIN(ctx, tx, ayu) }))
		refused(t, w.Unfreeze(t.Context(), c, ""), ErrPINUnset)
		w.clock.Advance(30 * 24 * time.Hour)
		must(t, w.SetPIN(t.Context(), c, "161803"))
		must(t, w.Unfreeze(t.Context(), c, "161803"))
		i := intent(idr(1))
		g, err := w.Authorize(t.Context(), c, i, "161803")
		must(t, err)
		refused(t, w.spend(ayu, i, g.Token), ErrOnHold)
	})
}

func TestLevels(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		for _, l := range []walletv1.Level{0, 4, -1} {
			refused(t, w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.SetLevel(ctx, tx, ayu, l) }), ErrLevel)
		}
		must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error {
			if err := w.SetLevel(ctx, tx, ayu, walletv1.Level_LEVEL_LITE); err != nil {
				return err
			}
			v, err := w.Look(ctx, tx, ayu)
			if err == nil && (v.Level != walletv1.Level_LEVEL_LITE || v.DemoPin != "") {
				t.Errorf("%v", v)
			}
			return err
		}))
	})
}

func TestPoliciesThatMakeNoSense(t *testing.T) {
	for _, c := range money.Currencies() {
		must(t, DefaultPolicy(c).check())
	}
	for name, spoil := range map[string]func(*Policy){
		"no currency":       func(p *Policy) { p.Currency = "ZZZ" },
		"a level is gone":   func(p *Policy) { delete(p.Levels, walletv1.Level_LEVEL_LITE) },
		"a strange level":   func(p *Policy) { p.Levels[7] = p.Levels[1] },
		"day below once":    func(p *Policy) { p.Levels[1] = Limits{10, 9, 20, 20} },
		"month below day":   func(p *Policy) { p.Levels[1] = Limits{10, 20, 19, 20} },
		"nothing to hold":   func(p *Policy) { p.Levels[1] = Limits{10, 20, 20, 0} },
		"beyond all":        func(p *Policy) { p.Levels[1] = Limits{10, 20, limitMax + 1, 20} },
		"a hold of a year":  func(p *Policy) { p.HoldHours = 8760 },
		"a hold below zero": func(p *Policy) { p.HoldHours = -1 },
		"no-PIN below zero": func(p *Policy) { p.NoPINMax = -1 },
		"share over total":  func(p *Policy) { p.PacketMaxShare = p.PacketMaxTotal + 1 },
		"no share":          func(p *Policy) { p.PacketMaxShare = 0 },
		"a strange sandbox": func(p *Policy) { p.Sandbox = "sometimes" },
	} {
		p := DefaultPolicy(money.IDR)
		if spoil(&p); p.check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A change of the settings reaches this node with the commit, others by a hint, and outlives a restart.
func TestPolicyTravels(t *testing.T) {
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		w := &wire{}
		cfg := Config{Currency: money.IDR}
		here, there := newTown(t, db, clk, cfg, w), newTown(t, db, clk, cfg, w)
		ctx, stop := context.WithCancel(t.Context())
		ran := make(chan struct{})
		go func() { there.Run(ctx); close(ran) }()
		here.setPolicy(func(p *Policy) { p.HoldHours = 7 })
		if here.Policy(ctx).HoldHours != 7 {
			t.Error("this node goes by the old settings")
		}
		for n := 0; there.Policy(ctx).HoldHours != 7; n++ { // Run reads them in a moment
			if n > 1e6 {
				t.Fatal("the other node goes by the old settings")
			}
			must(t, db.Read(ctx, func(context.Context, *store.Tx) error { return nil }))
		}
		stop()
		<-ran
		if p := newTown(t, db, clk, cfg, w).Policy(t.Context()); p.HoldHours != 7 || p.Limits(walletv1.Level_LEVEL_LITE).Once != 5_000_000 {
			t.Errorf("after a restart: %+v", p)
		}
		if p := newTown(t, db, clk, Config{Currency: money.USD}, w).Policy(t.Context()); p.HoldHours != 24 || p.Currency != money.USD {
			t.Errorf("of another currency: %+v", p)
		}
	})
}

func TestADemoShowsItsPINAndHoldsNobodyUp(t *testing.T) {
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		w := newTown(t, db, clk, Config{Currency: money.IDR, DemoPIN: "246810"}, &wire{})
		v, err := w.Get(t.Context(), caller(ayu))
		must(t, err)
		if v.DemoPin != "246810" || w.Policy(t.Context()).HoldHours != 0 {
			t.Errorf("%v", v)
		}
		must(t, w.SetPIN(t.Context(), caller(ayu), v.DemoPin))
	})
}

func TestBalancesAreShown(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		w.give(ayu, money.Of(250, money.USD))
		w.give(ayu, idr(10_000))
		w.post(ledger.Posting{
			ID: ledger.ID{Ref: 77}, Verb: ledger.Hold, Debit: Of(ayu, money.IDR), Credit: Of(budi, money.IDR), Amount: 3000,
			Purpose: "transfer.send", ExpiresAt: start.Add(time.Hour),
		})
		v, err := w.Get(t.Context(), caller(ayu))
		must(t, err)
		if len(v.Balances) != 2 || v.Balances[0].Available.Minor != 7000 || v.Balances[0].Held.Minor != 3000 ||
			v.Balances[1].Available.Minor != 250 || v.Balances[1].Available.Currency != "USD" {
			t.Errorf("%v", v.Balances)
		}
		v, err = w.Get(t.Context(), caller(budi))
		must(t, err)
		if len(v.Balances) != 1 || v.Balances[0].Available.Minor != 0 || v.Balances[0].Available.Currency != "IDR" {
			t.Errorf("%v", v.Balances)
		}
		empty := func(ctx context.Context, tx *store.Tx) error { return w.Empty(ctx, tx, budi) }
		refused(t, w.inTx(empty), ErrNotEmpty) // something is on its way to Budi
		refused(t, w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.Empty(ctx, tx, ayu) }), ErrNotEmpty)
		w.post(ledger.Posting{ID: ledger.ID{Ref: 77, Step: 1}, Verb: ledger.Release, Hold: ledger.ID{Ref: 77}, Purpose: "transfer.return"})
		must(t, w.inTx(empty))
	})
}

// Every invariant of check.go finds what breaks it.
func TestCheckFinds(t *testing.T) {
	breaks := []struct{ what, query string }{
		{"a use below zero", `UPDATE wallet_use SET day_used = -1`},
		{"a day outside its month", `UPDATE wallet_use SET month = 202601`},
		{"a use without a wallet", `UPDATE wallet_use SET account_id = 9`},
		{"a level that does not exist", `UPDATE wallet SET level = 7`},
		{"a PIN that is none", `UPDATE wallet SET pin = token FROM wallet_grant`},
		{"guesses at no PIN", `UPDATE wallet SET pin = NULL, tries_wrong = 1`},
		{"guesses beyond the limits", `UPDATE wallet SET tries_wrong = 5`},
		{"an operator's freeze without a reason", `UPDATE wallet SET barred_at = 1`},
		{"payments without a PIN beyond their limit", `UPDATE wallet SET no_pin_used = 11`},
		{"a grant to a wallet that is frozen or has none", `UPDATE wallet_grant SET account_id = 9`},
		{"a grant that is no hash", `UPDATE wallet_grant SET intent = token, token = pin FROM wallet`},
		{"the money settings of IDR", `UPDATE wallet_limit SET once = 0`},
	}
	each(t, func(t *testing.T, w town) {
		ready(w)
		w.setPolicy(func(*Policy) {})
		must(t, w.pay(ayu, 100))
		w.agree(ayu, intent(idr(1)))
		for _, b := range breaks {
			var found error
			undo := w.inTx(func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Exec(ctx, b.query); err != nil {
					return err
				}
				found = Check(ctx, tx)
				return ledger.ErrInsufficient // undo
			})
			refused(t, undo, ledger.ErrInsufficient)
			if found == nil || !strings.Contains(found.Error(), b.what) {
				t.Errorf("%s: %v", b.what, found)
			}
		}
		must(t, w.inTx(Check))
	})
}

// What is forgotten of a deleted account is everything in this room's tables, and nobody else's.
func TestForget(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ready(w)
		must(t, w.SetPIN(t.Context(), caller(budi), goodPIN))
		must(t, w.pay(ayu, 100))
		w.agree(ayu, intent(idr(1)))
		for range 2 {
			must(t, w.Forget(t.Context(), ayu))
		}
		for table, want := range map[string]int{"wallet": 1, "wallet_use": 0, "wallet_grant": 0} {
			var n int
			must(t, w.inTx(func(ctx context.Context, tx *store.Tx) error {
				return tx.QueryRow(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n)
			}))
			if n != want {
				t.Errorf("%d rows left in %s, want %d", n, table, want)
			}
		}
	})
}

func TestNotesFit(t *testing.T) {
	n := &walletv1.Note{FromId: 1, ToId: 2, Name: strings.Repeat("n", 200), Text: strings.Repeat("t", 400), ChatId: 3}
	if data := Note(n); len(data) > NoteMax || len(data) < 200 {
		t.Errorf("%d bytes", len(data))
	}
	if n.Text == "" {
		t.Error("the caller's note was changed")
	}
	n.Name = strings.Repeat("n", 600)
	if data := Note(n); len(data) > NoteMax {
		t.Errorf("%d bytes", len(data))
	}
}

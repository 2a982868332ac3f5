package pay

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

func TestOpenAStall(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		o := Opening{ClientID: w.client(), Name: "  最佳  小吃 ", Category: "food", City: "Kota Malang"}
		v, err := w.OpenStall(t.Context(), as(rudi), o)
		w.must(err)
		again, err := w.OpenStall(t.Context(), as(rudi), o)
		w.must(err)
		if again.ID != v.ID || v.Name != "最佳 小吃" || v.Currency != money.IDR || v.Role != owner {
			t.Errorf("%+v", v)
		}
		for what, bad := range map[string]Opening{
			"pay.name":     {Name: " ", Category: "food", City: "x"},
			"pay.category": {Name: "x", Category: "casino", City: "x"},
			"pay.city":     {Name: "x", Category: "food", City: strings.Repeat("x", 16)},
		} {
			bad.ClientID = w.client()
			_, err := w.OpenStall(t.Context(), as(rudi), bad)
			w.wantCode(err, what)
		}
		_, err = w.OpenStall(t.Context(), as(rudi), Opening{ClientID: w.client(), Name: strings.Repeat("x", 26), Category: "food", City: "x"})
		w.wantCode(err, "pay.name")
	})
}

// Nobody has more than ten open stalls, in parallel neither; a closed one makes room.
func TestStallsAreLimited(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		var mu sync.Mutex
		var opened []StallID
		var wg sync.WaitGroup
		for i := range StallsMax + 5 {
			wg.Go(func() {
				v, err := w.OpenStall(t.Context(), as(rudi), Opening{ClientID: clientID(byte(100 + i)), Name: "x", Category: "arts", City: "y"})
				if err == nil {
					mu.Lock()
					defer mu.Unlock()
					opened = append(opened, v.ID)
				} else if errs.CodeOf(err) != "pay.stalls_limit" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(opened) != StallsMax {
			t.Errorf("%d opened", len(opened))
		}
		_, err := w.CloseStall(t.Context(), as(rudi), opened[0])
		w.must(err)
		_, err = w.OpenStall(t.Context(), as(rudi), Opening{ClientID: w.client(), Name: "x", Category: "arts", City: "y"})
		w.must(err)
	})
}

// Whoever was put to work everywhere by others can still open a stall of his own, and cannot be put to work at one more.
func TestStaffOfManyStalls(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		open := func(a id.Account) StallID {
			v, err := w.OpenStall(t.Context(), as(a), Opening{ClientID: w.client(), Name: "x", Category: "arts", City: "y"})
			w.must(err)
			return v.ID
		}
		for i := range PlacesMax {
			owner := []id.Account{ayu, budi, joko}[i%3]
			_, err := w.SetStaff(t.Context(), as(owner), open(owner), rudi, false)
			w.must(err)
		}
		_, err := w.SetStaff(t.Context(), as(tini), w.stall, rudi, false)
		w.wantCode(err, "pay.staff_limit")
		open(rudi)
	})
}

// Nobody is put to work by somebody whom he blocks; whoever worked there already stays, as what he is.
func TestStaffOfSomebodyBlocked(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.blocks[rudi], w.blocks[joko] = true, true
		_, err := w.SetStaff(t.Context(), as(tini), w.stall, rudi, false)
		w.wantCode(err, "pay.staff_blocked")
		_, err = w.SetStaff(t.Context(), as(tini), w.stall, joko, true)
		w.must(err)
		if list, err := w.Stalls(t.Context(), as(rudi)); err != nil || len(list) != 0 {
			t.Errorf("%v, %v", list, err)
		}
	})
}

// What is written on a stall can turn no direction, hide nothing, and is never empty to the eye.
func TestNamesAreSeen(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		change := func(name string) (*View, error) {
			return w.UpdateStall(t.Context(), as(tini), w.stall, StallChange{Name: &name})
		}
		for name, want := range map[string]string{
			"Soto\u202etini\u202c": "Sototini", "  So\u200bto \n\x00 Tini\ufeff ": "Soto Tini", "<b>&\"": "<b>&\"", "Cafe\u0301": "Café",
		} {
			v, err := change(name)
			w.must(err)
			if v.Name != want {
				t.Errorf("%q became %q", name, v.Name)
			}
		}
		for _, name := range []string{"\u200b\u2060", "\u200d \u200c", "\u202e", strings.Repeat("x", nameMax+1)} {
			_, err := change(name)
			w.wantCode(err, "pay.name")
		}
	})
}

// Closed stalls stay in their owner's list, so they are counted too.
func TestStallsEver(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		o := Opening{Name: "x", Category: "arts", City: "y"}
		for range StallsEver {
			o.ClientID = w.client()
			v, err := w.OpenStall(t.Context(), as(rudi), o)
			w.must(err)
			_, err = w.CloseStall(t.Context(), as(rudi), v.ID)
			w.must(err)
		}
		o.ClientID = w.client()
		_, err := w.OpenStall(t.Context(), as(rudi), o)
		w.wantCode(err, "pay.stalls_limit")
	})
}

func TestStaff(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, err := w.SetStaff(t.Context(), as(sari), w.stall, rudi, false)
		w.wantCode(err, "pay.not_owner")
		_, err = w.SetStaff(t.Context(), as(rudi), w.stall, rudi, false)
		w.wantCode(err, "pay.stall_not_found")
		_, err = w.SetStaff(t.Context(), as(tini), w.stall, tini, false)
		w.wantCode(err, "pay.own")
		_, err = w.SetStaff(t.Context(), as(tini), w.stall, 999, false)
		w.wantCode(err, "pay.payee_gone")
		_, err = w.SetStaff(t.Context(), as(tini), w.stall, joko, true)
		w.must(err)
		list, err := w.Stalls(t.Context(), as(joko))
		w.must(err)
		if len(list) != 1 || list[0].Role != refunder || len(list[0].Staff) != 2 {
			t.Errorf("%+v", list)
		}
		_, err = w.RemoveStaff(t.Context(), as(sari), w.stall, joko)
		w.wantCode(err, "pay.not_owner")
		_, err = w.RemoveStaff(t.Context(), as(joko), w.stall, joko) // of his own will
		w.must(err)
		if list, _ = w.Stalls(t.Context(), as(joko)); len(list) != 0 {
			t.Errorf("%+v", list)
		}
		_, err = w.Stall(t.Context(), as(joko), w.stall)
		w.wantCode(err, "pay.stall_not_found")
		w.must(w.Forget(t.Context(), sari))
		w.must(w.Forget(t.Context(), tini)) // its own stall stays
		v, err := w.Stall(t.Context(), as(tini), w.stall)
		w.must(err)
		if len(v.Staff) != 0 {
			t.Errorf("%+v", v.Staff)
		}
	})
}

func TestChangeAndCloseAStall(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		name, bad := "Soto Tini", ""
		v, err := w.UpdateStall(t.Context(), as(tini), w.stall, StallChange{Name: &name})
		w.must(err)
		if v.Name != name || v.City != "Malang" {
			t.Errorf("%+v", v)
		}
		_, err = w.UpdateStall(t.Context(), as(tini), w.stall, StallChange{City: &bad})
		w.wantCode(err, "pay.city")
		_, err = w.UpdateStall(t.Context(), as(joko), w.stall, StallChange{Name: &name})
		w.wantCode(err, "pay.not_owner")
		w.pay(ayu, 25_000)
		_, err = w.CloseStall(t.Context(), as(joko), w.stall)
		w.wantCode(err, "pay.not_owner")
		w.wallets.most = 10
		_, err = w.CloseStall(t.Context(), as(tini), w.stall)
		w.wantCode(err, "wallet.balance_limit")
		w.wallets.most = 1 << 40
		mayLeave := func() error {
			return w.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return w.MayLeave(ctx, tx, tini) })
		}
		w.wantCode(mayLeave(), "pay.stall_open")
		for range 2 {
			v, err = w.CloseStall(t.Context(), as(tini), w.stall)
			w.must(err)
		}
		if list, err := w.Stalls(t.Context(), as(joko)); err != nil || len(list) != 0 {
			t.Errorf("the staff of a closed stall: %v, %v", list, err)
		}
		if !v.closed() || v.Balance != 0 || len(v.Staff) != 0 || w.has(tini) != 1_025_000 {
			t.Errorf("%+v; tini has %d", v, w.has(tini))
		}
		w.must(mayLeave())
		_, err = w.UpdateStall(t.Context(), as(tini), w.stall, StallChange{Name: &name})
		w.wantCode(err, "pay.stall_closed")
		_, _, err = w.StallCode(t.Context(), as(tini), w.stall, money.Amount{}, "")
		w.wantCode(err, "pay.stall_closed")
	})
}

// Payments arrive while the stall closes: whatever came in is settled, nothing is left behind.
func TestPayAndCloseAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		target := w.code(0)
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				_, err := w.Pay(t.Context(), as(ayu), Order{ClientID: clientID(byte(100 + i)), Target: target, Amount: idr(1_000)})
				if err != nil && errs.CodeOf(err) != "pay.stall_closed" {
					t.Error(err)
				}
			})
		}
		wg.Go(func() {
			if _, err := w.CloseStall(t.Context(), as(tini), w.stall); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if w.stallHas() != 0 || w.has(ayu)+w.has(tini) != 2_000_000 {
			t.Errorf("the stall has %d, both %d", w.stallHas(), w.has(ayu)+w.has(tini))
		}
	})
}

func TestSettleEveryNight(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		on := true
		_, err := w.UpdateStall(t.Context(), as(tini), w.stall, StallChange{AutoSettle: &on})
		w.must(err)
		w.pay(ayu, 30_000)
		w.later(10 * time.Hour) // 13:00 UTC: evening
		if w.stallHas() != 30_000 {
			t.Fatalf("settled already: %d", w.stallHas())
		}
		w.later(6 * time.Hour)
		if w.stallHas() != 0 || w.has(tini) != 1_030_000 {
			t.Fatalf("stall %d, tini %d", w.stallHas(), w.has(tini))
		}
		w.pay(ayu, 5_000)
		w.wallets.most = 0 // the owner's wallet is full: the money waits
		w.later(24 * time.Hour)
		if w.stallHas() != 5_000 {
			t.Fatalf("stall %d", w.stallHas())
		}
		w.wallets.most = 1 << 40
		w.later(12 * time.Hour)
		if w.stallHas() != 5_000 {
			t.Fatalf("settled by day: %d", w.stallHas())
		}
		w.later(12 * time.Hour)
		if w.stallHas() != 0 || w.has(tini) != 1_035_000 {
			t.Fatalf("stall %d, tini %d", w.stallHas(), w.has(tini))
		}
		off := false
		_, err = w.UpdateStall(t.Context(), as(tini), w.stall, StallChange{AutoSettle: &off})
		w.must(err)
		w.pay(ayu, 1_000)
		w.later(48 * time.Hour)
		if w.stallHas() != 1_000 {
			t.Errorf("stall %d", w.stallHas())
		}
	})
}

// A wallet with a limit takes as much as it may hold; a stall that has more cannot close.
func TestSettleWhatFits(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.pay(ayu, 30_000)
		w.wallets.most = 20_000
		_, err := w.CloseStall(t.Context(), as(tini), w.stall)
		w.wantCode(err, "wallet.balance_limit")
		if w.stallHas() != 30_000 {
			t.Fatalf("a stall that could not close has %d", w.stallHas())
		}
		ask := w.client()
		for range 2 {
			n, v, err := w.Settle(t.Context(), as(tini), w.stall, ask)
			w.must(err)
			if n != 20_000 || v.Balance != 10_000 || w.has(tini) != 1_020_000 {
				t.Errorf("%d settled, %d left, tini has %d", n, v.Balance, w.has(tini))
			}
		}
		w.wallets.most = 0
		_, _, err = w.Settle(t.Context(), as(tini), w.stall, w.client())
		w.wantCode(err, "wallet.balance_limit")
		w.wallets.most = 10_000
		_, err = w.CloseStall(t.Context(), as(tini), w.stall)
		w.must(err)
	})
}

func TestNextNight(t *testing.T) {
	st := &Stall{ID: 60*7 + 5, Currency: money.IDR}
	for now, want := range map[string]string{
		"2026-11-22T03:00:00Z": "2026-11-22T18:05:00Z", "2026-11-22T18:04:59Z": "2026-11-22T18:05:00Z", "2026-11-22T18:05:00Z": "2026-11-23T18:05:00Z",
		"2026-12-31T23:00:00Z": "2027-01-01T18:05:00Z",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := nextNight(at, st).Format(time.RFC3339); got != want {
			t.Errorf("after %s: %s, want %s", now, got, want)
		}
	}
}

func TestPosters(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for format, head := range map[string]string{"svg": "<svg ", "pdf": "%PDF-1.7"} {
			file, err := w.Poster(t.Context(), as(joko), w.stall, format, "id")
			w.must(err)
			if !bytes.HasPrefix(file, []byte(head)) {
				t.Errorf("%s begins %q", format, file[:20])
			}
		}
		_, err := w.Poster(t.Context(), as(joko), w.stall, "doc", "id")
		w.wantCode(err, "pay.format")
		_, err = w.Poster(t.Context(), as(ayu), w.stall, "svg", "id")
		w.wantCode(err, "pay.stall_not_found")
	})
}

func TestTwoOwnersTillsAreApart(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		v, err := w.OpenStall(t.Context(), as(rudi), Opening{ClientID: w.client(), Name: "Rudi", Category: "services", City: "Batu"})
		w.must(err)
		w.pay(ayu, 9_000)
		for who, want := range map[id.Account]int{tini: 1, rudi: 0} {
			stall := w.stall
			if who == rudi {
				stall = v.ID
			}
			page, err := w.Payments(t.Context(), as(who), stall, "", 0)
			w.must(err)
			if len(page.Payments) != want {
				t.Errorf("%d sees %d", who, len(page.Payments))
			}
		}
		_, _, err = w.Settle(t.Context(), as(rudi), w.stall, w.client())
		w.wantCode(err, "pay.stall_not_found")
		_, _, err = w.Settle(t.Context(), as(joko), w.stall, w.client())
		w.wantCode(err, "pay.not_owner")
		_, _, err = w.Settle(t.Context(), as(rudi), v.ID, w.client())
		w.wantCode(err, "pay.nothing")
	})
}

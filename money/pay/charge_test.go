package pay

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/money/pay/paycode"
)

func TestChargeAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		code := w.show(ayu)
		if found, err := w.ReadCode(t.Context(), code[:4]+" "+code[4:]); err != nil || found.Kind != payv1.ReadCodeResponse_KIND_PAY_CODE || found.Target != code {
			t.Fatalf("%+v, %v", found, err)
		}
		w.heard(ayu)
		w.heard(joko)
		ch := Charge{ClientID: w.client(), Stall: w.stall, Code: code[:4] + " " + code[4:], Amount: idr(50_000), Note: "rice"}
		p, err := w.Charge(t.Context(), as(joko), ch)
		w.must(err)
		if p.State != stateSuccess || p.Payer != ayu || p.By != byCode || p.Staff != joko || w.stallHas() != 50_000 {
			t.Errorf("%+v; stall %d", p, w.stallHas())
		}
		if a, j := w.heard(ayu), w.heard(joko); !strings.Contains(a, "pay") || !strings.Contains(j, "stall") {
			t.Errorf("the payer heard %q, the staff %q", a, j)
		}
		again, err := w.Charge(t.Context(), as(joko), ch)
		w.must(err)
		if again.ID != p.ID || w.stallHas() != 50_000 {
			t.Errorf("again: %+v; stall %d", again, w.stallHas())
		}
		_, err = w.charge(code, 1_000)
		w.wantCode(err, "pay.code_used")
		waiting, recent, err := w.Waiting(t.Context(), as(ayu))
		w.must(err)
		if len(waiting) != 0 || len(recent) != 1 || recent[0].ID != p.ID {
			t.Errorf("waiting %v, recent %v", waiting, recent)
		}
		w.clock.Advance(RecentFor)
		if _, recent, _ = w.Waiting(t.Context(), as(ayu)); len(recent) != 0 {
			t.Errorf("after two minutes: %v", recent)
		}
	})
}

// asked charges more than goes without a PIN, so that the payer is asked.
func (w *town) asked(t *testing.T) *Payment {
	t.Helper()
	p, err := w.charge(w.show(ayu), 120_000)
	w.must(err)
	if p.State != stateUserPaying || !p.ConfirmUntil.Equal(w.clock.Now().Add(ConfirmWithin)) || w.has(ayu) != 1_000_000 {
		t.Fatalf("%+v; ayu has %d", p, w.has(ayu))
	}
	return p
}

func TestConfirm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.asked(t)
		if got := w.heard(ayu); !strings.Contains(got, "pay") {
			t.Errorf("the payer heard %q", got)
		}
		waiting, _, err := w.Waiting(t.Context(), as(ayu))
		w.must(err)
		if len(waiting) != 1 || waiting[0].ID != p.ID {
			t.Fatalf("waiting: %v", waiting)
		}
		for viewer, sees := range map[id.Account]bool{ayu: true, joko: false} {
			list, err := w.describe(t.Context(), viewer, waiting...)
			w.must(err)
			if (len(list[0].ConfirmId) > 0) != sees || (list[0].ConfirmUntilMs > 0) != sees {
				t.Errorf("%d gets %v", viewer, list[0])
			}
		}
		agreed := grant("payment", p.ConfirmID, p.Amount, int64(p.ID))
		_, err = w.Confirm(t.Context(), as(budi), p.ID, agreed)
		w.wantCode(err, "pay.not_found")
		_, err = w.Confirm(t.Context(), as(ayu), p.ID, nil)
		w.wantCode(err, "wallet.pin_needed")
		_, err = w.Confirm(t.Context(), as(ayu), p.ID, grant("payment", p.ConfirmID, p.Amount, int64(w.stall)))
		w.wantCode(err, "wallet.grant")
		done, err := w.Confirm(t.Context(), as(ayu), p.ID, agreed)
		w.must(err)
		again, err := w.Confirm(t.Context(), as(ayu), p.ID, agreed)
		w.must(err)
		if done.State != stateSuccess || again.State != stateSuccess || w.stallHas() != 120_000 {
			t.Errorf("%v, %v; stall %d", done.State, again.State, w.stallHas())
		}
		_, err = w.Decline(t.Context(), as(ayu), p.ID)
		w.wantCode(err, "pay.over")
		_, err = w.Reverse(t.Context(), as(joko), p.ID)
		w.wantCode(err, "pay.paid")
		w.later(time.Hour) // the job of its end changes nothing any more
		if p, _ := w.Payment(t.Context(), as(ayu), p.ID); p.State != stateSuccess {
			t.Errorf("later: %v", p.State)
		}
	})
}

// A payer without enough money is told, and can still pay after a top-up.
func TestConfirmWithTooLittle(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.wallets.noPIN = 0
		p, err := w.charge(w.show(ayu), 1_200_000)
		w.must(err)
		agreed := grant("payment", p.ConfirmID, p.Amount, int64(p.ID))
		_, err = w.Confirm(t.Context(), as(ayu), p.ID, agreed)
		w.wantCode(err, "ledger.insufficient")
		w.fund(ayu, 500_000)
		p, err = w.Confirm(t.Context(), as(ayu), p.ID, agreed)
		w.must(err)
		if p.State != stateSuccess {
			t.Errorf("%+v", p)
		}
	})
}

func TestHowAChargeEnds(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.asked(t)
		_, err := w.Decline(t.Context(), as(budi), p.ID)
		w.wantCode(err, "pay.not_found")
		for range 2 {
			p, err = w.Decline(t.Context(), as(ayu), p.ID)
			w.must(err)
			if p.State != statePayError || p.Reason != "pay.declined" {
				t.Errorf("%+v", p)
			}
		}
		p = w.asked(t)
		_, err = w.Reverse(t.Context(), as(rudi), p.ID)
		w.wantCode(err, "pay.not_found")
		for range 2 {
			p, err = w.Reverse(t.Context(), as(sari), p.ID)
			w.must(err)
			if p.State != stateRevoked {
				t.Errorf("%+v", p)
			}
		}
		_, err = w.Confirm(t.Context(), as(ayu), p.ID, grant("payment", p.ConfirmID, p.Amount, int64(p.ID)))
		w.wantCode(err, "pay.over")

		p = w.asked(t)
		w.clock.Advance(ConfirmWithin) // the job has not run yet
		_, err = w.Confirm(t.Context(), as(ayu), p.ID, grant("payment", p.ConfirmID, p.Amount, int64(p.ID)))
		w.wantCode(err, "pay.over")
		w.heard(joko)
		w.later(0)
		p, err = w.Payment(t.Context(), as(joko), p.ID)
		w.must(err)
		if got := w.heard(joko); p.State != stateClosed || !strings.Contains(got, "stall") {
			t.Errorf("%+v; the staff heard %q", p, got)
		}
		p = w.asked(t)
		_, err = w.CloseStall(t.Context(), as(tini), w.stall)
		w.must(err)
		_, err = w.Confirm(t.Context(), as(ayu), p.ID, grant("payment", p.ConfirmID, p.Amount, int64(p.ID)))
		w.wantCode(err, "pay.stall_closed")
		if w.has(ayu) != 1_000_000 {
			t.Errorf("ayu has %d", w.has(ayu))
		}
	})
}

// What the payer's wallet refuses is an answer: the till shows it, and the code is used up.
func TestThePayerCannotPay(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.wallets.frozen[ayu] = true
		code := w.show(ayu)
		p, err := w.charge(code, 10_000)
		w.must(err)
		if p.State != statePayError || p.Reason != "wallet.frozen" {
			t.Errorf("%+v", p)
		}
		_, err = w.charge(code, 10_000)
		w.wantCode(err, "pay.code_used")
		w.wallets.frozen[ayu], w.wallets.noPIN = false, 1<<40
		p, err = w.charge(w.show(ayu), 1_000_001)
		w.must(err)
		if p.State != statePayError || p.Reason != "ledger.insufficient" || w.has(ayu) != 1_000_000 {
			t.Errorf("%+v", p)
		}
	})
}

func TestOneCodeChargedEverywhereAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		v, err := w.OpenStall(t.Context(), as(sari), Opening{ClientID: w.client(), Name: "Es Sari", Category: "drinks", City: "Malang"})
		w.must(err)
		code := w.show(ayu)
		var paid atomic.Int32
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				ch, who := Charge{ClientID: clientID(byte(100 + i)), Stall: w.stall, Code: code, Amount: idr(10_000)}, joko
				if i%2 == 0 {
					ch.Stall, who = v.ID, sari
				}
				_, err := w.Charge(t.Context(), as(who), ch)
				if err == nil {
					paid.Add(1)
				} else if errs.CodeOf(err) != "pay.code_used" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if paid.Load() != 1 || w.has(ayu) != 990_000 {
			t.Errorf("%d paid, ayu has %d", paid.Load(), w.has(ayu))
		}
	})
}

func TestConfirmAndReverseAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for range 5 {
			before := w.stallHas()
			p, err := w.charge(w.show(ayu), 60_000)
			w.must(err)
			var confirmed, reversed error
			var wg sync.WaitGroup
			wg.Go(func() {
				_, confirmed = w.Confirm(t.Context(), as(ayu), p.ID, grant("payment", p.ConfirmID, p.Amount, int64(p.ID)))
			})
			wg.Go(func() { _, reversed = w.Reverse(t.Context(), as(joko), p.ID) })
			wg.Wait()
			if (confirmed == nil) == (reversed == nil) || (w.stallHas()-before == 60_000) != (confirmed == nil) {
				t.Fatalf("confirmed: %v, reversed: %v, the stall got %d", confirmed, reversed, w.stallHas()-before)
			}
		}
	})
}

func TestCodesEnd(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		first := w.show(ayu)
		second := w.show(ayu)
		_, err := w.charge(first, 1_000)
		w.wantCode(err, "pay.code_expired") // a fresh one makes it void
		w.clock.Advance(paycode.OnlineFor)
		_, err = w.charge(second, 1_000)
		w.wantCode(err, "pay.code_expired")

		other := as(ayu)
		other.Session++
		mine := w.show(ayu)
		if _, err := w.IssueCodes(t.Context(), other, false); err != nil { // of another device: nothing to do with this one
			t.Fatal(err)
		}
		_, err = w.charge(mine, 1_000)
		w.must(err)

		third := w.show(ayu)
		w.over[as(ayu).Session] = true // signed out
		_, err = w.charge(third, 1_000)
		w.wantCode(err, "pay.code_expired")
		if w.wrong(t) != 0 {
			t.Errorf("%d codes counted as wrong", w.wrong(t))
		}
	})
}

func (w *town) wrong(t *testing.T) int {
	t.Helper()
	v, err := w.Stall(t.Context(), as(tini), w.stall)
	w.must(err)
	return v.Wrong
}

func TestOfflineCodes(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		old, err := w.IssueCodes(t.Context(), as(ayu), true)
		w.must(err)
		set, err := w.IssueCodes(t.Context(), as(ayu), true)
		w.must(err)
		online := w.show(ayu) // leaves the set alone
		if len(set) != paycode.OfflineSet || !set[3].ExpiresAt.Equal(w.clock.Now().Add(paycode.OfflineFor)) {
			t.Fatalf("%d codes until %v", len(set), set[3].ExpiresAt)
		}
		_, err = w.charge(old[0].Digits, 1_000)
		w.wantCode(err, "pay.code_expired")
		_, err = w.charge(set[0].Digits, 50_001)
		w.wantCode(err, "pay.offline_limit")
		w.clock.Advance(23 * time.Hour)
		for _, c := range []string{set[0].Digits, set[14].Digits} { // the refused one was not used up
			p, err := w.charge(c, 50_000)
			w.must(err)
			if p.State != stateSuccess {
				t.Errorf("%+v", p)
			}
		}
		_, err = w.charge(online, 1_000)
		w.wantCode(err, "pay.code_expired")
		w.clock.Advance(time.Hour)
		_, err = w.charge(set[1].Digits, 1_000)
		w.wantCode(err, "pay.code_expired")
	})
}

// However often a device asks for codes, few are kept.
func TestCodesDoNotPileUp(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		used := w.show(ayu)
		_, err := w.charge(used, 1_000)
		w.must(err)
		for range 5 {
			w.show(ayu)
			_, err := w.IssueCodes(t.Context(), as(ayu), true)
			w.must(err)
		}
		n, err := read(t.Context(), w.DB, func(ctx context.Context, tx *store.Tx) (n int, err error) {
			return n, tx.QueryRow(ctx, `SELECT COUNT(*) FROM pay_code`).Scan(&n)
		})
		w.must(err)
		if n != 1+2+2*paycode.OfflineSet {
			t.Errorf("%d rows", n)
		}
		_, err = w.charge(used, 1_000)
		w.wantCode(err, "pay.code_used")
	})
}

// Nobody tries more than ten codes in ten minutes at a stall, in parallel neither; and then not even a right one is looked at.
func TestGuessing(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		right := w.show(ayu)
		var wrong, refused atomic.Int32
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				_, err := w.Charge(t.Context(), as(joko), Charge{ClientID: clientID(byte(100 + i)), Stall: w.stall, Code: fmt.Sprintf("88%016d", rand.Int64N(1e16)), Amount: idr(1)})
				switch errs.CodeOf(err) {
				case "pay.code_wrong":
					wrong.Add(1)
				case "pay.code_tries":
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if wrong.Load() != TriesMax || refused.Load() != 40-TriesMax {
			t.Errorf("%d looked at, %d refused", wrong.Load(), refused.Load())
		}
		_, err := w.charge(right, 1_000)
		w.wantCode(err, "pay.code_tries")
		if errs.RetryAfterOf(err) != TriesPer {
			t.Errorf("try again after %v", errs.RetryAfterOf(err))
		}
		w.clock.Advance(TriesPer)
		_, err = w.charge(w.show(ayu), 1_000)
		w.must(err)
	})
}

func TestWhoMayCharge(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for _, a := range []id.Account{rudi, budi} {
			_, err := w.Charge(t.Context(), as(a), Charge{ClientID: w.client(), Stall: w.stall, Code: w.show(ayu), Amount: idr(1_000)})
			w.wantCode(err, "pay.stall_not_found")
		}
		_, err := w.charge(w.show(tini), 1_000)
		w.wantCode(err, "pay.own")
		_, err = w.charge(w.show(joko), 1_000)
		w.wantCode(err, "pay.own")
		_, err = w.charge("12345", 1_000)
		w.wantCode(err, "pay.code_wrong")
	})
}

// A thief of the database finds no code in it, and no hash that he could try all codes against.
func TestTheDatabaseTellsNoCode(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		code := w.show(ayu)
		mac, err := read(t.Context(), w.DB, func(ctx context.Context, tx *store.Tx) (mac []byte, err error) {
			return mac, tx.QueryRow(ctx, `SELECT mac FROM pay_code WHERE account_id = $1`, ayu).Scan(&mac)
		})
		w.must(err)
		if strings.Contains(string(mac), code) || len(mac) != 33 || string(mac) == string(w.codeKey.MAC(code)) || string(mac) != w.codes.Name(code) {
			t.Errorf("%x", mac)
		}
	})
}

func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.show(ayu)
		_, err := w.IssueCodes(t.Context(), as(budi), true)
		w.must(err)
		w.clock.Advance(paycode.OfflineFor + paycode.OnlineFor + time.Second)
		w.must(w.codes.Sweep(t.Context()))
		if w.count("pay_code") != paycode.OfflineSet {
			t.Errorf("%d left", w.count("pay_code"))
		}
		w.clock.Advance(paycode.OfflineFor)
		w.must(w.codes.Sweep(t.Context()))
		if w.count("pay_code") != 0 {
			t.Errorf("%d left", w.count("pay_code"))
		}
	})
}

// Each sign-in is a session with sets of its own; those of long ago go when the account issues codes again.
func TestSetsOfEndedSessionsGo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		other := as(ayu)
		other.Session++
		for _, offline := range []bool{false, true} {
			_, err := w.IssueCodes(t.Context(), other, offline)
			w.must(err)
		}
		w.clock.Advance(paycode.OfflineFor)
		w.show(ayu)
		if n := w.count("pay_code_set"); n != 3 {
			t.Errorf("after a day: %d", n)
		}
		w.clock.Advance(paycode.OfflineFor + time.Second)
		code := w.show(ayu)
		if n := w.count("pay_code_set"); n != 1 {
			t.Errorf("after two days: %d", n)
		}
		_, err := w.charge(code, 1_000)
		w.must(err)
	})
}

package pay

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store/storetest"
)

func TestRefund(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.pay(ayu, 30_000)
		ask := Return{ClientID: w.client(), Payment: p.ID, Amount: idr(10_000), Reason: "too salty"}
		first, after, err := w.Refund(t.Context(), as(sari), ask)
		w.must(err)
		if after.State != stateRefund || after.Refunded != 10_000 || first.ByWallet || w.has(ayu) != 980_000 || w.stallHas() != 20_000 {
			t.Errorf("%+v, %+v; ayu %d, stall %d", first, after, w.has(ayu), w.stallHas())
		}
		if w.wallets.unspent[ayu] != 10_000 {
			t.Errorf("%d given back to the limits", w.wallets.unspent[ayu])
		}
		_, err = w.refund(tini, p, 20_000)
		w.must(err)
		_, err = w.refund(tini, p, 1)
		w.wantCode(err, "pay.refund_too_much")
		// A retry replays the first answer, whatever has become of the payment since.
		again, after, err := w.Refund(t.Context(), as(sari), ask)
		w.must(err)
		if again.ID != first.ID || after.Refunded != 30_000 || w.has(ayu) != 1_000_000 {
			t.Errorf("%+v, %+v", again, after)
		}
		ask.Amount = idr(9_000)
		_, _, err = w.Refund(t.Context(), as(sari), ask)
		w.wantCode(err, "pay.repeated")
		list, err := w.describe(t.Context(), ayu, after)
		w.must(err)
		if len(list[0].Refunds) != 2 || list[0].Refunds[0].Reason != "too salty" || list[0].Refunds[0].By.GetName() != "Sari" || list[0].Refunded.Minor != 30_000 {
			t.Errorf("%v", list[0])
		}
	})
}

func TestWhoMayRefund(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.pay(ayu, 30_000)
		for a, code := range map[id.Account]string{ayu: "pay.may_not_refund", joko: "pay.may_not_refund", budi: "pay.not_found", rudi: "pay.not_found"} {
			_, err := w.refund(a, p, 1_000)
			w.wantCode(err, code)
		}
		_, err := w.refund(sari, p, 0)
		w.wantCode(err, "pay.amount")
		_, _, err = w.Refund(t.Context(), as(sari), Return{ClientID: w.client(), Payment: p.ID, Amount: money.Of(1, money.USD)})
		w.wantCode(err, "pay.refund_too_much")
		waiting, err := w.charge(w.show(ayu), 60_000)
		w.must(err)
		_, err = w.refund(sari, waiting, 1_000)
		w.wantCode(err, "pay.not_paid")
		w.gone[ayu] = true
		_, err = w.refund(sari, p, 1_000)
		w.wantCode(err, "pay.payee_gone")
	})
}

// Whoever may refund gives nothing back to himself; the owner, and another of the staff, may give it to him.
func TestStaffRefundNothingToThemselves(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.fund(sari, 100_000)
		p := w.pay(sari, 30_000)
		_, err := w.refund(sari, p, 1_000)
		w.wantCode(err, "pay.refund_own")
		_, err = w.SetStaff(t.Context(), as(tini), w.stall, joko, true)
		w.must(err)
		for _, a := range []id.Account{joko, tini} {
			_, err = w.refund(a, p, 1_000)
			w.must(err)
		}
		if w.has(sari) != 72_000 {
			t.Errorf("sari has %d", w.has(sari))
		}
	})
}

// An id of a request is of that request: neither another payment's refund nor a payment is answered by it.
func TestARefundsIdIsItsOwn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		one, other := w.pay(ayu, 30_000), w.pay(ayu, 30_000)
		ask := Return{ClientID: w.client(), Payment: one.ID, Amount: idr(30_000)}
		_, _, err := w.Refund(t.Context(), as(sari), ask)
		w.must(err)
		again := ask
		again.Payment = other.ID
		_, _, err = w.Refund(t.Context(), as(sari), again)
		w.wantCode(err, "pay.repeated")
		_, err = w.Charge(t.Context(), as(sari), Charge{ClientID: ask.ClientID, Stall: w.stall, Code: w.show(ayu), Amount: idr(1_000)})
		w.wantCode(err, "pay.repeated")
		first, _, err := w.Refund(t.Context(), as(sari), ask)
		w.must(err)
		if first.Payment != one.ID || w.has(ayu) != 970_000 {
			t.Errorf("%+v, ayu has %d", first, w.has(ayu))
		}
	})
}

// What was settled is the owner's: it is touched with his grant only, and only he can give it.
func TestRefundAfterTheSettlement(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.pay(ayu, 50_000)
		_, _, err := w.Settle(t.Context(), as(tini), w.stall, w.client())
		w.must(err)
		_, err = w.refund(sari, p, 20_000)
		w.wantCode(err, "pay.short")
		ask := Return{ClientID: w.client(), Payment: p.ID, Amount: idr(20_000), Reason: "cold"}
		ask.Grant = grant("payment", ask.ClientID, ask.Amount, int64(p.ID))
		_, _, err = w.Refund(t.Context(), as(sari), ask)
		w.wantCode(err, "pay.not_owner")
		_, err = w.CloseStall(t.Context(), as(tini), w.stall)
		w.must(err)
		r, after, err := w.Refund(t.Context(), as(tini), ask)
		w.must(err)
		if !r.ByWallet || after.Refunded != 20_000 || w.has(tini) != 1_030_000 || w.has(ayu) != 970_000 || w.stallHas() != 0 {
			t.Errorf("%+v; tini %d, ayu %d, stall %d", r, w.has(tini), w.has(ayu), w.stallHas())
		}
		d, err := w.Day(t.Context(), as(tini), w.stall, start, start.Add(time.Hour))
		w.must(err)
		if d.Refunded != 20_000 {
			t.Errorf("%+v", d)
		}
	})
}

func TestRefundByAPerson(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		text, err := w.ReceiveCode(t.Context(), as(budi), money.Amount{}, "")
		w.must(err)
		order := Order{ClientID: w.client(), Target: text, Amount: idr(100_000)}
		order.Grant = grant("payment", order.ClientID, order.Amount, int64(budi))
		p, err := w.Pay(t.Context(), as(ayu), order)
		w.must(err)
		_, err = w.refund(ayu, p, 1_000)
		w.wantCode(err, "pay.may_not_refund")
		r, err := w.refund(budi, p, 40_000) // below the limit without a PIN
		w.must(err)
		if !r.ByWallet {
			t.Errorf("%+v", r)
		}
		_, err = w.refund(budi, p, 60_000)
		w.wantCode(err, "wallet.pin_needed")
		ask := Return{ClientID: w.client(), Payment: p.ID, Amount: idr(60_000)}
		ask.Grant = grant("payment", ask.ClientID, ask.Amount, int64(p.ID))
		_, after, err := w.Refund(t.Context(), as(budi), ask)
		w.must(err)
		if after.Refunded != 100_000 || w.has(ayu) != 1_000_000 || w.has(budi) != 1_000_000 {
			t.Errorf("%+v; ayu %d, budi %d", after, w.has(ayu), w.has(budi))
		}
		w.wallets.frozen[budi] = true
		p, err = w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: text, Amount: idr(1_000)})
		w.must(err)
		_, err = w.refund(budi, p, 1_000)
		w.wantCode(err, "wallet.frozen")
	})
}

// Many refund one payment at once, each request sent twice: never more than was paid, and every answer is backed by a row.
func TestParallelRefunds(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.pay(budi, 50_000) // the stall has enough for more
		p := w.pay(ayu, 10_000)
		var given atomic.Int64
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				ask := Return{ClientID: clientID(byte(100 + i)), Payment: p.ID, Amount: idr(3_000)}
				who := []id.Account{tini, sari}[i%2]
				one, _, err := w.Refund(t.Context(), as(who), ask)
				two, _, err2 := w.Refund(t.Context(), as(who), ask)
				switch {
				case err == nil && err2 == nil && one.ID == two.ID:
					given.Add(one.Amount)
				case errs.CodeOf(err) != "pay.refund_too_much" || errs.CodeOf(err2) != "pay.refund_too_much":
					t.Errorf("%v, then %v", err, err2)
				}
			})
		}
		wg.Wait()
		if given.Load() != 9_000 || w.has(ayu) != 999_000 || w.stallHas() != 51_000 {
			t.Errorf("%d given; ayu %d, stall %d", given.Load(), w.has(ayu), w.stallHas())
		}
	})
}

// The stall is short of one leg: nothing of the refund stays, and the next that fits goes through.
func TestAFailedRefundLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.pay(ayu, 40_000)
		_, _, err := w.Settle(t.Context(), as(tini), w.stall, w.client())
		w.must(err)
		w.pay(budi, 5_000)
		_, err = w.refund(sari, p, 5_001)
		w.wantCode(err, "pay.short")
		after, err := w.Payment(t.Context(), as(ayu), p.ID)
		w.must(err)
		if after.Refunded != 0 || after.State != stateSuccess || w.wallets.unspent[ayu] != 0 {
			t.Errorf("%+v", after)
		}
		_, err = w.refund(sari, p, 5_000)
		w.must(err)
	})
}

// trade is what happens at a stall and a model of a few sums. Its methods are the steps of the property.
type trade struct {
	w                          *town
	ayuHas, stallHas, ownerHas int64
	all                        []*paid
}

// paid is a payment and what is left of it.
type paid struct {
	*Payment

	left int64
}

func (d *trade) Pay(rt *rapid.T) {
	d.took(d.w.pay(ayu, rapid.Int64Range(1, 20_000).Draw(rt, "amount")))
}

func (d *trade) Charge(rt *rapid.T) {
	p, err := d.w.charge(d.w.show(ayu), rapid.Int64Range(1, 20_000).Draw(rt, "amount"))
	d.w.must(err)
	d.took(p)
}

func (d *trade) took(p *Payment) {
	d.all = append(d.all, &paid{p, p.Amount.Minor})
	d.ayuHas, d.stallHas = d.ayuHas-p.Amount.Minor, d.stallHas+p.Amount.Minor
}

func (d *trade) Refund(rt *rapid.T) {
	if len(d.all) == 0 {
		return
	}
	p := rapid.SampledFrom(d.all).Draw(rt, "payment")
	n := rapid.Int64Range(1, p.Amount.Minor+10).Draw(rt, "amount")
	ask := Return{ClientID: d.w.client(), Payment: p.ID, Amount: idr(n)}
	want := ""
	switch {
	case n > p.left:
		want = "pay.refund_too_much"
	case n > d.stallHas:
		want = "pay.short"
	default:
		d.ayuHas, d.stallHas, p.left = d.ayuHas+n, d.stallHas-n, p.left-n
	}
	for range rapid.IntRange(1, 3).Draw(rt, "times") {
		if _, _, err := d.w.Refund(rt.Context(), as(sari), ask); errs.CodeOf(err) != want {
			rt.Fatalf("a refund of %d: %v, want %q", n, err, want)
		}
	}
}

func (d *trade) Settle(rt *rapid.T) {
	ask := d.w.client()
	for range rapid.IntRange(1, 2).Draw(rt, "times") {
		n, _, err := d.w.Settle(rt.Context(), as(tini), d.w.stall, ask)
		if d.stallHas == 0 {
			d.w.wantCode(err, "pay.nothing")
			return
		}
		d.w.must(err)
		if n != d.stallHas {
			rt.Fatalf("settled %d of %d", n, d.stallHas)
		}
	}
	d.ownerHas, d.stallHas = d.ownerHas+d.stallHas, 0
}

// Check compares the book with the model after every step.
func (d *trade) Check(rt *rapid.T) {
	if a, s, o := d.w.has(ayu), d.w.stallHas(), d.w.has(tini); a != d.ayuHas || s != d.stallHas || o != d.ownerHas {
		rt.Fatalf("ayu %d of %d, stall %d of %d, tini %d of %d", a, d.ayuHas, s, d.stallHas, o, d.ownerHas)
	}
}

// Any mixture of payments, charges, refunds, settlements and retries.
func TestAnyDayAtAStall(t *testing.T) {
	clk := clock.NewFake(start)
	w := openTown(t, storetest.Open(t, storetest.SQLite(t), clk), clk)
	w.wallets.noPIN = 1 << 40
	rapid.Check(t, func(rt *rapid.T) {
		w.t = rt
		defer func() { w.t = t }()
		if w.has(ayu) < 1_000_000 {
			w.fund(ayu, 2_000_000)
		}
		rt.Repeat(rapid.StateMachineActions(&trade{w: w, ayuHas: w.has(ayu), stallHas: w.stallHas(), ownerHas: w.has(tini)}))
	})
}

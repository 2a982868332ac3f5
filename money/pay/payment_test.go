package pay

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
)

func TestPayAStall(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.heard(tini)
		found, err := w.ReadCode(t.Context(), w.code(0))
		w.must(err)
		if found.Kind != payv1.ReadCodeResponse_KIND_STALL || found.Stall.Name != "Warung Bu Tini" || found.Amount != (money.Amount{}) {
			t.Fatalf("%+v", found)
		}
		order := Order{ClientID: w.client(), Target: found.Target, Amount: idr(15_000), Note: " two  coffees "}
		p, err := w.Pay(t.Context(), as(ayu), order)
		w.must(err)
		if p.State != stateSuccess || p.By != byStatic || p.Note != "two coffees" || p.PaidAt.IsZero() {
			t.Errorf("%+v", p)
		}
		again, err := w.Pay(t.Context(), as(ayu), order)
		w.must(err)
		if again.ID != p.ID || w.has(ayu) != 985_000 || w.stallHas() != 15_000 {
			t.Errorf("again %d; payer %d, stall %d", again.ID, w.has(ayu), w.stallHas())
		}
		order.Amount = idr(16_000)
		_, err = w.Pay(t.Context(), as(ayu), order)
		w.wantCode(err, "pay.repeated")
		for _, a := range []id.Account{tini, joko, sari} {
			if got := w.heard(a); got == "" {
				t.Errorf("%d was not told", a)
			}
		}
		if w.wallets.heard[ayu] != 1 {
			t.Errorf("the payer's wallet moved %d times", w.wallets.heard[ayu])
		}
	})
}

func TestAboveTheNoPINLimit(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		order := Order{ClientID: w.client(), Target: w.code(0), Amount: idr(200_000)}
		_, err := w.Pay(t.Context(), as(ayu), order)
		w.wantCode(err, "wallet.pin_needed")
		order.Grant = grant("payment", order.ClientID, idr(200_001), int64(w.stall))
		_, err = w.Pay(t.Context(), as(ayu), order)
		w.wantCode(err, "wallet.grant")
		order.Grant = grant("payment", order.ClientID, idr(200_000), int64(w.stall))
		p, err := w.Pay(t.Context(), as(ayu), order)
		w.must(err)
		if p.State != stateSuccess || w.stallHas() != 200_000 {
			t.Errorf("%+v; stall %d", p, w.stallHas())
		}
	})
}

// A stall's code for one amount says the amount, and is paid once, by whoever is first.
func TestADynamicCodeIsPaidOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		text := w.code(20_000)
		found, err := w.ReadCode(t.Context(), text)
		w.must(err)
		if found.Amount != idr(20_000) {
			t.Fatalf("%+v", found)
		}
		_, err = w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: text, Amount: idr(2_000)})
		w.wantCode(err, "pay.amount_fixed")
		var paid atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			payer := []id.Account{ayu, budi}[i%2]
			wg.Go(func() {
				_, err := w.Pay(t.Context(), as(payer), Order{ClientID: clientID(byte(100 + i)), Target: text})
				if err == nil {
					paid.Add(1)
				} else if errs.CodeOf(err) != "pay.code_paid" {
					t.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		if paid.Load() != 1 || w.stallHas() != 20_000 {
			t.Errorf("%d paid, the stall has %d", paid.Load(), w.stallHas())
		}
		_, err = w.ReadCode(t.Context(), text)
		w.wantCode(err, "pay.code_paid")
		if w.code(20_000) == text {
			t.Error("two codes are the same")
		}
	})
}

// Two tills of a stall show codes for the same amount: each payment names the code that it was made by.
func TestEachTillKnowsItsOwn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for range 2 {
			text, reference, err := w.StallCode(t.Context(), as(joko), w.stall, idr(20_000), "")
			w.must(err)
			p, err := w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: text})
			w.must(err)
			p, err = w.Payment(t.Context(), as(joko), p.ID)
			w.must(err)
			if reference == "" || p.Reference != reference {
				t.Errorf("the code is %q, the payment %+v", reference, p)
			}
		}
		if text, reference, err := w.StallCode(t.Context(), as(joko), w.stall, money.Amount{}, ""); err != nil || text != w.code(0) || reference != "" {
			t.Errorf("static: %q, %q, %v", text, reference, err)
		}
	})
}

// A code for one amount is good for a day; who paid it in time has his answer for ever.
func TestADynamicCodeEnds(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		paid, late, static := w.code(20_000), w.code(20_000), w.code(0)
		o := Order{ClientID: w.client(), Target: paid}
		w.clock.Advance(CodeFor - time.Millisecond)
		first, err := w.Pay(t.Context(), as(ayu), o)
		w.must(err)
		_, err = w.ReadCode(t.Context(), late)
		w.must(err)
		w.clock.Advance(time.Millisecond)
		_, err = w.ReadCode(t.Context(), late)
		w.wantCode(err, "pay.code_expired")
		_, err = w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: late})
		w.wantCode(err, "pay.code_expired")
		again, err := w.Pay(t.Context(), as(ayu), o)
		w.must(err)
		if again.ID != first.ID || w.stallHas() != 20_000 {
			t.Errorf("%+v, the stall has %d", again, w.stallHas())
		}
		_, err = w.ReadCode(t.Context(), static)
		w.must(err)
	})
}

func TestPayAPerson(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		text, err := w.ReceiveCode(t.Context(), as(budi), idr(30_000), "lunch")
		w.must(err)
		found, err := w.ReadCode(t.Context(), text)
		w.must(err)
		if found.Kind != payv1.ReadCodeResponse_KIND_PERSON || found.Person.GetName() != "Budi" || found.Amount != idr(30_000) || found.Note != "lunch" {
			t.Fatalf("%+v", found)
		}
		for range 2 { // by as many as like
			p, err := w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: text})
			w.must(err)
			if p.By != byPerson || p.Note != "lunch" {
				t.Errorf("%+v", p)
			}
		}
		if w.has(budi) != 1_060_000 || w.has(ayu) != 940_000 {
			t.Errorf("budi %d, ayu %d", w.has(budi), w.has(ayu))
		}
		_, err = w.Pay(t.Context(), as(budi), Order{ClientID: w.client(), Target: text})
		w.wantCode(err, "pay.own")
		w.wallets.most = 10
		_, err = w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: text})
		w.wantCode(err, "wallet.balance_limit")
		w.gone[budi] = true
		_, err = w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: text})
		w.wantCode(err, "pay.payee_gone")
		_, err = w.ReadCode(t.Context(), text)
		w.wantCode(err, "pay.payee_gone")
	})
}

// A suspended person, and the stall of one, is paid in no way; what was paid before can still be given back, and to him too.
func TestASuspendedPayee(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		static := w.code(0)
		personal, err := w.ReceiveCode(t.Context(), as(budi), idr(5_000), "")
		w.must(err)
		before := w.pay(budi, 10_000)
		waiting, err := w.charge(w.show(ayu), 60_000)
		w.must(err)
		w.banned[tini], w.banned[budi] = true, true
		for _, text := range []string{static, personal} {
			_, err := w.ReadCode(t.Context(), text)
			w.wantCode(err, "pay.payee_gone")
			o := Order{ClientID: w.client(), Target: text}
			if text == static {
				o.Amount = idr(5_000)
			}
			_, err = w.Pay(t.Context(), as(ayu), o)
			w.wantCode(err, "pay.payee_gone")
		}
		_, err = w.charge(w.show(ayu), 5_000)
		w.wantCode(err, "pay.payee_gone")
		_, err = w.Confirm(t.Context(), as(ayu), waiting.ID, grant("payment", waiting.ConfirmID, waiting.Amount, int64(waiting.ID)))
		w.wantCode(err, "pay.payee_gone")
		_, err = w.refund(sari, before, 10_000)
		w.must(err)
		if w.stallHas() != 0 || w.has(ayu) != 1_000_000 {
			t.Errorf("the stall has %d, ayu %d", w.stallHas(), w.has(ayu))
		}
		w.banned[tini] = false
		w.pay(ayu, 5_000)
	})
}

func TestWhatCannotBePaid(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		static := w.code(0)
		try := func(a id.Account, o Order) error {
			if o.ClientID == nil {
				o.ClientID = w.client()
			}
			_, err := w.Pay(t.Context(), as(a), o)
			return err
		}
		w.wantCode(try(ayu, Order{Target: static}), "pay.amount")
		w.wantCode(try(ayu, Order{Target: static, Amount: idr(-5)}), "pay.amount")
		w.wantCode(try(ayu, Order{Target: static, Amount: idr(AmountMax + 1)}), "pay.amount")
		w.wantCode(try(ayu, Order{Target: static, Amount: money.Of(5, money.USD)}), "pay.amount")
		w.wantCode(try(ayu, Order{Target: static, Amount: idr(5), ClientID: []byte("short")}), "pay.client_id")
		w.wantCode(try(ayu, Order{Target: "hello", Amount: idr(5)}), "pay.code_unknown")
		w.wantCode(try(tini, Order{Target: static, Amount: idr(5)}), "pay.own")
		w.wallets.noPIN = 1 << 40
		w.wantCode(try(ayu, Order{Target: static, Amount: idr(1_000_001)}), "ledger.insufficient")
		w.wallets.frozen[ayu] = true
		w.wantCode(try(ayu, Order{Target: static, Amount: idr(5)}), "wallet.frozen")
		_, err := w.CloseStall(t.Context(), as(tini), w.stall)
		w.must(err)
		w.wantCode(try(budi, Order{Target: static, Amount: idr(5)}), "pay.stall_closed")
		_, err = w.ReadCode(t.Context(), static)
		w.wantCode(err, "pay.stall_closed")
	})
}

// A request that failed may be tried again under its id, and then has its answer.
func TestAFailedRequestIsNoAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.wallets.noPIN = 1 << 40
		order := Order{ClientID: w.client(), Target: w.code(0), Amount: idr(1_500_000)}
		_, err := w.Pay(t.Context(), as(ayu), order)
		w.wantCode(err, "ledger.insufficient")
		w.fund(ayu, 1_000_000)
		p, err := w.Pay(t.Context(), as(ayu), order)
		w.must(err)
		again, err := w.Pay(t.Context(), as(ayu), order)
		w.must(err)
		if again.ID != p.ID || w.has(ayu) != 500_000 {
			t.Errorf("%d, %d; ayu has %d", p.ID, again.ID, w.has(ayu))
		}
	})
}

// Two payers, one payee, and every request sent several times at once.
func TestParallelPayments(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		target := w.code(0)
		var wg sync.WaitGroup
		for i := range 40 {
			payer := []id.Account{ayu, budi}[i%2]
			for range 2 {
				wg.Go(func() {
					if _, err := w.Pay(t.Context(), as(payer), Order{ClientID: clientID(byte(i)), Target: target, Amount: idr(1_000)}); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		if w.stallHas() != 40_000 || w.has(ayu) != 980_000 || w.has(budi) != 980_000 {
			t.Errorf("stall %d, ayu %d, budi %d", w.stallHas(), w.has(ayu), w.has(budi))
		}
	})
}

func TestWhoSeesAPayment(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p := w.pay(ayu, 10_000)
		for _, a := range []id.Account{ayu, tini, joko, sari} {
			got, err := w.Payment(t.Context(), as(a), p.ID)
			w.must(err)
			if got.Amount != p.Amount {
				t.Errorf("%+v", got)
			}
		}
		for _, a := range []id.Account{budi, rudi} {
			_, err := w.Payment(t.Context(), as(a), p.ID)
			w.wantCode(err, "pay.not_found")
			_, err = w.Payments(t.Context(), as(a), w.stall, "", 0)
			w.wantCode(err, "pay.stall_not_found")
			_, err = w.Day(t.Context(), as(a), w.stall, start, start.Add(time.Hour))
			w.wantCode(err, "pay.stall_not_found")
		}
	})
}

func TestPagesAndDays(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		var made []PaymentID
		for i := range 7 {
			made = append(made, w.pay(ayu, int64(1_000*(i+1))).ID)
			w.clock.Advance(30 * time.Minute)
		}
		first, err := w.Payments(t.Context(), as(joko), w.stall, "", 4)
		w.must(err)
		second, err := w.Payments(t.Context(), as(joko), w.stall, first.Next, 4)
		w.must(err)
		if len(first.Payments) != 4 || len(second.Payments) != 3 || second.Next != "" || first.Payments[0].ID != made[6] || second.Payments[2].ID != made[0] {
			t.Errorf("%d and %d, then %q", len(first.Payments), len(second.Payments), second.Next)
		}
		_, err = w.Payments(t.Context(), as(joko), w.stall, "x", 0)
		w.wantCode(err, "pay.cursor")
		p, err := w.Payment(t.Context(), as(joko), made[6])
		w.must(err)
		_, err = w.refund(sari, p, 500)
		w.must(err)
		d, err := w.Day(t.Context(), as(joko), w.stall, start, start.Add(4*time.Hour))
		w.must(err)
		if d.Count != 7 || d.Paid != 28_000 || d.Refunded != 500 || len(d.Hours) != 4 || d.Hours[0] != 3_000 || d.Hours[3] != 7_000 {
			t.Errorf("%+v", d)
		}
		d, err = w.Day(t.Context(), as(joko), w.stall, start.Add(time.Hour), start.Add(2*time.Hour))
		w.must(err)
		if d.Count != 2 || d.Paid != 7_000 || d.Refunded != 0 {
			t.Errorf("%+v", d)
		}
		_, err = w.Day(t.Context(), as(joko), w.stall, start, start.Add(26*time.Hour))
		w.wantCode(err, "pay.day")
	})
}

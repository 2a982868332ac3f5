package pay

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	accountv1 "alun/api/gen/alun/account/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/authn"
	"alun/base/id"
	"alun/money/pay/paycode"
)

func (w *town) ctx(a id.Account) context.Context { return authn.With(w.t.Context(), as(a)) }

func rupiah(minor int64) *moneyv1.Amount { return &moneyv1.Amount{Minor: minor, Currency: "IDR"} }

func person(a id.Account, name string) *accountv1.Person {
	return &accountv1.Person{Id: int64(a), Name: name}
}

// The whole of a day, over the contract: what clients get is what happened.
func TestTheContract(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		api := w.RPC()
		stall := int64(w.stall)
		face := &payv1.StallFace{Id: stall, Name: "Warung Bu Tini", Category: "food"}
		text, err := api.GetStallCode(w.ctx(joko), &payv1.GetStallCodeRequest{StallId: stall, Amount: rupiah(12_000), Note: "table 4"})
		w.must(err)
		found, err := api.ReadCode(w.ctx(ayu), &payv1.ReadCodeRequest{Text: text.Text})
		w.must(err)
		w.same(found, &payv1.ReadCodeResponse{
			Kind: payv1.ReadCodeResponse_KIND_STALL, Stall: face, Amount: rupiah(12_000), Note: "table 4", Target: text.Text,
		})
		paid, err := api.Pay(w.ctx(ayu), &payv1.PayRequest{ClientId: w.client(), Target: found.Target})
		w.must(err)
		now := start.UnixMilli()
		want := &payv1.Payment{
			Id: paid.Payment.Id, Stall: face, Payer: person(ayu, "Ayu"), Amount: rupiah(12_000), Note: "table 4",
			State: stateSuccess, AtMs: now, PaidAtMs: now, Refunded: rupiah(0), By: "dynamic", Reference: text.Reference,
		}
		w.same(paid.Payment, want)

		back, err := api.Refund(w.ctx(sari), &payv1.RefundRequest{ClientId: w.client(), PaymentId: paid.Payment.Id, Amount: rupiah(2_000), Reason: "cold"})
		w.must(err)
		refund := &payv1.Refund{
			Id: back.Refund.Id, Amount: rupiah(2_000), Reason: "cold", State: payv1.RefundState_REFUND_STATE_SUCCESS, AtMs: now, By: person(sari, "Sari"),
		}
		w.same(back.Refund, refund)
		want.State, want.Refunded, want.Refunds = stateRefund, rupiah(2_000), []*payv1.Refund{refund}
		w.same(back.Payment, want)
		got, err := api.GetPayment(w.ctx(ayu), &payv1.GetPaymentRequest{Id: paid.Payment.Id})
		w.must(err)
		w.same(got.Payment, want)
		list, err := api.ListPayments(w.ctx(joko), &payv1.ListPaymentsRequest{StallId: stall})
		w.must(err)
		w.same(list, &payv1.ListPaymentsResponse{Payments: []*payv1.Payment{want}})
		sums, err := api.GetDay(w.ctx(joko), &payv1.GetDayRequest{StallId: stall, FromMs: now - 1, UntilMs: now + 3_600_000})
		w.must(err)
		w.same(sums, &payv1.GetDayResponse{Count: 1, Paid: rupiah(12_000), Refunded: rupiah(2_000), Net: rupiah(10_000), Hours: []int64{12_000, 0}})
	})
}

// same compares messages.
func (w *town) same(got, want any) {
	w.t.Helper()
	if d := cmp.Diff(want, got, protocmp.Transform()); d != "" {
		w.t.Fatalf("-want +got\n%s", d)
	}
}

func TestTheContractOfCharging(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		api := w.RPC()
		codes, err := api.IssueCodes(w.ctx(ayu), &payv1.IssueCodesRequest{})
		w.must(err)
		if len(codes.Codes) != 1 || codes.Codes[0].ExpiresAtMs != start.Add(paycode.OnlineFor).UnixMilli() || codes.NowMs != start.UnixMilli() {
			t.Fatal(codes)
		}
		charged, err := api.Charge(w.ctx(joko), &payv1.ChargeRequest{ClientId: w.client(), StallId: int64(w.stall), Code: codes.Codes[0].Digits, Amount: rupiah(80_000)})
		w.must(err)
		if p := charged.Payment; p.State != stateUserPaying || p.ConfirmId != nil || p.ConfirmUntilMs != 0 {
			t.Fatalf("the till gets %v", p)
		}
		waiting, err := api.ListWaiting(w.ctx(ayu), &payv1.ListWaitingRequest{})
		w.must(err)
		if len(waiting.Payments) != 1 || len(waiting.Done) != 0 {
			t.Fatal(waiting)
		}
		p := waiting.Payments[0]
		if p.ConfirmUntilMs != start.Add(ConfirmWithin).UnixMilli() || len(p.ConfirmId) != clientIDSize {
			t.Fatal(p)
		}
		done, err := api.Confirm(w.ctx(ayu), &payv1.ConfirmRequest{Id: p.Id, Grant: grant("payment", p.ConfirmId, idr(80_000), p.Id)})
		w.must(err)
		if done.Payment.State != stateSuccess || done.Payment.ConfirmId != nil {
			t.Fatal(done)
		}
		waiting, err = api.ListWaiting(w.ctx(ayu), &payv1.ListWaitingRequest{})
		w.must(err)
		if len(waiting.Payments) != 0 || len(waiting.Done) != 1 || waiting.Done[0].Id != p.Id {
			t.Fatal(waiting)
		}
		for _, end := range []func(one int64) (*payv1.PayResponse, error){
			func(one int64) (*payv1.PayResponse, error) {
				return api.Decline(w.ctx(ayu), &payv1.DeclineRequest{Id: one})
			},
			func(one int64) (*payv1.PayResponse, error) {
				return api.Reverse(w.ctx(joko), &payv1.ReverseRequest{Id: one})
			},
		} {
			p, err := w.charge(w.show(ayu), 80_000)
			w.must(err)
			over, err := end(int64(p.ID))
			w.must(err)
			if s := over.Payment.State; s != statePayError && s != stateRevoked {
				t.Error(over)
			}
		}
	})
}

func TestTheContractOfStalls(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		api := w.RPC()
		opened, err := api.OpenStall(w.ctx(rudi), &payv1.OpenStallRequest{ClientId: w.client(), Name: "Batik Rudi", Category: "arts", City: "Solo"})
		w.must(err)
		stall := opened.Stall.Face.Id
		want := &payv1.Stall{
			Face: &payv1.StallFace{Id: stall, Name: "Batik Rudi", Category: "arts"}, Owner: person(rudi, "Rudi"), Balance: rupiah(0), Mine: true,
			MayRefund: true, City: "Solo", CreatedAtMs: start.UnixMilli(),
		}
		w.same(opened.Stall, want)
		_, err = api.SetStaff(w.ctx(rudi), &payv1.SetStaffRequest{StallId: stall, AccountId: int64(joko)})
		w.must(err)
		want.Staff = []*payv1.Staff{{Person: person(joko, "Joko")}}
		on := true
		changed, err := api.UpdateStall(w.ctx(rudi), &payv1.UpdateStallRequest{Id: stall, AutoSettle: &on})
		w.must(err)
		want.AutoSettle = true
		w.same(changed.Stall, want)
		got, err := api.GetStall(w.ctx(joko), &payv1.GetStallRequest{Id: stall})
		w.must(err)
		want.Mine, want.MayRefund = false, false
		w.same(got.Stall, want)
		list, err := api.ListStalls(w.ctx(joko), &payv1.ListStallsRequest{})
		w.must(err)
		if len(list.Stalls) != 2 {
			t.Error(list)
		}
		_, err = api.RemoveStaff(w.ctx(rudi), &payv1.RemoveStaffRequest{StallId: stall, AccountId: int64(joko)})
		w.must(err)
		poster, err := api.MakePoster(w.ctx(rudi), &payv1.MakePosterRequest{StallId: stall, Format: "pdf", Language: "zh"})
		w.must(err)
		if poster.ContentType != "application/pdf" || poster.Filename != "alun-"+id.Account(stall).String()+".pdf" || len(poster.File) < 1_000 {
			t.Errorf("%s %s, %d bytes", poster.Filename, poster.ContentType, len(poster.File))
		}
		w.pay(ayu, 9_000) // at tini's
		settled, err := api.Settle(w.ctx(tini), &payv1.SettleRequest{ClientId: w.client(), StallId: int64(w.stall)})
		w.must(err)
		w.same(settled.Amount, rupiah(9_000))
		closed, err := api.CloseStall(w.ctx(rudi), &payv1.CloseStallRequest{Id: stall})
		w.must(err)
		if !closed.Stall.Face.Closed || closed.Stall.AutoSettle {
			t.Error(closed)
		}
		receive, err := api.GetReceiveCode(w.ctx(budi), &payv1.GetReceiveCodeRequest{})
		w.must(err)
		found, err := api.ReadCode(w.ctx(ayu), &payv1.ReadCodeRequest{Text: receive.Text})
		w.must(err)
		w.same(found, &payv1.ReadCodeResponse{Kind: payv1.ReadCodeResponse_KIND_PERSON, Person: person(budi, "Budi"), Target: receive.Text})
	})
}

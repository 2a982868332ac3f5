package app

import (
	"testing"

	"alun/base/errs"
	"alun/client"

	accountv1 "alun/api/gen/alun/account/v1"
	payv1 "alun/api/gen/alun/pay/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
)

// till is a stall on the street.
type till struct {
	*street

	owner *client.Client
	id    int64
}

func (s *street) till(owner string) *till {
	s.t.Helper()
	opened, err := s.people[owner].Pay.OpenStall(s.t.Context(), &payv1.OpenStallRequest{ClientId: client.NewID(), Name: "Warung", Category: "food", City: "Batu"})
	s.must(err)
	return &till{s, s.people[owner], opened.GetStall().GetFace().GetId()}
}

func (s *till) charge(code string, minor int64) (*payv1.Payment, error) {
	s.t.Helper()
	charged, err := s.owner.Pay.Charge(s.t.Context(), &payv1.ChargeRequest{ClientId: client.NewID(), StallId: s.id, Code: code, Amount: idr(minor)})
	return charged.GetPayment(), err
}

func (s *street) show(who string, offline bool) []string {
	s.t.Helper()
	issued, err := s.people[who].Pay.IssueCodes(s.t.Context(), &payv1.IssueCodesRequest{Offline: offline})
	s.must(err)
	var codes []string
	for _, c := range issued.GetCodes() {
		codes = append(codes, c.GetDigits())
	}
	return codes
}

func (s *till) wantPayment(p *payv1.Payment, err error, state payv1.PaymentState, reason string) {
	s.t.Helper()
	s.must(err)
	if p.GetState() != state || p.GetReason() != reason {
		s.t.Fatalf("the charge is %v, want %v %s", p, state, reason)
	}
}

// A payer's code against the real wallet: asked for the PIN until he raises his limit, refused when frozen, void when signed out.
func TestChargingARealWallet(t *testing.T) {
	t.Parallel()
	s := openStreet(t, "ayu", "budi").till("budi")
	ayu := s.people["ayu"]
	asked, err := s.charge(s.show("ayu", false)[0], 5_000)
	s.wantPayment(asked, err, payv1.PaymentState_PAYMENT_STATE_USERPAYING, "")
	waiting, err := ayu.Pay.ListWaiting(t.Context(), &payv1.ListWaitingRequest{})
	s.must(err)
	p := waiting.GetPayments()[0]
	done, err := ayu.Pay.Confirm(t.Context(), &payv1.ConfirmRequest{Id: p.GetId(), Grant: s.grant("ayu", "payment", p.GetConfirmId(), 5_000, p.GetId())})
	s.must(err)
	s.wantPayment(done.GetPayment(), err, payv1.PaymentState_PAYMENT_STATE_SUCCESS, "")

	_, err = ayu.Wallet.SetNoPinLimit(t.Context(), &walletv1.SetNoPinLimitRequest{Limit: idr(20_000), Pin: streetPIN})
	s.must(err)
	paid, err := s.charge(s.show("ayu", false)[0], 20_000)
	s.wantPayment(paid, err, payv1.PaymentState_PAYMENT_STATE_SUCCESS, "")
	offline := s.show("ayu", true)
	paid, err = s.charge(offline[3], 1_000)
	s.wantPayment(paid, err, payv1.PaymentState_PAYMENT_STATE_SUCCESS, "")
	if _, err = s.charge(offline[4], 20_001); errs.CodeOf(err) != "pay.offline_limit" {
		t.Errorf("an offline code for too much: %v", err)
	}
	s.wantMoney("ayu", 74_000, 0)

	_, err = ayu.Wallet.Freeze(t.Context(), &walletv1.FreezeRequest{})
	s.must(err)
	refused, err := s.charge(s.show("ayu", false)[0], 1_000)
	s.wantPayment(refused, err, payv1.PaymentState_PAYMENT_STATE_PAYERROR, "wallet.frozen")
	_, err = ayu.Wallet.Unfreeze(t.Context(), &walletv1.UnfreezeRequest{Pin: streetPIN})
	s.must(err)
	last := s.show("ayu", false)[0]
	_, err = ayu.Account.SignOut(t.Context(), &accountv1.SignOutRequest{})
	s.must(err)
	for _, code := range []string{last, offline[4]} {
		if _, err = s.charge(code, 1_000); errs.CodeOf(err) != "pay.code_expired" {
			t.Errorf("a code of a device that was signed out: %v", err)
		}
	}
}

// Whoever has an open stall cannot leave, and a refund after the settlement comes from the owner's wallet, with his PIN.
func TestAStallAndItsOwner(t *testing.T) {
	t.Parallel()
	s := openStreet(t, "ayu", "budi").till("budi")
	code, err := s.owner.Pay.GetStallCode(t.Context(), &payv1.GetStallCodeRequest{StallId: s.id, Amount: idr(30_000)})
	s.must(err)
	id := client.NewID()
	paid, err := s.people["ayu"].Pay.Pay(t.Context(), &payv1.PayRequest{ClientId: id, Target: code.GetText(), Grant: s.grant("ayu", "payment", id, 30_000, s.id)})
	s.must(err)
	_, err = s.owner.Pay.Settle(t.Context(), &payv1.SettleRequest{ClientId: client.NewID(), StallId: s.id})
	s.must(err)
	s.wantMoney("budi", 130_000, 0)
	back := &payv1.RefundRequest{ClientId: client.NewID(), PaymentId: paid.GetPayment().GetId(), Amount: idr(10_000)}
	if _, err = s.owner.Pay.Refund(t.Context(), back); errs.CodeOf(err) != "pay.short" {
		t.Errorf("a refund of what was settled: %v", err)
	}
	back.Grant = s.grant("budi", "payment", back.ClientId, 10_000, back.PaymentId)
	_, err = s.owner.Pay.Refund(t.Context(), back)
	s.must(err)
	s.wantMoney("ayu", 80_000, 0)
	s.wantMoney("budi", 120_000, 0)

	receive, err := s.people["ayu"].Pay.GetReceiveCode(t.Context(), &payv1.GetReceiveCodeRequest{Amount: idr(120_000)})
	s.must(err)
	id = client.NewID()
	_, err = s.owner.Pay.Pay(t.Context(), &payv1.PayRequest{
		ClientId: id, Target: receive.GetText(), Grant: s.grant("budi", "payment", id, 120_000, s.ids["ayu"]),
	})
	s.must(err)
	leave := func() error {
		_, err := s.owner.Account.DeleteMe(t.Context(), &accountv1.DeleteMeRequest{Confirm: "budi"})
		return err
	}
	if err := leave(); errs.CodeOf(err) != "pay.stall_open" {
		t.Errorf("leaving with an open stall: %v", err)
	}
	_, err = s.owner.Pay.CloseStall(t.Context(), &payv1.CloseStallRequest{Id: s.id})
	s.must(err)
	s.must(leave())
}

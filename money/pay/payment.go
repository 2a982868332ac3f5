package pay

import (
	"context"
	"strconv"
	"time"

	payv1 "alun/api/gen/alun/pay/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/pay/code"
	"alun/money/pay/paycode"
	"alun/money/wallet"
)

// The steps of a payment in the ledger; refunds follow, two each, from stepRefund on.
const (
	stepIn     = 0   // payer → payment
	stepOn     = 1   // payment → stall or payee
	stepRefund = 100 // stall or wallet → payment, payment → payer
)

// What lists of bills show; they reach the disk.
const (
	purposePay     = "payment.pay"
	purposeReceive = "payment.receive"
	purposeRefund  = "payment.refund"
	purposeSettle  = "payment.settle"
)

const (
	stateSuccess    = payv1.PaymentState_PAYMENT_STATE_SUCCESS
	stateRefund     = payv1.PaymentState_PAYMENT_STATE_REFUND
	stateUserPaying = payv1.PaymentState_PAYMENT_STATE_USERPAYING
	stateClosed     = payv1.PaymentState_PAYMENT_STATE_CLOSED
	stateRevoked    = payv1.PaymentState_PAYMENT_STATE_REVOKED
	statePayError   = payv1.PaymentState_PAYMENT_STATE_PAYERROR
)

// Order is what somebody wants to pay.
type Order struct {
	ClientID []byte
	Target   string // from ReadCode
	Amount   money.Amount
	Note     string
	Grant    []byte
}

// Pay pays a stall or a person. The same ClientID gets the first answer. Errors: as alun.pay.v1 says; those of wallet.Spend;
// ledger.insufficient; wallet.balance_limit when a person may not hold so much.
func (s *Service) Pay(ctx context.Context, c authn.Caller, o Order) (_ *Payment, err error) {
	defer errs.Wrap(&err, "pay.Pay(%d)", c.Account)
	t, err := code.Parse(s.codeKey, o.Target)
	if err != nil {
		return nil, err
	}
	if o, err = s.settleOrder(o, t); err != nil {
		return nil, err
	}
	p := &Payment{
		ID: id.Next[PaymentID](s.IDs), Stall: StallID(t.Stall), Payee: t.Person, Payer: c.Account, Amount: o.Amount, Note: o.Note, By: wayOf(t), Reference: t.Reference,
	}
	if p.Payee == c.Account {
		return nil, ErrOwn
	}
	if p.Payee != 0 {
		if _, err := s.alive(ctx, p.Payee); err != nil {
			return nil, err
		}
	}
	print := fingerprint("pay", t.Who(), t.Reference, o.Amount.String(), o.Note)
	return write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*Payment, error) {
		if before, err := ask(ctx, tx, c.Account, o.ClientID, print, p.ID); before != nil || err != nil {
			return before, err
		}
		one := *p // a run that is repeated begins anew
		one.MadeAt = tx.Now
		stall, err := s.openStall(ctx, tx, one.Stall)
		if err != nil {
			return nil, err
		}
		if err := once(ctx, tx, &one); err != nil {
			return nil, err
		}
		spend := wallet.Spend{Caller: c, Grant: o.Grant, NoPIN: true, Intent: wallet.Intent{
			Kind: "payment", ClientID: o.ClientID, Amount: o.Amount, Payee: t.Stall + int64(t.Person), // one of them is 0
		}}
		if err := s.take(ctx, tx, &one, stall, spend); err != nil {
			return nil, err
		}
		return &one, addPayment(ctx, tx, &one)
	})
}

// wayOf says how a payment of what a code says comes about.
func wayOf(t code.Target) string {
	switch {
	case t.Person != 0:
		return byPerson
	case t.Reference != "":
		return byDynamic
	}
	return byStatic
}

// settleOrder completes an order by what the code says. Errors: invalid ones.
func (s *Service) settleOrder(o Order, t code.Target) (_ Order, err error) {
	if err := checkClientID(o.ClientID); err != nil {
		return o, err
	}
	if t.Amount.Minor > 0 {
		if o.Amount != (money.Amount{}) && o.Amount != t.Amount {
			return o, ErrAmountFixed
		}
		o.Amount = t.Amount
	}
	if err := checkAmount(o.Amount, s.Wallet.Currency()); err != nil {
		return o, err
	}
	if t.Note != "" {
		o.Note = t.Note
	}
	o.Note, err = cleanLine("note", o.Note, 0, NoteMax)
	return o, err
}

// openStall locks a stall that is to be paid, so that it cannot close meanwhile; nil for none. Errors: ErrStall, ErrStallClosed.
func (s *Service) openStall(ctx context.Context, tx *store.Tx, one StallID) (*Stall, error) {
	if one == 0 {
		return nil, nil
	}
	stall, err := readStall(ctx, tx, selectStallLock, one)
	if err == nil && stall.closed() {
		err = ErrStallClosed
	}
	return stall, err
}

// once notes that a stall's code for one amount is paid. Errors: ErrCodePaid when it was, paycode.ErrExpired.
func once(ctx context.Context, tx *store.Tx, p *Payment) error {
	if p.Stall == 0 || p.Reference == "" {
		return nil
	}
	n, err := tx.Exec(ctx, insertOnce, p.Stall, p.Reference, p.ID)
	if err == nil && n == 0 {
		err = ErrCodePaid
	}
	if err == nil && expired(p.Reference, tx.Now) {
		err = paycode.ErrExpired
	}
	return err
}

// newReference returns the reference of a new code for one amount: an id, which says when it was made.
func (s *Service) newReference() string { return strconv.FormatInt(s.IDs.New(), 36) }

// expired tells whether the code with a reference is too old to be paid.
func expired(reference string, now time.Time) bool {
	made, err := strconv.ParseInt(reference, 36, 64)
	return err != nil || !now.Before(id.Time(made).Add(CodeFor))
}

// take moves a payment's money, in one group that leaves the payment's own account at zero, writes it into the till and tells
// everybody. It changes p, which the caller saves.
func (s *Service) take(ctx context.Context, tx *store.Tx, p *Payment, stall *Stall, spend wallet.Spend) error {
	note := &walletv1.Note{FromId: int64(p.Payer), ToId: int64(p.Payee), Text: p.Note}
	to, purpose := wallet.Of(p.Payee, p.Amount.Currency), purposeReceive
	payee := p.Payee
	if stall != nil {
		payee = stall.Owner
	}
	if err := s.mayBePaid(ctx, tx, payee); err != nil {
		return err
	}
	switch {
	case stall == nil:
		if err := s.Wallet.MayReceive(ctx, tx, p.Payee, p.Amount); err != nil {
			return err
		}
	case stall.Owner == p.Payer:
		return ErrOwn
	case stall.Currency != p.Amount.Currency: // opened before the deployment's changed
		return ErrAmount
	default:
		note.Name, to, purpose = stall.Name, stall.account(), purposePay
	}
	if err := s.Wallet.Spend(ctx, tx, spend); err != nil {
		return err
	}
	own, text := p.account(), wallet.Note(note)
	err := s.post(ctx, tx, ledger.Group{
		{
			ID: ledger.ID{Ref: int64(p.ID), Step: stepIn}, Verb: ledger.Post, Debit: wallet.Of(p.Payer, p.Amount.Currency), Credit: own,
			Amount: p.Amount.Minor, Purpose: purposePay, Note: text,
		},
		{
			ID: ledger.ID{Ref: int64(p.ID), Step: stepOn}, Verb: ledger.Post, Debit: own, Credit: to,
			Amount: p.Amount.Minor, Purpose: purpose, Note: text,
		},
	})
	if err != nil {
		return err
	}
	p.State, p.PaidAt = stateSuccess, tx.Now
	if stall == nil {
		s.Wallet.Moved(tx, p.Payer, p.Payee)
		s.nudge(tx, "pay", p.Payer, p.Payee)
		return nil
	}
	if err := addToTill(ctx, tx, stall.ID, tillLine{id: int64(p.ID), kind: tillPaid, payment: p.ID, amount: p.Amount.Minor}); err != nil {
		return err
	}
	s.Wallet.Moved(tx, p.Payer)
	return s.tellStall(ctx, tx, stall)
}

// Payment returns a payment to its payer, to the person who was paid or to a stall's people. Error: ErrNotFound.
func (s *Service) Payment(ctx context.Context, c authn.Caller, one PaymentID) (_ *Payment, err error) {
	defer errs.Wrap(&err, "pay.Payment(%d)", one)
	return read(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*Payment, error) {
		p, err := readPayment(ctx, tx, selectPayment, one)
		if err != nil || p.Payer == c.Account || p.Payee == c.Account {
			return p, err
		}
		if p.Stall == 0 {
			return nil, ErrNotFound
		}
		stall, err := readStall(ctx, tx, selectStall, p.Stall)
		if err != nil {
			return nil, err
		}
		if r, err := roleAt(ctx, tx, stall, c.Account); err != nil || r == stranger {
			return nil, orNotFound(err)
		}
		return p, nil
	})
}

func orNotFound(err error) error {
	if err == nil {
		return ErrNotFound
	}
	return err
}

// Page is a part of a stall's payments.
type Page struct {
	Payments []*Payment
	Next     string // cursor of the page after; "" at the end
}

// Payments returns a stall's payments to its people, newest first from cursor on. Errors: ErrStall, invalid pay.cursor.
func (s *Service) Payments(ctx context.Context, c authn.Caller, stall StallID, cursor string, limit int) (_ Page, err error) {
	defer errs.Wrap(&err, "pay.Payments(%d)", stall)
	if limit <= 0 {
		limit = 30
	}
	limit = min(limit, PageMax)
	before := PaymentID(1<<63 - 1)
	if cursor != "" {
		if before, err = id.Parse[PaymentID](cursor); err != nil {
			return Page{}, errs.Invalid("pay.cursor", "This page does not exist.")
		}
	}
	return read(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (page Page, err error) {
		if _, _, err := s.asStaff(ctx, tx, selectStall, stall, c.Account, staff); err != nil {
			return page, err
		}
		list, err := ids[PaymentID](ctx, tx, selectBefore, stall, before, limit+1)
		if err != nil {
			return page, err
		}
		if len(list) > limit {
			list = list[:limit]
			page.Next = strconv.FormatInt(int64(list[limit-1]), 10)
		}
		page.Payments, err = payments(ctx, tx, list)
		return page, err
	})
}

package pay

import (
	"bytes"
	"context"
	"errors"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// Return is what somebody wants to give back.
type Return struct {
	ClientID []byte
	Payment  PaymentID
	Amount   money.Amount
	Reason   string
	// Grant is for a refund from the caller's own wallet; of a stall's payment that is its owner's to give. Empty: the stall pays it, or
	// the person who was paid, up to his no-PIN limit.
	Grant []byte
}

// Refund gives part or all of a payment back to its payer. What was not refunded yet is the most, whoever asks at once. The same ClientID of
// the same caller gets the first answer. A stall's refund comes from the stall; what was settled is the owner's and is touched only with
// his grant. Staff give nothing back to themselves. Errors: ErrNotFound, ErrMayNotRefund, ErrRefundOwn, ErrNotPaid, ErrTooMuch, ErrShort,
// ErrRepeated, ErrPayeeGone when the payer is no longer there; those of wallet.Spend.
func (s *Service) Refund(ctx context.Context, c authn.Caller, r Return) (_ Refund, _ *Payment, err error) {
	defer errs.Wrap(&err, "pay.Refund(%d)", r.Payment)
	if err := checkClientID(r.ClientID); err != nil {
		return Refund{}, nil, err
	}
	if r.Amount.Minor <= 0 {
		return Refund{}, nil, ErrAmount
	}
	if r.Reason, err = cleanLine("reason", r.Reason, 0, ReasonMax); err != nil {
		return Refund{}, nil, err
	}
	before, err := s.Payment(ctx, c, r.Payment)
	if err != nil {
		return Refund{}, nil, err
	}
	_, gone := s.alive(ctx, before.Payer)
	if gone != nil && !errors.Is(gone, ErrPayeeGone) {
		return Refund{}, nil, gone
	}
	given := Refund{ID: s.IDs.New(), Payment: r.Payment, Amount: r.Amount.Minor, Reason: r.Reason, By: c.Account, ClientID: r.ClientID}
	print := fingerprint("refund", id.Account(r.Payment).String(), r.Amount.String(), r.Reason)
	var p *Payment
	done, err := write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (one Refund, err error) {
		if p, err = readPayment(ctx, tx, selectPaymentLock, r.Payment); err != nil {
			return one, err
		}
		list, err := refunds(ctx, tx, p.ID)
		if err != nil {
			return one, err
		}
		before, err := ask(ctx, tx, c.Account, r.ClientID, print, p.ID)
		if err != nil {
			return one, err
		}
		for _, first := range list {
			if before != nil && first.By == c.Account && bytes.Equal(first.ClientID, r.ClientID) {
				return first, nil
			}
		}
		if gone != nil {
			return one, gone
		}
		one = given
		one.At = tx.Now
		return one, s.giveBack(ctx, tx, c, p, &one, r, len(list))
	})
	return done, p, err
}

// giveBack makes a refund, the n-th of a locked payment counted from 0.
func (s *Service) giveBack(ctx context.Context, tx *store.Tx, c authn.Caller, p *Payment, r *Refund, ask Return, n int) error {
	stall, err := s.mayRefund(ctx, tx, c, p, len(ask.Grant) > 0)
	switch {
	case err != nil:
		return err
	case !p.paid():
		return ErrNotPaid
	case ask.Amount.Currency != p.Amount.Currency || r.Amount > p.Amount.Minor-p.Refunded || n >= RefundsMax:
		return ErrTooMuch
	}
	from, line := wallet.Of(c.Account, p.Amount.Currency), tillRefundedWallet
	note := &walletv1.Note{FromId: int64(c.Account), ToId: int64(p.Payer), Text: r.Reason}
	if stall != nil {
		note.FromId, note.Name = 0, stall.Name
	}
	if r.ByWallet = stall == nil || len(ask.Grant) > 0; r.ByWallet {
		err := s.Wallet.Spend(ctx, tx, wallet.Spend{Caller: c, Grant: ask.Grant, NoPIN: true, Intent: wallet.Intent{
			Kind: "payment", ClientID: ask.ClientID, Amount: ask.Amount, Payee: int64(p.ID),
		}})
		if err != nil {
			return err
		}
	} else {
		from, line = stall.account(), tillRefunded
	}
	if err := s.Wallet.Unspend(ctx, tx, p.Payer, ask.Amount, p.PaidAt); err != nil {
		return err
	}
	step, own, text := int32(stepRefund+2*n), p.account(), wallet.Note(note) //nolint:gosec // below RefundsMax
	err = s.post(ctx, tx, ledger.Group{
		{
			ID: ledger.ID{Ref: int64(p.ID), Step: step}, Verb: ledger.Post, Debit: from, Credit: own, Amount: r.Amount,
			Purpose: purposeRefund, Note: text,
		},
		{
			ID: ledger.ID{Ref: int64(p.ID), Step: step + 1}, Verb: ledger.Post, Debit: own, Credit: wallet.Of(p.Payer, p.Amount.Currency),
			Amount: r.Amount, Purpose: purposeRefund, Note: text,
		},
	})
	if errors.Is(err, ledger.ErrInsufficient) && !r.ByWallet {
		return ErrShort.Because(err)
	}
	if err != nil {
		return err
	}
	p.Refunded += r.Amount
	p.State = stateRefund
	return s.gaveBack(ctx, tx, p, r, stall, line)
}

// gaveBack notes a refund whose money has moved, and tells everybody.
func (s *Service) gaveBack(ctx context.Context, tx *store.Tx, p *Payment, r *Refund, stall *Stall, line int) error {
	if err := savePayment(ctx, tx, p); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, insertRefund, r.Payment, r.ID, r.Amount, r.Reason, r.By, r.ByWallet, ms(r.At), r.ClientID)
	if err != nil {
		return err
	}
	s.Wallet.Moved(tx, p.Payer)
	s.nudge(tx, "pay", p.Payer)
	if r.ByWallet {
		s.Wallet.Moved(tx, r.By)
	}
	if stall == nil {
		return nil
	}
	if err := addToTill(ctx, tx, stall.ID, tillLine{id: r.ID, kind: line, payment: p.ID, amount: r.Amount}); err != nil {
		return err
	}
	return s.tellStall(ctx, tx, stall)
}

// mayRefund says whether the caller may give a payment back, and locks its stall. ofOwn: from his own wallet.
func (s *Service) mayRefund(ctx context.Context, tx *store.Tx, c authn.Caller, p *Payment, ofOwn bool) (*Stall, error) {
	if p.Stall == 0 {
		if p.Payee != c.Account {
			return nil, ErrMayNotRefund
		}
		return nil, nil
	}
	stall, r, err := s.asStaff(ctx, tx, selectStallLock, p.Stall, c.Account, stranger)
	switch {
	case err != nil:
		return nil, err
	case r < refunder:
		return nil, ErrMayNotRefund
	case r == refunder && p.Payer == c.Account:
		return nil, ErrRefundOwn
	case ofOwn && r != owner:
		return nil, ErrNotOwner
	}
	return stall, nil
}

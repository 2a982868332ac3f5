package pay

import (
	"context"
	"encoding/binary"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
	"alun/money/wallet"
)

// jobClose ends a charge that its payer has not confirmed; the payload is the payment's id, 8 bytes, big endian.
const jobClose = "pay.close"

func (s *Service) closeLater(ctx context.Context, tx *store.Tx, p *Payment) error {
	return s.Jobs.Enqueue(ctx, tx, job.Job{
		Kind: jobClose, Shard: int64(p.ID), Key: "close", RunAt: p.ConfirmUntil, Payload: binary.BigEndian.AppendUint64(nil, uint64(p.ID)),
	})
}

// recentMax is how many charges that are over a payer is told of.
const recentMax = 5

// Waiting returns the charges that the caller may confirm now, and those of the last two minutes that are over, newest first.
func (s *Service) Waiting(ctx context.Context, c authn.Caller) (waiting, recent []*Payment, err error) {
	defer errs.Wrap(&err, "pay.Waiting(%d)", c.Account)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		waiting, recent = nil, nil
		list, err := ids[PaymentID](ctx, tx, selectShown, c.Account, tx.Now.UnixMilli())
		if err != nil {
			return err
		}
		all, err := payments(ctx, tx, list)
		for _, p := range all {
			if p.waits(tx.Now) {
				waiting = append(waiting, p)
			} else if len(recent) < recentMax {
				recent = append(recent, p)
			}
		}
		return err
	})
	return waiting, recent, err
}

// Confirm agrees to a charge by a grant for exactly it. A charge that is paid already is returned as it is. Errors: ErrNotFound
// unless the caller is its payer, ErrOver, ErrStallClosed, ErrPayeeGone; those of wallet.Spend, ledger.insufficient, after which it still waits.
func (s *Service) Confirm(ctx context.Context, c authn.Caller, one PaymentID, grant []byte) (_ *Payment, err error) {
	defer errs.Wrap(&err, "pay.Confirm(%d)", one)
	return write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*Payment, error) {
		p, err := s.ownCharge(ctx, tx, c, one)
		if err != nil || p.paid() {
			return p, err
		}
		if !p.waits(tx.Now) {
			return nil, ErrOver
		}
		stall, err := s.openStall(ctx, tx, p.Stall)
		if err != nil {
			return nil, err
		}
		spend := wallet.Spend{Caller: c, Grant: grant, Intent: wallet.Intent{
			Kind: "payment", ClientID: p.ConfirmID, Amount: p.Amount, Payee: int64(p.ID),
		}}
		if err := s.take(ctx, tx, p, stall, spend); err != nil {
			return nil, err
		}
		s.nudge(tx, "pay", p.Payer)
		return p, savePayment(ctx, tx, p)
	})
}

// Decline refuses a charge. One that was declined before is returned as it is. Errors: ErrNotFound, ErrOver.
func (s *Service) Decline(ctx context.Context, c authn.Caller, one PaymentID) (_ *Payment, err error) {
	defer errs.Wrap(&err, "pay.Decline(%d)", one)
	return write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*Payment, error) {
		p, err := s.ownCharge(ctx, tx, c, one)
		if err != nil || p.State == statePayError {
			return p, err
		}
		if !p.waits(tx.Now) {
			return nil, ErrOver
		}
		return p, s.end(ctx, tx, p, statePayError, "pay.declined")
	})
}

// ownCharge locks a charge of the caller's code. Error: ErrNotFound.
func (s *Service) ownCharge(ctx context.Context, tx *store.Tx, c authn.Caller, one PaymentID) (*Payment, error) {
	p, err := readPayment(ctx, tx, selectPaymentLock, one)
	if err == nil && (p.Payer != c.Account || p.By != byCode) {
		return nil, ErrNotFound
	}
	return p, err
}

// Reverse takes a charge back that is not confirmed yet; of the stall's people. One that was taken back before is returned as it is.
// Errors: ErrNotFound, ErrPaid, ErrOver.
func (s *Service) Reverse(ctx context.Context, c authn.Caller, one PaymentID) (_ *Payment, err error) {
	defer errs.Wrap(&err, "pay.Reverse(%d)", one)
	return write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*Payment, error) {
		p, err := readPayment(ctx, tx, selectPaymentLock, one)
		if err != nil || p.Stall == 0 {
			return nil, orNotFound(err)
		}
		if _, _, err := s.asStaff(ctx, tx, selectStall, p.Stall, c.Account, staff); err != nil {
			return nil, ErrNotFound.Because(err)
		}
		switch {
		case p.State == stateRevoked:
			return p, nil
		case p.paid():
			return nil, ErrPaid
		case p.State != stateUserPaying:
			return nil, ErrOver
		}
		return p, s.end(ctx, tx, p, stateRevoked, "")
	})
}

// closeDue is the job that ends a charge which nobody has confirmed in time.
func (s *Service) closeDue(ctx context.Context, j job.Job) (err error) {
	if len(j.Payload) != 8 {
		return errs.Internal("pay.job", "job %s without a payment", jobClose)
	}
	one := PaymentID(binary.BigEndian.Uint64(j.Payload)) //nolint:gosec // an id, written by closeLater
	defer errs.Wrap(&err, "pay.closeDue(%d)", one)
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := readPayment(ctx, tx, selectPaymentLock, one)
		if err != nil || p.State != stateUserPaying || p.waits(tx.Now) {
			return err
		}
		return s.end(ctx, tx, p, stateClosed, "")
	})
}

// end ends a locked charge without money, and tells both sides.
func (s *Service) end(ctx context.Context, tx *store.Tx, p *Payment, state State, reason string) error {
	p.State, p.Reason = state, reason
	if err := savePayment(ctx, tx, p); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertShown, p.Payer, p.ID, ms(tx.Now.Add(RecentFor))); err != nil {
		return err
	}
	s.nudge(tx, "pay", p.Payer)
	stall, err := readStall(ctx, tx, selectStall, p.Stall)
	if err != nil {
		return err
	}
	return s.tellStall(ctx, tx, stall)
}

func topicOf(one StallID) string { return "stall:" + id.Account(one).String() }

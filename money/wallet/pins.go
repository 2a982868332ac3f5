package wallet

import (
	"context"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/money/wallet/pin"
	"alun/social/account"
)

// seal returns a new PIN as the database keeps it. It is work: whoever may not set one is refused before, else he could keep the
// few slots busy for everybody. Errors: pin.ErrFormat, pin.ErrWeak.
func (s *Service) seal(ctx context.Context, a id.Account, typed string) ([]byte, error) {
	digits, err := pin.New(typed)
	if err != nil {
		return nil, err
	}
	leave, err := s.pins.Enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return s.pins.Seal(a, digits), nil
}

// setPIN gives a locked wallet a PIN. Grants that an older one has given are gone.
func setPIN(ctx context.Context, tx *store.Tx, w *wallet, box []byte) error {
	w.pin, w.tries = box, pin.Tries{}
	_, err := tx.Exec(ctx, deleteGrants, w.account)
	return err
}

// SetPIN sets the first PIN. After an operator has cleared the one before, the hold begins with the new one.
// Errors: pin.ErrFormat, pin.ErrWeak, ErrPINSet.
func (s *Service) SetPIN(ctx context.Context, c authn.Caller, typed string) (err error) {
	defer errs.Wrap(&err, "wallet.SetPIN(%d)", c.Account)
	set, err := s.hasPIN(ctx, c)
	switch {
	case err != nil:
		return err
	case set:
		return ErrPINSet
	}
	box, err := s.seal(ctx, c.Account, typed)
	if err != nil {
		return err
	}
	return s.onWallet(ctx, c.Account, func(ctx context.Context, tx *store.Tx, w *wallet) error {
		if w.pin != nil { // set meanwhile
			return ErrPINSet
		}
		if !w.resetAt.IsZero() {
			w.resetAt = tx.Now
		}
		s.Moved(tx, w.account)
		return setPIN(ctx, tx, w, box)
	})
}

// ChangePIN sets another PIN by the one before, which counts as a guess. Errors: those of Authorize; pin.ErrWeak.
func (s *Service) ChangePIN(ctx context.Context, c authn.Caller, old, typed string) (err error) {
	defer errs.Wrap(&err, "wallet.ChangePIN(%d)", c.Account)
	if err := s.mayGuess(ctx, c.Account); err != nil {
		return err
	}
	box, err := s.seal(ctx, c.Account, typed)
	if err != nil {
		return err
	}
	return s.proven(ctx, c.Account, old, func(ctx context.Context, tx *store.Tx, w *wallet) error {
		return setPIN(ctx, tx, w, box)
	})
}

// mayGuess reports whether a guess would be compared now; it counts none. Errors: ErrPINUnset, pin.ErrLocked.
func (s *Service) mayGuess(ctx context.Context, a id.Account) error {
	return s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		w, err := get(ctx, tx, a)
		if err == nil && w.pin == nil {
			err = ErrPINUnset
		}
		if err == nil {
			_, err = w.tries.Attempt(tx.Now)
		}
		return err
	})
}

// StartReset sends a one-time code to an address that the caller had from the beginning, or for as long as a hold lasts: an
// address that a thief has just added does not help him. Errors: account.ErrNoOldAddress, exhausted account.too_many_codes.
func (s *Service) StartReset(ctx context.Context, c authn.Caller) (_ account.Ticket, err error) {
	defer errs.Wrap(&err, "wallet.StartReset(%d)", c.Account)
	return s.accounts.StartProof(ctx, c.Account, s.oldEnough(s.clock.Now()))
}

// FinishReset sets a new PIN by the code. Money then leaves the wallet only after the hold. A lock of wrong guesses ends.
// Errors: pin.ErrFormat, pin.ErrWeak, account.ErrCodeWrong, account.ErrCodeExpired, account.ErrCodeSpent.
func (s *Service) FinishReset(ctx context.Context, c authn.Caller, ticket, code, typed string) (err error) {
	defer errs.Wrap(&err, "wallet.FinishReset(%d)", c.Account)
	if _, err := pin.New(typed); err != nil { // a code is not tried for nothing
		return err
	}
	use, err := s.accounts.CheckProof(ctx, c.Account, ticket, code)
	if err != nil {
		return err
	}
	box, err := s.seal(ctx, c.Account, typed)
	if err != nil {
		return err
	}
	return s.onWallet(ctx, c.Account, func(ctx context.Context, tx *store.Tx, w *wallet) error {
		if err := use(ctx, tx); err != nil {
			return err
		}
		w.resetAt = tx.Now
		s.Moved(tx, w.account)
		return setPIN(ctx, tx, w, box)
	})
}

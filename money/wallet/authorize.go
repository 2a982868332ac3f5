package wallet

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/money/wallet/pin"
)

// Errors of agreeing.
var (
	ErrPINUnset = errs.Conflict("wallet.pin_not_set", "Please set a payment PIN first.")
	ErrPINSet   = errs.Conflict("wallet.pin_set", "You have a payment PIN already.")
)

// Authorize exchanges the right PIN for a grant for exactly this intent. The try is durable before the comparison begins,
// so neither a crash nor any number of parallel requests buys one more.
//
// Errors: ErrIntent, pin.ErrFormat, ErrPINUnset, pin.ErrWrong, pin.ErrLocked.
func (s *Service) Authorize(ctx context.Context, c authn.Caller, i Intent, typed string) (g Grant, err error) {
	defer errs.Wrap(&err, "wallet.Authorize(%d, %s)", c.Account, i.Kind)
	if err := i.Check(); err != nil {
		return g, err
	}
	err = s.proven(ctx, c.Account, typed, func(ctx context.Context, tx *store.Tx, w *wallet) (err error) {
		g, err = addGrant(ctx, tx, w, i)
		return err
	})
	return g, err
}

// proven runs then in a transaction on the locked wallet, once its owner's PIN was right; then changes the wallet as it
// likes, it is written afterwards. A failure of then does not make the guess wrong.
func (s *Service) proven(ctx context.Context, a id.Account, typed string, then func(ctx context.Context, tx *store.Tx, w *wallet) error) error {
	digits, err := pin.Clean(typed)
	if err != nil {
		return err
	}
	leave, err := s.pins.Enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	box, counted, err := s.attempt(ctx, a)
	if err != nil {
		return err
	}
	right, err := s.pins.Compare(a, box, digits)
	if err != nil {
		return err
	}
	if !right {
		return s.wrong(counted)
	}
	var renewed []byte
	if s.pins.Old(box) {
		renewed = s.pins.Seal(a, digits)
	}
	return s.right(ctx, a, box, renewed, counted, then)
}

// attempt counts a guess. When it returns, the count is on the disk.
func (s *Service) attempt(ctx context.Context, a id.Account) (box []byte, counted pin.Tries, err error) {
	err = s.onWallet(ctx, a, func(_ context.Context, tx *store.Tx, w *wallet) (err error) {
		if w.pin == nil {
			return ErrPINUnset
		}
		box = w.pin
		w.tries, err = w.tries.Attempt(tx.Now)
		counted = w.tries
		return err
	})
	return box, counted, err
}

// wrong answers a guess that was wrong.
func (s *Service) wrong(counted pin.Tries) error {
	if wait := counted.LockedUntil.Sub(s.clock.Now()); !counted.LockedUntil.IsZero() && wait > 0 {
		return pin.ErrLocked.After(wait)
	}
	return pin.ErrWrong
}

// right takes back the attempt, keeps the PIN under new secrets after a rotation, and does what it was typed for. When that
// fails, the guess was right all the same.
func (s *Service) right(ctx context.Context, a id.Account, box, renewed []byte, counted pin.Tries,
	then func(ctx context.Context, tx *store.Tx, w *wallet) error,
) error {
	var failed bool
	takeBack := func(w *wallet) error {
		if !bytes.Equal(w.pin, box) { // another PIN was set meanwhile: this one was right of the one before
			return pin.ErrWrong
		}
		w.tries = w.tries.Right(counted)
		if renewed != nil {
			w.pin = renewed
		}
		return nil
	}
	err := s.onWallet(ctx, a, func(ctx context.Context, tx *store.Tx, w *wallet) error {
		failed = false
		if err := takeBack(w); err != nil {
			return err
		}
		err := then(ctx, tx, w)
		failed = err != nil
		return err
	})
	if !failed {
		return err
	}
	return errors.Join(err, s.onWallet(ctx, a, func(_ context.Context, _ *store.Tx, w *wallet) error { return takeBack(w) }))
}

// onWallet lets fn change a locked wallet in a transaction of its own and writes it back.
func (s *Service) onWallet(ctx context.Context, a id.Account, fn func(ctx context.Context, tx *store.Tx, w *wallet) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return s.inWallet(ctx, tx, a, fn) })
}

// inWallet is onWallet in the caller's transaction.
func (s *Service) inWallet(ctx context.Context, tx *store.Tx, a id.Account, fn func(ctx context.Context, tx *store.Tx, w *wallet) error) error {
	w, err := lock(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := fn(ctx, tx, w); err != nil {
		return err
	}
	return put(ctx, tx, w)
}

// BeginPasskey returns a ticket and the options for navigator.credentials.get, as JSON, for agreeing to an intent by a
// passkey instead of the PIN. A passkey may agree to payments once it is as old as the hold is long: else whoever holds an
// unlocked device could add one and pay. Errors: ErrIntent, account.ErrPasskeyUnknown when there is none.
func (s *Service) BeginPasskey(ctx context.Context, c authn.Caller, i Intent) (ticket string, options []byte, err error) {
	defer errs.Wrap(&err, "wallet.BeginPasskey(%d, %s)", c.Account, i.Kind)
	if err := i.Check(); err != nil {
		return "", nil, err
	}
	return s.accounts.BeginConfirm(ctx, c.Account, bindingOf(i), s.oldEnough(s.clock.Now()))
}

// oldEnough is the moment before which passkeys and addresses must have been added to count in matters of money.
func (s *Service) oldEnough(now time.Time) time.Time {
	return now.Add(-s.policyOf(s.cfg.Currency).Hold())
}

func bindingOf(i Intent) string { return "wallet " + base64.StdEncoding.EncodeToString(i.Hash()) }

// FinishPasskey exchanges the authenticator's answer for a grant for the intent that BeginPasskey was given.
// Errors: ErrIntent, account.ErrPasskeyRefused, account.ErrPasskeyExpired, account.ErrPasskeyCopied.
func (s *Service) FinishPasskey(ctx context.Context, c authn.Caller, i Intent, ticket, answer string) (g Grant, err error) {
	defer errs.Wrap(&err, "wallet.FinishPasskey(%d, %s)", c.Account, i.Kind)
	if err := i.Check(); err != nil {
		return g, err
	}
	if err := s.accounts.FinishConfirm(ctx, c.Account, bindingOf(i), ticket, answer); err != nil {
		return g, err
	}
	err = s.onWallet(ctx, c.Account, func(ctx context.Context, tx *store.Tx, w *wallet) (err error) {
		g, err = addGrant(ctx, tx, w, i)
		return err
	})
	return g, err
}

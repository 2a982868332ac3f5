package wallet

import (
	"context"
	"time"
	"unicode/utf8"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/wallet/pin"
	"alun/social/account"
)

// What an operator may do. Every function runs in the caller's transaction, so that the act and its line in the audit are
// one. None of them moves money.

// Errors of the operator's acts.
var (
	ErrReason = errs.Invalid("wallet.reason", "Please give a reason of at most %d characters.", ReasonMax)
	ErrLevel  = errs.Invalid("wallet.level", "There is no such level.")
)

// FreezeByOperator stops everything that leaves a wallet; the person sees the reason. Errors: ErrReason.
func (s *Service) FreezeByOperator(ctx context.Context, tx *store.Tx, a id.Account, reason string) (err error) {
	defer errs.Wrap(&err, "wallet.FreezeByOperator(%d)", a)
	reason = account.CleanLine(reason)
	if reason == "" || utf8.RuneCountInString(reason) > ReasonMax {
		return ErrReason
	}
	return s.inWallet(ctx, tx, a, func(ctx context.Context, tx *store.Tx, w *wallet) error {
		if w.barredAt.IsZero() {
			w.barredAt = tx.Now
		}
		w.reason = reason
		s.Moved(tx, a)
		_, err := tx.Exec(ctx, deleteGrants, a)
		return err
	})
}

// UnfreezeByOperator ends an operator's freeze and the owner's own, who may have lost his PIN.
func (s *Service) UnfreezeByOperator(ctx context.Context, tx *store.Tx, a id.Account) (err error) {
	defer errs.Wrap(&err, "wallet.UnfreezeByOperator(%d)", a)
	return s.inWallet(ctx, tx, a, func(_ context.Context, tx *store.Tx, w *wallet) error {
		w.barredAt, w.reason, w.frozenAt = time.Time{}, "", time.Time{}
		s.Moved(tx, a)
		return nil
	})
}

// SetLevel sets how well a person is known. Errors: ErrLevel.
func (s *Service) SetLevel(ctx context.Context, tx *store.Tx, a id.Account, l walletv1.Level) (err error) {
	defer errs.Wrap(&err, "wallet.SetLevel(%d, %s)", a, l)
	if l < walletv1.Level_LEVEL_UNVERIFIED || l > walletv1.Level_LEVEL_FULL {
		return ErrLevel
	}
	return s.inWallet(ctx, tx, a, func(_ context.Context, tx *store.Tx, w *wallet) error {
		w.level = l
		s.Moved(tx, a)
		return nil
	})
}

// ClearPIN takes a PIN away, and with it the lock of wrong guesses, the no-PIN limit and what was agreed to: the person sets a
// new one, and the hold follows.
func (s *Service) ClearPIN(ctx context.Context, tx *store.Tx, a id.Account) (err error) {
	defer errs.Wrap(&err, "wallet.ClearPIN(%d)", a)
	return s.inWallet(ctx, tx, a, func(ctx context.Context, tx *store.Tx, w *wallet) error {
		w.pin, w.tries, w.resetAt, w.noPIN = nil, pin.Tries{}, tx.Now, money.Amount{}
		s.Moved(tx, a)
		_, err := tx.Exec(ctx, deleteGrants, a)
		return err
	})
}

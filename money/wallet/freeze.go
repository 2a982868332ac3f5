package wallet

import (
	"context"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
)

// ErrNoPINLimit says that the operator allows less.
var ErrNoPINLimit = errs.Invalid("wallet.no_pin_limit", "This is more than may be paid without a PIN here.")

// Freeze stops everything that leaves the caller's wallet, at once and without a PIN. What was agreed to before is void.
func (s *Service) Freeze(ctx context.Context, c authn.Caller) (err error) {
	defer errs.Wrap(&err, "wallet.Freeze(%d)", c.Account)
	return s.onWallet(ctx, c.Account, func(ctx context.Context, tx *store.Tx, w *wallet) error {
		if w.frozenAt.IsZero() {
			w.frozenAt = tx.Now
		}
		s.Moved(tx, w.account)
		_, err := tx.Exec(ctx, deleteGrants, w.account)
		return err
	})
}

// Unfreeze ends the caller's own freeze by the PIN; an operator's stays. Who has no PIN needs none.
// Errors: those of Authorize.
func (s *Service) Unfreeze(ctx context.Context, c authn.Caller, typed string) (err error) {
	defer errs.Wrap(&err, "wallet.Unfreeze(%d)", c.Account)
	end := func(_ context.Context, tx *store.Tx, w *wallet) error {
		if w.pin == nil && !w.resetAt.IsZero() { // an operator has cleared it: first a new one
			return ErrPINUnset
		}
		w.frozenAt = at(0)
		s.Moved(tx, w.account)
		return nil
	}
	set, err := s.hasPIN(ctx, c)
	if err != nil {
		return err
	}
	if !set {
		return s.onWallet(ctx, c.Account, func(ctx context.Context, tx *store.Tx, w *wallet) error {
			if w.pin != nil { // set meanwhile
				return ErrPINNeeded
			}
			return end(ctx, tx, w)
		})
	}
	return s.proven(ctx, c.Account, typed, end)
}

func (s *Service) hasPIN(ctx context.Context, c authn.Caller) (set bool, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		w, err := get(ctx, tx, c.Account)
		set = err == nil && w.pin != nil
		return err
	})
	return set, err
}

// SetNoPINLimit sets up to what amount of the deployment's currency a payment by code goes without a PIN; 0 = none. To raise
// it takes the PIN. Errors: ErrNoPINLimit; those of Authorize.
func (s *Service) SetNoPINLimit(ctx context.Context, c authn.Caller, limit money.Amount, typed string) (err error) {
	defer errs.Wrap(&err, "wallet.SetNoPINLimit(%d, %s)", c.Account, limit)
	if limit.Currency != s.cfg.Currency || limit.Minor < 0 || limit.Minor > s.policyOf(limit.Currency).NoPINMax {
		return ErrNoPINLimit
	}
	set := func(_ context.Context, tx *store.Tx, w *wallet) error {
		w.noPIN = limit
		s.Moved(tx, w.account)
		return nil
	}
	if typed != "" {
		return s.proven(ctx, c.Account, typed, set)
	}
	return s.onWallet(ctx, c.Account, func(ctx context.Context, tx *store.Tx, w *wallet) error {
		if limit.Minor > 0 && (w.noPIN.Currency != limit.Currency || limit.Minor > w.noPIN.Minor) {
			return ErrPINNeeded
		}
		return set(ctx, tx, w)
	})
}

package wallet

import (
	"context"
	"slices"
	"time"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
)

// Spend lets money leave a wallet, in the transaction of whoever moves it and before it does: it looks whether the wallet
// may pay, counts the amount against its limits, and uses up the grant. It locks the wallet's row. When it answers with an
// error it has changed nothing, so a set may go on without this item; but what comes after it in the same transaction
// must not fail for one item alone: then the transaction fails, or the use and the grant are gone for nothing.
//
// A request that is repeated must not come here again: its room finds the first answer by the client_id before.
//
// Errors: ErrIntent, ErrFrozen, ErrBarred, ErrOnHold, ErrLimitOnce, ErrLimitDay, ErrLimitMonth, ErrPINNeeded, ErrGrant.
func (s *Service) Spend(ctx context.Context, tx *store.Tx, sp Spend) (err error) {
	defer errs.Wrap(&err, "wallet.Spend(%d, %s, %s)", sp.Caller.Account, sp.Intent.Kind, sp.Intent.Amount)
	if err := sp.Intent.Check(); err != nil {
		return err
	}
	a, amount := sp.Caller.Account, sp.Intent.Amount
	policy := s.policyOf(amount.Currency)
	w, err := lock(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := w.mayLeave(); err != nil {
		return err
	}
	if err := s.mayPayYet(ctx, tx, w, sp.Caller); err != nil {
		return err
	}
	used, err := readUse(ctx, tx, selectUseLock, a, amount.Currency)
	if err != nil {
		return err
	}
	if used, err = used.take(tx.Now, amount.Minor, policy.Limits(w.level)); err != nil {
		return err
	}
	if err := s.agreed(ctx, tx, w, sp, policy); err != nil {
		return err
	}
	return writeUse(ctx, tx, a, amount.Currency, used)
}

// agreed uses up the caller's agreement: a grant for exactly this intent, or one of the payments that go without.
func (s *Service) agreed(ctx context.Context, tx *store.Tx, w *wallet, sp Spend, p Policy) error {
	if len(sp.Grant) > 0 {
		return useGrant(ctx, tx, w.account, sp.Grant, sp.Intent)
	}
	if !sp.NoPIN || !w.takeNoPIN(tx.Now, sp.Intent.Amount, p.NoPINMax) {
		return ErrPINNeeded
	}
	return put(ctx, tx, w)
}

// mayPayYet reports whether the wallet's hold is over for this caller. Errors: ErrOnHold.
func (s *Service) mayPayYet(ctx context.Context, tx *store.Tx, w *wallet, c authn.Caller) error {
	h, err := s.holdOf(ctx, tx, w, c)
	if err != nil {
		return err
	}
	if tx.Now.Before(h.until) {
		return ErrOnHold.After(h.until.Sub(tx.Now))
	}
	return nil
}

// Unspend gives back what a spend had used of a limit, when the money has come back: returned, expired, refunded. The
// use of a day or month that is over is not given back, since it limits nothing any more.
func (s *Service) Unspend(ctx context.Context, tx *store.Tx, a id.Account, amount money.Amount, spentAt time.Time) (err error) {
	defer errs.Wrap(&err, "wallet.Unspend(%d, %s)", a, amount)
	used, err := readUse(ctx, tx, selectUseLock, a, amount.Currency)
	if err != nil || used == (use{}) || amount.Minor <= 0 {
		return err
	}
	next := used.give(spentAt, amount.Minor)
	if next == used {
		return nil
	}
	return writeUse(ctx, tx, a, amount.Currency, next)
}

// Receipt is money about to come into a wallet.
type Receipt struct {
	Account id.Account
	Amount  money.Amount
}

// MayReceive reports whether a wallet may hold an amount more. What it holds counts whole, what is promised away as well.
// It locks nothing: two movements at the same moment may together pass the limit by the smaller of them.
// Errors: ErrBalanceLimit.
func (s *Service) MayReceive(ctx context.Context, tx *store.Tx, a id.Account, amount money.Amount) error {
	refused, err := s.MayReceiveSet(ctx, tx, []Receipt{{a, amount}})
	if err != nil {
		return err
	}
	return refused[0]
}

// Room returns how much more of a currency a wallet may hold, in minor units; 0 when it is full. It locks nothing.
func (s *Service) Room(ctx context.Context, tx *store.Tx, a id.Account, c money.Currency) (_ int64, err error) {
	defer errs.Wrap(&err, "wallet.Room(%d)", a)
	w, err := get(ctx, tx, a)
	if err != nil {
		return 0, err
	}
	balances, err := s.ledger.Balances(ctx, tx, []ledger.Account{Of(a, c)})
	if err != nil {
		return 0, err
	}
	return max(0, s.policyOf(c).Limits(w.level).Balance-balances[Of(a, c)].Posted()), nil
}

// MayReceiveSet is MayReceive for a set, in two statements: refused[i] is nil or ErrBalanceLimit. Receipts of one wallet in
// one set are looked at one by one, not together.
func (s *Service) MayReceiveSet(ctx context.Context, tx *store.Tx, set []Receipt) (refused []error, err error) {
	defer errs.Wrap(&err, "wallet.MayReceiveSet(%d)", len(set))
	known := make(map[id.Account]walletv1.Level, len(set))
	var ids []any
	books := make([]ledger.Account, len(set))
	for i, r := range set {
		books[i] = Of(r.Account, r.Amount.Currency)
		if _, twice := known[r.Account]; !twice {
			known[r.Account] = walletv1.Level_LEVEL_UNVERIFIED
			ids = append(ids, r.Account)
		}
	}
	err = selectLevels.Query(ctx, tx, ids, func(r *store.Rows) error {
		var a id.Account
		var l walletv1.Level
		if err := r.Scan(&a, &l); err != nil {
			return err
		}
		known[a] = l
		return nil
	})
	if err != nil {
		return nil, err
	}
	balances, err := s.ledger.Balances(ctx, tx, slices.Compact(slices.Clone(books)))
	if err != nil {
		return nil, err
	}
	refused = make([]error, len(set))
	for i, r := range set {
		most := s.policyOf(r.Amount.Currency).Limits(known[r.Account]).Balance
		if r.Amount.Minor > most-balances[books[i]].Posted() {
			refused[i] = ErrBalanceLimit
		}
	}
	return refused, nil
}

package wallet

import (
	"context"

	moneyv1 "alun/api/gen/alun/money/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet/bills"
)

// Get returns the caller's wallet as his device shows it.
func (s *Service) Get(ctx context.Context, c authn.Caller) (v *walletv1.Wallet, err error) {
	defer errs.Wrap(&err, "wallet.Get(%d)", c.Account)
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		v, err = s.view(ctx, tx, c)
		return err
	})
	if err == nil {
		v.DemoPin = s.cfg.DemoPIN
	}
	return v, err
}

// Look returns a wallet as an operator sees it. A hold because of one device is not in it: it is that device's.
func (s *Service) Look(ctx context.Context, tx *store.Tx, a id.Account) (_ *walletv1.Wallet, err error) {
	defer errs.Wrap(&err, "wallet.Look(%d)", a)
	return s.view(ctx, tx, authn.Caller{Account: a})
}

func (s *Service) view(ctx context.Context, tx *store.Tx, c authn.Caller) (*walletv1.Wallet, error) {
	w, err := get(ctx, tx, c.Account)
	if err != nil {
		return nil, err
	}
	policy := s.policyOf(s.cfg.Currency)
	v := &walletv1.Wallet{
		Level: w.level, PinSet: w.pin != nil, Frozen: !w.frozenAt.IsZero() || !w.barredAt.IsZero(),
		FrozenByOperator: !w.barredAt.IsZero(), FrozenReason: w.reason, Sandbox: s.cfg.Sandbox,
		NoPinLimit: s.amount(s.noPINOf(w, policy)), NoPinLimitMax: s.amount(policy.NoPINMax),
	}
	if v.PinTriesLeft = int32(w.tries.Left(tx.Now)); v.PinTriesLeft == 0 { //nolint:gosec // at most TriesMax
		v.PinLockedUntilMs = ms(w.tries.LockedUntil)
	}
	keys, err := s.accounts.KeysBefore(ctx, tx, c.Account, s.oldEnough(tx.Now))
	if err != nil {
		return nil, err
	}
	v.Passkey = keys > 0 && s.accounts.HasPasskeys(ctx)
	h, err := s.holdOf(ctx, tx, w, c)
	if err != nil {
		return nil, err
	}
	v.HoldUntilMs, v.HoldReason = ms(h.until), h.reason
	own, err := s.balances(ctx, tx, v, c.Account)
	if err != nil {
		return nil, err
	}
	v.Limits, err = s.limits(ctx, tx, w, policy, own)
	return v, err
}

// noPINOf is the no-PIN limit as it works: never above what the operator allows today.
func (s *Service) noPINOf(w *wallet, p Policy) int64 {
	if w.noPIN.Currency != s.cfg.Currency || w.pin == nil {
		return 0
	}
	return min(w.noPIN.Minor, p.NoPINMax)
}

// balances fills in the balances, the deployment's currency first, others when there is something, and returns what the
// wallet holds in the deployment's.
func (s *Service) balances(ctx context.Context, tx *store.Tx, v *walletv1.Wallet, a id.Account) (own int64, err error) {
	books := []ledger.Account{Of(a, s.cfg.Currency)}
	for _, c := range money.Currencies() {
		if c != s.cfg.Currency {
			books = append(books, Of(a, c))
		}
	}
	all, err := s.ledger.Balances(ctx, tx, books)
	if err != nil {
		return 0, err
	}
	for i, book := range books {
		b := all[book]
		if i > 0 && b.Posted() == 0 && b.PendingDebit == 0 {
			continue
		}
		v.Balances = append(v.Balances, &walletv1.Balance{
			Available: bills.Amount(money.Of(b.Available(), book.Currency)), Held: bills.Amount(money.Of(b.PendingDebit, book.Currency)),
		})
	}
	return all[books[0]].Posted(), nil
}

// limits returns every limit of the wallet's level with what is used up of it.
func (s *Service) limits(ctx context.Context, tx *store.Tx, w *wallet, p Policy, own int64) ([]*walletv1.Limit, error) {
	used, err := readUse(ctx, tx, selectUse, w.account, s.cfg.Currency)
	if err != nil {
		return nil, err
	}
	used = used.at(tx.Now)
	l := p.Limits(w.level)
	one := func(kind walletv1.Limit_Kind, most, used int64) *walletv1.Limit {
		return &walletv1.Limit{Kind: kind, Max: s.amount(most), Used: s.amount(used)}
	}
	return []*walletv1.Limit{
		one(walletv1.Limit_KIND_ONCE, l.Once, 0), one(walletv1.Limit_KIND_DAY, l.Day, used.dayUsed),
		one(walletv1.Limit_KIND_MONTH, l.Month, used.monthUsed), one(walletv1.Limit_KIND_BALANCE, l.Balance, own),
	}, nil
}

func (s *Service) amount(minor int64) *moneyv1.Amount {
	return bills.Amount(money.Of(minor, s.cfg.Currency))
}

package wallet

import (
	"archive/zip"
	"context"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet/bills"
	"alun/social/account"
)

// ErrNotEmpty says that an account with money cannot be deleted.
var ErrNotEmpty = errs.Conflict("wallet.not_empty", "There is money in your wallet, or on its way. Please pay it out first.")

// Empty reports whether an account may be deleted as far as its wallet is concerned: nothing in it in any currency, nothing
// promised away, nothing on its way to it. Errors: ErrNotEmpty.
func (s *Service) Empty(ctx context.Context, tx *store.Tx, a id.Account) (err error) {
	defer errs.Wrap(&err, "wallet.Empty(%d)", a)
	var books []ledger.Account
	for _, c := range money.Currencies() {
		books = append(books, Of(a, c))
	}
	all, err := s.ledger.Balances(ctx, tx, books)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.Posted() != 0 || b.PendingDebit != 0 || b.PendingCredit != 0 {
			return ErrNotEmpty
		}
	}
	return nil
}

// Forget removes what is kept of a deleted account's wallet: its PIN, settings, use and grants. What it moved stays in the
// ledger, as long as the other sides' books need it. It is a handler of deletions and may run twice.
func (s *Service) Forget(ctx context.Context, a id.Account) (err error) {
	defer errs.Wrap(&err, "wallet.Forget(%d)", a)
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, q := range []string{deleteGrants, deleteUse, deleteWallet} {
			if _, err := tx.Exec(ctx, q, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// ExportPart is the wallet's part of a person's own zip.
func (s *Service) ExportPart() account.ExportPart {
	return account.ExportPart{
		Name: "wallet", Title: bills.TakeoutTitles(),
		Write: func(ctx context.Context, a id.Account, language string, z *zip.Writer) error {
			w, err := s.Get(ctx, authn.Caller{Account: a})
			if err != nil {
				return err
			}
			w.DemoPin = ""
			return s.bills.Takeout(ctx, a, language, w, z)
		},
	}
}

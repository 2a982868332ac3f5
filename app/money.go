package app

import (
	"context"

	"alun/base/store"
	"alun/money/ledger"
	"alun/social/journal"
)

// migrateMoney brings the tables of the money rooms up to date, in the order of the floors.
func migrateMoney(ctx context.Context, db *store.DB) error {
	for _, room := range []func(context.Context, *store.DB) error{ledger.Migrate} {
		if err := room(ctx, db); err != nil {
			return err
		}
	}
	return nil
}

// openMoney opens the rooms of money, upon those of people.
func (a *App) openMoney(_ context.Context, _ *journal.Journal) error {
	a.Ledger = ledger.New(ledger.Needs{DB: a.DB, Clock: a.clock, Log: a.log, Signer: a.secrets.Signer("ledger")})
	return nil
}

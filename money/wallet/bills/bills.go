package bills

import (
	"context"

	accountv1 "alun/api/gen/alun/account/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
)

// Ledger is what this package reads of the books.
type Ledger interface {
	Entries(ctx context.Context, tx *store.Tx, a ledger.Account, before int64, limit int) ([]ledger.Entry, error)
	Holds(ctx context.Context, tx *store.Tx, a ledger.Account) ([]ledger.Held, error)
	Postings(ctx context.Context, tx *store.Tx, ids []ledger.ID) (map[ledger.ID]ledger.Stored, error)
	Of(ctx context.Context, tx *store.Tx, ref int64) ([]ledger.Stored, error)
}

// Accounts tells who the people in bills are.
type Accounts interface {
	People(ctx context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error)
}

// Needs is what Books is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	Ledger   Ledger
	Accounts Accounts
	Currency money.Currency // the deployment's: what a request means that names none
}

// Books reads everybody's bills. It is safe for concurrent use.
type Books struct{ Needs }

// New returns the reader of bills.
func New(n Needs) *Books { return &Books{n} }

// Amount is an amount as it is on the wire.
func Amount(a money.Amount) *moneyv1.Amount {
	return &moneyv1.Amount{Minor: a.Minor, Currency: string(a.Currency)}
}

package ledger

import (
	"context"
	"math"

	"alun/base/errs"
	"alun/base/store"
)

const (
	selectEntries = `
SELECT version, ref, step, delta, balance, at_ms, hash FROM ledger_entry
WHERE owner = $1 AND code = $2 AND currency = $3 AND version < $4 ORDER BY version DESC LIMIT $5`

	selectThing = `SELECT ` + postingColumns + ` FROM ledger_posting WHERE ref = $1 ORDER BY at_ms, step`

	selectHeld = `SELECT ref, step FROM ledger_hold WHERE debit_owner = $1 AND debit_code = $2 AND currency = $3 ORDER BY ref, step`
)

// Balances returns the counters of the accounts, as they are for tx. An account that nothing has touched yet is zero.
func (l *Ledger) Balances(ctx context.Context, tx *store.Tx, names []Account) (_ map[Account]Balance, err error) {
	defer errs.Wrap(&err, "ledger.Balances(%d)", len(names))
	all := make(map[Account]Balance, len(names))
	rows := make([]any, 0, 3*len(names))
	for _, a := range names {
		if _, ok := all[a]; !ok {
			all[a] = Balance{Floor: a.Code.floor()}
			rows = append(rows, a.Owner, int64(a.Code), string(a.Currency))
		}
	}
	err = selectAccounts.Query(ctx, tx, rows, func(r *store.Rows) error {
		var a account
		err := a.scan(r)
		all[a.Account] = a.Balance
		return err
	})
	return all, err
}

// Entries returns an account's entries with versions below before (0 = from the newest), newest first, at most limit and
// MaxPage.
func (l *Ledger) Entries(ctx context.Context, tx *store.Tx, a Account, before int64, limit int) (_ []Entry, err error) {
	defer errs.Wrap(&err, "ledger.Entries(%s)", a)
	if before <= 0 {
		before = math.MaxInt64
	}
	rows, err := tx.Query(ctx, selectEntries, a.Owner, int64(a.Code), string(a.Currency), before, min(max(limit, 0), MaxPage))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		var e Entry
		if err := e.scan(rows); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

func (e *Entry) scan(r *store.Rows) error {
	var at int64
	var hash []byte
	err := r.Scan(&e.Version, &e.ID.Ref, &e.ID.Step, &e.Delta, &e.After, &at, &hash)
	e.At = moment(at)
	copy(e.Hash[:], hash)
	return err
}

// Holds returns the live holds that an account is the debit of.
func (l *Ledger) Holds(ctx context.Context, tx *store.Tx, a Account) (_ []Held, err error) {
	defer errs.Wrap(&err, "ledger.Holds(%s)", a)
	rows, err := tx.Query(ctx, selectHeld, a.Owner, int64(a.Code), string(a.Currency))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []ID
	for rows.Next() {
		var id ID
		if err := rows.Scan(&id.Ref, &id.Step); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	found, err := l.Postings(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Held, len(ids))
	for i, id := range ids {
		all[i] = found[id]
	}
	return all, nil
}

// Postings returns those of the ids that were posted.
func (l *Ledger) Postings(ctx context.Context, tx *store.Tx, ids []ID) (_ map[ID]Stored, err error) {
	defer errs.Wrap(&err, "ledger.Postings(%d)", len(ids))
	all := make(map[ID]Stored, len(ids))
	err = readPostings(ctx, tx, ids, func(p *known) { all[p.ID] = Stored{*p.Posting, p.at} })
	return all, err
}

// Of returns everything that was posted for one thing, oldest first.
func (l *Ledger) Of(ctx context.Context, tx *store.Tx, ref int64) (_ []Stored, err error) {
	defer errs.Wrap(&err, "ledger.Of(%d)", ref)
	rows, err := tx.Query(ctx, selectThing, ref)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Stored
	for rows.Next() {
		p := &known{Posting: &Posting{}}
		if err := p.scan(rows); err != nil {
			return nil, err
		}
		all = append(all, Stored{*p.Posting, p.at})
	}
	return all, rows.Err()
}

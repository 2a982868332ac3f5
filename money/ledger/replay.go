package ledger

import (
	"context"
	"fmt"

	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger/proof"
)

// line is a row of ledger_entry with its account.
type line struct {
	Entry

	account Account
}

func (e *line) scan(r *store.Rows) error {
	var at, code int64
	var hash []byte
	var currency string
	err := r.Scan(&e.account.Owner, &code, &currency, &e.Version, &e.ID.Ref, &e.ID.Step, &e.Delta, &e.After, &at, &hash)
	e.account.Code, e.account.Currency, e.At = Code(code), money.Currency(currency), moment(at)
	copy(e.Hash[:], hash)
	return err
}

// replay follows the entries of one account and says what the row of the account must be after them.
type replay struct {
	version, balance int64
	debit, credit    int64 // of the entries followed
	head             proof.Hash
}

// follow takes the next entry, and the posting that it names.
func (r *replay) follow(e *line, p *known) error {
	broken := func(format string, args ...any) error {
		return fmt.Errorf("account %v: entry %d %s", e.account, e.Version, fmt.Sprintf(format, args...))
	}
	if e.Version != r.version+1 {
		return broken("follows entry %d", r.version)
	}
	r.version = e.Version
	if p == nil {
		return broken("has no posting %d/%d", e.ID.Ref, e.ID.Step)
	}
	gives, takes := e.account == p.Debit && e.Delta == -p.Amount, e.account == p.Credit && e.Delta == p.Amount
	switch {
	case p.Verb != Post && p.Verb != Capture:
		return broken("comes from posting %d/%d, which moves nothing", e.ID.Ref, e.ID.Step)
	case !gives && !takes:
		return broken("of %d is not what posting %d/%d does", e.Delta, e.ID.Ref, e.ID.Step)
	case e.After != r.balance+e.Delta:
		return broken("leads from %d by %d to %d", r.balance, e.Delta, e.After)
	case !e.At.Equal(p.at):
		return broken("has another time than posting %d/%d", e.ID.Ref, e.ID.Step)
	}
	r.balance = e.After
	if gives {
		r.debit += p.Amount
	} else {
		r.credit += p.Amount
	}
	if r.head = e.chained(e.account, r.head, p.Posting.fingerprint()); r.head != e.Hash {
		return broken("breaks the chain of hashes")
	}
	return nil
}

// ends compares what the replay led to with the row of the account.
func (r *replay) ends(a *account) error {
	if r.version != a.Version || r.head != a.head || r.balance != a.Posted() {
		return fmt.Errorf("account %v holds %d after %d entries, but its entries lead to %d after %d, or to another hash",
			a.Account, a.Posted(), a.Version, r.balance, r.version)
	}
	return nil
}

// postingsOf returns the postings of entries by id.
func postingsOf(ctx context.Context, tx *store.Tx, lines []line) (map[ID]*known, error) {
	all := make(map[ID]*known, len(lines))
	var ids []ID
	for i := range lines {
		if _, ok := all[lines[i].ID]; !ok {
			all[lines[i].ID] = nil
			ids = append(ids, lines[i].ID)
		}
	}
	err := readPostings(ctx, tx, ids, func(p *known) { all[p.ID] = p })
	return all, err
}

// scanAll reads all rows of a query with the given scan of each.
func scanAll[T any](ctx context.Context, tx *store.Tx, scan func(*T, *store.Rows) error, q string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var item T
		if err := scan(&item, rows); err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, rows.Err()
}

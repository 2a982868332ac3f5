package transfer

import (
	"context"
	"errors"
	"fmt"

	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// Migrate brings this room's tables up to date and registers its invariants.
func Migrate(ctx context.Context, db *store.DB) error {
	db.AddCheck("transfer", Check)
	return db.Migrate(ctx, "transfer", migrations)
}

const (
	sqlEveryTransfer = transferColumns + `WHERE id > $1 ORDER BY id LIMIT $2`
	sqlEveryRequest  = requestColumns + `WHERE id > $1 ORDER BY id LIMIT $2`
	sqlEverySplit    = `SELECT id FROM transfer_split WHERE id > $1 ORDER BY id LIMIT $2`
	checkPage        = 500
	mostFindings     = 50
)

// Each query returns ids of what breaks a promise of doc.go that rows alone can show.
var invariants = []struct{ what, sql string }{
	{"transfer in an unknown state", `SELECT id FROM transfer WHERE state < 1 OR state > 4 OR (state = 1) <> (ended_at_ms = 0) LIMIT 20`},
	{"request in an unknown state", `SELECT id FROM transfer_request WHERE state NOT IN (1, 2, 3, 5) OR (state = 1) <> (ended_at_ms = 0) LIMIT 20`},
	{"split in an unknown state", `SELECT id FROM transfer_split WHERE state NOT IN (1, 2, 5) OR (state = 1) <> (ended_at_ms = 0) LIMIT 20`},
	{"transfer to oneself", `SELECT id FROM transfer WHERE payer_id = payee_id LIMIT 20`},
	{"split whose shares are not its total", `SELECT s.id FROM transfer_split s
		LEFT JOIN (SELECT split_id, SUM(minor) AS minor, COUNT(*) AS n FROM transfer_share GROUP BY split_id) p ON p.split_id = s.id
		WHERE s.minor <> COALESCE(p.minor, 0) OR COALESCE(p.n, 0) < 2 LIMIT 20`},
	{"split that is done before all have paid, or is not when they have", `SELECT s.id FROM transfer_split s
		LEFT JOIN (SELECT split_id, COUNT(*) AS n FROM transfer_share WHERE paid_at_ms = 0 GROUP BY split_id) p ON p.split_id = s.id
		WHERE s.state <> 5 AND (s.state = 2) <> (COALESCE(p.n, 0) = 0) LIMIT 20`},
	{"claim without its transfer", `SELECT c.id FROM transfer_claim c LEFT JOIN transfer t ON t.id = c.id
		WHERE c.kind = 1 AND (t.id IS NULL OR t.payer_id <> c.account_id) LIMIT 20`},
	{"claim without its request", `SELECT c.id FROM transfer_claim c LEFT JOIN transfer_request r ON r.id = c.id
		WHERE c.kind = 2 AND (r.id IS NULL OR r.payee_id <> c.account_id) LIMIT 20`},
	{"claim without its split", `SELECT c.id FROM transfer_claim c LEFT JOIN transfer_split s ON s.id = c.id
		WHERE c.kind = 3 AND (s.id IS NULL OR s.maker_id <> c.account_id) LIMIT 20`},
}

// Check returns an error that names what breaks the promises of doc.go: in the rows themselves, and against the ledger.
func Check(ctx context.Context, tx *store.Tx) error {
	var broken []error
	for _, promise := range invariants {
		rows, err := tx.Query(ctx, promise.sql)
		if err != nil {
			return err
		}
		for rows.Next() {
			var thing int64
			if err := rows.Scan(&thing); err != nil {
				return err
			}
			broken = append(broken, fmt.Errorf("%s: %d", promise.what, thing))
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	for _, page := range []func(context.Context, *store.Tx, ID) ([]expected, ID, error){pageOfTransfers, pageOfRequests, pageOfSplits} {
		found, err := walk(ctx, tx, page)
		if err != nil {
			return err
		}
		broken = append(broken, found...)
	}
	return errors.Join(broken...)
}

// expected is one id of the ledger and what must stand there: verb 0 for nothing.
type expected struct {
	what     string
	id       ledger.ID
	verb     ledger.Verb
	from, to id.Account
	amount   money.Amount
}

// walk compares all pages of one sort of things with the ledger.
func walk(ctx context.Context, tx *store.Tx, page func(context.Context, *store.Tx, ID) ([]expected, ID, error)) (broken []error, err error) {
	for after := ID(0); len(broken) < mostFindings; {
		list, last, err := page(ctx, tx, after)
		if err != nil || last == 0 {
			return broken, err
		}
		ids := make([]ledger.ID, len(list))
		for i, e := range list {
			ids[i] = e.id
		}
		posted, err := new(ledger.Ledger).Postings(ctx, tx, ids)
		if err != nil {
			return broken, err
		}
		for _, e := range list {
			if p, ok := posted[e.id]; !e.holds(p, ok) {
				broken = append(broken, fmt.Errorf("%s %d: the ledger has %d at step %d, not %d", e.what, e.id.Ref, p.Verb, e.id.Step, e.verb))
			}
		}
		after = last
	}
	return broken, nil
}

func (e expected) holds(p ledger.Stored, posted bool) bool {
	if !posted || e.verb == 0 {
		return !posted && e.verb == 0
	}
	return p.Verb == e.verb && p.Amount == e.amount.Minor && p.Debit == wallet.Of(e.from, e.amount.Currency) && p.Credit == wallet.Of(e.to, e.amount.Currency)
}

// pageOfTransfers: a hold, and the one posting that says how it ended.
func pageOfTransfers(ctx context.Context, tx *store.Tx, after ID) (list []expected, last ID, err error) {
	rows, err := tx.Query(ctx, sqlEveryTransfer, after, checkPage)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		t, err := scanTransfer(rows)
		if err != nil {
			return nil, 0, err
		}
		last = t.ID
		hold := ledger.ID{Ref: int64(t.ID), Step: stepHold}
		for _, e := range []struct {
			id    ledger.ID
			verb  ledger.Verb
			there bool
		}{
			{hold, ledger.Hold, true},
			{ledger.ID{Ref: int64(t.ID), Step: stepAccepted}, ledger.Capture, t.State == Done},
			{ledger.ID{Ref: int64(t.ID), Step: stepReturned}, ledger.Release, t.State == Returned},
			{hold.Expiry(), ledger.Expire, t.State == Expired},
		} {
			if !e.there {
				e.verb = 0
			}
			list = append(list, expected{"transfer", e.id, e.verb, t.Payer, t.Payee, t.Amount})
		}
	}
	return list, last, rows.Err()
}

// pageOfRequests: one posting when it is paid.
func pageOfRequests(ctx context.Context, tx *store.Tx, after ID) (list []expected, last ID, err error) {
	rows, err := tx.Query(ctx, sqlEveryRequest, after, checkPage)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanRequest(rows)
		if err != nil {
			return nil, 0, err
		}
		last = r.ID
		e := expected{"request", ledger.ID{Ref: int64(r.ID)}, 0, r.Payer, r.Payee, r.Amount}
		if r.State == Done {
			e.verb = ledger.Post
		}
		list = append(list, e)
	}
	return list, last, rows.Err()
}

// pageOfSplits: one posting for each share that is paid, but the maker's own.
func pageOfSplits(ctx context.Context, tx *store.Tx, after ID) (list []expected, last ID, err error) {
	rows, err := tx.Query(ctx, sqlEverySplit, after, checkPage)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var splits []ID
	for rows.Next() {
		if err := rows.Scan(&last); err != nil {
			return nil, 0, err
		}
		splits = append(splits, last)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, err
	}
	for _, split := range splits {
		s, err := readSplit(ctx, tx, sqlSplit, split)
		if err != nil {
			return nil, 0, err
		}
		for _, share := range s.Shares {
			e := expected{"split", ledger.ID{Ref: int64(s.ID), Step: share.Place}, 0, share.Account, s.Maker, money.Of(share.Minor, s.Total.Currency)}
			if share.Account != s.Maker && !share.PaidAt.IsZero() {
				e.verb = ledger.Post
			}
			list = append(list, e)
		}
	}
	return list, last, nil
}

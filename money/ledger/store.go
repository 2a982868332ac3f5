package ledger

import (
	"context"
	"embed"
	"math"
	"slices"
	"time"

	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger/proof"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings this room's tables up to date and has its invariants checked with the database.
func Migrate(ctx context.Context, db *store.DB) error {
	if err := db.Migrate(ctx, "ledger", migrations); err != nil {
		return err
	}
	db.AddCheck("ledger", Check)
	return nil
}

const (
	accountColumns = `owner, code, currency, posted_debit, posted_credit, pending_debit, pending_credit, floor, version, head`
	postingColumns = `ref, step, verb, debit_owner, debit_code, credit_owner, credit_code, currency, amount,
  hold_ref, hold_step, expires_at_ms, purpose, note, at_ms, fingerprint`
	never = math.MaxInt64 // when a hold without end expires
)

var (
	// lockAccountRows makes the accounts that are missing, locks all in the order of the rows and returns them.
	lockAccountRows = store.NewMulti(`
INSERT INTO ledger_account (`+accountColumns+`) VALUES {{rows}}
ON CONFLICT (owner, code, currency) DO UPDATE SET version = ledger_account.version
RETURNING `+accountColumns, accountTypes...)

	// putAccounts changes accounts that are locked.
	putAccounts = store.NewMulti(`
INSERT INTO ledger_account (`+accountColumns+`) VALUES {{rows}}
ON CONFLICT (owner, code, currency) DO UPDATE SET posted_debit = excluded.posted_debit, posted_credit = excluded.posted_credit,
  pending_debit = excluded.pending_debit, pending_credit = excluded.pending_credit, floor = excluded.floor,
  version = excluded.version, head = excluded.head`, accountTypes...)

	accountTypes = []string{"BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BYTEA"}

	selectAccounts = store.NewMulti(`
WITH v(o, c, y) AS (VALUES {{rows}})
SELECT owner, code, currency, posted_debit, posted_credit, pending_debit, pending_credit, floor, version, head
FROM v CROSS JOIN ledger_account WHERE owner = o AND code = c AND currency = y`, "BIGINT", "BIGINT", "TEXT")

	// A posting of the same id may have come in without sharing an account: then it is another one.
	insertPostings = store.NewMulti(`
INSERT INTO ledger_posting (`+postingColumns+`) VALUES {{rows}} ON CONFLICT (ref, step) DO NOTHING`,
		"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "BIGINT",
		"BIGINT", "BIGINT", "BIGINT", "TEXT", "BYTEA", "BIGINT", "BYTEA")

	selectPostings = store.NewMulti(`
WITH v(r, s) AS (VALUES {{rows}})
SELECT ref, step, verb, debit_owner, debit_code, credit_owner, credit_code, currency, amount,
  hold_ref, hold_step, expires_at_ms, purpose, note, at_ms, fingerprint
FROM v CROSS JOIN ledger_posting WHERE ref = r AND step = s`, "BIGINT", "BIGINT")

	insertEntries = store.NewMulti(`
INSERT INTO ledger_entry (owner, code, currency, version, ref, step, delta, balance, at_ms, hash) VALUES {{rows}}`,
		"BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BYTEA")

	insertHolds = store.NewMulti(`
INSERT INTO ledger_hold (ref, step, debit_owner, debit_code, credit_owner, credit_code, currency, amount, expires_at_ms)
VALUES {{rows}}`, "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT")

	selectLive = store.NewMulti(`
WITH v(r, s) AS (VALUES {{rows}})
SELECT ref, step FROM v CROSS JOIN ledger_hold WHERE ref = r AND step = s`, "BIGINT", "BIGINT")
)

const deleteHold = `DELETE FROM ledger_hold WHERE ref = $1 AND step = $2`

// lockAccounts reads the named accounts, which are sorted, under their locks, and makes those that are missing. SQLite has
// one writer, which holds the lock of everything: there, what exists is only read.
func (l *Ledger) lockAccounts(ctx context.Context, tx *store.Tx, names []Account, into map[Account]*account) error {
	all := make([]account, 0, len(names))
	each := func(r *store.Rows) error {
		all = append(all, account{})
		a := &all[len(all)-1]
		if err := a.scan(r); err != nil {
			return err
		}
		into[a.Account] = a
		return nil
	}
	if l.oneWriter {
		rows := make([]any, 0, 3*len(names))
		for _, a := range names {
			rows = append(rows, a.Owner, int64(a.Code), string(a.Currency))
		}
		if err := selectAccounts.Query(ctx, tx, rows, each); err != nil {
			return err
		}
		if len(all) == len(names) {
			return nil
		}
	}
	var rows []any
	for _, a := range names {
		if into[a] == nil {
			rows = append(rows, a.Owner, int64(a.Code), string(a.Currency), int64(0), int64(0), int64(0), int64(0), a.Code.floor(), int64(0), []byte{})
		}
	}
	return lockAccountRows.Query(ctx, tx, rows, each)
}

func (a *account) scan(r *store.Rows) error {
	var head []byte
	var code int64
	var currency string
	err := r.Scan(&a.Owner, &code, &currency, &a.PostedDebit, &a.PostedCredit, &a.PendingDebit, &a.PendingCredit, &a.Floor, &a.Version, &head)
	a.Code, a.Currency = Code(code), money.Currency(currency)
	copy(a.head[:], head)
	return err
}

func (b *book) writeAccounts(ctx context.Context, tx *store.Tx) error {
	rows := make([]any, 0, 10*len(b.accounts))
	for _, name := range b.names {
		a := b.accounts[name]
		if !a.changed {
			continue
		}
		rows = append(rows, a.Owner, int64(a.Code), string(a.Currency), a.PostedDebit, a.PostedCredit, a.PendingDebit, a.PendingCredit,
			a.Floor, a.Version, a.headBytes())
	}
	_, err := putAccounts.Exec(ctx, tx, rows)
	return err
}

// headBytes is empty before the first entry.
func (a *account) headBytes() []byte {
	if a.Version == 0 {
		return []byte{}
	}
	return a.head[:]
}

func (b *book) writePostings(ctx context.Context, tx *store.Tx) error {
	rows := make([]any, 0, 16*len(b.postings))
	for _, p := range b.postings {
		note := p.Note
		if note == nil {
			note = []byte{}
		}
		rows = append(rows, p.ID.Ref, int64(p.ID.Step), int64(p.Verb), p.Debit.Owner, int64(p.Debit.Code), p.Credit.Owner, int64(p.Credit.Code),
			string(p.Debit.Currency), p.Amount, p.Hold.Ref, int64(p.Hold.Step), p.expiresMs(), p.Purpose, note, p.at.UnixMilli(), p.fingerprint[:])
	}
	n, err := insertPostings.Exec(ctx, tx, rows)
	if err == nil && n != int64(len(b.postings)) {
		return ErrConflict
	}
	return err
}

// writeEntries chains the new entries to those before them and adds them.
func (b *book) writeEntries(ctx context.Context, tx *store.Tx) error {
	rows := make([]any, 0, 10*len(b.entries))
	hashes := make([]proof.Hash, len(b.entries))
	slices.SortStableFunc(b.entries, func(x, y entry) int { return x.account.compare(y.account.Account) })
	for i, e := range b.entries {
		a, p := e.account, e.posting
		row := Entry{Version: e.version, Delta: e.delta, After: e.after, At: p.at}
		a.head = row.chained(a.Account, a.head, p.fingerprint)
		hashes[i] = a.head
		rows = append(rows, a.Owner, int64(a.Code), string(a.Currency), e.version, p.ID.Ref, int64(p.ID.Step), e.delta, e.after,
			p.at.UnixMilli(), hashes[i][:])
	}
	_, err := insertEntries.Exec(ctx, tx, rows)
	return err
}

// writeHolds adds the new holds that are live at the end of the set, and removes the old ones that were resolved.
func (b *book) writeHolds(ctx context.Context, tx *store.Tx) error {
	var rows []any
	fresh := map[ID]bool{}
	for _, p := range b.postings {
		switch {
		case p.Verb == Hold:
			fresh[p.ID] = true
			if b.live[p.ID] {
				rows = append(rows, p.ID.Ref, int64(p.ID.Step), p.Debit.Owner, int64(p.Debit.Code), p.Credit.Owner, int64(p.Credit.Code),
					string(p.Debit.Currency), p.Amount, ends(p.Posting))
			}
		case p.Verb.resolves() && !fresh[p.Hold]:
			if n, err := tx.Exec(ctx, deleteHold, p.Hold.Ref, int64(p.Hold.Step)); err != nil || n != 1 {
				if err == nil {
					err = errs.Internal("ledger.hold", "the live hold %v is not there", p.Hold)
				}
				return err
			}
		}
	}
	_, err := insertHolds.Exec(ctx, tx, rows)
	return err
}

// ends returns when a hold is due, in milliseconds.
func ends(p *Posting) int64 {
	if p.ExpiresAt.IsZero() {
		return never
	}
	return p.ExpiresAt.UnixMilli()
}

func idRows(ids []ID) []any {
	rows := make([]any, 0, 2*len(ids))
	for _, id := range ids {
		rows = append(rows, id.Ref, int64(id.Step))
	}
	return rows
}

// readPostings calls each for those of the ids that exist.
func readPostings(ctx context.Context, tx *store.Tx, ids []ID, each func(*known)) error {
	return selectPostings.Query(ctx, tx, idRows(ids), func(r *store.Rows) error {
		p := &known{Posting: &Posting{}}
		if err := p.scan(r); err != nil {
			return err
		}
		each(p)
		return nil
	})
}

func (p *known) scan(r *store.Rows) error {
	var verb, debitCode, creditCode, step, holdStep, expires, at int64
	var currency string
	var fingerprint []byte
	err := r.Scan(&p.ID.Ref, &step, &verb, &p.Debit.Owner, &debitCode, &p.Credit.Owner, &creditCode, &currency, &p.Amount,
		&p.Hold.Ref, &holdStep, &expires, &p.Purpose, &p.Note, &at, &fingerprint)
	p.ID.Step, p.Hold.Step, p.Verb = int32(step), int32(holdStep), Verb(verb)
	p.Debit.Code, p.Credit.Code = Code(debitCode), Code(creditCode)
	p.Debit.Currency, p.Credit.Currency = money.Currency(currency), money.Currency(currency)
	if expires != 0 {
		p.ExpiresAt = moment(expires)
	}
	p.at = moment(at)
	copy(p.fingerprint[:], fingerprint)
	return err
}

// readLive marks those of the holds that are live.
func readLive(ctx context.Context, tx *store.Tx, holds map[ID]*known, live map[ID]bool) error {
	if len(holds) == 0 {
		return nil
	}
	ids := make([]ID, 0, len(holds))
	for id := range holds {
		ids = append(ids, id)
	}
	return selectLive.Query(ctx, tx, idRows(ids), func(r *store.Rows) error {
		var id ID
		err := r.Scan(&id.Ref, &id.Step)
		live[id] = true
		return err
	})
}

func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

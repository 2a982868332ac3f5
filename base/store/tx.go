package store

import (
	"context"
	"time"

	"alun/base/errs"
)

// Tx is what a closure sees of the database. It belongs to its closure's goroutine and ends with the closure. Only one
// result can be open at a time: read or close a Rows before the next statement.
type Tx struct {
	// Now is the time of this run of the closure, for everything it writes.
	Now time.Time

	conn     conn
	readOnly bool
	ended    bool
	open     *Rows
	broken   error // the first failed statement; the closure cannot succeed any more
	after    []func()
}

// Exec runs a statement and returns how many rows it changed.
//
// q is a constant (the statement is prepared once and kept by its text). args are of int, int64, bool, string, []byte
// or types made of them; nil, and a nil []byte, is NULL. Errors: conflict store.duplicate, invalid store.text (not UTF-8, or
// with a zero byte), and unexpected ones.
func (tx *Tx) Exec(ctx context.Context, q string, args ...any) (affected int64, err error) {
	if args, err = tx.prepare(q, args); err != nil {
		return 0, err
	}
	n, err := tx.conn.exec(ctx, q, args)
	if err != nil {
		return 0, tx.fail(q, err)
	}
	return n, nil
}

// Query runs a statement that returns rows, also INSERT … RETURNING. It takes what Exec takes. Close the result.
func (tx *Tx) Query(ctx context.Context, q string, args ...any) (*Rows, error) {
	args, err := tx.prepare(q, args)
	if err != nil {
		return nil, err
	}
	cur, err := tx.conn.query(ctx, q, args)
	if err != nil {
		return nil, tx.fail(q, err)
	}
	tx.open = &Rows{tx: tx, q: q, cur: cur}
	return tx.open, nil
}

// QueryRow runs a statement of which the first row is wanted. Errors are returned by Scan, which must be called.
func (tx *Tx) QueryRow(ctx context.Context, q string, args ...any) *Row {
	rows, err := tx.Query(ctx, q, args...)
	return &Row{rows: rows, err: err}
}

// AfterCommit has f called once when the transaction is durable, on the goroutine that called Write and before Write
// returns. It is not called when the closure fails, nor for a run that had to be repeated. Hooks run in the order given;
// two closures' hooks run in any order.
func (tx *Tx) AfterCommit(f func()) {
	if tx.readOnly {
		panic("store: AfterCommit in Read")
	}
	tx.after = append(tx.after, f)
}

func (tx *Tx) prepare(q string, args []any) ([]any, error) {
	switch {
	case tx.ended:
		return nil, errs.Internal("store.tx_ended", "a Tx was used after its closure: %s", q)
	case tx.broken != nil:
		return nil, tx.broken
	case tx.open != nil:
		return nil, tx.fail(q, errs.Internal("store.rows_open", "the result of %s is still open", tx.open.q))
	}
	bound, err := bind(args)
	if err != nil {
		return nil, tx.fail(q, err)
	}
	return bound, nil
}

// fail remembers the first failure of the closure, so that it cannot end well.
func (tx *Tx) fail(q string, err error) error {
	err = translate(err)
	errs.Wrap(&err, "%s", firstLine(q))
	if tx.broken == nil {
		tx.broken = err
	}
	return err
}

// end turns the closure's result into the transaction's: a closure that swallowed a failed statement fails all the same.
func (tx *Tx) end(err error) error {
	tx.ended = true
	if tx.open != nil {
		q := tx.open.q
		_ = tx.open.cur.close()
		if err == nil {
			err = errs.Internal("store.rows_open", "the closure ended while the result of %s was open", firstLine(q))
		}
	}
	if err == nil {
		err = tx.broken
	}
	if tx.broken != nil && retryable(tx.broken) && !retryable(err) {
		err = tx.broken // the engine must see what happened, whatever the closure made of it
	}
	return err
}

func firstLine(q string) string {
	const limit = 80
	for i, r := range q {
		if r == '\n' && i > 0 || i > limit {
			return q[:i] + "…"
		}
	}
	return q
}

package store

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"alun/base/errs"
)

// checks are the invariants that rooms have registered.
type checks struct {
	mu   sync.Mutex
	list []namedCheck
}

type namedCheck struct {
	room string
	fn   func(ctx context.Context, tx *Tx) error
}

// AddCheck registers the invariants of a room: fn reads on one snapshot and returns an error that names what does not hold.
func (db *DB) AddCheck(room string, fn func(ctx context.Context, tx *Tx) error) {
	db.checks.mu.Lock()
	defer db.checks.mu.Unlock()
	db.checks.list = append(db.checks.list, namedCheck{room, fn})
}

// Check verifies the database as a whole, its files (SQLite) and every registered invariant, all on one snapshot, and
// returns everything that is wrong, joined. On a large database it takes minutes; the server goes on meanwhile.
func (db *DB) Check(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "store.Check")
	db.checks.mu.Lock()
	list := append([]namedCheck(nil), db.checks.list...)
	db.checks.mu.Unlock()
	return db.Read(ctx, func(ctx context.Context, tx *Tx) error {
		var found []error
		if db.dialect == dialectSQLite {
			found = append(found, integrity(ctx, tx))
		}
		for _, c := range list {
			if err := c.fn(ctx, tx); err != nil {
				found = append(found, fmt.Errorf("%s: %w", c.room, err))
			}
		}
		return errors.Join(found...)
	})
}

func integrity(ctx context.Context, tx *Tx) error {
	rows, err := tx.Query(ctx, "PRAGMA integrity_check(20)")
	if err != nil {
		return err
	}
	defer rows.Close()
	var found []error
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			found = append(found, errDamaged.Because(errors.New(line)))
		}
	}
	return errors.Join(append(found, rows.Err())...)
}

package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	return db.Read(ctx, func(ctx context.Context, tx *Tx) error {
		var found error
		if db.dialect == dialectSQLite {
			found = integrity(ctx, tx)
		}
		return errors.Join(found, db.check(ctx, tx, func(string) bool { return true }))
	})
}

// CheckRooms verifies the registered invariants of some rooms, all on one snapshot, and returns everything that is wrong, joined.
func (db *DB) CheckRooms(ctx context.Context, rooms ...string) (err error) {
	defer errs.Wrap(&err, "store.CheckRooms")
	return db.Read(ctx, func(ctx context.Context, tx *Tx) error {
		return db.check(ctx, tx, func(room string) bool { return slices.Contains(rooms, room) })
	})
}

func (db *DB) check(ctx context.Context, tx *Tx, wanted func(room string) bool) error {
	db.checks.mu.Lock()
	list := slices.Clone(db.checks.list)
	db.checks.mu.Unlock()
	var found []error
	for _, c := range list {
		if !wanted(c.room) {
			continue
		}
		if err := c.fn(ctx, tx); err != nil {
			found = append(found, fmt.Errorf("%s: %w", c.room, err))
		}
	}
	return errors.Join(found...)
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

package sandbox

import (
	"context"

	"alun/base/errs"
	"alun/base/store"
	"alun/money/bank"
)

// This file holds what the operator does to the sandbox. It runs in the desk's transaction, so that each act stands in the audit.

// Decide has the bank approve or refuse a move that it has queued. The same decision again is harmless. Errors: ErrUnknown,
// ErrDecided.
func (b *Bank) Decide(ctx context.Context, tx *store.Tx, move bank.MoveID, approve bool) (err error) {
	defer errs.Wrap(&err, "sandbox.Decide(%d, %t)", move, approve)
	next := Refused
	if approve {
		next = Done
	}
	m, err := look(ctx, tx, sqlLock, move)
	switch {
	case err != nil || m.state == next:
		return err
	case m.state != Queued:
		return ErrDecided
	}
	_, err = tx.Exec(ctx, sqlSet, move, next)
	return err
}

// States returns how moves stand in the bank's books; those that it does not know are left out.
func (b *Bank) States(ctx context.Context, moves []bank.MoveID) (_ map[bank.MoveID]State, err error) {
	defer errs.Wrap(&err, "sandbox.States(%d)", len(moves))
	rows := make([]any, len(moves))
	for i, m := range moves {
		rows[i] = m
	}
	var states map[bank.MoveID]State
	err = b.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		states = make(map[bank.MoveID]State, len(moves))
		return sqlStates.Query(ctx, tx, rows, func(r *store.Rows) error {
			var move bank.MoveID
			var state State
			err := r.Scan(&move, &state)
			states[move] = state
			return err
		})
	})
	return states, err
}

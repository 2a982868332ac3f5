package ledger

import (
	"context"
	"errors"
	"time"

	"alun/base/errs"
	"alun/base/store"
)

const (
	sweepEvery = 3 * time.Second
	sealRounds = 20  // of sweeps between two looks whether a day is to be sealed
	sweepMax   = 256 // holds looked at in one round

	selectDue = `SELECT ref, step FROM ledger_hold WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2`
)

// Run expires holds and seals days until ctx ends.
func (l *Ledger) Run(ctx context.Context) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for round := 0; ; round++ {
		if _, err := l.Sweep(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("sweeping holds", "err", err)
		}
		if round%sealRounds == 0 {
			if _, err := l.Seal(ctx); err != nil && ctx.Err() == nil {
				l.log.Error("sealing the day", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Sweep expires the holds whose time is over, each with its room's OnExpire in a transaction of its own, and returns how
// many it freed. What is due is a column, so nothing is forgotten in a restart. One that fails does not keep the others.
func (l *Ledger) Sweep(ctx context.Context) (freed int, err error) {
	var due []ID
	err = l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		due = due[:0]
		rows, err := tx.Query(ctx, selectDue, l.clock.Now().UnixMilli(), sweepMax)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id ID
			if err := rows.Scan(&id.Ref, &id.Step); err != nil {
				return err
			}
			due = append(due, id)
		}
		return rows.Err()
	})
	all := []error{err}
	for _, id := range due {
		switch err := l.expire(ctx, id); {
		case err == nil:
			freed++
		case errors.Is(err, ErrResolved), errors.Is(err, ErrNotExpired): // somebody was faster, or the clock stepped back
		default:
			all = append(all, err)
		}
	}
	return freed, errors.Join(all...)
}

func (l *Ledger) expire(ctx context.Context, id ID) (err error) {
	defer errs.Wrap(&err, "ledger.expire(%d/%d)", id.Ref, id.Step)
	return l.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := l.Postings(ctx, tx, []ID{id})
		if err != nil {
			return err
		}
		hold := found[id].Posting
		results, err := l.Post(ctx, tx, []Group{{{ID: id.Expiry(), Verb: Expire, Hold: id, Purpose: hold.Purpose, Note: hold.Note}}})
		if err != nil {
			return err
		}
		if r := results[0]; r.Err != nil || r.Value.Duplicate {
			return r.Err
		}
		l.mu.RLock()
		fn := l.expired[hold.Purpose]
		l.mu.RUnlock()
		if fn == nil {
			return nil
		}
		return fn(ctx, tx, hold)
	})
}

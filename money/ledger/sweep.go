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
	sweepPage  = 256 // holds read at once

	selectDue = `
SELECT ref, step, expires_at_ms FROM ledger_hold WHERE expires_at_ms <= $1 AND (expires_at_ms, ref, step) > ($2, $3, $4)
ORDER BY expires_at_ms, ref, step LIMIT $5`
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
	var all []error
	for last := (due{}); ; {
		page, err := l.dueAfter(ctx, last)
		if err != nil {
			return freed, errors.Join(append(all, err)...)
		}
		for _, d := range page {
			switch err := l.expire(ctx, d.ID); {
			case err == nil:
				freed++
			case errors.Is(err, ErrResolved), errors.Is(err, ErrNotExpired): // somebody was faster, or the clock stepped back
			default:
				all = append(all, err)
			}
		}
		if len(page) < sweepPage {
			return freed, errors.Join(all...)
		}
		last = page[len(page)-1]
	}
}

// due is a live hold and when it ends.
type due struct {
	ID

	at int64
}

// dueAfter returns a page of the holds whose time is over, after one of them.
func (l *Ledger) dueAfter(ctx context.Context, last due) (page []due, err error) {
	err = l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		page, err = scanAll(ctx, tx, func(d *due, r *store.Rows) error { return r.Scan(&d.Ref, &d.Step, &d.at) },
			selectDue, l.clock.Now().UnixMilli(), last.at, last.Ref, int64(last.Step), sweepPage)
		return err
	})
	return page, err
}

func (l *Ledger) expire(ctx context.Context, id ID) (err error) {
	defer errs.Wrap(&err, "ledger.expire(%d/%d)", id.Ref, id.Step)
	return l.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := l.Postings(ctx, tx, []ID{id})
		if err != nil {
			return err
		}
		hold, freed := found[id].Posting, false
		free := func() error {
			results, err := l.Post(ctx, tx, []Group{{{ID: id.Expiry(), Verb: Expire, Hold: id, Purpose: hold.Purpose, Note: hold.Note}}})
			switch {
			case err != nil:
				return err
			case results[0].Value.Duplicate:
				return ErrResolved
			}
			freed = results[0].Err == nil
			return results[0].Err
		}
		l.mu.RLock()
		fn := l.expired[hold.Purpose]
		l.mu.RUnlock()
		if fn == nil {
			return free()
		}
		if err := fn(ctx, tx, hold, free); err != nil {
			return err
		}
		if !freed {
			return errs.Internal("ledger.not_freed", "whoever expires %q has not freed the hold", hold.Purpose)
		}
		return nil
	})
}

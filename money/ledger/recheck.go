package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"alun/base/errs"
	"alun/base/store"
)

const (
	recheckSpan = 24 * time.Hour
	recheckMax  = 200_000 // entries replayed at a start; the rest is `alun check`'s

	selectLinesBefore = `
SELECT owner, code, currency, version, ref, step, delta, balance, at_ms, hash FROM ledger_entry
WHERE owner = $1 AND code = $2 AND currency = $3 AND version <= $4 ORDER BY version DESC LIMIT $5`
)

var selectNewest = store.NewMulti(`
WITH v(o, c, y, n) AS (VALUES {{rows}})
SELECT owner, code, currency, version, ref, step, delta, balance, at_ms, hash
FROM v CROSS JOIN ledger_entry WHERE owner = o AND code = c AND currency = y AND version = n`, "BIGINT", "BIGINT", "TEXT", "BIGINT")

// Recheck compares the stored balance of every account with its newest entry and its live holds, looks whether the sums are
// zero, and replays what moved in the last day, at most 200,000 entries. Call it before the server serves: on money that it
// cannot explain it must not start.
//
// Errors: internal ledger.replay, which names the account.
func (l *Ledger) Recheck(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "ledger.Recheck")
	since := l.clock.Now().Add(-recheckSpan)
	return l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error { return recheck(ctx, tx, since) })
}

func recheck(ctx context.Context, tx *store.Tx, since time.Time) error {
	left, counted := recheckMax, newChecker()
	if err := counted.holds(ctx, tx); err != nil {
		return err
	}
	for last := (Account{Owner: -1}); ; {
		page, err := scanAll(ctx, tx, (*account).scan, selectAccountPage, last.Owner, int64(last.Code), string(last.Currency), checkPage)
		if err != nil {
			return err
		}
		moved, err := newestAgree(ctx, tx, page, since)
		if err != nil {
			return err
		}
		for i := range page {
			counted.counters(&page[i])
		}
		for _, a := range moved {
			if err := replayDay(ctx, tx, a, since, &left); err != nil {
				return err
			}
		}
		if len(page) < checkPage {
			break
		}
		last = page[len(page)-1].Account
	}
	if counted.totals(); len(counted.broken) > 0 {
		return unexplained(errors.Join(counted.broken...))
	}
	return nil
}

func unexplained(err error) error {
	return errs.Internal("ledger.replay", "The books do not add up: %v. "+
		"The server does not start on money that it cannot explain. Look with `alun check`, then restore a backup.", err)
}

// newestAgree compares each account with its newest entry, and returns those that moved since.
func newestAgree(ctx context.Context, tx *store.Tx, page []account, since time.Time) (moved []*account, err error) {
	var rows []any
	byName := make(map[Account]*account, len(page))
	for i := range page {
		a := &page[i]
		if a.Version == 0 {
			if err := new(replay).ends(a); err != nil {
				return nil, unexplained(err)
			}
			continue
		}
		byName[a.Account] = a
		rows = append(rows, a.Owner, int64(a.Code), string(a.Currency), a.Version)
	}
	err = selectNewest.Query(ctx, tx, rows, func(r *store.Rows) error {
		var e line
		if err := e.scan(r); err != nil {
			return err
		}
		a := byName[e.account]
		delete(byName, e.account)
		if !e.At.Before(since) {
			moved = append(moved, a)
		}
		if err := (&replay{version: e.Version, balance: e.After, head: e.Hash}).ends(a); err != nil {
			return unexplained(err)
		}
		return nil
	})
	for _, a := range byName {
		if err == nil {
			err = unexplained(new(replay).ends(a))
		}
	}
	return moved, err
}

// replayDay replays the entries of an account from since on.
func replayDay(ctx context.Context, tx *store.Tx, a *account, since time.Time, left *int) error {
	var day []line
	for from := a.Version; ; {
		n := min(checkPage, *left) + 1
		page, err := scanAll(ctx, tx, (*line).scan, selectLinesBefore, a.Owner, int64(a.Code), string(a.Currency), from, n)
		if err != nil {
			return err
		}
		cut := slices.IndexFunc(page, func(e line) bool { return e.At.Before(since) })
		if cut < 0 && len(page) == n && *left > checkPage { // there may be more: the last one is read again as the first
			day = append(day, page[:n-1]...)
			*left -= n - 1
			from = page[n-1].Version
			continue
		}
		if cut < 0 {
			cut = len(page) - 1
		}
		day = append(day, page[:cut+1]...)
		*left -= cut
		break
	}
	return replayFrom(ctx, tx, a, day)
}

// replayFrom follows lines, newest first, of which the oldest is believed, unless it is the account's first.
func replayFrom(ctx context.Context, tx *store.Tx, a *account, lines []line) error {
	slices.Reverse(lines)
	var r replay
	if len(lines) > 0 && lines[0].Version > 1 {
		r = replay{version: lines[0].Version, balance: lines[0].After, head: lines[0].Hash}
		lines = lines[1:]
	}
	for len(lines) > 0 {
		page := lines[:min(len(lines), checkPage)]
		postings, err := postingsOf(ctx, tx, page)
		if err != nil {
			return err
		}
		for i := range page {
			if err := r.follow(&page[i], postings[page[i].ID]); err != nil {
				return unexplained(err)
			}
		}
		lines = lines[len(page):]
	}
	if err := r.ends(a); err != nil {
		return unexplained(err)
	}
	return nil
}

package bills

import (
	"context"
	"time"

	"alun/base/store"
	"alun/money/ledger"
)

// page reads a wallet's entries below a version, newest first, as bills, in a transaction of its own. It returns the
// version of the last one: 0 when nothing is below.
func (b *Books) page(ctx context.Context, book ledger.Account, before int64, limit int) (list []bill, last int64, err error) {
	err = b.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		entries, err := b.Ledger.Entries(ctx, tx, book, before, limit)
		if err != nil {
			return err
		}
		list, err = b.explain(ctx, tx, book, entries)
		last = 0
		if len(entries) == limit && entries[limit-1].Version > 1 {
			last = entries[limit-1].Version
		}
		return err
	})
	return list, last, err
}

// explain makes bills of entries, in their order.
func (b *Books) explain(ctx context.Context, tx *store.Tx, book ledger.Account, entries []ledger.Entry) ([]bill, error) {
	ids := make([]ledger.ID, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	postings, err := b.Ledger.Postings(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	held, err := b.heldOf(ctx, tx, postings)
	if err != nil {
		return nil, err
	}
	list := make([]bill, len(entries))
	for i, e := range entries {
		x := of(book, postings[e.ID], held, e.Delta)
		x.id, x.at, x.after, x.final, x.ref = entryID(book, e.Version), e.At, e.After, true, e.ID.Ref
		list[i] = x
	}
	return list, nil
}

// heldOf reads the holds whose captures say nothing themselves.
func (b *Books) heldOf(ctx context.Context, tx *store.Tx, postings map[ledger.ID]ledger.Stored) (map[ledger.ID]ledger.Stored, error) {
	var ids []ledger.ID
	for _, p := range postings {
		if p.Verb == ledger.Capture && len(p.Note) == 0 {
			ids = append(ids, p.Hold)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return b.Ledger.Postings(ctx, tx, ids)
}

// seek returns a version such that all entries from it on are of until or later, by halving: versions grow with time, but
// for a clock that was set back, so that who reads below it still compares times. 0 when there is none.
func (b *Books) seek(ctx context.Context, book ledger.Account, until time.Time) (version int64, err error) {
	err = b.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		newest, err := b.Ledger.Entries(ctx, tx, book, 0, 1)
		if err != nil || len(newest) == 0 || newest[0].At.Before(until) {
			version = 0
			return err
		}
		low, high := int64(0), newest[0].Version // low is before until, high is not
		for high-low > 1 {
			middle := low + (high-low)/2
			one, err := b.Ledger.Entries(ctx, tx, book, middle+1, 1)
			if err != nil {
				return err
			}
			if len(one) == 1 && one[0].At.Before(until) {
				low = middle
			} else {
				high = middle
			}
		}
		version = high
		return nil
	})
	return version, err
}

// walk calls each for a wallet's bills of a span of time, newest first, until it says stop. Errors: ErrTooMany beyond most.
func (b *Books) walk(ctx context.Context, book ledger.Account, from, until time.Time, most int, each func(bill)) error {
	before, err := b.seek(ctx, book, until)
	if err != nil {
		return err
	}
	if before == 1 { // even the first entry is later
		return nil
	}
	for read := 0; ; {
		list, last, err := b.page(ctx, book, before, ledger.MaxPage)
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.at.Before(from) {
				return nil
			}
			if !x.at.Before(until) {
				continue
			}
			if read++; read > most {
				return ErrTooMany
			}
			each(x)
		}
		if last == 0 {
			return nil
		}
		before = last
	}
}

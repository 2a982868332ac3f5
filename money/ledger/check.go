package ledger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger/proof"
)

const (
	checkPage = 1000 // rows read at once
	maxBroken = 20   // findings of one check
)

// The whole book in the order of its keys, a page at a time.
const (
	selectAccountPage = `
SELECT ` + accountColumns + ` FROM ledger_account
WHERE (owner, code, currency) > ($1, $2, $3) ORDER BY owner, code, currency LIMIT $4`

	selectEntryPage = `
SELECT owner, code, currency, version, ref, step, delta, balance, at_ms, hash FROM ledger_entry
WHERE (owner, code, currency, version) > ($1, $2, $3, $4) ORDER BY owner, code, currency, version LIMIT $5`

	selectPostingPage = `
SELECT ` + postingColumns + ` FROM ledger_posting WHERE (ref, step) > ($1, $2) ORDER BY ref, step LIMIT $3`

	selectAllHolds = `
SELECT ref, step, debit_owner, debit_code, credit_owner, credit_code, currency, amount, expires_at_ms FROM ledger_hold`

	selectResolvedTwice = `
SELECT hold_ref, hold_step FROM ledger_posting WHERE hold_ref > 0 GROUP BY hold_ref, hold_step HAVING COUNT(*) > 1 LIMIT 20`
)

// Check reads the whole book back and returns an error that names what does not hold of this package's "Always true", at
// most 20 findings. It replays every posting and every entry, from the first, with little memory.
func Check(ctx context.Context, tx *store.Tx) error {
	c := newChecker()
	for _, part := range []func(context.Context, *store.Tx) error{c.holds, c.postings, c.entries, c.seals} {
		if err := part(ctx, tx); err != nil {
			return err
		}
		if len(c.broken) >= maxBroken {
			break
		}
	}
	return errors.Join(c.broken...)
}

type checker struct {
	broken  []error
	pending map[Account]*pending // what live holds add up to
	live    int                  // live holds
	sums    map[money.Currency]*[2]big.Int
	moves   tally // which posting moved money on which side: by the postings, minus by the entries
}

type pending struct{ debit, credit int64 }

func newChecker() *checker {
	return &checker{pending: map[Account]*pending{}, sums: map[money.Currency]*[2]big.Int{}}
}

func (c *checker) find(err error) {
	if err != nil && len(c.broken) < maxBroken {
		c.broken = append(c.broken, err)
	}
}

func (c *checker) findf(format string, args ...any) { c.find(fmt.Errorf(format, args...)) }

// tally is a multiset of hashes as their sum: equal multisets are equal sums, and nobody finds two others.
type tally [4]uint64

func (t *tally) add(id ID, side int64, sign uint64) {
	var b [24]byte
	binary.BigEndian.PutUint64(b[:], uint64(id.Ref))
	binary.BigEndian.PutUint64(b[8:], uint64(id.Step))
	binary.BigEndian.PutUint64(b[16:], uint64(side))
	h := proof.Sum(b[:])
	for i := range t {
		t[i] += sign * binary.BigEndian.Uint64(h[8*i:])
	}
}

const (
	plus  = uint64(1)
	minus = ^uint64(0)
)

// holds compares the live holds with their postings, and sums them up by account.
func (c *checker) holds(ctx context.Context, tx *store.Tx) error {
	live, err := scanAll(ctx, tx, (*liveHold).scan, selectAllHolds)
	if err != nil {
		return err
	}
	c.live = len(live)
	for len(live) > 0 {
		n := min(len(live), checkPage)
		ids, found := make([]ID, n), make(map[ID]*known, n)
		for i := range n {
			ids[i] = live[i].ID
		}
		if err := readPostings(ctx, tx, ids, func(p *known) { found[p.ID] = p }); err != nil {
			return err
		}
		for i := range live[:n] {
			h := &live[i]
			if p := found[h.ID]; p == nil || p.Verb != Hold || p.Debit != h.Debit || p.Credit != h.Credit || p.Amount != h.Amount || ends(p.Posting) != h.ends {
				c.findf("live hold %d/%d is not what was posted", h.ID.Ref, h.ID.Step)
			}
			c.pendingOf(h.Debit).debit += h.Amount
			c.pendingOf(h.Credit).credit += h.Amount
		}
		live = live[n:]
	}
	return nil
}

func (c *checker) pendingOf(a Account) *pending {
	if c.pending[a] == nil {
		c.pending[a] = &pending{}
	}
	return c.pending[a]
}

// liveHold is a row of ledger_hold.
type liveHold struct {
	Posting

	ends int64
}

func (h *liveHold) scan(r *store.Rows) error {
	var currency string
	err := r.Scan(&h.ID.Ref, &h.ID.Step, &h.Debit.Owner, &h.Debit.Code, &h.Credit.Owner, &h.Credit.Code, &currency, &h.Amount, &h.ends)
	h.Debit.Currency, h.Credit.Currency = money.Currency(currency), money.Currency(currency)
	return err
}

// postings checks that each says what its fingerprint says, that what resolves a hold fits it, that no hold is resolved
// twice, and that those which are not resolved are live.
func (c *checker) postings(ctx context.Context, tx *store.Tx) error {
	twice, err := scanAll(ctx, tx, func(id *ID, r *store.Rows) error { return r.Scan(&id.Ref, &id.Step) }, selectResolvedTwice)
	if err != nil {
		return err
	}
	for _, id := range twice {
		c.findf("hold %d/%d is resolved more than once", id.Ref, id.Step)
	}
	open := 0 // holds posted minus holds resolved
	for last := (ID{Step: -1 << 31}); ; {
		page, err := scanAll(ctx, tx, func(p *known, r *store.Rows) error { p.Posting = &Posting{}; return p.scan(r) },
			selectPostingPage, last.Ref, int64(last.Step), checkPage)
		if err != nil {
			return err
		}
		for i := range page {
			open += c.posting(&page[i])
		}
		if err := c.resolutions(ctx, tx, page); err != nil {
			return err
		}
		if len(page) < checkPage {
			break
		}
		last = page[len(page)-1].ID
	}
	if open != c.live {
		c.findf("%d holds are not resolved, but %d are live", open, c.live)
	}
	return nil
}

// posting checks one by itself and returns what it adds to the number of open holds.
func (c *checker) posting(p *known) int {
	if p.Posting.fingerprint() != p.fingerprint {
		c.findf("posting %d/%d is not what was posted", p.ID.Ref, p.ID.Step)
	}
	if err := p.examine(); err != nil {
		c.findf("posting %d/%d: %w", p.ID.Ref, p.ID.Step, err)
	}
	if p.Verb == Post || p.Verb == Capture {
		c.moves.add(p.ID, 0, plus)
		c.moves.add(p.ID, 1, plus)
	}
	switch {
	case p.Verb == Hold:
		return 1
	case p.Verb.resolves():
		return -1
	}
	return 0
}

// resolutions compares those of a page that resolve holds with the holds.
func (c *checker) resolutions(ctx context.Context, tx *store.Tx, page []known) error {
	holds, live := map[ID]*known{}, map[ID]bool{}
	var ids []ID
	for i := range page {
		if page[i].Verb.resolves() {
			holds[page[i].Hold] = nil
			ids = append(ids, page[i].Hold)
		}
	}
	if err := readPostings(ctx, tx, ids, func(p *known) { holds[p.ID] = p }); err != nil {
		return err
	}
	if err := readLive(ctx, tx, holds, live); err != nil {
		return err
	}
	for i := range page {
		p := &page[i]
		if !p.Verb.resolves() {
			continue
		}
		if hold := holds[p.Hold]; hold == nil || p.fill(hold.Posting) != nil {
			c.findf("posting %d/%d resolves no hold that fits it", p.ID.Ref, p.ID.Step)
		}
		if live[p.Hold] {
			c.findf("hold %d/%d is resolved and live", p.Hold.Ref, p.Hold.Step)
		}
	}
	return nil
}

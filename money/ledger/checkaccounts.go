package ledger

import (
	"context"
	"fmt"
	"math/big"

	"alun/base/store"
)

// entries replays every account from its first entry and compares what comes out with its row.
func (c *checker) entries(ctx context.Context, tx *store.Tx) error {
	lines := &lineReader{from: line{account: Account{Owner: -1}}}
	for last := (Account{Owner: -1}); ; {
		page, err := scanAll(ctx, tx, (*account).scan, selectAccountPage, last.Owner, int64(last.Code), string(last.Currency), checkPage)
		if err != nil {
			return err
		}
		for i := range page {
			if err := c.account(ctx, tx, &page[i], lines); err != nil {
				return err
			}
			if len(c.broken) >= maxBroken {
				return nil
			}
		}
		if len(page) < checkPage {
			break
		}
		last = page[len(page)-1].Account
	}
	if e, _, err := lines.next(ctx, tx); err != nil || e != nil {
		if e != nil {
			c.findf("account %v has entries but does not exist", e.account)
		}
		return err
	}
	c.totals()
	if c.moves != (tally{}) {
		c.findf("entries and postings are not two to one")
	}
	return nil
}

// totals finds live holds that no account speaks of, and sums that are not zero, once all accounts were counted.
func (c *checker) totals() {
	for a, p := range c.pending {
		if p.debit != 0 || p.credit != 0 {
			c.findf("holds of %d and %d are live for account %v, which says otherwise or does not exist", p.debit, p.credit, a)
		}
	}
	for currency, sums := range c.sums {
		if sums[0].Sign() != 0 || sums[1].Sign() != 0 {
			c.findf("over all accounts in %s there are %v posted and %v pending, not zero", currency, &sums[0], &sums[1])
		}
	}
}

// account replays one account.
func (c *checker) account(ctx context.Context, tx *store.Tx, a *account, lines *lineReader) error {
	var r replay
	for {
		e, p, err := lines.next(ctx, tx)
		if err != nil {
			return err
		}
		if e == nil || e.account.compare(a.Account) > 0 {
			break
		}
		lines.taken()
		if e.account != a.Account {
			c.findf("account %v has entries but does not exist", e.account)
			continue
		}
		if err := r.follow(e, p); err != nil {
			c.find(err)
			continue
		}
		side := int64(0)
		if e.Delta > 0 {
			side = 1
		}
		c.moves.add(e.ID, side, minus)
	}
	c.find(r.ends(a))
	if r.debit != a.PostedDebit || r.credit != a.PostedCredit {
		c.findf("account %v has posted %d and %d, its entries %d and %d", a.Account, a.PostedDebit, a.PostedCredit, r.debit, r.credit)
	}
	c.counters(a)
	return nil
}

// counters checks the row of an account against the live holds and its floor, and adds it to the sums.
func (c *checker) counters(a *account) {
	p := c.pendingOf(a.Account)
	if p.debit != a.PendingDebit || p.credit != a.PendingCredit {
		c.findf("account %v has %d and %d pending, its live holds add up to %d and %d", a.Account, a.PendingDebit, a.PendingCredit, p.debit, p.credit)
	}
	delete(c.pending, a.Account)
	if a.PostedDebit < 0 || a.PostedCredit < 0 || a.PendingDebit < 0 || a.PendingCredit < 0 {
		c.findf("account %v has a counter below zero: %+v", a.Account, a.Balance)
	}
	if a.Floor != Unlimited && a.Available() < a.Floor {
		c.findf("account %v has %d available, below its floor of %d", a.Account, a.Available(), a.Floor)
	}
	sums := c.sums[a.Currency]
	if sums == nil {
		sums = &[2]big.Int{}
		c.sums[a.Currency] = sums
	}
	for i, counters := range [2][2]int64{{a.PostedCredit, a.PostedDebit}, {a.PendingCredit, a.PendingDebit}} {
		sums[i].Add(&sums[i], big.NewInt(counters[0]))
		sums[i].Sub(&sums[i], big.NewInt(counters[1]))
	}
}

// lineReader reads all entries in the order of their keys, with their postings.
type lineReader struct {
	from     line // the last one read
	page     []line
	postings map[ID]*known
	at       int
	ended    bool
}

// next returns the entry after the last one taken, nil at the end.
func (l *lineReader) next(ctx context.Context, tx *store.Tx) (*line, *known, error) {
	if l.at == len(l.page) && !l.ended {
		page, err := scanAll(ctx, tx, (*line).scan, selectEntryPage,
			l.from.account.Owner, int64(l.from.account.Code), string(l.from.account.Currency), l.from.Version, checkPage)
		if err != nil {
			return nil, nil, fmt.Errorf("reading entries: %w", err)
		}
		l.page, l.at, l.ended = page, 0, len(page) < checkPage
		if len(page) > 0 {
			l.from = page[len(page)-1]
		}
		if l.postings, err = postingsOf(ctx, tx, page); err != nil {
			return nil, nil, err
		}
	}
	if l.at == len(l.page) {
		return nil, nil, nil
	}
	e := &l.page[l.at]
	return e, l.postings[e.ID], nil
}

func (l *lineReader) taken() { l.at++ }

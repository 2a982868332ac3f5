package ledger_test

import (
	"context"
	"maps"
	"slices"

	"alun/base/store"
	"alun/money/ledger"
)

// touchedBy returns the accounts that a set speaks of, by itself or by the holds that it resolves.
func (m *machine) touchedBy(set []ledger.Group) (names []ledger.Account) {
	for _, g := range set {
		for _, p := range g {
			if p.Debit.Code == 0 {
				p = m.model.postings[p.Hold].Posting
			}
			if p.Debit.Code != 0 {
				names = append(names, p.Debit, p.Credit)
			}
		}
	}
	return names
}

// look compares the accounts that a step touched with the model, and reads their holds and their new entries; every thousand
// operations those of all accounts, and the sums.
func (m *machine) look(touched []ledger.Account) {
	seen := map[ledger.Account]bool{}
	for _, a := range touched {
		seen[a] = true
	}
	all := m.done-m.sinceLook >= 1000
	if all {
		m.sinceLook = m.done
		for _, accounts := range world {
			for _, a := range accounts {
				seen[a] = true
			}
		}
	}
	names := slices.Collect(maps.Keys(seen))
	err := m.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		got, err := m.Balances(ctx, tx, names)
		if err != nil {
			return err
		}
		for _, a := range names {
			m.compare(a, got[a])
			if err := m.readOn(ctx, tx, a, got[a]); err != nil {
				return err
			}
		}
		return m.compareHolds(ctx, tx, names)
	})
	if err != nil {
		m.fail("%v", err)
	}
	if all && !m.model.sumsAreZero() {
		m.fail("money was made")
	}
}

func (m *machine) compare(a ledger.Account, got ledger.Balance) {
	if want := m.model.balance(a); got != want {
		m.fail("%v: %+v, want %+v", a, got, want)
	}
	if got.Floor != ledger.Unlimited && got.Available() < got.Floor {
		m.fail("%v is below its floor: %+v", a, got)
	}
}

// readOn reads the entries that an account got since they were looked at: their versions are dense, each leads from the
// balance before it, by what its posting does to the account, and the last one to what the account has.
func (m *machine) readOn(ctx context.Context, tx *store.Tx, a ledger.Account, has ledger.Balance) error {
	last := m.newest[a]
	for last.Version < has.Version {
		page, err := m.Entries(ctx, tx, a, min(has.Version, last.Version+ledger.MaxPage)+1, int(min(has.Version-last.Version, ledger.MaxPage)))
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, e := range slices.Backward(page) {
			p := m.model.postings[e.ID]
			gives, takes := p.Debit == a && e.Delta == -p.Amount, p.Credit == a && e.Delta == p.Amount
			if e.Version != last.Version+1 || e.After != last.After+e.Delta || !gives && !takes || !e.At.Equal(p.At) {
				m.fail("%v: entry %+v after %+v, of posting %+v", a, e, last, p)
			}
			last = e
		}
	}
	m.newest[a] = last
	if last.Version != has.Version || last.After != has.Posted() {
		m.fail("%v has %+v after entry %+v", a, has, last)
	}
	return nil
}

func (m *machine) compareHolds(ctx context.Context, tx *store.Tx, names []ledger.Account) error {
	want := map[ledger.Account]int64{}
	for id := range m.model.live {
		want[m.model.postings[id].Debit]++
	}
	for _, a := range names {
		held, err := m.Holds(ctx, tx, a)
		if err != nil {
			return err
		}
		sum := int64(0)
		for _, h := range held {
			sum += h.Amount
		}
		if int64(len(held)) != want[a] || sum != m.model.balance(a).PendingDebit {
			m.fail("%v: %d holds of %d, want %d of %d", a, len(held), sum, want[a], m.model.balance(a).PendingDebit)
		}
	}
	return nil
}

package ledger

import (
	"context"
	"slices"

	"alun/base/errs"
	"alun/base/store"
)

// Post posts groups in their order, each of them whole or not at all, in the caller's transaction. A group's own error is
// its Result's; the others go on. A group that was posted before, by the ids of its postings, gets its first answer
// whatever has happened since; see [Group], [Posting] and the errors of this package. An error of Post itself undoes the
// transaction.
//
// It locks the accounts that the groups touch in the order of their names: post once in a transaction, after the rows of
// the thing that the money moves for.
func (l *Ledger) Post(ctx context.Context, tx *store.Tx, groups []Group) (_ []store.Result[Posted], err error) {
	defer errs.Wrap(&err, "ledger.Post(%d)", len(groups))
	s := &set{results: make([]store.Result[Posted], len(groups)), groups: make([][]*known, len(groups))}
	if err := s.take(groups); err != nil {
		return nil, err
	}
	if err := s.fill(ctx, tx); err != nil {
		return nil, err
	}
	b, err := l.open(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	for i, g := range s.groups {
		if s.results[i].Err == nil {
			s.results[i].Value, s.results[i].Err = b.try(g)
		}
	}
	return s.results, b.write(ctx, tx)
}

// set is a Post under way.
type set struct {
	groups  [][]*known // as given, then filled in
	results []store.Result[Posted]
	holds   map[ID]*known // postings that the resolving ones speak of, whatever they are
}

// take copies the groups, so that the caller's stay as they are.
func (s *set) take(groups []Group) error {
	n := 0
	for _, g := range groups {
		n += len(g)
	}
	if n > MaxSet {
		return errs.Internal("ledger.set", "%d postings at once", n)
	}
	room, copies := make([]known, n), make([]Posting, n)
	for i, g := range groups {
		s.groups[i] = make([]*known, len(g))
		for j := range g {
			n--
			copies[n] = g[j]
			room[n].Posting = &copies[n]
			s.groups[i][j] = &room[n]
		}
	}
	return nil
}

// fill completes what resolves holds from the holds, which never change and need no lock, and refuses what can never be right.
func (s *set) fill(ctx context.Context, tx *store.Tx) error {
	s.holds = map[ID]*known{}
	for _, g := range s.groups {
		for _, p := range g {
			if p.Verb.resolves() {
				s.holds[p.Hold] = nil
			}
		}
	}
	if len(s.holds) > 0 {
		if err := s.findHolds(ctx, tx); err != nil {
			return err
		}
	}
	for i, g := range s.groups {
		for _, p := range g {
			if hold := s.holds[p.Hold]; s.results[i].Err == nil && p.Verb.resolves() {
				if hold == nil {
					s.results[i].Err = ErrNoHold
				} else {
					s.results[i].Err = p.fill(hold.Posting)
				}
			}
		}
		if s.results[i].Err == nil {
			s.results[i].Err = examine(g)
		}
		if s.results[i].Err == nil {
			for _, p := range g {
				p.fingerprint = p.Posting.fingerprint()
			}
		}
	}
	return nil
}

// findHolds looks for the holds in the book, then in the set itself.
func (s *set) findHolds(ctx context.Context, tx *store.Tx) error {
	ids := make([]ID, 0, len(s.holds))
	for id := range s.holds {
		ids = append(ids, id)
	}
	err := readPostings(ctx, tx, ids, func(p *known) { s.holds[p.ID] = p })
	if err != nil {
		return err
	}
	for _, g := range s.groups {
		for _, p := range g {
			if hold, asked := s.holds[p.ID]; asked && hold == nil && p.Verb == Hold {
				s.holds[p.ID] = p
			}
		}
	}
	return nil
}

// open locks the accounts and reads everything that the groups may depend on.
func (l *Ledger) open(ctx context.Context, tx *store.Tx, s *set) (*book, error) {
	b := &book{now: moment(tx.Now.UnixMilli()), accounts: map[Account]*account{}, known: map[ID]*known{}, live: map[ID]bool{}}
	var names []Account
	var ids []ID
	add := func(a Account) {
		if _, ok := b.accounts[a]; !ok {
			b.accounts[a] = nil
			names = append(names, a)
		}
	}
	for i, g := range s.groups {
		if s.results[i].Err != nil {
			continue
		}
		for _, p := range g {
			p.at = b.now
			ids = append(ids, p.ID)
			add(p.Debit)
			add(p.Credit)
		}
	}
	if len(ids) == 0 {
		return b, nil
	}
	slices.SortFunc(names, Account.compare)
	b.names = names
	if err := l.lockAccounts(ctx, tx, names, b.accounts); err != nil {
		return nil, err
	}
	for id := range s.holds {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, ID.compare)
	ids = slices.Compact(ids)
	// Only now: what another transaction posted before it let go of the accounts is seen by a statement that begins after.
	if err := readPostings(ctx, tx, ids, func(p *known) { b.known[p.ID] = p }); err != nil {
		return nil, err
	}
	return b, readLive(ctx, tx, s.holds, b.live)
}

// write adds what the groups posted.
func (b *book) write(ctx context.Context, tx *store.Tx) error {
	if len(b.postings) == 0 {
		return nil
	}
	if err := b.writePostings(ctx, tx); err != nil {
		return err
	}
	if err := b.writeEntries(ctx, tx); err != nil {
		return err
	}
	if err := b.writeHolds(ctx, tx); err != nil {
		return err
	}
	return b.writeAccounts(ctx, tx)
}

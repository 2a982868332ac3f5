package account

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// topicPerson tells all nodes that an account changed: 8 bytes, big endian.
const topicPerson = "account.person"

const (
	peopleCached = 50_000      // accounts remembered; beyond it some are forgotten
	peopleFresh  = time.Minute // how long without asking again, should a hint be lost
)

// people remembers accounts by id. A hint that arrives while a read is under way keeps its result from being remembered.
type people struct {
	mu   sync.RWMutex
	rows map[id.Account]remembered
	gen  uint64 // rises with every hint
}

type remembered struct {
	account *Account
	until   time.Time
}

func (p *people) init() { p.rows = map[id.Account]remembered{} }

func (p *people) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gen++
	clear(p.rows)
}

func (p *people) forget(a id.Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gen++
	delete(p.rows, a)
}

// find returns what is remembered of ids, which are not, and the generation that a read of those belongs to.
func (p *people) find(ids []id.Account, now time.Time) (found map[id.Account]*Account, missing []id.Account, gen uint64) {
	found = make(map[id.Account]*Account, len(ids))
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, a := range ids {
		if r, ok := p.rows[a]; ok && now.Before(r.until) {
			found[a] = r.account
		} else {
			missing = append(missing, a)
		}
	}
	return found, missing, p.gen
}

func (p *people) remember(rows []*Account, gen uint64, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if gen != p.gen {
		return
	}
	for _, a := range rows {
		for old := range p.rows {
			if len(p.rows) < peopleCached {
				break
			}
			delete(p.rows, old)
		}
		p.rows[a.ID] = remembered{a, now.Add(peopleFresh)}
	}
}

func (s *Service) forgetPerson(data []byte) {
	if a, ok := accountOf(data); ok {
		s.people.forget(a)
	}
}

// accounts returns those of ids that exist, from memory where it can. The accounts are shared: do not alter them.
func (s *Service) accounts(ctx context.Context, ids []id.Account) (map[id.Account]*Account, error) {
	now := s.Clock.Now()
	found, missing, gen := s.people.find(ids, now)
	if len(missing) == 0 {
		return found, nil
	}
	rows, err := s.readPeople(ctx, missing)
	if err != nil {
		return nil, err
	}
	s.people.remember(rows, gen, now)
	for _, a := range rows {
		found[a.ID] = a
	}
	return found, nil
}

// readPeople reads those of ids that exist, in any order.
func (s *Service) readPeople(ctx context.Context, ids []id.Account) (rows []*Account, err error) {
	args := make([]any, 0, len(ids))
	asked := make(map[id.Account]bool, len(ids))
	for _, a := range ids {
		if !asked[a] {
			asked[a] = true
			args = append(args, a)
		}
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return selectPeople.Query(ctx, tx, args, func(r *store.Rows) error {
			a, err := scanAccount(r)
			rows = append(rows, a)
			return err
		})
	})
	return rows, err
}

// People returns the public profiles of those of ids that exist; a deleted account is there, without a name. It is
// answered from memory where it can: a change is seen at once where the bus reaches, within a minute everywhere.
func (s *Service) People(ctx context.Context, ids []id.Account) (_ map[id.Account]*accountv1.Person, err error) {
	defer errs.Wrap(&err, "account.People(%d)", len(ids))
	rows, err := s.accounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	persons := make(map[id.Account]*accountv1.Person, len(rows))
	for a, row := range rows {
		persons[a] = row.Person()
	}
	return persons, nil
}

// Settings returns what an account has decided about being found and seen, as fresh as People. Errors: ErrNotFound.
func (s *Service) Settings(ctx context.Context, a id.Account) (_ Settings, err error) {
	defer errs.Wrap(&err, "account.Settings(%d)", a)
	rows, err := s.accounts(ctx, []id.Account{a})
	if err != nil {
		return Settings{}, err
	}
	row, ok := rows[a]
	if !ok || !row.DeletedAt.IsZero() {
		return Settings{}, ErrNotFound
	}
	return row.Settings, nil
}

// LastSeen returns when each of ids last used a device, to the minute, and exactly when the last one has disconnected; never
// seen and unknown are left out. It is read anew: nobody hears of every use. What of it may be shown to whom is in
// Settings.LastSeen and the caller's to decide.
func (s *Service) LastSeen(ctx context.Context, ids []id.Account) (_ map[id.Account]time.Time, err error) {
	defer errs.Wrap(&err, "account.LastSeen(%d)", len(ids))
	rows, err := s.readPeople(ctx, ids)
	if err != nil {
		return nil, err
	}
	seen := make(map[id.Account]time.Time, len(rows))
	for _, row := range rows {
		if last := s.sessions.lastSeen(row.ID, row.SeenAt); !last.IsZero() && row.DeletedAt.IsZero() {
			seen[row.ID] = last
		}
	}
	return seen, nil
}

func accountBytes(a id.Account) []byte { return binary.BigEndian.AppendUint64(nil, uint64(a)) }

func accountOf(data []byte) (id.Account, bool) {
	if len(data) < 8 {
		return 0, false
	}
	return id.Account(binary.BigEndian.Uint64(data)), true
}

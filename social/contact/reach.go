package contact

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Reach says whether a message from one person arrives at another.
type Reach int

const (
	Free    Reach = iota // it arrives
	Request              // the recipient lets only friends write, and the sender is none: it waits as a request
	Blocked              // one of the two blocks the other
)

// Reach returns whether from can write to to. It reads in tx what this node does not remember; with a nil tx, in one of its
// own. What a node remembers is at most memoryTime old, and normally as old as the bus is slow. Do not ask in the
// transaction that changes the pair: what it has not committed would be remembered.
func (s *Service) Reach(ctx context.Context, tx *store.Tx, from, to id.Account) (_ Reach, err error) {
	defer errs.Wrap(&err, "contact.Reach(%d, %d)", from, to)
	if from == to {
		return Free, nil
	}
	p, err := s.pairOf(ctx, tx, from, to)
	switch {
	case err != nil:
		return Blocked, err
	case p.blocked || p.blockedBy:
		return Blocked, nil
	case p.friend:
		return Free, nil
	}
	settings, err := s.accounts.SettingsIn(ctx, tx, to)
	if err != nil {
		return Blocked, err
	}
	if settings.GetMessages() == accountv1.Audience_AUDIENCE_EVERYONE {
		return Free, nil
	}
	return Request, nil
}

// Bond is what two people are to each other, as far as others' rooms may ask.
type Bond struct {
	Friend  bool // both list each other
	Blocked bool // one of the two blocks the other: neither sees the other's presence
}

// Bond returns what two people are to each other, from memory as Reach does. tx may be nil.
func (s *Service) Bond(ctx context.Context, tx *store.Tx, a, b id.Account) (_ Bond, err error) {
	defer errs.Wrap(&err, "contact.Bond(%d, %d)", a, b)
	p, err := s.pairOf(ctx, tx, a, b)
	return Bond{Friend: p.friend, Blocked: p.blocked || p.blockedBy}, err
}

// Friends returns the accounts that are friends of one, at most MaxFriends, in the order of their ids.
func (s *Service) Friends(ctx context.Context, tx *store.Tx, of id.Account) (friends []id.Account, err error) {
	defer errs.Wrap(&err, "contact.Friends(%d)", of)
	rows, err := tx.Query(ctx, sqlFriends, of)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var other id.Account
		if err := rows.Scan(&other); err != nil {
			return nil, err
		}
		friends = append(friends, other)
	}
	return friends, rows.Err()
}

func (s *Service) pairOf(ctx context.Context, tx *store.Tx, one, two id.Account) (pairState, error) {
	if state, ok := s.pairs.recall(one, two); ok {
		return state, nil
	}
	round := s.pairs.round()
	var side Side
	read := func(ctx context.Context, tx *store.Tx) (err error) {
		side, err = readSide(ctx, tx, one, two)
		return err
	}
	var err error
	if tx == nil {
		err = s.db.Read(ctx, read)
	} else {
		err = read(ctx, tx)
	}
	if err != nil {
		return pairState{}, err
	}
	state := pairState{friend: side.Friend, blocked: side.Blocked, blockedBy: side.BlockedBy}
	s.pairs.remember(one, two, state, round)
	return state, nil
}

// topicChanged carries two account ids of 8 bytes each, big endian: what is remembered of the two is old.
const topicChanged = "contact.changed"

func encodePair(a, b id.Account) []byte {
	data := binary.BigEndian.AppendUint64(nil, uint64(a))
	return binary.BigEndian.AppendUint64(data, uint64(b))
}

const (
	maxPairs   = 100_000          // remembered; a full memory starts afresh
	memoryTime = 30 * time.Second // repairs a hint that the bus has lost
)

type pairKey struct{ one, two id.Account }

type pairState struct{ friend, blocked, blockedBy bool }

type memory struct {
	state pairState
	until time.Time
}

// pairs remembers sides. What was read before a change is not remembered after it: each change begins a new round, and
// remember takes only what was read in the present one.
type pairs struct {
	clock clock.Clock
	mu    sync.RWMutex
	known map[pairKey]memory
	turn  uint64
}

func newPairs(c clock.Clock) *pairs { return &pairs{clock: c, known: map[pairKey]memory{}} }

func (p *pairs) recall(one, two id.Account) (pairState, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	m, ok := p.known[pairKey{one, two}]
	return m.state, ok && p.clock.Now().Before(m.until)
}

func (p *pairs) round() uint64 {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.turn
}

func (p *pairs) remember(one, two id.Account, s pairState, round uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if round != p.turn {
		return
	}
	if len(p.known) >= maxPairs {
		clear(p.known)
	}
	p.known[pairKey{one, two}] = memory{s, p.clock.Now().Add(memoryTime)}
}

func (p *pairs) forget(a, b id.Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn++
	delete(p.known, pairKey{a, b})
	delete(p.known, pairKey{b, a})
}

func (p *pairs) forgetEncoded(data []byte) {
	if len(data) == 16 {
		p.forget(id.Account(binary.BigEndian.Uint64(data)), id.Account(binary.BigEndian.Uint64(data[8:])))
	}
}

func (p *pairs) forgetAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn++
	clear(p.known)
}

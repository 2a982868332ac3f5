package account

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// topicSession tells all nodes that sessions of an account are not what they were: the account and then the sessions
// that ended, 8 bytes each, big endian.
const topicSession = "account.session"

const (
	sessionsCached = 200_000          // tokens remembered; beyond it some are forgotten
	sessionFresh   = 5 * time.Second  // how long a token is believed without asking the database again
	touchEvery     = time.Minute      // how often a session's last use is written
	liveTouchEvery = 10 * time.Minute // … when all it does is to stay connected
)

// ErrSessionNotFound says that the caller has no such device.
var ErrSessionNotFound = errs.NotFound("account.session_not_found", "This device is not signed in any more.")

// sessions remembers the tokens of accounts by their hash, and uses that are not written yet.
type sessions struct {
	mu      sync.RWMutex
	of      map[id.Account][]known
	size    int    // tokens remembered
	gen     uint64 // rises with every hint
	touched map[id.Session]touch
	seen    map[id.Account]time.Time
}

// known is a token by its hash. An account has few, so a list of them is the smallest and fastest map.
type known struct {
	hash [32]byte
	verified
}

type verified struct {
	caller  authn.Caller
	expires time.Time // idle or age, whichever comes first
	until   time.Time // when to ask the database again
	usedAt  time.Time
	network string
}

type touch struct {
	account id.Account
	at      time.Time
	network string // empty: as before
}

func (c *sessions) init() {
	c.of = map[id.Account][]known{}
	c.touched = map[id.Session]touch{}
	c.seen = map[id.Account]time.Time{}
}

func (c *sessions) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	c.size = 0
	clear(c.of)
}

func (c *sessions) forget(a id.Account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	c.drop(a)
}

func (c *sessions) drop(a id.Account) {
	c.size -= len(c.of[a])
	delete(c.of, a)
}

func (c *sessions) find(a id.Account, hash [32]byte, now time.Time) (v verified, ok bool, gen uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, k := range c.of[a] {
		if k.hash == hash {
			return k.verified, now.Before(k.until) && now.Before(k.expires), c.gen
		}
	}
	return v, false, c.gen
}

// sweep forgets tokens that would have to be asked for again anyway, as those of devices that only stay connected.
func (c *sessions) sweep(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.size = 0
	for a, list := range c.of {
		list = slices.DeleteFunc(list, func(k known) bool { return !now.Before(k.until) })
		if len(list) == 0 {
			delete(c.of, a)
			continue
		}
		c.of[a] = list
		c.size += len(list)
	}
	if c.size == 0 {
		c.of = map[id.Account][]known{} // a map keeps the room of what it once held
	}
}

// remember keeps what a read that began at generation gen has found, unless a hint has come since.
func (c *sessions) remember(hash [32]byte, v verified, gen uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if gen != c.gen {
		return
	}
	for old := range c.of {
		if c.size < sessionsCached {
			break
		}
		c.drop(old)
	}
	mine := c.of[v.caller.Account]
	for i := range mine {
		if mine[i].hash == hash {
			mine[i].verified = v
			return
		}
	}
	c.of[v.caller.Account] = append(mine, known{hash, v})
	c.size++
}

// touch notes a use to be written by Flush.
func (c *sessions) touch(s id.Session, t touch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.network == "" {
		t.network = c.touched[s].network
	}
	c.touched[s] = t
	c.seen[t.account] = t.at
}

// lastSeen returns the later of what is written and what is noted of an account's last use.
func (c *sessions) lastSeen(a id.Account, written time.Time) time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if noted := c.seen[a]; noted.After(written) {
		return noted
	}
	return written
}

// Verify returns the caller of a token. It is answered from memory for five seconds after it was last looked up, unless
// a hint says that the account's sessions changed. Errors: authn.ErrSignedOut; those of the database.
func (s *Service) Verify(ctx context.Context, token string) (_ authn.Caller, err error) {
	defer errs.Wrap(&err, "account.Verify")
	account, hash, ok := parseToken(token)
	if !ok {
		return authn.Caller{}, authn.ErrSignedOut
	}
	now, key := s.Clock.Now(), [32]byte(hash)
	v, ok, gen := s.sessions.find(account, key, now)
	if !ok {
		if v, err = s.readSession(ctx, account, hash); err != nil {
			return authn.Caller{}, err
		}
		if !now.Before(v.expires) {
			return authn.Caller{}, authn.ErrSignedOut
		}
		v.until = now.Add(sessionFresh)
		s.sessions.remember(key, v, gen)
	}
	if network := authn.ClientOf(ctx).Network(); now.Sub(v.usedAt) >= touchEvery || network != "" && network != v.network {
		s.sessions.touch(v.caller.Session, touch{account, now, network})
		v.usedAt = now
		if network != "" {
			v.network = network
		}
		s.sessions.remember(key, v, gen)
	}
	return v.caller, nil
}

func (s *Service) readSession(ctx context.Context, account id.Account, hash []byte) (v verified, err error) {
	var created, used, suspended, deleted int64
	var role accountv1.Role
	v.caller = authn.Caller{Account: account, Slot: -1}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, verifySession, account, hash).Scan(&v.caller.Session, &created, &used, &v.network, &role, &suspended, &deleted)
	})
	if errors.Is(err, store.ErrNoRows) || err == nil && (suspended != 0 || deleted != 0) {
		return v, authn.ErrSignedOut
	}
	v.caller.Operator = role == accountv1.Role_ROLE_OPERATOR
	v.usedAt, v.expires = at(used), sessionEnd(at(created), at(used))
	return v, err
}

// SignedIn reports, as of tx, whether a session of an account is alive: not ended, not run out, the account neither suspended
// nor deleted.
func (s *Service) SignedIn(ctx context.Context, tx *store.Tx, a id.Account, session id.Session) (_ bool, err error) {
	defer errs.Wrap(&err, "account.SignedIn(%d)", a)
	var created, used, suspended, deleted int64
	err = tx.QueryRow(ctx, sessionAlive, a, session).Scan(&created, &used, &suspended, &deleted)
	if errors.Is(err, store.ErrNoRows) {
		return false, nil
	}
	return err == nil && suspended == 0 && deleted == 0 && tx.Now.Before(sessionEnd(at(created), at(used))), err
}

// Open reports, as of tx, whether an account is one that can be dealt with: there, neither suspended nor deleted.
func (s *Service) Open(ctx context.Context, tx *store.Tx, a id.Account) (_ bool, err error) {
	defer errs.Wrap(&err, "account.Open(%d)", a)
	var suspended, deleted int64
	err = tx.QueryRow(ctx, accountOpen, a).Scan(&suspended, &deleted)
	if errors.Is(err, store.ErrNoRows) {
		return false, nil
	}
	return err == nil && suspended == 0 && deleted == 0, err
}

func sessionEnd(created, used time.Time) time.Time {
	idle, age := used.Add(SessionIdle), created.Add(SessionAge)
	if idle.Before(age) {
		return idle
	}
	return age
}

// Ended returns those of ids, of devices that are connected now, whose session is over. Being connected counts as a use.
func (s *Service) Ended(ctx context.Context, ids []id.Session) (ended []id.Session, err error) {
	defer errs.Wrap(&err, "account.Ended(%d)", len(ids))
	args := make([]any, len(ids))
	over := make(map[id.Session]bool, len(ids))
	for i, one := range ids {
		args[i], over[one] = one, true
	}
	now := s.Clock.Now()
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return liveSessions.Query(ctx, tx, args, func(r *store.Rows) error {
			var one id.Session
			var account id.Account
			var created, used int64
			if err := r.Scan(&one, &account, &created, &used); err != nil {
				return err
			}
			over[one] = !now.Before(sessionEnd(at(created), at(used)))
			if !over[one] && now.Sub(at(used)) >= liveTouchEvery {
				s.sessions.touch(one, touch{account: account, at: now})
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	for one, is := range over {
		if is {
			ended = append(ended, one)
		}
	}
	return ended, nil
}

// Seen notes that an account's last device has just disconnected.
func (s *Service) Seen(a id.Account) {
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	s.sessions.seen[a] = s.Clock.Now()
}

// Flush writes the uses noted since the last time, at most one row a session and minute. Run calls it.
func (s *Service) Flush(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "account.Flush")
	s.sessions.mu.Lock()
	touched, seen := s.sessions.touched, s.sessions.seen
	s.sessions.touched, s.sessions.seen = map[id.Session]touch{}, map[id.Account]time.Time{}
	s.sessions.mu.Unlock()
	if len(touched) == 0 && len(seen) == 0 {
		return nil
	}
	uses, accounts := touchRows(touched), seenRows(seen)
	const chunk = 512 // rows of one transaction, so that nobody waits long behind it
	for len(uses) > 0 || len(accounts) > 0 {
		u, a := uses[:min(len(uses), 4*chunk)], accounts[:min(len(accounts), 2*chunk)]
		err := s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := touchSessions.Exec(ctx, tx, u); err != nil {
				return err
			}
			_, err := touchAccounts.Exec(ctx, tx, a)
			return err
		})
		if err != nil {
			return err
		}
		uses, accounts = uses[len(u):], accounts[len(a):]
	}
	return nil
}

// touchRows and seenRows are sorted by account, so that two nodes cannot lock each other out.
func touchRows(touched map[id.Session]touch) (rows []any) {
	order := slices.SortedFunc(maps.Keys(touched), func(a, b id.Session) int {
		return cmp.Or(cmp.Compare(touched[a].account, touched[b].account), cmp.Compare(a, b))
	})
	for _, one := range order {
		t := touched[one]
		rows = append(rows, t.account, one, ms(t.at), t.network)
	}
	return rows
}

func seenRows(seen map[id.Account]time.Time) (rows []any) {
	for _, a := range slices.Sorted(maps.Keys(seen)) {
		rows = append(rows, a, ms(seen[a]))
	}
	return rows
}

// announce tells all nodes, after the commit, that an account's sessions changed and which ended; live devices of those
// are cut off.
func (s *Service) announce(tx *store.Tx, a id.Account, ended []id.Session) {
	tx.AfterCommit(func() {
		data := accountBytes(a)
		for _, one := range ended {
			data = binary.BigEndian.AppendUint64(data, uint64(one))
		}
		s.sessions.forget(a) // this node does not wait for its own hint
		s.Bus.Publish(topicSession, data)
		if len(ended) > 0 {
			s.Live.CloseSessions(ended)
		}
	})
}

func (s *Service) forgetSessions(data []byte) {
	if a, ok := accountOf(data); ok {
		s.sessions.forget(a)
	}
}

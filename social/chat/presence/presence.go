package presence

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/contact"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

// Limits.
const (
	MaxWatched   = 200             // people in one watch, and in one Get
	OfflineAfter = 5 * time.Second // without a connection
)

// Hub knows who is connected.
type Hub interface {
	Online(accounts []id.Account) []bool
	OnPresence(fn func(account id.Account, online bool))
}

// Accounts knows what people allow, and when they were here.
type Accounts interface {
	Settings(ctx context.Context, account id.Account) (*accountv1.Settings, error)
	LastSeen(ctx context.Context, ids []id.Account) (map[id.Account]time.Time, error)
}

// Contacts knows who is whose friend. tx may be nil.
type Contacts interface {
	Bond(ctx context.Context, tx *store.Tx, a, b id.Account) (contact.Bond, error)
}

// Service tells who is there. It is safe for concurrent use. Make it with New, end it with Close.
type Service struct {
	hub      Hub
	accounts Accounts
	contacts Contacts
	clock    clock.Clock
	log      *slog.Logger

	mu      sync.Mutex
	watches map[id.Account]map[*Watch]bool // by who is watched
	due     map[id.Account]time.Time       // whose presence may have changed, and when to look

	wake    chan struct{}
	stop    context.CancelFunc
	running sync.WaitGroup
}

// Watch is one device's list. Make it with NewWatch; it is nobody's before Set.
type Watch struct {
	viewer id.Account
	tell   func([]*chatv1.Presence)
	known  map[id.Account]bool // whom it watches, and whether the device was told that they are online
}

// NewWatch returns an empty watch of viewer's device. tell is called with news and must not wait.
func NewWatch(viewer id.Account, tell func([]*chatv1.Presence)) *Watch {
	return &Watch{viewer: viewer, tell: tell}
}

// New returns the service. Call it before connections open.
func New(h Hub, a Accounts, c Contacts, k clock.Clock, log *slog.Logger) *Service {
	s := &Service{hub: h, accounts: a, contacts: c, clock: k, log: log,
		watches: map[id.Account]map[*Watch]bool{}, due: map[id.Account]time.Time{}, wake: make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	h.OnPresence(s.changed)
	s.running.Go(func() { s.run(ctx) })
	return s
}

// Close stops telling.
func (s *Service) Close() {
	s.stop()
	s.running.Wait()
}

// Get returns the presence of accounts as viewer may know it; who is hidden looks like somebody who never was here. Error:
// invalid presence.too_many.
func (s *Service) Get(ctx context.Context, viewer id.Account, of []id.Account) (_ []*chatv1.Presence, err error) {
	defer errs.Wrap(&err, "presence.Get(%d)", len(of))
	if len(of) > MaxWatched {
		return nil, errs.Invalid("presence.too_many", "Ask for at most %d people.", MaxWatched)
	}
	seen, err := s.accounts.LastSeen(ctx, of)
	if err != nil {
		return nil, err
	}
	online := s.hub.Online(of)
	out := make([]*chatv1.Presence, len(of))
	for i, a := range of {
		out[i] = &chatv1.Presence{AccountId: int64(a)}
		if !s.shown(ctx, viewer, a) {
			continue
		}
		out[i].Online = online[i]
		if at := seen[a]; !at.IsZero() && !online[i] {
			out[i].LastSeenMs = at.UnixMilli()
		}
	}
	return out, nil
}

// shown reports whether viewer may know when a is here.
func (s *Service) shown(ctx context.Context, viewer, a id.Account) bool {
	if viewer == a {
		return true
	}
	bond, err := s.contacts.Bond(ctx, nil, viewer, a)
	return err == nil && !bond.Blocked && s.shows(ctx, a, bond.Friend) && s.shows(ctx, viewer, bond.Friend)
}

// shows reports whether a shows himself to friends, or to others. Who cannot be asked is not shown.
func (s *Service) shows(ctx context.Context, a id.Account, friend bool) bool {
	settings, err := s.accounts.Settings(ctx, a)
	if err != nil {
		return false
	}
	switch settings.GetLastSeen() {
	case accountv1.Audience_AUDIENCE_EVERYONE:
		return true
	case accountv1.Audience_AUDIENCE_FRIENDS:
		return friend
	}
	return false
}

// Set makes w watch accounts, instead of whom it watched before, and tells how they stand. Error: invalid presence.too_many.
func (s *Service) Set(ctx context.Context, w *Watch, accounts []id.Account) error {
	now, err := s.Get(ctx, w.viewer, accounts)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.unwatch(w)
	w.known = make(map[id.Account]bool, len(now))
	for _, p := range now {
		a := id.Account(p.AccountId)
		w.known[a] = p.Online
		if s.watches[a] == nil {
			s.watches[a] = map[*Watch]bool{}
		}
		s.watches[a][w] = true
	}
	s.mu.Unlock()
	if len(now) > 0 {
		w.tell(now)
	}
	for i, online := range s.hub.Online(accounts) {
		if online != now[i].Online { // while the watch was not there to hear of it, or hidden
			s.changed(accounts[i], online)
		}
	}
	return nil
}

// Drop ends a watch.
func (s *Service) Drop(w *Watch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unwatch(w)
}

func (s *Service) unwatch(w *Watch) {
	for a := range w.known {
		delete(s.watches[a], w)
		if len(s.watches[a]) == 0 {
			delete(s.watches, a)
		}
	}
	w.known = nil
}

// changed notes that somebody came or went; the hub calls it.
func (s *Service) changed(a id.Account, online bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watches[a] == nil {
		return
	}
	at := s.clock.Now()
	if !online {
		at = at.Add(OfflineAfter)
	}
	s.due[a] = at
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run tells what is due until ctx ends.
func (s *Service) run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		now, next := s.take()
		for _, a := range now {
			s.news(ctx, a)
		}
		timer.Reset(next)
		select {
		case <-s.wake:
		case <-timer.C:
		case <-ctx.Done():
			return
		}
	}
}

// take returns whose presence is to be looked at now, and how long until the next.
func (s *Service) take() (now []id.Account, next time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.clock.Now()
	next = time.Hour
	for a, due := range s.due {
		if wait := due.Sub(at); wait > 0 {
			next = min(next, wait)
			continue
		}
		now = append(now, a)
		delete(s.due, a)
	}
	return now, next
}

// news tells those who watch a how it stands now, unless they know.
func (s *Service) news(ctx context.Context, a id.Account) {
	online := s.hub.Online([]id.Account{a})[0]
	s.mu.Lock()
	var tell []*Watch
	for w := range s.watches[a] {
		if w.known[a] != online {
			w.known[a] = online
			tell = append(tell, w)
		}
	}
	s.mu.Unlock()
	told := map[id.Account][]*chatv1.Presence{} // one person may watch on several devices
	for _, w := range tell {
		if _, done := told[w.viewer]; !done {
			told[w.viewer] = nil
			if !s.shown(ctx, w.viewer, a) {
				continue // as if nothing had happened
			}
			p, err := s.Get(ctx, w.viewer, []id.Account{a})
			if err != nil {
				s.log.Warn("presence: nobody was told", "err", err)
			}
			told[w.viewer] = p
		}
		if p := told[w.viewer]; len(p) > 0 {
			w.tell(p)
		}
	}
}

// Watched returns how many people are watched, for the metrics.
func (s *Service) Watched() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(slices.Collect(maps.Keys(s.watches)))
}

package presence

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/contact"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

// world is a fake of the hub, the accounts and the contacts.
type world struct {
	mu       sync.Mutex
	online   map[id.Account]bool
	audience map[id.Account]accountv1.Audience
	bond     map[[2]id.Account]contact.Bond
	fn       func(id.Account, bool)
}

func newWorld() *world {
	return &world{online: map[id.Account]bool{}, audience: map[id.Account]accountv1.Audience{}, bond: map[[2]id.Account]contact.Bond{}}
}

func (w *world) Online(of []id.Account) []bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]bool, len(of))
	for i, a := range of {
		out[i] = w.online[a]
	}
	return out
}

func (w *world) OnPresence(fn func(id.Account, bool)) { w.fn = fn }

func (w *world) set(a id.Account, online bool) {
	w.mu.Lock()
	w.online[a] = online
	w.mu.Unlock()
	w.fn(a, online)
}

func (w *world) Settings(_ context.Context, a id.Account) (*accountv1.Settings, error) {
	return &accountv1.Settings{LastSeen: w.audience[a]}, nil
}

func (w *world) LastSeen(_ context.Context, ids []id.Account) (map[id.Account]time.Time, error) {
	out := map[id.Account]time.Time{}
	for _, a := range ids {
		out[a] = time.UnixMilli(42)
	}
	return out, nil
}

func (w *world) Bond(_ context.Context, _ *store.Tx, a, b id.Account) (contact.Bond, error) {
	return w.bond[[2]id.Account{a, b}], nil
}

const viewer, friend = id.Account(1), id.Account(2)

func newService(w *world) *Service {
	return New(w, w, w, clock.System, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func TestWhoMayKnow(t *testing.T) {
	const all, friends, none = accountv1.Audience_AUDIENCE_EVERYONE, accountv1.Audience_AUDIENCE_FRIENDS, accountv1.Audience_AUDIENCE_NOBODY
	for _, c := range []struct {
		name       string
		mine, hers accountv1.Audience
		bond       contact.Bond
		shown      bool
	}{
		{"everyone", all, all, contact.Bond{}, true},
		{"friends, and one is", all, friends, contact.Bond{Friend: true}, true},
		{"friends, and one is not", all, friends, contact.Bond{}, false},
		{"nobody", all, none, contact.Bond{Friend: true}, false},
		{"who hides sees nobody", none, all, contact.Bond{Friend: true}, false},
		{"who shows himself to friends sees no stranger", friends, all, contact.Bond{}, false},
		{"blocked", all, all, contact.Bond{Friend: true, Blocked: true}, false},
		{"not said", all, 0, contact.Bond{Friend: true}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			w.audience[viewer], w.audience[friend] = c.mine, c.hers
			w.bond[[2]id.Account{viewer, friend}] = c.bond
			w.online[friend] = true
			s := newService(w)
			defer s.Close()
			got, err := s.Get(context.Background(), viewer, []id.Account{friend, viewer})
			if err != nil {
				t.Fatal(err)
			}
			if got[0].Online != c.shown || got[0].LastSeenMs != 0 {
				t.Errorf("online: %v", got[0])
			}
			w.online[friend] = false
			got, _ = s.Get(context.Background(), viewer, []id.Account{friend, viewer})
			if (got[0].LastSeenMs != 0) != c.shown || got[1].LastSeenMs != 42 {
				t.Errorf("offline: %v", got)
			}
		})
	}
}

func TestTooMany(t *testing.T) {
	s := newService(newWorld())
	defer s.Close()
	if _, err := s.Get(context.Background(), viewer, make([]id.Account, MaxWatched+1)); errs.CodeOf(err) != "presence.too_many" {
		t.Error(err)
	}
}

// A watcher hears of coming at once, of going after OfflineAfter, and of a short absence nothing.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.audience[viewer], w.audience[friend] = accountv1.Audience_AUDIENCE_EVERYONE, accountv1.Audience_AUDIENCE_EVERYONE
		s := newService(w)
		defer s.Close()
		var told []*chatv1.Presence
		watch := NewWatch(viewer, func(p []*chatv1.Presence) { told = append(told, p...) })
		expect := func(step string, online ...bool) {
			t.Helper()
			synctest.Wait()
			if len(told) != len(online) {
				t.Fatalf("%s: told %v", step, told)
			}
			for i := range online {
				if told[i].Online != online[i] {
					t.Fatalf("%s: told %v", step, told)
				}
			}
			told = nil
		}
		if err := s.Set(context.Background(), watch, []id.Account{friend}); err != nil {
			t.Fatal(err)
		}
		expect("at first", false)
		w.set(friend, true)
		expect("he comes", true)
		w.set(friend, false)
		time.Sleep(OfflineAfter - time.Second)
		expect("a moment away")
		w.set(friend, true)
		time.Sleep(2 * OfflineAfter)
		expect("back in time")
		w.set(friend, false)
		time.Sleep(OfflineAfter + time.Second)
		expect("gone", false)
		w.audience[friend] = accountv1.Audience_AUDIENCE_NOBODY
		w.set(friend, true)
		expect("hidden now")
		w.set(friend, false)
		time.Sleep(2 * OfflineAfter)
		expect("hidden, and gone")
		w.audience[friend] = accountv1.Audience_AUDIENCE_EVERYONE
		s.Drop(watch)
		if s.Watched() != 0 {
			t.Error("a dropped watch is kept")
		}
		w.set(friend, true)
		expect("no longer watched")
	})
}

package contact

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
)

// The people of the tests, by their ids.
const (
	ayu   id.Account = 101
	budi  id.Account = 102
	citra id.Account = 103
	dewi  id.Account = 104
)

var start = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

// town is a Service with a clock and neighbours of its own.
type town struct {
	*Service
	t        *testing.T
	clock    *clock.Fake
	settings map[id.Account]*accountv1.Settings
	mu       sync.Mutex
	heard    map[id.Account]int // entries in the journal
	jobs     [][]byte
}

func open(t *testing.T, db *store.DB, c *clock.Fake) *town {
	t.Helper()
	if err := Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	db.AddCheck("contact", Check)
	w := &town{t: t, clock: c, settings: map[id.Account]*accountv1.Settings{}, heard: map[id.Account]int{}}
	w.Service = New(Needs{DB: db, IDs: id.NewSource(c, 1), Clock: c, Accounts: w, Journal: w, Jobs: w, Bus: w})
	t.Cleanup(w.Service.Close)
	return w
}

func each(t *testing.T, f func(t *testing.T, w *town)) {
	t.Helper()
	for _, engine := range []func(*testing.T) string{storetest.SQLite, storetest.Postgres} {
		c := clock.NewFake(start)
		if url := engine(t); url != "" {
			name, _, _ := strings.Cut(url, ":")
			t.Run(name, func(t *testing.T) { f(t, open(t, storetest.Open(t, url, c), c)) })
		}
	}
}

// People knows everybody below 1000; 999 is deleted.
func (w *town) People(_ context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error) {
	people := map[id.Account]*accountv1.Person{}
	for _, i := range ids {
		if i > 0 && i < 1000 || i > 10_000 {
			people[i] = &accountv1.Person{Id: int64(i), Name: "P" + i.String(), Deleted: i == 999}
		}
	}
	return people, nil
}

func (w *town) SettingsIn(_ context.Context, _ *store.Tx, a id.Account) (*accountv1.Settings, error) {
	if s := w.settings[a]; s != nil {
		return s, nil
	}
	return &accountv1.Settings{FindByHandle: true, FindByPhone: true, FindByQr: true, Messages: accountv1.Audience_AUDIENCE_FRIENDS}, nil
}

func (w *town) Lookup(_ context.Context, by, value string) (id.Account, error) {
	return map[string]id.Account{"handle:ayu": ayu, "handle:budi": budi, "phone:+62812": budi, "qr:token": budi}[by+":"+value], nil
}

func (w *town) Record(_ context.Context, tx *store.Tx, a id.Account, _ string, _ *chatv1.Change) error {
	tx.AfterCommit(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.heard[a]++
	})
	return nil
}

func (w *town) Later(_ context.Context, tx *store.Tx, kind string, _ int64, _ string, payload []byte) error {
	if kind != JobFriends {
		return errs.Internal("test.kind", "a job %q", kind)
	}
	tx.AfterCommit(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.jobs = append(w.jobs, payload)
	})
	return nil
}

func (w *town) Publish(string, []byte)                       {}
func (w *town) Subscribe(string, func([]byte)) (stop func()) { return func() {} }
func (w *town) OnGap(func())                                 {}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) wantCode(err error, code string) {
	w.t.Helper()
	if got := errs.CodeOf(err); got != code {
		w.t.Fatalf("got %q (%v), want %q", got, err, code)
	}
}

func (w *town) ask(from, to id.Account) error {
	return w.RequestFriend(w.t.Context(), from, Ask{To: to, Note: "hi from " + from.String(), Via: "handle"})
}

// relation is how one stands to another, in the contract's words.
func (w *town) relation(one, two id.Account) string {
	w.t.Helper()
	c, _, err := w.describe(w.t.Context(), one, two)
	w.must(err)
	return strings.ToLower(strings.TrimPrefix(c.Relation.String(), "RELATION_"))
}

func (w *town) wantRelations(one, two id.Account, forward, backward string) {
	w.t.Helper()
	if a, b := w.relation(one, two), w.relation(two, one); a != forward || b != backward {
		w.t.Fatalf("relations are %s / %s, want %s / %s", a, b, forward, backward)
	}
}

// incoming is the request of from as to keeps it.
func (w *town) incoming(to, from id.Account) *FriendRequest {
	w.t.Helper()
	r, err := w.Relation(w.t.Context(), to, from)
	w.must(err)
	if r.Asking == nil {
		w.t.Fatalf("%d has no request of %d", to, from)
	}
	return r.Asking
}

func (w *town) answer(to, from id.Account, a Answer) error {
	_, err := w.AnswerRequest(w.t.Context(), to, w.incoming(to, from).ID, a)
	return err
}

func (w *town) befriend(a, b id.Account) {
	w.t.Helper()
	w.must(w.db.Write(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := w.Befriend(ctx, tx, a, b, tx.Now.Add(-time.Hour))
		return err
	}))
}

func (w *town) reach(from, to id.Account) Reach {
	w.t.Helper()
	r, err := w.Reach(w.t.Context(), nil, from, to)
	w.must(err)
	return r
}

// setListed makes a book believe that it holds so many people.
func setListed(w *town, account id.Account, listed int) {
	w.t.Helper()
	w.must(w.db.Write(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		b, err := lockBook(ctx, tx, account)
		if err != nil {
			return err
		}
		b.listed = listed
		return saveBook(ctx, tx, b)
	}))
}

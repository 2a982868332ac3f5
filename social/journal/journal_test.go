package journal_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/social/journal"
)

// devices hears what is pushed.
type devices struct {
	mu     sync.Mutex
	frames map[id.Account][]*livev1.ServerFrame
}

func (d *devices) Push(accounts []id.Account, data []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := &livev1.ServerFrame{}
	if err := proto.Unmarshal(data, f); err != nil {
		panic(err)
	}
	for _, a := range accounts {
		d.frames[a] = append(d.frames[a], f)
	}
}

func setUp(t *testing.T, db *store.DB) (*journal.Journal, *devices) {
	t.Helper()
	if err := journal.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	db.AddCheck("journal", journal.Check)
	d := &devices{frames: map[id.Account][]*livev1.ServerFrame{}}
	return journal.New(d), d
}

func record(t testing.TB, db *store.DB, j *journal.Journal, drafts ...journal.Draft) {
	t.Helper()
	err := db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error { return j.RecordSet(ctx, tx, drafts) })
	if err != nil {
		t.Fatal(err)
	}
}

func since(t testing.TB, db *store.DB, j *journal.Journal, a id.Account, seq int64, limit int) (got []*chatv1.Change, last int64, more bool) {
	t.Helper()
	err := db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) (err error) {
		got, last, more, err = j.Since(ctx, tx, a, seq, limit)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, last, more
}

func contacts() *chatv1.Change { return &chatv1.Change{What: &chatv1.Change_Contacts{Contacts: true}} }

func TestNewerReplacesOlderAndTakesANewSeq(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j, live := setUp(t, db)
		record(t, db, j, journal.Draft{Account: 7, Key: "contacts", Change: contacts()})
		record(t, db, j, journal.Draft{Account: 7, Key: "chat:1", Change: &chatv1.Change{What: &chatv1.Change_Chat{Chat: &chatv1.Chat{Id: 1}}}})
		record(t, db, j, journal.Draft{Account: 7, Key: "contacts", Change: contacts()})
		got, last, more := since(t, db, j, 7, 0, 0)
		want := []*chatv1.Change{
			{Seq: 2, Key: "chat:1", What: &chatv1.Change_Chat{Chat: &chatv1.Chat{Id: 1}}},
			{Seq: 3, Key: "contacts", What: &chatv1.Change_Contacts{Contacts: true}},
		}
		if d := cmp.Diff(want, got, protocmp.Transform()); d != "" || last != 3 || more {
			t.Errorf("last %d, more %v, %s", last, more, d)
		}
		if n := len(live.frames[7]); n != 3 {
			t.Errorf("%d pushes, want 3", n)
		}
	})
}

// A set that names accounts in any order, with repeated keys, is one frame an account, numbered without holes.
func TestSet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j, live := setUp(t, db)
		var drafts []journal.Draft
		for i := range 300 {
			a := id.Account(300 - i)
			drafts = append(drafts, journal.Draft{Account: a, Key: "a", Change: contacts()}, journal.Draft{Account: a, Key: "b", Change: contacts()},
				journal.Draft{Account: a, Key: "a", Change: contacts()})
		}
		record(t, db, j, drafts...)
		for a := range id.Account(300) {
			got, last, _ := since(t, db, j, a+1, 0, 0)
			if len(got) != 2 || last != 2 || got[0].Key != "b" || got[1].Key != "a" {
				t.Fatalf("account %d: %v, last %d", a+1, got, last)
			}
			if f := live.frames[a+1]; len(f) != 1 || len(f[0].Changes) != 2 || f[0].Changes[1].Seq != 2 {
				t.Fatalf("account %d heard %v", a+1, f)
			}
		}
		if drafts[0].Change.Seq != 0 {
			t.Error("the caller's change was altered")
		}
	})
}

func TestRollbackIsSilent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j, live := setUp(t, db)
		boom := errors.New("boom")
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := j.Record(ctx, tx, 7, "contacts", contacts()); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || len(live.frames) != 0 {
			t.Errorf("%v; pushed %v", err, live.frames)
		}
		if _, last, _ := since(t, db, j, 7, 0, 0); last != 0 {
			t.Errorf("last %d after a rollback", last)
		}
	})
}

func TestBadDraftsAreRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j, _ := setUp(t, db)
		for name, d := range map[string]journal.Draft{
			"no key":     {Account: 1, Change: contacts()},
			"long key":   {Account: 1, Key: string(make([]byte, journal.MaxKey+1)), Change: contacts()},
			"no account": {Key: "me", Change: contacts()},
		} {
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return j.RecordSet(ctx, tx, []journal.Draft{d})
			})
			if err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
	})
}

// Writers in parallel: every seq is given once, and what commits later has the higher one.
func TestParallelRecordsAreNumberedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j, live := setUp(t, db)
		const writers, each = 8, 10
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					record(t, db, j,
						journal.Draft{Account: 2, Key: fmt.Sprint("k", w), Change: contacts()},
						journal.Draft{Account: 1, Key: fmt.Sprint("k", w, ".", i), Change: contacts()})
				}
			})
		}
		wg.Wait()
		for _, a := range []id.Account{1, 2} {
			seen := map[int64]bool{}
			for _, f := range live.frames[a] {
				seen[f.Changes[0].Seq] = true
			}
			if _, last, _ := since(t, db, j, a, 0, 0); last != writers*each || len(seen) != writers*each {
				t.Errorf("account %d: last %d, %d different", a, last, len(seen))
			}
		}
		if got, _, _ := since(t, db, j, 2, 0, 0); len(got) != writers {
			t.Errorf("%d changes of %d keys", len(got), writers)
		}
	})
}

// A device that reads from where it stands, at any moments and in pages of any size, ends with the newest state of each key.
func TestAnyDeviceCatchesUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j, _ := setUp(t, db)
		account := id.Account(0)
		rapid.Check(t, func(rt *rapid.T) {
			account++
			truth, device, cursor := map[string]int64{}, map[string]int64{}, int64(0)
			catchUp := func(limit int) (more bool) {
				got, last, more := since(t, db, j, account, cursor, limit)
				for _, c := range got {
					if c.Seq <= cursor {
						rt.Fatalf("seq %d after %d", c.Seq, cursor)
					}
					cursor, device[c.Key] = c.Seq, c.GetChat().GetId()
				}
				if !more && last != cursor {
					rt.Fatalf("last %d, but read to %d", last, cursor)
				}
				return more
			}
			for step := range rapid.IntRange(1, 12).Draw(rt, "steps") {
				if rapid.Bool().Draw(rt, "read") {
					catchUp(rapid.IntRange(1, 3).Draw(rt, "limit"))
					continue
				}
				var drafts []journal.Draft
				for i, key := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 1, 4).Draw(rt, "keys") {
					truth[key] = int64(10*step + i + 1)
					drafts = append(drafts, journal.Draft{Account: account, Key: key,
						Change: &chatv1.Change{What: &chatv1.Change_Chat{Chat: &chatv1.Chat{Id: truth[key]}}}})
				}
				record(t, db, j, drafts...)
			}
			for catchUp(2) {
			}
			if !maps.Equal(truth, device) {
				rt.Fatalf("device has %v, want %v; keys %v", device, truth, slices.Sorted(maps.Keys(truth)))
			}
		})
	})
}

func TestForgetKeepsTheNumbersGoing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		j, _ := setUp(t, db)
		record(t, db, j, journal.Draft{Account: 1, Key: "me", Change: contacts()})
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return j.Forget(ctx, tx, 1) })
		if err != nil {
			t.Fatal(err)
		}
		record(t, db, j, journal.Draft{Account: 1, Key: "me", Change: contacts()})
		if got, last, _ := since(t, db, j, 1, 0, 0); len(got) != 1 || last != 2 {
			t.Errorf("%v, last %d", got, last)
		}
	})
}

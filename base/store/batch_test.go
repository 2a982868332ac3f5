package store_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"alun/base/errs"
	"alun/base/store"
	"alun/base/store/storetest"
)

var errBad = errs.Invalid("test.bad", "This item is bad.")

// holdBatch runs do with the batch's first set held back, so that what do hands in gathers into the next sets; n is how
// many items do leaves waiting.
func holdBatch[R any](t *testing.T, b *store.Batch[int64, R], release chan struct{}, n int, do func()) {
	t.Helper()
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := b.Do(t.Context(), holdItem); err != nil {
			t.Errorf("the first item: %v", err)
		}
	})
	until(t, "the first set to begin", func() bool { return len(release) == 1 })
	do()
	until(t, "the items to gather", func() bool { return b.Gathered() == n })
	<-release
	<-release
	wg.Wait()
}

const holdItem = -1

// hold blocks the first set until the test lets go.
func hold(items []int64, release chan struct{}) {
	if items[0] == holdItem {
		release <- struct{}{} // says "begun", capacity 1
		release <- struct{}{} // blocks until the test takes the first
	}
}

func TestBatchOneBadItem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		for name, bad := range map[string]func(ctx context.Context, tx *store.Tx) error{
			"error":     func(context.Context, *store.Tx) error { return errBad },
			"statement": func(ctx context.Context, tx *store.Tx) error { return insert(-7)(ctx, tx) },
			"commit": func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, insertChild, 1, 999)
				return err
			},
			"panic": func(context.Context, *store.Tx) error { panic("bad") },
		} {
			t.Run(name, func(t *testing.T) {
				exec(t, db, `DELETE FROM thing`)
				exec(t, db, insertThing, -7, 0)
				release := make(chan struct{}, 1)
				var runs atomic.Int64
				b := store.NewBatch(db, 64, func(ctx context.Context, tx *store.Tx, items []int64) ([]store.Result[int64], error) {
					hold(items, release)
					runs.Add(1)
					results := make([]store.Result[int64], len(items))
					for i, k := range items {
						results[i].Value = k * 2
						switch {
						case k == 13:
							if err := bad(ctx, tx); err != nil {
								return nil, err
							}
						case k%10 == 5:
							results[i].Err = errBad // fails by itself, without harm to the others
						default:
							if err := insert(k)(ctx, tx); err != nil {
								return nil, err
							}
						}
					}
					return results, nil
				})
				const n = 60
				var wg sync.WaitGroup
				holdBatch(t, b, release, n, func() {
					for k := range int64(n) {
						wg.Go(func() { checkItem(t, db, b, name, k) })
					}
				})
				wg.Wait()
				if got := runs.Load(); got > 1+2*6+1 { // the held one; 60 items halve six times
					t.Errorf("the set function ran %d times", got)
				}
			})
		}
	})
}

// checkItem hands in k and verifies its answer: 13 fails alone, every tenth by its own result, the rest are stored.
func checkItem(t *testing.T, db *store.DB, b *store.Batch[int64, int64], name string, k int64) {
	defer func() {
		if p := recover(); (p == "bad") != (name == "panic" && k == 13) {
			t.Errorf("item %d panicked with %v", k, p)
		}
	}()
	v, err := b.Do(t.Context(), k)
	stored := exists(t, db, k)
	switch {
	case k == 13:
		want := map[string]string{"error": "test.bad", "statement": "store.duplicate", "commit": "store.constraint"}[name]
		if errs.CodeOf(err) != want || stored {
			t.Errorf("item 13: %v, stored %v", err, stored)
		}
	case k%10 == 5:
		if !errors.Is(err, errBad) || stored {
			t.Errorf("item %d: %v, stored %v", k, err, stored)
		}
	case err != nil || v != k*2 || !stored:
		t.Errorf("item %d: %d, %v, stored %v", k, v, err, stored)
	}
}

// Items are written in the order of their arrival, in as few sets as fit, and nobody waits for more to come.
func TestBatchGathersWhileBusy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		release := make(chan struct{}, 1)
		var mu sync.Mutex
		var sets [][]int64
		b := store.NewBatch(db, 4, func(_ context.Context, _ *store.Tx, items []int64) ([]store.Result[struct{}], error) {
			hold(items, release)
			mu.Lock()
			defer mu.Unlock()
			sets = append(sets, append([]int64(nil), items...))
			return make([]store.Result[struct{}], len(items)), nil
		})
		var wg sync.WaitGroup
		holdBatch(t, b, release, 10, func() {
			for k := range int64(10) {
				wg.Go(func() { _, _ = b.Do(t.Context(), k) })
				until(t, "its place in the line", func() bool { return b.Gathered() == int(k)+1 })
			}
		})
		wg.Wait()
		mu.Lock()
		defer mu.Unlock()
		next := int64(0)
		for i, s := range sets[1:] {
			if want := []int{4, 4, 2}[i]; len(s) != want {
				t.Errorf("set %d holds %v", i, s)
			}
			for _, k := range s {
				if k != next {
					t.Errorf("%d came where %d belongs", k, next)
				}
				next++
			}
		}
	})
}

func TestBatchLimitAndLeaving(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), system)
	release := make(chan struct{}, 1)
	b := store.NewBatch(db, 2, func(_ context.Context, _ *store.Tx, items []int64) ([]store.Result[struct{}], error) {
		hold(items, release)
		for _, k := range items {
			if k == 99 {
				t.Error("an item ran whose caller had left")
			}
		}
		return make([]store.Result[struct{}], len(items)), nil
	})
	var wg sync.WaitGroup
	holdBatch(t, b, release, 32, func() {
		ctx, cancel := context.WithCancel(t.Context())
		var leaver sync.WaitGroup
		leaver.Go(func() {
			if _, err := b.Do(ctx, 99); !errors.Is(err, context.Canceled) {
				t.Errorf("the caller who left got %v", err)
			}
		})
		for k := range int64(31) {
			wg.Go(func() {
				if _, err := b.Do(t.Context(), k); err != nil {
					t.Errorf("item %d: %v", k, err)
				}
			})
		}
		until(t, "a full line", func() bool { return b.Gathered() == 32 })
		if _, err := b.Do(t.Context(), 100); !errors.Is(err, store.ErrBusy) || errs.RetryAfterOf(err) == 0 {
			t.Errorf("one too many got %v", err)
		}
		cancel()
		leaver.Wait()
	})
	wg.Wait()
}

// A disk that fails is nobody's fault: all get that answer at once, the set is not run on halves.
func TestBatchOnFailingDisk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		release := make(chan struct{}, 1)
		var runs atomic.Int64
		b := store.NewBatch(db, 64, func(_ context.Context, _ *store.Tx, items []int64) ([]store.Result[struct{}], error) {
			hold(items, release)
			if items[0] != holdItem {
				runs.Add(1)
			}
			return make([]store.Result[struct{}], len(items)), nil
		})
		store.OnCommit(db, func(commit, undo func() error) error {
			if runs.Load() == 0 {
				return commit()
			}
			return errors.Join(store.ErrDisk, undo())
		})
		var wg sync.WaitGroup
		holdBatch(t, b, release, 20, func() {
			for k := range int64(20) {
				wg.Go(func() {
					if _, err := b.Do(t.Context(), k); err == nil || errs.KindOf(err) != errs.KindUnavailable {
						t.Errorf("item %d: %v", k, err)
					}
				})
			}
		})
		wg.Wait()
		if runs.Load() != 1 {
			t.Errorf("the set ran %d times", runs.Load())
		}
	})
}

// A hook that panics after the commit is logged; the answers are true all the same, and the batch goes on.
func TestBatchHookPanics(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		b := store.NewBatch(db, 4, func(ctx context.Context, tx *store.Tx, items []int64) ([]store.Result[struct{}], error) {
			tx.AfterCommit(func() { panic("hook") })
			return make([]store.Result[struct{}], len(items)), insert(items[0])(ctx, tx)
		})
		for k := range int64(3) {
			if _, err := b.Do(t.Context(), k); err != nil || !exists(t, db, k) {
				t.Errorf("item %d: %v", k, err)
			}
		}
	})
}

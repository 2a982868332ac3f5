package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/store"
	"alun/base/store/storetest"
)

// No answer, an error neither, may leave while a transaction is not durable; and whoever has his answer finds his row.
func TestAnswersOnlyAfterCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		const n = 60
		var answered, committed atomic.Int64
		if db.Engine() == "sqlite" { // there all of them share one COMMIT
			store.OnCommit(db, func(commit, _ func() error) error {
				for range 2000 { // time enough for an answer that comes too early
					runtime.Gosched()
				}
				if a := answered.Load(); a != 0 {
					t.Errorf("%d answers before COMMIT", a)
				}
				committed.Add(1)
				return commit()
			})
		}
		wrong := errors.New("no, thank you")
		together(t, db, n, func(i int) {
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if err := insert(int64(i))(ctx, tx); err != nil {
					return err
				}
				if i%3 == 0 {
					return wrong
				}
				return nil
			})
			answered.Add(1)
			if i%3 == 0 {
				if !errors.Is(err, wrong) || exists(t, db, int64(i)) {
					t.Errorf("write %d failed with %v, or left a trace", i, err)
				}
			} else if err != nil || !exists(t, db, int64(i)) {
				t.Errorf("write %d was answered %v and its row is not there", i, err)
			}
		})
		if s := db.Stats(); s.Failed != n/3 || s.Pending != 0 {
			t.Errorf("%+v", s)
		}
		if db.Engine() == "sqlite" && committed.Load() != 2 { // the gatekeeper's and the group's
			t.Errorf("%d transactions for one group", committed.Load()-1)
		}
	})
}

func TestFailedCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		var broken atomic.Bool
		var hooks atomic.Int64
		store.OnCommit(db, func(commit, undo func() error) error {
			if broken.Load() {
				return errors.Join(store.ErrDisk, undo())
			}
			return commit()
		})
		together(t, db, 20, func(i int) {
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				broken.Store(true) // from the first closure of the group on
				tx.AfterCommit(func() { hooks.Add(1) })
				return insert(int64(i))(ctx, tx)
			})
			if err == nil || errs.KindOf(err) != errs.KindUnavailable {
				t.Errorf("write %d got %v", i, err)
			}
		})
		broken.Store(false)
		if n := count(t, db, `SELECT count(*) FROM thing`); n != 0 || hooks.Load() != 0 {
			t.Errorf("%d rows and %d hooks after failed commits", n, hooks.Load())
		}
		if err := db.Write(t.Context(), insert(1)); err != nil || !exists(t, db, 1) {
			t.Errorf("the next write: %v", err)
		}
	})
}

// A constraint that is checked at COMMIT undoes the whole group; only the guilty one may fail.
func TestCommitRefusedByOneOfMany(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		together(t, db, 20, func(i int) {
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if i == 7 {
					_, err := tx.Exec(ctx, insertChild, i, 999)
					return err
				}
				return insert(int64(i))(ctx, tx)
			})
			if i == 7 && errs.CodeOf(err) != "store.constraint" {
				t.Errorf("the guilty write got %v", err)
			}
			if i != 7 && err != nil {
				t.Errorf("write %d got %v", i, err)
			}
		})
		if n := count(t, db, `SELECT count(*) FROM thing`); n != 19 {
			t.Errorf("%d rows, want 19", n)
		}
	})
}

// A statement that makes SQLite end the whole transaction must not take the neighbours with it.
func TestStatementThatUndoesAll(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), clock.System)
	withThings(t, db)
	exec(t, db, insertThing, 100, 1)
	for range 10 { // in another order each time
		undoAll(t, db)
		exec(t, db, `DELETE FROM thing WHERE k < 100`)
	}
}

func undoAll(t *testing.T, db *store.DB) {
	together(t, db, 20, func(i int) {
		defer func() {
			if p := recover(); (i == 8) != (p == "eight") {
				t.Errorf("write %d panicked with %v", i, p)
			}
		}()
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			switch i {
			case 7:
				_, err := tx.Exec(ctx, `INSERT OR ROLLBACK INTO thing (k, v) VALUES (100, 1)`)
				return err
			case 8:
				panic("eight") // before or after the transaction is undone: it does not run again
			}
			return insert(int64(i))(ctx, tx)
		})
		if i == 7 && !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("the guilty write got %v", err)
		}
		if i != 7 && (err != nil || !exists(t, db, int64(i))) {
			t.Errorf("write %d got %v", i, err)
		}
	})
}

// A disk that is full refuses who writes then, says so, and harms nothing; with space again all goes on.
func TestFullDisk(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), system)
	withThings(t, db)
	store.LimitPages(db, 1) // no less than it has
	var refused, stored atomic.Int64
	for range 20 {
		together(t, db, 100, func(int) {
			k := stored.Add(1)
			err := db.Write(t.Context(), insert(k))
			switch {
			case err != nil && errs.CodeOf(err) != "store.disk":
				t.Errorf("write %d: %v", k, err)
			case err != nil:
				refused.Add(1)
			}
			if exists(t, db, k) != (err == nil) {
				t.Errorf("write %d was answered %v, and its row says otherwise", k, err)
			}
		})
	}
	if refused.Load() == 0 {
		t.Fatal("the disk never filled up")
	}
	store.LimitPages(db, 1<<20)
	if err := db.Write(t.Context(), insert(1_000_000)); err != nil {
		t.Errorf("with space again: %v", err)
	}
}

// Close lets the group that runs finish and refuses those that wait.
func TestCloseWhileTheyWait(t *testing.T) {
	db, err := store.Open(t.Context(), store.Config{URL: storetest.SQLite(t)}, system, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	withThings(t, db)
	holding, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			close(holding)
			<-release
			return insert(1)(ctx, tx)
		})
		if err != nil {
			t.Errorf("the one that ran: %v", err)
		}
	})
	<-holding
	for range 10 {
		wg.Go(func() {
			if err := db.Write(t.Context(), insert(2)); !errors.Is(err, store.ErrClosed) {
				t.Errorf("one that waited: %v", err)
			}
		})
	}
	until(t, "all in line", func() bool { return store.Waiting(db) == 10 })
	wg.Go(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	until(t, "closing", func() bool { return store.Closing(db) })
	close(release)
	wg.Wait()
}

func TestPanicRollsBackItselfAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		together(t, db, 20, func(i int) {
			defer func() {
				if p := recover(); (i == 3) != (p == "three") {
					t.Errorf("write %d panicked with %v", i, p)
				}
			}()
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if err := insert(int64(i))(ctx, tx); err != nil {
					return err
				}
				switch i {
				case 3:
					panic("three")
				case 4:
					runtime.Goexit() // as t.FailNow does
				}
				return nil
			})
			if err != nil {
				t.Errorf("write %d: %v", i, err)
			}
		})
		if n := count(t, db, `SELECT count(*) FROM thing WHERE k <> 3 AND k <> 4`); n != 18 {
			t.Errorf("%d rows of the others, want 18", n)
		}
		if exists(t, db, 3) || exists(t, db, 4) {
			t.Error("a closure that did not return left a trace")
		}
	})
}

func TestNestedPanics(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		nothing := func(context.Context, *store.Tx) error { return nil }
		for name, outer := range map[string]func(context.Context, func(context.Context, *store.Tx) error) error{"Read": db.Read, "Write": db.Write} {
			for name2, inner := range map[string]func(context.Context, func(context.Context, *store.Tx) error) error{"Read": db.Read, "Write": db.Write} {
				func() {
					defer func() {
						if p, _ := recover().(string); !strings.HasPrefix(p, "store: "+name2+" inside a closure") {
							t.Errorf("%s inside %s: panic %q", name2, name, p)
						}
					}()
					err := outer(t.Context(), func(ctx context.Context, _ *store.Tx) error { return inner(ctx, nothing) })
					t.Errorf("%s inside %s returned %v", name2, name, err)
				}()
			}
		}
		if err := db.Write(t.Context(), nothing); err != nil {
			t.Errorf("the next write: %v", err)
		}
	})
}

func TestSlowClosureIsLogged(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		var out bytes.Buffer
		c := clock.NewFake(time.UnixMilli(1_790_000_000_000))
		db, err := store.Open(t.Context(), store.Config{URL: url}, c, slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelWarn})))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		write := func(took time.Duration) {
			t.Helper()
			start := c.Now()
			err := db.Write(t.Context(), func(_ context.Context, tx *store.Tx) error {
				c.Advance(took)
				if !tx.Now.Equal(start) {
					t.Errorf("Now moved to %v", tx.Now)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		write(store.SlowClosure)
		if strings.Contains(out.String(), "slow write") {
			t.Errorf("within the budget, logged %s", out.String())
		}
		write(store.SlowClosure + time.Millisecond)
		for range 5 { // one line a second, not one each
			write(store.SlowClosure + time.Millisecond)
		}
		if n := strings.Count(out.String(), "slow write"); n != 1 || db.Stats().Slow != 6 {
			t.Errorf("%d lines about %d slow writes", n, db.Stats().Slow)
		}
		c.Advance(time.Second)
		write(store.SlowClosure + time.Millisecond)
		if !strings.Contains(out.String(), "unlogged_before=5") {
			t.Errorf("log %q", out.String())
		}
		if s := out.String(); !strings.Contains(s, "slow write") || !strings.Contains(s, "TestSlowClosureIsLogged") || !strings.Contains(s, "took=21ms") {
			t.Errorf("log %q", s)
		}
	})
}

// A caller who leaves before his turn has done nothing; one who leaves after it gets the true answer.
func TestCallersWhoLeave(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		started, leave := make(chan struct{}), make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			err := db.Write(ctx, func(inner context.Context, tx *store.Tx) error {
				close(started)
				<-leave
				if inner.Err() != nil {
					t.Error("the closure's context ended")
				}
				return insert(1)(inner, tx)
			})
			if err != nil || !exists(t, db, 1) {
				t.Errorf("begun, then left: %v", err)
			}
		})
		<-started
		if db.Engine() == "sqlite" { // the writer is busy: this one must wait, and leaves
			wg.Go(func() {
				if err := db.Write(ctx, func(context.Context, *store.Tx) error { t.Error("it ran"); return nil }); !errors.Is(err, context.Canceled) {
					t.Errorf("left before his turn: %v", err)
				}
			})
			until(t, "the second in the queue", func() bool { return store.Waiting(db) == 1 })
		}
		cancel()
		close(leave)
		wg.Wait()
		if err := db.Write(ctx, func(context.Context, *store.Tx) error { t.Error("it ran"); return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("came with an ended context: %v", err)
		}
	})
}

func TestAfterCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		var calls []string
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			tx.AfterCommit(func() {
				if !exists(t, db, 1) {
					t.Error("the hook ran before the row was durable")
				}
				calls = append(calls, "a")
			})
			tx.AfterCommit(func() { calls = append(calls, "b") })
			return insert(1)(ctx, tx)
		})
		if err != nil || strings.Join(calls, "") != "ab" {
			t.Errorf("hooks %v, %v", calls, err)
		}
		err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			tx.AfterCommit(func() { t.Error("a hook of a closure that failed") })
			return io.EOF
		})
		if !errors.Is(err, io.EOF) {
			t.Error(err)
		}
	})
}

// PostgreSQL aborts a transaction at the first failed statement. The same holds on SQLite, so that no room comes to
// depend on the difference.
func TestNothingSucceedsAfterAFailedStatement(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		exec(t, db, insertThing, 1, 1)
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := insert(2)(ctx, tx); err != nil {
				return err
			}
			if err := insert(1)(ctx, tx); !errors.Is(err, store.ErrDuplicate) {
				t.Errorf("a second 1: %v", err)
			}
			if err := insert(3)(ctx, tx); !errors.Is(err, store.ErrDuplicate) {
				t.Errorf("after the failure: %v", err)
			}
			return nil // swallowed
		})
		if !errors.Is(err, store.ErrDuplicate) || exists(t, db, 2) {
			t.Errorf("the closure ended with %v", err)
		}
	})
}

func TestClosedDatabase(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), store.Config{URL: url}, clock.System, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("closed again: %v", err)
		}
		for name, f := range map[string]func(context.Context, func(context.Context, *store.Tx) error) error{"Read": db.Read, "Write": db.Write} {
			if err := f(t.Context(), func(context.Context, *store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
				t.Errorf("%s after Close: %v", name, err)
			}
		}
	})
}

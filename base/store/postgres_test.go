package store_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"alun/base/errs"
	"alun/base/store"
	"alun/base/store/storetest"
)

func openPostgres(t *testing.T) *store.DB {
	t.Helper()
	url := storetest.Postgres(t)
	if url == "" {
		t.Log("ALUN_TEST_POSTGRES is off: nothing to test")
		return nil
	}
	db := storetest.Open(t, url, system)
	withThings(t, db)
	return db
}

// Two people withdraw from two pockets whose sum must not fall below zero. Without the lock of a root row both look, both
// find enough, both take: write skew, which PostgreSQL permits and SQLite's single writer hides. With it one of them is refused.
func TestWriteSkew(t *testing.T) {
	const root, left, right = 1, 2, 3
	errPoor := errs.Conflict("test.poor", "Not enough.")
	// withdraw takes 80 from a pocket when both together hold that much.
	withdraw := func(look func(), q string, pocket int) func(context.Context, *store.Tx) error {
		return func(ctx context.Context, tx *store.Tx) error {
			var unused, l, r int
			if err := tx.QueryRow(ctx, q, root).Scan(&unused); err != nil {
				return err
			}
			if err := tx.QueryRow(ctx, selectThing, left).Scan(&l); err != nil {
				return err
			}
			if err := tx.QueryRow(ctx, selectThing, right).Scan(&r); err != nil {
				return err
			}
			if l+r < 80 {
				return errPoor
			}
			look()
			have := map[int]int{left: l, right: r}[pocket]
			_, err := tx.Exec(ctx, updateThing, pocket, have-80)
			return err
		}
	}
	try := func(t *testing.T, db *store.DB, look func(), q string) (refused int64, sum int) {
		exec(t, db, `DELETE FROM thing`)
		exec(t, db, insertThing, root, 0)
		exec(t, db, insertThing, left, 50)
		exec(t, db, insertThing, right, 50)
		var poor atomic.Int64
		var wg sync.WaitGroup
		for _, pocket := range []int{left, right} {
			wg.Go(func() {
				if err := db.Write(t.Context(), withdraw(look, q, pocket)); errors.Is(err, errPoor) {
					poor.Add(1)
				} else if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		return poor.Load(), count(t, db, `SELECT CAST(sum(v) AS BIGINT) FROM thing`)
	}
	t.Run("locked", func(t *testing.T) {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			withThings(t, db)
			for range 20 {
				if refused, sum := try(t, db, func() {}, lockThing); refused != 1 || sum != 20 {
					t.Fatalf("%d refused, %d left", refused, sum)
				}
			}
		})
	})
	t.Run("unlocked", func(t *testing.T) { // shows that the test above can fail
		db := openPostgres(t)
		if db == nil {
			return
		}
		var both sync.WaitGroup
		both.Add(2)
		refused, sum := try(t, db, func() { both.Done(); both.Wait() }, selectThing)
		if refused != 0 || sum != -60 {
			t.Fatalf("%d refused, %d left: without the lock both should have been served", refused, sum)
		}
	})
}

// Two writers lock two rows in opposite order. PostgreSQL undoes one of them; it runs again and both succeed.
func TestDeadlockRunsAgain(t *testing.T) {
	db := openPostgres(t)
	if db == nil {
		return
	}
	exec(t, db, insertThing, 1, 0)
	exec(t, db, insertThing, 2, 0)
	var runs, hooks atomic.Int64
	var both, wg sync.WaitGroup
	both.Add(2)
	for _, order := range [][2]int{{1, 2}, {2, 1}} {
		wg.Go(func() {
			first := true
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				runs.Add(1)
				tx.AfterCommit(func() { hooks.Add(1) })
				for i, k := range order {
					if _, err := tx.Exec(ctx, `UPDATE thing SET v = v + 1 WHERE k = $1`, k); err != nil {
						return err
					}
					if i == 0 && first {
						first = false
						both.Done()
						both.Wait()
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if runs.Load() < 3 || hooks.Load() != 2 { // on a busy machine they may meet again
		t.Errorf("%d runs, %d hooks", runs.Load(), hooks.Load())
	}
	if s := db.Stats(); int64(s.Reruns) != runs.Load()-2 {
		t.Errorf("%+v", s)
	}
	if n := count(t, db, `SELECT CAST(sum(v) AS BIGINT) FROM thing`); n != 4 {
		t.Errorf("sum %d, want 4", n)
	}
}

func TestSerializationFailureAtCommit(t *testing.T) {
	db := openPostgres(t)
	if db == nil {
		return
	}
	failures := 2
	store.OnCommit(db, func(commit, undo func() error) error {
		if failures > 0 {
			failures--
			return errors.Join(&pgconn.PgError{Code: "40001"}, undo())
		}
		return commit()
	})
	runs := 0
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		runs++
		err := insert(1)(ctx, tx)
		return err
	})
	if err != nil || runs != 3 || !exists(t, db, 1) {
		t.Errorf("%v after %d runs", err, runs)
	}
	failures = 1000
	runs = 0
	err = db.Write(t.Context(), func(context.Context, *store.Tx) error { runs++; return nil })
	if errs.CodeOf(err) != "store.contention" || runs != store.MaxAttempts {
		t.Errorf("%v after %d runs", err, runs)
	}
}

// A closure may make anything of the error it gets; the engine still sees that it was a deadlock.
func TestRetryThoughTheClosureHidesTheError(t *testing.T) {
	db := openPostgres(t)
	if db == nil {
		return
	}
	runs := 0
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		runs++
		if runs == 1 {
			if _, err := tx.Exec(ctx, `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END $$`); err == nil {
				t.Error("it did not fail")
			}
			return errors.New("something went wrong")
		}
		return insert(1)(ctx, tx)
	})
	if err != nil || runs != 2 {
		t.Errorf("%v after %d runs", err, runs)
	}
}

// A connection that breaks before COMMIT means that nothing was done: again. One that breaks in COMMIT means that nobody
// knows: the caller is told, and nothing runs again.
func TestLostConnection(t *testing.T) {
	db := openPostgres(t)
	if db == nil {
		return
	}
	const die = `SELECT pg_terminate_backend(pg_backend_pid())`
	runs := 0
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		runs++
		if err := insert(1)(ctx, tx); err != nil {
			return err
		}
		if runs == 1 {
			_, err := tx.Exec(ctx, die)
			return err
		}
		return nil
	})
	if err != nil || runs != 2 || !exists(t, db, 1) {
		t.Errorf("lost before COMMIT: %v after %d runs", err, runs)
	}
	store.OnCommit(db, func(commit, _ func() error) error {
		if err := commit(); err != nil {
			return err
		}
		return errors.New("write: broken pipe") // it is durable, but the answer got lost
	})
	runs = 0
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		runs++
		return insert(2)(ctx, tx)
	})
	if !errors.Is(err, store.ErrUnknownOutcome) || runs != 1 || !exists(t, db, 2) {
		t.Errorf("lost in COMMIT: %v after %d runs", err, runs)
	}
}

// A server that would answer COMMIT before the disk has it is told not to; one that waits for replicas keeps doing so.
func TestCommitsAreDurable(t *testing.T) {
	for set, want := range map[string]string{"off": "on", "local": "local", "remote_apply": "remote_apply"} {
		url := storetest.Postgres(t)
		if url == "" {
			return
		}
		db := storetest.Open(t, url, system)
		var name string
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT CAST(current_database() AS TEXT)`).Scan(&name)
		})
		if err != nil {
			t.Fatal(err)
		}
		exec(t, db, `ALTER DATABASE `+name+` SET synchronous_commit = `+set)
		var got string
		err = storetest.Open(t, url, system).Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT current_setting('synchronous_commit')`).Scan(&got)
		})
		if err != nil || got != want {
			t.Errorf("%s became %q, want %q: %v", set, got, want, err)
		}
	}
}

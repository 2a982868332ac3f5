package store_test

import (
	"context"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"alun/base/clock"
	"alun/base/store"
)

// things is a small table for tests: a key, a number, and a child that may point nowhere until COMMIT.
var things = fstest.MapFS{"migrations/0001_thing.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (
    k BIGINT NOT NULL PRIMARY KEY,
    v BIGINT NOT NULL
);
CREATE TABLE child (
    k      BIGINT NOT NULL PRIMARY KEY,
    parent BIGINT NOT NULL REFERENCES thing (k) DEFERRABLE INITIALLY DEFERRED
);`)}}

const (
	insertThing = `INSERT INTO thing (k, v) VALUES ($1, $2)`
	selectThing = `SELECT v FROM thing WHERE k = $1`
	lockThing   = `SELECT v FROM thing WHERE k = $1{{lock}}`
	updateThing = `UPDATE thing SET v = $2 WHERE k = $1`
	insertChild = `INSERT INTO child (k, parent) VALUES ($1, $2)`
)

func withThings(t *testing.T, db *store.DB) {
	t.Helper()
	if err := db.Migrate(t.Context(), "thing", things); err != nil {
		t.Fatal(err)
	}
}

// insert returns a closure that inserts k.
func insert(k int64) func(ctx context.Context, tx *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, insertThing, k, k*10)
		return err
	}
}

// count returns how many rows a query of one number counts.
func count(t *testing.T, db *store.DB, q string, args ...any) (n int) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, q, args...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func exists(t *testing.T, db *store.DB, k int64) bool {
	t.Helper()
	return count(t, db, `SELECT count(*) FROM thing WHERE k = $1`, k) == 1
}

// until looks again and again, for at most a minute, until ok holds.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 600_000 {
		if ok() {
			return
		}
		time.Sleep(100 * time.Microsecond)
	}
	t.Fatalf("waited in vain: %s", what)
}

// together starts n writers of f at one moment: on SQLite they share one transaction, because a first write holds the
// connection until all of them stand in the queue.
func together(t *testing.T, db *store.DB, n int, f func(i int)) {
	t.Helper()
	var wg sync.WaitGroup
	if db.Engine() == "sqlite" {
		holding, release := make(chan struct{}), make(chan struct{})
		wg.Go(func() {
			err := db.WriteAs(t.Context(), "gatekeeper", func(context.Context, *store.Tx) error {
				close(holding)
				<-release
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-holding
		defer wg.Wait()
		defer func() {
			until(t, "all writers in the queue", func() bool { return store.Waiting(db) == n })
			close(release)
		}()
	} else {
		defer wg.Wait()
	}
	for i := range n {
		wg.Go(func() { f(i) })
	}
}

var system = clock.System

package store_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
)

func lease(t *testing.T, db *store.DB) *store.Node {
	t.Helper()
	n, err := db.LeaseNode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNodesDiffer(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	storetest.EachAt(t, c, func(t *testing.T, db *store.DB) {
		for want := range 3 {
			if n := lease(t, db); n.Number != want || id.Node(n.New()) != want {
				t.Errorf("node %d, want %d", n.Number, want)
			}
		}
		c.Advance(2 * time.Minute) // all three have died
		if n := lease(t, db); n.Number != 0 {
			t.Errorf("node %d, want 0 again", n.Number)
		}
		c.Advance(-time.Hour) // every row is in the future now: none may be used
		if n := lease(t, db); n.Number != 3 {
			t.Errorf("node %d after the clock stepped back, want 3", n.Number)
		}
	})
}

func TestManyNodesAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		numbers := make(chan int)
		for range 8 {
			go func() {
				n, err := db.LeaseNode(t.Context())
				if err != nil {
					t.Error(err)
					numbers <- -1
					return
				}
				numbers <- n.Number
			}()
		}
		seen := map[int]bool{}
		for range 8 {
			n := <-numbers
			if seen[n] {
				t.Errorf("number %d twice", n)
			}
			seen[n] = true
		}
	})
}

func TestNodesRunOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for n := range id.MaxNode + 1 {
				if _, err := tx.Exec(ctx, `INSERT INTO node_lease (node, holder, until_ms) VALUES ($1, 'x', $2)`, n, tx.Now.UnixMilli()+1_000_000); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.LeaseNode(t.Context()); errs.CodeOf(err) != "store.nodes" {
			t.Errorf("the 1,025th node got %v", err)
		}
	})
}

// The lease is renewed for as long as it is kept, given back at the end, and its loss is noticed.
func TestKeep(t *testing.T) {
	url := storetest.SQLite(t)
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(t.Context(), store.Config{URL: url}, clock.System, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		time.Sleep(30 * 365 * 24 * time.Hour) // the bubble's clock begins before the epoch of ids
		a := lease(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		kept := make(chan error, 1)
		go func() { kept <- a.Keep(ctx) }()
		time.Sleep(10 * time.Minute)
		if n := lease(t, db); n.Number != 1 {
			t.Errorf("a kept number was given to another: %d", n.Number)
		}
		cancel()
		if err := <-kept; err != nil {
			t.Error(err)
		}
		time.Sleep(2 * time.Second)
		b := lease(t, db)
		if b.Number != 0 {
			t.Errorf("the number was not given back: got %d", b.Number)
		}
		go func() { kept <- b.Keep(t.Context()) }()
		exec(t, db, `UPDATE node_lease SET holder = 'a thief' WHERE node = 0`)
		if err := <-kept; errs.CodeOf(err) != "store.node_lost" {
			t.Errorf("a stolen lease: %v", err)
		}
	})
}

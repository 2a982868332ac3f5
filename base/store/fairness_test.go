package store_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"alun/base/store"
	"alun/base/store/storetest"
)

// Two thousand writes of one room stand in line. The one write of another room is the second of the next group.
func TestFloodFromOneRoom(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), system)
	const flood = 2000
	var wg sync.WaitGroup
	holding, release := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		if err := db.WriteAs(t.Context(), "gate", func(context.Context, *store.Tx) error { close(holding); <-release; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-holding
	var loud atomic.Int64
	for range flood {
		wg.Go(func() {
			if err := db.WriteAs(t.Context(), "loud", func(context.Context, *store.Tx) error { loud.Add(1); return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	until(t, "the flood", func() bool { return store.Waiting(db) == flood })
	wg.Go(func() {
		err := db.WriteAs(t.Context(), "quiet", func(context.Context, *store.Tx) error {
			if n := loud.Load(); n > 1 {
				t.Errorf("%d writes of the flood went first", n)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	until(t, "the quiet one in line", func() bool { return store.Waiting(db) == flood+1 })
	close(release)
	wg.Wait()
	if n := loud.Load(); n != flood {
		t.Errorf("%d of the flood were served", n)
	}
}

func TestLaneLimit(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), system)
	holding, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := db.WriteAs(t.Context(), "gate", func(context.Context, *store.Tx) error { close(holding); <-release; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-holding
	nothing := func(context.Context, *store.Tx) error { return nil }
	for range store.MaxWaiting {
		wg.Go(func() {
			if err := db.WriteAs(t.Context(), "loud", nothing); err != nil {
				t.Error(err)
			}
		})
	}
	until(t, "a full lane", func() bool { return store.Waiting(db) == store.MaxWaiting })
	if err := db.WriteAs(t.Context(), "loud", nothing); !errors.Is(err, store.ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	wg.Go(func() {
		if err := db.WriteAs(t.Context(), "quiet", nothing); err != nil {
			t.Errorf("another lane: %v", err)
		}
	})
	until(t, "the other lane", func() bool { return store.Waiting(db) == store.MaxWaiting+1 })
	close(release)
	wg.Wait()
}

// On PostgreSQL a lane that holds as many connections as it may leaves some to the others.
func TestPostgresLanesShareConnections(t *testing.T) {
	url := storetest.Postgres(t)
	if url == "" {
		return
	}
	db, err := store.Open(t.Context(), store.Config{URL: url, Conns: 4}, system, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	release := make(chan struct{})
	var held atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			err := db.WriteAs(t.Context(), "loud", func(context.Context, *store.Tx) error { held.Add(1); <-release; return nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	until(t, "the loud lane to hold its share", func() bool { return held.Load() == 3 })
	if err := db.WriteAs(t.Context(), "quiet", func(context.Context, *store.Tx) error { return nil }); err != nil {
		t.Error(err)
	}
	if held.Load() != 3 {
		t.Errorf("the loud lane holds %d of 4 connections", held.Load())
	}
	close(release)
	wg.Wait()
}

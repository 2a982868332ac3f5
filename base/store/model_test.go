package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"alun/base/store"
	"alun/base/store/storetest"
)

var modelTables = fstest.MapFS{"migrations/0001_model.sql": {Data: []byte(`-- +goose Up
CREATE TABLE turn (
    id BIGINT NOT NULL PRIMARY KEY,
    n  BIGINT NOT NULL
);
CREATE TABLE pot (
    k BIGINT NOT NULL PRIMARY KEY,
    v BIGINT NOT NULL
);`)}}

// op is one write of the model: it changes a small table and says what it saw there.
type op struct {
	kind string // put, add, drop, or one that fails: "error", "panic", "twice" (a duplicate key)
	k    int64
	by   int64
}

// seen is an op that succeeded: its place in the order of commits and the value it found (-1: none).
type seen struct {
	op
	turn, found int64
}

var errGiveUp = errors.New("given up")

const panicWord = "as the model asks"

// do runs the op. The row turn is the root that all ops lock, so its number is the order in which they took effect.
func (o op) do(ctx context.Context, tx *store.Tx) (s seen, err error) {
	s = seen{op: o, found: -1}
	if err := tx.QueryRow(ctx, `UPDATE turn SET n = n + 1 WHERE id = 1 RETURNING n`).Scan(&s.turn); err != nil {
		return s, err
	}
	if err := tx.QueryRow(ctx, `SELECT v FROM pot WHERE k = $1`, o.k).Scan(&s.found); err != nil && !errors.Is(err, store.ErrNoRows) {
		return s, err
	}
	switch o.kind {
	case "put", "error", "panic":
		_, err = tx.Exec(ctx, `INSERT INTO pot (k, v) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v`, o.k, o.by)
	case "add":
		_, err = tx.Exec(ctx, `UPDATE pot SET v = v + $2 WHERE k = $1`, o.k, o.by)
	case "drop":
		_, err = tx.Exec(ctx, `DELETE FROM pot WHERE k = $1`, o.k)
	case "twice":
		if _, err = tx.Exec(ctx, `DELETE FROM pot`); err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO turn (id, n) VALUES (1, 0)`)
		}
	}
	switch {
	case err != nil:
		return s, err
	case o.kind == "error":
		return s, errGiveUp
	case o.kind == "panic":
		panic(panicWord)
	}
	return s, nil
}

// write runs the op, alone or through the batch, and reports what it saw; ok says that it took effect.
func (o op) write(ctx context.Context, db *store.DB, b *store.Batch[op, seen], set bool) (s seen, ok bool) {
	defer func() {
		if p := recover(); p != nil && (p != panicWord || o.kind != "panic") {
			panic(p)
		}
	}()
	var err error
	if set {
		s, err = b.Do(ctx, o)
	} else {
		err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			s, err = o.do(ctx, tx)
			return err
		})
	}
	fails := map[string]error{"error": errGiveUp, "twice": store.ErrDuplicate}[o.kind]
	if !errors.Is(err, fails) {
		panic(fmt.Sprintf("%+v: %v", o, err))
	}
	return s, err == nil
}

func opGenerator() *rapid.Generator[op] {
	return rapid.Custom(func(t *rapid.T) op {
		return op{
			kind: rapid.SampledFrom([]string{"put", "put", "add", "add", "drop", "error", "panic", "twice"}).Draw(t, "kind"),
			k:    rapid.Int64Range(1, 4).Draw(t, "k"),
			by:   rapid.Int64Range(0, 9).Draw(t, "by"),
		}
	})
}

// Many writers change a few rows at once, alone and in sets, some fail, some panic. In the order of their turns, what each
// of them saw and what is left at the end is what a map says, and no turn is missing.
func TestAgainstModel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Migrate(t.Context(), "model", modelTables); err != nil {
			t.Fatal(err)
		}
		exec(t, db, `INSERT INTO turn (id, n) VALUES (1, 0)`)
		b := store.NewBatch(db, 8, func(ctx context.Context, tx *store.Tx, items []op) ([]store.Result[seen], error) {
			results := make([]store.Result[seen], len(items))
			for i, o := range items {
				s, err := o.do(ctx, tx)
				if err != nil {
					return nil, err // undoes the whole run: the halves tell who
				}
				results[i].Value = s
			}
			return results, nil
		})
		rapid.Check(t, func(rt *rapid.T) {
			exec(t, db, `UPDATE turn SET n = 0`)
			exec(t, db, `DELETE FROM pot`)
			scripts := rapid.SliceOfN(rapid.SliceOfN(opGenerator(), 1, 6), 2, 8).Draw(rt, "scripts")
			log := runScripts(t.Context(), db, b, scripts)
			replay(rt, t, db, log)
		})
	})
}

func runScripts(ctx context.Context, db *store.DB, b *store.Batch[op, seen], scripts [][]op) map[int64]seen {
	var mu sync.Mutex
	log := map[int64]seen{}
	var wg sync.WaitGroup
	for i, script := range scripts {
		wg.Go(func() {
			for j, o := range script {
				if s, ok := o.write(ctx, db, b, (i+j)%2 == 0); ok {
					mu.Lock()
					log[s.turn] = s
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return log
}

func replay(rt *rapid.T, t *testing.T, db *store.DB, log map[int64]seen) {
	model := map[int64]int64{}
	for turn := int64(1); turn <= int64(len(log)); turn++ {
		s, ok := log[turn]
		if !ok {
			rt.Fatalf("turn %d of %d is missing", turn, len(log))
		}
		want, there := model[s.k]
		if !there {
			want = -1
		}
		if s.found != want {
			rt.Fatalf("turn %d %+v saw %d, the model has %d", turn, s.op, s.found, want)
		}
		switch s.kind {
		case "put":
			model[s.k] = s.by
		case "add":
			if there {
				model[s.k] += s.by
			}
		case "drop":
			delete(model, s.k)
		}
	}
	for k := int64(1); k <= 4; k++ {
		want, there := model[k]
		n := count(t, db, `SELECT count(*) FROM pot WHERE k = $1 AND v = $2`, k, want)
		if (n == 1) != there {
			rt.Fatalf("row %d: the model has %d, %v", k, want, there)
		}
	}
	if n := count(t, db, `SELECT count(*) FROM pot`); n != len(model) {
		rt.Fatalf("%d rows, the model has %d", n, len(model))
	}
}

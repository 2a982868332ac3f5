package store_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
)

var kinds = fstest.MapFS{"migrations/0001_kind.sql": {Data: []byte(`-- +goose Up
CREATE TABLE kind (
    i BIGINT NOT NULL PRIMARY KEY,
    b BOOLEAN NOT NULL,
    s TEXT NOT NULL,
    y BYTEA NOT NULL,
    i0 BIGINT, b0 BOOLEAN, s0 TEXT, y0 BYTEA
);`)}}

type (
	flag bool
	name string
	blob []byte
)

// row holds every type that a room may bind and scan.
type row struct {
	I  id.Chat
	B  flag
	S  name
	Y  blob
	I0 *id.Account
	B0 *bool
	S0 *string
	Y0 []byte
}

const (
	insertKind = `INSERT INTO kind (i, b, s, y, i0, b0, s0, y0) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	selectKind = `SELECT i, b, s, y, i0, b0, s0, y0 FROM kind WHERE i = $1 AND b = $2 AND s = $3 AND y = $4`
)

func TestTypesThereAndBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Migrate(t.Context(), "kind", kinds); err != nil {
			t.Fatal(err)
		}
		text := rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "\x00") })
		rapid.Check(t, func(rt *rapid.T) {
			want := row{
				I: id.Chat(rapid.Int64().Draw(rt, "i")), B: flag(rapid.Bool().Draw(rt, "b")), S: name(text.Draw(rt, "s")),
				Y: rapid.SliceOf(rapid.Byte()).Draw(rt, "y"), Y0: rapid.SampledFrom([][]byte{nil, {}, {0, 1}}).Draw(rt, "y0"),
				I0: rapid.Ptr(rapid.Map(rapid.Int64(), func(n int64) id.Account { return id.Account(n) }), true).Draw(rt, "i0"),
				B0: rapid.Ptr(rapid.Bool(), true).Draw(rt, "b0"), S0: rapid.Ptr(text, true).Draw(rt, "s0"),
			}
			got := row{}
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Exec(ctx, `DELETE FROM kind`); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, insertKind, want.I, want.B, want.S, want.Y, want.I0, want.B0, want.S0, want.Y0); err != nil {
					return err
				}
				return tx.QueryRow(ctx, selectKind, want.I, want.B, want.S, want.Y).
					Scan(&got.I, &got.B, &got.S, &got.Y, &got.I0, &got.B0, &got.S0, &got.Y0)
			})
			if err != nil {
				rt.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				rt.Fatal(d)
			}
		})
	})
}

func TestWhatNoColumnHolds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for what, arg := range map[string]any{
			"zero byte": "a\x00b", "not UTF-8": "\xff", "named, not UTF-8": name("\xff"), "time": time.Now(), "float": 1.5,
			"too large": uint64(math.MaxInt64) + 1, "ids": []int64{1}, "struct": struct{}{},
		} {
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO meta (key, value) VALUES ('x', $1)`, arg)
				return err
			})
			if err == nil {
				t.Errorf("%s was stored", what)
			}
			if _, text := arg.(string); text && errs.CodeOf(err) != "store.text" {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestScanRefuses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for what, c := range map[string]struct {
			q    string
			dest []any
		}{
			"NULL into int":      {`SELECT CAST(NULL AS BIGINT)`, []any{new(int64)}},
			"NULL into string":   {`SELECT CAST(NULL AS TEXT)`, []any{new(string)}},
			"NULL into id":       {`SELECT CAST(NULL AS BIGINT)`, []any{new(id.Chat)}},
			"text into int":      {`SELECT CAST('x' AS TEXT)`, []any{new(int64)}},
			"too few":            {`SELECT 1, 2`, []any{new(int64)}},
			"too many":           {`SELECT 1`, []any{new(int64), new(int64)}},
			"overflow":           {`SELECT CAST(300 AS BIGINT)`, []any{new(int8)}},
			"negative into uint": {`SELECT CAST(-1 AS BIGINT)`, []any{new(uint32)}},
		} {
			err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, c.q).Scan(c.dest...) })
			if errs.CodeOf(err) != "store.scan" {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// Numbers that the engines give types of their own: counts, sums, comparisons, constants.
func TestScanExpressions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		exec(t, db, insertThing, 1, 10)
		exec(t, db, insertThing, 2, 20)
		var n, sum, one int
		var yes, is bool
		var text string
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*), CAST(sum(v) AS BIGINT), 1, EXISTS (SELECT 1 FROM thing WHERE k = $1), max(v) > 5, 'x' FROM thing`, 2).
				Scan(&n, &sum, &one, &yes, &is, &text)
		})
		if err != nil || n != 2 || sum != 30 || one != 1 || !yes || !is || text != "x" {
			t.Errorf("%d %d %d %v %v %q, %v", n, sum, one, yes, is, text, err)
		}
	})
}

func TestMulti(t *testing.T) {
	put := store.NewMulti(`INSERT INTO thing (k, v) VALUES {{rows}}`, "BIGINT", "BIGINT")
	// A fixed parameter and typed rows: without the types PostgreSQL takes them for text.
	raise := store.NewMulti(`WITH d(k, by) AS (VALUES {{rows}}) UPDATE thing SET v = v + d.by + $1 FROM d WHERE thing.k = d.k RETURNING thing.k, thing.v`,
		"BIGINT", "BIGINT")
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		for _, n := range []int{0, 1, 7, 8, 31, 32, 33, 100} {
			exec(t, db, `DELETE FROM thing`)
			got := map[int64]int64{}
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				var rows []any
				for k := range int64(n) {
					rows = append(rows, k, k*10)
				}
				if changed, err := put.Exec(ctx, tx, rows); err != nil || changed != int64(n) {
					t.Errorf("%d rows inserted, want %d: %v", changed, n, err)
				}
				return raise.Query(ctx, tx, rows, func(r *store.Rows) error {
					var k, v int64
					err := r.Scan(&k, &v)
					got[k] = v
					return err
				}, 7)
			})
			if err != nil || len(got) != n {
				t.Fatalf("%d rows: %d changed, %v", n, len(got), err)
			}
			for k, v := range got {
				if v != k*20+7 {
					t.Errorf("row %d is %d", k, v)
				}
			}
		}
	})
}

func TestRowsMustBeClosed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Query(ctx, `SELECT 1`); err != nil {
				t.Error(err)
			}
			_, err := tx.Exec(ctx, `UPDATE meta SET value = 'x'`)
			if errs.CodeOf(err) != "store.rows_open" {
				t.Errorf("a statement beside an open result: %v", err)
			}
			return nil
		})
		if errs.CodeOf(err) != "store.rows_open" {
			t.Errorf("the closure ended with %v", err)
		}
		var late *store.Tx
		exec(t, db, `UPDATE meta SET value = 'x' WHERE key = 'none'`)
		if err := db.Read(t.Context(), func(_ context.Context, tx *store.Tx) error { late = tx; return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := late.Exec(t.Context(), `SELECT 1`); errs.CodeOf(err) != "store.tx_ended" {
			t.Errorf("after the closure: %v", err)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM meta`)
			return err
		})
		if err == nil || count(t, db, `SELECT count(*) FROM meta`) == 0 {
			t.Errorf("Read wrote: %v", err)
		}
	})
}

// A Read sees one state from beginning to end, whatever is committed meanwhile.
func TestReadSeesOneSnapshot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for i := range int64(3) {
				var n int
				if err := tx.QueryRow(ctx, `SELECT count(*) FROM thing`).Scan(&n); err != nil || n != 0 {
					t.Errorf("%d rows, %v", n, err)
				}
				done := make(chan error)
				go func() { done <- db.Write(t.Context(), insert(i)) }()
				if err := <-done; err != nil {
					t.Error(err)
				}
			}
			return nil
		})
		if err != nil || count(t, db, `SELECT count(*) FROM thing`) != 3 {
			t.Error(err)
		}
	})
}

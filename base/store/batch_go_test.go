package store_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"alun/base/store"
	"alun/base/store/storetest"
)

// Answers of Go come after the commit, in the order of the calls, and an item's failure is its own.
func TestBatchGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		odd := errors.New("odd")
		batch := store.NewBatch(db, 16, func(ctx context.Context, tx *store.Tx, items []int) ([]store.Result[int], error) {
			results := make([]store.Result[int], len(items))
			for i, n := range items {
				if n%7 == 6 {
					results[i].Err = odd
					continue
				}
				if _, err := tx.Exec(ctx, `INSERT INTO meta (key, value) VALUES ($1, $2)`, "go"+strconv.Itoa(n), "x"); err != nil {
					return nil, err
				}
				results[i].Value = n * n
			}
			return results, nil
		})
		const n = 100
		type answer struct {
			value int
			err   error
			item  int
		}
		answers := make(chan answer, n)
		for i := range n {
			batch.Go(i, func(v int, err error) {
				answers <- answer{v, err, i}
				if i == 5 {
					panic("a receiver's panic is its own")
				}
			})
		}
		for i := range n {
			a := <-answers
			if a.item != i || i%7 == 6 && !errors.Is(a.err, odd) || i%7 != 6 && (a.err != nil || a.value != i*i) {
				t.Fatalf("answer %d: %+v", i, a)
			}
		}
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var written int
			err := tx.QueryRow(ctx, `SELECT count(*) FROM meta WHERE key >= $1 AND key < $2`, "go", "gp").Scan(&written)
			if written != n-n/7 {
				t.Errorf("%d rows", written)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

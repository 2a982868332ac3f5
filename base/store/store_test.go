package store_test

import (
	"context"
	"errors"
	"testing"

	"alun/base/store"
	"alun/base/store/storetest"
)

func exec(t *testing.T, db *store.DB, q string, args ...any) {
	t.Helper()
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, q, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWriteThenRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		exec(t, db, `INSERT INTO meta (key, value) VALUES ($1, $2)`, "a", "b")
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var v string
			if err := tx.QueryRow(ctx, `SELECT value FROM meta WHERE key = $1`, "a").Scan(&v); err != nil || v != "b" {
				t.Errorf("read %q, %v", v, err)
			}
			if err := tx.QueryRow(ctx, `SELECT value FROM meta WHERE key = $1`, "none").Scan(&v); !errors.Is(err, store.ErrNoRows) {
				t.Errorf("no row: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

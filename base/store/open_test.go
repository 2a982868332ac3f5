package store_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"alun/base/errs"
	"alun/base/store"
	"alun/base/store/storetest"
)

func open(t *testing.T, url string) (*store.DB, error) {
	t.Helper()
	return store.Open(t.Context(), store.Config{URL: url}, system, slog.New(slog.DiscardHandler))
}

func TestOpenRefuses(t *testing.T) {
	for _, url := range []string{"", "alun.db", "sqlite:", "mysql://x", "postgres://%zz"} {
		if _, err := open(t, url); errs.CodeOf(err) != "store.url" {
			t.Errorf("%q: %v", url, err)
		}
	}
	if _, err := open(t, "sqlite:"+t.TempDir()+"/no/such/folder/alun.db"); errs.CodeOf(err) != "store.url" {
		t.Errorf("no folder: %v", err)
	}
	if _, err := open(t, "postgres://127.0.0.1:1/x?connect_timeout=1"); errs.CodeOf(err) != "store.unreachable" {
		t.Errorf("nobody listens: %v", err)
	}
	if _, err := store.Open(t.Context(), store.Config{URL: "postgres://x", Conns: 1000}, system, slog.New(slog.DiscardHandler)); errs.CodeOf(err) != "store.conns" {
		t.Errorf("too many connections: %v", err)
	}
}

func TestOwnedByAnother(t *testing.T) {
	url := storetest.SQLite(t)
	db, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	_, err = open(t, url)
	if errs.CodeOf(err) != "store.owned" || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("the second got %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = open(t, url); err != nil {
		t.Fatalf("after the first has closed: %v", err)
	}
	db.Close()
}

// A path may hold what has a meaning in an address.
func TestOddPath(t *testing.T) {
	path := t.TempDir() + "/a b%20?x=1#y.db"
	db, err := open(t, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestDamaged(t *testing.T) {
	url := storetest.SQLite(t)
	path := strings.TrimPrefix(url, "sqlite:")
	db, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	withThings(t, db)
	for k := range int64(2000) {
		exec(t, db, insertThing, k, k)
		if k%500 == 499 { // enough pages to damage
			exec(t, db, insertThing, k+10_000, k)
		}
	}
	db.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(b []byte) []byte{
		"header":    func(b []byte) []byte { copy(b, "no database here"); return b },
		"garbage":   func([]byte) []byte { return bytes.Repeat([]byte("garbage "), 1000) },
		"a page":    func(b []byte) []byte { copy(b[5*4096:], bytes.Repeat([]byte{0xff}, 4096)); return b },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, damage(bytes.Clone(whole)), 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := open(t, url)
			if err == nil {
				db.Close()
			}
			if errs.CodeOf(err) != "store.damaged" {
				t.Errorf("opened with %v", err)
			}
		})
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if db, err := open(t, url); err != nil {
		t.Errorf("the undamaged file: %v", err)
	} else {
		db.Close()
	}
}

func TestMigrate(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		v1 := fstest.MapFS{"migrations/0001_a.sql": {Data: []byte("-- +goose Up\nCREATE TABLE a (k BIGINT NOT NULL PRIMARY KEY, yes BOOLEAN NOT NULL, b BYTEA);")}}
		v2 := fstest.MapFS{"migrations/0002_b.sql": {Data: []byte("-- +goose Up\nALTER TABLE a ADD COLUMN name TEXT NOT NULL DEFAULT '';")}}
		v2["migrations/0001_a.sql"] = v1["migrations/0001_a.sql"]
		db := storetest.Open(t, url, system)
		for i, fsys := range []fstest.MapFS{v1, v1, v2, v2} {
			if err := db.Migrate(t.Context(), "a", fsys); err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
		}
		exec(t, db, `INSERT INTO a (k, yes, b, name) VALUES ($1, $2, $3, $4)`, 1, true, []byte{1}, "x")
		if err := db.Migrate(t.Context(), "a", v1); errs.CodeOf(err) != "store.newer" {
			t.Errorf("an older binary got %v", err)
		}
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO a (k, yes) VALUES ('text', TRUE)`)
			return err
		})
		if err == nil {
			t.Error("text went into a BIGINT column")
		}
		if err := db.Migrate(t.Context(), "Bad Name", v1); err == nil {
			t.Error("a bad name of a room was taken")
		}
		broken := fstest.MapFS{"migrations/0001_c.sql": {Data: []byte("-- +goose Up\nCREATE TABLE c (k BIGINT NOT NULL PRIMARY KEY);\nCREATE TABEL d;")}}
		if err := db.Migrate(t.Context(), "c", broken); err == nil {
			t.Error("a broken file was taken")
		}
		whole := fstest.MapFS{"migrations/0001_c.sql": {Data: []byte("-- +goose Up\nCREATE TABLE c (k BIGINT NOT NULL PRIMARY KEY);")}}
		if err := db.Migrate(t.Context(), "c", whole); err != nil {
			t.Errorf("the broken file left a trace: %v", err)
		}
	})
}

// Several nodes start at once on one empty database.
func TestMigrateAtOnce(t *testing.T) {
	url := storetest.Postgres(t)
	if url == "" {
		return
	}
	result := make(chan error)
	for range 4 {
		go func() {
			db, err := open(t, url)
			if err == nil {
				err = db.Migrate(t.Context(), "thing", things)
				db.Close()
			}
			result <- err
		}()
	}
	for range 4 {
		if err := <-result; err != nil {
			t.Error(err)
		}
	}
}

// While one node changes tables the others wait.
func TestMigrateWaitsForAnotherNode(t *testing.T) {
	db := openPostgres(t)
	if db == nil {
		return
	}
	holding, release, migrated := make(chan struct{}), make(chan struct{}), make(chan error, 2)
	go func() {
		migrated <- db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var one int
			err := tx.QueryRow(ctx, `SELECT id FROM migration_lock WHERE id = 1{{lock}}`).Scan(&one)
			close(holding)
			<-release
			return err
		})
	}()
	<-holding
	go func() { migrated <- db.Migrate(t.Context(), "kind", kinds) }()
	until(t, "the second node to wait", func() bool {
		return len(migrated) > 0 || count(t, db, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) == 1
	})
	if len(migrated) > 0 {
		t.Errorf("it did not wait: %v", <-migrated)
	}
	close(release)
	for range 2 {
		if err := <-migrated; err != nil {
			t.Error(err)
		}
	}
}

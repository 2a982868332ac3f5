package storetest

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"alun/base/clock"
	"alun/base/store"
)

// Each runs f as the subtests "sqlite" and "postgres", each with an empty database that is checked and closed after it.
func Each(t *testing.T, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachAt(t, clock.System, f)
}

// EachAt is Each with the test's own clock.
func EachAt(t *testing.T, c clock.Clock, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, Open(t, SQLite(t), c)) })
	t.Run("postgres", func(t *testing.T) {
		if dsn := Postgres(t); dsn != "" {
			f(t, Open(t, dsn, c))
		}
	})
}

// EachURL is Each for tests that open the database themselves, perhaps several times.
func EachURL(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) {
		if dsn := Postgres(t); dsn != "" {
			f(t, dsn)
		}
	})
}

// SQLite returns the URL of a file in the test's folder that does not exist yet.
func SQLite(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "alun.db")
}

// Postgres makes an empty database, dropped after the test, and returns its URL; "" when ALUN_TEST_POSTGRES is off.
func Postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv("ALUN_TEST_POSTGRES")
	switch server {
	case "off":
		return ""
	case "":
		var err error
		if server, err = localServer(); err != nil {
			t.Fatalf("no PostgreSQL for this test: %v\nUse `make test`, or set ALUN_TEST_POSTGRES to the URL of a server, or to off.", err)
		}
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("ALUN_TEST_POSTGRES: %v", err)
	}
	name := createDatabase(t, server)
	u.Path = "/" + name
	return u.String()
}

// Open opens the database and closes it after the test, when it verifies what it holds. It logs to the test.
func Open(t *testing.T, url string, c clock.Clock) *store.DB {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	db, err := store.Open(context.Background(), store.Config{URL: url}, c, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(t, db) })
	return db
}

var onClose sync.Map // *store.DB → *[]func

type hooks struct {
	mu   sync.Mutex
	list []func(ctx context.Context, db *store.DB) error
}

// OnClose has f called when the test's database is closed; an error fails the test. For invariants that need more than one
// snapshot; the others belong into db.AddCheck.
func OnClose(t *testing.T, db *store.DB, f func(ctx context.Context, db *store.DB) error) {
	t.Helper()
	h, _ := onClose.LoadOrStore(db, &hooks{})
	h.(*hooks).mu.Lock()
	defer h.(*hooks).mu.Unlock()
	h.(*hooks).list = append(h.(*hooks).list, f)
}

func finish(t *testing.T, db *store.DB) {
	ctx := context.Background()
	if err := db.Check(ctx); err != nil {
		t.Errorf("after the test the database is wrong: %v", err)
	}
	if h, ok := onClose.LoadAndDelete(db); ok {
		for _, f := range h.(*hooks).list {
			if err := f(ctx, db); err != nil {
				t.Errorf("after the test: %v", err)
			}
		}
	}
	if err := db.Close(); err != nil {
		t.Errorf("closing the database: %v", err)
	}
}

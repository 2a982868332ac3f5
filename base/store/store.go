package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"alun/base/clock"
	"alun/base/errs"
)

// Config says which database to open. The zero values of all but URL are right.
type Config struct {
	URL string // "sqlite:/path/alun.db" or "postgres://user@host/database"

	// Conns is the number of connections that PostgreSQL may be asked for, 4 to 200; 0 means 16. SQLite does not use it.
	Conns int
}

// Limits, each of them answered with a clear error or a log line.
const (
	SlowClosure    = 20 * time.Millisecond // a closure that takes longer is logged as a warning
	MaxGroup       = 256                   // writes that share one SQLite transaction
	MaxWaiting     = 4096                  // writes of one lane that wait; more get exhausted store.busy
	MaxAttempts    = 10                    // runs of one closure on PostgreSQL before it gets unavailable store.contention
	MaxStatements  = 1024                  // prepared statements kept by one SQLite connection
	MaxWriteTime   = 60 * time.Second      // one run of one closure on PostgreSQL
	maxSQLiteReads = 8                     // reading connections of SQLite
)

// ErrNoRows is returned by Row.Scan when the query found nothing. It is for the room to translate into its own error.
var ErrNoRows = errors.New("store: no rows")

// Errors that a room may meet; compare with errors.Is.
var (
	// ErrDuplicate: a primary or unique key holds the value already.
	ErrDuplicate = errs.Conflict("store.duplicate", "This exists already.")
	// ErrBusy: too many writes are waiting.
	ErrBusy = errs.Exhausted("store.busy", "The server has too much to do just now.").After(time.Second)
	// ErrClosed: the database is closed or closing.
	ErrClosed = errs.Unavailable("store.closed", "The server is shutting down.")
	// ErrUnknownOutcome: the connection broke while the transaction was being made durable.
	ErrUnknownOutcome = errs.Unavailable("store.unknown_outcome", "The server does not know whether this was done. Please repeat it.")
)

// DB is an open database. It is safe for concurrent use. Close it.
type DB struct {
	engine   engine
	dialect  dialect
	url      string
	clock    clock.Clock
	log      *slog.Logger
	sites    sites
	checks   checks
	counters counters
	rooms    roomVersions
	held     map[string]int64 // restoring: the versions of the backup
	close    func() error     // once
}

// engine is one kind of database. Both implementations run the closure on the caller's goroutine.
type engine interface {
	read(ctx context.Context, run func(conn) error) error
	// write runs the closure in a transaction and returns when the outcome is durable. It may run it again.
	write(ctx context.Context, s *site, run func(conn) error) error
	close() error
}

// conn is the connection that a closure runs on. Args are normalised (see bind).
type conn interface {
	exec(ctx context.Context, q string, args []any) (int64, error)
	query(ctx context.Context, q string, args []any) (cursor, error)
}

// cursor is an open result. Close is idempotent and returns the error that ended the rows, if any.
type cursor interface {
	next() bool
	scan(dest []any) error
	values() ([]any, error) // the current row as int64, bool, string, []byte and nil, valid until next
	close() error
}

// Open opens the database, creating a SQLite file where there is none, and brings the store's own tables up to date.
//
// Errors, each with a sentence for the operator: invalid store.url; conflict store.owned (another process has the SQLite
// file), store.newer (a newer version of Alun has written it), store.half_restored; internal store.damaged; unavailable
// store.unreachable.
func Open(ctx context.Context, cfg Config, c clock.Clock, log *slog.Logger) (*DB, error) {
	return open(ctx, cfg, c, log, nil)
}

// open opens the database; held are the versions at which the tables of a restore stay.
func open(ctx context.Context, cfg Config, c clock.Clock, log *slog.Logger, held map[string]int64) (_ *DB, err error) {
	defer errs.Wrap(&err, "store.Open")
	db := &DB{url: cfg.URL, clock: c, log: log, held: held}
	path, isSQLite := strings.CutPrefix(cfg.URL, "sqlite:")
	switch {
	case isSQLite && path != "":
		db.dialect = dialectSQLite
		db.engine, err = openSQLite(path, log, &db.counters)
	case strings.HasPrefix(cfg.URL, "postgres://"), strings.HasPrefix(cfg.URL, "postgresql://"):
		db.dialect = dialectPostgres
		db.engine, err = openPostgres(ctx, cfg, log, &db.counters)
	default:
		return nil, errs.Invalid("store.url", "The database is sqlite:PATH or postgres://…, not %q.", cfg.URL)
	}
	if err != nil {
		return nil, err
	}
	db.close = sync.OnceValue(db.engine.close)
	if err := db.Migrate(ctx, "store", ownMigrations); err != nil {
		return nil, errors.Join(err, db.close())
	}
	if err := db.Write(ctx, initMeta); err != nil {
		return nil, errors.Join(err, db.close())
	}
	return db, nil
}

// Close waits for the writes that have begun, refuses those that wait with ErrClosed, and closes the database.
// Closing again is harmless.
func (db *DB) Close() error { return db.close() }

// Engine returns "sqlite" or "postgres".
func (db *DB) Engine() string { return db.dialect.String() }

// Read runs fn on one consistent snapshot of what is durable. fn must not write, and must not call Read or Write.
// An error of fn is returned as it is.
func (db *DB) Read(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	refuseNested(ctx, "Read")
	return db.engine.read(ctx, func(c conn) error {
		tx := &Tx{Now: db.clock.Now(), conn: c, readOnly: true}
		return tx.end(fn(context.WithValue(ctx, inClosure{}, true), tx))
	})
}

// Write runs fn in a transaction and returns after that is durable, or undone when fn returns an error. See the package's
// "Always true" for what fn must keep to. fn's context never ends before fn does: a caller who gives up while waiting for
// his turn gets his context's error and nothing was done; after fn has begun he gets the true answer.
//
// Errors: those of fn; conflict store.duplicate; exhausted store.busy; unavailable store.closed, store.unknown_outcome,
// store.contention, store.disk.
func (db *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return db.write(ctx, db.sites.of(fn), fn)
}

func (db *DB) write(ctx context.Context, s *site, fn func(ctx context.Context, tx *Tx) error) error {
	refuseNested(ctx, "Write")
	db.counters.pending.Add(1)
	defer db.counters.pending.Add(-1)
	inner := context.WithValue(context.WithoutCancel(ctx), inClosure{}, true)
	var after []func()
	err := db.engine.write(ctx, s, func(c conn) error {
		start := db.clock.Now()
		tx := &Tx{Now: start, conn: c}
		err := tx.end(fn(inner, tx))
		after = tx.after
		if now := db.clock.Now(); now.Sub(start) > SlowClosure {
			db.noteSlow(s, now, now.Sub(start))
		}
		return err
	})
	if err != nil {
		db.counters.failed.Add(1)
		return err
	}
	db.counters.writes.Add(1)
	for _, hook := range after {
		hook()
	}
	return nil
}

type inClosure struct{}

func refuseNested(ctx context.Context, what string) {
	if ctx.Value(inClosure{}) != nil {
		panic(fmt.Sprintf("store: %s inside a closure of Read or Write: use its tx", what))
	}
}

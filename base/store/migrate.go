package store

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"io"
	"io/fs"
	"math"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"alun/base/errs"
)

//go:embed migrations/*.sql
var ownMigrations embed.FS

var roomName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`)

// Migrate brings the tables of a room up to date with the files migrations/NNNN_name.sql of fsys, which are written for
// goose ("-- +goose Up" on the first line) with the macros and types of this package. Files go forward only, and a file
// that has landed never changes; DDL and changes of data stand in files of their own. Version table: goose_<room>.
//
// Two nodes may call it at once: one waits for the other. Errors: conflict store.newer when the database has versions
// that this binary does not know.
func (db *DB) Migrate(ctx context.Context, room string, fsys fs.FS) (err error) {
	defer errs.Wrap(&err, "store.Migrate(%s)", room)
	if !roomName.MatchString(room) {
		return errs.Internal("store.room", "%q is no name of a room", room)
	}
	files, err := fs.Sub(fsys, "migrations")
	if err != nil {
		return err
	}
	sqlDB, dialect, err := db.migrationDB()
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithTableName("goose_" + room), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if db.dialect == dialectPostgres {
		options = append(options, goose.WithLocker(&migrationLock{}))
	}
	p, err := goose.NewProvider(dialect, sqlDB, expandedFS{files, db.dialect}, options...)
	if err != nil {
		return errors.Join(err, sqlDB.Close())
	}
	defer p.Close()
	to := int64(math.MaxInt64)
	if version, ok := db.held[room]; ok {
		to = version
	}
	results, err := p.UpTo(ctx, to) // also makes the version table
	if err != nil {
		return translate(err)
	}
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return translate(err)
	}
	if current > target {
		return errs.Conflict("store.newer", "The database was written by a newer version of Alun (%s is at %d, this version knows %d). Use that version, or restore a backup.",
			room, current, target)
	}
	if len(results) > 0 {
		db.log.Info("tables brought up to date", "room", room, "version", current, "files", len(results))
	}
	db.rooms.set(room, current)
	return nil
}

// migrationDB opens a connection of goose's kind beside the engine's own; the writer is idle meanwhile.
func (db *DB) migrationDB() (*sql.DB, goose.Dialect, error) {
	if db.dialect == dialectSQLite {
		sqlDB, err := sql.Open("sqlite", sqliteDSN(db.engine.(*sqliteEngine).path, writerPragmas))
		if err == nil {
			sqlDB.SetMaxOpenConns(1)
		}
		return sqlDB, goose.DialectSQLite3, err
	}
	cfg, err := pgx.ParseConfig(db.url)
	if err != nil {
		return nil, "", err
	}
	return stdlib.OpenDB(*cfg), goose.DialectPostgres, nil
}

// migrationLock lets one node at a time change tables: it holds the lock of a row, which any engine of the family has,
// unlike advisory locks.
type migrationLock struct {
	conn *sql.Conn
	tx   *sql.Tx
}

func (l *migrationLock) Lock(ctx context.Context, db *sql.DB) (err error) {
	const create = "CREATE TABLE IF NOT EXISTS migration_lock (id BIGINT PRIMARY KEY)"
	if _, err := db.ExecContext(ctx, create); err != nil { // two nodes at once: the loser gets an error although it says IF NOT EXISTS
		if _, err = db.ExecContext(ctx, create); err != nil {
			return err
		}
	}
	if _, err := db.ExecContext(ctx, "INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	if l.conn, err = db.Conn(ctx); err != nil {
		return err
	}
	if l.tx, err = l.conn.BeginTx(ctx, nil); err == nil {
		_, err = l.tx.ExecContext(ctx, "SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE")
	}
	if err != nil {
		return errors.Join(err, l.conn.Close())
	}
	return nil
}

func (l *migrationLock) Unlock(context.Context, *sql.DB) error {
	return errors.Join(l.tx.Rollback(), l.conn.Close())
}

// expandedFS shows SQL files as they read on the engine in use.
type expandedFS struct {
	fs.FS
	dialect dialect
}

func (e expandedFS) Open(name string) (fs.File, error) {
	f, err := e.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return &expandedFile{Reader: bytes.NewReader([]byte(expand(e.dialect, string(text)))), info: info}, nil
}

type expandedFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *expandedFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *expandedFile) Close() error               { return nil }

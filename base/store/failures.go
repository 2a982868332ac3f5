package store

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"alun/base/errs"
)

// translate gives an engine's error its kind and code. What it does not know stays as it is: internal.
func translate(err error) error {
	if _, ok := errors.AsType[*errs.Error](err); ok {
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return translateSQLite(e)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return translatePostgres(e)
	}
	return err
}

var (
	errConstraint = errs.Internal("store.constraint", "a constraint refused the row")
	errDisk       = errs.Unavailable("store.disk", "The server cannot write to its disk.")
	errDamaged    = errs.Internal("store.damaged", "the database is damaged")
	errLocked     = errs.Unavailable("store.locked", "The database is locked.")
	errDown       = errs.Unavailable("store.unreachable", "The database cannot be reached.")
)

func translateSQLite(e *sqlite.Error) error {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return ErrDuplicate.Because(e)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT:
		return errConstraint.Because(e)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return errDisk.Because(e)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return errDamaged.Because(e)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return errLocked.Because(e)
	}
	return e
}

func translatePostgres(e *pgconn.PgError) error {
	switch {
	case e.Code == "23505":
		return ErrDuplicate.Because(e)
	case isRetryCode(e.Code):
		return errContention.Because(e)
	case e.Code[:2] == "23":
		return errConstraint.Because(e)
	case e.Code[:2] == "53", e.Code == "58030":
		return errDisk.Because(e)
	case e.Code[:2] == "08", e.Code == "57P01", e.Code == "57P02", e.Code == "57P03":
		return errDown.Because(e)
	case e.Code == "57014", e.Code == "25P03", e.Code == "55P03":
		return errLocked.Because(e) // statement, idle-in-transaction and lock timeouts
	case e.Code == "XX001", e.Code == "XX002":
		return errDamaged.Because(e)
	}
	return e
}

var errContention = errs.Unavailable("store.contention", "Too many people changed the same thing at once.")

func isRetryCode(code string) bool { return code == "40001" || code == "40P01" }

// retryable reports whether the transaction was certainly undone and running the closure again may succeed.
func retryable(err error) bool { return errors.Is(err, errContention) || errors.Is(err, errDown) }

package store

import (
	"context"
	"io"

	"alun/base/errs"
)

// Summary says what a backup holds, for the operator.
type Summary struct {
	Header
	Tables int
	Rows   uint64
}

// Backup writes all data as of one moment to w while the server goes on, in a format that either engine restores from.
// Everything that was answered before Backup was called is in it. Rooms must have been migrated. The store of files is
// separate (blob). SQLite's write-ahead log grows for as long as the backup takes.
func (db *DB) Backup(ctx context.Context, w io.Writer) (s Summary, err error) {
	defer errs.Wrap(&err, "store.Backup")
	err = db.Read(ctx, func(ctx context.Context, tx *Tx) error {
		if err := db.noTimeout(ctx, tx); err != nil {
			return err
		}
		epoch, err := readEpoch(ctx, tx)
		if err != nil {
			return err
		}
		s.Header = Header{AtMs: tx.Now.UnixMilli(), Epoch: epoch, Engine: db.Engine(), Rooms: db.rooms.all()}
		tables, err := db.dataTables(ctx, tx)
		if err != nil {
			return err
		}
		a, err := newArchiveWriter(w, s.Header)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if err := a.table(t); err != nil {
				return err
			}
			if err := copyRows(ctx, tx, t, a); err != nil {
				return err
			}
		}
		s.Tables, s.Rows = len(tables), a.rows
		return a.end()
	})
	return s, err
}

// noTimeout lets the statements of this transaction take as long as they need.
func (db *DB) noTimeout(ctx context.Context, tx *Tx) error {
	if db.dialect == dialectSQLite {
		return nil
	}
	for _, q := range []string{`SET LOCAL statement_timeout = 0`, `SET LOCAL idle_in_transaction_session_timeout = 0`} {
		if _, err := tx.Exec(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

func copyRows(ctx context.Context, tx *Tx, t table, a *archiveWriter) error {
	rows, err := tx.Query(ctx, `SELECT `+t.names()+` FROM "`+t.Name+`"`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		values, err := rows.cur.values()
		if err != nil {
			return err
		}
		if err := a.row(values); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// VerifyBackup reads a backup to its end and returns what it holds. Errors: invalid store.backup.
func VerifyBackup(r io.Reader) (s Summary, err error) {
	defer errs.Wrap(&err, "store.VerifyBackup")
	a, err := newArchiveReader(r)
	if err != nil {
		return s, err
	}
	err = a.tables(func(table) error { s.Tables++; return nil }, func([]any) error { s.Rows++; return nil })
	s.Header = a.header
	return s, err
}

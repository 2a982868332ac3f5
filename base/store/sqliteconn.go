package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"modernc.org/sqlite"
)

// sqliteConn is one connection to a SQLite file with its prepared statements. It drives the driver without database/sql, which
// would add locking and conversions to every statement. One goroutine uses it at a time.
type sqliteConn struct {
	c     driver.Conn
	texts *texts
	stmts map[string]driver.Stmt // by the text as the caller wrote it
	args  []driver.NamedValue
	ctx   context.Context // of a read: ends it between statements; nil for the writer, who always finishes
}

func dialSQLite(dsn string, t *texts) (*sqliteConn, error) {
	c, err := new(sqlite.Driver).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &sqliteConn{c: c, texts: t, stmts: map[string]driver.Stmt{}}, nil
}

func (s *sqliteConn) close() error {
	var all []error
	for _, st := range s.stmts {
		all = append(all, st.Close())
	}
	return errors.Join(append(all, s.c.Close())...)
}

func (s *sqliteConn) stmt(q string) (driver.Stmt, error) {
	if st, ok := s.stmts[q]; ok {
		return st, nil
	}
	if len(s.stmts) >= MaxStatements { // statements made at run time; begin again
		for _, st := range s.stmts {
			_ = st.Close()
		}
		clear(s.stmts)
	}
	st, err := s.c.(driver.ConnPrepareContext).PrepareContext(context.Background(), s.texts.of(q))
	if err != nil {
		return nil, err
	}
	s.stmts[q] = st
	return st, nil
}

func (s *sqliteConn) named(args []any) []driver.NamedValue {
	s.args = s.args[:0]
	for i, a := range args {
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return s.args
}

func (s *sqliteConn) begun() error {
	if s.ctx != nil {
		return s.ctx.Err()
	}
	return nil
}

// exec and query give the driver a context that never ends: one that can end costs it a goroutine per statement.
func (s *sqliteConn) exec(_ context.Context, q string, args []any) (int64, error) {
	if err := s.begun(); err != nil {
		return 0, err
	}
	st, err := s.stmt(q)
	if err != nil {
		return 0, err
	}
	res, err := st.(driver.StmtExecContext).ExecContext(context.Background(), s.named(args))
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (s *sqliteConn) query(_ context.Context, q string, args []any) (cursor, error) {
	if err := s.begun(); err != nil {
		return nil, err
	}
	st, err := s.stmt(q)
	if err != nil {
		return nil, err
	}
	rows, err := st.(driver.StmtQueryContext).QueryContext(context.Background(), s.named(args))
	if err != nil {
		return nil, err
	}
	return &sqliteCursor{rows: rows, row: make([]driver.Value, len(rows.Columns()))}, nil
}

// run executes a statement of the engine itself.
func (s *sqliteConn) run(q string) error {
	_, err := s.exec(context.Background(), q, nil)
	return err
}

type sqliteCursor struct {
	rows driver.Rows
	row  []driver.Value
	err  error
}

func (c *sqliteCursor) next() bool {
	if c.rows == nil || c.err != nil {
		return false
	}
	if err := c.rows.Next(c.row); err != nil {
		if !errors.Is(err, io.EOF) {
			c.err = err
		}
		return false
	}
	return true
}

func (c *sqliteCursor) scan(dest []any) error {
	if len(dest) != len(c.row) {
		return errCount(len(c.row), len(dest))
	}
	for i, d := range dest {
		if err := assign(d, c.row[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *sqliteCursor) values() ([]any, error) {
	all := make([]any, len(c.row))
	for i, v := range c.row {
		if b, ok := v.([]byte); ok && b == nil {
			v = []byte{} // an empty blob
		}
		all[i] = v
	}
	return all, nil
}

func (c *sqliteCursor) close() error {
	if c.rows == nil {
		return c.err
	}
	err := c.rows.Close()
	c.rows = nil
	if c.err == nil {
		c.err = err
	}
	return c.err
}

package store

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"alun/base/errs"
)

// The settings of SQLite. WAL with synchronous=FULL is an fsync per commit, which the group shares. A checkpoint every
// 16,000 pages (64 MiB) instead of 1,000 nearly doubles the rate of group commits. temp_store=memory keeps the journals of
// savepoints and statements off the disk.
var (
	writerPragmas = []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(16000)",
		"temp_store(MEMORY)", "cache_size(-65536)", "foreign_keys(1)"}
	readerPragmas = []string{"busy_timeout(5000)", "query_only(1)", "temp_store(MEMORY)", "cache_size(-16384)"}
)

// quickCheckLimit is the size in bytes up to which a file is checked whole when it is opened; that reads about 1 GB/s. A
// larger file is checked by its schema alone, and wholly by Check.
const quickCheckLimit = 256 << 20

// sqliteEngine is one file with one writer and some readers.
type sqliteEngine struct {
	path   string
	owner  *owner
	writer *writer

	texts   *texts
	readers chan *sqliteConn // idle readers; nil stands for one not opened yet
	closed  chan struct{}
}

func sqliteDSN(path string, pragmas []string) string {
	q := url.Values{"_pragma": pragmas}
	return "file://" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLite(path string, log *slog.Logger, n *counters) (_ *sqliteEngine, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return nil, errs.Invalid("store.url", "The folder of the database %s cannot be used.", path).Because(err)
	}
	own, err := takeOwnership(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			own.release()
		}
	}()
	if err := checkFile(path); err != nil {
		return nil, err
	}
	e := &sqliteEngine{path: path, owner: own, texts: &texts{dialect: dialectSQLite},
		readers: make(chan *sqliteConn, maxSQLiteReads), closed: make(chan struct{})}
	for range maxSQLiteReads {
		e.readers <- nil
	}
	c, err := dialSQLite(sqliteDSN(path, writerPragmas), e.texts)
	if err != nil {
		return nil, errs.Invalid("store.url", "The database %s cannot be opened.", path).Because(err)
	}
	e.writer = startWriter(c, log, n)
	return e, nil
}

// checkFile refuses a file that is no SQLite database or is damaged, before anything is written to it.
func checkFile(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	damaged := errs.Internal("store.damaged", "%s is damaged or no database of Alun: restore a backup", path)
	c, err := dialSQLite(sqliteDSN(path, []string{"busy_timeout(5000)"}), &texts{})
	if err != nil {
		return damaged.Because(err)
	}
	defer c.close()
	q := "SELECT CASE count(*) WHEN 0 THEN 'empty' ELSE 'ok' END FROM sqlite_schema"
	if info.Size() <= quickCheckLimit {
		q = "PRAGMA quick_check(1)"
	}
	verdict, err := c.text(q)
	if err != nil {
		return damaged.Because(err)
	}
	if verdict != "ok" && verdict != "empty" {
		return damaged.Because(errors.New(verdict))
	}
	return nil
}

// text returns the single text that q selects.
func (s *sqliteConn) text(q string) (v string, err error) {
	cur, err := s.query(context.Background(), q, nil)
	if err != nil {
		return "", err
	}
	if cur.next() {
		err = cur.scan([]any{&v})
	}
	return v, errors.Join(err, cur.close())
}

func (e *sqliteEngine) write(ctx context.Context, s *site, run func(conn) error) error {
	return e.writer.write(ctx, s, run)
}

// read runs the closure in a deferred transaction on a reader of its own: one snapshot, never blocked by the writer.
func (e *sqliteEngine) read(ctx context.Context, run func(conn) error) (err error) {
	c, err := e.reader(ctx)
	if err != nil {
		return err
	}
	c.ctx = nil
	if err := c.run("BEGIN"); err != nil {
		e.drop(c)
		return translate(err)
	}
	defer func() { // also when run panics
		c.ctx = nil
		if err := c.run("COMMIT"); err != nil {
			e.drop(c)
			return
		}
		e.readers <- c
	}()
	c.ctx = ctx
	return run(c)
}

func (e *sqliteEngine) reader(ctx context.Context) (*sqliteConn, error) {
	select {
	case <-e.closed:
		return nil, ErrClosed
	default:
	}
	select {
	case c := <-e.readers:
		if c != nil {
			return c, nil
		}
		c, err := dialSQLite(sqliteDSN(e.path, readerPragmas), e.texts)
		if err != nil {
			e.readers <- nil
			return nil, translate(err)
		}
		return c, nil
	case <-e.closed:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// drop closes a reader that failed and leaves room for a new one.
func (e *sqliteEngine) drop(c *sqliteConn) {
	_ = c.close()
	e.readers <- nil
}

// close waits for all readers, then lets the writer finish and gives the file back.
func (e *sqliteEngine) close() error {
	close(e.closed)
	var all []error
	for range maxSQLiteReads {
		if c := <-e.readers; c != nil {
			all = append(all, c.close())
		}
	}
	all = append(all, e.writer.close())
	e.owner.release()
	return errors.Join(all...)
}

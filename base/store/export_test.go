package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// OnCommit puts f around every COMMIT: f gets the real one and decides. undo rolls the transaction back instead. Call it while
// nobody writes.
func OnCommit(db *DB, f func(commit, undo func() error) error) {
	switch e := db.engine.(type) {
	case *sqliteEngine:
		undo := func() error { return nil } // the writer rolls back whenever COMMIT fails
		e.writer.commit = func() error {
			return f(func() error { return e.writer.conn.run("COMMIT") }, undo)
		}
	case *postgresEngine:
		e.commit = func(ctx context.Context, tx pgx.Tx) error {
			return f(func() error { return tx.Commit(ctx) }, func() error { return tx.Rollback(ctx) })
		}
	}
}

// WriteAs is Write from the lane of another package.
func (db *DB) WriteAs(ctx context.Context, lane string, fn func(ctx context.Context, tx *Tx) error) error {
	return db.write(ctx, &site{name: lane, lane: lane}, fn)
}

// Waiting returns how many writes stand in the queue of SQLite's writer.
func Waiting(db *DB) int {
	q := db.engine.(*sqliteEngine).writer.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for _, l := range q.turns {
		n += len(l.calls)
	}
	return n
}

// Closing reports whether SQLite's writer refuses new writes.
func Closing(db *DB) bool { return db.engine.(*sqliteEngine).writer.queue.isClosed() }

// LimitPages makes SQLite believe that the disk is full beyond n pages.
func LimitPages(db *DB, n int) { pragma(db, "max_page_count", n) }

// CheckpointEvery makes SQLite move its log into the file whenever it holds n pages.
func CheckpointEvery(db *DB, n int) { pragma(db, "wal_autocheckpoint", n) }

func pragma(db *DB, name string, n int) {
	w := db.engine.(*sqliteEngine).writer
	err := db.Write(context.Background(), func(context.Context, *Tx) error {
		return w.conn.run(fmt.Sprintf("PRAGMA %s = %d", name, n))
	})
	if err != nil {
		panic(err)
	}
}

// Gathered returns how many items wait in a batch.
func (b *Batch[T, R]) Gathered() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.items)
}

// ErrDisk is what a full disk becomes.
var ErrDisk = errDisk

// Expand shows a statement as the engine gets it.
func Expand(engine, q string) string {
	if engine == "postgres" {
		return expand(dialectPostgres, q)
	}
	return expand(dialectSQLite, q)
}

// ArchiveStart is the beginning of a backup with an empty header, before gzip.
const ArchiveStart = archiveMagic + "\x02{}"

// Zip packs the plain text of a backup.
func Zip(plain []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(plain)
	_ = z.Close()
	return b.Bytes()
}

package store

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"alun/base/clock"
	"alun/base/errs"
)

// Restoring is a backup on its way into an empty database. The steps: [OpenBackup]; Open the new database; migrate every
// room as at any start, which stops at the versions that the backup has; Load. The next normal start migrates further.
type Restoring struct {
	archive *archiveReader
}

// OpenBackup reads the beginning of a backup. Errors: invalid store.backup.
func OpenBackup(r io.Reader) (_ *Restoring, err error) {
	defer errs.Wrap(&err, "store.OpenBackup")
	a, err := newArchiveReader(r)
	if err != nil {
		return nil, err
	}
	return &Restoring{archive: a}, nil
}

// Header says what the backup holds.
func (r *Restoring) Header() Header { return r.archive.header }

// Open opens the database to restore into, as the package's Open does, with its tables held at the backup's versions.
func (r *Restoring) Open(ctx context.Context, cfg Config, c clock.Clock, log *slog.Logger) (*DB, error) {
	return open(ctx, cfg, c, log, r.archive.header.Rooms)
}

const (
	metaRestoring = "restoring" // reaches disk: Load has begun and not ended
	restoreChunk  = 1000        // rows a Write
)

var errHalfRestored = errs.Conflict("store.half_restored", "A restore into this database did not come to its end. Restore again into an empty one.")

// Load writes everything into db, which must hold no rows of rooms, and raises the epoch, so that clients read anew. Until
// it has returned nil the database opens for nobody. Errors: invalid store.backup; conflict store.not_empty, store.newer (the
// backup has tables of a newer version, or of a room that was not migrated).
func (r *Restoring) Load(ctx context.Context, db *DB) (s Summary, err error) {
	defer errs.Wrap(&err, "store.Load")
	s.Header = r.archive.header
	have := db.rooms.all()
	for room, version := range s.Rooms {
		if have[room] != version {
			return s, errs.Conflict("store.newer", "The backup holds version %d of %s, this version of Alun has %d.", version, room, have[room])
		}
	}
	l := &loader{ctx: ctx, db: db}
	if err := l.begin(); err != nil {
		return s, err
	}
	err = r.archive.tables(
		func(t table) error { s.Tables++; return l.table(t) },
		func(values []any) error { s.Rows++; return l.row(values) })
	if err == nil {
		err = l.flush()
	}
	if err == nil {
		err = l.end(s.Epoch)
	}
	return s, err
}

// loader collects rows of one table and writes them in chunks.
type loader struct {
	ctx    context.Context
	db     *DB
	tables map[string]table // as they are in the database

	put  *Multi
	bool []bool // by column: numbers become booleans
	rows []any
	cols int
}

func (l *loader) begin() error {
	l.tables = map[string]table{}
	return l.db.Write(l.ctx, func(ctx context.Context, tx *Tx) error {
		tables, err := l.db.dataTables(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			l.tables[t.Name] = t
			if t.Name == "meta" {
				continue
			}
			var any bool
			if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM "`+t.Name+`")`).Scan(&any); err != nil {
				return err
			}
			if any {
				return errs.Conflict("store.not_empty", "The database to restore into is not empty: %s has rows.", t.Name)
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM meta`); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, upsertMeta, metaRestoring, "1")
		return err
	})
}

func (l *loader) table(t table) error {
	if err := l.flush(); err != nil {
		return err
	}
	mine, ok := l.tables[t.Name]
	if !ok || len(mine.Columns) != len(t.Columns) {
		return errs.Conflict("store.newer", "The backup holds a table %s that this version of Alun does not have in this form.", t.Name)
	}
	types := make([]string, len(t.Columns))
	l.bool, l.cols = make([]bool, len(t.Columns)), len(t.Columns)
	for i, c := range t.Columns {
		at := slices.IndexFunc(mine.Columns, func(m column) bool { return m.Name == c.Name })
		if at < 0 {
			return errs.Conflict("store.newer", "The backup holds a column %s.%s that this version of Alun does not have.", t.Name, c.Name)
		}
		types[i] = mine.Columns[at].Type
		l.bool[i] = types[i] == "BOOLEAN"
	}
	q := fmt.Sprintf(`INSERT INTO "%s" (%s) VALUES {{rows}}`, t.Name, t.names())
	if t.Name == "meta" {
		q += ` ON CONFLICT (key) DO NOTHING` // the mark of this restore stays
	}
	l.put = NewMulti(q, types...)
	return nil
}

func (l *loader) row(values []any) error {
	for i, v := range values {
		if n, ok := v.(int64); ok && l.bool[i] {
			v = n != 0
		}
		l.rows = append(l.rows, v)
	}
	if len(l.rows) >= restoreChunk*l.cols {
		return l.flush()
	}
	return nil
}

func (l *loader) flush() error {
	if len(l.rows) == 0 {
		return nil
	}
	err := l.db.Write(l.ctx, func(ctx context.Context, tx *Tx) error {
		_, err := l.put.Exec(ctx, tx, l.rows)
		return err
	})
	clear(l.rows)
	l.rows = l.rows[:0]
	return err
}

func (l *loader) end(oldEpoch int64) error {
	return l.db.Write(l.ctx, func(ctx context.Context, tx *Tx) error {
		epoch := max(tx.Now.UnixMilli(), oldEpoch+int64(time.Second/time.Millisecond))
		if _, err := tx.Exec(ctx, upsertMeta, metaEpoch, strconv.FormatInt(epoch, 10)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM meta WHERE key = $1`, metaRestoring)
		return err
	})
}

package job

import (
	"context"
	"embed"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Limits.
const (
	PayloadMax  = 64 << 10
	KeyMax      = 120
	MaxAttempts = 12          // with the delays of [backoff], about six hours
	Timeout     = time.Minute // of one attempt
	Parallel    = 8           // jobs under way on one node
	claimMax    = 32          // jobs taken at once
	// Lease outlasts the last of the jobs taken at once, which waits for those before it: no two nodes run a job at once.
	Lease     = claimMax/Parallel*Timeout + time.Minute
	pollEvery = 5 * time.Second // when no hint came
)

// Job is one thing to do.
type Job struct {
	ID      id.Job // given by Enqueue
	Kind    string
	Shard   int64
	Key     string // empty: a name of its own
	RunAt   time.Time
	Payload []byte
	Attempt int // 1 at the first run
}

// Handler does a job. An error means: again later. A job of several handlers runs all of them again when one fails.
type Handler = func(ctx context.Context, j Job) error

// Hints tells other nodes that work is waiting; *bus.Bus is one. It may lose some.
type Hints interface {
	Publish(topic string, data []byte)
	Subscribe(topic string, fn func(data []byte)) (stop func())
}

// Queue holds the handlers and runs what is due. It is safe for concurrent use.
type Queue struct {
	db    *store.DB
	ids   *id.Source
	hints Hints
	clock clock.Clock
	log   *slog.Logger
	wake  chan struct{}

	mu       sync.RWMutex
	handlers map[string][]Handler
}

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the table of this package up to date.
func Migrate(ctx context.Context, db *store.DB) error { return db.Migrate(ctx, "job", migrations) }

// topic of the hint that something is due now.
const topic = "job.due"

// NewQueue returns a queue on a migrated database. hints may be nil on a single node.
func NewQueue(db *store.DB, ids *id.Source, hints Hints, clk clock.Clock, log *slog.Logger) *Queue {
	q := &Queue{db: db, ids: ids, hints: hints, clock: clk, log: log, wake: make(chan struct{}, 1), handlers: map[string][]Handler{}}
	if hints != nil {
		hints.Subscribe(topic, func([]byte) { q.nudge() })
	}
	return q
}

// Handle adds a handler of a kind. Call it before Run.
func (q *Queue) Handle(kind string, h Handler) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.handlers[kind] = append(q.handlers[kind], h)
}

const (
	upsertJob = `
INSERT INTO job (shard, kind, key, id, run_at, attempts, payload, failure) VALUES ($1, $2, $3, $4, $5, 0, $6, '')
ON CONFLICT (shard, kind, key) DO UPDATE SET
	id = excluded.id, run_at = excluded.run_at, attempts = 0, payload = excluded.payload, failure = ''`
	deleteByKey = `DELETE FROM job WHERE shard = $1 AND kind = $2 AND key = $3`
)

// Enqueue notes a job in the caller's transaction. A zero RunAt means at once.
func (q *Queue) Enqueue(ctx context.Context, tx *store.Tx, j Job) (err error) {
	defer errs.Wrap(&err, "job.Enqueue(%s)", j.Kind)
	if len(j.Payload) > PayloadMax || len(j.Key) > KeyMax {
		return errs.Internal("job.too_large", "A job holds %d bytes and a key of %d.", PayloadMax, KeyMax)
	}
	j.ID = id.Next[id.Job](q.ids)
	if j.Key == "" {
		j.Key = "#" + strconv.FormatInt(int64(j.ID), 10)
	}
	if j.RunAt.IsZero() {
		j.RunAt = tx.Now
	}
	if j.Payload == nil {
		j.Payload = []byte{}
	}
	if _, err := tx.Exec(ctx, upsertJob, j.Shard, j.Kind, j.Key, j.ID, j.RunAt.UnixMilli(), j.Payload); err != nil {
		return err
	}
	due := !j.RunAt.After(tx.Now)
	tx.AfterCommit(func() {
		q.nudge()
		if due && q.hints != nil {
			q.hints.Publish(topic, nil)
		}
	})
	return nil
}

// Cancel takes a keyed job back. One that is being run just now is run to its end.
func (q *Queue) Cancel(ctx context.Context, tx *store.Tx, shard int64, kind, key string) error {
	_, err := tx.Exec(ctx, deleteByKey, shard, kind, key)
	return err
}

// nudge lets Run look for work now.
func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Counts says how many jobs wait (due or not) and how many were given up.
func (q *Queue) Counts(ctx context.Context) (waiting, dead int, err error) {
	const count = `SELECT COUNT(*), COALESCE(SUM(CASE WHEN run_at = $1 THEN 1 ELSE 0 END), 0) FROM job`
	err = q.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, count, never).Scan(&waiting, &dead)
	})
	return waiting - dead, dead, err
}

package store

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"alun/base/errs"
)

const defaultConns = 16

// postgresEngine is a pool of connections. Every write is a transaction of its own; writes become sets in a Batch.
type postgresEngine struct {
	pool     *pgxpool.Pool
	texts    *texts
	log      *slog.Logger
	counters *counters
	gates    sync.Map // lane → *gate
	limit    int      // connections that one lane may hold

	// commit makes the transaction durable; tests replace it to see commits fail.
	commit func(ctx context.Context, tx pgx.Tx) error
}

func openPostgres(ctx context.Context, cfg Config, log *slog.Logger, n *counters) (*postgresEngine, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, errs.Invalid("store.url", "The address of the database cannot be read.").Because(err)
	}
	conns := cfg.Conns
	if conns == 0 {
		conns = defaultConns
	}
	if conns < 4 || conns > 200 {
		return nil, errs.Invalid("store.conns", "The number of connections is 4 to 200, not %d.", conns)
	}
	pc.MaxConns = int32(conns)
	ms := strconv.FormatInt(MaxWriteTime.Milliseconds(), 10)
	for name, value := range map[string]string{"statement_timeout": ms, "idle_in_transaction_session_timeout": ms, "client_encoding": "UTF8"} {
		if _, set := pc.ConnConfig.RuntimeParams[name]; !set {
			pc.ConnConfig.RuntimeParams[name] = value
		}
	}
	pc.AfterConnect = durable(log)
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err == nil {
		err = pool.Ping(ctx)
	}
	if err != nil {
		if pool != nil {
			pool.Close()
		}
		return nil, errDown.Because(err)
	}
	return &postgresEngine{pool: pool, texts: &texts{dialect: dialectPostgres}, log: log, counters: n, limit: max(conns*3/4, 1),
		commit: func(ctx context.Context, tx pgx.Tx) error { return tx.Commit(ctx) }}, nil
}

// durable makes COMMIT wait for the disk on a server that is set up not to: what Write answers must stay true. It leaves
// the stronger settings, which wait for replicas, as they are. A server without fsync can only be complained about.
func durable(log *slog.Logger) func(context.Context, *pgx.Conn) error {
	var once sync.Once
	return func(ctx context.Context, c *pgx.Conn) error {
		var commit, fsync string
		const q = `SELECT current_setting('synchronous_commit'), current_setting('fsync')`
		if err := c.QueryRow(ctx, q).Scan(&commit, &fsync); err != nil {
			return err
		}
		if fsync == "off" {
			once.Do(func() { log.Warn("PostgreSQL runs with fsync=off: a power cut destroys the database") })
		}
		if commit != "off" {
			return nil
		}
		_, err := c.Exec(ctx, `SET synchronous_commit = on`)
		return err
	}
}

func (e *postgresEngine) close() error {
	e.pool.Close()
	return nil
}

// read runs the closure on one snapshot. Unlike a write it ends with its context.
func (e *postgresEngine) read(ctx context.Context, run func(conn) error) error {
	tx, err := e.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return beginError(ctx, err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // nothing was written; the pool drops a broken connection
	return run(&postgresConn{tx: tx, texts: e.texts})
}

// write runs the closure until it is committed or certainly undone for a reason of its own. What is certainly undone for a
// reason that may pass, a serialization failure, a deadlock or a connection lost before COMMIT, runs again.
func (e *postgresEngine) write(ctx context.Context, s *site, run func(conn) error) error {
	leave, err := e.gate(s.lane).enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	for attempt := 1; ; attempt++ {
		err := e.attempt(ctx, run)
		if err == nil || !retryable(err) || attempt == MaxAttempts {
			return err
		}
		e.counters.reruns.Add(1)
		e.log.Debug("running a write again", "closure", s.name, "attempt", attempt, "err", err)
		if !pause(ctx, attempt) {
			return ctx.Err()
		}
	}
}

// pause waits 0 to 2, 4, 8 … 500 ms, so that those who met do not meet again; false when ctx ends.
func pause(ctx context.Context, attempt int) bool {
	most := min(500*time.Millisecond, time.Millisecond<<attempt)
	timer := time.NewTimer(rand.N(most))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (e *postgresEngine) attempt(ctx context.Context, run func(conn) error) error {
	tx, err := e.pool.Begin(ctx) // the caller may give up until here
	if err != nil {
		return beginError(ctx, err)
	}
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), MaxWriteTime)
	defer cancel()
	committing := false
	defer func() {
		if !committing { // also when run panics
			_ = tx.Rollback(own)
		}
	}()
	if err := run(&postgresConn{tx: tx, texts: e.texts, ctx: own}); err != nil {
		return err
	}
	committing = true
	err = commitError(e.commit(own, tx))
	if err == nil {
		e.counters.commits.Add(1)
	}
	return err
}

// commitError tells a COMMIT that was refused from one whose outcome is unknown.
func commitError(err error) error {
	if err == nil {
		return nil
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && (isRetryCode(pg.Code) || pg.Code[:2] == "23") {
		return translatePostgres(pg)
	}
	if errors.Is(err, pgx.ErrTxCommitRollback) {
		return errs.Internal("store.aborted", "the transaction was aborted by a failed statement").Because(err)
	}
	return ErrUnknownOutcome.Because(err)
}

func beginError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err.Error() == "closed pool" {
		return ErrClosed
	}
	return errDown.Because(err)
}

// gate keeps one lane from holding all connections: it admits some at a time, and lets a bounded number wait.
type gate struct {
	slots chan struct{}
	queue chan struct{}
}

func (e *postgresEngine) gate(lane string) *gate {
	if g, ok := e.gates.Load(lane); ok {
		return g.(*gate)
	}
	g, _ := e.gates.LoadOrStore(lane, &gate{slots: make(chan struct{}, e.limit), queue: make(chan struct{}, MaxWaiting)})
	return g.(*gate)
}

func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.queue <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	defer func() { <-g.queue }()
	select {
	case g.slots <- struct{}{}:
		return func() { <-g.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

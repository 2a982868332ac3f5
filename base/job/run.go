package job

import (
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"alun/base/errs"
	"alun/base/store"
)

// never is the run_at of a dead job; it reaches disk.
const never = int64(math.MaxInt64)

const (
	selectDue = `SELECT shard, kind, key, id, run_at, attempts, payload FROM job WHERE run_at <= $1 ORDER BY run_at LIMIT $2`
	// The run_at that was read is still there: nobody else took the job. So no lock is needed that spans shards.
	takeJob   = `UPDATE job SET run_at = $5, attempts = attempts + 1 WHERE shard = $1 AND kind = $2 AND key = $3 AND id = $4 AND run_at = $6`
	deleteJob = `DELETE FROM job WHERE shard = $1 AND kind = $2 AND key = $3 AND id = $4`
	failJob   = `UPDATE job SET run_at = $5, failure = $6 WHERE shard = $1 AND kind = $2 AND key = $3 AND id = $4`
	nextJob   = `SELECT MIN(run_at) FROM job WHERE run_at < $1`
)

// Run does what is due until ctx ends, and returns when the jobs under way are finished.
func (q *Queue) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-q.wake:
		}
		n, err := q.RunDue(ctx)
		if err != nil && ctx.Err() == nil {
			q.log.Warn("jobs: could not look for work", "err", err)
		}
		if n == claimMax {
			q.nudge()
		}
		timer.Reset(q.untilNext(ctx))
	}
}

// RunDue takes up to 32 jobs that are due, runs them, and returns how many it took. Run calls it; tests may.
func (q *Queue) RunDue(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "job.RunDue")
	jobs, err := q.claim(ctx)
	if err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	free := make(chan struct{}, Parallel)
	for _, j := range jobs {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			q.do(context.WithoutCancel(ctx), j)
		})
	}
	wg.Wait()
	return len(jobs), nil
}

func (q *Queue) untilNext(ctx context.Context) time.Duration {
	var at *int64
	err := q.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, nextJob, never).Scan(&at) })
	if err != nil || at == nil {
		return pollEvery
	}
	return min(pollEvery, max(time.UnixMilli(*at).Sub(q.clock.Now()), 10*time.Millisecond))
}

// claim gives this node the lease of some due jobs.
func (q *Queue) claim(ctx context.Context) (taken []Job, err error) {
	var due []Job
	err = q.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		due, err = readDue(ctx, tx)
		return err
	})
	if err != nil || len(due) == 0 {
		return nil, err
	}
	err = q.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken = taken[:0]
		lease := tx.Now.Add(Lease).UnixMilli()
		for _, j := range due {
			n, err := tx.Exec(ctx, takeJob, j.Shard, j.Kind, j.Key, j.ID, lease, j.RunAt.UnixMilli())
			if err != nil {
				return err
			}
			if n == 1 {
				j.Attempt++
				taken = append(taken, j)
			}
		}
		return nil
	})
	return taken, err
}

func readDue(ctx context.Context, tx *store.Tx) (due []Job, err error) {
	rows, err := tx.Query(ctx, selectDue, tx.Now.UnixMilli(), claimMax)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var j Job
		var at int64
		if err := rows.Scan(&j.Shard, &j.Kind, &j.Key, &j.ID, &at, &j.Attempt, &j.Payload); err != nil {
			return nil, err
		}
		j.RunAt = time.UnixMilli(at)
		due = append(due, j)
	}
	return due, rows.Err()
}

// do runs a job's handlers and deletes it, or notes when to try again.
func (q *Queue) do(ctx context.Context, j Job) {
	failure := q.handle(ctx, j)
	err := q.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if failure == nil {
			_, err := tx.Exec(ctx, deleteJob, j.Shard, j.Kind, j.Key, j.ID)
			return err
		}
		at := never
		if j.Attempt < MaxAttempts {
			at = tx.Now.Add(backoff(j.Attempt)).UnixMilli()
		}
		_, err := tx.Exec(ctx, failJob, j.Shard, j.Kind, j.Key, j.ID, at, storable(failure.Error()))
		return err
	})
	if failure != nil {
		q.log.Warn("job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "dead", j.Attempt >= MaxAttempts, "err", failure)
	}
	if err != nil {
		q.log.Warn("job: its outcome is not noted, so it runs again", "kind", j.Kind, "job", j.ID, "err", err)
	}
}

func (q *Queue) handle(ctx context.Context, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	q.mu.RLock()
	handlers := q.handlers[j.Kind]
	q.mu.RUnlock()
	if len(handlers) == 0 {
		return fmt.Errorf("nobody handles %s", j.Kind)
	}
	for _, h := range handlers {
		if err := h(ctx, j); err != nil {
			return err
		}
	}
	return nil
}

// backoff is the wait after an attempt: 2 s, 4 s, … at most an hour.
func backoff(attempt int) time.Duration {
	return min(time.Hour, time.Second<<min(attempt, 20))
}

// storable makes any text one that a column holds: short, valid UTF-8, without zero bytes. An error may quote anything.
func storable(s string) string {
	const most = 1000
	return strings.ReplaceAll(strings.ToValidUTF8(s[:min(len(s), most)], "?"), "\x00", "?")
}

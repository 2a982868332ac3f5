package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alun/base/clock"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
	"alun/base/store/storetest"
)

type house struct {
	db    *store.DB
	clock *clock.Fake
	t     *testing.T
	node  int
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	clk := clock.NewFake(time.UnixMilli(1_800_000_000_000))
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		if err := job.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		f(t, &house{db: db, clock: clk, t: t})
	})
}

func (h *house) queue() *job.Queue {
	h.node++
	return job.NewQueue(h.db, id.NewSource(h.clock, h.node), nil, h.clock, slog.New(slog.DiscardHandler))
}

func (h *house) enqueue(q *job.Queue, j job.Job) {
	h.t.Helper()
	if err := h.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error { return q.Enqueue(ctx, tx, j) }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) run(q *job.Queue) int {
	h.t.Helper()
	n, err := q.RunDue(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestAJobRunsWhenDueAndOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		q := h.queue()
		var got []string
		q.Handle("greet", func(_ context.Context, j job.Job) error { got = append(got, string(j.Payload)); return nil })
		h.enqueue(q, job.Job{Kind: "greet", Payload: []byte("now")})
		h.enqueue(q, job.Job{Kind: "greet", Payload: []byte("later"), RunAt: h.clock.Now().Add(time.Hour)})
		if n := h.run(q); n != 1 || fmt.Sprint(got) != "[now]" {
			t.Fatalf("ran %d: %v", n, got)
		}
		if n := h.run(q); n != 0 {
			t.Errorf("ran %d again", n)
		}
		h.clock.Advance(time.Hour)
		if h.run(q); fmt.Sprint(got) != "[now later]" {
			t.Errorf("after an hour: %v", got)
		}
		if waiting, dead, err := q.Counts(t.Context()); waiting+dead != 0 || err != nil {
			t.Errorf("left: %d waiting, %d dead, %v", waiting, dead, err)
		}
	})
}

func TestARolledBackJobNeverWas(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		q := h.queue()
		q.Handle("greet", func(context.Context, job.Job) error { t.Error("ran"); return nil })
		no := errors.New("no")
		err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(q.Enqueue(ctx, tx, job.Job{Kind: "greet"}), no)
		})
		if !errors.Is(err, no) || h.run(q) != 0 {
			t.Errorf("err %v, or something ran", err)
		}
	})
}

func TestALaterJobOfTheSameKeyReplaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		q := h.queue()
		var mu sync.Mutex // jobs of different shards run at the same time
		var got []string
		q.Handle("remind", func(_ context.Context, j job.Job) error {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, string(j.Payload))
			return nil
		})
		for _, p := range []string{"first", "second"} {
			h.enqueue(q, job.Job{Kind: "remind", Shard: 5, Key: "k", Payload: []byte(p)})
		}
		h.enqueue(q, job.Job{Kind: "remind", Shard: 6, Key: "k", Payload: []byte("other shard")})
		h.enqueue(q, job.Job{Kind: "remind", Shard: 7, Key: "k", Payload: []byte("cancelled")})
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return q.Cancel(ctx, tx, 7, "remind", "k") }); err != nil {
			t.Fatal(err)
		}
		if n := h.run(q); n != 2 || len(got) != 2 || got[0] == "first" || got[1] == "first" {
			t.Errorf("ran %d: %v", n, got)
		}
	})
}

func TestAFailureIsTriedAgainAndInTheEndGivenUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		q := h.queue()
		ids := map[id.Job]bool{}
		runs := 0
		q.Handle("break", func(_ context.Context, j job.Job) error {
			runs++
			ids[j.ID] = true
			if runs == 2 {
				panic("worse")
			}
			return errors.New("broken")
		})
		h.enqueue(q, job.Job{Kind: "break"})
		h.run(q)
		if h.run(q) != 0 {
			t.Error("tried again at once")
		}
		for range job.MaxAttempts + 3 {
			h.clock.Advance(2 * time.Hour)
			h.run(q)
		}
		if runs != job.MaxAttempts || len(ids) != 1 {
			t.Errorf("%d attempts under %d ids, want %d under 1", runs, len(ids), job.MaxAttempts)
		}
		if waiting, dead, err := q.Counts(t.Context()); waiting != 0 || dead != 1 || err != nil {
			t.Errorf("%d waiting, %d dead, %v; want 0, 1", waiting, dead, err)
		}
	})
}

// Whatever an error quotes, its outcome is noted, or the job would run again at every lease for ever.
func TestAFailureOfAnyText(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		q := h.queue()
		q.Handle("break", func(context.Context, job.Job) error {
			return errors.New("\xff\x00" + strings.Repeat("é", 2000))
		})
		h.enqueue(q, job.Job{Kind: "break"})
		for range job.MaxAttempts {
			h.run(q)
			h.clock.Advance(2 * time.Hour)
		}
		if _, dead, err := q.Counts(t.Context()); dead != 1 || err != nil {
			t.Errorf("%d dead, %v", dead, err)
		}
	})
}

func TestAJobOfADeadNodeIsTakenWhenItsLeaseEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		dying, other := h.queue(), h.queue()
		h.enqueue(dying, job.Job{Kind: "work"})
		done := 0
		other.Handle("work", func(context.Context, job.Job) error { done++; return nil })
		if taken, err := dying.Claim(t.Context()); err != nil || len(taken) != 1 {
			t.Fatal(taken, err)
		}
		if h.run(other) != 0 {
			t.Error("taken within the lease")
		}
		h.clock.Advance(job.Lease)
		if h.run(other) != 1 || done != 1 {
			t.Error("not taken after the lease")
		}
	})
}

func TestTwoNodesNeverRunOneJobAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const jobs = 200
		var mu sync.Mutex
		seen := map[id.Job]int{}
		queues := []*job.Queue{h.queue(), h.queue(), h.queue()}
		for _, q := range queues {
			q.Handle("count", func(_ context.Context, j job.Job) error {
				mu.Lock()
				defer mu.Unlock()
				seen[j.ID]++
				return nil
			})
		}
		for i := range jobs {
			h.enqueue(queues[0], job.Job{Kind: "count", Shard: int64(i % 7)})
		}
		var ran atomic.Int64
		var wg sync.WaitGroup
		for _, q := range queues {
			wg.Go(func() {
				for ran.Load() < jobs && t.Context().Err() == nil {
					n, err := q.RunDue(context.Background())
					if err != nil {
						t.Error(err)
						return
					}
					ran.Add(int64(n))
				}
			})
		}
		wg.Wait()
		for i, n := range seen {
			if n != 1 {
				t.Errorf("job %v ran %d times", i, n)
			}
		}
		if len(seen) != jobs {
			t.Errorf("%d of %d jobs ran", len(seen), jobs)
		}
	})
}

func TestRunWakesUpForNewWork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := job.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		q := job.NewQueue(db, id.NewSource(clock.System, 1), nil, clock.System, slog.New(slog.DiscardHandler))
		ran := make(chan struct{})
		q.Handle("ring", func(context.Context, job.Job) error { close(ran); return nil })
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); q.Run(ctx) }()
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return q.Enqueue(ctx, tx, job.Job{Kind: "ring", RunAt: tx.Now.Add(50 * time.Millisecond)})
		})
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-ran:
		case <-time.After(20 * time.Second):
			t.Error("nobody woke up")
		}
		stop()
		<-ended
	})
}

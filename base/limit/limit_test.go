package limit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alun/base/errs"
	"alun/base/limit"
	"alun/base/secret"
	"alun/base/store"
	"alun/base/store/storetest"
)

var hourly = limit.Rule{Name: "test.hourly", Max: 5, Per: time.Hour}

func setUp(t *testing.T, db *store.DB) *limit.Limiter {
	t.Helper()
	if err := limit.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return limit.New(secret.Ephemeral())
}

func take(db *store.DB, l *limit.Limiter, uses ...limit.Use) error {
	return db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error { return l.Take(ctx, tx, uses...) })
}

func TestParallelUsesStopAtTheLimit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := setUp(t, db)
		var taken, refused atomic.Int64
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() {
				switch err := take(db, l, hourly.Of("a")); {
				case err == nil:
					taken.Add(1)
				case errors.Is(err, limit.ErrReached) && errs.RetryAfterOf(err) > 0 && errs.RetryAfterOf(err) <= time.Hour:
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if taken.Load() != 5 || refused.Load() != 195 {
			t.Errorf("%d taken, %d refused", taken.Load(), refused.Load())
		}
		if err := take(db, l, hourly.Of("b")); err != nil {
			t.Errorf("another key: %v", err)
		}
	})
}

// Two rules in crossed order by many at once neither deadlock nor count a use that the other rule refused.
func TestAllOrNone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := setUp(t, db)
		wide := limit.Rule{Name: "test.wide", Max: 12, Per: time.Hour, Err: errs.Exhausted("test.full", "Full.")}
		var wg sync.WaitGroup
		var ok atomic.Int64
		for i := range 60 {
			wg.Go(func() {
				uses := []limit.Use{hourly.Of(fmt.Sprint(i % 2)), wide.Of("all")}
				if i%3 == 0 {
					uses[0], uses[1] = uses[1], uses[0]
				}
				if err := take(db, l, uses...); err == nil {
					ok.Add(1)
				} else if c := errs.CodeOf(err); c != "limit.reached" && c != "test.full" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if ok.Load() != 10 {
			t.Errorf("%d went through, want 2 × 5", ok.Load())
		}
		for range 2 { // ten of twelve are used: refused transactions have used nothing
			if err := take(db, l, wide.Of("all")); err != nil {
				t.Error(err)
			}
		}
		if err := take(db, l, wide.Of("all")); errs.CodeOf(err) != "test.full" {
			t.Error(err)
		}
	})
}

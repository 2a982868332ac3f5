package rpc

import (
	"context"
	"sync"
	"time"

	"connectrpc.com/connect/v2"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
)

// limiter gives every account, and every network of callers who are not signed in, a bucket of calls that fills again at
// CallsPerSec. It guards the process; limits that must hold across nodes and restarts (codes, PINs) are rows of their rooms.
type limiter struct {
	clock clock.Clock

	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	calls float64
	at    time.Time
}

// bucketsMax bounds the memory; past it, full buckets are forgotten at once.
const bucketsMax = 100_000

func newLimiter(c clock.Clock) *limiter {
	return &limiter{clock: c, buckets: map[string]*bucket{}, swept: c.Now()}
}

func (l *limiter) intercept(next connect.ServerFunc) connect.ServerFunc {
	return func(ctx context.Context, spec connect.Spec, stream connect.ServerStream) error {
		caller, ok := authn.From(ctx)
		key := "net:" + authn.ClientOf(ctx).Network()
		if ok {
			key = "acc:" + caller.Account.String()
		}
		if wait := l.take(key); wait > 0 && !caller.Operator {
			return errs.Exhausted("rpc.too_often", "Too many requests. Please wait a moment.").After(wait)
		}
		return next(ctx, spec, stream)
	}
}

// take takes one call out of key's bucket and returns 0, or how long to wait for one.
func (l *limiter) take(key string) time.Duration {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[key]
	if b == nil {
		l.sweep(now)
		b = &bucket{calls: CallsBurst, at: now}
		l.buckets[key] = b
	}
	b.calls = min(CallsBurst, b.calls+now.Sub(b.at).Seconds()*CallsPerSec)
	b.at = now
	if b.calls >= 1 {
		b.calls--
		return 0
	}
	return time.Duration((1 - b.calls) / CallsPerSec * float64(time.Second))
}

// sweep forgets buckets that have filled up again: once a minute, or at once when there are too many.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute && len(l.buckets) < bucketsMax {
		return
	}
	l.swept = now
	full := time.Duration(CallsBurst/CallsPerSec+1) * time.Second
	for k, b := range l.buckets {
		if now.Sub(b.at) > full {
			delete(l.buckets, k)
		}
	}
}

// Package clock tells the time. It is the only place that asks the machine; everything else has a [Clock] passed in, so
// that a test can say what time it is.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time. Implementations are safe for concurrent use. The time may step back, as wall clocks do.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock. Its times carry Go's monotonic reading, so their differences are true durations.
var System Clock = system{}

type system struct{}

func (system) Now() time.Time { return time.Now() }

// Fake is a clock that moves only when it is told to. The zero value stands at the zero time; see [NewFake].
type Fake struct {
	mu  sync.Mutex
	now time.Time
}

// NewFake returns a clock that stands at t.
func NewFake(t time.Time) *Fake { return &Fake{now: t} }

// Now returns the time that the clock stands at.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Advance moves the clock by d, backwards when d is negative.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// Set moves the clock to t.
func (f *Fake) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = t
}

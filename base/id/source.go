package id

import (
	"fmt"
	"sync"
	"time"

	"alun/base/clock"
)

// The layout of an id, which reaches disk and wire: 41 bits of milliseconds since Epoch (until 2094), 10 bits of node,
// 12 bits of counter.
const (
	nodeBits    = 10
	counterBits = 12
	MaxNode     = 1<<nodeBits - 1 // the largest node number
	maxCounter  = 1<<counterBits - 1
	maxMs       = 1<<41 - 1
)

// Epoch is the first instant that an id can carry.
var Epoch = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// Source makes ids for one node. It is safe for concurrent use. Make it with [NewSource].
//
// More than 4,096 ids in one millisecond borrow from the milliseconds to come, as does a clock that steps back: the time
// in an id then runs ahead of the clock, ids stay unique and rising. A node number must not be used by two processes
// at once, nor given on before the last process's ids are in the past: see store's node lease.
type Source struct {
	clock clock.Clock
	node  int64

	mu   sync.Mutex
	last int64 // ms<<counterBits | counter of the latest id
}

// NewSource returns the source of node, 0 to MaxNode; it panics outside.
func NewSource(c clock.Clock, node int) *Source {
	if node < 0 || node > MaxNode {
		panic(fmt.Sprintf("id: node %d is outside 0…%d", node, MaxNode))
	}
	return &Source{clock: c, node: int64(node)}
}

// New returns an id that no other call on any node has returned or will. It panics when the clock stands before Epoch or
// after the year 2094.
func (s *Source) New() int64 {
	ms := s.clock.Now().Sub(Epoch).Milliseconds()
	s.mu.Lock()
	s.last = max(s.last+1, ms<<counterBits)
	stamp := s.last
	s.mu.Unlock()
	if ms < 0 || stamp>>counterBits > maxMs {
		panic(fmt.Sprintf("id: the clock is out of range: %d ms since %s", ms, Epoch))
	}
	return stamp>>counterBits<<(nodeBits+counterBits) | s.node<<counterBits | stamp&maxCounter
}

// Next returns a new id of the wanted type, for example id.Next[id.Chat](src).
func Next[T ~int64](s *Source) T { return T(s.New()) }

// Time returns when i was made, to the millisecond, by its node's clock.
func Time[T ~int64](i T) time.Time {
	return Epoch.Add(time.Duration(int64(i)>>(nodeBits+counterBits)) * time.Millisecond)
}

// Since returns the least id that can be made at t or later, t rounded down to the millisecond.
func Since(t time.Time) int64 { return t.Sub(Epoch).Milliseconds() << (nodeBits + counterBits) }

// Node returns the node that made i.
func Node[T ~int64](i T) int { return int(int64(i) >> counterBits & MaxNode) }

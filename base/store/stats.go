package store

import (
	"sync/atomic"
	"time"
)

// Stats are counts since the database was opened, for the operator's metrics.
type Stats struct {
	Writes  uint64 // closures whose effect is durable
	Failed  uint64 // closures that ended with an error
	Commits uint64 // transactions; Writes by Commits is how well group commit works
	Reruns  uint64 // closures that ran again, after a deadlock or with a neighbour's failure
	Slow    uint64 // runs of closures over SlowClosure
	Pending int64  // closures that wait or run now
}

type counters struct {
	writes, failed, commits, reruns, slow atomic.Uint64
	pending                               atomic.Int64
}

// Stats returns the counts as of now. It costs nothing to speak of.
func (db *DB) Stats() Stats {
	c := &db.counters
	return Stats{Writes: c.writes.Load(), Failed: c.failed.Load(), Commits: c.commits.Load(), Reruns: c.reruns.Load(),
		Slow: c.slow.Load(), Pending: c.pending.Load()}
}

// slowLogEvery keeps the log readable when every write is slow: one line per place in the source and second.
const slowLogEvery = time.Second

// noteSlow logs a run over the budget, or counts it for the next line.
func (db *DB) noteSlow(s *site, now time.Time, took time.Duration) {
	db.counters.slow.Add(1)
	last := s.slowLogged.Load()
	if last != 0 && now.UnixNano()-last < int64(slowLogEvery) || !s.slowLogged.CompareAndSwap(last, now.UnixNano()) {
		s.slowSilent.Add(1)
		return
	}
	db.log.Warn("slow write: others wait for it", "closure", s.name, "took", took, "unlogged_before", s.slowSilent.Swap(0))
}

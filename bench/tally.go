package bench

import (
	"sync"
	"sync/atomic"
	"time"

	"alun/base/id"
)

// tally is one receiver's book of one chat: every seq that came, once.
type tally struct {
	mu      sync.Mutex
	next    int64          // every seq below came
	early   map[int64]bool // came before one below did
	doubled int64
}

func newTally(after int64) *tally { return &tally{next: after + 1, early: map[int64]bool{}} }

func (t *tally) came(seq int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case seq == t.next:
		t.next++
		for t.early[t.next] {
			delete(t.early, t.next)
			t.next++
		}
	case seq < t.next || t.early[seq]:
		t.doubled++
	default:
		t.early[seq] = true
	}
}

// missing returns how many up to last have not come.
func (t *tally) missing(last int64) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(0, last-t.next+1-int64(len(t.early)))
}

// sender keeps a number of messages in flight, or sends by the clock.
type sender struct {
	link   *link
	chat   id.Chat
	number int // of the sender
	slots  chan struct{}
	keep   bool // an ack frees no slot; somebody else does
	load   *load

	mu      sync.Mutex
	base    int64 // newest seq acknowledged
	ref     uint64
	waiting map[uint64]bool
}

// load is what all senders and receivers of one measurement share.
type load struct {
	stop      chan struct{}
	measuring atomic.Bool
	times     histogram // from sending to arrival
	delivered atomic.Int64
	acked     atomic.Int64 // all, also before measuring
	counted   atomic.Int64 // acked while measuring
	failed    atomic.Int64
	twice     atomic.Int64 // acks of what was answered already
}

func (l *load) sender(k *link, chat id.Chat, number, inFlight int) *sender {
	return &sender{link: k, chat: chat, number: number, slots: make(chan struct{}, inFlight), load: l, waiting: map[uint64]bool{}}
}

// one sends one message.
func (s *sender) one() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ref++
	s.waiting[s.ref] = true
	return s.link.send(s.chat, s.ref, s.base, s.number, int(s.ref))
}

// acked is the link's ack function.
func (s *sender) acked(ref uint64, seq int64, failed bool) {
	s.mu.Lock()
	known := s.waiting[ref]
	delete(s.waiting, ref)
	s.base = max(s.base, seq)
	s.mu.Unlock()
	switch {
	case !known:
		s.load.twice.Add(1)
		return
	case failed:
		s.load.failed.Add(1)
	default:
		s.load.acked.Add(1)
		if s.load.measuring.Load() {
			s.load.counted.Add(1)
		}
	}
	if !s.keep {
		s.free()
	}
}

func (s *sender) free() {
	select {
	case <-s.slots:
	default:
	}
}

// run keeps the slots full until the load stops.
func (s *sender) run() error {
	for {
		select {
		case <-s.load.stop:
			return nil
		case s.slots <- struct{}{}:
			if err := s.one(); err != nil {
				return err
			}
		}
	}
}

// unanswered returns how many messages have no ack yet.
func (s *sender) unanswered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

func (s *sender) newest() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.base
}

// arrived notes the delivery of a message that was sent at a time.
func (l *load) arrived(at time.Time) {
	if l.measuring.Load() {
		l.delivered.Add(1)
		l.times.add(time.Since(at))
	}
}

// settle waits until ok says that everything has come, at most for ten seconds.
func settle(ok func() bool) {
	for range 1_000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

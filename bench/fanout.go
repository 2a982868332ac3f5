package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"alun/base/id"
	"alun/bench/child"
)

// Fanout measures one group in which everybody is online and a few write.
type Fanout struct {
	Members  int
	Senders  int
	InFlight int // of each sender
	// UntilDelivered keeps a message in flight until every other member has it; else until it is acknowledged, and then
	// senders outrun delivery and frames are packed.
	UntilDelivered bool
}

// crowd is the group under measurement.
type crowd struct {
	Fanout
	load    *load
	chat    id.Chat
	people  []child.Person
	links   []*link
	books   []*tally
	senders []*sender

	mu   sync.Mutex
	open map[[2]int]*atomic.Int32 // deliveries that a message still waits for, by sender and number
}

// Run measures.
func (f Fanout) Run(ctx context.Context, o Options) (r Report, err error) {
	s, err := raise(ctx, o)
	if err != nil {
		return r, err
	}
	defer s.strike()
	c := &crowd{Fanout: f, load: &load{stop: make(chan struct{})}, open: map[[2]int]*atomic.Int32{}}
	if err := c.gather(ctx, s); err != nil {
		return r, err
	}
	failed := make(chan error, len(c.senders))
	for _, x := range c.senders {
		go func() { failed <- c.run(x) }()
	}
	time.Sleep(o.WarmUp)
	m := s.begin()
	c.load.measuring.Store(true)
	select {
	case <-time.After(o.Duration):
	case err = <-failed:
	}
	c.load.measuring.Store(false)
	if err2 := m.end(); err == nil {
		err = err2
	}
	close(c.load.stop)
	if err != nil {
		return r, err
	}
	until := "acknowledged"
	if f.UntilDelivered {
		until = "delivered to all"
	}
	r = Report{
		Bench: "fanout", Engine: o.Engine, Unit: "deliveries", Units: c.load.delivered.Load(), Members: f.Members,
		Settings: fmt.Sprintf("group of %d online, %d senders x %d in flight until %s", f.Members, f.Senders, f.InFlight, until),
	}
	m.fill(&r, &c.load.times)
	return r, c.audit(ctx, s, &r)
}

// gather makes the group and connects everybody.
func (c *crowd) gather(ctx context.Context, s *stage) (err error) {
	if c.people, err = s.town.People(ctx, c.Members); err != nil {
		return err
	}
	all := make([]int, c.Members)
	for i := range all {
		all[i] = i
	}
	chats, err := s.town.Chats(ctx, 0, true, [][]int{all})
	if err != nil {
		return err
	}
	c.chat = chats[0]
	last, err := lastSeq(ctx, s, c.people[0], c.chat)
	if err != nil {
		return err
	}
	for i, p := range c.people {
		book := newTally(last)
		c.books = append(c.books, book)
		var x *sender
		ack := func(ref uint64, seq int64, failed bool) { c.acked(x, ref, seq, failed) }
		if i >= c.Senders {
			ack = nil
		}
		k, err := dial(ctx, s.URL, p.Token, ack, func(chat id.Chat, seq int64, clientID []byte) { c.arrived(i, book, chat, seq, clientID) })
		if err != nil {
			return err
		}
		c.links = append(c.links, k)
		if i < c.Senders {
			x = c.load.sender(k, c.chat, i, c.InFlight)
			x.base, x.keep = last, c.UntilDelivered
			c.senders = append(c.senders, x)
		}
	}
	return nil
}

func (c *crowd) run(x *sender) error {
	if !c.UntilDelivered {
		return x.run()
	}
	for {
		select {
		case <-c.load.stop:
			return nil
		case x.slots <- struct{}{}:
			left := new(atomic.Int32)
			left.Store(int32(c.Members)) // all others, and the ack
			x.mu.Lock()
			number := int(x.ref) + 1
			x.mu.Unlock()
			c.mu.Lock()
			c.open[[2]int{x.number, number}] = left
			c.mu.Unlock()
			if err := x.one(); err != nil {
				return err
			}
		}
	}
}

func (c *crowd) acked(x *sender, ref uint64, seq int64, failed bool) {
	x.acked(ref, seq, failed)
	if c.UntilDelivered {
		c.less(x.number, int(ref))
	}
}

// arrived is the entry function of member i.
func (c *crowd) arrived(i int, book *tally, chat id.Chat, seq int64, clientID []byte) {
	if chat != c.chat {
		return
	}
	book.came(seq)
	at, from, number, ok := sentAt(clientID)
	if !ok || from == i {
		return
	}
	c.load.arrived(at)
	if c.UntilDelivered {
		c.less(from, number)
	}
}

// less notes one delivery, or the ack, of a message that is in flight until all have it.
func (c *crowd) less(from, number int) {
	key := [2]int{from, number}
	c.mu.Lock()
	left := c.open[key]
	c.mu.Unlock()
	if left != nil && left.Add(-1) == 0 {
		c.mu.Lock()
		delete(c.open, key)
		c.mu.Unlock()
		c.senders[from].free()
	}
}

// audit: everybody but its sender has every message once, and so has the database.
func (c *crowd) audit(ctx context.Context, s *stage, r *Report) error {
	newest := func() (seq int64, unanswered int) {
		for _, x := range c.senders {
			seq = max(seq, x.newest())
			unanswered += x.unanswered()
		}
		return seq, unanswered
	}
	settle(func() bool {
		seq, unanswered := newest()
		for _, b := range c.books[c.Senders:] {
			if b.missing(seq) > 0 {
				return false
			}
		}
		return unanswered == 0
	})
	seq, unanswered := newest()
	r.Errors = c.load.failed.Load()
	r.Lost, r.Doubled = int64(unanswered), c.load.twice.Load()
	for _, b := range c.books[c.Senders:] {
		r.Lost += b.missing(seq)
		r.Doubled += b.doubled
	}
	for _, k := range c.links {
		k.close()
	}
	last, err := lastSeq(ctx, s, c.people[0], c.chat)
	r.Durable = last
	r.Lost += max(0, seq-last)
	return err
}

package bench

import (
	"context"
	"fmt"
	"sync"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/id"
	"alun/bench/child"
	"alun/client"
)

// Chat measures messages between pairs of people: in each pair one writes and the other receives.
type Chat struct {
	Pairs    int
	InFlight int     // of each pair; a message is in flight until it is acknowledged
	Rate     float64 // messages a second over all pairs, by the clock; 0 keeps InFlight in flight
}

// pair is a writer and a receiver.
type pair struct {
	chat     id.Chat
	from, to child.Person
	sender   *sender
	link     *link // the receiver's
	got      *tally
	before   int64 // seq when the load began
}

// Run measures.
func (c Chat) Run(ctx context.Context, o Options) (r Report, err error) {
	s, err := raise(ctx, o)
	if err != nil {
		return r, err
	}
	defer s.strike()
	l := &load{stop: make(chan struct{})}
	pairs, err := c.connect(ctx, s, l)
	if err != nil {
		return r, err
	}
	failed := make(chan error, len(pairs)+1)
	var sending sync.WaitGroup
	if c.Rate > 0 {
		sending.Go(func() { failed <- c.byTheClock(l, pairs) })
	} else {
		for _, p := range pairs {
			sending.Go(func() { failed <- p.sender.run() })
		}
	}
	time.Sleep(o.WarmUp)
	m := s.begin()
	l.measuring.Store(true)
	select {
	case <-time.After(o.Duration):
	case err = <-failed:
	}
	l.measuring.Store(false)
	if err2 := m.end(); err == nil {
		err = err2
	}
	close(l.stop)
	sending.Wait() // what is sent after the audit began would count as lost
	if err != nil {
		return r, err
	}
	r = Report{
		Bench: "chat", Engine: o.Engine, Unit: "messages delivered", Units: l.delivered.Load(),
		Settings: fmt.Sprintf("%d pairs x %d in flight", c.Pairs, c.InFlight), Connections: 2 * c.Pairs,
	}
	if c.Rate > 0 {
		r.Settings = fmt.Sprintf("%d pairs, %.0f messages a second by the clock", c.Pairs, c.Rate)
	}
	m.fill(&r, &l.times)
	r.Connections = 0 // memory here is mostly of messages
	return r, c.audit(ctx, s, l, pairs, &r)
}

// connect makes the people, their chats and their connections.
func (c Chat) connect(ctx context.Context, s *stage, l *load) ([]*pair, error) {
	people, err := s.town.People(ctx, 2*c.Pairs)
	if err != nil {
		return nil, err
	}
	var friends [][2]int
	var members [][]int
	for i := range c.Pairs {
		friends = append(friends, [2]int{2 * i, 2*i + 1})
		members = append(members, []int{2 * i, 2*i + 1})
	}
	if err := s.town.Befriend(ctx, friends); err != nil {
		return nil, err
	}
	chats, err := s.town.Chats(ctx, 0, false, members)
	if err != nil {
		return nil, err
	}
	pairs := make([]*pair, c.Pairs)
	for i, chat := range chats {
		p := &pair{chat: chat, from: people[2*i], to: people[2*i+1]}
		pairs[i] = p
		last, err := lastSeq(ctx, s, p.to, chat)
		if err != nil {
			return nil, err
		}
		p.got, p.before = newTally(last), last
		p.link, err = dial(ctx, s.URL, p.to.Token, nil, func(chat id.Chat, seq int64, clientID []byte) {
			if chat != p.chat {
				return
			}
			p.got.came(seq)
			if at, _, _, ok := sentAt(clientID); ok {
				l.arrived(at)
			}
		})
		if err != nil {
			return nil, err
		}
		from, err := dial(ctx, s.URL, p.from.Token, func(ref uint64, seq int64, failed bool) { p.sender.acked(ref, seq, failed) }, nil)
		if err != nil {
			return nil, err
		}
		p.sender = l.sender(from, chat, i, max(1, c.InFlight))
		p.sender.base = last
	}
	return pairs, nil
}

// byTheClock sends at a steady rate whatever becomes of the answers, so that a slow answer does not slow the question.
func (c Chat) byTheClock(l *load, pairs []*pair) error {
	began := time.Now()
	for n := 0; ; n++ {
		due := began.Add(time.Duration(float64(n) / c.Rate * float64(time.Second)))
		select {
		case <-l.stop:
			return nil
		case <-time.After(time.Until(due)):
		}
		if err := pairs[n%len(pairs)].sender.one(); err != nil {
			return err
		}
	}
}

// audit compares what was acknowledged with what arrived and with what the database holds.
func (c Chat) audit(ctx context.Context, s *stage, l *load, pairs []*pair, r *Report) error {
	settle(func() bool {
		for _, p := range pairs {
			if p.sender.unanswered() > 0 || p.got.missing(p.sender.newest()) > 0 {
				return false
			}
		}
		return true
	})
	r.Errors, r.Doubled = l.failed.Load(), l.twice.Load()
	var durable int64
	for _, p := range pairs {
		r.Lost += int64(p.sender.unanswered()) + p.got.missing(p.sender.newest())
		r.Doubled += p.got.doubled
		last, err := lastSeq(ctx, s, p.to, p.chat)
		if err != nil {
			return err
		}
		durable += last - p.before
		r.Lost += max(0, p.sender.newest()-last)
		p.link.close()
		p.sender.link.close()
	}
	r.Durable = durable
	unsure := int64(0) // perhaps written, perhaps not
	for _, p := range pairs {
		unsure += int64(p.sender.unanswered())
	}
	r.Lost += max(0, l.acked.Load()-durable)
	r.Doubled += max(0, durable-l.acked.Load()-unsure)
	return nil
}

// lastSeq asks the server where the log of a chat stands.
func lastSeq(ctx context.Context, s *stage, who child.Person, chat id.Chat) (int64, error) {
	c, err := client.New(s.URL, client.Options{Token: who.Token})
	if err != nil {
		return 0, err
	}
	a, err := c.Chat.GetChat(ctx, &chatv1.GetChatRequest{ChatId: int64(chat)})
	return a.GetChat().GetLastSeq(), err
}

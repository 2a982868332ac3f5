package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/bench/child"
	"alun/client"
)

// Sync measures a device that comes back after having missed messages: from the moment it dials until it is in step.
type Sync struct {
	Chats  int // of its account
	Missed int // messages, each in a chat of its own while they last
	Before int // messages in each chat that it has already
}

// pauseBetween keeps the reconnects of one account under the limit on its calls.
const pauseBetween = 40 * time.Millisecond

// Run measures.
func (c Sync) Run(ctx context.Context, o Options) (r Report, err error) {
	s, err := raise(ctx, o)
	if err != nil {
		return r, err
	}
	defer s.strike()
	me, err := c.furnish(ctx, s)
	if err != nil {
		return r, err
	}
	self, err := client.New(s.URL, client.Options{Token: me.Token})
	if err != nil {
		return r, err
	}
	have, _, err := catchUp(ctx, self, client.Cursor{})
	if err != nil {
		return r, err
	}
	if err := c.say(ctx, s, c.Missed, c.Chats*c.Before); err != nil {
		return r, err
	}
	var h histogram
	m := s.begin()
	for time.Since(m.began) < o.Duration {
		began := time.Now()
		_, missed, err := catchUp(ctx, self, have)
		if err != nil {
			return r, err
		}
		h.add(time.Since(began))
		r.Units++
		r.Lost += max(0, int64(c.Missed)-missed)
		r.Doubled += max(0, missed-int64(c.Missed))
		time.Sleep(pauseBetween)
	}
	if err := m.end(); err != nil {
		return r, err
	}
	r.Bench, r.Engine, r.Unit = "sync", o.Engine, "reconnects"
	r.Settings = fmt.Sprintf("%d messages missed in %d chats", c.Missed, c.Chats)
	m.fill(&r, &h)
	return r, nil
}

// furnish makes an account with its chats and their history.
func (c Sync) furnish(ctx context.Context, s *stage) (me child.Person, err error) {
	people, err := s.town.People(ctx, c.Chats+1)
	if err != nil {
		return me, err
	}
	var friends [][2]int
	var members [][]int
	for i := range c.Chats {
		friends = append(friends, [2]int{0, i + 1})
		members = append(members, []int{0, i + 1})
	}
	if err := s.town.Befriend(ctx, friends); err != nil {
		return me, err
	}
	if _, err := s.town.Chats(ctx, 0, false, members); err != nil {
		return me, err
	}
	return people[0], c.say(ctx, s, c.Chats*c.Before, 0)
}

// say imports n messages, one chat after the other. base counts the messages imported before.
func (c Sync) say(ctx context.Context, s *stage, n, base int) error {
	var list []child.Message
	at := time.Now().Add(-time.Hour).UnixMilli()
	for i := range n {
		chat := i % c.Chats
		list = append(list, child.Message{Chat: chat, Sender: chat + 1, Text: text, AtMs: at + int64(base+i)})
	}
	return s.town.Messages(ctx, base, list)
}

// catchUp connects, waits until the line is in step and returns how far it is then and how many messages came.
func catchUp(ctx context.Context, c *client.Client, from client.Cursor) (client.Cursor, int64, error) {
	inStep := make(chan struct{}, 1)
	var entries int64
	line := c.Listen(from, client.Events{
		Entry: func(*chatv1.Entry) { entries++ },
		State: func(s client.State) {
			if s == client.Live {
				inStep <- struct{}{}
			}
		},
	})
	defer line.Close()
	select {
	case <-inStep:
		return line.Cursor(), entries, nil
	case <-line.Done():
		return client.Cursor{}, 0, errors.New("the line ended")
	case <-ctx.Done():
		return client.Cursor{}, 0, ctx.Err()
	}
}

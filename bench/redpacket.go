package bench

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	"alun/base/id"
	"alun/bench/child"
	"alun/client"
)

// RedPacket measures people who open red packets in groups, over the HTTP API, each opening durable before its answer. When all
// shares are taken, as many others try as Late says, and hear that they came too late.
type RedPacket struct {
	Packets  int
	Openers  int  // of each packet; it has as many shares
	Late     int  // of each packet
	InFlight int  // openings under way, over all packets
	AtOnce   int  // packets that are being opened at the same time; 0 is all of them
	Hot      bool // one packet after the other, each opened by everybody at once
}

// opensEach is how many packets one person opens at most: an account that calls more often is asked to wait.
const opensEach = 100

// lateInFlight is how many late openings are under way: few, so that their times are those of the answer and not of a queue.
const lateInFlight = 8

// eachShare is what a share holds on average, in minor units.
const eachShare = 20

// openGroup is a group with its sender and the packets that were sent to it.
type openGroup struct {
	chat    id.Chat
	sender  child.Person
	crowd   []child.Person // who opens, then who comes too late
	packets []int64
}

// tap is one person who opens one packet, and what he got.
type tap struct {
	packet int64
	who    child.Person
	minor  int64
	first  bool
}

// Run measures.
func (c RedPacket) Run(ctx context.Context, o Options) (r Report, err error) {
	s, err := raise(ctx, o)
	if err != nil {
		return r, err
	}
	defer s.strike()
	groups, err := c.furnish(ctx, s)
	if err != nil {
		return r, err
	}
	door := newDoor(s.URL, max(c.InFlight, c.Openers))
	rounds, lates := c.taps(groups)
	var times, lateTimes histogram
	m := s.begin()
	for _, round := range rounds {
		r.Errors += door.openAll(ctx, round, c.width(), &times, "")
	}
	if err := m.end(); err != nil {
		return r, err
	}
	r.Bench, r.Engine, r.Unit, r.Units = "redpacket", o.Engine, "packets opened", times.n.Load()
	r.Settings = fmt.Sprintf("%d packets x %d openers, %d in flight", c.Packets, c.Openers, c.width())
	if c.AtOnce > 0 {
		r.Settings += fmt.Sprintf(", %d packets at once", c.AtOnce)
	}
	if c.Hot {
		r.Settings = fmt.Sprintf("one packet x %d openers at once, %d times", c.Openers, c.Packets)
	}
	m.fill(&r, &times)
	s.o.Profile = "" // which is of the part before
	late := s.begin()
	r.Errors += door.openAll(ctx, lates, lateInFlight, &lateTimes, "redpacket.gone")
	if err := late.end(); err != nil {
		return r, err
	}
	if n := lateTimes.n.Load(); n > 0 {
		r.GoneP50Ms, r.GoneP99Ms = lateTimes.at(0.5), lateTimes.at(0.99)
		r.GoneCPUUs = float64(late.serverCPU.Microseconds()) / float64(n)
	}
	return r, c.audit(ctx, s, groups, rounds, &r)
}

// width is how many openings are under way at a time.
func (c RedPacket) width() int {
	if c.Hot {
		return c.Openers
	}
	return c.InFlight
}

// furnish makes groups, gives their senders money and has them send the packets.
func (c RedPacket) furnish(ctx context.Context, s *stage) ([]*openGroup, error) {
	n := (c.Packets + opensEach - 1) / opensEach
	size := 1 + c.Openers + c.Late
	people, err := s.town.People(ctx, n*size)
	if err != nil {
		return nil, err
	}
	var members [][]int
	groups := make([]*openGroup, n)
	senders := make([]child.Person, n)
	for g := range n {
		list := make([]int, size)
		for i := range list {
			list[i] = g*size + i
		}
		members = append(members, list)
		groups[g] = &openGroup{sender: people[g*size], crowd: people[g*size+1 : (g+1)*size]}
		senders[g] = groups[g].sender
	}
	chats, err := s.town.Chats(ctx, 0, true, members)
	if err != nil {
		return nil, err
	}
	currency, err := s.town.Fund(ctx, s.URL, senders, int64(opensEach*c.Openers*eachShare))
	if err != nil {
		return nil, err
	}
	for g, chat := range chats {
		groups[g].chat = chat
	}
	for p := range c.Packets {
		g := groups[p%n]
		packet, err := c.send(ctx, s, g, currency)
		if err != nil {
			return nil, fmt.Errorf("packet %d: %w", p, err)
		}
		g.packets = append(g.packets, packet)
	}
	return groups, nil
}

// send sends one packet to a group, with the PIN as everybody does.
func (c RedPacket) send(ctx context.Context, s *stage, g *openGroup, currency string) (packet int64, err error) {
	me, err := client.New(s.URL, client.Options{Token: g.sender.Token})
	if err != nil {
		return 0, err
	}
	r := &redpacketv1.SendRequest{
		ClientId: client.NewID(), ChatId: int64(g.chat), Kind: redpacketv1.Kind_KIND_LUCKY, Total: client.Amount(int64(c.Openers*eachShare), currency),
		Count: int32(c.Openers), Greeting: "Selamat!", Nonce: client.NewID(),
	}
	if r.Grant, err = me.Grant(ctx, child.PIN, "redpacket", r.ClientId, r.Total, r.ChatId); err != nil {
		return 0, err
	}
	sent, err := me.RedPacket.Send(ctx, r)
	return sent.GetPacket().GetId(), err
}

// taps lists who opens what: in rounds that follow each other, and then those who come too late.
func (c RedPacket) taps(groups []*openGroup) (rounds [][]*tap, lates []*tap) {
	for _, g := range groups {
		for _, packet := range g.packets {
			var round []*tap
			for i, p := range g.crowd {
				t := &tap{packet: packet, who: p}
				if i < c.Openers {
					round = append(round, t)
				} else {
					lates = append(lates, t)
				}
			}
			rounds = append(rounds, round)
		}
	}
	shuffle := func(list []*tap) { rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] }) }
	shuffle(lates)
	if c.Hot {
		return rounds, lates
	}
	rand.Shuffle(len(rounds), func(i, j int) { rounds[i], rounds[j] = rounds[j], rounds[i] })
	var all []*tap
	for together := range slices.Chunk(rounds, cmp.Or(c.AtOnce, len(rounds))) {
		wave := slices.Concat(together...)
		shuffle(wave)
		all = append(all, wave...)
	}
	return [][]*tap{all}, lates
}

// audit compares what people were told with what the packets say afterwards, and has the server check its books.
func (c RedPacket) audit(ctx context.Context, s *stage, groups []*openGroup, rounds [][]*tap, r *Report) error {
	told := map[[2]int64]int64{}
	for _, round := range rounds {
		for _, t := range round {
			if t.minor > 0 {
				told[[2]int64{t.packet, int64(t.who.Account)}] = t.minor
			}
			if t.minor > 0 && !t.first {
				r.Doubled++
			}
		}
	}
	for _, g := range groups {
		me, err := client.New(s.URL, client.Options{Token: g.sender.Token})
		if err != nil {
			return err
		}
		for _, packet := range g.packets {
			a, err := me.RedPacket.Get(ctx, &redpacketv1.GetRequest{Id: packet})
			if err != nil {
				return err
			}
			c.compare(a.GetPacket(), told, r)
			time.Sleep(pauseBetween)
		}
	}
	r.Lost += int64(len(told)) // told, and not in any packet
	if s.Remote() {
		return nil
	}
	_, err := s.Run(ctx, "check")
	return err
}

// compare takes a packet's shares out of what was told.
func (c RedPacket) compare(p *redpacketv1.Packet, told map[[2]int64]int64, r *Report) {
	sum := int64(0)
	for _, share := range p.GetShares() {
		key := [2]int64{p.GetId(), share.GetPerson().GetId()}
		if told[key] == share.GetAmount().GetMinor() {
			r.Durable++
			delete(told, key)
		}
		sum += share.GetAmount().GetMinor()
	}
	if sum > p.GetTotal().GetMinor() || len(p.GetShares()) > int(p.GetCount()) || sum != p.GetTakenAmount().GetMinor() {
		r.Doubled++
	}
	if r.Errors == 0 && (p.GetState() != redpacketv1.State_STATE_GONE || sum != p.GetTotal().GetMinor()) {
		r.Lost++
	}
}

// openAll has width taps under way at a time and returns how many went wrong. code is the refusal that is wanted; empty wants a share.
func (d *door) openAll(ctx context.Context, taps []*tap, width int, times *histogram, code string) (failed int64) {
	work := make(chan *tap, len(taps))
	for _, t := range taps {
		work <- t
	}
	close(work)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(width, len(taps)) {
		wg.Go(func() {
			for t := range work {
				began := time.Now()
				if err := d.open(ctx, t, code); err != nil {
					mu.Lock()
					failed++
					mu.Unlock()
					continue
				}
				times.add(time.Since(began))
			}
		})
	}
	wg.Wait()
	return failed
}

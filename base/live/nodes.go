package live

import (
	"slices"
	"strings"
	"sync"

	"alun/base/id"
)

// Each node tells the others who is connected to it, so that a frame goes once to each node that needs it, whatever the
// number of recipients there. What is not known for certain errs on the side of sending: a node whose list is incomplete
// gets every frame. Frames lost all the same are repaired by the devices' own sequence numbers.
const (
	topicAll   = "live.all"   // presence, sessions
	topicNode  = "live.node." // and a node's name: frames for its connections
	beatEvery  = 2            // seconds
	lostAfter  = 10           // seconds without a word: the node is gone
	freshFor   = 2            // seconds until all nodes surely know of a new connection
	partOfList = 20_000       // accounts in one part of a whole list
	maxToAll   = 20_000       // recipients in one envelope
)

var everyone = strings.Repeat(" ", nameLen)

// nodes is what this node knows of the others and tells them. With a nil bus it does nothing.
type nodes struct {
	hub   *Hub
	bus   Bus
	self  string
	stops []func()
	seen  int // ticks; of the watch alone

	mu    sync.RWMutex
	peers map[string]*peer
	fresh []freshConn

	sayMu    sync.Mutex // of what is said: numbers go out in order
	number   uint64
	changes  []change
	tellAll  bool
	speaking bool
}

// peer is another node.
type peer struct {
	online   map[id.Account]bool
	number   uint64
	complete bool                // the list is whole and nothing was missed
	before   map[id.Account]bool // the old list while parts of a whole one are coming in, else nil
	silent   int                 // ticks since the last word
}

type change struct {
	account id.Account
	online  bool
}

type freshConn struct {
	c    *Conn
	tick int64
}

func newNodes(h *Hub) *nodes {
	return &nodes{hub: h, bus: h.cfg.Bus, peers: map[string]*peer{}}
}

// join begins to listen and asks who is there.
func (n *nodes) join() {
	if n.bus == nil {
		return
	}
	n.self = n.bus.Node()
	n.stops = append(n.stops, n.bus.Subscribe(topicNode+n.self, n.hear), n.bus.Subscribe(topicAll, n.hear))
	n.bus.OnGap(n.gap)
	n.bus.Publish(topicAll, askEnvelope(everyone))
}

func (n *nodes) leave() {
	if n.bus == nil {
		return
	}
	for _, stop := range n.stops {
		stop()
	}
	n.bus.Publish(topicAll, presence{node: n.self, flags: leaving}.envelope())
}

// push sends frame to the nodes that accounts are connected to.
func (n *nodes) push(accounts []id.Account, frame []byte) {
	if n.bus == nil {
		return
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	for name, p := range n.peers {
		there := accounts
		if p.complete {
			there = slices.DeleteFunc(slices.Clone(accounts), func(a id.Account) bool { return !p.online[a] })
		}
		for part := range slices.Chunk(there, maxToAll) {
			n.bus.Publish(topicNode+name, frameEnvelope(part, frame))
		}
	}
}

// pushSession has frame pushed by every node, this one too; it says whether there is a bus to do so.
func (n *nodes) pushSession(s id.Session, frame []byte) bool {
	if n.bus == nil {
		return false
	}
	n.bus.Publish(topicAll, sessionEnvelope(s, frame))
	return true
}

func (n *nodes) closeSessions(ids []id.Session) {
	if n.bus == nil {
		return
	}
	for part := range slices.Chunk(ids, maxToAll) {
		n.bus.Publish(topicAll, endEnvelope(part))
	}
}

// markOnline sets online[i] where accounts[i] is connected to another node.
func (n *nodes) markOnline(accounts []id.Account, online []bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	for _, p := range n.peers {
		for i, a := range accounts {
			online[i] = online[i] || p.online[a]
		}
	}
}

func (n *nodes) names() []string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	var names []string
	for name := range n.peers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// opened has c told to sync once more when every node surely sends to it: a frame may have been lost while they learned.
func (n *nodes) opened(c *Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.peers) > 0 {
		n.fresh = append(n.fresh, freshConn{c, n.hub.tick.Load()})
	}
}

// announce tells the others that an account came or went, at once and in order.
func (n *nodes) announce(account id.Account, online bool) {
	if n.bus == nil {
		return
	}
	n.sayMu.Lock()
	defer n.sayMu.Unlock()
	n.changes = append(n.changes, change{account, online})
	n.speak()
}

// tellAllList has the whole list told.
func (n *nodes) tellAllList() {
	n.sayMu.Lock()
	defer n.sayMu.Unlock()
	n.tellAll = true
	n.speak()
}

// speak starts a goroutine that says what there is to say, unless one is at it. n.sayMu is held.
func (n *nodes) speak() {
	if n.speaking {
		return
	}
	n.speaking = true
	go func() {
		for {
			n.sayMu.Lock()
			changes, all := n.changes, n.tellAll
			n.changes, n.tellAll = nil, false
			n.speaking = all || len(changes) > 0
			n.sayMu.Unlock()
			switch {
			case all: // the list is newer than the changes; repeating them does no harm
				n.sayList()
				fallthrough
			case len(changes) > 0:
				n.sayChanges(changes)
			default:
				return
			}
		}
	}()
}

// sayChanges publishes changes in order: one envelope holds no account twice, since it does not say which came first.
func (n *nodes) sayChanges(changes []change) {
	for len(changes) > 0 {
		p := presence{}
		inThis := map[id.Account]bool{}
		for len(changes) > 0 && len(inThis) < partOfList && !inThis[changes[0].account] {
			ch := changes[0]
			changes = changes[1:]
			inThis[ch.account] = true
			if ch.online {
				p.online = append(p.online, ch.account)
			} else {
				p.offline = append(p.offline, ch.account)
			}
		}
		n.say(p)
	}
}

func (n *nodes) sayList() {
	n.hub.mu.RLock()
	all := make([]id.Account, 0, len(n.hub.accounts))
	for a := range n.hub.accounts {
		all = append(all, a)
	}
	n.hub.mu.RUnlock()
	for first := true; first || len(all) > 0; first = false {
		part := all[:min(partOfList, len(all))]
		all = all[len(part):]
		p := presence{online: part}
		if first {
			p.flags |= fullFirst
		}
		if len(all) == 0 {
			p.flags |= fullLast
		}
		n.say(p)
	}
}

func (n *nodes) say(p presence) {
	n.sayMu.Lock()
	defer n.sayMu.Unlock()
	if p.flags&beat == 0 {
		n.number++
	}
	p.node, p.number = n.self, n.number
	n.bus.Publish(topicAll, p.envelope())
}

// tick runs once a second.
func (n *nodes) tick() {
	if n.bus == nil {
		return
	}
	if n.seen++; n.seen%beatEvery == 0 {
		n.say(presence{flags: beat})
	}
	n.mu.Lock()
	var lost []string
	for name, p := range n.peers {
		if p.silent++; p.silent > lostAfter {
			lost = append(lost, name)
		} else if !p.complete {
			n.bus.Publish(topicAll, askEnvelope(name))
		}
	}
	now := n.hub.tick.Load()
	ripe := 0
	for ripe < len(n.fresh) && now-n.fresh[ripe].tick > freshFor {
		ripe++
	}
	resync := n.fresh[:ripe]
	n.fresh = slices.Clone(n.fresh[ripe:])
	n.mu.Unlock()
	for _, f := range resync {
		f.c.Send(n.hub.cfg.Resync)
	}
	for _, name := range lost {
		n.forget(name)
	}
}

// gap: nobody knows what was lost. Lists are asked for again, and every device is told to sync.
func (n *nodes) gap() {
	n.hub.stats.gaps.Add(1)
	n.mu.Lock()
	for _, p := range n.peers {
		p.complete = false
	}
	n.mu.Unlock()
	n.tellAllList()
	n.hub.each(func(c *Conn) { c.Send(n.hub.cfg.Resync) })
}

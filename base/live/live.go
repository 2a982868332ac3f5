package live

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"alun/base/clock"
	"alun/base/id"
)

// Limits. A connection that breaks one is cut with the close code named.
const (
	MaxFrameUp    = 64 << 10 // bytes of one WebSocket message from a device: 1009
	MaxQueued     = 1 << 20  // bytes that wait for one connection: CloseSlow
	MaxQueuedAll  = 256 << 20
	fairShare     = 64 << 10 // what each may still queue when all together are over MaxQueuedAll: CloseSlow
	MaxPerAccount = 20       // connections of one account on one node; the oldest goes: CloseReplaced
	MaxConns      = 200_000  // connections of one node; more get HTTP 503

	FramesPerSec = 1_000 // from one connection, with a burst of twice as many: CloseFlood
	BytesPerSec  = 2 << 20
	inboxMax     = 32 // frames read ahead of the handler; then reading waits

	PingEvery    = 45 * time.Second // of silence
	DeadAfter    = 100 * time.Second
	RecheckEvery = 5 * time.Second
	politeFor    = 500 * time.Millisecond // for a write under way, before a line is cut without a word
	lingerFor    = 2 * time.Second        // for what a device still says after it was told to go
	writeTimeout = 10 * time.Second       // for a device that takes nothing: CloseSlow, or no close frame at all
)

// Close codes of ours (RFC 6455 §7.4.2); they reach the wire. 1001 says that the node stops: call again.
const (
	CloseGoingAway = 1001
	CloseData      = 1003 // a text message: only binary ones are spoken here
	CloseSignedOut = 4001 // do not call again with this session
	CloseSlow      = 4002
	CloseFlood     = 4003
	CloseReplaced  = 4004 // too many connections of this account; do not call again by itself
)

// Handler is what the hub does not know: the meaning of frames.
type Handler interface {
	// Opened is called once, before the first Frame and before anything is written. What it sends with Ack comes first
	// on the wire, before frames that were pushed meanwhile.
	Opened(ctx context.Context, c *Conn)
	// Frame is called for every message of the device, one at a time and in order. ctx carries the caller. data is the
	// hub's again when Frame returns. While it waits, at most inboxMax further frames of the connection are read.
	Frame(ctx context.Context, c *Conn, data []byte)
	// Closed is called once, after the last Frame has returned.
	Closed(c *Conn)
}

// Sessions says which sessions are over.
type Sessions interface {
	// Ended returns those of ids that have ended or do not exist, or whose account may not be used now. It is
	// asked for at most 1,000 at a time, every RecheckEvery.
	Ended(ctx context.Context, ids []id.Session) ([]id.Session, error)
}

// Bus carries hints to all nodes; *bus.Bus is one.
type Bus interface {
	Node() string
	Publish(topic string, data []byte)
	Subscribe(topic string, fn func(data []byte)) (stop func())
	OnGap(fn func())
}

// Config is what a hub needs.
type Config struct {
	Handler  Handler
	Sessions Sessions // nil: sessions are not checked again
	Bus      Bus      // nil: there are no other nodes
	Clock    clock.Clock
	Log      *slog.Logger
	// Resync is the frame that tells a device to ask for what it missed. It is pushed when frames of other nodes may
	// have been lost.
	Resync []byte
	// Workers write to connections; 0 means one for each two processors, at most 4. More cost CPU and win little.
	Workers int
}

// Hub holds the connections of this node and knows of those of others. It is safe for concurrent use. It is an
// http.Handler for the address of the socket, behind authn's door. Make it with [New] and end it with Stop.
type Hub struct {
	cfg      Config
	base     context.Context // of handlers; ends with Stop
	end      context.CancelFunc
	workers  []*worker
	nodes    *nodes
	stats    counters
	queued   atomic.Int64 // bytes waiting for all connections
	tick     atomic.Int64 // seconds since start: a cheap clock for silence
	start    time.Time
	running  sync.WaitGroup // connections
	loops    sync.WaitGroup // workers and the watch
	finished chan struct{}  // closed when the last connection is gone after Stop

	mu       sync.RWMutex
	accounts map[id.Account][]*Conn
	places   int // taken by connections, opening ones included
	conns    int // in accounts
	stopped  bool
	watch    []func(id.Account, bool)
}

var _ http.Handler = (*Hub)(nil)

// New starts a hub.
func New(cfg Config) *Hub {
	if cfg.Workers == 0 {
		cfg.Workers = max(1, min(4, runtime.GOMAXPROCS(0)/2))
	}
	h := &Hub{cfg: cfg, accounts: map[id.Account][]*Conn{}, start: cfg.Clock.Now(), finished: make(chan struct{})}
	h.base, h.end = context.WithCancel(context.Background())
	for i := range cfg.Workers {
		w := newWorker(h, i)
		h.workers = append(h.workers, w)
		h.loops.Go(w.run)
	}
	h.nodes = newNodes(h)
	h.nodes.join()
	h.loops.Go(h.watchOver)
	return h
}

// Stop closes every connection with CloseGoingAway, and returns when all handlers have returned. When ctx ends before
// that, it hangs up on everybody and returns ctx's error. Call it once.
func (h *Hub) Stop(ctx context.Context) error {
	h.mu.Lock()
	h.stopped = true
	h.mu.Unlock()
	h.each(func(c *Conn) { c.Close(CloseGoingAway, "the server is going away") })
	done := make(chan struct{})
	go func() {
		h.running.Wait()
		h.nodes.leave()
		h.end()
		close(h.finished)
		h.loops.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		h.end()
		h.each(func(c *Conn) { c.drop() })
		return ctx.Err()
	}
}

// Push sends frame to all connections of all accounts, on all nodes. It never waits and keeps no reference to frame.
// An account named twice gets it twice.
func (h *Hub) Push(accounts []id.Account, frame []byte) { h.PushExcept(nil, accounts, frame) }

// PushExcept is Push without one connection: the device that knows already, since it was its own doing.
func (h *Hub) PushExcept(except *Conn, accounts []id.Account, frame []byte) {
	h.pushHere(except, accounts, frame)
	h.nodes.push(accounts, frame)
}

// pushHere sends frame to the connections of accounts on this node.
func (h *Hub) pushHere(except *Conn, accounts []id.Account, frame []byte) {
	d := newDirty(len(h.workers))
	h.mu.RLock()
	for _, a := range accounts {
		for _, c := range h.accounts[a] {
			if c != except && c.enqueue(frame) {
				d.add(c)
			}
		}
	}
	h.mu.RUnlock()
	h.wake(d)
}

// PushSession sends frame to the connections of one session. It walks over all connections: for rare things.
func (h *Hub) PushSession(session id.Session, frame []byte) {
	if !h.nodes.pushSession(session, frame) {
		h.pushSessionHere(session, frame)
	}
}

func (h *Hub) pushSessionHere(session id.Session, frame []byte) {
	h.each(func(c *Conn) {
		if c.caller.Session == session {
			c.Send(frame)
		}
	})
}

// CloseSessions closes the connections of these sessions on all nodes with CloseSignedOut. It walks over all
// connections, once for each call.
func (h *Hub) CloseSessions(ids []id.Session) {
	h.closeSessionsHere(ids)
	h.nodes.closeSessions(ids)
}

func (h *Hub) closeSessionsHere(ids []id.Session) {
	ended := make(map[id.Session]bool, len(ids))
	for _, s := range ids {
		ended[s] = true
	}
	h.each(func(c *Conn) {
		if ended[c.caller.Session] {
			c.Close(CloseSignedOut, "signed out")
		}
	})
}

// Online says for each account whether it has a connection on any node.
func (h *Hub) Online(accounts []id.Account) []bool {
	online := make([]bool, len(accounts))
	h.mu.RLock()
	for i, a := range accounts {
		online[i] = len(h.accounts[a]) > 0
	}
	h.mu.RUnlock()
	h.nodes.markOnline(accounts, online)
	return online
}

// OnPresence has fn called when an account's first connection opens or its last one closes, on any node. Calls for one
// account may come out of order when it flickers: ask Online. fn must be quick. Call OnPresence before connections open.
func (h *Hub) OnPresence(fn func(account id.Account, online bool)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watch = append(h.watch, fn)
}

func (h *Hub) presence(account id.Account, online bool) {
	h.mu.RLock()
	watch := h.watch
	h.mu.RUnlock()
	for _, fn := range watch {
		fn(account, online)
	}
}

// reserve takes a place for one connection, unless the hub is full or stopping.
func (h *Hub) reserve() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped || h.places >= MaxConns {
		h.stats.refused.Add(1)
		return false
	}
	h.places++
	h.running.Add(1)
	return true
}

func (h *Hub) unreserve() {
	h.mu.Lock()
	h.places--
	h.mu.Unlock()
	h.running.Done()
}

// attach adds c to its account. An account over MaxPerAccount loses its oldest connection.
func (h *Hub) attach(c *Conn) {
	a := c.caller.Account
	h.mu.Lock()
	list := h.accounts[a]
	first := len(list) == 0
	var oldest *Conn
	if len(list) >= MaxPerAccount {
		oldest = list[len(list)-MaxPerAccount]
	}
	h.accounts[a] = append(list[:len(list):len(list)], c) // a new array: readers may hold the old one
	h.conns++
	stopped := h.stopped
	h.mu.Unlock()
	if oldest != nil {
		oldest.Close(CloseReplaced, "too many connections")
	}
	if first {
		h.nodes.announce(a, true)
		h.presence(a, true)
	}
	h.nodes.opened(c)
	if stopped { // Stop did not see this one
		c.Close(CloseGoingAway, "the server is going away")
	}
}

func (h *Hub) detach(c *Conn) {
	a := c.caller.Account
	h.mu.Lock()
	list := h.accounts[a]
	rest := make([]*Conn, 0, len(list))
	for _, other := range list {
		if other != c {
			rest = append(rest, other)
		}
	}
	if len(rest) == 0 {
		delete(h.accounts, a)
	} else {
		h.accounts[a] = rest
	}
	h.conns--
	h.mu.Unlock()
	if len(rest) == 0 {
		h.nodes.announce(a, false)
		if !h.Online([]id.Account{a})[0] {
			h.presence(a, false)
		}
	}
}

// each calls fn for every connection that was open when it began, without holding the hub.
func (h *Hub) each(fn func(*Conn)) {
	h.mu.RLock()
	all := make([]*Conn, 0, h.conns)
	for _, list := range h.accounts {
		all = append(all, list...)
	}
	h.mu.RUnlock()
	for _, c := range all {
		fn(c)
	}
}

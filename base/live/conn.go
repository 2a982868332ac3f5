package live

import (
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"alun/base/authn"
)

// Conn is one open line. Its methods are safe for concurrent use and never wait.
type Conn struct {
	// Data belongs to the Handler, which sets it in Opened.
	Data any

	hub    *Hub
	caller authn.Caller
	worker *worker
	net    net.Conn        // what HTTP gave us
	raw    syscall.RawConn // nil when the bytes need more than a system call (TLS)

	heard  atomic.Int64 // hub's tick of the last byte read
	frames bucket       // here and below: of the reading goroutine alone
	bytes  bucket
	rest   []byte // the beginning of a frame that has not come whole
	parts  []byte // of a message that comes in several frames
	open   bool   // such a message has begun

	mu      sync.Mutex
	acks    []byte // to be written first
	out     []byte
	pong    []byte // payload of a ping to answer
	ping    bool   // a ping of ours is due
	closed  int    // close code to be written; 0 while open
	reason  string
	listed  bool // waits in the worker's list
	urgent  bool // waits in the worker's list of those with acks
	held    bool // the worker must not write: opening, or a rest is being written elsewhere
	opening bool // the handler has not been told yet
	gone    bool // nothing more will be written

	inMu     sync.Mutex
	inFree   sync.Cond // the inbox has room again, or nobody empties it any more
	inbox    [][]byte
	emptying bool  // a goroutine empties the inbox
	pinged   int64 // hub's tick of the last ping; of the watch alone
}

// Caller returns whose connection this is.
func (c *Conn) Caller() authn.Caller { return c.caller }

// Send queues a frame behind those that wait.
func (c *Conn) Send(frame []byte) {
	if c.enqueue(frame) {
		d := newDirty(len(c.hub.workers))
		d.add(c)
		c.hub.wake(d)
	}
}

// Ack queues a frame in front of those that wait, behind other acks, and has it written soon.
func (c *Conn) Ack(frame []byte) {
	c.mu.Lock()
	if !c.roomFor(len(frame)) {
		c.mu.Unlock()
		return
	}
	if c.acks == nil {
		c.acks = takeBuffer()
	}
	c.acks = append(c.acks, frame...)
	wake := !c.urgent && !c.held
	c.urgent = c.urgent || wake
	c.mu.Unlock()
	c.hub.queued.Add(int64(len(frame)))
	if wake {
		c.worker.hurry(c)
	}
}

// Close ends the connection with a code and a reason of at most 123 bytes, after what waits has been written, or at once
// when the device does not take it. Only the first call counts.
func (c *Conn) Close(code int, reason string) {
	c.mu.Lock()
	wake := c.close(code, reason)
	c.mu.Unlock()
	if wake {
		c.worker.hurry(c)
	}
}

// close marks c as closing and says whether the worker must be told. c.mu is held.
func (c *Conn) close(code int, reason string) (wake bool) {
	if c.closed != 0 || c.gone {
		return false
	}
	c.closed, c.reason = code, reason
	if c.opening {
		return false // see release
	}
	if c.held { // a write is under way; release comes back to this, unless the device takes nothing
		time.AfterFunc(politeFor, c.drop)
		return false
	}
	wake = !c.urgent
	c.urgent = true
	return wake
}

// drop ends the connection without a word.
func (c *Conn) drop() {
	c.mu.Lock()
	c.gone = true
	c.forget()
	c.mu.Unlock()
	_ = c.net.Close()
}

// enqueue adds a frame and says whether the worker must be told of it; the caller then does. The hub may be locked
// for reading.
func (c *Conn) enqueue(frame []byte) (dirty bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.roomFor(len(frame)) {
		return false
	}
	if c.out == nil {
		c.out = takeBuffer()
	}
	c.out = append(c.out, frame...)
	c.hub.queued.Add(int64(len(frame)))
	c.hub.stats.framesOut.Add(1)
	if c.listed || c.held {
		return false
	}
	c.listed = true
	return true
}

// roomFor says whether n more bytes may wait; when not, c is cut. c.mu is held.
func (c *Conn) roomFor(n int) bool {
	if c.gone || c.closed != 0 {
		return false
	}
	waiting := len(c.acks) + len(c.out) + n
	if waiting <= MaxQueued && (waiting <= fairShare || c.hub.queued.Load() <= MaxQueuedAll) {
		return true
	}
	c.hub.stats.cutSlow.Add(1)
	c.closed, c.reason = CloseSlow, "too slow"
	c.forget()
	go c.cutSlow()
	return false
}

// cutSlow says goodbye in the little room that the socket may still have, and hangs up.
func (c *Conn) cutSlow() {
	c.mu.Lock()
	polite := !c.held && !c.gone
	c.gone = true
	c.mu.Unlock()
	if polite && c.raw != nil {
		_, _ = writeNow(c.raw, appendClose(nil, CloseSlow, "too slow"))
	}
	_ = c.net.Close()
}

// forget gives the waiting bytes back. c.mu is held.
func (c *Conn) forget() {
	c.hub.queued.Add(-int64(len(c.acks) + len(c.out)))
	giveBuffer(c.acks)
	giveBuffer(c.out)
	c.acks, c.out = nil, nil
}

// release lets the worker write again after c was held.
func (c *Conn) release() {
	c.mu.Lock()
	c.held, c.opening = false, false
	wake := !c.gone && !c.urgent && (len(c.acks)+len(c.out) > 0 || c.closed != 0 || c.ping || c.pong != nil)
	c.urgent = c.urgent || wake
	c.mu.Unlock()
	if wake {
		c.worker.hurry(c)
	}
}

// take appends everything that waits for c, as WebSocket messages, to b, and empties it. last says that the connection
// ends after this. c.mu is held.
func (c *Conn) take(b []byte) (_ []byte, last bool) {
	if c.pong != nil {
		b = append(append(b, opPong, byte(len(c.pong))), c.pong...)
		c.pong = nil
	}
	if c.ping {
		b = append(b, opPing, 0)
		c.ping = false
	}
	if n := len(c.acks) + len(c.out); n > 0 {
		b = append(append(appendHeader(b, n), c.acks...), c.out...)
		c.forget()
	}
	if c.closed != 0 {
		c.gone = true
		b = appendClose(b, c.closed, c.reason)
	}
	return b, c.gone
}

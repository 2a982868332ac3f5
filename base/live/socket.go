package live

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/lxzan/gws"

	"alun/base/authn"
)

// readBuffer is small on purpose: each idle connection keeps one. Longer messages are read past it.
const readBuffer = 512

// socket turns HTTP requests into connections. It is the only part that knows the WebSocket library, which does the
// handshake and reads; writing is the workers' own (see take), since the library would use one system call a frame.
type socket struct {
	gws.BuiltinEventHandler
	hub *Hub
	up  *gws.Upgrader
}

func newSocket(h *Hub) *socket {
	s := &socket{hub: h}
	s.up = gws.NewUpgrader(s, &gws.ServerOption{
		ReadMaxPayloadSize: MaxFrameUp,
		ReadBufferSize:     readBuffer,
		HandshakeTimeout:   writeTimeout,
		NewSession:         func() gws.SessionStorage { return noSession{} },
		Logger:             quiet{},
	})
	return s
}

// ServeHTTP opens a connection for the caller of the request. Host, Origin and token were looked at by the door
// (authn.Door). It answers 401 without a caller, 426 to a request that is no handshake, 503 when the node is full.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	caller, ok := authn.From(r.Context())
	if !ok {
		http.Error(w, "Please sign in.", http.StatusUnauthorized)
		return
	}
	hijacker, ok := w.(http.Hijacker)
	if !ok || r.Header.Get("Sec-WebSocket-Key") == "" {
		w.Header().Set("Upgrade", "websocket")
		http.Error(w, "This address speaks WebSocket.", http.StatusUpgradeRequired)
		return
	}
	c := &Conn{hub: h, caller: caller, held: true, opening: true, frames: fullBucket(FramesPerSec), bytes: fullBucket(BytesPerSec)}
	c.inFree.L = &c.inMu
	c.worker = h.workers[uint64(h.stats.opened.Add(1))%uint64(len(h.workers))]
	c.heard.Store(h.tick.Load())
	if !h.reserve() {
		http.Error(w, "This server has too many connections just now.", http.StatusServiceUnavailable)
		return
	}
	netConn, rw, err := hijacker.Hijack()
	if err != nil {
		h.unreserve()
		return
	}
	c.net = netConn
	if tcp, ok := netConn.(*net.TCPConn); ok {
		c.raw, _ = tcp.SyscallConn() // fails only for a nil connection
	}
	if rw.Reader.Buffered() > 0 { // frames before the handshake's answer
		h.unreserve()
		_ = netConn.Close()
		return
	}
	ws, err := h.socket.up.UpgradeFromConn((*line)(c), bufio.NewReaderSize((*line)(c), readBuffer), r)
	if err != nil {
		h.unreserve()
		return
	}
	c.start(ws)
}

// start makes c one of the hub's connections and lets its handler speak first. It runs on the request's goroutine, so that
// the reading one, which lives as long as the connection, begins with a small stack and keeps nothing of the request.
func (c *Conn) start(ws *gws.Conn) {
	h := c.hub
	h.attach(c)
	c.guard(func() { h.cfg.Handler.Opened(authn.With(h.base, c.caller), c) })
	c.release()
	go c.read(ws)
}

// read reads until the connection ends, then takes c out of the hub.
func (c *Conn) read(ws *gws.Conn) {
	c.guard(ws.ReadLoop)
	c.drop()
	c.hub.detach(c)
	c.inMu.Lock()
	for c.reading {
		c.inFree.Wait()
	}
	c.inMu.Unlock()
	c.guard(func() { c.hub.cfg.Handler.Closed(c) })
	c.hub.unreserve()
}

// guard runs f; a panic in it ends this connection and no other.
func (c *Conn) guard(f func()) {
	defer func() {
		if p := recover(); p != nil {
			c.hub.stats.panics.Add(1)
			c.hub.cfg.Log.Error("live: panic", "account", int64(c.caller.Account), "panic", p, "stack", string(debug.Stack()))
			c.drop()
		}
	}()
	f()
}

// connOf returns the connection that a WebSocket of the library belongs to.
func connOf(ws *gws.Conn) *Conn { return (*Conn)(ws.NetConn().(*line)) }

// OnMessage passes a message on to the goroutine that empties the inbox, starting it when there is none: order is kept,
// a handler that waits does not stop reading until the inbox is full, and the reading goroutine's stack stays small.
func (s *socket) OnMessage(ws *gws.Conn, m *gws.Message) {
	c := connOf(ws)
	s.hub.stats.framesIn.Add(1)
	switch {
	case m.Opcode != gws.OpcodeBinary:
		c.Close(CloseData, "binary messages only")
	case c.allowFrame():
		c.inMu.Lock()
		for len(c.inbox) >= inboxMax {
			c.inFree.Wait()
		}
		c.inbox = append(c.inbox, m)
		if !c.reading {
			c.reading = true
			go c.handle()
		}
		c.inMu.Unlock()
		return
	}
	_ = m.Close()
}

// handle gives the handler what is in the inbox until that is empty.
func (c *Conn) handle() {
	ctx := authn.With(c.hub.base, c.caller)
	for {
		c.inMu.Lock()
		batch := c.inbox
		c.inbox = nil
		c.reading = len(batch) > 0
		c.inFree.Broadcast()
		c.inMu.Unlock()
		if len(batch) == 0 {
			return
		}
		for _, m := range batch {
			c.guard(func() { c.frame(ctx, m) })
		}
	}
}

func (c *Conn) frame(ctx context.Context, m *gws.Message) {
	c.hub.cfg.Handler.Frame(ctx, c, m.Bytes())
	_ = m.Close() // gives the buffer back
}

// OnPing answers a ping of the device (RFC 6455 §5.5.2).
func (s *socket) OnPing(ws *gws.Conn, payload []byte) {
	c := connOf(ws)
	if !c.allowFrame() {
		return
	}
	c.mu.Lock()
	c.pong = append([]byte{}, payload...)
	wake := !c.urgent && !c.held && !c.gone
	c.urgent = c.urgent || wake
	c.mu.Unlock()
	if wake {
		c.worker.hurry(c)
	}
}

// OnPong hears a device that is alive; see line.Read.
func (s *socket) OnPong(ws *gws.Conn, _ []byte) { connOf(ws).allowFrame() }

// allowFrame counts a message or control frame of the device, and cuts it when there are too many.
func (c *Conn) allowFrame() bool {
	if c.frames.take(c.hub.cfg.Clock.Now(), 1, FramesPerSec) {
		return true
	}
	c.flood()
	return false
}

func (c *Conn) flood() {
	c.hub.stats.cutFlood.Add(1)
	c.Close(CloseFlood, "too many messages")
}

// line is what the library reads from: the network connection with a count of its bytes.
type line Conn

var errFlood = errors.New("live: too many bytes")

func (l *line) Read(b []byte) (int, error) {
	c := (*Conn)(l)
	n, err := c.net.Read(b)
	if n > 0 {
		c.heard.Store(c.hub.tick.Load())
		c.hub.stats.bytesIn.Add(int64(n))
		if !c.bytes.take(c.hub.cfg.Clock.Now(), float64(n), BytesPerSec) {
			c.flood()
			return 0, errFlood
		}
	}
	return n, err
}

// Write is used by the library for the handshake and for answering a close frame only.
func (l *line) Write(b []byte) (int, error) {
	_ = l.net.SetWriteDeadline((*Conn)(l).hub.cfg.Clock.Now().Add(writeTimeout))
	return l.net.Write(b)
}

func (l *line) Close() error                       { return l.net.Close() }
func (l *line) LocalAddr() net.Addr                { return l.net.LocalAddr() }
func (l *line) RemoteAddr() net.Addr               { return l.net.RemoteAddr() }
func (l *line) SetDeadline(t time.Time) error      { return l.net.SetDeadline(t) }
func (l *line) SetReadDeadline(t time.Time) error  { return l.net.SetReadDeadline(t) }
func (l *line) SetWriteDeadline(t time.Time) error { return l.net.SetWriteDeadline(t) }

// bucket lets n units a second through, and twice as many at once.
type bucket struct {
	left float64
	at   time.Time
}

func fullBucket(perSec float64) bucket { return bucket{left: 2 * perSec} }

func (b *bucket) take(now time.Time, n, perSec float64) bool {
	if !b.at.IsZero() {
		b.left = min(2*perSec, b.left+max(0, now.Sub(b.at).Seconds())*perSec)
	}
	b.at = now
	b.left -= n
	return b.left >= 0
}

// noSession stands for the library's storage per connection, which nobody uses.
type noSession struct{}

func (noSession) Len() int                     { return 0 }
func (noSession) Load(string) (any, bool)      { return nil, false }
func (noSession) Delete(string)                {}
func (noSession) Store(string, any)            {}
func (noSession) Range(func(string, any) bool) {}

type quiet struct{}

func (quiet) Error(...any) {}

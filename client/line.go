package client

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/lxzan/gws"
	"google.golang.org/protobuf/proto"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/errs"
	"alun/base/id"
)

// Limits of a line.
const (
	MaxUnanswered = 1_000   // sends under way; Send waits for one to be answered
	maxFrameDown  = 4 << 20 // bytes of one message from the server
	firstWait     = 500 * time.Millisecond
	longestWait   = 30 * time.Second // between attempts to connect
	deadAfter     = 75 * time.Second // without a byte: the server pings every 45 s
	dialTimeout   = 10 * time.Second
)

// State is how a line stands.
type State int

// The states of a line.
const (
	Connecting State = iota // trying, or waiting to try again
	Live                    // connected and in step
	SignedOut               // the session is over: the line has ended
)

// Events are what a program wants to hear. Nil functions are not called. They are called one at a time; what they are
// given is theirs to keep.
type Events struct {
	// State is called when the line's state changes.
	State func(State)
	// Entry is called for every entry of every chat, those of the account itself included: in order of seq within a chat,
	// without gaps, once.
	Entry func(*chatv1.Entry)
	// Skipped is called in place of Entry when more than MaxFill entries were missed, and when the server's history was
	// reset (then after is 0): the entries after `after` and before `before` are there, but were not fetched.
	Skipped func(chat id.Chat, after, before int64)
	// Chat is called when the account's view of a chat is new or another one.
	Chat func(*chatv1.Chat)
	// Change is called for what concerns this account alone.
	Change func(*chatv1.Change)
	// People is called with profiles that came along.
	People func([]*accountv1.Person)
	// Mark, Typing and Presence are hints of the moment; they may be missed.
	Mark     func(*livev1.MarkEvent)
	Typing   func(*livev1.TypingEvent)
	Presence func(*chatv1.Presence)
}

// Line is the live connection of one account, over all its reconnects. Its methods are safe for concurrent use, but must
// not be called from within Events, which they wait for. Make it with [Client.Listen].
type Line struct {
	client *Client
	events Events
	cur    cursor
	done   chan struct{} // closed by Close
	ended  chan struct{} // closed when nothing runs any more
	once   sync.Once
	apply  sync.Mutex // held while events are called and the cursor moves

	mu      sync.Mutex
	ws      *gws.Conn // nil while not in step
	state   State
	ref     uint64
	waiting map[uint64]*sending
	slots   chan struct{}
	said    map[string]*livev1.ClientFrame // what is said again after a reconnect: the newest watch
}

// Listen connects and goes on from where from stands; the zero Cursor begins with the newest page of every chat.
// Connecting happens in the background, again and again until Close, or until the session is over.
func (c *Client) Listen(from Cursor, events Events) *Line {
	l := &Line{
		client: c, events: events, cur: newCursor(from),
		done: make(chan struct{}), ended: make(chan struct{}),
		waiting: map[uint64]*sending{}, slots: make(chan struct{}, MaxUnanswered), said: map[string]*livev1.ClientFrame{},
	}
	go l.run()
	return l
}

// Close ends the line. Sends under way return ErrClosed. It waits for an event that is being handled.
func (l *Line) Close() {
	l.once.Do(func() { close(l.done) })
	l.hangUp()
	<-l.ended
}

// hangUp ends the connection that is in use, if there is one.
func (l *Line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ws != nil {
		_ = l.ws.NetConn().Close()
	}
}

// Done is closed when the line has ended, by Close or since the session is over.
func (l *Line) Done() <-chan struct{} { return l.ended }

// ErrClosed is the error of calls on a line that has ended.
var ErrClosed = errs.Unavailable("client.closed", "The line is closed.")

// errSignedOut ends a line for good.
var errSignedOut = errors.New("client: the session is over")

// Close codes of the server that end a line (docs/protocol.md).
const (
	closeSignedOut = 4001
	closeReplaced  = 4004
)

func (l *Line) run() {
	defer close(l.ended)
	defer l.letGo()
	wait := firstWait
	for {
		inStep, err := l.connectAndRead()
		if errors.Is(err, errSignedOut) {
			l.setState(SignedOut)
			return
		}
		l.setState(Connecting)
		if inStep {
			wait = firstWait
		}
		select {
		case <-l.done:
			return
		case <-time.After(wait/2 + rand.N(wait)): // spread: all devices of a node that stops come at once
		}
		wait = min(2*wait, longestWait)
	}
}

// connectAndRead is one connection from its beginning to its end. inStep says that it came as far as being in step.
func (l *Line) connectAndRead() (inStep bool, err error) {
	h := &handler{line: l}
	address := *l.client.base
	address.Scheme = map[string]string{"http": "ws", "https": "wss"}[address.Scheme]
	address.Path += "/ws"
	ws, answer, err := gws.NewClient(h, &gws.ClientOption{
		Addr: address.String(), RequestHeader: l.client.header(http.Header{}), TlsConfig: l.client.tls(),
		ReadMaxPayloadSize: maxFrameDown, HandshakeTimeout: dialTimeout,
	})
	if err != nil {
		if answer != nil && answer.StatusCode == http.StatusUnauthorized {
			return false, errSignedOut
		}
		return false, err
	}
	stop := make(chan struct{})
	go func() { // Close ends a connection that is not in step yet, too
		select {
		case <-l.done:
		case <-stop:
		}
		_ = ws.NetConn().Close()
	}()
	ws.ReadLoop()
	close(stop)
	l.mu.Lock()
	l.ws = nil
	l.mu.Unlock()
	if ce, ok := errors.AsType[*gws.CloseError](h.err); ok && (ce.Code == closeSignedOut || ce.Code == closeReplaced) {
		return h.inStep, errSignedOut
	}
	return h.inStep, h.err
}

// handler is one connection as the WebSocket library sees it. All its methods run on the reading goroutine.
type handler struct {
	gws.BuiltinEventHandler
	line   *Line
	inStep bool
	err    error
}

func (h *handler) OnOpen(ws *gws.Conn)            { h.heard(ws) }
func (h *handler) OnClose(_ *gws.Conn, err error) { h.err = err }
func (h *handler) OnPing(ws *gws.Conn, b []byte)  { h.heard(ws); _ = ws.WritePong(b) }
func (h *handler) OnMessage(ws *gws.Conn, m *gws.Message) {
	defer m.Close()
	h.heard(ws)
	h.line.apply.Lock()
	defer h.line.apply.Unlock()
	f := new(livev1.ServerFrame)
	if err := proto.Unmarshal(m.Bytes(), f); err != nil {
		h.fail(ws, err)
		return
	}
	if len(f.Hellos) > 0 {
		if err := h.line.sync(); err != nil {
			h.fail(ws, err)
			return
		}
		h.inStep = true
		h.line.live(ws)
	}
	if err := h.line.take(f); err != nil {
		h.fail(ws, err)
	}
}

func (h *handler) heard(ws *gws.Conn) { _ = ws.SetReadDeadline(time.Now().Add(deadAfter)) }

// fail hangs up: what went wrong is repaired by connecting again.
func (h *handler) fail(ws *gws.Conn, err error) {
	if errs.CodeOf(err) == "authn.signed_out" {
		err = errSignedOut
	}
	_ = ws.NetConn().Close()
	h.err = err
}

// setState tells the program of another state.
func (l *Line) setState(s State) {
	l.mu.Lock()
	changed := l.state != s
	l.state = s
	l.mu.Unlock()
	if changed && l.events.State != nil {
		l.events.State(s)
	}
}

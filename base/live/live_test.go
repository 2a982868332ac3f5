package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lxzan/gws"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/id"
)

var silentLog = slog.New(slog.NewTextHandler(io.Discard, nil))

// echo answers every frame with an ack of the same bytes; other tests replace its parts.
type echo struct {
	opened func(c *Conn)
	frame  func(c *Conn, data []byte)

	mu     sync.Mutex
	closed []id.Account
}

func (e *echo) Opened(_ context.Context, c *Conn) {
	if e.opened != nil {
		e.opened(c)
	}
}

func (e *echo) Frame(ctx context.Context, c *Conn, data []byte) {
	if authn.Must(ctx).Account != c.Caller().Account {
		panic("another caller")
	}
	if e.frame != nil {
		e.frame(c, data)
		return
	}
	c.Ack(append([]byte("ack:"), data...))
}

func (e *echo) Closed(c *Conn) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = append(e.closed, c.Caller().Account)
}

// serve starts a hub whose callers say who they are: /?a=<account>&s=<session>.
func serve(t testing.TB, cfg Config) (*Hub, string) {
	t.Helper()
	if cfg.Handler == nil {
		cfg.Handler = &echo{}
	}
	cfg.Clock, cfg.Log = clock.System, silentLog
	h := New(cfg)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		account, _ := strconv.ParseInt(r.FormValue("a"), 10, 64)
		session, _ := strconv.ParseInt(r.FormValue("s"), 10, 64)
		if account > 0 {
			r = r.WithContext(authn.With(r.Context(), authn.Caller{Account: id.Account(account), Session: id.Session(session)}))
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := h.Stop(ctx); err != nil {
			t.Errorf("Stop: %v", err)
		}
		s.Close()
	})
	return h, s.Listener.Addr().String()
}

// device is a client of the test. Messages arrive on got; the close error on closed.
type device struct {
	gws.BuiltinEventHandler
	ws     *gws.Conn
	got    chan string
	closed chan error
}

func (d *device) OnMessage(_ *gws.Conn, m *gws.Message) { d.got <- string(m.Bytes()) }
func (d *device) OnClose(_ *gws.Conn, err error)        { d.closed <- err }

func dial(t testing.TB, addr string, account id.Account, session id.Session) *device {
	t.Helper()
	d := &device{got: make(chan string, 10_000), closed: make(chan error, 1)}
	ws, _, err := gws.NewClient(d, &gws.ClientOption{Addr: fmt.Sprintf("ws://%s/?a=%d&s=%d", addr, account, session)})
	if err != nil {
		t.Fatal(err)
	}
	d.ws = ws
	go ws.ReadLoop()
	t.Cleanup(func() { _ = ws.NetConn().Close() })
	return d
}

func (d *device) send(t testing.TB, s string) {
	t.Helper()
	if err := d.ws.WriteMessage(gws.OpcodeBinary, []byte(s)); err != nil {
		t.Fatal(err)
	}
}

// expect reads until all of want has come, whatever the messages it was packed into.
func (d *device) expect(t testing.TB, want string) {
	t.Helper()
	got := ""
	for len(got) < len(want) {
		select {
		case m := <-d.got:
			got += m
		case err := <-d.closed:
			t.Fatalf("closed (%v) after %q, want %q", err, got, want)
		case <-time.After(10 * time.Second):
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	if got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}

// anyClose: when the server hangs up while more is coming in, the close frame may be lost (RFC 9293 §3.6.1).
const anyClose = 0

func (d *device) expectClosed(t testing.TB, code uint16) {
	t.Helper()
	select {
	case err := <-d.closed:
		var ce *gws.CloseError
		if code != anyClose && (!errors.As(err, &ce) || ce.Code != code) {
			t.Fatalf("closed with %v, want code %d", err, code)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("not closed, want code %d", code)
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for range 10_000 {
		if ok() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("never happened: %s", what)
}

func TestPushReachesAllDevicesOfTheAccount(t *testing.T) {
	h, addr := serve(t, Config{})
	phone, laptop, other := dial(t, addr, 1, 10), dial(t, addr, 1, 11), dial(t, addr, 2, 20)
	eventually(t, "three connections", func() bool { return h.Stats().Connections == 3 })
	h.Push([]id.Account{1, 3}, []byte("hello"))
	phone.expect(t, "hello")
	laptop.expect(t, "hello")
	h.PushSession(11, []byte("you"))
	laptop.expect(t, "you")
	h.Push([]id.Account{2}, []byte("bye"))
	other.expect(t, "bye")
	if got := h.Online([]id.Account{1, 2, 3}); !slices.Equal(got, []bool{true, true, false}) {
		t.Errorf("online %v", got)
	}
}

func TestWhoeverCausedItCanBeLeftOut(t *testing.T) {
	var mine *Conn
	h, addr := serve(t, Config{Handler: &echo{opened: func(c *Conn) {
		if c.Caller().Session == 10 {
			mine = c
		}
		c.Ack([]byte("hello"))
	}}})
	a, b := dial(t, addr, 1, 10), dial(t, addr, 1, 11)
	a.expect(t, "hello")
	b.expect(t, "hello")
	h.PushExcept(mine, []id.Account{1}, []byte("x"))
	h.Push([]id.Account{1}, []byte("y"))
	a.expect(t, "y")
	b.expect(t, "xy")
}

// What Opened sends comes first on the wire, even before frames that were pushed while it ran.
func TestHelloComesFirst(t *testing.T) {
	var h *Hub
	h, addr := serve(t, Config{Handler: &echo{opened: func(c *Conn) {
		h.Push([]id.Account{1}, []byte("pushed"))
		c.Ack([]byte("hello "))
	}}})
	dial(t, addr, 1, 1).expect(t, "hello pushed")
}

// Frames of one goroutine stay in order on every connection, however they are packed.
func TestOrder(t *testing.T) {
	h, addr := serve(t, Config{Workers: 2})
	const devices, frames = 20, 2_000
	var all []*device
	var accounts []id.Account
	for i := range devices {
		accounts = append(accounts, id.Account(i+1))
		all = append(all, dial(t, addr, id.Account(i+1), 1))
	}
	eventually(t, "all connected", func() bool { return h.Stats().Connections == devices })
	var want strings.Builder
	for i := range frames {
		frame := fmt.Appendf(nil, "%d,", i)
		want.Write(frame)
		h.Push(accounts, frame)
	}
	for _, d := range all {
		d.expect(t, want.String())
	}
	if s := h.Stats(); s.FramesOut != devices*frames || s.Writes >= s.FramesOut || s.QueuedBytes != 0 {
		t.Errorf("frames were not packed or not counted: %+v", s)
	}
}

// A connection's messages are handled one at a time and in order, although the handler waits now and then.
func TestFramesInOrder(t *testing.T) {
	var busy sync.Mutex
	_, addr := serve(t, Config{Handler: &echo{frame: func(c *Conn, data []byte) {
		if !busy.TryLock() {
			t.Error("two frames of one connection at the same time")
		}
		runtime.Gosched()
		busy.Unlock()
		c.Ack(append(data, ','))
	}}})
	d := dial(t, addr, 1, 1)
	var want strings.Builder
	for i := range 500 {
		d.send(t, strconv.Itoa(i))
		fmt.Fprintf(&want, "%d,", i)
	}
	d.expect(t, want.String())
}

func TestSlowReaderIsCutAndOthersGoOn(t *testing.T) {
	h, addr := serve(t, Config{Workers: 1})
	slow, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "GET /?a=1&s=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n") // and never reads
	quick := dial(t, addr, 2, 2)
	eventually(t, "both connected", func() bool { return h.Stats().Connections == 2 })
	frame := []byte(strings.Repeat("x", 32<<10))
	for range 1_000 { // 32 MB: more than sockets hold
		h.Push([]id.Account{1, 2}, frame)
		quick.expect(t, string(frame))
	}
	eventually(t, "the slow one is cut", func() bool { return h.Stats().Connections == 1 })
	if s := h.Stats(); s.CutSlow == 0 || s.QueuedBytes != 0 {
		t.Errorf("%+v", s)
	}
}

func TestCuts(t *testing.T) {
	big := strings.Repeat("x", MaxFrameUp+1)
	for _, tt := range []struct {
		name string
		act  func(h *Hub, d *device)
		code uint16
	}{
		{"flood of messages", func(_ *Hub, d *device) {
			for range 3 * FramesPerSec {
				if d.ws.WriteMessage(gws.OpcodeBinary, []byte("x")) != nil {
					return
				}
			}
		}, anyClose},
		{"flood of pings", func(_ *Hub, d *device) {
			for range 3 * FramesPerSec {
				if d.ws.WritePing(nil) != nil {
					return
				}
			}
		}, anyClose},
		{"flood of bytes", func(_ *Hub, d *device) {
			for range 3 * BytesPerSec / MaxFrameUp {
				if d.ws.WriteMessage(gws.OpcodeBinary, []byte(big[1:])) != nil {
					return
				}
			}
		}, anyClose},
		{"oversized", func(_ *Hub, d *device) { _ = d.ws.WriteMessage(gws.OpcodeBinary, []byte(big)) }, 1009},
		{"text", func(_ *Hub, d *device) { _ = d.ws.WriteString("hello") }, CloseData},
		{"signed out", func(h *Hub, _ *device) { h.CloseSessions([]id.Session{7, 8}) }, CloseSignedOut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := &echo{frame: func(*Conn, []byte) {}}
			h, addr := serve(t, Config{Handler: e})
			d, other := dial(t, addr, 1, 7), dial(t, addr, 2, 9)
			eventually(t, "connected", func() bool { return h.Stats().Connections == 2 })
			tt.act(h, d)
			d.expectClosed(t, tt.code)
			eventually(t, "one left", func() bool { return h.Stats().Connections == 1 })
			if strings.HasPrefix(tt.name, "flood") && h.Stats().CutFlood == 0 {
				t.Error("not counted as a flood")
			}
			h.Push([]id.Account{1, 2}, []byte("still here"))
			other.expect(t, "still here")
			eventually(t, "the handler is told", func() bool {
				e.mu.Lock()
				defer e.mu.Unlock()
				return slices.Equal(e.closed, []id.Account{1})
			})
		})
	}
}

// Bytes that are no WebSocket, or a wicked one, cost their connection and nothing else.
func TestGarbage(t *testing.T) {
	h, addr := serve(t, Config{})
	key := []byte{1, 2, 3, 4}
	for name, wire := range map[string][]byte{
		"random":            []byte("\xff\x00\x13\x37GET / HTTP/1.1\r\n\r\n"),
		"not masked":        {opBinary, 1, 'x'},
		"reserved bits":     append([]byte{opBinary | 0x70, 0x81}, 1, 2, 3, 4, 'x'),
		"unknown opcode":    append([]byte{0x8f, 0x80}, key...),
		"endless length":    append(append([]byte{opBinary, 0xff}, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), key...),
		"negative length":   append(append([]byte{opBinary, 0xff}, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), key...),
		"lonely continued":  append([]byte{0x80, 0x81}, 1, 2, 3, 4, 'x'),
		"fragmented ping":   append([]byte{0x09, 0x80}, key...),
		"long control":      append(append([]byte{opPing, 0xfe, 1, 0}, key...), make([]byte, 256)...),
		"bad close":         append([]byte{opClose, 0x81}, 1, 2, 3, 4, 'x'),
		"nothing, then end": nil,
	} {
		t.Run(name, func(t *testing.T) {
			d := dial(t, addr, 1, 1)
			d.expectNothingBefore(t, h)
			if _, err := d.ws.NetConn().Write(wire); err != nil {
				t.Fatal(err)
			}
			if wire == nil {
				_ = d.ws.NetConn().Close()
			}
			eventually(t, "the connection is gone", func() bool { return h.Stats().Connections == 0 })
		})
	}
	d := dial(t, addr, 2, 2)
	d.send(t, "x")
	d.expect(t, "ack:x")
}

func (d *device) expectNothingBefore(t *testing.T, h *Hub) {
	t.Helper()
	eventually(t, "connected", func() bool { return h.Stats().Connections == 1 })
}

func TestRefusals(t *testing.T) {
	h, addr := serve(t, Config{})
	for _, tt := range []struct {
		target string
		header string
		status int
	}{
		{"/", "x", 401},
		{"/?a=1", "", 426},
		{"/?a=1", "short", 400},
	} {
		r, _ := http.NewRequest(http.MethodGet, "http://"+addr+tt.target, nil)
		if tt.header != "" {
			r.Header.Set("Sec-WebSocket-Key", tt.header)
			r.Header.Set("Sec-WebSocket-Version", "13")
			r.Header.Set("Upgrade", "WebSocket")
			r.Header.Set("Connection", "keep-alive, Upgrade")
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d", tt.target, res.StatusCode, tt.status)
		}
	}
	if n := h.Stats().Connections; n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestTooManyOfOneAccount(t *testing.T) {
	h, addr := serve(t, Config{})
	oldest := dial(t, addr, 1, 1)
	eventually(t, "connected", func() bool { return h.Stats().Connections == 1 })
	for range MaxPerAccount {
		dial(t, addr, 1, 1)
	}
	oldest.expectClosed(t, CloseReplaced)
	eventually(t, "the others stay", func() bool { return h.Stats().Connections == MaxPerAccount })
}

// A handler that panics costs its connection.
func TestPanic(t *testing.T) {
	h, addr := serve(t, Config{Handler: &echo{frame: func(*Conn, []byte) { panic("on purpose") }}})
	d := dial(t, addr, 1, 1)
	d.send(t, "x")
	eventually(t, "gone", func() bool { s := h.Stats(); return s.Connections == 0 && s.Panics == 1 })
}

type endedSessions map[id.Session]bool

func (e endedSessions) Ended(_ context.Context, ids []id.Session) (ended []id.Session, _ error) {
	for _, i := range ids {
		if e[i] {
			ended = append(ended, i)
		}
	}
	return ended, nil
}

// Whatever the bus lost: the clock finds sessions that have ended.
func TestRecheck(t *testing.T) {
	h, addr := serve(t, Config{Sessions: endedSessions{5: true}})
	ended, good := dial(t, addr, 1, 5), dial(t, addr, 1, 6)
	eventually(t, "connected", func() bool { return h.Stats().Connections == 2 })
	h.recheck()
	ended.expectClosed(t, CloseSignedOut)
	good.send(t, "x")
	good.expect(t, "ack:x")
}

// A silent device is pinged, and cut when it does not answer; one that answers stays.
func TestKeepAlive(t *testing.T) {
	h, addr := serve(t, Config{})
	alive := dial(t, addr, 1, 1)
	dead, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close()
	fmt.Fprintf(dead, "GET /?a=2&s=2 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
	eventually(t, "connected", func() bool { return h.Stats().Connections == 2 })
	pass := func(d time.Duration) { h.keepAlive(h.tick.Add(int64(d / time.Second))) }
	before := h.Stats().BytesIn
	pass(PingEvery)
	eventually(t, "a pong", func() bool { return h.Stats().BytesIn > before })
	pass(DeadAfter - PingEvery)
	eventually(t, "the dead one is gone", func() bool { return h.Stats().Connections == 1 })
	alive.send(t, "x")
	alive.expect(t, "ack:x")
}

func TestPingIsAnswered(t *testing.T) {
	_, addr := serve(t, Config{})
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /?a=2&s=2 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
	buf := make([]byte, 4096)
	if _, err := conn.Read(buf); err != nil {
		t.Fatal(err)
	}
	_, _ = conn.Write([]byte{opPing, 0x82, 0, 0, 0, 0, 'h', 'i'})
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, err := conn.Read(buf)
	if err != nil || string(buf[:n]) != string([]byte{opPong, 2, 'h', 'i'}) {
		t.Errorf("answer %x, %v", buf[:n], err)
	}
}

func TestPresence(t *testing.T) {
	h, addr := serve(t, Config{})
	var mu sync.Mutex
	var seen []string
	h.OnPresence(func(a id.Account, online bool) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, fmt.Sprint(a, online))
	})
	one := dial(t, addr, 1, 1)
	two := dial(t, addr, 1, 2)
	eventually(t, "connected", func() bool { return h.Stats().Connections == 2 })
	_ = one.ws.NetConn().Close()
	eventually(t, "one left", func() bool { return h.Stats().Connections == 1 })
	_ = two.ws.NetConn().Close()
	eventually(t, "none left", func() bool { return h.Stats().Connections == 0 })
	mu.Lock()
	defer mu.Unlock()
	if got := strings.Join(seen, " "); got != "1true 1false" && got != "1 true 1 false" {
		t.Errorf("saw %q", got)
	}
}

// Stop says goodbye, waits for handlers and leaves no goroutine behind.
func TestStop(t *testing.T) {
	before := runtime.NumGoroutine()
	func() {
		h := New(Config{Handler: &echo{}, Clock: clock.System, Log: silentLog})
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(w, r.WithContext(authn.With(r.Context(), authn.Caller{Account: 1, Session: 1})))
		}))
		defer s.Close()
		var devices []*device
		for range 5 {
			devices = append(devices, dial(t, s.Listener.Addr().String(), 1, 1))
		}
		eventually(t, "connected", func() bool { return h.Stats().Connections == 5 })
		if err := h.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		for _, d := range devices {
			d.expectClosed(t, CloseGoingAway)
		}
		if h.Stats().Connections != 0 {
			t.Error("connections are left")
		}
	}()
	http.DefaultClient.CloseIdleConnections()
	eventually(t, "all goroutines are gone", func() bool { return runtime.NumGoroutine() <= before })
}

package bus

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

const (
	// MaxData is the longest payload of one hint in bytes. NATS refuses more than 1 MiB by default.
	MaxData = 512 << 10
	// MaxTopic is the longest topic in bytes.
	MaxTopic = 100

	defaultPrefix = "alun"
	startTimeout  = 10 * time.Second
	flushTimeout  = 5 * time.Second
	pendingHints  = 64 << 10 // waiting for one slow subscriber; more are lost, and that is a gap
	pendingBytes  = 64 << 20
)

// Config says where the hints travel. The zero value serves a single node.
type Config struct {
	// URLs of NATS servers, comma separated: "nats://10.0.0.1:4222,tls://user:secret@10.0.0.2:4222". Empty: a server
	// inside this process that opens no port.
	URLs string
	// Prefix keeps several Aluns apart on one NATS cluster; "alun" when empty.
	Prefix string
}

// Bus carries hints to all nodes, this one included. It is safe for concurrent use. Make it with [Open].
type Bus struct {
	log    *slog.Logger
	node   string
	prefix string
	conn   *nats.Conn
	server *server.Server // nil when the NATS servers are elsewhere

	mu   sync.Mutex
	gaps []func()
}

// Open joins the bus. It fails when no NATS server answers within ten seconds or before ctx ends; afterwards a lost
// connection is repaired in the background for as long as the bus is open.
func Open(ctx context.Context, cfg Config, log *slog.Logger) (*Bus, error) {
	if cfg.Prefix == "" {
		cfg.Prefix = defaultPrefix
	}
	name := make([]byte, 8)
	rand.Read(name)
	b := &Bus{log: log, node: hex.EncodeToString(name), prefix: cfg.Prefix + "."}
	options := []nats.Option{
		nats.Name("alun " + b.node),
		nats.MaxReconnects(-1),
		nats.Timeout(timeLeft(ctx)),
		nats.ReconnectHandler(func(*nats.Conn) { b.gap("the connection was lost") }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("bus: connection lost, trying again", "err", err)
			}
		}),
		nats.ErrorHandler(func(_ *nats.Conn, s *nats.Subscription, err error) {
			if errors.Is(err, nats.ErrSlowConsumer) {
				b.gap("a subscriber of " + s.Subject + " is too slow")
				return
			}
			log.Error("bus", "err", err)
		}),
	}
	if cfg.URLs == "" {
		s, err := startServer(timeLeft(ctx))
		if err != nil {
			return nil, err
		}
		b.server = s
		options = append(options, nats.InProcessServer(s))
	}
	conn, err := nats.Connect(cfg.URLs, options...)
	if err != nil {
		b.stopServer()
		return nil, fmt.Errorf("bus: no NATS server answers at %q: %w", redact(cfg.URLs), err)
	}
	b.conn = conn
	return b, nil
}

// startServer starts a NATS server that only this process can reach.
func startServer(timeout time.Duration) (*server.Server, error) {
	s, err := server.NewServer(&server.Options{DontListen: true, NoSigs: true, NoLog: true, MaxPayload: 2 * MaxData})
	if err != nil {
		return nil, fmt.Errorf("bus: %w", err)
	}
	s.Start()
	if !s.ReadyForConnections(timeout) {
		s.Shutdown()
		return nil, errors.New("bus: the server in this process does not start")
	}
	return s, nil
}

// Node returns the name of this process on the bus: 16 hexadecimal digits, new at every start.
func (b *Bus) Node() string { return b.node }

// Publish sends data to every subscriber of topic on every node, this one included. It never waits and reports nothing:
// a hint may be lost. It panics on a topic that is not words of a-z, 0-9, "-" and "_" joined by dots, or that is too long;
// data over MaxData is dropped and logged. The caller may reuse data.
func (b *Bus) Publish(topic string, data []byte) {
	subject := b.subject(topic)
	if len(data) > MaxData {
		b.log.Error("bus: hint too long, dropped", "topic", topic, "bytes", len(data))
		return
	}
	if err := b.conn.Publish(subject, data); err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
		b.log.Warn("bus: hint lost", "topic", topic, "err", err)
	}
}

// Subscribe calls fn for every hint on topic, one at a time and in order, until stop is called or the bus closes. Hints
// published after Subscribe returns are heard. fn must be quick, and must not keep data. Stop may be called more than
// once; a call of fn that has begun may still be running when it returns.
func (b *Bus) Subscribe(topic string, fn func(data []byte)) (stop func()) {
	sub, err := b.conn.Subscribe(b.subject(topic), func(m *nats.Msg) { fn(m.Data) })
	if err != nil { // only when the bus is closed: subjects were checked
		b.log.Error("bus: cannot subscribe", "topic", topic, "err", err)
		return func() {}
	}
	if err := sub.SetPendingLimits(pendingHints, pendingBytes); err != nil {
		b.log.Error("bus: cannot limit", "topic", topic, "err", err)
	}
	if err := b.conn.FlushTimeout(flushTimeout); err != nil {
		b.log.Warn("bus: subscribed, but the server does not confirm", "topic", topic, "err", err)
	}
	return func() { _ = sub.Unsubscribe() } // an error says that it was stopped before
}

// OnGap calls fn after hints may have been lost: the connection was away, or a subscriber was too slow. Whoever
// remembers things because a hint would have told otherwise forgets them then. fn runs in the bus's own goroutine.
func (b *Bus) OnGap(fn func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gaps = append(b.gaps, fn)
}

func (b *Bus) gap(why string) {
	b.log.Warn("bus: hints may have been lost", "why", why)
	b.mu.Lock()
	fns := b.gaps
	b.mu.Unlock()
	for _, fn := range fns {
		fn()
	}
}

// Close leaves the bus, sending what was published before. Publish and Subscribe do nothing afterwards.
func (b *Bus) Close() {
	if err := b.conn.FlushTimeout(flushTimeout); err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
		b.log.Warn("bus: closing without having sent everything", "err", err)
	}
	b.conn.Close()
	b.stopServer()
}

func (b *Bus) stopServer() {
	if b.server != nil {
		b.server.Shutdown()
		b.server.WaitForShutdown()
	}
}

// subject returns the NATS subject of topic, or panics.
func (b *Bus) subject(topic string) string {
	if !isTopic(topic) {
		panic(fmt.Sprintf("bus: %q is not a topic", topic))
	}
	return b.prefix + topic
}

func isTopic(topic string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	for word := range strings.SplitSeq(topic, ".") {
		if word == "" || strings.Trim(word, letters) != "" {
			return false
		}
	}
	return len(topic) <= MaxTopic
}

func timeLeft(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return max(min(time.Until(deadline), startTimeout), time.Millisecond)
	}
	return startTimeout
}

// redact removes passwords from a list of URLs, for messages.
func redact(urls string) string {
	list := strings.Split(urls, ",")
	for i, u := range list {
		if at := strings.LastIndexByte(u, '@'); at >= 0 {
			scheme, _, _ := strings.Cut(u, "://")
			list[i] = scheme + "://…" + u[at:]
		}
	}
	return strings.Join(list, ",")
}

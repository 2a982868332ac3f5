package bus

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func open(t *testing.T, cfg Config) *Bus {
	t.Helper()
	b, err := Open(t.Context(), cfg, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// startNATS starts a NATS server on a loopback port, 0 for any, as a cluster of one node would be.
func startNATS(t *testing.T, port int) *server.Server {
	t.Helper()
	if port == 0 {
		port = server.RANDOM_PORT
	}
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the NATS server of this test does not start")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s
}

func receive(t *testing.T, from <-chan string, want string) {
	t.Helper()
	select {
	case got := <-from:
		if got != want {
			t.Fatalf("heard %q, want %q", got, want)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("%q was not heard", want)
	}
}

func into(ch chan string) func([]byte) { return func(d []byte) { ch <- string(d) } }

func TestOneNodeHearsItself(t *testing.T) {
	b := open(t, Config{})
	heard, other := make(chan string, 10), make(chan string, 10)
	stop := b.Subscribe("contact.changed", into(heard))
	b.Subscribe("contact", into(other))
	data := []byte("one")
	b.Publish("contact.changed", data)
	data[0] = 'X' // the caller may reuse it
	receive(t, heard, "one")
	stop()
	stop()
	b.Publish("contact.changed", []byte("two"))
	b.Publish("contact", []byte("end"))
	receive(t, other, "end")
	select {
	case got := <-heard:
		t.Errorf("heard %q after stop", got)
	default:
	}
}

func TestTwoNodesShareOneServer(t *testing.T) {
	s := startNATS(t, 0)
	a, b := open(t, Config{URLs: s.ClientURL()}), open(t, Config{URLs: s.ClientURL()})
	stranger := open(t, Config{URLs: s.ClientURL(), Prefix: "other"})
	if a.Node() == b.Node() || len(a.Node()) != 16 {
		t.Errorf("names %q and %q", a.Node(), b.Node())
	}
	atA, atB, atStranger := make(chan string, 1000), make(chan string, 1000), make(chan string, 1000)
	a.Subscribe("x", into(atA))
	b.Subscribe("x", into(atB))
	stranger.Subscribe("x", into(atStranger))
	for i := range 500 {
		a.Publish("x", fmt.Appendf(nil, "%d", i))
	}
	for i := range 500 { // in order, at both, once
		receive(t, atA, fmt.Sprint(i))
		receive(t, atB, fmt.Sprint(i))
	}
	stranger.Publish("x", []byte("mine"))
	receive(t, atStranger, "mine")
}

// The server goes away and comes back: the bus repairs itself, and says that hints may have been lost.
func TestGap(t *testing.T) {
	s := startNATS(t, 0)
	port := s.Addr().String()[strings.LastIndexByte(s.Addr().String(), ':')+1:]
	b := open(t, Config{URLs: s.ClientURL()})
	heard, gap := make(chan string, 10), make(chan string, 10)
	b.Subscribe("x", into(heard))
	b.OnGap(func() { gap <- "gap" })
	s.Shutdown()
	s.WaitForShutdown()
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	startNATS(t, n)
	receive(t, gap, "gap")
	b.Publish("x", []byte("again"))
	receive(t, heard, "again")
}

// A subscriber who does not keep up loses hints and is told so; nobody else waits for it.
func TestSlowSubscriber(t *testing.T) {
	b := open(t, Config{})
	gap := make(chan string, 10_000)
	b.OnGap(func() { gap <- "gap" })
	release := make(chan struct{})
	b.Subscribe("x", func([]byte) { <-release })
	defer close(release)
	for range pendingHints + 10_000 {
		b.Publish("x", []byte("hint"))
	}
	receive(t, gap, "gap")
}

func TestNoServer(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	_, err := Open(ctx, Config{URLs: "nats://me:secret@127.0.0.1:1"}, quiet)
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("error %v", err)
	}
}

func TestTopics(t *testing.T) {
	b := open(t, Config{})
	for _, bad := range []string{"", ".", "a.", ".a", "a..b", "a b", "a.*", ">", "A", "é", strings.Repeat("a", MaxTopic+1)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("topic %q was accepted", bad)
				}
			}()
			b.Publish(bad, nil)
		}()
	}
	heard := make(chan string, 2)
	b.Subscribe("live.node-1_a", into(heard))
	b.Publish("live.node-1_a", bytes.Repeat([]byte("x"), MaxData+1)) // dropped
	b.Publish("live.node-1_a", []byte("short"))
	receive(t, heard, "short")
}

// Close leaves no goroutine behind, and the bus is silent afterwards.
func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 3 {
		b, err := Open(t.Context(), Config{}, quiet)
		if err != nil {
			t.Fatal(err)
		}
		b.Subscribe("x", func([]byte) {})
		b.Close()
		b.Publish("x", nil)
		b.Subscribe("x", func([]byte) {})()
	}
	for range 10_000 { // the last ones are on their way out
		if runtime.NumGoroutine() <= before {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after:\n%s", before, n, stacks[:runtime.Stack(stacks, true)])
	}
}

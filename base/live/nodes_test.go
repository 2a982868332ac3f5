package live

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"pgregory.net/rapid"

	"alun/base/bus"
	"alun/base/id"
)

// startNATS starts a NATS server on a free loopback port and returns its URL.
func startNATS(t testing.TB) string {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the NATS server of this test does not start")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s.ClientURL()
}

func joinBus(t testing.TB, url string) *bus.Bus {
	t.Helper()
	b, err := bus.Open(t.Context(), bus.Config{URLs: url}, silentLog)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// peers waits until h has the whole list of n other nodes.
func peers(t testing.TB, h *Hub, n int) {
	t.Helper()
	eventually(t, fmt.Sprintf("%d peers", n), func() bool {
		h.nodes.mu.RLock()
		defer h.nodes.mu.RUnlock()
		complete := 0
		for _, p := range h.nodes.peers {
			if p.complete {
				complete++
			}
		}
		return complete == n && len(h.nodes.peers) == n
	})
}

func knows(h *Hub, a id.Account) bool {
	online := []bool{false}
	h.nodes.markOnline([]id.Account{a}, online)
	return online[0]
}

func TestTwoNodes(t *testing.T) {
	url := startNATS(t)
	resync := []byte("resync")
	var mu sync.Mutex
	var seen []string
	h1, addr1 := serve(t, Config{Bus: joinBus(t, url), Resync: resync})
	h1.OnPresence(func(a id.Account, online bool) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, fmt.Sprintf("%d:%v", a, online))
	})
	first := dial(t, addr1, 1, 10) // before the other node exists
	h2, addr2 := serve(t, Config{Bus: joinBus(t, url), Resync: resync})
	peers(t, h1, 1)
	peers(t, h2, 1)
	eventually(t, "the new node learned of the old one's people", func() bool { return knows(h2, 1) })

	second := dial(t, addr2, 2, 20)
	eventually(t, "the old node learned of a new connection", func() bool { return knows(h1, 2) })
	h1.Push([]id.Account{1, 2, 3}, []byte("to both"))
	first.expect(t, "to both")
	second.expect(t, "to both")
	h2.Push([]id.Account{1}, []byte("over"))
	first.expect(t, "over")
	if s := h1.Stats().Nodes; !slices.Equal(s, []string{h2.nodes.self}) {
		t.Errorf("nodes %v", s)
	}

	h1.PushSession(20, []byte("you"))
	second.expect(t, "you")
	h1.PushSession(10, []byte("me, once"))
	first.expect(t, "me, once")

	// Whoever connected while others might not know yet is told to sync once more.
	for range freshFor + 1 {
		h2.tick.Add(1)
		h2.nodes.tick()
	}
	second.expect(t, "resync")

	h1.CloseSessions([]id.Session{20})
	second.expectClosed(t, CloseSignedOut)
	eventually(t, "the leaving is known", func() bool { return !knows(h1, 2) })
	mu.Lock()
	defer mu.Unlock()
	if !slices.Contains(seen, "2:true") || !slices.Contains(seen, "2:false") {
		t.Errorf("presence %v", seen)
	}
}

// A node that says nothing any more is forgotten, and its people are offline.
func TestSilentNodeIsForgotten(t *testing.T) {
	url := startNATS(t)
	h1, _ := serve(t, Config{Bus: joinBus(t, url)})
	b := joinBus(t, url)
	b.Publish(topicAll, presence{node: b.Node(), number: 1, flags: fullFirst | fullLast, online: []id.Account{7}}.envelope())
	eventually(t, "known", func() bool { return knows(h1, 7) && h1.Online([]id.Account{7})[0] })
	for range lostAfter + 2 {
		h1.nodes.tick()
	}
	if knows(h1, 7) {
		t.Error("people of a silent node are still online")
	}
	b.Publish(topicAll, presence{node: b.Node(), number: 1, flags: fullFirst | fullLast, online: []id.Account{7}}.envelope())
	eventually(t, "known again", func() bool { return knows(h1, 7) })
	b.Publish(topicAll, presence{node: b.Node(), flags: leaving}.envelope())
	eventually(t, "left", func() bool { return !knows(h1, 7) })
}

// While a node's list has a hole, it gets everything.
func TestIncompleteListErrsOnTheSideOfSending(t *testing.T) {
	url := startNATS(t)
	h1, _ := serve(t, Config{Bus: joinBus(t, url)})
	b := joinBus(t, url)
	got, asked := make(chan []byte, 100), make(chan []byte, 100)
	b.Subscribe(topicNode+b.Node(), func(d []byte) { got <- bytes.Clone(d) })
	b.Subscribe(topicAll, func(d []byte) {
		if d[1] == kindAsk && string(d[2:]) != everyone { // which h1 asks when it joins, perhaps only now
			asked <- bytes.Clone(d)
		}
	})
	say := func(number uint64, flags byte, online ...id.Account) {
		b.Publish(topicAll, presence{node: b.Node(), number: number, flags: flags, online: online}.envelope())
	}
	say(1, fullFirst|fullLast, 1)
	peers(t, h1, 1)
	h1.Push([]id.Account{9}, []byte("not for you"))
	say(3, 0, 2) // 2 is missing
	eventually(t, "the hole is seen", func() bool {
		h1.nodes.mu.RLock()
		defer h1.nodes.mu.RUnlock()
		return !h1.nodes.peers[b.Node()].complete
	})
	h1.Push([]id.Account{9}, []byte("perhaps for you"))
	if d := <-got; !bytes.Contains(d, []byte("perhaps for you")) {
		t.Errorf("got %q", d)
	}
	h1.nodes.tick()
	if d := <-asked; string(d[2:]) != b.Node() {
		t.Errorf("asked %q", d)
	}
	say(4, fullFirst|fullLast, 1, 2)
	peers(t, h1, 1)
}

func TestGapResyncsEverybody(t *testing.T) {
	h, addr := serve(t, Config{Bus: joinBus(t, startNATS(t)), Resync: []byte("resync")})
	d := dial(t, addr, 1, 1)
	eventually(t, "connected", func() bool { return h.Stats().Connections == 1 })
	h.nodes.gap()
	d.expect(t, "resync")
}

// Whatever happens at a node, in whatever parts it is told: who hears all of it knows the truth in the end.
func TestListsConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &Hub{accounts: map[id.Account][]*Conn{}}
		var said [][]byte
		sender := &nodes{hub: h, self: "0123456789abcdef", bus: recorder{&said}}
		p := &peer{online: map[id.Account]bool{}}
		truth := map[id.Account]bool{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			var changes []change
			for range rapid.IntRange(0, 5).Draw(t, "changes") {
				a := id.Account(rapid.IntRange(1, 6).Draw(t, "account"))
				truth[a] = !truth[a]
				h.accounts[a] = nil
				if !truth[a] {
					delete(h.accounts, a)
				}
				changes = append(changes, change{a, truth[a]})
			}
			if rapid.Bool().Draw(t, "whole") {
				sender.sayList()
			}
			sender.sayChanges(changes)
		}
		sender.sayList()
		before := map[id.Account]bool{}
		for _, b := range said {
			_, r, err := openEnvelope(b)
			if err != nil {
				t.Fatal(err)
			}
			got, err := r.presence()
			if err != nil {
				t.Fatal(err)
			}
			came, went := p.learn(got)
			for _, a := range came {
				if before[a] {
					t.Fatalf("%d came twice", a)
				}
				before[a] = true
			}
			for _, a := range went {
				if !before[a] {
					t.Fatalf("%d went without having come", a)
				}
				before[a] = false
			}
		}
		for a, on := range truth {
			if p.online[a] != on || before[a] != on {
				t.Fatalf("account %d: list %v, told %v, truth %v", a, p.online[a], before[a], on)
			}
		}
		if !p.complete {
			t.Fatal("not complete")
		}
	})
}

type recorder struct{ said *[][]byte }

func (recorder) Node() string { return "0123456789abcdef" }

func (r recorder) Publish(_ string, data []byte) {
	if r.said != nil {
		*r.said = append(*r.said, bytes.Clone(data))
	}
}

func (recorder) Subscribe(string, func([]byte)) func() { return func() {} }
func (recorder) OnGap(func())                          {}

// No bytes from the bus may harm a node.
func FuzzReceive(f *testing.F) {
	f.Add(frameEnvelope([]id.Account{1, 1 << 62}, []byte("frame")))
	f.Add(sessionEnvelope(5, []byte("frame")))
	f.Add(endEnvelope([]id.Session{1, 2, 3}))
	f.Add(askEnvelope(everyone))
	f.Add(presence{node: "0123456789abcdef", number: 3, flags: fullFirst | fullLast, online: []id.Account{1}, offline: []id.Account{2}}.envelope())
	f.Add([]byte{envelopeVersion, kindEnd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	h, _ := serve(f, Config{Bus: recorder{}})
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = h.nodes.receive(data)
		if kind, r, err := openEnvelope(data); err == nil && kind == kindPresence {
			if p, err := r.presence(); err == nil {
				_, r, _ := openEnvelope(p.envelope())
				again, err := r.presence()
				if err != nil || again.node != p.node || again.number != p.number || !slices.Equal(again.online, p.online) || !slices.Equal(again.offline, p.offline) {
					t.Fatalf("%+v became %+v, %v", p, again, err)
				}
			}
		}
	})
}

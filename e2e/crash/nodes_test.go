package crash

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"alun/base/id"
	"alun/base/store/storetest"
	"alun/bench/child"
	"alun/client"
)

// startNATS starts a NATS server on a free loopback port and returns its URL.
func startNATS(t *testing.T) string {
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

// twoNodes starts two servers on one PostgreSQL with NATS between them. "" when PostgreSQL is switched off.
func twoNodes(t *testing.T) (a, b *child.Server, ok bool) {
	t.Helper()
	db := storetest.Postgres(t)
	if db == "" {
		return nil, nil, false
	}
	nats := startNATS(t)
	data := t.TempDir() // secrets are the same on all nodes
	cfg := child.Config{Data: data, DB: db, Flags: []string{"--nats", nats}}
	a = start(t, cfg)
	b = start(t, cfg)
	return a, b, true
}

// People on different nodes hear each other at once, and what is sent again through the other node is not doubled.
func TestTwoNodesChat(t *testing.T) {
	a, b, ok := twoNodes(t)
	if !ok {
		return
	}
	town, persons := people(t, t.Context(), a, 2)
	if err := town.Befriend(t.Context(), [][2]int{{0, 1}}); err != nil {
		t.Fatal(err)
	}
	chat := must(town.Chats(t.Context(), 0, false, [][]int{{0, 1}}))(t)[0]
	ayu, budi := newPerson(persons[0], []id.Chat{chat}), newPerson(persons[1], []id.Chat{chat})
	onA, onB := ayu.listen(t, a.URL), budi.listen(t, b.URL)
	for i := range 20 {
		speaker, line := ayu, onA
		if i%2 == 1 {
			speaker, line = budi, onB
		}
		s := speaker.next(chat, line.Cursor().Chats[chat])
		speaker.say(t, line, s)
		again := must(newClient(t, b.URL, speaker.Token).Chat.Send(t.Context(), s.request))(t)
		if !again.Duplicate || again.Seq != s.answer.Seq || again.N != s.answer.N || again.AtMs != s.answer.AtMs {
			t.Errorf("sent again through the other node: %v, first %v", again, s.answer)
		}
	}
	log := readLog(t, newClient(t, b.URL, ayu.Token), chat)
	settled(t, chat, log[len(log)-1].Seq, []*client.Line{onA, onB}, []*person{ayu, budi}, []*person{ayu, budi})
	onA.Close()
	onB.Close()
	compare(t, chat, log, []*person{ayu, budi})

	if err := sessionEndsEverywhere(t, a, b, ayu); err != nil {
		t.Error(err)
	}
	stop(t, a)
	stop(t, b)
}

// sessionEndsEverywhere logs a person out through one node and sees the other one hang up within a second.
func sessionEndsEverywhere(t *testing.T, a, b *child.Server, p *person) error {
	t.Helper()
	live := make(chan client.State, 4)
	line := newClient(t, b.URL, p.Token).Listen(p.cur, client.Events{State: func(s client.State) { live <- s }})
	if s := <-live; s != client.Live {
		t.Errorf("state %v", s)
	}
	began := time.Now()
	err := newClient(t, a.URL, p.Token).SignOut(t.Context())
	select {
	case <-line.Done():
		if took := time.Since(began); took > time.Second {
			t.Errorf("the other node hung up after %v", took)
		}
	case <-time.After(10 * time.Second):
		t.Error("the other node never hung up")
		line.Close()
	}
	return err
}

// One of two nodes is killed under load; its people go on through the other, saying again what had no answer.
func TestNodeDies(t *testing.T) {
	chance := dice(t)
	a, b, ok := twoNodes(t)
	if !ok {
		return
	}
	all, members := crowd(t, a)
	lines := make([]*client.Line, len(all))
	until := make(chan struct{})
	var speaking sync.WaitGroup
	for i, p := range all {
		url := a.URL
		if i%2 == 1 {
			url = b.URL
		}
		lines[i] = p.listen(t, url)
		own := rand.New(rand.NewPCG(chance.Uint64(), 0))
		speaking.Go(func() { p.speak(t, lines[i], own, until) })
	}
	time.Sleep(2*time.Second + time.Duration(chance.Int64N(int64(longestLife))))
	a.Kill()
	for i := 0; i < len(all); i += 2 { // its people notice, and turn to the other node
		lines[i].Close()
		all[i].cur = lines[i].Cursor()
	}
	for i := 0; i < len(all); i += 2 {
		p := all[i]
		lines[i] = p.listen(t, b.URL)
		own := rand.New(rand.NewPCG(chance.Uint64(), 0))
		speaking.Go(func() {
			for _, s := range p.open() {
				p.say(t, lines[i], s)
			}
			p.speak(t, lines[i], own, until)
		})
	}
	time.Sleep(longestLife)
	close(until)
	speaking.Wait()
	messages := 0
	for chat, list := range members {
		log := readLog(t, newClient(t, b.URL, list[0].Token), chat)
		settled(t, chat, log[len(log)-1].Seq, lines, all, list)
		messages += compare(t, chat, log, list)
	}
	for _, l := range lines {
		l.Close()
	}
	t.Logf("%d messages in %d chats", messages, len(members))
	stop(t, b)
	if out, err := b.Run(t.Context(), "check"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

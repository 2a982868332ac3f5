package crash

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"alun/base/id"
	"alun/bench/child"
	"alun/client"
)

const (
	clients     = 64
	groupOf     = 16
	longestLife = 2 * time.Second // between a start and a kill
)

// crowd makes people who are in pairs and in groups.
func crowd(t *testing.T, s *child.Server) (all []*person, members map[id.Chat][]*person) {
	t.Helper()
	town, persons := people(t, t.Context(), s, clients)
	var friends [][2]int
	var pairs, groups [][]int
	for i := 0; i < clients; i += 2 {
		friends = append(friends, [2]int{i, i + 1})
		pairs = append(pairs, []int{i, i + 1})
	}
	for i := 0; i < clients; i += groupOf {
		var g []int
		for j := range groupOf {
			g = append(g, i+j)
		}
		groups = append(groups, g)
	}
	if err := town.Befriend(t.Context(), friends); err != nil {
		t.Fatal(err)
	}
	chats := must(town.Chats(t.Context(), 0, false, pairs))(t)
	chats = append(chats, must(town.Chats(t.Context(), len(pairs), true, groups))(t)...)
	for _, p := range persons {
		all = append(all, newPerson(p, nil))
	}
	members = map[id.Chat][]*person{}
	for i, list := range append(pairs, groups...) {
		for _, m := range list {
			all[m].chats = append(all[m].chats, chats[i])
			members[chats[i]] = append(members[chats[i]], all[m])
		}
	}
	return all, members
}

// The server is killed at random moments under load and started again. Everything acknowledged is there, once, in order,
// and everybody's device has it.
func TestKill(t *testing.T) {
	chance := dice(t)
	kills := number(t, "ALUN_KILLS", 20)
	s := start(t, child.Config{})
	all, members := crowd(t, s)
	until := make(chan struct{})
	lines := make([]*client.Line, len(all))
	var speaking sync.WaitGroup
	for i, p := range all {
		lines[i] = p.listen(t, s.URL)
		own := rand.New(rand.NewPCG(chance.Uint64(), 0))
		speaking.Go(func() { p.speak(t, lines[i], own, until) })
	}
	for range kills {
		time.Sleep(time.Duration(chance.Int64N(int64(longestLife))))
		s.Kill()
		s = must(s.Restart(t.Context(), true))(t)
	}
	time.Sleep(longestLife)
	close(until)
	speaking.Wait()

	reader := make(map[id.Chat]*client.Client, len(members))
	messages := 0
	for chat, list := range members {
		reader[chat] = newClient(t, s.URL, list[0].Token)
		log := readLog(t, reader[chat], chat)
		settled(t, chat, log[len(log)-1].Seq, lines, all, list)
		messages += compare(t, chat, log, list)
	}
	for _, l := range lines {
		l.Close()
	}
	if messages < kills {
		t.Errorf("only %d messages in %d lives: nothing was tested", messages, kills)
	}
	t.Logf("%d kills, %d messages in %d chats", kills, messages, len(members))
	stop(t, s)
	if out, err := s.Run(t.Context(), "check"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// settled waits until the devices of list are in step with the end of a chat.
func settled(t *testing.T, chat id.Chat, last int64, lines []*client.Line, all, list []*person) {
	t.Helper()
	for _, p := range list {
		for i := range all {
			if all[i] != p {
				continue
			}
			for range 1_000 {
				if lines[i].Cursor().Chats[chat] >= last {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
}

package crash

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	randv2 "math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/bench/child"
	"alun/client"
)

// person is somebody with a device: what he says, and what he is told, stands in his journal.
type person struct {
	child.Person
	chats []id.Chat

	mu    sync.Mutex
	said  map[id.Chat][]*saying // in the order of saying
	heard map[id.Chat][]*chatv1.Entry
	cur   client.Cursor
}

// saying is one message: what was sent, and the answer, if one came.
type saying struct {
	request *chatv1.SendRequest
	answer  *chatv1.SendResponse
}

func newPerson(p child.Person, chats []id.Chat) *person {
	return &person{Person: p, chats: chats, said: map[id.Chat][]*saying{}, heard: map[id.Chat][]*chatv1.Entry{}}
}

// listen opens the person's line to a server, from where he stands.
func (p *person) listen(t *testing.T, url string) *client.Line {
	c := newClient(t, url, p.Token)
	return c.Listen(p.cur, client.Events{
		Entry: func(e *chatv1.Entry) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.heard[id.Chat(e.ChatId)] = append(p.heard[id.Chat(e.ChatId)], e)
		},
		Skipped: func(chat id.Chat, after, before int64) { // away for long: fetch it, as a program would
			for after < before-1 {
				until := min(before, after+201)
				list := page(t, c, chat, until, after)
				p.mu.Lock()
				p.heard[chat] = append(p.heard[chat], list...)
				p.mu.Unlock()
				after = until - 1
			}
		},
	})
}

// page reads the entries of a chat after one seq and before another, trying again while the server is away.
func page(t *testing.T, c *client.Client, chat id.Chat, before, after int64) []*chatv1.Entry {
	var last error
	for range 600 {
		page, err := c.Chat.History(context.Background(), &chatv1.HistoryRequest{ChatId: int64(chat), BeforeSeq: before, Limit: 200})
		if err == nil {
			return slices.DeleteFunc(page.Entries, func(e *chatv1.Entry) bool { return e.Seq <= after })
		}
		last = err
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("chat %d: no history before %d: %v", chat, before, last)
	return nil
}

// speak says things in the person's chats, one after the other, until until is closed. What has no answer when the line
// ends stays open in the journal.
func (p *person) speak(t *testing.T, line *client.Line, dice *randv2.Rand, until <-chan struct{}) {
	for {
		select {
		case <-until:
			return
		case <-line.Done():
			return
		case <-time.After(time.Duration(dice.IntN(20)) * time.Millisecond):
		}
		chat := p.chats[dice.IntN(len(p.chats))]
		s := p.next(chat, line.Cursor().Chats[chat])
		if !p.say(t, line, s) {
			return
		}
	}
}

// next writes a new saying into the journal before it is said.
func (p *person) next(chat id.Chat, base int64) *saying {
	p.mu.Lock()
	defer p.mu.Unlock()
	clientID := make([]byte, 16)
	rand.Read(clientID)
	s := &saying{request: &chatv1.SendRequest{
		ChatId: int64(chat), ClientId: clientID, BaseSeq: base,
		Body: client.Text(fmt.Sprintf("%d says %d: %x", p.Account, len(p.said[chat]), clientID)),
	}}
	p.said[chat] = append(p.said[chat], s)
	return s
}

// say sends s and notes the answer. It returns false when the line ended before one came.
func (p *person) say(t *testing.T, line *client.Line, s *saying) bool {
	answer, err := line.Send(context.Background(), s.request)
	if errors.Is(err, client.ErrClosed) {
		return false
	}
	if kind := errs.KindUnavailable; err != nil && errs.KindOf(err) == kind {
		return p.say(t, line, s) // the server does not know either: say it again
	}
	if err != nil {
		t.Errorf("chat %d: %v", s.request.ChatId, err)
		return true
	}
	p.mu.Lock()
	s.answer = answer
	p.mu.Unlock()
	return true
}

// open returns what has no answer yet.
func (p *person) open() (list []*saying) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, all := range p.said {
		for _, s := range all {
			if s.answer == nil {
				list = append(list, s)
			}
		}
	}
	return list
}

// readLog reads a whole chat as one of its members, from the end.
func readLog(t *testing.T, c *client.Client, chat id.Chat) []*chatv1.Entry {
	t.Helper()
	var all []*chatv1.Entry
	for before := int64(math.MaxInt64); before > 1; {
		page, err := c.Chat.History(t.Context(), &chatv1.HistoryRequest{ChatId: int64(chat), BeforeSeq: before, Limit: 200})
		if err != nil && errs.KindOf(err) == errs.KindExhausted {
			time.Sleep(errs.RetryAfterOf(err))
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Entries) == 0 {
			break
		}
		all = slices.Concat(page.Entries, all)
		before = all[0].Seq
	}
	return all
}

// compare holds the log of a chat against the journals of its members: everything said stands there once, where the answer
// put it, each person's sayings in their order; and everybody heard exactly the log from where he began.
func compare(t *testing.T, chat id.Chat, log []*chatv1.Entry, members []*person) (messages int) {
	t.Helper()
	places := map[string][]int64{}
	for i, e := range log {
		if e.Seq != log[0].Seq+int64(i) {
			t.Errorf("chat %d: seq %d at place %d of the log", chat, e.Seq, i)
		}
		if txt := e.GetBody().GetText(); txt != nil {
			places[txt.Text] = append(places[txt.Text], e.Seq)
			messages++
		}
	}
	said := 0
	for _, p := range members {
		last := int64(0)
		for i, s := range p.said[chat] {
			said++
			at := places[s.request.Body.GetText().Text]
			switch {
			case len(at) != 1:
				t.Errorf("chat %d: saying %d of %d stands there %d times (%v); answered: %v", chat, i, p.Account, len(at), at, s.answer != nil)
				continue
			case s.answer != nil && at[0] != s.answer.Seq:
				t.Errorf("chat %d: saying %d of %d was acknowledged as seq %d and is %d", chat, i, p.Account, s.answer.Seq, at[0])
			case at[0] <= last:
				t.Errorf("chat %d: saying %d of %d is seq %d, after %d", chat, i, p.Account, at[0], last)
			}
			last = at[0]
		}
		heard(t, chat, log, p)
	}
	if said != messages {
		t.Errorf("chat %d: %d things were said, %d are in the log", chat, said, messages)
	}
	return messages
}

// heard holds what a person heard live and by syncing against the log.
func heard(t *testing.T, chat id.Chat, log []*chatv1.Entry, p *person) {
	t.Helper()
	list := p.heard[chat]
	if len(list) == 0 {
		t.Errorf("chat %d: %d heard nothing", chat, p.Account)
		return
	}
	for i, e := range list {
		if e.Seq != list[0].Seq+int64(i) {
			t.Errorf("chat %d: %d heard seq %d after %d", chat, p.Account, e.Seq, list[i-1].Seq)
			return
		}
		if want := log[e.Seq-log[0].Seq]; want.GetBody().GetText().GetText() != e.GetBody().GetText().GetText() || want.SenderId != e.SenderId {
			t.Errorf("chat %d: %d heard %q as seq %d, the log has %q", chat, p.Account, e.GetBody(), e.Seq, want.GetBody())
		}
	}
	if last := list[len(list)-1].Seq; last != log[len(log)-1].Seq {
		t.Errorf("chat %d: %d heard up to %d, the log ends at %d", chat, p.Account, last, log[len(log)-1].Seq)
	}
}

package chat

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
)

// world is a group on two nodes that hear nothing of each other but the database, with two phones for each of three people.
type world struct {
	*testing.T
	nodes  []*Service
	now    *clock.Fake
	chat   id.Chat
	people []id.Account
	phones []*phone
	sends  int
	past   []*chatv1.SendRequest // to be sent again
	by     []id.Account
}

// Whatever the lines do, when all is quiet every phone shows what the server keeps: entries, state and unread counts.
func TestPhonesAgree(t *testing.T) {
	now := clock.NewFake(start)
	storetest.EachAt(t, now, func(t *testing.T, db *store.DB) {
		around, nodes := setup(t, db, now, 2)
		around.deaf = true
		next := 0
		rapid.Check(t, func(r *rapid.T) {
			next += 3
			w := &world{T: t, nodes: nodes, now: now, people: []id.Account{id.Account(next), id.Account(next + 1), id.Account(next + 2)}}
			dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "line"), 1))
			for _, a := range w.people {
				w.phones = append(w.phones, newPhone(a), newPhone(a))
			}
			around.wire(func(to []id.Account, f *livev1.ServerFrame) {
				for _, d := range w.phones {
					if slices.Contains(to, d.account) {
						d.arrive(f, dice)
					}
				}
			})
			g, _, err := nodes[0].CreateGroup(context.Background(), w.people[0], Group{ClientID: clientID(next), Members: w.people[1:]})
			if err != nil {
				t.Fatal(err)
			}
			w.chat = id.Chat(g.Id)
			for range rapid.IntRange(5, 30).Draw(r, "steps") {
				w.step(r, around)
			}
			w.quiet(r, around)
		})
	})
}

// wire has every frame go to f, which runs under the town's lock.
func (t *town) wire(f func(to []id.Account, frame *livev1.ServerFrame)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pushed = func(to []id.Account, data []byte) {
		frame := &livev1.ServerFrame{}
		if err := proto.Unmarshal(data, frame); err != nil {
			panic(err)
		}
		f(to, frame)
	}
}

func (w *world) step(r *rapid.T, around *town) {
	ctx := context.Background()
	who := rapid.SampledFrom(w.people).Draw(r, "who")
	s := w.nodes[rapid.IntRange(0, 1).Draw(r, "node")]
	w.now.Advance(time.Duration(rapid.IntRange(0, 2000).Draw(r, "ms")) * time.Millisecond)
	seq := rapid.Int64Range(1, 30).Draw(r, "seq")
	var err error
	switch rapid.SampledFrom([]string{"text", "text", "text", "change", "again", "read", "mark", "state", "delete", "clear", "leave", "phone", "phone"}).Draw(r, "act") {
	case "text":
		err = w.send(s, who, words(fmt.Sprint("kata ", w.sends)))
	case "change":
		changes := []*chatv1.Body{edit(seq, fmt.Sprint("lain ", w.sends)), recall(seq), react(seq, "👍", false), react(seq, "👍", true), react(seq, "❤️", false)}
		err = w.send(s, who, changes[rapid.IntRange(0, len(changes)-1).Draw(r, "change")])
	case "again":
		if len(w.past) > 0 {
			i := rapid.IntRange(0, len(w.past)-1).Draw(r, "which")
			_, err = s.Send(ctx, w.by[i], w.past[i])
		}
	case "read":
		_, err = s.SetState(ctx, who, &chatv1.SetStateRequest{ChatId: int64(w.chat), ReadSeq: &seq})
	case "mark":
		s.Mark(who, w.chat, 0, seq, nil)
	case "state":
		_, err = s.SetState(ctx, who, &chatv1.SetStateRequest{ChatId: int64(w.chat), Muted: p(seq%2 == 0), Draft: p(fmt.Sprint("draf ", seq))})
	case "delete":
		_, err = s.DeleteForMe(ctx, who, w.chat, []int64{seq})
	case "clear":
		if seq == 1 {
			_, err = s.Clear(ctx, who, w.chat)
		}
	case "leave":
		if who != w.people[0] {
			if _, err = s.Leave(ctx, who, w.chat); err == nil && seq%2 == 0 {
				_, _, err = s.AddMembers(ctx, w.people[0], w.chat, []id.Account{who})
			}
		}
	case "phone":
		d := w.phones[rapid.IntRange(0, len(w.phones)-1).Draw(r, "phone")]
		around.mu.Lock()
		d.online = !d.online
		connected := d.online
		around.mu.Unlock()
		if connected {
			w.sync(d, s, around)
		}
	}
	if err != nil && !refusal(err) {
		w.Fatalf("%v (%s)", err, errs.CodeOf(err))
	}
}

func (w *world) send(s *Service, who id.Account, b *chatv1.Body) error {
	w.sends++
	q := &chatv1.SendRequest{ChatId: int64(w.chat), ClientId: clientID(w.sends), Body: b}
	w.past, w.by = append(w.past, q), append(w.by, who)
	_, err := s.Send(context.Background(), who, q)
	return err
}

// sync lets a phone ask. Frames that come meanwhile are lost, which is one of the things that lines do.
func (w *world) sync(d *phone, s *Service, around *town) {
	around.mu.Lock()
	d.online = false
	around.mu.Unlock()
	if err := d.sync(context.Background(), s); err != nil {
		w.Fatal(err)
	}
	around.mu.Lock()
	d.online = true
	around.mu.Unlock()
}

// quiet writes what waits, lets everyone sync, and compares.
func (w *world) quiet(r *rapid.T, around *town) {
	ctx := context.Background()
	for _, s := range w.nodes {
		s.flushMarks(ctx, true)
	}
	around.wire(func([]id.Account, *livev1.ServerFrame) {})
	for i, d := range w.phones {
		if err := d.sync(ctx, w.nodes[i%2]); err != nil {
			w.Fatal(err)
		}
		w.compare(r, d)
	}
}

func (w *world) compare(r *rapid.T, d *phone) {
	ctx := context.Background()
	view := must(w.nodes[0].GetChat(ctx, d.account, w.chat))(w.T)
	have := d.pad(int64(w.chat))
	if have.cursor != view.LastSeq {
		r.Fatalf("%d stands at %d, the chat at %d", d.account, have.cursor, view.LastSeq)
	}
	if !proto.Equal(have.state, view.State) {
		r.Fatalf("state of %d: phone %v, server %v", d.account, have.state, view.State)
	}
	page := must(w.nodes[1].History(ctx, d.account, &chatv1.HistoryRequest{ChatId: int64(w.chat), BeforeSeq: 1 << 40, Limit: 200}))(w.T)
	for _, e := range page.Entries {
		mine := have.entries[e.Seq]
		if mine == nil || slices.Contains(view.State.DeletedSeqs, e.Seq) {
			continue // behind a gap: fetched when it is scrolled to; or deleted, which the state says
		}
		for _, x := range []*chatv1.Entry{e, mine} {
			for _, reaction := range x.Reactions {
				reaction.Mine = false
			}
			slices.SortFunc(x.Reactions, func(a, b *chatv1.Reaction) int { return len(a.Emoji) - len(b.Emoji) })
			x.EditSeqs, x.EditedAtMs = nil, 0
		}
		if targetOf(e.Body) > 0 || e.Rev > view.LastSeq {
			continue // what a change said is in the entry it speaks of; and who left hears of no more changes
		}
		if !proto.Equal(e, mine) {
			r.Fatalf("entry of %d: phone %v, server %v", d.account, mine, e)
		}
	}
	if len(page.Entries) > 0 && page.Entries[len(page.Entries)-1].N != have.n {
		r.Fatalf("%d counts %d, the server %d", d.account, have.n, page.Entries[len(page.Entries)-1].N)
	}
}

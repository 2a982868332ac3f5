package chat

import (
	"context"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"alun/base/clock"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// A resend gets the first answer from memory, from the rows, through another node, after hundreds of other messages.
func TestResend(t *testing.T) {
	eachTalk(t, 2, func(t *talk) {
		ctx := context.Background()
		r := text(t.chat, 1000, "sekali saja")
		first := must(t.nodes[0].Send(ctx, ayu, r))(t)
		again := func(step string, node int) {
			t.Helper()
			got := must(t.nodes[node].Send(ctx, ayu, r))(t)
			if got.Seq != first.Seq || got.N != first.N || !got.At.Equal(first.At) || !got.Duplicate {
				t.Fatalf("%s: %+v, first %+v", step, got, first)
			}
		}
		again("at once", 0)
		again("through another node", 1)
		for range 3 * keepTail {
			t.mustSend(budi, words("."))
		}
		r.BaseSeq = 0
		again("later", 0)
		again("later, elsewhere", 1)
		other := text(t.chat, 1000, "orang lain")
		if w := must(t.nodes[1].Send(ctx, budi, other))(t); w.Duplicate {
			t.Error("the same client id of another sender is another message")
		}
	})
}

func TestBaseTooOld(t *testing.T) {
	if _, err := baseOf(Draft{BaseSeq: 1}, MaxLookback+2); err == nil {
		t.Error("a base too old is taken")
	}
	for _, c := range []struct{ base, checked, head, want int64 }{
		{0, 0, 0, 0}, {0, 0, 10, 0}, {0, 0, Lookback + 7, 7}, {5, 0, 10, 5}, {50, 0, 10, 10}, {5, 8, 10, 8}, {-3, 0, 10, 0},
	} {
		if got, err := baseOf(Draft{BaseSeq: c.base, checked: c.checked}, c.head); err != nil || got != c.want {
			t.Errorf("%+v: %d, %v", c, got, err)
		}
	}
}

// The tail finds exactly what a list would, as far as it reaches.
func TestTail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chain := &tail{}
		var list []sent
		for range rapid.IntRange(0, 40).Draw(t, "pieces") {
			var piece []sent
			for range rapid.IntRange(1, 9).Draw(t, "entries") {
				e := sent{sender: id.Account(rapid.IntRange(1, 3).Draw(t, "sender")), seq: int64(len(list) + 1)}
				e.clientID[0] = byte(rapid.IntRange(1, 200).Draw(t, "client id"))
				piece = append(piece, e)
				list = append(list, e)
			}
			chain = chain.grow(piece)
		}
		if chain.size > 2*keepTail || len(list) >= keepTail && chain.size < keepTail {
			t.Fatalf("%d entries are kept of %d", chain.size, len(list))
		}
		base := max(chain.after, rapid.Int64Range(0, int64(len(list))).Draw(t, "base"))
		want := sent{sender: id.Account(rapid.IntRange(1, 3).Draw(t, "of")), seq: 0}
		want.clientID[0] = byte(rapid.IntRange(1, 200).Draw(t, "which"))
		for _, e := range list[base:] {
			if e.sender == want.sender && e.clientID == want.clientID {
				want.seq = e.seq
			}
		}
		got, found := chain.find(want.sender, want.clientID[:], base)
		if found != (want.seq > 0) || found && got.seq != want.seq {
			t.Fatalf("after %d: found %v %d, want %d", base, found, got.seq, want.seq)
		}
	})
}

// Each message is sent one to five times, through either node, late, reordered and at the same moment, with the base that
// its device knew at first: it is written once, and every answer is the first. Caches are thrown away at random.
func TestResendsAreHarmless(t *testing.T) {
	now := clock.NewFake(start)
	storetest.EachAt(t, now, func(t *testing.T, db *store.DB) {
		around, nodes := setup(t, db, now, 2)
		around.deaf = true
		next := 0
		rapid.Check(t, func(r *rapid.T) {
			next++
			a, b := id.Account(2*next), id.Account(2*next+1)
			chat := id.Chat(must(nodes[0].OpenDirect(context.Background(), a, b))(t).Id)
			resendAll(r, t, nodes, chat, []id.Account{a, b})
		})
	})
}

type try struct {
	message, node int
	forget        bool
}

func resendAll(r *rapid.T, t *testing.T, nodes []*Service, chat id.Chat, people []id.Account) {
	ctx := context.Background()
	messages := rapid.IntRange(1, 12).Draw(r, "messages")
	var tries []try
	for m := range messages {
		for range rapid.IntRange(1, 5).Draw(r, "times") {
			tries = append(tries, try{m, rapid.IntRange(0, 1).Draw(r, "node"), rapid.Bool().Draw(r, "forget")})
		}
	}
	tries = rapid.Permutation(tries).Draw(r, "order")
	bases := make([]int64, messages) // what the device knew when it first sent the message
	started := make([]bool, messages)
	answers := make([]map[int64]bool, messages)
	var mu sync.Mutex
	var head int64
	together := rapid.IntRange(1, 6).Draw(r, "at the same moment")
	for len(tries) > 0 {
		n := min(together, len(tries))
		for _, x := range tries[:n] {
			if !started[x.message] {
				started[x.message], bases[x.message], answers[x.message] = true, head, map[int64]bool{}
			}
		}
		var wg sync.WaitGroup
		for _, x := range tries[:n] {
			q := text(chat, x.message+1, "x")
			q.BaseSeq = bases[x.message]
			if x.forget {
				nodes[x.node].rooms.forget(chat)
			}
			wg.Go(func() {
				w, err := nodes[x.node].Send(ctx, people[x.message%2], q)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Errorf("try %+v: %v", x, err)
					return
				}
				answers[x.message][w.Seq] = true
				head = max(head, w.Seq)
			})
		}
		wg.Wait()
		tries = tries[n:]
	}
	for m, seqs := range answers {
		if len(seqs) != 1 {
			r.Fatalf("message %d was answered with %v", m, seqs)
		}
	}
	log := must(nodes[0].History(ctx, people[0], &chatv1.HistoryRequest{ChatId: int64(chat), BeforeSeq: 1 << 40, Limit: 200}))(t).Entries
	if len(log) != messages {
		r.Fatalf("%d messages became %d entries", messages, len(log))
	}
}

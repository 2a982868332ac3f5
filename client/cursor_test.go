package client

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/api/gen/alun/chat/v1/chatv1connect"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/errs"
	"alun/base/id"
)

// logs is a server that has one chat.
type logs struct {
	chatv1connect.ChatServiceClient
	last int64
	page int64
}

func entry(seq int64) *chatv1.Entry { return &chatv1.Entry{ChatId: 7, Seq: seq} }

func (s *logs) Sync(_ context.Context, r *chatv1.SyncRequest) (*chatv1.SyncResponse, error) {
	a := &chatv1.SyncResponse{Epoch: 1}
	if r.GetEpoch() > 1 {
		return &chatv1.SyncResponse{Epoch: 1, Reset_: true}, nil
	}
	var from int64
	for _, c := range r.GetChats() {
		from = c.GetSeq()
	}
	if s.last > from {
		first := max(from, s.last-s.page) + 1
		m := &chatv1.SyncResponse_Moved{Chat: &chatv1.Chat{Id: 7, LastSeq: s.last}, Gap: first > from+1}
		for seq := first; seq <= s.last; seq++ {
			m.Entries = append(m.Entries, entry(seq))
		}
		a.Chats = append(a.Chats, m)
	}
	return a, nil
}

func (s *logs) History(_ context.Context, r *chatv1.HistoryRequest) (*chatv1.HistoryResponse, error) {
	a := &chatv1.HistoryResponse{}
	for seq := max(1, r.GetBeforeSeq()-int64(r.GetLimit())); seq < r.GetBeforeSeq() && seq <= s.last; seq++ {
		a.Entries = append(a.Entries, entry(seq))
	}
	return a, nil
}

func newTestLine(server *logs, from Cursor, got *[]int64) *Line {
	return &Line{
		client: &Client{Chat: server}, cur: newCursor(from), done: make(chan struct{}), ended: make(chan struct{}),
		events: Events{Entry: func(e *chatv1.Entry) { *got = append(*got, e.GetSeq()) }},
	}
}

// Whatever is lost, doubled or told in another order: the program gets every entry from the first one on, in order, once.
func TestEntriesComeInOrderOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		synctest.Test(t, func(t *testing.T) {
			server := &logs{last: rapid.Int64Range(0, 30).Draw(rt, "before"), page: 20}
			var got []int64
			l := newTestLine(server, Cursor{}, &got)
			l.apply.Lock()
			if err := l.sync(); err != nil {
				rt.Fatal(err)
			}
			l.apply.Unlock()
			for range rapid.IntRange(0, 12).Draw(rt, "rounds") {
				burst := rapid.Int64Range(1, 90).Draw(rt, "burst")
				var live []int64
				l.apply.Lock() // a repair may be reading the log
				for range burst {
					server.last++
					for range rapid.SampledFrom([]int{0, 1, 1, 1, 2}).Draw(rt, "copies") {
						live = append(live, server.last)
					}
				}
				f := &livev1.ServerFrame{}
				for _, seq := range rapid.Permutation(live).Draw(rt, "order") {
					f.Entries = append(f.Entries, entry(seq))
				}
				if rapid.IntRange(0, 5).Draw(rt, "resync") == 0 {
					f.Resyncs = []*livev1.Resync{{}}
				}
				if err := l.take(f); err != nil {
					rt.Fatal(err)
				}
				l.apply.Unlock()
				if rapid.Bool().Draw(rt, "pause") {
					time.Sleep(time.Second) // the bubble's time
					synctest.Wait()         // what it woke has had its say
				}
			}
			time.Sleep(time.Second)
			l.apply.Lock() // as a reconnect would: what nobody spoke of any more
			if err := l.sync(); err != nil {
				rt.Fatal(err)
			}
			l.apply.Unlock()
			for i, seq := range got {
				if seq != got[0]+int64(i) {
					rt.Fatalf("entry %d came after %d", seq, got[i-1])
				}
			}
			if n := len(got); server.last > 0 && (n == 0 || got[n-1] != server.last || l.Cursor().Chats[7] != server.last) {
				rt.Fatalf("%d entries of a log of %d, cursor %v", n, server.last, l.Cursor())
			}
		})
	})
}

func TestTooMuchToFetchIsSkipped(t *testing.T) {
	server := &logs{last: 10 + MaxFill + 40, page: 20}
	var got []int64
	l := newTestLine(server, Cursor{Epoch: 1, Chats: map[id.Chat]int64{7: 10}}, &got)
	var skipped [2]int64
	l.events.Skipped = func(_ id.Chat, after, before int64) { skipped = [2]int64{after, before} }
	if err := l.sync(); err != nil {
		t.Fatal(err)
	}
	if want := [2]int64{10, server.last - 19}; skipped != want || len(got) != 20 || got[0] != want[1] {
		t.Errorf("skipped %v, want %v; got %v", skipped, want, got)
	}
}

func TestResetForgets(t *testing.T) {
	server := &logs{last: 5, page: 20}
	var got []int64
	l := newTestLine(server, Cursor{Epoch: 9, Chats: map[id.Chat]int64{7: 100}}, &got)
	if err := l.sync(); err != nil {
		t.Fatal(err)
	}
	if len(got) != 5 || l.Cursor().Epoch != 1 || l.Cursor().Chats[7] != 5 {
		t.Errorf("got %v, cursor %+v", got, l.Cursor())
	}
}

func TestErrorsKeepTheirCode(t *testing.T) {
	if _, err := New("alun.example", Options{}); err == nil {
		t.Error("an address without a scheme was accepted")
	}
	c, err := New("http://127.0.0.1:1", Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Chat.Sync(t.Context(), &chatv1.SyncRequest{})
	if got := errs.CodeOf(err); got != "client.unreachable" {
		t.Errorf("code %q: %v", got, err)
	}
	if !proto.Equal(Text("x"), &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: "x"}}}) {
		t.Error("Text")
	}
}

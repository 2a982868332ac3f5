package crash

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lxzan/gws"
	"google.golang.org/protobuf/proto"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/id"
	"alun/bench/child"
	"alun/client"
)

// flood is a device that says far more than may be under way at once, without waiting for answers.
type flood struct {
	gws.BuiltinEventHandler
	sent, refused, strange, left atomic.Int64
	done                         chan struct{}
}

func (f *flood) OnMessage(_ *gws.Conn, m *gws.Message) {
	s := &livev1.ServerFrame{}
	if proto.Unmarshal(m.Bytes(), s) != nil {
		return
	}
	for _, a := range s.Acks {
		switch {
		case a.Sent != nil:
			f.sent.Add(1)
		case a.Error.GetKind() == "exhausted" && a.Error.GetRetryAfterMs() > 0:
			f.refused.Add(1)
		default:
			f.strange.Add(1)
		}
		if f.left.Add(-1) == 0 {
			close(f.done)
		}
	}
}

// overwhelm opens a device that says each messages into a chat as fast as it can.
func overwhelm(t *testing.T, url, token string, chat id.Chat, each int, writing *sync.WaitGroup) *flood {
	t.Helper()
	f := &flood{done: make(chan struct{})}
	f.left.Store(int64(each))
	w, _, err := gws.NewClient(f, &gws.ClientOption{
		Addr: "ws" + url[len("http"):] + "/ws", RequestHeader: map[string][]string{"Authorization": {"Bearer " + token}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.NetConn().Close() })
	go w.ReadLoop()
	writing.Go(func() {
		for n := range each {
			clientID := make([]byte, 16)
			rand.Read(clientID)
			frame := sendFrame(chat, clientID, client.Text("too much"))
			frame.Ref = uint64(n + 1)
			b, err := proto.Marshal(frame)
			if err == nil {
				err = w.WriteMessage(gws.OpcodeBinary, b)
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	return f
}

// Far more comes in than can be done. What is too much is refused at once, with a clear error and a time to wait; every frame has
// an answer; memory stays bounded; and somebody else's message gets through, then and afterwards.
func TestOverload(t *testing.T) {
	const devices, each = 60, 1_500
	s := start(t, child.Config{})
	town, persons := people(t, t.Context(), s, 2*devices+2)
	var pairs [][2]int
	var members [][]int
	for i := range devices + 1 {
		pairs = append(pairs, [2]int{2 * i, 2*i + 1})
		members = append(members, []int{2 * i, 2*i + 1})
	}
	if err := town.Befriend(t.Context(), pairs); err != nil {
		t.Fatal(err)
	}
	chats := must(town.Chats(t.Context(), 0, false, members))(t)
	other := newClient(t, s.URL, persons[2*devices].Token).Listen(client.Cursor{}, client.Events{})
	defer other.Close()
	say := func() time.Duration {
		began := time.Now()
		if _, err := other.Send(context.Background(), &chatv1.SendRequest{ChatId: int64(chats[devices]), Body: client.Text("and me?")}); err != nil {
			t.Errorf("somebody else: %v", err)
		}
		return time.Since(began)
	}
	say()
	before, _, err := s.RSS()
	if err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	floods := make([]*flood, devices)
	for i := range floods {
		floods[i] = overwhelm(t, s.URL, persons[2*i].Token, chats[i], each, &writing)
	}
	during := say()
	writing.Wait()
	var sent, refused, strange int64
	for i, f := range floods {
		select {
		case <-f.done:
		case <-time.After(60 * time.Second):
			t.Errorf("device %d: %d frames have no answer", i, f.left.Load())
		}
		sent, refused, strange = sent+f.sent.Load(), refused+f.refused.Load(), strange+f.strange.Load()
	}
	_, peak, err := s.RSS()
	if err != nil {
		t.Fatal(err)
	}
	afterwards := say()
	t.Logf("%d written, %d refused; memory %d MB before, %d MB at most; somebody else waited %v, afterwards %v",
		sent, refused, before>>20, peak>>20, during, afterwards)
	if refused == 0 || strange > 0 {
		t.Errorf("%d refused, %d answered otherwise: that was no overload, or not a clear answer", refused, strange)
	}
	if peak > before+256<<20 {
		t.Errorf("memory went from %d to %d MB", before>>20, peak>>20)
	}
	if afterwards > 5*time.Second {
		t.Errorf("afterwards a message took %v", afterwards)
	}
	stop(t, s)
}

package chat

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lxzan/gws"
	"google.golang.org/protobuf/proto"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/id"
	"alun/base/live"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/social/chat/presence"
	"alun/social/contact"
	"alun/social/journal"

	accountv1 "alun/api/gen/alun/account/v1"
	livev1 "alun/api/gen/alun/live/v1"
)

func (t *town) Bond(context.Context, *store.Tx, id.Account, id.Account) (contact.Bond, error) {
	return contact.Bond{Friend: true}, nil
}

func (t *town) LastSeen(context.Context, []id.Account) (map[id.Account]time.Time, error) {
	return nil, nil
}

// serveSocket starts a hub with a real socket on one node; a device says who it is: /?a=<account>.
func serveSocket(t *testing.T, db *store.DB) (*Service, string) {
	around := newTown()
	for _, a := range []id.Account{ayu, budi} {
		around.settings[a] = &accountv1.Settings{ReadReceipts: true, LastSeen: accountv1.Audience_AUDIENCE_FRIENDS}
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	socket := &Socket{}
	hub := live.New(live.Config{Handler: socket, Clock: clock.System, Log: log})
	for _, migrate := range []func(context.Context, *store.DB) error{journal.Migrate, Migrate} {
		if err := migrate(context.Background(), db); err != nil {
			t.Fatal(err)
		}
	}
	s := New(Needs{DB: db, IDs: id.NewSource(clock.System, 1), Clock: clock.System, Log: log, Accounts: around, Contacts: around,
		Journal: journal.New(hub), Hub: hub, Bus: around, Epoch: 7})
	who := presence.New(hub, around, around, clock.System, log)
	socket.Bind(s, who, "test")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, _ := strconv.ParseInt(r.FormValue("a"), 10, 64)
		caller := authn.Caller{Account: id.Account(a), Session: id.Session(a)}
		hub.ServeHTTP(w, r.WithContext(authn.With(r.Context(), caller)))
	}))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := hub.Stop(ctx); err != nil {
			t.Error(err)
		}
		server.Close()
		who.Close()
		s.Close()
	})
	return s, "ws" + strings.TrimPrefix(server.URL, "http")
}

// browser is one end of a line.
type browser struct {
	gws.BuiltinEventHandler
	t      *testing.T
	conn   *gws.Conn
	frames chan *livev1.ServerFrame
	closed chan error
	all    livev1.ServerFrame
}

func (b *browser) OnMessage(_ *gws.Conn, m *gws.Message) {
	defer m.Close()
	f := &livev1.ServerFrame{}
	if err := proto.Unmarshal(m.Bytes(), f); err != nil {
		panic(err)
	}
	b.frames <- f
}

func (b *browser) OnClose(_ *gws.Conn, err error) { b.closed <- err }

func dial(t *testing.T, url string, a id.Account) *browser {
	t.Helper()
	b := &browser{t: t, frames: make(chan *livev1.ServerFrame, 1000), closed: make(chan error, 1)}
	conn, _, err := gws.NewClient(b, &gws.ClientOption{Addr: url + "/?a=" + a.String()})
	if err != nil {
		t.Fatal(err)
	}
	b.conn = conn
	t.Cleanup(func() { _ = conn.NetConn().Close() })
	go conn.ReadLoop()
	return b
}

func (b *browser) say(f *livev1.ClientFrame) {
	b.t.Helper()
	if err := b.conn.WriteMessage(gws.OpcodeBinary, encode(f)); err != nil {
		b.t.Fatal(err)
	}
}

// until reads frames until enough of them have come, all together.
func (b *browser) until(what string, enough func(*livev1.ServerFrame) bool) *livev1.ServerFrame {
	b.t.Helper()
	deadline := time.After(20 * time.Second)
	for !enough(&b.all) {
		select {
		case f := <-b.frames:
			proto.Merge(&b.all, f)
		case <-deadline:
			b.t.Fatalf("waiting for %s: got %v", what, &b.all)
		}
	}
	return &b.all
}

func (b *browser) ack(ref uint64) *livev1.Ack {
	b.t.Helper()
	find := func(f *livev1.ServerFrame) (found *livev1.Ack) {
		for _, a := range f.Acks {
			if a.Ref == ref {
				found = a
			}
		}
		return found
	}
	return find(b.until("ack", func(f *livev1.ServerFrame) bool { return find(f) != nil }))
}

func TestSocket(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		s, url := serveSocket(t, db)
		chat := must(s.OpenDirect(ctx, ayu, budi))(t).Id
		a, b := dial(t, url, ayu), dial(t, url, budi)
		hello := a.until("hello", func(f *livev1.ServerFrame) bool { return len(f.Hellos) == 1 }).Hellos[0]
		if hello.Epoch != 7 || hello.AccountId != int64(ayu) || hello.ChangeSeq != 1 || hello.Version != "test" {
			t.Errorf("hello %v", hello)
		}
		b.until("hello", func(f *livev1.ServerFrame) bool { return len(f.Hellos) == 1 })
		const many = 100
		for i := range many {
			for ; i-len(a.all.Acks) >= maxUnanswered; a.ack(uint64(len(a.all.Acks) + 1)) {
			}
			a.say(&livev1.ClientFrame{Ref: uint64(i + 1), Frame: &livev1.ClientFrame_Send{Send: text(id.Chat(chat), i+1, strconv.Itoa(i))}})
		}
		for i := range many {
			if sent := a.ack(uint64(i + 1)).Sent; sent.GetSeq() != int64(i+1) {
				t.Fatalf("message %d: %v", i, a.ack(uint64(i+1)))
			}
		}
		got := b.until("messages", func(f *livev1.ServerFrame) bool { return len(f.Entries) == many })
		for i, e := range got.Entries {
			if e.Seq != int64(i+1) || e.Body.GetText().GetText() != strconv.Itoa(i) {
				t.Fatalf("entry %d is %v", i, e)
			}
		}
		b.say(&livev1.ClientFrame{Ref: 7, Frame: &livev1.ClientFrame_Mark{Mark: &livev1.Mark{ChatId: chat, DeliveredSeq: many, ReadSeq: many}}})
		if x := b.ack(7); x.Error != nil {
			t.Errorf("mark: %v", x)
		}
		a.until("read", func(f *livev1.ServerFrame) bool { return len(f.Marks) > 0 && f.Marks[len(f.Marks)-1].ReadSeq == many })
		b.say(&livev1.ClientFrame{Frame: &livev1.ClientFrame_Typing{Typing: &livev1.Typing{ChatId: chat}}})
		a.until("typing", func(f *livev1.ServerFrame) bool { return len(f.Typing) == 1 && f.Typing[0].AccountId == int64(budi) })
		a.say(&livev1.ClientFrame{Ref: 500, Frame: &livev1.ClientFrame_Watch{Watch: &livev1.Watch{AccountIds: []int64{int64(budi)}}}})
		a.until("presence", func(f *livev1.ServerFrame) bool { return len(f.Presences) == 1 && f.Presences[0].Online })
		a.say(&livev1.ClientFrame{Frame: &livev1.ClientFrame_Ping{Ping: &livev1.Ping{}}})
		a.until("pong", func(f *livev1.ServerFrame) bool { return len(f.Pongs) == 1 })
	})
}

// What is wrong gets a typed answer; what cannot be read cuts the line, and nothing else happens.
func TestSocketRefuses(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), clock.System)
	s, url := serveSocket(t, db)
	chat := must(s.OpenDirect(context.Background(), ayu, budi))(t).Id
	c := dial(t, url, citra)
	for i, x := range []struct {
		frame *livev1.ClientFrame
		code  string
	}{
		{&livev1.ClientFrame{Frame: &livev1.ClientFrame_Send{Send: text(id.Chat(chat), 1, "let me in")}}, "chat.not_found"},
		{&livev1.ClientFrame{Frame: &livev1.ClientFrame_Send{Send: text(9, 1, "x")}}, "chat.not_found"},
		{&livev1.ClientFrame{Frame: &livev1.ClientFrame_Send{}}, "chat.client_id"},
		{&livev1.ClientFrame{Frame: &livev1.ClientFrame_Send{Send: text(id.Chat(chat), 1, strings.Repeat("a", MaxText+1))}}, "chat.too_long"},
		{&livev1.ClientFrame{Frame: &livev1.ClientFrame_Typing{Typing: &livev1.Typing{ChatId: chat}}}, "chat.not_found"},
		{&livev1.ClientFrame{Frame: &livev1.ClientFrame_Watch{Watch: &livev1.Watch{AccountIds: make([]int64, 300)}}}, "presence.too_many"},
		{&livev1.ClientFrame{Frame: &livev1.ClientFrame_Mark{}}, ""},
		{&livev1.ClientFrame{}, "live.unknown"},
	} {
		x.frame.Ref = uint64(i + 1)
		c.say(x.frame)
		if got := c.ack(x.frame.Ref).GetError().GetCode(); got != x.code {
			t.Errorf("frame %d: %q, want %q", i, got, x.code)
		}
	}
	if err := c.conn.WriteMessage(gws.OpcodeBinary, []byte{0xff, 0xff, 0xff}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.closed:
	case <-time.After(20 * time.Second):
		t.Error("garbage does not cut the line")
	}
	if v := must(s.GetChat(context.Background(), ayu, id.Chat(chat)))(t); v.LastSeq != 0 {
		t.Errorf("something was written: %v", v)
	}
}

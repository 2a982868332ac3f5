package crash

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lxzan/gws"
	"google.golang.org/protobuf/proto"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/bench/child"
	"alun/client"
)

// wire is a socket without manners.
type wire struct {
	gws.BuiltinEventHandler
	ws    *gws.Conn
	acks  chan *livev1.Ack
	ended chan struct{}
}

func (w *wire) OnClose(*gws.Conn, error) { close(w.ended) }
func (w *wire) OnMessage(_ *gws.Conn, m *gws.Message) {
	f := &livev1.ServerFrame{}
	if proto.Unmarshal(m.Bytes(), f) == nil {
		for _, a := range f.Acks {
			w.acks <- a
		}
	}
}

// call tries to open a socket and returns the HTTP status of a refusal.
func call(url string, header http.Header) (*wire, int, error) {
	w := &wire{acks: make(chan *livev1.Ack, 100), ended: make(chan struct{})}
	ws, answer, err := gws.NewClient(w, &gws.ClientOption{Addr: strings.Replace(url, "http", "ws", 1) + "/ws", RequestHeader: header})
	if err != nil {
		if answer != nil {
			return nil, answer.StatusCode, err
		}
		return nil, 0, err
	}
	w.ws = ws
	go ws.ReadLoop()
	return w, 101, nil
}

func dialAs(t *testing.T, url, token string) *wire {
	t.Helper()
	w, _, err := call(url, http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *wire) expectEnd(t *testing.T) {
	t.Helper()
	select {
	case <-w.ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the server did not hang up")
	}
}

func (w *wire) ask(t *testing.T, f *livev1.ClientFrame) *livev1.Ack {
	t.Helper()
	b, err := proto.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.ws.WriteMessage(gws.OpcodeBinary, b); err != nil {
		t.Fatal(err)
	}
	select {
	case a := <-w.acks:
		return a
	case <-w.ended:
		t.Fatal("the server hung up")
	case <-time.After(10 * time.Second):
		t.Fatal("no answer")
	}
	return nil
}

// street is a server with two friends and a chat of somebody else's.
type street struct {
	*child.Server
	ayu, budi    child.Person
	chat, others id.Chat
}

func openStreet(t *testing.T) *street {
	t.Helper()
	s := start(t, child.Config{})
	town, persons := people(t, t.Context(), s, 4)
	if err := town.Befriend(t.Context(), [][2]int{{0, 1}, {2, 3}}); err != nil {
		t.Fatal(err)
	}
	chats := must(town.Chats(t.Context(), 0, false, [][]int{{0, 1}, {2, 3}}))(t)
	return &street{Server: s, ayu: persons[0], budi: persons[1], chat: chats[0], others: chats[1]}
}

func sendFrame(chat id.Chat, clientID []byte, body *chatv1.Body) *livev1.ClientFrame {
	return &livev1.ClientFrame{Ref: 9, Frame: &livev1.ClientFrame_Send{Send: &chatv1.SendRequest{ChatId: int64(chat), ClientId: clientID, Body: body}}}
}

func TestHostile(t *testing.T) {
	s := openStreet(t)
	t.Run("doors", s.doors)
	t.Run("answers", s.answers)
	t.Run("replay", s.replay)
	t.Run("calls", s.calls)
	t.Run("codes", s.codes)
	t.Run("cuts and memory", s.cuts)
	stop(t, s.Server)
}

// doors: who gets no socket at all.
func (s *street) doors(t *testing.T) {
	good := "Bearer " + s.ayu.Token
	for name, tt := range map[string]struct {
		header http.Header
		status int
	}{
		"no token":       {http.Header{}, 401},
		"forged token":   {http.Header{"Authorization": {good[:len(good)-2] + "xx"}}, 401},
		"foreign origin": {http.Header{"Authorization": {good}, "Origin": {"https://evil.example"}}, 403},
		"null origin":    {http.Header{"Authorization": {good}, "Origin": {"null"}}, 403},
		"foreign host":   {http.Header{"Authorization": {good}, "Host": {"evil.example"}}, 421},
		"own origin":     {http.Header{"Authorization": {good}, "Origin": {s.URL}}, 101},
	} {
		w, status, _ := call(s.URL, tt.header)
		if status != tt.status {
			t.Errorf("%s: status %d, want %d", name, status, tt.status)
		}
		if w != nil {
			_ = w.ws.NetConn().Close()
		}
	}
}

// answers: what is wrong but can be read gets a typed error, and the line goes on.
func (s *street) answers(t *testing.T) {
	w := dialAs(t, s.URL, s.ayu.Token)
	fresh := func() []byte { b := make([]byte, 16); rand.Read(b); return b }
	for _, tt := range []struct {
		name string
		f    *livev1.ClientFrame
		code string // empty: accepted
		kind errs.Kind
	}{
		{"a chat of others", sendFrame(s.others, fresh(), client.Text("hello")), "chat.not_found", errs.KindNotFound},
		{"a chat that is not", sendFrame(12345, fresh(), client.Text("hello")), "chat.not_found", errs.KindNotFound},
		{"a negative chat", sendFrame(-1, fresh(), client.Text("hello")), "", errs.KindNotFound},
		{"too long", sendFrame(s.chat, fresh(), client.Text(strings.Repeat("x", 5_001))), "chat.too_long", errs.KindInvalid},
		{"empty", sendFrame(s.chat, fresh(), client.Text("")), "", errs.KindInvalid},
		{"no body", sendFrame(s.chat, fresh(), nil), "", errs.KindInvalid},
		{"a short client id", sendFrame(s.chat, []byte("short"), client.Text("hello")), "", errs.KindInvalid},
		{"a line of the house", sendFrame(s.chat, fresh(), &chatv1.Body{Kind: &chatv1.Body_System{System: &chatv1.System{What: chatv1.System_WHAT_GROUP_DISSOLVED}}}), "", errs.KindInvalid},
		{"nothing", &livev1.ClientFrame{Ref: 9}, "live.unknown", errs.KindInvalid},
	} {
		a := w.ask(t, tt.f)
		if a.Ref != 9 || a.Error == nil || tt.code != "" && a.Error.Code != tt.code || a.Error.Kind != tt.kind.String() {
			t.Errorf("%s: %v, want %s of kind %s", tt.name, a, tt.code, tt.kind)
		}
	}
	if a := w.ask(t, sendFrame(s.chat, fresh(), client.Text("still here"))); a.Sent == nil {
		t.Errorf("the line is broken: %v", a)
	}
	_ = w.ws.NetConn().Close()
}

// replay: the same frame again, by anybody, writes nothing new.
func (s *street) replay(t *testing.T) {
	w := dialAs(t, s.URL, s.ayu.Token)
	f := sendFrame(s.chat, bytes.Repeat([]byte{7}, 16), client.Text("once"))
	first := w.ask(t, f).Sent
	for range 5 {
		again := w.ask(t, f).Sent
		if !again.GetDuplicate() || again.GetSeq() != first.GetSeq() {
			t.Errorf("replayed: %v, first %v", again, first)
		}
	}
	other := dialAs(t, s.URL, s.budi.Token) // the same client id of somebody else is another message
	if a := other.ask(t, f); a.GetSent().GetDuplicate() || a.GetSent().GetSeq() != first.GetSeq()+1 {
		t.Errorf("%v", a)
	}
	_ = w.ws.NetConn().Close()
	_ = other.ws.NetConn().Close()
}

// calls: bad input over HTTP.
func (s *street) calls(t *testing.T) {
	for name, tt := range map[string]struct {
		method, body string
		status       int
		has          string
	}{
		"unknown field": {"alun.chat.v1.ChatService/GetChat", `{"chatID2":"1"}`, 400, "chatID2"},
		"wrong type":    {"alun.chat.v1.ChatService/GetChat", `{"chatId":{}}`, 400, "rpc.malformed"},
		"no JSON":       {"alun.chat.v1.ChatService/GetChat", `}{`, 400, "rpc.malformed"},
		"foreign chat":  {"alun.chat.v1.ChatService/GetChat", fmt.Sprintf(`{"chatId":"%d"}`, s.others), 404, "chat.not_found"},
		"forged id":     {"alun.chat.v1.ChatService/History", `{"chatId":"9223372036854775807","beforeSeq":"5","limit":10}`, 404, "chat.not_found"},
		"operator only": {"alun.admin.v1.AdminService/ListPeople", `{}`, 403, "authn.not_yours"},
		"no method":     {"alun.chat.v1.ChatService/Hack", `{}`, 501, "unimplemented"},
		"huge":          {"alun.chat.v1.ChatService/GetChat", `{"chatId":"` + strings.Repeat("1", 300<<10) + `"}`, 429, "rpc.too_large"},
	} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/"+tt.method, strings.NewReader(tt.body))
		r.Header.Set("Authorization", "Bearer "+s.ayu.Token)
		r.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != tt.status || !strings.Contains(string(body), tt.has) {
			t.Errorf("%s: %d %s; want %d with %q", name, res.StatusCode, body, tt.status, tt.has)
		}
	}
}

// codes: a flood of wrong one-time codes is refused early, and clearly.
func (s *street) codes(t *testing.T) {
	c := newClient(t, s.URL, "")
	ctx := t.Context()
	started := must(c.Account.StartSignIn(ctx, &accountv1.StartSignInRequest{Address: "victim@example.org"}))(t)
	var last error
	for i := range 50 {
		_, last = c.Account.FinishSignIn(ctx, &accountv1.FinishSignInRequest{Ticket: started.Ticket, Code: fmt.Sprintf("%06d", i), Bearer: true})
		if last == nil && started.DevCode != fmt.Sprintf("%06d", i) {
			t.Fatalf("code %06d was accepted", i)
		}
	}
	_, err := c.Account.FinishSignIn(ctx, &accountv1.FinishSignInRequest{Ticket: started.Ticket, Code: started.DevCode, Bearer: true})
	if err == nil {
		t.Error("the right code still worked after fifty wrong ones")
	}
	if last == nil || errs.KindOf(last) == errs.KindInternal {
		t.Errorf("the flood ended with %v", last)
	}
}

// cuts: rubbish costs its connection; memory stays where it was, and others notice nothing.
func (s *street) cuts(t *testing.T) {
	big := make([]byte, 65<<10)
	rubbish := []func(w *wire){
		func(w *wire) { _, _ = w.ws.NetConn().Write([]byte("GET / HTTP/1.1\r\n\r\n")) },
		func(w *wire) { _ = w.ws.WriteMessage(gws.OpcodeBinary, big) },
		func(w *wire) { _ = w.ws.WriteString("hello") },
		func(w *wire) { _ = w.ws.WriteMessage(gws.OpcodeBinary, []byte{0xff, 0xff, 0xff}) },
		func(w *wire) {
			_, _ = w.ws.NetConn().Write([]byte{0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4})
		},
		func(w *wire) {
			for range 5_000 {
				if w.ws.WriteMessage(gws.OpcodeBinary, []byte{}) != nil {
					return
				}
			}
		},
	}
	victim := newClient(t, s.URL, s.budi.Token).Listen(client.Cursor{}, client.Events{})
	defer victim.Close()
	round := func() {
		for _, act := range rubbish {
			w := dialAs(t, s.URL, s.ayu.Token)
			act(w)
			w.expectEnd(t)
		}
	}
	rss := func() int64 { now, _, err := s.RSS(); return must(now, err)(t) }
	for range 20 {
		round()
	}
	before := rss()
	slowest := time.Duration(0)
	for range 100 {
		round()
		began := time.Now()
		if _, err := victim.Send(context.Background(), &chatv1.SendRequest{ChatId: int64(s.chat), Body: client.Text("and I go on")}); err != nil {
			t.Fatal(err)
		}
		slowest = max(slowest, time.Since(began))
	}
	after := rss()
	t.Logf("memory %d MB before, %d MB after; slowest answer to others %v", before>>20, after>>20, slowest)
	if after > before+24<<20 {
		t.Errorf("memory grew from %d to %d MB", before>>20, after>>20)
	}
}

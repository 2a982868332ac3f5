package chat

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"alun/base/clock"
	"alun/base/id"
	"alun/base/store"
	"alun/social/contact"
	"alun/social/journal"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
)

// town is a fake of everything around this room: people, who may reach whom, and the wires to devices and nodes.
type town struct {
	mu       sync.Mutex
	settings map[id.Account]*accountv1.Settings
	reach    map[[2]id.Account]contact.Reach
	gone     map[id.Account]bool
	frames   map[id.Account][]*livev1.ServerFrame
	pushed   func(to []id.Account, frame []byte) // instead of frames
	subs     map[string][]func([]byte)
	deaf     bool // hints between nodes are lost
	online   map[id.Account]bool
}

func newTown() *town {
	return &town{settings: map[id.Account]*accountv1.Settings{}, reach: map[[2]id.Account]contact.Reach{},
		gone: map[id.Account]bool{}, frames: map[id.Account][]*livev1.ServerFrame{}, subs: map[string][]func([]byte){},
		online: map[id.Account]bool{}}
}

func (t *town) People(_ context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := map[id.Account]*accountv1.Person{}
	for _, a := range ids {
		if a < 1_000_000 {
			out[a] = &accountv1.Person{Id: int64(a), Name: fmt.Sprintf("P%d", a), Deleted: t.gone[a]}
		}
	}
	return out, nil
}

func (t *town) Settings(_ context.Context, a id.Account) (*accountv1.Settings, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.settings[a]; s != nil {
		return s, nil
	}
	return &accountv1.Settings{ReadReceipts: true}, nil
}

func (t *town) Reach(_ context.Context, _ *store.Tx, from, to id.Account) (contact.Reach, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.reach[[2]id.Account{from, to}], nil
}

func (t *town) setReach(from, to id.Account, r contact.Reach) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reach[[2]id.Account{from, to}] = r
}

func (t *town) Push(to []id.Account, frame []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pushed != nil {
		t.pushed(to, frame)
		return
	}
	f := &livev1.ServerFrame{}
	if err := proto.Unmarshal(frame, f); err != nil {
		panic(err)
	}
	for _, a := range to {
		t.frames[a] = append(t.frames[a], f)
	}
}

// heard returns what the devices of an account got since the last call.
func (t *town) heard(a id.Account) *livev1.ServerFrame {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := &livev1.ServerFrame{}
	for _, f := range t.frames[a] {
		proto.Merge(all, f)
	}
	t.frames[a] = nil
	return all
}

func (t *town) Publish(topic string, data []byte) {
	t.mu.Lock()
	subs := t.subs[topic]
	deaf := t.deaf
	t.mu.Unlock()
	for _, f := range subs {
		if !deaf {
			f(data)
		}
	}
}

func (t *town) Subscribe(topic string, f func([]byte)) (stop func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.subs[topic] = append(t.subs[topic], f)
	return func() {}
}

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// setup returns n nodes on one database.
func setup(t testing.TB, db *store.DB, now clock.Clock, n int) (*town, []*Service) {
	t.Helper()
	ctx := context.Background()
	around := newTown()
	if err := journal.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	if err := Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	var nodes []*Service
	for i := range n {
		s := New(Needs{
			DB: db, IDs: id.NewSource(now, i), Clock: now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Accounts: around,
			Contacts: around, Journal: journal.New(around), Hub: around, Bus: around, Epoch: 7,
		})
		t.Cleanup(s.Close)
		nodes = append(nodes, s)
	}
	return around, nodes
}

// clientID returns the n-th client id of a test.
func clientID(n int) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 8), uint64(n))
}

func text(chat id.Chat, n int, words string) *chatv1.SendRequest {
	return &chatv1.SendRequest{ChatId: int64(chat), ClientId: clientID(n),
		Body: &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: words}}}}
}

// must returns v, or ends the test.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

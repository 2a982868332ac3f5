package app

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"alun/base/config"
	"alun/base/id"
	"alun/client"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	contactv1 "alun/api/gen/alun/contact/v1"
)

// startDemo serves the demo on a data folder until stop is called, and returns its address.
func startDemo(t *testing.T, data string) (url string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	at := make(chan string, 1)
	ended := make(chan error, 1)
	cfg := config.Serve{Store: config.Store{Data: data}, Addr: "127.0.0.1:0", Demo: true, LogLevel: "error", ShutdownMs: 2000}
	go func() {
		ended <- Serve(ctx, cfg, func(format string, args ...any) {
			if rest, ok := strings.CutPrefix(fmt.Sprintf(format, args...), "Alun is at "); ok {
				at <- strings.TrimSpace(rest)
			}
		})
	}()
	select {
	case url = <-at:
	case err := <-ended:
		t.Fatalf("the server ended: %v", err)
	}
	return strings.Replace(url, "localhost", "127.0.0.1", 1), sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
}

// ayu is signed in as the first of the demo's people.
func ayu(t *testing.T, url string) *client.Client {
	t.Helper()
	c, err := client.New(url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in, err := c.Account.SignInDemo(t.Context(), &accountv1.SignInDemoRequest{Handle: "ayu", Bearer: true})
	if err != nil {
		t.Fatal(err)
	}
	if c, err = client.New(url, client.Options{Token: in.GetToken()}); err != nil {
		t.Fatal(err)
	}
	return c
}

// What Ayu finds: how many contacts and groups she has, and how many messages her chats hold.
func inventory(t *testing.T, c *client.Client) string {
	t.Helper()
	contacts, err := c.Contact.ListContacts(t.Context(), &contactv1.ListContactsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	sync, err := c.Chat.Sync(t.Context(), &chatv1.SyncRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var groups, said int64
	for _, m := range sync.GetChats() {
		said += m.GetChat().GetN()
		if m.GetChat().GetKind() == chatv1.Kind_KIND_GROUP {
			groups++
		}
	}
	return fmt.Sprintf("%d contacts, %d groups, %d chats, %d messages", len(contacts.GetContacts()), groups, len(sync.GetChats()), said)
}

// The demo town stands after the first start, a restart adds nothing, and a scripted friend answers.
func TestDemoTown(t *testing.T) {
	data := t.TempDir()
	url, stop := startDemo(t, data)
	defer func() { stop() }()
	first := inventory(t, ayu(t, url))
	if want := "10 contacts, 3 groups, 9 chats"; !strings.HasPrefix(first, want) {
		t.Errorf("Ayu finds %s, want %s …", first, want)
	}
	stop()
	url, stop = startDemo(t, data)
	c := ayu(t, url)
	if second := inventory(t, c); second != first {
		t.Errorf("after a restart Ayu finds %s, before %s", second, first)
	}

	found, err := c.Contact.Find(t.Context(), &contactv1.FindRequest{By: &contactv1.FindRequest_Handle{Handle: "eko"}})
	if err != nil {
		t.Fatal(err)
	}
	eko := found.GetContact().GetPerson()
	if !eko.GetScripted() {
		t.Error("Eko is not marked as scripted")
	}
	opened, err := c.Chat.OpenDirect(t.Context(), &chatv1.OpenDirectRequest{AccountId: eko.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan string, 8)
	line := c.Listen(client.Cursor{}, client.Events{Entry: func(e *chatv1.Entry) {
		if e.GetSenderId() == eko.GetId() && e.GetAtMs() > opened.GetChat().GetLast().GetAtMs() {
			answered <- e.GetBody().GetText().GetText()
		}
	}})
	defer line.Close()
	if _, err := line.Send(t.Context(), &chatv1.SendRequest{ChatId: opened.GetChat().GetId(), Body: client.Text("Mas, ada menu apa?")}); err != nil {
		t.Fatal(err)
	}
	select {
	case text := <-answered:
		if text == "" {
			t.Error("the answer is empty")
		}
	case <-time.After(20 * time.Second):
		t.Errorf("nobody answers in chat %d", id.Chat(opened.GetChat().GetId()))
	}
}

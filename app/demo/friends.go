package demo

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
	"unicode/utf8"

	"alun/base/errs"
	"alun/base/id"
	"alun/client"

	adminv1 "alun/api/gen/alun/admin/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	contactv1 "alun/api/gen/alun/contact/v1"
)

// How fast a scripted friend is, so that it feels like somebody who reads and types.
const (
	readAfter  = 700 * time.Millisecond
	perRune    = 35 * time.Millisecond
	typingMin  = 900 * time.Millisecond
	typingMax  = 4 * time.Second
	waitingMax = 64 // messages that one friend has not answered yet; more are not answered
)

// Friends are the scripted people of the town, at work. Close ends them.
type Friends struct {
	cancel context.CancelFunc
	run    sync.WaitGroup
}

// Wake lets the scripted people live: each is a client of the public API with a session of its own, as any program could be.
// The town must have been built.
func Wake(ctx context.Context, n Needs, log *slog.Logger) (_ *Friends, err error) {
	defer errs.Wrap(&err, "demo.Wake")
	request := &adminv1.ImportRequest{Source: source}
	var scripted []person
	for _, p := range people {
		if p.scripted {
			scripted = append(scripted, p)
			request.People = append(request.People, &adminv1.ImportPerson{ForeignId: p.handle, Name: p.name, WantToken: true})
		}
	}
	got, err := n.Operator.Admin.Import(ctx, request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &Friends{cancel: cancel}
	robots := map[int64]bool{}
	for _, a := range got.GetAccountIds() {
		robots[a] = true
	}
	for i, p := range scripted {
		c, err := client.New(n.BaseURL, client.Options{Token: got.GetTokens()[i], Device: "Demo"})
		if err != nil {
			cancel()
			return nil, err
		}
		one := &friend{
			person: p, self: got.GetAccountIds()[i], robots: robots, client: c, log: log,
			since: n.Clock.Now().UnixMilli(), groups: map[int64]int32{}, heard: make(chan *chatv1.Entry, waitingMax), asked: make(chan struct{}, 1),
		}
		if one.purse, err = openPurse(ctx, c, one.self, p.name); err != nil {
			cancel()
			return nil, err
		}
		f.run.Go(func() { one.live(ctx) })
	}
	return f, nil
}

// Close signs the friends out and returns when they have left.
func (f *Friends) Close() {
	f.cancel()
	f.run.Wait()
}

// friend is one scripted person at work.
type friend struct {
	person
	self   int64
	robots map[int64]bool // none answers another, or they would never stop
	client *client.Client
	purse  *purse
	line   *client.Line
	log    *slog.Logger
	since  int64 // only what was said after this is answered
	turn   int   // of answers that are alike

	mu      sync.Mutex
	groups  map[int64]int32 // how many are in it
	treated int64           // when the newest red packet was sent, by the clock of what was said
	heard   chan *chatv1.Entry
	asked   chan struct{} // somebody may want to become a friend
}

func (f *friend) live(ctx context.Context) {
	f.line = f.client.Listen(client.Cursor{}, client.Events{
		Entry: f.listen,
		Chat: func(c *chatv1.Chat) {
			if c.GetKind() != chatv1.Kind_KIND_GROUP {
				return
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			f.groups[c.GetId()] = c.GetMemberCount()
		},
		Change: func(c *chatv1.Change) {
			if c.GetContacts() {
				f.knock()
			}
		},
		State: func(s client.State) {
			if s == client.Live {
				f.knock()
			}
		},
	})
	defer f.leave()
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.line.Done():
			return
		case <-f.asked:
			f.accept(ctx)
		case e := <-f.heard:
			f.answerTo(ctx, e)
		}
	}
}

func (f *friend) leave() {
	f.line.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = f.client.SignOut(ctx) // a server that is going down ends the session by itself
}

func (f *friend) knock() {
	select {
	case f.asked <- struct{}{}:
	default:
	}
}

// listen puts what deserves an answer into the queue. It must not wait.
func (f *friend) listen(e *chatv1.Entry) {
	if e.GetAtMs() < f.since || e.GetSenderId() == f.self || f.robots[e.GetSenderId()] {
		return
	}
	if !f.concerns(e.GetBody()) && !f.addressed(e) && !f.treatable(e) {
		return
	}
	select {
	case f.heard <- e:
	default: // too much at once: a person would not answer it all either
	}
}

// addressed reports whether a text speaks to the friend.
func (f *friend) addressed(e *chatv1.Entry) bool {
	return e.GetBody().GetText() != nil && (!f.inGroup(e) || f.spokenTo(e))
}

// treatable reports whether a text may be a reason to send a red packet.
func (f *friend) treatable(e *chatv1.Entry) bool {
	return e.GetBody().GetText() != nil && f.inGroup(e) && len(treats[f.handle]) > 0
}

func (f *friend) inGroup(e *chatv1.Entry) bool { return f.company(e.GetChatId()) > 0 }

// company returns how many are in a group, 0 for any other chat.
func (f *friend) company(chat int64) int32 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.groups[chat]
}

// answerTo does what an entry deserves.
func (f *friend) answerTo(ctx context.Context, e *chatv1.Entry) {
	switch {
	case f.concerns(e.GetBody()):
		f.deal(ctx, e)
	case f.addressed(e):
		f.reply(ctx, e)
	}
	if f.treatable(e) && f.mayTreat(e.GetAtMs()) {
		f.treat(ctx, e)
	}
}

// reply reads, types and answers.
func (f *friend) reply(ctx context.Context, e *chatv1.Entry) {
	if !pause(ctx, readAfter+rand.N(readAfter)) {
		return
	}
	f.line.Read(id.Chat(e.GetChatId()), e.GetSeq())
	text := f.answer(e.GetBody().GetText().GetText())
	f.line.Typing(id.Chat(e.GetChatId()))
	if !pause(ctx, min(max(time.Duration(utf8.RuneCountInString(text))*perRune, typingMin), typingMax)) {
		return
	}
	f.say(ctx, e.GetChatId(), text)
}

func (f *friend) say(ctx context.Context, chat int64, text string) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if _, err := f.line.Send(ctx, &chatv1.SendRequest{ChatId: chat, Body: client.Text(text)}); err != nil {
		f.log.Debug("a scripted friend could not answer", "who", f.handle, "err", err)
	}
}

// accept becomes friends with whoever has asked, and greets.
func (f *friend) accept(ctx context.Context) {
	list, err := f.client.Contact.ListRequests(ctx, &contactv1.ListRequestsRequest{Limit: 50})
	if err != nil {
		return
	}
	for _, r := range list.GetRequests() {
		if !r.GetIncoming() || r.GetState() != contactv1.FriendRequest_STATE_WAITING || !pause(ctx, 2*readAfter) {
			continue
		}
		_, err := f.client.Contact.AnswerRequest(ctx, &contactv1.AnswerRequestRequest{Id: r.GetId(), Answer: contactv1.AnswerRequestRequest_ANSWER_ACCEPT})
		if err != nil {
			continue
		}
		if r.GetNote() != "" {
			continue // it stands in the chat as a message, and is answered there
		}
		opened, err := f.client.Chat.OpenDirect(ctx, &chatv1.OpenDirectRequest{AccountId: r.GetPerson().GetId()})
		if err == nil && pause(ctx, typingMin) {
			f.say(ctx, opened.GetChat().GetId(), f.answer(greetingOf(f.tongue(r.GetNote()))))
		}
	}
}

// pause waits and reports whether ctx still goes on.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

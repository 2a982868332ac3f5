package client

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/id"
)

const (
	// MaxFill is how many missed entries of one chat are fetched; beyond, Events.Skipped is called.
	MaxFill     = 2_000
	fillPage    = 200
	syncTimeout = 30 * time.Second
	// patience is how long an early entry waits for the one before it until that is fetched.
	patience = 300 * time.Millisecond
	// maxEarly is how many entries of one chat may wait for an earlier one; two commits may be told in either order.
	maxEarly = 64
)

// Cursor is how far a program has come. It may be kept as JSON.
type Cursor struct {
	Epoch     int64             `json:"epoch"`
	ChangeSeq int64             `json:"change_seq"`
	Chats     map[id.Chat]int64 `json:"chats"` // the newest entry handed over
}

// cursor is the line's own: written by the reading goroutine alone.
type cursor struct {
	mu    sync.Mutex
	at    Cursor
	early map[id.Chat]map[int64]*chatv1.Entry
}

func newCursor(from Cursor) cursor {
	from.Chats = maps.Clone(from.Chats)
	if from.Chats == nil {
		from.Chats = map[id.Chat]int64{}
	}
	return cursor{at: from, early: map[id.Chat]map[int64]*chatv1.Entry{}}
}

// Cursor returns how far the line has come: every entry up to it was handed over, and Entry has returned.
func (l *Line) Cursor() Cursor {
	l.cur.mu.Lock()
	defer l.cur.mu.Unlock()
	at := l.cur.at
	at.Chats = maps.Clone(at.Chats)
	return at
}

func (c *cursor) seqOf(chat id.Chat) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Chats[chat]
}

func (c *cursor) known(chat id.Chat) (seq int64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seq, ok = c.at.Chats[chat]
	return seq, ok
}

func (c *cursor) set(chat id.Chat, seq int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at.Chats[chat] = seq
}

// sync asks what was missed and hands it over. It runs while nothing else is read. l.apply is held.
func (l *Line) sync() error {
	ctx, cancel := context.WithTimeout(context.Background(), syncTimeout)
	defer cancel()
	clear(l.cur.early) // the answer has them
	for {
		l.cur.mu.Lock()
		r := &chatv1.SyncRequest{Epoch: l.cur.at.Epoch, ChangeSeq: l.cur.at.ChangeSeq}
		for chat, seq := range l.cur.at.Chats {
			r.Chats = append(r.Chats, &chatv1.SyncRequest_Cursor{ChatId: int64(chat), Seq: seq})
		}
		l.cur.mu.Unlock()
		a, err := l.client.Chat.Sync(ctx, r)
		if err != nil {
			return err
		}
		if a.GetReset_() {
			l.reset(a.GetEpoch())
			continue
		}
		if err := l.takeSync(ctx, a); err != nil {
			return err
		}
		if !a.GetMore() {
			return nil
		}
	}
}

// reset forgets everything: the server's history is another one now.
func (l *Line) reset(epoch int64) {
	l.cur.mu.Lock()
	was := l.cur.at.Chats
	l.cur.at = Cursor{Epoch: epoch, Chats: map[id.Chat]int64{}}
	clear(l.cur.early)
	l.cur.mu.Unlock()
	for chat := range was {
		if l.events.Skipped != nil {
			l.events.Skipped(chat, 0, 0)
		}
	}
}

func (l *Line) takeSync(ctx context.Context, a *chatv1.SyncResponse) error {
	if len(a.GetPeople()) > 0 && l.events.People != nil {
		l.events.People(a.GetPeople())
	}
	for _, m := range a.GetChats() {
		if l.events.Chat != nil {
			l.events.Chat(m.GetChat())
		}
		chat := id.Chat(m.GetChat().GetId())
		last, known := l.cur.known(chat)
		if len(m.GetEntries()) > 0 {
			first := m.GetEntries()[0].GetSeq()
			if !known {
				l.cur.set(chat, first-1)
			} else if first > last+1 {
				if err := l.fill(ctx, chat, last, first); err != nil {
					return err
				}
			}
		} else if !known {
			l.cur.set(chat, m.GetChat().GetLastSeq())
		}
		for _, e := range m.GetEntries() {
			l.hand(e)
		}
	}
	for _, ch := range a.GetChanges() {
		l.change(ch)
	}
	l.cur.mu.Lock()
	defer l.cur.mu.Unlock()
	l.cur.at.Epoch = a.GetEpoch()
	l.cur.at.ChangeSeq = max(l.cur.at.ChangeSeq, a.GetChangeSeq())
	return nil
}

// fill fetches the entries of a chat after one seq and before another, and hands them over.
func (l *Line) fill(ctx context.Context, chat id.Chat, after, before int64) error {
	if before-after-1 > MaxFill {
		if l.events.Skipped != nil {
			l.events.Skipped(chat, after, before)
		}
		l.cur.set(chat, before-1)
		return nil
	}
	for after < before-1 {
		until := min(before, after+fillPage+1)
		page, err := l.client.Chat.History(ctx, &chatv1.HistoryRequest{ChatId: int64(chat), BeforeSeq: until, Limit: fillPage})
		if err != nil {
			return err
		}
		for _, e := range page.GetEntries() {
			if e.GetSeq() > after {
				l.hand(e)
			}
		}
		after = until - 1
	}
	// What is not there is not for this account: it came later, or left in between.
	l.cur.set(chat, max(l.cur.seqOf(chat), before-1))
	return nil
}

// hand gives an entry to the program, unless it has it.
func (l *Line) hand(e *chatv1.Entry) {
	chat := id.Chat(e.GetChatId())
	if last, ok := l.cur.known(chat); ok && e.GetSeq() <= last {
		return
	}
	if l.events.Entry != nil {
		l.events.Entry(e)
	}
	l.cur.set(chat, e.GetSeq())
}

func (l *Line) change(ch *chatv1.Change) {
	l.cur.mu.Lock()
	l.cur.at.ChangeSeq = max(l.cur.at.ChangeSeq, ch.GetSeq())
	l.cur.mu.Unlock()
	if l.events.Change != nil {
		l.events.Change(ch)
	}
}

// take handles a live frame. l.apply is held.
func (l *Line) take(f *livev1.ServerFrame) error {
	for _, ack := range f.GetAcks() {
		l.answered(ack)
	}
	again := len(f.GetResyncs()) > 0
	for _, e := range f.GetEntries() {
		again = l.arrived(e) || again
	}
	for _, ch := range f.GetChanges() {
		l.change(ch)
	}
	l.hints(f)
	if again {
		return l.sync()
	}
	return nil
}

func (l *Line) hints(f *livev1.ServerFrame) {
	for _, m := range f.GetMarks() {
		if l.events.Mark != nil {
			l.events.Mark(m)
		}
	}
	for _, t := range f.GetTyping() {
		if l.events.Typing != nil {
			l.events.Typing(t)
		}
	}
	for _, p := range f.GetPresences() {
		if l.events.Presence != nil {
			l.events.Presence(p)
		}
	}
}

// arrived takes an entry that came live: in its turn it is handed over with those that waited for it; early, it waits. It says
// whether the line has to ask at once for what is missing: when the chat is new, or much is.
func (l *Line) arrived(e *chatv1.Entry) (ask bool) {
	chat := id.Chat(e.GetChatId())
	last, known := l.cur.known(chat)
	switch {
	case !known:
		return true
	case e.GetSeq() > last+1:
		if l.cur.early[chat] == nil {
			l.cur.early[chat] = map[int64]*chatv1.Entry{}
			time.AfterFunc(patience, func() { l.repair(chat) })
		}
		l.cur.early[chat][e.GetSeq()] = e
		return len(l.cur.early[chat]) >= maxEarly
	}
	l.hand(e)
	early := l.cur.early[chat]
	for _, seq := range slices.Sorted(maps.Keys(early)) {
		if seq > l.cur.seqOf(chat)+1 {
			break
		}
		l.hand(early[seq])
		delete(early, seq)
	}
	if len(early) == 0 {
		delete(l.cur.early, chat)
	}
	return false
}

// repair fetches what an early entry of chat still waits for: its hint was lost.
func (l *Line) repair(chat id.Chat) {
	l.apply.Lock()
	defer l.apply.Unlock()
	early := slices.Sorted(maps.Keys(l.cur.early[chat]))
	select {
	case <-l.done:
		return
	default:
	}
	if len(early) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), syncTimeout)
	defer cancel()
	if err := l.fill(ctx, chat, l.cur.seqOf(chat), early[0]); err != nil {
		l.hangUp() // a new connection begins with a Sync
		return
	}
	waiting := l.cur.early[chat]
	delete(l.cur.early, chat)
	for _, seq := range early {
		if l.arrived(waiting[seq]) {
			l.hangUp()
			return
		}
	}
}

package client

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"

	"github.com/lxzan/gws"
	"google.golang.org/protobuf/proto"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/errs"
	"alun/base/id"
)

// sending is a Send that waits for its answer, over all reconnects.
type sending struct {
	ref    uint64
	frame  []byte
	answer chan *livev1.Ack // capacity 1; closed without an answer when the line ends
}

// Send writes an entry into a chat's log and returns after the server has made it durable. Without a client_id it gets a
// random one, and without a base_seq the line's own; a caller that repeats a Send after a restart gives the same ones.
//
// While the connection is away Send waits, and sends again when it is back: the server knows the client_id and writes it
// once. When ctx ends first, it may have been written or not. At most MaxUnanswered are under way at once; more wait.
// Errors: the server's, such as chat.too_long; ctx's; ErrClosed.
func (l *Line) Send(ctx context.Context, r *chatv1.SendRequest) (*chatv1.SendResponse, error) {
	r = proto.CloneOf(r)
	if len(r.ClientId) == 0 {
		r.ClientId = make([]byte, 16)
		rand.Read(r.ClientId)
	}
	if r.BaseSeq == 0 {
		r.BaseSeq = l.cur.seqOf(id.Chat(r.ChatId))
	}
	select {
	case l.slots <- struct{}{}:
		defer func() { <-l.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.ended:
		return nil, ErrClosed
	}
	s, err := l.say(&livev1.ClientFrame{Frame: &livev1.ClientFrame_Send{Send: r}})
	if err != nil {
		return nil, err
	}
	select {
	case ack, ok := <-s.answer:
		if !ok {
			return nil, ErrClosed
		}
		if e := ack.GetError(); e != nil {
			return nil, fromWire(e)
		}
		return ack.GetSent(), nil
	case <-ctx.Done():
		l.mu.Lock()
		delete(l.waiting, s.ref)
		l.mu.Unlock()
		return nil, ctx.Err()
	}
}

// say gives the frame a ref and writes it, now or when the line is in step again. l.mu orders frames on the wire.
func (l *Line) say(f *livev1.ClientFrame) (*sending, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.ended:
		return nil, ErrClosed
	default:
	}
	l.ref++
	f.Ref = l.ref
	b, err := proto.Marshal(f)
	if err != nil {
		return nil, errs.Invalid("client.text", "The text is not valid UTF-8.").Because(err)
	}
	s := &sending{ref: f.Ref, frame: b, answer: make(chan *livev1.Ack, 1)}
	l.waiting[s.ref] = s
	if l.ws != nil {
		_ = l.ws.WriteMessage(gws.OpcodeBinary, b) // an error ends the reading, too; it is said again then
	}
	return s, nil
}

// live begins to use a connection that is in step, and says again what has no answer.
func (l *Line) live(ws *gws.Conn) {
	l.mu.Lock()
	l.ws = ws
	for _, f := range l.said {
		if b, err := proto.Marshal(f); err == nil {
			_ = ws.WriteMessage(gws.OpcodeBinary, b)
		}
	}
	for _, ref := range slices.Sorted(maps.Keys(l.waiting)) {
		_ = ws.WriteMessage(gws.OpcodeBinary, l.waiting[ref].frame)
	}
	l.mu.Unlock()
	l.setState(Live)
}

// answered hands an ack to whoever waits for it.
func (l *Line) answered(ack *livev1.Ack) {
	l.mu.Lock()
	s := l.waiting[ack.GetRef()]
	delete(l.waiting, ack.GetRef())
	l.mu.Unlock()
	if s != nil {
		s.answer <- ack
	}
}

// letGo ends everybody's waiting for an answer.
func (l *Line) letGo() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for ref, s := range l.waiting {
		close(s.answer)
		delete(l.waiting, ref)
	}
}

// Read says that this account's person has read a chat up to seq. It is a hint: what gets lost is repaired by the next one.
func (l *Line) Read(chat id.Chat, seq int64) {
	l.hint("", &livev1.ClientFrame{Frame: &livev1.ClientFrame_Mark{Mark: &livev1.Mark{ChatId: int64(chat), DeliveredSeq: seq, ReadSeq: seq}}})
}

// Typing says that the person is writing in a chat. At most one in three seconds makes sense.
func (l *Line) Typing(chat id.Chat) {
	l.hint("", &livev1.ClientFrame{Frame: &livev1.ClientFrame_Typing{Typing: &livev1.Typing{ChatId: int64(chat)}}})
}

// Watch replaces the list of people, at most 200, whose presence the program wants to hear of.
func (l *Line) Watch(accounts []id.Account) {
	w := &livev1.Watch{}
	for _, a := range accounts {
		w.AccountIds = append(w.AccountIds, int64(a))
	}
	l.hint("watch", &livev1.ClientFrame{Frame: &livev1.ClientFrame_Watch{Watch: w}})
}

// hint writes a frame that nobody answers, and with a key again after a reconnect.
func (l *Line) hint(key string, f *livev1.ClientFrame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if key != "" {
		l.said[key] = f
	}
	if b, err := proto.Marshal(f); err == nil && l.ws != nil {
		_ = l.ws.WriteMessage(gws.OpcodeBinary, b)
	}
}

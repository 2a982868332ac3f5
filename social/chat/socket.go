package chat

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/protobuf/proto"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/live"
	"alun/base/rpc"
	"alun/base/store"
	"alun/social/chat/presence"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
)

// Limits of one connection.
const (
	maxUnanswered = 64              // sends on their way; more get exhausted chat.busy
	typingEvery   = 2 * time.Second // between two typing frames that are passed on
)

// Socket is the meaning of the frames on live connections: it implements live.Handler. The hub needs it before there can be a
// service, so it is made empty; Bind it before connections open.
type Socket struct {
	chats    *Service
	presence *presence.Service
	clock    clock.Clock
	log      *slog.Logger
	version  string
}

var _ live.Handler = (*Socket)(nil)

// Bind gives the socket its service. version is told to devices, which may want to reload.
func (k *Socket) Bind(s *Service, p *presence.Service, version string) {
	k.chats, k.presence, k.clock, k.log, k.version = s, p, s.clock, s.log, version
}

// device is what is known of one connection.
type device struct {
	caller     authn.Caller
	unanswered atomic.Int32
	watch      *presence.Watch

	mu    sync.Mutex
	typed map[id.Chat]time.Time // when a typing frame was passed on
}

// Opened greets the device, which then knows whether it must call Sync.
func (k *Socket) Opened(ctx context.Context, c *live.Conn) {
	d := &device{caller: c.Caller(), typed: map[id.Chat]time.Time{}}
	d.watch = presence.NewWatch(d.caller.Account, func(p []*chatv1.Presence) { c.Send(encode(&livev1.ServerFrame{Presences: p})) })
	c.Data = d
	last, err := k.chats.lastChange(ctx, d.caller.Account)
	if err != nil {
		k.log.Error("chat: no greeting", "err", err)
		c.Close(live.CloseGoingAway, "try again")
		return
	}
	c.Ack(encode(&livev1.ServerFrame{Hellos: []*livev1.Hello{{
		Epoch: k.chats.epoch, ChangeSeq: last, AccountId: int64(d.caller.Account), SessionId: int64(d.caller.Session),
		NowMs: k.clock.Now().UnixMilli(), Version: k.version,
	}}}))
}

func (s *Service) lastChange(ctx context.Context, account id.Account) (last int64, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		last, err = s.journal.Last(ctx, tx, account)
		return err
	})
	return last, err
}

// Closed ends what the device was told live.
func (k *Socket) Closed(c *live.Conn) {
	if d, ok := c.Data.(*device); ok {
		k.presence.Drop(d.watch)
	}
}

// Frame does what a device says. What cannot be read cuts the line; everything else that is wrong is answered.
func (k *Socket) Frame(ctx context.Context, c *live.Conn, data []byte) {
	d, ok := c.Data.(*device)
	if !ok {
		return // Opened has closed it
	}
	f := &livev1.ClientFrame{}
	if err := proto.Unmarshal(data, f); err != nil {
		c.Close(live.CloseData, "not a ClientFrame")
		return
	}
	answer := func(err error) { k.ack(c, f.Ref, nil, err) }
	switch q := f.Frame.(type) {
	case *livev1.ClientFrame_Send:
		k.send(ctx, c, d, f.Ref, q.Send)
	case *livev1.ClientFrame_Mark:
		k.chats.Mark(d.caller.Account, id.Chat(q.Mark.ChatId), q.Mark.DeliveredSeq, q.Mark.ReadSeq, answer)
	case *livev1.ClientFrame_Typing:
		answer(k.typing(ctx, d, id.Chat(q.Typing.ChatId)))
	case *livev1.ClientFrame_Watch:
		answer(k.presence.Set(ctx, d.watch, accounts(q.Watch.AccountIds)))
	case *livev1.ClientFrame_Ping:
		c.Send(encode(&livev1.ServerFrame{Pongs: []*livev1.Pong{{}}}))
		answer(nil)
	default:
		answer(errs.Invalid("live.unknown", "This server does not know such a frame."))
	}
}

// send hands a message in without waiting for it, so that a device may have many under way; they keep their order.
func (k *Socket) send(ctx context.Context, c *live.Conn, d *device, ref uint64, r *chatv1.SendRequest) {
	if d.unanswered.Add(1) > maxUnanswered {
		d.unanswered.Add(-1)
		k.ack(c, ref, nil, errs.Exhausted("chat.busy", "Wait for an answer: %d messages are on their way.", maxUnanswered).After(time.Second))
		return
	}
	draft, first, found, err := k.chats.prepare(ctx, d.caller.Account, r)
	if found || err != nil {
		d.unanswered.Add(-1)
		k.ack(c, ref, first.response(), err)
		return
	}
	k.chats.door.Go(draft, func(w Written, err error) {
		d.unanswered.Add(-1)
		k.ack(c, ref, w.response(), err)
	})
}

func (k *Socket) typing(ctx context.Context, d *device, chat id.Chat) error {
	now := k.clock.Now()
	d.mu.Lock()
	young := now.Sub(d.typed[chat]) < typingEvery
	if !young {
		if len(d.typed) >= 100 { // somebody who types in so many chats at once is no person
			clear(d.typed)
		}
		d.typed[chat] = now
	}
	d.mu.Unlock()
	if young {
		return nil
	}
	return k.chats.Typing(ctx, d.caller.Account, chat)
}

// ack answers the frame that had ref, if an answer is wanted.
func (k *Socket) ack(c *live.Conn, ref uint64, sent *chatv1.SendResponse, err error) {
	if err != nil && errs.KindOf(err) == errs.KindInternal {
		k.log.Error("chat: frame failed", "err", err)
	}
	if ref == 0 {
		return
	}
	a := &livev1.Ack{Ref: ref}
	if err == nil {
		a.Sent = sent
	} else {
		a.Error = rpc.Wire(err, "")
	}
	c.Ack(encode(&livev1.ServerFrame{Acks: []*livev1.Ack{a}}))
}

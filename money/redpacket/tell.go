package redpacket

import (
	"context"
	"strconv"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/social/journal"
)

// The states of a packet's card, which are part of the contract.
const (
	cardOpened  = "opened"
	cardGone    = "gone"
	cardExpired = "expired"
)

func wireAmount(a money.Amount) *moneyv1.Amount {
	return &moneyv1.Amount{Minor: a.Minor, Currency: string(a.Currency)}
}

// cardKey names the packet's card in a journal. What else is told of the packet has keys that begin so, and stands on the same page
// of the journal's index: an opening touches one page less.
func (p *Packet) cardKey() []byte {
	key := make([]byte, 0, 64)
	key = strconv.AppendInt(append(key, "card:"...), int64(p.Chat), 10)
	return strconv.AppendInt(append(key, ':'), p.Seq, 10)
}

// line is what one account alone reads in the packet's chat, below the entry anchor. name keeps it apart from the packet's
// other lines.
func (p *Packet) line(to id.Account, anchor int64, name string, at time.Time, say *chatv1.System) journal.Draft {
	key := append(append(p.cardKey(), ".line."...), name...)
	say.Seq = p.Seq
	return journal.Draft{Account: to, Key: string(key), Change: &chatv1.Change{What: &chatv1.Change_Line{Line: &chatv1.PrivateLine{
		ChatId: int64(p.Chat), AnchorSeq: anchor, AtMs: at.UnixMilli(), System: say,
	}}}}
}

// card is how the packet's message stands for one account.
func (p *Packet) card(to id.Account, state string, minor int64, taken int, at time.Time) journal.Draft {
	return journal.Draft{Account: to, Key: string(p.cardKey()), Change: &chatv1.Change{What: &chatv1.Change_Card{Card: &chatv1.CardState{
		ChatId: int64(p.Chat), Seq: p.Seq, State: state, Amount: wireAmount(p.amount(minor)), Done: int32(taken), Of: int32(p.Count), AtMs: at.UnixMilli(),
	}}}}
}

// tellOpened is for the two who may know of a share: who got it and whose packet it is.
func (p *Packet) tellOpened(drafts []journal.Draft, share Share, anchor int64) []journal.Draft {
	name := strconv.Itoa(share.Index)
	say := &chatv1.System{
		What: chatv1.System_WHAT_PACKET_OPENED, ActorId: int64(share.Account), AccountIds: []int64{int64(p.Sender)},
		Amount: wireAmount(p.amount(share.Minor)),
	}
	drafts = append(drafts, p.line(share.Account, anchor, name, share.At, say),
		p.card(share.Account, cardOpened, share.Minor, share.Index, share.At))
	if share.Account != p.Sender {
		drafts = append(drafts, p.line(p.Sender, anchor, name, share.At, say))
	}
	return drafts
}

// tellEnded is for the sender when the packet is over: a line, with how long it took in milliseconds as its value when it is gone, and
// the card, unless it says already what he got of it himself.
func (p *Packet) tellEnded(drafts []journal.Draft, e *ending, anchor int64) []journal.Draft {
	st := e.standing
	say := &chatv1.System{What: chatv1.System_WHAT_PACKET_FINISHED, ActorId: int64(p.Sender), AccountIds: []int64{int64(p.Sender)}}
	state := cardGone
	if st.State == Gone {
		say.Value = strconv.FormatInt(st.EndedAt.Sub(p.At).Milliseconds(), 10)
		say.Amount = wireAmount(p.Total)
	} else {
		say.What, state = chatv1.System_WHAT_PACKET_REFUNDED, cardExpired
		say.Amount = wireAmount(p.amount(st.Refunded))
	}
	drafts = append(drafts, p.line(p.Sender, anchor, "end", st.EndedAt, say))
	if e.shares[p.Sender].Index == 0 {
		drafts = append(drafts, p.card(p.Sender, state, p.Total.Minor, st.Taken, st.EndedAt))
	}
	return drafts
}

// late is somebody who came too late for a packet.
type late struct {
	known   *known
	account id.Account
}

// tooLate lets all devices of whoever came too late show it, once, without his waiting for it. What gets lost here costs a
// tap on another device.
func (s *Service) tooLate(packet ID, a id.Account) {
	k := s.memory.get(packet)
	if k == nil || k.end == nil || k.packet.Sender == a || !k.end.late(a) {
		return
	}
	s.lates.Go(late{k, a}, func(_ struct{}, err error) {
		if err != nil {
			s.log.Warn("red packet: who came too late is not told on other devices", "packet", packet, "err", err)
		}
	})
}

func (s *Service) tellLate(ctx context.Context, tx *store.Tx, list []late) ([]store.Result[struct{}], error) {
	drafts := make([]journal.Draft, len(list))
	for i, l := range list {
		st := l.known.end.standing
		state := cardGone
		if st.State == Expired {
			state = cardExpired
		}
		drafts[i] = l.known.packet.card(l.account, state, 0, st.Taken, st.EndedAt)
	}
	return make([]store.Result[struct{}], len(list)), s.journal.RecordSet(ctx, tx, drafts)
}

package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"alun/base/id"

	chatv1 "alun/api/gen/alun/chat/v1"
	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	transferv1 "alun/api/gen/alun/transfer/v1"
)

// How a scripted friend deals with money.
const (
	openAfter  = 4 * time.Second  // others go first
	treatEvery = 10 * time.Minute // between red packets of one friend
	treatCoins = 25               // in a red packet
	treatCount = 5                // shares of it, or as many as are there
	mostCoins  = 50               // what is paid when somebody asks; more is declined
)

// treats are the greetings of those who send red packets to their groups when somebody says something there.
var treats = map[string][]string{
	"eko": {"Soto laris, rezeki dibagi 🍲", "Buat teman ngopi semua", "Siapa cepat dia dapat 😄"},
}

// moneyWords are what a friend says when money came, was paid, or was too much.
var moneyWords = map[string]words{
	"came": {"id": {"Diterima, terima kasih banyak 🙏", "Wah, matur nuwun!"}, "en": {"Received, thank you so much 🙏", "That is kind, thank you!"}, "zh": {"收到啦，谢谢 🙏", "太客气了，谢谢！"}},
	"paid": {"id": {"Sudah saya bayar ya 👍"}, "en": {"Paid, there you go 👍"}, "zh": {"付好啦 👍"}},
	"much": {"id": {"Waduh, dompet saya tidak setebal itu 😅"}, "en": {"My wallet is not that thick, sorry 😅"}, "zh": {"钱包没那么鼓，抱歉啦 😅"}},
}

// concerns reports whether a card of money asks something of the friend.
func (f *friend) concerns(body *chatv1.Body) bool {
	switch b := body.GetKind().(type) {
	case *chatv1.Body_Packet:
		return b.Packet.GetOnlyForId() == 0 || b.Packet.GetOnlyForId() == f.self
	case *chatv1.Body_Transfer:
		return b.Transfer.GetPayeeId() == f.self
	case *chatv1.Body_MoneyRequest:
		return b.MoneyRequest.GetPayerId() == f.self
	case *chatv1.Body_Split:
		return slices.ContainsFunc(b.Split.GetParts(), func(p *chatv1.Split_Part) bool { return p.GetAccountId() == f.self })
	}
	return false
}

// deal does what a card of money asks for. What fails is left to the others: a friend who came too late says nothing.
func (f *friend) deal(ctx context.Context, e *chatv1.Entry) {
	if !pause(ctx, openAfter) {
		return
	}
	f.line.Read(id.Chat(e.GetChatId()), e.GetSeq())
	var err error
	say := ""
	switch b := e.GetBody().GetKind().(type) {
	case *chatv1.Body_Packet:
		_, err = f.client.RedPacket.Open(ctx, &redpacketv1.OpenRequest{Id: b.Packet.GetId()})
		say = "came"
	case *chatv1.Body_Transfer:
		_, err = f.client.Transfer.AcceptTransfer(ctx, &transferv1.AcceptTransferRequest{Id: b.Transfer.GetId()})
		say = "came"
	case *chatv1.Body_MoneyRequest:
		say, err = f.payRequest(ctx, b.MoneyRequest)
	case *chatv1.Body_Split:
		err = f.payShare(ctx, b.Split)
		say = "paid"
	}
	if err != nil {
		f.log.Debug("a scripted friend could not deal with money", "who", f.handle, "err", err)
		return
	}
	f.line.Typing(id.Chat(e.GetChatId()))
	if pause(ctx, typingMin) {
		f.say(ctx, e.GetChatId(), f.pick(moneyWords[say][f.language]))
	}
}

// payRequest pays what is small and declines what is not.
func (f *friend) payRequest(ctx context.Context, r *chatv1.MoneyRequest) (say string, err error) {
	if r.GetAmount().GetCurrency() != f.purse.currency || r.GetAmount().GetMinor() > f.purse.coins(mostCoins).GetMinor() {
		_, err := f.client.Transfer.DeclineRequest(ctx, &transferv1.DeclineRequestRequest{Id: r.GetId()})
		return "much", err
	}
	if err := f.purse.refill(ctx, f.name); err != nil {
		return "", err
	}
	return "paid", f.purse.spend(ctx, "request", fmt.Sprint("request ", r.GetId()), r.GetAmount(), r.GetId(), func(clientID, grant []byte) error {
		_, err := f.client.Transfer.PayRequest(ctx, &transferv1.PayRequestRequest{ClientId: clientID, Id: r.GetId(), Grant: grant})
		return err
	})
}

// payShare pays the friend's part of a bill, when it is small.
func (f *friend) payShare(ctx context.Context, s *chatv1.Split) error {
	for _, part := range s.GetParts() {
		if part.GetAccountId() != f.self {
			continue
		}
		if part.GetMinor() > f.purse.coins(mostCoins).GetMinor() {
			return fmt.Errorf("%d is too much", part.GetMinor())
		}
		if err := f.purse.refill(ctx, f.name); err != nil {
			return err
		}
		amount := f.purse.coins(0)
		amount.Minor = part.GetMinor()
		return f.purse.spend(ctx, "split", fmt.Sprint("split ", s.GetId()), amount, s.GetId(), func(clientID, grant []byte) error {
			_, err := f.client.Transfer.PayShare(ctx, &transferv1.PayShareRequest{ClientId: clientID, Id: s.GetId(), Grant: grant})
			return err
		})
	}
	return nil
}

// mayTreat reports whether the friend would send a red packet into a group now, and counts it as sent.
func (f *friend) mayTreat(atMs int64) bool {
	if len(treats[f.handle]) == 0 || atMs < f.treated+treatEvery.Milliseconds() {
		return false
	}
	f.treated = atMs
	return true
}

// treat sends a red packet into the group where somebody has just said something.
func (f *friend) treat(ctx context.Context, e *chatv1.Entry) {
	if !pause(ctx, 2*readAfter) {
		return
	}
	chat := e.GetChatId()
	what := fmt.Sprintf("treat %s %d.%d", f.handle, chat, e.GetSeq())
	err := f.purse.refill(ctx, f.name)
	if err == nil {
		_, err = f.purse.wrap(ctx, what, chat, redpacketv1.Kind_KIND_LUCKY, treatCoins, min(treatCount, f.company(chat)), f.pick(treats[f.handle]))
	}
	if err != nil {
		f.log.Debug("a scripted friend could not send a red packet", "who", f.handle, "err", err)
	}
}

// pick takes the next of some sentences.
func (f *friend) pick(from []string) string {
	f.turn++
	return from[f.turn%len(from)]
}

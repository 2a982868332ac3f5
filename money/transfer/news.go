package transfer

import (
	"context"
	"fmt"

	chatv1 "alun/api/gen/alun/chat/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/social/journal"
)

// news is what some people are told of one card, at the end of a transaction.
type news struct {
	card   Card
	atMs   int64
	anchor int64 // the newest entry of the chat, below which lines stand
	drafts []journal.Draft
}

// news begins what is told of a card. It reads where the chat stands.
func (s *Service) news(ctx context.Context, tx *store.Tx, c Card) (*news, error) {
	heads, err := s.Chats.Head(ctx, tx, []id.Chat{c.Chat})
	if err != nil {
		return nil, err
	}
	return &news{card: c, atMs: tx.Now.UnixMilli(), anchor: max(heads[c.Chat], c.Seq)}, nil
}

// state tells somebody how the card stands. done and of count people of a split.
func (n *news) state(to id.Account, state string, done, of int) {
	n.drafts = append(n.drafts, journal.Draft{
		Account: to, Key: fmt.Sprintf("card:%d:%d", n.card.Chat, n.card.Seq),
		Change: &chatv1.Change{What: &chatv1.Change_Card{Card: &chatv1.CardState{
			ChatId: int64(n.card.Chat), Seq: n.card.Seq, State: state, Done: int32(done), Of: int32(of), AtMs: n.atMs,
		}}},
	})
}

// event is a private line: actor did what to other. once tells apart events of one card that are alike, such as two reminders.
type event struct {
	what         chatv1.System_What
	actor, other id.Account
	amount       money.Amount
	once         string
}

func (n *news) line(to id.Account, e event) {
	line := &chatv1.PrivateLine{
		ChatId: int64(n.card.Chat), AnchorSeq: n.anchor, AtMs: n.atMs,
		System: &chatv1.System{
			What: e.what, ActorId: int64(e.actor), AccountIds: []int64{int64(e.other)}, Seq: n.card.Seq, Amount: asAmount(e.amount),
		},
	}
	n.drafts = append(n.drafts, journal.Draft{
		Account: to, Key: fmt.Sprintf("line:%d:%d:%d.%d%s", n.card.Chat, n.anchor, n.card.ID, e.what, e.once),
		Change: &chatv1.Change{What: &chatv1.Change_Line{Line: line}},
	})
}

func (s *Service) tell(ctx context.Context, tx *store.Tx, n *news) error {
	return s.Journal.RecordSet(ctx, tx, n.drafts)
}

func asAmount(a money.Amount) *moneyv1.Amount {
	return &moneyv1.Amount{Minor: a.Minor, Currency: string(a.Currency)}
}

package chat

import (
	"context"
	"slices"

	"alun/base/errs"
	"alun/base/id"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
)

// MaxTyping is the number of members up to which a chat shows who types.
const MaxTyping = 100

// Typing tells the others in a chat that account types just now. Nothing of it is kept. In larger groups, and where account
// may not write, nobody is told. Error: ErrNotFound.
func (s *Service) Typing(ctx context.Context, account id.Account, chat id.Chat) (err error) {
	defer errs.Wrap(&err, "chat.Typing(%d)", chat)
	r := s.rooms.get(chat)
	if r == nil {
		if r, err = s.readRoom(ctx, chat, account); err != nil {
			return err
		}
	}
	if _, in := r.seats[account]; !in {
		return ErrNotFound
	}
	if len(r.ids) > MaxTyping || r.dissolved {
		return nil
	}
	if peer := r.peer(account); r.kind == chatv1.Kind_KIND_DIRECT && peer != 0 {
		reach, err := s.contacts.Reach(ctx, nil, account, peer)
		if err != nil || mayReach(reach, r.seats[peer].accepted, MaxRequest) != nil {
			return err // a stranger's typing is not shown before he is accepted
		}
	}
	others := slices.DeleteFunc(slices.Clone(r.ids), func(a id.Account) bool { return a == account })
	if len(others) > 0 {
		event := &livev1.TypingEvent{ChatId: int64(chat), AccountId: int64(account)}
		s.hub.Push(others, encode(&livev1.ServerFrame{Typing: []*livev1.TypingEvent{event}}))
	}
	return nil
}

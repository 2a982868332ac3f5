package chat

import (
	"context"
	"slices"

	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// Sight is a chat as other rooms see it inside their own transactions.
type Sight struct {
	Head    int64 // seq of the newest entry: where a private line is anchored
	Group   bool
	Members []id.Account // who is in it now, the longest there first; not to be changed
	seats   map[id.Account]seat
}

// Has reports whether somebody is in the chat now.
func (s Sight) Has(a id.Account) bool {
	_, there := s.seats[a]
	return there
}

// Look returns chats as the transaction sees them, from memory as far as the log says that memory is right: one statement for
// any number of them. What does not exist is left out. It locks nothing.
func (s *Service) Look(ctx context.Context, tx *store.Tx, chats []id.Chat) (map[id.Chat]Sight, error) {
	chats = slices.Compact(slices.Sorted(slices.Values(chats)))
	// The rooms are not remembered from here: in a write they may rest on what is not durable yet.
	found, err := s.roomsAt(ctx, tx, chats, 1)
	if err != nil {
		return nil, err
	}
	out := make(map[id.Chat]Sight, len(found))
	for c, r := range found {
		out[c] = Sight{Head: r.seq, Group: r.kind == chatv1.Kind_KIND_GROUP, Members: r.ids, seats: r.seats}
	}
	return out, nil
}

// Head returns the newest seq of each chat.
func (s *Service) Head(ctx context.Context, tx *store.Tx, chats []id.Chat) (map[id.Chat]int64, error) {
	seen, err := s.Look(ctx, tx, chats)
	heads := make(map[id.Chat]int64, len(seen))
	for c, sight := range seen {
		heads[c] = sight.Head
	}
	return heads, err
}

// Members returns who is in a chat now. Error: ErrNotFound.
func (s *Service) Members(ctx context.Context, tx *store.Tx, chat id.Chat) ([]id.Account, error) {
	seen, err := s.Look(ctx, tx, []id.Chat{chat})
	if err != nil {
		return nil, err
	}
	sight, exists := seen[chat]
	if !exists {
		return nil, ErrNotFound
	}
	return sight.Members, nil
}

// MemberNow says whether somebody is in a chat now. Errors: ErrLeft for who was, ErrNotFound for who never was.
func (s *Service) MemberNow(ctx context.Context, tx *store.Tx, chat id.Chat, a id.Account) error {
	seen, err := s.Look(ctx, tx, []id.Chat{chat})
	if err != nil {
		return err
	}
	if seen[chat].Has(a) {
		return nil
	}
	return s.whyAbsent(ctx, tx, chat, a)
}

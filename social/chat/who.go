package chat

import (
	"context"
	"maps"
	"slices"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

// ListMembers returns who is in a chat that account is in, the longest there first. Error: ErrNotFound.
func (s *Service) ListMembers(ctx context.Context, account id.Account, chat id.Chat) (_ []*chatv1.Member, err error) {
	defer errs.Wrap(&err, "chat.ListMembers(%d)", chat)
	r, err := s.readRoom(ctx, chat, account)
	if err != nil {
		return nil, err
	}
	people, err := s.accounts.People(ctx, r.ids)
	if err != nil {
		return nil, err
	}
	members := make([]*chatv1.Member, len(r.ids))
	for i, a := range r.ids {
		m := r.seats[a]
		members[i] = &chatv1.Member{Person: personOf(people, a), Role: m.role, JoinedAtMs: m.joinedAt, InvitedById: int64(m.invitedBy)}
	}
	return members, nil
}

// readRoom returns the room of a chat in which account is a present member, and remembers it. Error: ErrNotFound.
func (s *Service) readRoom(ctx context.Context, chat id.Chat, account id.Account) (r *room, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := s.roomsToRead(ctx, tx, []id.Chat{chat})
		if err != nil {
			return err
		}
		if r = found[chat]; r == nil {
			return ErrNotFound
		}
		if _, in := r.seats[account]; !in {
			return ErrNotFound
		}
		return nil
	})
	return r, err
}

// ListReaders divides the other members who could see an entry into those who have read it and those who have not, or do not
// show it. Who does not show what he reads is not told what others read: chat.receipts_off. Errors: ErrNotFound, ErrNoEntry.
func (s *Service) ListReaders(ctx context.Context, account id.Account, chat id.Chat, seq int64) (read, unread []id.Account, err error) {
	defer errs.Wrap(&err, "chat.ListReaders(%d, %d)", chat, seq)
	if !s.receipts(ctx, account) {
		return nil, nil, errs.Denied("chat.receipts_off", "Who hides what he reads does not see what others read.")
	}
	var marks map[id.Account]int64
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		e, err := visible(ctx, tx, account, chat, seq)
		if err != nil {
			return err
		}
		marks, err = readMarks(ctx, tx, chat, seq)
		delete(marks, account)
		delete(marks, e.sender)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	for _, a := range slices.Sorted(maps.Keys(marks)) {
		if marks[a] >= seq && s.receipts(ctx, a) {
			read = append(read, a)
		} else {
			unread = append(unread, a)
		}
	}
	return read, unread, nil
}

// readMarks returns how far everyone has read who is in the chat and may see the entry.
func readMarks(ctx context.Context, tx *store.Tx, chat id.Chat, seq int64) (map[id.Account]int64, error) {
	rows, err := tx.Query(ctx, selectReadSeqs, chat)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	marks := map[id.Account]int64{}
	for rows.Next() {
		var a id.Account
		var read, from int64
		if err := rows.Scan(&a, &read, &from); err != nil {
			return nil, err
		}
		if from <= seq {
			marks[a] = read
		}
	}
	return marks, rows.Err()
}

// ListReactions returns who reacted to an entry, and how, the first first. Error: ErrNoEntry.
func (s *Service) ListReactions(ctx context.Context, account id.Account, chat id.Chat, seq int64) (out []*chatv1.ListReactionsResponse_Reacted, err error) {
	defer errs.Wrap(&err, "chat.ListReactions(%d, %d)", chat, seq)
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := visible(ctx, tx, account, chat, seq); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, selectReactions, chat, seq)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			r := &chatv1.ListReactionsResponse_Reacted{Person: &accountv1.Person{}}
			if err := rows.Scan(&r.Person.Id, &r.Emoji, &r.AtMs); err != nil {
				return err
			}
			out = append(out, r)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	ids := make([]id.Account, len(out))
	for i, r := range out {
		ids[i] = id.Account(r.Person.Id)
	}
	people, err := s.accounts.People(ctx, ids)
	for i, r := range out {
		r.Person = personOf(people, ids[i])
	}
	return out, err
}

// ListSharedGroups returns the groups that account and another are both in.
func (s *Service) ListSharedGroups(ctx context.Context, account, other id.Account) (_ []*chatv1.Chat, err error) {
	defer errs.Wrap(&err, "chat.ListSharedGroups(%d)", other)
	var looks []*look
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		mine, err := chatsOf(ctx, tx, account)
		if err != nil {
			return err
		}
		theirs, err := chatsOf(ctx, tx, other)
		if err != nil {
			return err
		}
		both := slices.DeleteFunc(mine, func(c id.Chat) bool { _, found := slices.BinarySearch(theirs, c); return !found })
		found, err := s.roomsToRead(ctx, tx, both)
		if err != nil {
			return err
		}
		both = slices.DeleteFunc(both, func(c id.Chat) bool {
			r := found[c]
			if r == nil || r.kind != chatv1.Kind_KIND_GROUP || r.dissolved {
				return true
			}
			_, me := r.seats[account]
			_, them := r.seats[other]
			return !me || !them
		})
		looks, err = s.lookAt(ctx, tx, account, both, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	views, _, err := s.show(ctx, looks)
	return views, err
}

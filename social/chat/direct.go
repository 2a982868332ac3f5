package chat

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
	"alun/social/contact"
	"alun/social/journal"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// OpenDirect returns the direct chat of account with another, making it when there is none; one's own id gives notes to self.
// To make one needs nobody's consent: the other one sees nothing of it before something is written there, and
// what may be written is judged then. Error: chat.no_person.
func (s *Service) OpenDirect(ctx context.Context, account, other id.Account) (_ *chatv1.Chat, err error) {
	defer errs.Wrap(&err, "chat.OpenDirect(%d)", other)
	chat, err := s.findDirect(ctx, account, other)
	if err != nil {
		return nil, err
	}
	if chat == 0 {
		people, err := s.accounts.People(ctx, []id.Account{other})
		if err != nil {
			return nil, err
		}
		if people[other] == nil || people[other].Deleted {
			return nil, errNoPerson
		}
		err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			chat, err = s.direct(ctx, tx, account, other, tx.Now.UnixMilli())
			return err
		})
		if err != nil {
			return nil, err
		}
		return s.tellOpened(ctx, account, chat)
	}
	return s.GetChat(ctx, account, chat)
}

// tellOpened tells the caller's other devices of a chat in which nothing is written yet, and returns it.
func (s *Service) tellOpened(ctx context.Context, account id.Account, chat id.Chat) (*chatv1.Chat, error) {
	view, err := s.GetChat(ctx, account, chat)
	if err != nil {
		return nil, err
	}
	opened := journal.Draft{Account: account, Key: "chat:" + chat.String(),
		Change: &chatv1.Change{What: &chatv1.Change_Chat{Chat: view}}}
	return view, s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return s.journal.RecordSet(ctx, tx, []journal.Draft{opened})
	})
}

var errNoPerson = errs.NotFound("chat.no_person", "There is no such person.")

// findDirect returns the direct chat of two; 0 when there is none.
func (s *Service) findDirect(ctx context.Context, a, b id.Account) (chat id.Chat, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := tx.QueryRow(ctx, selectDirect, min(a, b), max(a, b)).Scan(&chat)
		if errors.Is(err, store.ErrNoRows) {
			return nil
		}
		return err
	})
	return chat, err
}

// direct returns the direct chat of two, making it at the given time when there is none. Two nodes that make it at once get
// the same: the pair's row is the lock.
func (s *Service) direct(ctx context.Context, tx *store.Tx, a, b id.Account, atMs int64) (id.Chat, error) {
	chat := id.Next[id.Chat](s.ids)
	made, err := tx.Exec(ctx, insertDirect, min(a, b), max(a, b), chat)
	if err != nil {
		return 0, err
	}
	if made == 0 {
		return chat, tx.QueryRow(ctx, selectDirect, min(a, b), max(a, b)).Scan(&chat)
	}
	kind, both := chatv1.Kind_KIND_DIRECT, []id.Account{a, b}
	if a == b {
		kind, both = chatv1.Kind_KIND_SELF, both[:1]
	}
	if _, err := tx.Exec(ctx, insertChat, chat, kind, "", true, false, atMs); err != nil {
		return 0, err
	}
	var in []seatRow
	for _, x := range both {
		in = append(in, seatRow{account: x, seat: seat{role: chatv1.Role_ROLE_MEMBER, from: 1, joinedAt: atMs}})
	}
	return chat, seatAll(ctx, tx, chat, in, 0, 0)
}

// FriendsNow handles contact.JobFriends: the two get a direct chat with a line that says so, and the note of the request as the
// asker's first words. Doing it twice changes nothing: the job's id is the client id of both entries.
func (s *Service) FriendsNow(ctx context.Context, j job.Job) (err error) {
	defer errs.Wrap(&err, "chat.FriendsNow(%d)", j.ID)
	var f contact.Friends
	if err := json.Unmarshal(j.Payload, &f); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		chat, err := s.direct(ctx, tx, f.Asker, f.Accepter, tx.Now.UnixMilli())
		if err != nil {
			return err
		}
		drafts := []Draft{{
			Chat: chat, ClientID: clientIDOf(int64(j.ID), 1),
			Entry: line(chatv1.System_WHAT_FRIENDS_NOW, f.Accepter, "", f.Asker, f.Accepter),
		}}
		if note, err := composeText(f.Note); err == nil {
			text := &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: note}}}
			drafts = append(drafts, Draft{Chat: chat, Sender: f.Asker, ClientID: clientIDOf(int64(j.ID), 2), Entry: &chatv1.Entry{Body: text}})
		}
		results, err := s.Append(ctx, tx, drafts)
		if err != nil {
			return err
		}
		return results[0].Err // the note may be refused, when the two have fallen out again meanwhile
	})
}

// clientIDOf makes the client id of an entry that a job writes.
func clientIDOf(job int64, part byte) []byte {
	b := binary.BigEndian.AppendUint64([]byte("job\x00\x00\x00\x00"), uint64(job))
	return append(b, part)
}

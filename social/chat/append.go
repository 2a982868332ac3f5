package chat

import (
	"context"
	"errors"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"

	"alun/social/contact"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// Append writes drafts into the logs of their chats, in the given order, as part of the caller's transaction: a red packet's
// message, its money and its event commit together. A draft that the rules refuse fails alone (Result.Err). An error of
// Append itself is the database's, and undoes the transaction.
//
// Each chat is locked before anything of it is looked at, so what is checked here is still true when it is written. A draft
// that was written before gets its first answer, from whichever node that was: see resend.go.
func (s *Service) Append(ctx context.Context, tx *store.Tx, drafts []Draft) (_ []Result, err error) {
	defer errs.Wrap(&err, "chat.Append(%d)", len(drafts))
	chats := make([]id.Chat, len(drafts))
	for i, d := range drafts {
		chats[i] = d.Chat
	}
	w, err := s.open(ctx, tx, chats)
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(drafts))
	for i, d := range drafts {
		results[i].Value, results[i].Err = w.admit(ctx, d)
		if err := results[i].Err; err != nil && !refusal(err) {
			return nil, err
		}
	}
	return results, w.close(ctx)
}

// refusal reports whether err is a rule's answer to one draft, and not a failure of the database.
func refusal(err error) bool {
	kind := errs.KindOf(err)
	return kind != errs.KindInternal && kind != errs.KindUnavailable
}

// admit writes one draft when the rules allow it.
func (w *scribe) admit(ctx context.Context, d Draft) (Written, error) {
	at := w.desks[d.Chat]
	if at == nil {
		return Written{}, ErrNotFound
	}
	if first, found, err := w.resent(ctx, at, d); found || err != nil {
		return first, err
	}
	kind := kindOf(d.Entry.GetBody())
	if d.Sender != 0 {
		if err := w.mayWrite(ctx, at, d.Sender, kind); err != nil {
			return Written{}, err
		}
		if d.Entry.GetMentionAll() && len(at.ids) > EveryoneFree && !at.admin(d.Sender) {
			return Written{}, ErrNotAdmin
		}
	}
	if targetOf(d.Entry.GetBody()) != 0 {
		return w.change(ctx, at, d, kind)
	}
	content := d.content
	if content == nil {
		content = encode(d.Entry)
	}
	return w.write(at, d, kind, content), nil
}

// mayWrite says whether somebody may write to the chat now. Errors: ErrNotFound, ErrLeft, ErrDissolved, ErrPeerGone, ErrBlocked,
// ErrNotFriends.
func (w *scribe) mayWrite(ctx context.Context, at *desk, sender id.Account, kind int64) error {
	me, present := at.seats[sender]
	switch {
	case !present:
		return w.whyAbsent(ctx, w.tx, at.id, sender)
	case at.dissolved:
		return ErrDissolved
	case at.kind != chatv1.Kind_KIND_DIRECT:
		return nil
	}
	peer := at.peer(sender)
	if peer == 0 {
		return ErrPeerGone
	}
	reach, err := w.contacts.Reach(ctx, w.tx, sender, peer)
	if err != nil {
		return err
	}
	if err := mayReach(reach, at.seats[peer].accepted, at.n); err != nil {
		return err
	}
	if me.accepted || at.n == 0 || !countable(kind) {
		return nil
	}
	return w.accept(ctx, at, sender, peer)
}

// mayReach is the rule of direct chats: a stranger may write MaxRequest messages until the other answers.
func mayReach(reach contact.Reach, accepted bool, n int64) error {
	switch {
	case reach == contact.Blocked:
		return ErrBlocked
	case reach == contact.Request && !accepted && n >= MaxRequest:
		return ErrNotFriends
	}
	return nil
}

// accept notes that somebody answers a stranger, which lets the stranger write on.
func (w *scribe) accept(ctx context.Context, at *desk, sender, stranger id.Account) error {
	reach, err := w.contacts.Reach(ctx, w.tx, stranger, sender)
	if err != nil || reach != contact.Request {
		return err
	}
	at.roster = at.roster.with(func(next *roster) {
		me := next.seats[sender]
		me.accepted = true
		next.seats[sender] = me
	})
	_, err = w.tx.Exec(ctx, updateAccepted, at.id, sender)
	return err
}

// whyAbsent tells who was in a chat from who never was.
func (s *Service) whyAbsent(ctx context.Context, tx *store.Tx, chat id.Chat, account id.Account) error {
	err := tx.QueryRow(ctx, lockMember, chat, account).Scan(&account)
	if errors.Is(err, store.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	return ErrLeft
}

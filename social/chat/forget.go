package chat

import (
	"context"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// Forget does what follows from the deletion of an account: it leaves its groups, which get another owner; nobody can write to it
// any more; its drafts and its notes to self are gone. What it said to others stays with them, under no name. Doing it
// again, or after a failure half way, is harmless.
func (s *Service) Forget(ctx context.Context, account id.Account) (err error) {
	defer errs.Wrap(&err, "chat.Forget(%d)", account)
	var chats []id.Chat
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		chats, err = chatsOf(ctx, tx, account)
		return err
	})
	for _, c := range chats {
		if err != nil {
			return err
		}
		err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return s.forgetIn(ctx, tx, c, account) })
	}
	return err
}

func (s *Service) forgetIn(ctx context.Context, tx *store.Tx, chat id.Chat, account id.Account) error {
	w, at, err := s.openOne(ctx, tx, chat)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, forgetMember, chat, account); err != nil {
		return err
	}
	if _, present := at.seats[account]; !present {
		return nil
	}
	if at.kind == chatv1.Kind_KIND_SELF {
		err = w.empty(ctx, at)
	} else {
		err = w.leave(ctx, at, account)
	}
	if err != nil {
		return err
	}
	return w.close(ctx)
}

// empty takes everything back that was ever said in a chat.
func (w *scribe) empty(ctx context.Context, at *desk) error {
	rows, err := window{1, at.seq + 1}.oldest(ctx, w.tx, at.id, int(at.seq))
	if err != nil {
		return err
	}
	w.targets = map[place]*target{}
	for _, r := range rows {
		switch {
		case countable(r.kind):
			r.entry = &chatv1.Entry{Recalled: true, Rev: r.entry.Rev, EditSeqs: r.entry.EditSeqs}
		case r.kind == kindEdit:
			r.entry = emptyEdit(targetOf(r.entry.Body))
		default:
			continue
		}
		w.targets[place{at.id, r.seq}] = &target{row: *r, changed: true}
		if _, err := w.tx.Exec(ctx, deleteReactions, at.id, r.seq); err != nil {
			return err
		}
	}
	return nil
}

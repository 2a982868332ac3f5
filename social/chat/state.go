package chat

import (
	"context"
	"unicode/utf8"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/journal"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// Errors of a member's own state.
var (
	errPinned  = errs.Exhausted("chat.too_many_pinned", "At most %d chats can be pinned.", MaxPinned)
	errDraft   = errs.Invalid("chat.draft_too_long", "A draft holds at most %d characters.", MaxDraft)
	errDeleted = errs.Exhausted("chat.too_many_deleted", "Clear the chat instead: %d messages are deleted one by one already.", MaxDeleted)
	errSeqs    = errs.Invalid("chat.seqs", "Name 1 to %d messages.", MaxDelete)
)

// SetState changes what the caller alone keeps of a chat, and tells his other devices. Absent fields stay.
func (s *Service) SetState(ctx context.Context, account id.Account, r *chatv1.SetStateRequest) (_ *chatv1.State, err error) {
	defer errs.Wrap(&err, "chat.SetState(%d)", r.ChatId)
	if utf8.RuneCountInString(r.GetDraft()) > MaxDraft || !utf8.ValidString(r.GetDraft()) {
		return nil, errDraft
	}
	return s.changeState(ctx, account, id.Chat(r.ChatId), func(ctx context.Context, tx *store.Tx, m *member, at *room) error {
		if r.GetPinned() && !m.pinned {
			if err := mayPin(ctx, tx, account); err != nil {
				return err
			}
		}
		set(&m.pinned, r.Pinned)
		set(&m.muted, r.Muted)
		if r.Hidden != nil {
			m.hiddenN = 0
			if *r.Hidden {
				m.hiddenN, m.pinned = at.n+1, false
			}
		}
		if r.Draft != nil || r.DraftQuoteSeq != nil {
			set(&m.draft, r.Draft)
			set(&m.draftQuote, r.DraftQuoteSeq)
			if m.draftAt = tx.Now.UnixMilli(); m.draft == "" {
				m.draftAt, m.draftQuote = 0, 0
			}
		}
		if r.ReadSeq != nil {
			if err := m.readUpTo(ctx, tx, *r.ReadSeq); err != nil {
				return err
			}
		}
		set(&m.markedUnread, r.MarkedUnread)
		return nil
	})
}

// set changes *to when there is something to change it to.
func set[T any](to, value *T) {
	if value != nil {
		*to = *value
	}
}

// readUpTo moves the read mark to the entry at seq, if that is further and exists.
func (m *member) readUpTo(ctx context.Context, tx *store.Tx, seq int64) error {
	if seq <= m.readSeq {
		return nil
	}
	ns, err := numbersOf(ctx, tx, []mark{{markKey: markKey{m.chat, m.account}, read: seq}})
	if err != nil {
		return err
	}
	n, ok := ns[place{m.chat, seq}]
	if !ok {
		return nil
	}
	if err := updateRead.Query(ctx, tx, []any{m.chat, m.account, seq, n}, func(*store.Rows) error { return nil }); err != nil {
		return err
	}
	m.readTo(seq, n)
	return findMentions(ctx, tx, map[markKey]*member{{m.chat, m.account}: m})
}

// mayPin counts the pinned chats of an account. Error: errPinned.
func mayPin(ctx context.Context, tx *store.Tx, account id.Account) error {
	chats, err := chatsOf(ctx, tx, account)
	if err != nil {
		return err
	}
	var ask []any
	for _, c := range chats {
		ask = append(ask, c, account)
	}
	pinned := 0
	err = selectPinned.Query(ctx, tx, ask, func(rows *store.Rows) error {
		pinned++
		var c id.Chat
		return rows.Scan(&c)
	})
	if err == nil && pinned >= MaxPinned {
		return errPinned
	}
	return err
}

// DeleteForMe hides lines from the caller alone, on all his devices: they become holes. What is no line that he sees, such as a
// change of another, is passed over.
func (s *Service) DeleteForMe(ctx context.Context, account id.Account, chat id.Chat, seqs []int64) (_ *chatv1.State, err error) {
	defer errs.Wrap(&err, "chat.DeleteForMe(%d)", chat)
	if len(seqs) == 0 || len(seqs) > MaxDelete {
		return nil, errSeqs
	}
	return s.changeState(ctx, account, chat, func(ctx context.Context, tx *store.Tx, m *member, at *room) error {
		rows, err := linesOf(ctx, tx, m, seqs)
		if err != nil {
			return err
		}
		if _, err := insertDeleted.Exec(ctx, tx, rows); err != nil {
			return err
		}
		again, err := memberAt(ctx, tx, chat, account)
		if err != nil {
			return err
		}
		if m.deleted = again.deleted; len(m.deleted) > MaxDeleted {
			return errDeleted
		}
		return nil
	})
}

// linesOf returns, of seqs, the lines that m sees, as rows for insertDeleted.
func linesOf(ctx context.Context, tx *store.Tx, m *member, seqs []int64) (rows []any, err error) {
	w := m.window()
	var ask []any
	for _, seq := range seqs {
		if seq >= w.from && seq < w.until {
			ask = append(ask, m.chat, seq)
		}
	}
	err = selectLines.Query(ctx, tx, ask, func(r *store.Rows) error {
		var seq int64
		err := r.Scan(&seq)
		rows = append(rows, m.chat, m.account, seq)
		return err
	})
	return rows, err
}

// Clear hides everything up to now from the caller alone, on all his devices.
func (s *Service) Clear(ctx context.Context, account id.Account, chat id.Chat) (_ *chatv1.State, err error) {
	defer errs.Wrap(&err, "chat.Clear(%d)", chat)
	return s.changeState(ctx, account, chat, func(ctx context.Context, tx *store.Tx, m *member, at *room) error {
		end := at.seq
		if m.left > 0 {
			end = m.left
		}
		if err := m.readUpTo(ctx, tx, end); err != nil {
			return err
		}
		m.cleared, m.deleted, m.mention = end, nil, 0
		_, err := tx.Exec(ctx, deleteDeletedUntil, chat, account, end)
		return err
	})
}

// changeState runs change on the caller's locked row, writes it, and journals the new state. Error: ErrNotFound.
func (s *Service) changeState(ctx context.Context, account id.Account, chat id.Chat,
	change func(ctx context.Context, tx *store.Tx, m *member, at *room) error,
) (out *chatv1.State, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lockOwn(ctx, tx, chat, account); err != nil {
			return err
		}
		m, err := memberAt(ctx, tx, chat, account)
		if err != nil {
			return err
		}
		found, err := s.roomsToWrite(ctx, tx, []id.Chat{chat})
		if err != nil {
			return err
		}
		if err := change(ctx, tx, m, found[chat]); err != nil {
			return err
		}
		m.readTo(s.marks.own(markKey{chat, account})) // it is on its way to the row
		_, err = tx.Exec(ctx, updateState, chat, account, m.pinned, m.muted, m.markedUnread, m.hiddenN, m.cleared,
			m.draft, m.draftQuote, m.draftAt)
		if err != nil {
			return err
		}
		out = m.state(found[chat].n)
		return s.journal.RecordSet(ctx, tx, []journal.Draft{stateDraft(m, found[chat].n)})
	})
	return out, err
}

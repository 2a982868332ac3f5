package chat

import (
	"context"
	"errors"
	"slices"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// target is an entry that a change speaks of, as it will be rewritten.
type target struct {
	row
	changed bool
}

// Errors of changes.
var (
	errNotYours   = errs.Denied("chat.not_yours", "This is not your message.")
	errMoney      = errs.Denied("chat.money", "What has to do with money cannot be taken back or passed on.")
	errTooLate    = errs.Conflict("chat.too_late", "This message can no longer be changed.")
	errRecalled   = errs.Conflict("chat.recalled", "This message was taken back.")
	errNoChange   = errs.Conflict("chat.no_change", "This is so already.")
	errEdits      = errs.Exhausted("chat.too_many_edits", "A message can be edited %d times.", MaxEdits)
	errReactions  = errs.Exhausted("chat.too_many_reactions", "One person can react to a message in %d ways.", MaxOwnReacts)
	errReactKinds = errs.Exhausted("chat.too_many_reactions", "A message can have %d different reactions.", MaxReacts)
)

// change writes an edit, a recall or a reaction, and rewrites the entry that it speaks of.
func (w *scribe) change(ctx context.Context, at *desk, d Draft, kind int64) (Written, error) {
	t, err := w.target(ctx, at, targetOf(d.Entry.Body))
	if err != nil {
		return Written{}, err
	}
	seat, byPerson := at.seats[d.Sender]
	switch {
	case byPerson && t.seq < seat.from, !countable(t.kind):
		return Written{}, ErrNoEntry
	case t.entry.Recalled:
		return Written{}, errRecalled
	}
	switch body := d.Entry.Body.Kind.(type) {
	case *chatv1.Body_Edit:
		err = w.edit(t, d, body.Edit, at.seq+1)
	case *chatv1.Body_Recall:
		err = w.recall(ctx, at, t, d.Sender)
	case *chatv1.Body_React:
		err = w.react(ctx, t, d.Sender, body.React)
	}
	if err != nil {
		return Written{}, err
	}
	t.entry.Rev, t.changed = at.seq+1, true
	return w.write(at, d, kind, encode(d.Entry)), nil
}

// target returns the entry at seq. Error: ErrNoEntry.
func (w *scribe) target(ctx context.Context, at *desk, seq int64) (*target, error) {
	key := place{at.id, seq}
	if t := w.targets[key]; t != nil {
		return t, nil
	}
	if err := w.flush(ctx); err != nil { // it may have been written just now
		return nil, err
	}
	t := &target{}
	err := t.scan(w.tx.QueryRow(ctx, selectRow, at.id, seq))
	if errors.Is(err, store.ErrNoRows) {
		return nil, ErrNoEntry
	}
	if err != nil {
		return nil, err
	}
	if w.targets == nil {
		w.targets = map[place]*target{}
	}
	w.targets[key] = t
	return t, nil
}

func (w *scribe) edit(t *target, d Draft, e *chatv1.Edit, seq int64) error {
	text := t.entry.GetBody().GetText()
	switch {
	case t.sender != d.Sender || text == nil:
		return errNotYours
	case w.tx.Now.Sub(timeOf(t.at)) > EditWithin:
		return errTooLate
	case len(t.entry.EditSeqs) >= MaxEdits:
		return errEdits
	}
	text.Text = e.Text
	t.entry.MentionIds = e.MentionIds
	t.entry.EditedAtMs = w.tx.Now.UnixMilli()
	t.entry.EditSeqs = append(t.entry.EditSeqs, seq)
	return nil
}

// recall empties an entry and its edits: what was taken back is nowhere any more.
func (w *scribe) recall(ctx context.Context, at *desk, t *target, sender id.Account) error {
	asAdmin := at.kind == chatv1.Kind_KIND_GROUP && at.admin(sender)
	switch {
	case ofMoney(t.kind):
		return errMoney
	case asAdmin:
	case t.sender != sender:
		return errNotYours
	case w.tx.Now.Sub(timeOf(t.at)) > RecallWithin:
		return errTooLate
	}
	for _, seq := range t.entry.EditSeqs {
		e, err := w.target(ctx, at, seq)
		if err != nil {
			return err
		}
		e.entry, e.changed = emptyEdit(t.seq), true
	}
	for _, m := range append(t.entry.MentionIds, 0) {
		if _, err := w.tx.Exec(ctx, deleteMentions, at.id, m, t.seq); err != nil {
			return err
		}
	}
	t.entry = &chatv1.Entry{Recalled: true, EditSeqs: t.entry.EditSeqs}
	_, err := w.tx.Exec(ctx, deleteReactions, at.id, t.seq)
	return err
}

func emptyEdit(of int64) *chatv1.Entry {
	return &chatv1.Entry{Body: &chatv1.Body{Kind: &chatv1.Body_Edit{Edit: &chatv1.Edit{Seq: of}}}}
}

func (w *scribe) react(ctx context.Context, t *target, sender id.Account, r *chatv1.React) error {
	i := slices.IndexFunc(t.entry.Reactions, func(x *chatv1.Reaction) bool { return x.Emoji == r.Emoji })
	if r.Remove {
		n, err := w.tx.Exec(ctx, deleteReaction, t.chat, t.seq, sender, r.Emoji)
		if err != nil {
			return err
		}
		if n == 0 || i < 0 {
			return errNoChange
		}
		if t.entry.Reactions[i].Count--; t.entry.Reactions[i].Count == 0 {
			t.entry.Reactions = slices.Delete(t.entry.Reactions, i, i+1)
		}
		return nil
	}
	var own int
	if err := w.tx.QueryRow(ctx, countReactions, t.chat, t.seq, sender).Scan(&own); err != nil {
		return err
	}
	switch {
	case own >= MaxOwnReacts:
		return errReactions
	case i < 0 && len(t.entry.Reactions) >= MaxReacts:
		return errReactKinds
	}
	n, err := w.tx.Exec(ctx, insertReaction, t.chat, t.seq, sender, r.Emoji, w.tx.Now.UnixMilli())
	if err != nil {
		return err
	}
	if n == 0 {
		return errNoChange
	}
	if i < 0 {
		t.entry.Reactions = append(t.entry.Reactions, &chatv1.Reaction{Emoji: r.Emoji, Count: 1})
		return nil
	}
	t.entry.Reactions[i].Count++
	return nil
}

// rewrite stores the entries that were changed.
func (w *scribe) rewrite(ctx context.Context) error {
	var rows []any
	for key, t := range w.targets {
		if t.changed {
			rows = append(rows, key.chat, key.seq, encode(t.entry))
		}
	}
	_, err := updateContents.Exec(ctx, w.tx, rows)
	return err
}

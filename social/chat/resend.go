package chat

import (
	"context"
	"errors"

	"alun/base/id"
	"alun/base/store"
)

// A device that has no answer sends again, perhaps through another node, perhaps next week. It must get the first answer.
//
// There is no index on (sender, client id): it would cost as much as the message itself. Instead a send carries base_seq, the
// newest entry of the chat that the device knew when it first sent this one. If it was written, then after that. So a resend
// is looked for among the entries after base_seq only: in the room's tail, from memory, nearly always; else in the rows.
// The lock on the chat makes the look and the write one step. docs/adr/0012-resends-without-an-index.md has the whole story.

// settle looks for a resend before the draft waits for its turn to be written, when memory does not reach back far enough: a
// long look must not happen under the lock. Append then looks only at what came since.
func (s *Service) settle(ctx context.Context, d *Draft) (first Written, found bool, err error) {
	if r := s.rooms.get(d.Chat); r != nil {
		if base, err := baseOf(*d, r.seq); err != nil || base >= r.tail.after {
			return first, false, err
		}
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var head, n int64
		err := tx.QueryRow(ctx, selectHead, d.Chat).Scan(&head, &n)
		if errors.Is(err, store.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		base, err := baseOf(*d, head)
		if err != nil {
			return err
		}
		if first, found, err = lookFor(ctx, tx, *d, base, head); err == nil {
			d.checked = head
		}
		return err
	})
	return first, found, err
}

// resent looks for the draft among the entries after its base, under the lock of its chat.
func (w *scribe) resent(ctx context.Context, at *desk, d Draft) (first Written, found bool, err error) {
	if len(d.ClientID) == 0 {
		return first, false, nil
	}
	base, err := baseOf(d, at.seq)
	if err != nil {
		return first, false, err
	}
	for i := len(at.fresh) - 1; i >= 0; i-- {
		if e := at.fresh[i]; e.sender == d.Sender && string(e.clientID[:]) == string(d.ClientID) {
			return e.again(at.id), true, nil
		}
	}
	if base >= at.tail.after {
		e, found := at.tail.find(d.Sender, d.ClientID, base)
		return e.again(at.id), found, nil
	}
	if err := w.flush(ctx); err != nil {
		return first, false, err
	}
	return lookFor(ctx, w.tx, d, base, at.seq)
}

// baseOf returns the seq after which a resend can be, in a log that stands at head. Error: ErrBaseTooOld.
func baseOf(d Draft, head int64) (int64, error) {
	base := d.BaseSeq
	if base <= 0 {
		base = max(0, head-Lookback)
	}
	base = min(max(base, d.checked), head)
	if head-base > MaxLookback {
		return 0, ErrBaseTooOld
	}
	return base, nil
}

func lookFor(ctx context.Context, tx *store.Tx, d Draft, base, until int64) (Written, bool, error) {
	e := sent{}
	err := tx.QueryRow(ctx, selectResend, d.Chat, base, until, d.Sender, d.ClientID).Scan(&e.seq, &e.n, &e.at)
	if errors.Is(err, store.ErrNoRows) {
		return Written{}, false, nil
	}
	return e.again(d.Chat), err == nil, err
}

// again is the answer to a resend of e.
func (e sent) again(chat id.Chat) Written {
	return Written{Chat: chat, Seq: e.seq, N: e.n, At: timeOf(e.at), Duplicate: true}
}

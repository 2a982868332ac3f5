package chat

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// ImportedChat is a chat that moves in from another system.
type ImportedChat struct {
	Key     string // names it there; the same key of the same first member gives the same group
	Group   bool   // else the direct chat of two members
	Name    string
	Members []id.Account // the first owns the group
	At      time.Time
}

// ImportedMessage is a message that moves in, with its time. Messages of a chat come in their order.
type ImportedMessage struct {
	Key       string // names it there, within its chat; the same key is imported once
	Chat      id.Chat
	Sender    id.Account
	Text      string
	At        time.Time
	QuoteKey  string // of a message imported before; empty for none
	Reactions []ImportedReaction
}

// ImportedReaction is a reaction to an imported message.
type ImportedReaction struct {
	Account id.Account
	Emoji   string
}

// importChunk is how many messages one transaction takes.
const importChunk = 100

// ImportChat makes a chat as it was elsewhere, or finds it when it was made before. Consent was given elsewhere: it is not
// asked for here. Errors: errNobody, errFull, invalid chat.name.
func (s *Service) ImportChat(ctx context.Context, c ImportedChat) (chat id.Chat, err error) {
	defer errs.Wrap(&err, "chat.ImportChat(%s)", c.Key)
	name, err := cleanName(c.Name)
	switch {
	case err != nil:
		return 0, err
	case len(c.Members) == 0 || !c.Group && len(c.Members) > 2:
		return 0, errNobody
	case len(c.Members) > MaxMembers:
		return 0, errFull
	}
	key := sha256.Sum256([]byte(c.Key))
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		atMs := cmp.Or(c.At, tx.Now).UnixMilli()
		if !c.Group {
			chat, err = s.direct(ctx, tx, c.Members[0], c.Members[len(c.Members)-1], atMs)
			return err
		}
		chat = id.Next[id.Chat](s.ids)
		made, err := tx.Exec(ctx, insertMade, c.Members[0], key[:ClientIDLength], chat)
		if err != nil {
			return err
		}
		if made == 0 {
			return tx.QueryRow(ctx, selectMade, c.Members[0], key[:ClientIDLength]).Scan(&chat)
		}
		others := slices.Compact(slices.Sorted(slices.Values(c.Members[1:])))
		others = slices.DeleteFunc(others, func(a id.Account) bool { return a == c.Members[0] })
		return s.found(ctx, tx, chat, name, atMs, append([]id.Account{c.Members[0]}, others...))
	})
	return chat, err
}

// Import writes messages that were said elsewhere and returns how many were new. Everyone has read them. It commits in
// chunks; called again after a failure it goes on where it was. Errors: ErrNotFound, invalid chat.import_sender for somebody
// who is not in the chat, and those of texts.
func (s *Service) Import(ctx context.Context, messages []ImportedMessage) (written int, err error) {
	defer errs.Wrap(&err, "chat.Import(%d)", len(messages))
	for chunk := range slices.Chunk(messages, importChunk) {
		n := 0
		err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			n, err = s.importChunk(ctx, tx, chunk)
			return err
		})
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

func (s *Service) importChunk(ctx context.Context, tx *store.Tx, messages []ImportedMessage) (written int, err error) {
	chats := make([]id.Chat, len(messages))
	for i, m := range messages {
		chats[i] = m.Chat
	}
	w, err := s.open(ctx, tx, chats)
	if err != nil {
		return 0, err
	}
	for _, m := range messages {
		isNew, err := w.importOne(ctx, m)
		if err != nil {
			return 0, err
		}
		if isNew {
			written++
		}
	}
	for c, at := range w.desks {
		if _, err := tx.Exec(ctx, updateAllRead, c, at.seq, at.n); err != nil {
			return 0, err
		}
	}
	w.outbox = nil // nobody's phone rings for what was said last year; devices learn of it by Sync
	return written, w.close(ctx)
}

// importOne writes one message unless it was imported before.
func (w *scribe) importOne(ctx context.Context, m ImportedMessage) (isNew bool, err error) {
	at := w.desks[m.Chat]
	if at == nil {
		return false, ErrNotFound
	}
	if _, in := at.seats[m.Sender]; !in {
		return false, errs.Invalid("chat.import_sender", "The sender of message %s is not in its chat.", m.Key)
	}
	key := sha256.Sum256([]byte(m.Key))
	if seq, err := imported(ctx, w.tx, m.Chat, key[:]); seq > 0 || err != nil {
		return false, err
	}
	words, err := composeText(m.Text)
	if err != nil {
		return false, err
	}
	e := &chatv1.Entry{Body: &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: words}}}}
	if m.QuoteKey != "" {
		if e.Quote, err = w.importQuote(ctx, at, m.QuoteKey); err != nil {
			return false, err
		}
	}
	if err := w.importReactions(ctx, at, e, m); err != nil {
		return false, err
	}
	d := Draft{Chat: m.Chat, Sender: m.Sender, ClientID: bytes.Clone(key[:ClientIDLength]), At: m.At, Entry: e}
	out := w.write(at, d, kindText, encode(e))
	_, err = w.tx.Exec(ctx, insertImported, m.Chat, key[:], out.Seq)
	return true, err
}

func imported(ctx context.Context, tx *store.Tx, chat id.Chat, key []byte) (seq int64, err error) {
	err = tx.QueryRow(ctx, selectImported, chat, key).Scan(&seq)
	if errors.Is(err, store.ErrNoRows) {
		return 0, nil
	}
	return seq, err
}

// importQuote returns the quote of an imported message; nil when there is none of that key.
func (w *scribe) importQuote(ctx context.Context, at *desk, quoted string) (*chatv1.Quote, error) {
	key := sha256.Sum256([]byte(quoted))
	seq, err := imported(ctx, w.tx, at.id, key[:])
	if seq == 0 || err != nil {
		return nil, err
	}
	t, err := w.target(ctx, at, seq)
	if err != nil {
		return nil, err
	}
	return &chatv1.Quote{Seq: seq, SenderId: int64(t.sender), Text: excerpt(t.entry.GetBody())}, nil
}

// importReactions writes the reactions of members to the message that is about to be written, as far as limits allow.
func (w *scribe) importReactions(ctx context.Context, at *desk, e *chatv1.Entry, m ImportedMessage) error {
	for _, r := range m.Reactions {
		if _, in := at.seats[r.Account]; !in || !isEmoji(r.Emoji) {
			continue
		}
		i := slices.IndexFunc(e.Reactions, func(x *chatv1.Reaction) bool { return x.Emoji == r.Emoji })
		if i < 0 && len(e.Reactions) >= MaxReacts {
			continue
		}
		n, err := w.tx.Exec(ctx, insertReaction, at.id, at.seq+1, r.Account, r.Emoji, cmp.Or(m.At, w.tx.Now).UnixMilli())
		switch {
		case err != nil:
			return err
		case n == 0:
		case i < 0:
			e.Reactions = append(e.Reactions, &chatv1.Reaction{Emoji: r.Emoji, Count: 1})
		default:
			e.Reactions[i].Count++
		}
	}
	return nil
}

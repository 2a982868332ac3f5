package chat

import (
	"context"
	"slices"

	"google.golang.org/protobuf/proto"

	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// row is one row of a chat's log.
type row struct {
	chat     id.Chat
	seq, n   int64
	sender   id.Account
	clientID []byte
	at       int64 // Unix milliseconds
	kind     int64
	entry    *chatv1.Entry // the content decoded; what the columns say is empty here
}

func (r *row) scan(from interface{ Scan(...any) error }) error {
	var content []byte
	if err := from.Scan(&r.chat, &r.seq, &r.n, &r.sender, &r.clientID, &r.at, &r.kind, &content); err != nil {
		return err
	}
	r.entry = &chatv1.Entry{}
	return proto.Unmarshal(content, r.entry)
}

// wire returns the entry as devices know it.
func (r *row) wire() *chatv1.Entry {
	e := r.entry
	e.ChatId, e.Seq, e.N, e.SenderId, e.AtMs = int64(r.chat), r.seq, r.n, int64(r.sender), r.at
	if len(r.clientID) > 0 {
		e.ClientId = r.clientID
	}
	return e
}

// hole returns the entry as somebody sees it who deleted it for himself.
func (r *row) hole() *chatv1.Entry {
	return &chatv1.Entry{ChatId: int64(r.chat), Seq: r.seq, N: r.n, SenderId: int64(r.sender), AtMs: r.at}
}

// window is the part of a chat's log that one account may see: entries with from <= seq < until.
type window struct{ from, until int64 }

func (m *member) window() window {
	w := window{from: max(m.from, m.cleared+1), until: 1<<63 - 1}
	if m.left > 0 {
		w.until = m.left + 1
	}
	return w
}

// newest returns the last limit entries of the window, rising.
func (w window) newest(ctx context.Context, tx *store.Tx, chat id.Chat, limit int) ([]*row, error) {
	rows, err := readRows(ctx, tx, selectBefore, chat, w.from, w.until, limit)
	slices.Reverse(rows)
	return rows, err
}

// oldest returns the first limit entries of the window, rising.
func (w window) oldest(ctx context.Context, tx *store.Tx, chat id.Chat, limit int) ([]*row, error) {
	return readRows(ctx, tx, selectAfter, chat, w.from, w.until, limit)
}

// lastLine returns the newest entry of the window that is a line of its own and not deleted; nil when there is none.
func (w window) lastLine(ctx context.Context, tx *store.Tx, m *member) (*row, error) {
	rows, err := readRows(ctx, tx, selectLine, m.chat, w.from, w.until, 1+len(m.deleted))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if !slices.Contains(m.deleted, r.seq) {
			return r, nil
		}
	}
	return nil, nil
}

func readRows(ctx context.Context, tx *store.Tx, q string, args ...any) ([]*row, error) {
	result, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer result.Close()
	var out []*row
	for result.Next() {
		r := &row{}
		if err := r.scan(result); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, result.Err()
}

// entriesFor returns rows as one member sees them: what he deleted is a hole, and his own reactions are marked.
func entriesFor(ctx context.Context, tx *store.Tx, m *member, rows []*row) ([]*chatv1.Entry, error) {
	out := make([]*chatv1.Entry, len(rows))
	reacted := map[int64]*chatv1.Entry{}
	var ask []any
	for i, r := range rows {
		if slices.Contains(m.deleted, r.seq) {
			out[i] = r.hole()
			continue
		}
		out[i] = r.wire()
		if len(out[i].Reactions) > 0 {
			reacted[r.seq] = out[i]
			ask = append(ask, r.chat, r.seq)
		}
	}
	err := selectOwnReactions.Query(ctx, tx, ask, func(result *store.Rows) error {
		var chat, seq int64
		var emoji string
		err := result.Scan(&chat, &seq, &emoji)
		for _, x := range reacted[seq].GetReactions() {
			x.Mine = x.Mine || x.Emoji == emoji
		}
		return err
	}, m.account)
	return out, err
}

// peopleIn adds everyone whom entries speak of to ids.
func peopleIn(ids map[id.Account]bool, entries ...*chatv1.Entry) {
	for _, e := range entries {
		ids[id.Account(e.GetSenderId())] = true
		ids[id.Account(e.GetQuote().GetSenderId())] = true
		ids[id.Account(e.GetBody().GetSystem().GetActorId())] = true
		for _, a := range e.GetBody().GetSystem().GetAccountIds() {
			ids[id.Account(a)] = true
		}
	}
	delete(ids, 0)
}

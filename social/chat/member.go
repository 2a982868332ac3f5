package chat

import (
	"context"
	"errors"

	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// member is one person's row of a chat: what that person alone keeps of it.
type member struct {
	chat          id.Chat
	account       id.Account
	role          chatv1.Role
	from, left    int64
	delivered     int64
	readSeq       int64
	readN         int64
	pinned, muted bool
	markedUnread  bool
	hiddenN       int64
	cleared       int64
	draft         string
	draftQuote    int64
	draftAt       int64

	mention int64   // first entry after readSeq that mentions the account; 0 for none
	deleted []int64 // rising
}

func (m *member) scan(rows *store.Rows) error {
	return rows.Scan(&m.chat, &m.account, &m.role, &m.from, &m.left, &m.delivered, &m.readSeq, &m.readN, &m.pinned, &m.muted,
		&m.markedUnread, &m.hiddenN, &m.cleared, &m.draft, &m.draftQuote, &m.draftAt)
}

// hidden reports whether the chat is off the list: until something countable comes.
func (m *member) hidden(n int64) bool { return n < m.hiddenN }

// state returns what the devices of the member keep of a chat that has n countable entries.
func (m *member) state(n int64) *chatv1.State {
	return &chatv1.State{
		ReadSeq: m.readSeq, ReadN: m.readN, Pinned: m.pinned, Muted: m.muted, MarkedUnread: m.markedUnread, Hidden: m.hidden(n),
		Draft: m.draft, DraftQuoteSeq: m.draftQuote, DraftAtMs: m.draftAt,
		MentionSeq: m.mention, ClearedSeq: m.cleared, DeletedSeqs: m.deleted,
	}
}

// readTo moves the read mark forward.
func (m *member) readTo(seq, n int64) {
	if seq > m.readSeq {
		m.readSeq, m.readN, m.markedUnread = seq, n, false
		if m.mention <= seq {
			m.mention = 0
		}
	}
}

// membersAt returns the rows of members, keyed by chat and account; who never was a member is left out.
func membersAt(ctx context.Context, tx *store.Tx, keys []markKey) (map[markKey]*member, error) {
	found := make(map[markKey]*member, len(keys))
	pairs := make([]any, 0, 2*len(keys))
	for _, k := range keys {
		pairs = append(pairs, k.chat, k.account)
	}
	err := selectMembers.Query(ctx, tx, pairs, func(rows *store.Rows) error {
		m := &member{}
		err := m.scan(rows)
		found[markKey{m.chat, m.account}] = m
		return err
	})
	if err != nil {
		return nil, err
	}
	err = selectDeleted.Query(ctx, tx, pairs, func(rows *store.Rows) error {
		var k markKey
		var seq int64
		if err := rows.Scan(&k.chat, &k.account, &seq); err != nil {
			return err
		}
		if m := found[k]; m != nil && seq > m.cleared {
			m.deleted = append(m.deleted, seq)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, findMentions(ctx, tx, found)
}

func findMentions(ctx context.Context, tx *store.Tx, members map[markKey]*member) error {
	after := make([]any, 0, 3*len(members))
	for k, m := range members {
		after = append(after, k.chat, k.account, max(m.readSeq, m.cleared, m.from-1))
	}
	return selectMentioned.Query(ctx, tx, after, func(rows *store.Rows) error {
		var k markKey
		var seq int64
		if err := rows.Scan(&k.chat, &k.account, &seq); err != nil {
			return err
		}
		if m := members[k]; m != nil && (m.left == 0 || seq <= m.left) {
			m.mention = seq
		}
		return nil
	})
}

// memberAt returns one member's row. Error: ErrNotFound.
func memberAt(ctx context.Context, tx *store.Tx, chat id.Chat, account id.Account) (*member, error) {
	k := markKey{chat, account}
	found, err := membersAt(ctx, tx, []markKey{k})
	if err != nil {
		return nil, err
	}
	if found[k] == nil {
		return nil, ErrNotFound
	}
	return found[k], nil
}

// lockOwn locks one's own row, so that changes of it from several devices follow one another. Error: ErrNotFound.
func lockOwn(ctx context.Context, tx *store.Tx, chat id.Chat, account id.Account) error {
	err := tx.QueryRow(ctx, lockMember, chat, account).Scan(&account)
	if errors.Is(err, store.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

package chat

import (
	"context"
	"maps"
	"slices"
	"strings"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

// defaultPage is the number of entries of a chat that an answer of Sync holds when the device does not say.
const defaultPage = 20

// maxMoved is how many chats one answer of Sync holds; a device that gets so many asks again.
const maxMoved = 500

// Sync tells a device what it missed: the changes of its account after change_seq, and the chats whose log stands elsewhere
// than the device's cursors say, each with its newest entries after the cursor. It reads the database and nothing else,
// so it repairs every hint that was lost. A device calls it until `more` is false.
func (s *Service) Sync(ctx context.Context, account id.Account, r *chatv1.SyncRequest) (out *chatv1.SyncResponse, err error) {
	defer errs.Wrap(&err, "chat.Sync(%d)", account)
	limit := int(r.Page)
	if limit <= 0 {
		limit = defaultPage
	}
	limit = min(limit, MaxSyncPage)
	cursors := make(map[id.Chat]int64, len(r.Chats))
	for _, c := range r.Chats {
		cursors[id.Chat(c.ChatId)] = c.Seq
	}
	var looks, changed []*look
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		out = &chatv1.SyncResponse{Epoch: s.epoch}
		since := r.ChangeSeq
		last, err := s.journal.Last(ctx, tx, account)
		if err != nil {
			return err
		}
		if r.Epoch != 0 && r.Epoch != s.epoch || since > last {
			out.Reset_, since = true, 0
			clear(cursors)
		}
		if err := s.changes(ctx, tx, account, since, out); err != nil {
			return err
		}
		if changed, err = s.lookAt(ctx, tx, account, chatsIn(out.Changes), nil); err != nil {
			return err
		}
		moved, err := s.moved(ctx, tx, account, cursors)
		if err != nil {
			return err
		}
		if len(moved) > maxMoved {
			moved, out.More = moved[:maxMoved], true
		}
		pages := make(map[id.Chat]page, len(moved))
		for _, c := range moved {
			pages[c] = page{after: cursors[c], limit: limit}
		}
		looks, err = s.lookAt(ctx, tx, account, moved, pages)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.answer(ctx, out, looks, changed)
}

// changes fills in what changed for the account alone.
func (s *Service) changes(ctx context.Context, tx *store.Tx, account id.Account, since int64, out *chatv1.SyncResponse) error {
	changes, last, more, err := s.journal.Since(ctx, tx, account, since, 0)
	if err != nil {
		return err
	}
	out.Changes, out.ChangeSeq, out.More = changes, last, more
	if more {
		out.ChangeSeq = changes[len(changes)-1].Seq
	}
	return nil
}

// answer fills in the views: of chats that moved, and of chats in changes, which are told as they are now.
func (s *Service) answer(ctx context.Context, out *chatv1.SyncResponse, looks, changed []*look) error {
	views, people, err := s.show(ctx, append(slices.Clone(looks), changed...))
	if err != nil {
		return err
	}
	for i, l := range looks {
		out.Chats = append(out.Chats, &chatv1.SyncResponse_Moved{Chat: views[i], Entries: l.entries, Gap: l.gap})
	}
	now := map[int64]*chatv1.Chat{}
	for _, v := range views[len(looks):] {
		now[v.Id] = v
	}
	for _, c := range out.Changes {
		if v := now[c.GetChat().GetId()]; v != nil {
			c.What = &chatv1.Change_Chat{Chat: v}
		}
	}
	out.People = sortedPeople(people)
	return nil
}

func chatsIn(changes []*chatv1.Change) []id.Chat {
	var out []id.Chat
	for _, c := range changes {
		if c.GetChat() != nil && strings.HasPrefix(c.Key, "chat:") {
			out = append(out, id.Chat(c.GetChat().Id))
		}
	}
	return out
}

// chatsOf returns the chats that account is or was in.
func chatsOf(ctx context.Context, tx *store.Tx, account id.Account) (chats []id.Chat, err error) {
	rows, err := tx.Query(ctx, selectAccountChats, account)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c id.Chat
		if err := rows.Scan(&c); err != nil {
			return nil, err
		}
		chats = append(chats, c)
	}
	return chats, rows.Err()
}

// moved returns those chats of account whose log stands beyond the cursor, as far as the account may see it.
func (s *Service) moved(ctx context.Context, tx *store.Tx, account id.Account, cursors map[id.Chat]int64) ([]id.Chat, error) {
	chats, err := chatsOf(ctx, tx, account)
	if err != nil {
		return nil, err
	}
	found, err := s.roomsToRead(ctx, tx, chats)
	if err != nil {
		return nil, err
	}
	var candidates []any
	for _, c := range chats {
		if r := found[c]; r != nil && r.seq > cursors[c] {
			candidates = append(candidates, c, account)
		}
	}
	var out []id.Chat
	err = selectEnds.Query(ctx, tx, candidates, func(rows *store.Rows) error {
		var c id.Chat
		var left int64
		if err := rows.Scan(&c, &left); err != nil {
			return err
		}
		if r := found[c]; r.silent() || left > 0 && left <= cursors[c] {
			return nil
		}
		out = append(out, c)
		return nil
	})
	slices.Sort(out)
	return out, err
}

// silent reports whether nothing was ever written: a chat that somebody only opened is not the other one's business.
func (r *room) silent() bool { return r.seq == 0 }

// History returns entries of a chat before or after a seq, as account may see them, rising, and whether nothing follows in that
// direction. Errors: ErrNotFound; invalid chat.range.
func (s *Service) History(ctx context.Context, account id.Account, r *chatv1.HistoryRequest) (out *chatv1.HistoryResponse, err error) {
	defer errs.Wrap(&err, "chat.History(%d)", r.ChatId)
	if (r.BeforeSeq > 0) == (r.AfterSeq > 0) || r.Limit < 0 {
		return nil, errs.Invalid("chat.range", "Ask for the entries before a seq, or for those after one.")
	}
	limit := int(r.Limit)
	if limit == 0 {
		limit = 50
	}
	limit = min(limit, MaxHistory)
	ids := map[id.Account]bool{}
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := memberAt(ctx, tx, id.Chat(r.ChatId), account)
		if err != nil {
			return err
		}
		w, read := m.window(), window.newest
		if r.BeforeSeq > 0 {
			w.until = min(w.until, r.BeforeSeq)
		} else {
			w.from, read = max(w.from, r.AfterSeq+1), window.oldest
		}
		rows, err := read(w, ctx, tx, m.chat, limit)
		if err != nil {
			return err
		}
		out = &chatv1.HistoryResponse{End: len(rows) < limit || r.BeforeSeq > 0 && rows[0].seq == w.from}
		out.Entries, err = entriesFor(ctx, tx, m, rows)
		return err
	})
	if err != nil {
		return nil, err
	}
	peopleIn(ids, out.Entries...)
	people, err := s.accounts.People(ctx, slices.Sorted(maps.Keys(ids)))
	out.People = sortedPeople(people)
	return out, err
}

func sortedPeople(people map[id.Account]*accountv1.Person) []*accountv1.Person {
	out := make([]*accountv1.Person, 0, len(people))
	for _, a := range slices.Sorted(maps.Keys(people)) {
		out = append(out, people[a])
	}
	return out
}

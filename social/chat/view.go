package chat

import (
	"context"
	"maps"
	"slices"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/contact"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

// maxFaces is how many members a group's picture shows.
const maxFaces = 9

// look is a chat as one account sees it, read in one transaction; people are filled in afterwards.
type look struct {
	*room
	me      *member
	entries []*chatv1.Entry // the page that was asked for, rising
	gap     bool            // entries between the cursor and the page were left out
	last    *chatv1.Entry
	peer    *member // of a direct chat
	maySend error
	request bool
}

// page says which entries a look takes along: the newest, after a cursor.
type page struct {
	after int64
	limit int
}

// lookAt reads chats as account sees them. Chats that account never was in are left out. pages may be nil.
func (s *Service) lookAt(ctx context.Context, tx *store.Tx, account id.Account, chats []id.Chat, pages map[id.Chat]page) ([]*look, error) {
	found, err := s.roomsToRead(ctx, tx, chats)
	if err != nil {
		return nil, err
	}
	keys := make([]markKey, 0, 2*len(found))
	for c, r := range found {
		keys = append(keys, markKey{c, account})
		if peer := r.peer(account); r.kind == chatv1.Kind_KIND_DIRECT && peer != 0 {
			keys = append(keys, markKey{c, peer})
		}
	}
	members, err := membersAt(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	looks := make([]*look, 0, len(chats))
	for _, c := range chats {
		m, r := members[markKey{c, account}], found[c]
		if m == nil || r == nil {
			continue
		}
		l := &look{room: r, me: m}
		if peer := r.peer(account); peer != account {
			l.peer = members[markKey{c, peer}] // nil in a group
		}
		if err := s.fill(ctx, tx, l, pages[c]); err != nil {
			return nil, err
		}
		looks = append(looks, l)
	}
	return looks, nil
}

// fill reads what a look needs beyond its rows.
func (s *Service) fill(ctx context.Context, tx *store.Tx, l *look, p page) (err error) {
	if p.limit > 0 {
		if err := l.readPage(ctx, tx, p); err != nil {
			return err
		}
	}
	if err := l.findLast(ctx, tx); err != nil {
		return err
	}
	l.readOwn(s.marks.own(markKey{l.id, l.me.account}))
	if l.kind == chatv1.Kind_KIND_DIRECT {
		return s.fillPeer(ctx, tx, l)
	}
	l.maySend = l.mayWrite()
	return nil
}

// findLast finds the newest line that the account sees: on the page, or in the log.
func (l *look) findLast(ctx context.Context, tx *store.Tx) error {
	for _, e := range slices.Backward(l.entries) {
		if e.Recalled || e.Body != nil && targetOf(e.Body) == 0 {
			l.last = e
			return nil
		}
	}
	line, err := l.me.window().lastLine(ctx, tx, l.me)
	if line == nil || err != nil {
		return err
	}
	own, err := entriesFor(ctx, tx, l.me, []*row{line})
	if err == nil {
		l.last = own[0]
	}
	return err
}

func (l *look) readPage(ctx context.Context, tx *store.Tx, p page) error {
	w := l.me.window()
	w.from = max(w.from, p.after+1)
	rows, err := w.newest(ctx, tx, l.id, p.limit)
	if err != nil {
		return err
	}
	l.gap = len(rows) > 0 && rows[0].seq > w.from
	l.entries, err = entriesFor(ctx, tx, l.me, rows)
	return err
}

// readOwn counts what the account wrote itself as read, although its mark may not be written yet (marks.go): as far as this
// node wrote it, or the look shows it.
func (l *look) readOwn(seq, n int64) {
	l.me.readTo(seq, n)
	for _, e := range append(slices.Clone(l.entries), l.last) {
		if e.GetSenderId() == int64(l.me.account) && countable(kindOf(e.GetBody())) { // a hole was countable too
			l.me.readTo(e.Seq, e.N)
		}
	}
}

func (l *look) mayWrite() error {
	switch {
	case l.me.left > 0:
		return ErrLeft
	case l.dissolved:
		return ErrDissolved
	}
	return nil
}

// fillPeer finds out how the two of a direct chat stand to each other.
func (s *Service) fillPeer(ctx context.Context, tx *store.Tx, l *look) error {
	if l.peer == nil {
		l.maySend = ErrPeerGone
		return nil
	}
	me, peer := l.me.account, l.peer.account
	reach, err := s.contacts.Reach(ctx, tx, me, peer)
	if err != nil {
		return err
	}
	l.maySend = mayReach(reach, l.seats[peer].accepted, l.n)
	back, err := s.contacts.Reach(ctx, tx, peer, me)
	if err != nil {
		return err
	}
	l.request = back == contact.Request && !l.seats[me].accepted && l.n > 0 && l.last.GetSenderId() == int64(peer)
	return nil
}

// people adds everyone to ids who is shown with the look.
func (l *look) people(ids map[id.Account]bool) {
	for i, a := range l.ids {
		if i < maxFaces {
			ids[a] = true
		}
	}
	if l.peer != nil {
		ids[l.peer.account] = true
	}
	peopleIn(ids, l.entries...)
	peopleIn(ids, l.last)
}

// view returns the look as devices know it. receipts says whether both people of a direct chat show what they read.
func (l *look) view(people map[id.Account]*accountv1.Person, receipts bool) *chatv1.Chat {
	c := &chatv1.Chat{
		Id: int64(l.id), Kind: l.kind, Name: l.name, MemberCount: int32(len(l.ids)), Role: l.me.role,
		NewcomersSeeHistory: l.newcomersSee, MembersMayInvite: l.membersInvite, Dissolved: l.dissolved,
		MaySend: l.maySend == nil, LastSeq: l.seq, N: l.n, FromSeq: l.me.window().from, Last: l.last,
		State: l.me.state(l.n), CreatedAtMs: l.createdAt.UnixMilli(), Request: l.request,
	}
	if l.maySend != nil {
		c.MaySendCode = errs.CodeOf(l.maySend)
	}
	if l.me.left > 0 {
		c.LastSeq = l.me.left
	}
	switch l.kind {
	case chatv1.Kind_KIND_GROUP:
		for _, a := range l.ids[:min(len(l.ids), maxFaces)] {
			c.Faces = append(c.Faces, personOf(people, a))
		}
	case chatv1.Kind_KIND_DIRECT:
		if l.peer != nil {
			c.Peer = personOf(people, l.peer.account)
			c.PeerDeliveredSeq = max(l.peer.delivered, l.peer.readSeq)
			if receipts {
				c.PeerReadSeq = l.peer.readSeq
			}
		}
	}
	return c
}

func personOf(people map[id.Account]*accountv1.Person, a id.Account) *accountv1.Person {
	if p := people[a]; p != nil {
		return p
	}
	return &accountv1.Person{Id: int64(a)}
}

// show turns looks into what devices get, with the people they speak of.
func (s *Service) show(ctx context.Context, looks []*look) ([]*chatv1.Chat, map[id.Account]*accountv1.Person, error) {
	ids := map[id.Account]bool{}
	for _, l := range looks {
		l.people(ids)
	}
	people, err := s.accounts.People(ctx, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return nil, nil, err
	}
	views := make([]*chatv1.Chat, len(looks))
	for i, l := range looks {
		views[i] = l.view(people, l.peer != nil && s.receipts(ctx, l.me.account, l.peer.account))
	}
	return views, people, nil
}

// GetChat returns a chat as account sees it. Error: ErrNotFound.
func (s *Service) GetChat(ctx context.Context, account id.Account, chat id.Chat) (*chatv1.Chat, error) {
	var looks []*look
	err := s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		looks, err = s.lookAt(ctx, tx, account, []id.Chat{chat}, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(looks) == 0 {
		return nil, ErrNotFound
	}
	views, _, err := s.show(ctx, looks)
	if err != nil {
		return nil, err
	}
	return views[0], nil
}

// List returns all chats of account as it sees them, those without an entry too.
func (s *Service) List(ctx context.Context, account id.Account) ([]*chatv1.Chat, error) {
	var looks []*look
	err := s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		chats, err := chatsOf(ctx, tx, account)
		if err != nil {
			return err
		}
		looks, err = s.lookAt(ctx, tx, account, chats, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	views, _, err := s.show(ctx, looks)
	return views, err
}

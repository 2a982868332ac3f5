package chat

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"alun/base/id"
	"alun/base/store"
	"alun/social/journal"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
)

// markEvery is how often the marks of one person in one chat are written at most.
const markEvery = time.Second

// maxMarks is how many marks one write takes.
const maxMarks = 200

// markKey is one person in one chat.
type markKey struct {
	chat    id.Chat
	account id.Account
}

func (k markKey) compare(o markKey) int {
	return cmp.Or(cmp.Compare(k.chat, o.chat), cmp.Compare(k.account, o.account))
}

// mark is how far one person has received and read a chat, as far as it is not written yet.
type mark struct {
	markKey
	delivered, read int64 // as a device says; the entries may not exist
	own, ownN       int64 // read by writing: the entry and its n
	done            []func(error)
}

// marks gathers read and delivered marks between two writes. Marks are state: only the furthest matters, so each person and
// chat costs one row a second, however many messages come.
type marks struct {
	writing sync.Mutex // held by flushMarks

	mu    sync.Mutex
	dirty map[markKey]mark
	saved map[markKey]time.Time // writes younger than markEvery
	wake  chan struct{}
}

func newMarks() *marks {
	return &marks{dirty: map[markKey]mark{}, saved: map[markKey]time.Time{}, wake: make(chan struct{}, 1)}
}

// due reports whether a mark may be written now.
func (m *marks) due(k markKey, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return now.Sub(m.saved[k]) >= markEvery
}

// sent takes the marks that were set by writing: those already saved, and those to be saved later.
func (m *marks) sent(owns []ownMark, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range owns {
		if o.saved {
			m.saved[o.markKey] = now
			continue
		}
		d := m.dirty[o.markKey]
		d.markKey = o.markKey
		d.own, d.ownN = max(d.own, o.own), max(d.ownN, o.ownN)
		m.dirty[o.markKey] = d
	}
}

// add takes a device's mark. It wakes the writer when it can be written at once. done, which may be nil, is called when the
// mark is durable, or lost.
func (m *marks) add(d mark, now time.Time, done func(error)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.dirty[d.markKey]
	old.markKey = d.markKey
	old.delivered, old.read = max(old.delivered, d.delivered), max(old.read, d.read)
	if done != nil {
		old.done = append(old.done, done)
	}
	m.dirty[d.markKey] = old
	if now.Sub(m.saved[d.markKey]) >= markEvery {
		select {
		case m.wake <- struct{}{}:
		default:
		}
	}
}

// own returns how far somebody has read by writing, as far as it waits to be written.
func (m *marks) own(k markKey) (seq, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dirty[k].own, m.dirty[k].ownN
}

// take returns the marks that may be written now, at most maxMarks, in the order of their keys; all regardless of their age
// when final. What was saved long enough ago is forgotten.
func (m *marks) take(now time.Time, final bool) []mark {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.saved, func(_ markKey, at time.Time) bool { return now.Sub(at) >= markEvery })
	var out []mark
	for k, d := range m.dirty {
		if _, young := m.saved[k]; (final || !young) && len(out) < maxMarks {
			out = append(out, d)
		}
	}
	for _, d := range out {
		delete(m.dirty, d.markKey)
		m.saved[d.markKey] = now
	}
	slices.SortFunc(out, func(a, b mark) int { return a.compare(b.markKey) })
	return out
}

// Mark notes how far a device has received (direct chats) and its person has read a chat: at once, or within a second when
// that happened just now. done, which may be nil, is told when it is durable. A mark beyond the log, or of somebody who is
// not in the chat, changes nothing.
func (s *Service) Mark(account id.Account, chat id.Chat, delivered, read int64, done func(error)) {
	s.marks.add(mark{markKey: markKey{chat, account}, delivered: delivered, read: read}, s.clock.Now(), done)
}

// writeMarks writes marks until ctx ends, and then those that are left.
func (s *Service) writeMarks(ctx context.Context) {
	tick := time.NewTicker(markEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		s.flushMarks(context.WithoutCancel(ctx), false)
		select {
		case <-s.marks.wake:
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	s.flushMarks(context.WithoutCancel(ctx), true)
}

// flushMarks writes what is due. A mark that cannot be written is lost; devices send theirs again with the next one.
func (s *Service) flushMarks(ctx context.Context, final bool) {
	s.marks.writing.Lock()
	defer s.marks.writing.Unlock()
	for {
		set := s.marks.take(s.clock.Now(), final)
		if len(set) == 0 {
			return
		}
		var moved []mark
		err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			moved, err = s.saveMarks(ctx, tx, set)
			return err
		})
		for _, m := range set {
			for _, done := range m.done {
				done(err)
			}
		}
		if err != nil {
			s.log.Warn("chat: marks were not written", "marks", len(set), "err", err)
			continue
		}
		for _, m := range moved {
			s.pushMark(ctx, m)
		}
	}
}

// saveMarks writes a set of marks, tells the own devices through the journal, and returns the marks that moved.
func (s *Service) saveMarks(ctx context.Context, tx *store.Tx, set []mark) (events []mark, err error) {
	ns, err := numbersOf(ctx, tx, set)
	if err != nil {
		return nil, err
	}
	var reads, delivered []any
	for i, m := range set {
		n, ok := ns[place{m.chat, m.read}]
		if !ok || m.own >= m.read {
			set[i].read, n = m.own, m.ownN
		}
		if set[i].read > 0 {
			reads = append(reads, m.chat, m.account, set[i].read, n)
		}
		if _, ok := ns[place{m.chat, m.delivered}]; ok {
			delivered = append(delivered, m.chat, m.account, m.delivered)
		}
	}
	moved := map[markKey]bool{}
	note := func(rows *store.Rows) error {
		var k markKey
		err := rows.Scan(&k.chat, &k.account)
		moved[k] = true
		return err
	}
	read := map[markKey]bool{}
	if err := updateRead.Query(ctx, tx, reads, note); err != nil {
		return nil, err
	}
	maps.Copy(read, moved)
	if err := updateDelivered.Query(ctx, tx, delivered, note); err != nil {
		return nil, err
	}
	var keys []markKey
	for _, m := range set {
		if moved[m.markKey] {
			events = append(events, m)
		}
		if read[m.markKey] {
			keys = append(keys, m.markKey)
		}
	}
	return events, s.recordStates(ctx, tx, keys)
}

// numbersOf returns n of the entries that the marks stand at. A mark beyond its log has none.
func numbersOf(ctx context.Context, tx *store.Tx, set []mark) (map[place]int64, error) {
	var ask []any
	for _, m := range set {
		if m.read > 0 {
			ask = append(ask, m.chat, m.read)
		}
		if m.delivered > 0 && m.delivered != m.read {
			ask = append(ask, m.chat, m.delivered)
		}
	}
	out := make(map[place]int64, len(set))
	err := selectNumbers.Query(ctx, tx, ask, func(rows *store.Rows) error {
		var at place
		var n int64
		err := rows.Scan(&at.chat, &at.seq, &n)
		out[at] = n
		return err
	})
	return out, err
}

// recordStates tells the devices of the accounts in keys what they keep of the chats now.
func (s *Service) recordStates(ctx context.Context, tx *store.Tx, keys []markKey) error {
	if len(keys) == 0 {
		return nil
	}
	members, err := membersAt(ctx, tx, keys)
	if err != nil {
		return err
	}
	chats := make([]id.Chat, len(keys))
	for i, k := range keys {
		chats[i] = k.chat
	}
	found, err := s.roomsToWrite(ctx, tx, slices.Compact(slices.Sorted(slices.Values(chats))))
	if err != nil {
		return err
	}
	var drafts []journal.Draft
	for _, k := range keys {
		if m, r := members[k], found[k.chat]; m != nil && r != nil {
			drafts = append(drafts, stateDraft(m, r.n))
		}
	}
	return s.journal.RecordSet(ctx, tx, drafts)
}

func stateDraft(m *member, n int64) journal.Draft {
	change := &chatv1.StateChange{ChatId: int64(m.chat), State: m.state(n)}
	return journal.Draft{Account: m.account, Key: "state:" + m.chat.String(),
		Change: &chatv1.Change{What: &chatv1.Change_State{State: change}}}
}

// pushMark tells the peer in a direct chat how far somebody is. Where one of the two does not show what he reads, only the
// delivery is told.
func (s *Service) pushMark(ctx context.Context, m mark) {
	r := s.rooms.get(m.chat)
	if r == nil || r.kind != chatv1.Kind_KIND_DIRECT {
		return
	}
	peer := r.peer(m.account)
	if peer == 0 {
		return
	}
	event := &livev1.MarkEvent{ChatId: int64(m.chat), AccountId: int64(m.account), ReadSeq: m.read,
		DeliveredSeq: max(m.delivered, m.read)}
	if !s.receipts(ctx, m.account, peer) {
		event.ReadSeq = 0
	}
	s.hub.Push([]id.Account{peer}, encode(&livev1.ServerFrame{Marks: []*livev1.MarkEvent{event}}))
}

// receipts reports whether all of accounts show what they have read.
func (s *Service) receipts(ctx context.Context, accounts ...id.Account) bool {
	for _, a := range accounts {
		settings, err := s.accounts.Settings(ctx, a)
		if err != nil || !settings.GetReadReceipts() {
			return false
		}
	}
	return true
}

package chat

import (
	"context"
	"errors"
	"slices"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// scribe writes entries into the logs of some chats, within one transaction. It holds their locks, knows the rooms as they
// are, and gathers what is to be written, so that a set of entries costs a few statements and not a few for each.
//
//	w, err := s.open(ctx, tx, chats)
//	w.write(w.desk(chat), draft, kind, content) … any number of times
//	err = w.close(ctx)
//
// After the commit the rooms are remembered and every entry goes to the devices of those who may see it.
type scribe struct {
	*Service
	tx    *store.Tx
	desks map[id.Chat]*desk

	messages []any // rows for insertMessages
	mentions []any
	targets  map[place]*target
	outbox   []letter
	owns     []ownMark
}

// desk is a room on which a scribe works: no one else sees it yet.
type desk struct {
	room
	fresh  []sent
	shaken bool // the roster is another one; other nodes are told
}

// place is where an entry stands.
type place struct {
	chat id.Chat
	seq  int64
}

// letter is an encoded entry on its way to live devices.
type letter struct {
	to    []id.Account
	frame []byte
}

// open locks chats, in the order of their ids, and returns the scribe for them. Chats that do not exist have no desk.
func (s *Service) open(ctx context.Context, tx *store.Tx, chats []id.Chat) (*scribe, error) {
	chats = slices.Compact(slices.Sorted(slices.Values(chats)))
	if s.locks {
		for _, c := range chats {
			if err := tx.QueryRow(ctx, lockChat, c).Scan(&c); err != nil && !errors.Is(err, store.ErrNoRows) {
				return nil, err
			}
		}
	}
	found, err := s.roomsToWrite(ctx, tx, chats)
	if err != nil {
		return nil, err
	}
	w := &scribe{Service: s, tx: tx, desks: make(map[id.Chat]*desk, len(found))}
	for c, r := range found {
		w.desks[c] = &desk{room: *r}
	}
	return w, nil
}

// openOne returns the scribe and the desk of one chat. Error: ErrNotFound.
func (s *Service) openOne(ctx context.Context, tx *store.Tx, chat id.Chat) (*scribe, *desk, error) {
	w, err := s.open(ctx, tx, []id.Chat{chat})
	if err != nil {
		return nil, nil, err
	}
	if d := w.desks[chat]; d != nil {
		return w, d, nil
	}
	return nil, nil, ErrNotFound
}

// write gives a draft the next place in the log of its chat. kind and content are those of its entry.
func (w *scribe) write(at *desk, d Draft, kind int64, content []byte) Written {
	out := Written{Chat: at.id, Seq: at.seq + 1, N: at.n, At: d.At}
	if countable(kind) {
		out.N++
	}
	if out.At.IsZero() {
		out.At = w.tx.Now
	}
	at.seq, at.n = out.Seq, out.N
	e := sent{sender: d.Sender, seq: out.Seq, n: out.N, at: out.At.UnixMilli()}
	copy(e.clientID[:], d.ClientID)
	at.fresh = append(at.fresh, e)
	clientID := d.ClientID
	if clientID == nil {
		clientID = []byte{}
	}
	w.messages = append(w.messages, int64(at.id), e.seq, e.n, int64(e.sender), clientID, e.at, kind, content)
	w.mention(at, d, e.seq)
	if countable(kind) && d.Sender != 0 {
		w.read(at, e)
	}
	w.outbox = append(w.outbox, letter{to: at.ids, frame: encodeEntryFrame(at.id, e, d.ClientID, content)})
	return out
}

// mention notes whom the draft mentions, as far as they are there.
func (w *scribe) mention(at *desk, d Draft, seq int64) {
	if d.Entry.GetBody().GetText() == nil {
		return
	}
	if d.Entry.MentionAll {
		w.mentions = append(w.mentions, at.id, int64(0), seq)
		return
	}
	for _, m := range d.Entry.MentionIds {
		if _, present := at.seats[id.Account(m)]; present && id.Account(m) != d.Sender {
			w.mentions = append(w.mentions, at.id, m, seq)
		}
	}
}

// say writes a line of the house for everyone who is at the desk now.
func (w *scribe) say(at *desk, e *chatv1.Entry) {
	w.write(at, Draft{Chat: at.id, Entry: e}, kindSystem, encode(e))
}

// flush inserts what was written so far.
func (w *scribe) flush(ctx context.Context) error {
	if len(w.messages) == 0 {
		return nil
	}
	_, err := insertMessages.Exec(ctx, w.tx, w.messages)
	w.messages = w.messages[:0]
	return err
}

// close inserts everything and arranges what follows the commit.
func (w *scribe) close(ctx context.Context) error {
	if err := w.flush(ctx); err != nil {
		return err
	}
	if err := w.rewrite(ctx); err != nil {
		return err
	}
	if _, err := insertMentions.Exec(ctx, w.tx, w.mentions); err != nil {
		return err
	}
	if err := w.saveOwns(ctx); err != nil {
		return err
	}
	w.tx.AfterCommit(w.deliver)
	return nil
}

// deliver runs after the commit: this node remembers, others are told to look again, devices get the entries.
func (w *scribe) deliver() {
	for _, at := range w.desks {
		if len(at.fresh) == 0 && !at.shaken {
			continue
		}
		next := at.room
		next.tail = next.tail.grow(at.fresh)
		w.rooms.put(&next)
		if at.shaken {
			w.tellRooms(at.id)
		}
	}
	w.marks.sent(w.owns, w.tx.Now)
	for _, l := range w.outbox {
		w.hub.Push(l.to, l.frame)
	}
	for _, o := range w.owns {
		if o.saved {
			w.pushMark(context.Background(), o.mark)
		}
	}
}

// ownMark is the read mark that somebody sets by writing.
type ownMark struct {
	mark
	saved bool // in this transaction
}

// read notes that who writes has read: at once in the row when that has not happened lately, else by the next round of
// marks (marks.go), so that a flood of messages costs one update a second for each writer.
func (w *scribe) read(at *desk, e sent) {
	own := ownMark{mark: mark{markKey: markKey{at.id, e.sender}, read: e.seq, own: e.seq, ownN: e.n}}
	if i := slices.IndexFunc(w.owns, func(o ownMark) bool { return o.markKey == own.markKey }); i >= 0 {
		own.saved = w.owns[i].saved
		w.owns[i] = own
		return
	}
	own.saved = w.marks.due(own.markKey, w.tx.Now)
	w.owns = append(w.owns, own)
}

func (w *scribe) saveOwns(ctx context.Context) error {
	slices.SortFunc(w.owns, func(a, b ownMark) int { return a.compare(b.markKey) })
	var rows []any
	for _, o := range w.owns {
		if o.saved {
			rows = append(rows, o.chat, o.account, o.own, o.ownN)
		}
	}
	return updateRead.Query(ctx, w.tx, rows, func(*store.Rows) error { return nil })
}

// encodeEntryFrame returns a ServerFrame of one entry. content, which was encoded when nobody was waiting, goes in as it is:
// the fields of a protobuf message may come in any order.
func encodeEntryFrame(chat id.Chat, e sent, clientID, content []byte) []byte {
	size := len(content) + sizeVarint(1, uint64(chat)) + sizeVarint(2, uint64(e.seq)) + sizeVarint(3, uint64(e.n)) +
		sizeVarint(4, uint64(e.sender)) + sizeVarint(6, uint64(e.at))
	if len(clientID) > 0 {
		size += protowire.SizeTag(5) + protowire.SizeBytes(len(clientID))
	}
	b := make([]byte, 0, size+4)
	b = protowire.AppendTag(b, entriesField, protowire.BytesType)
	b = protowire.AppendVarint(b, uint64(size))
	b = append(b, content...)
	b = appendVarint(b, 1, uint64(chat))
	b = appendVarint(b, 2, uint64(e.seq))
	b = appendVarint(b, 3, uint64(e.n))
	b = appendVarint(b, 4, uint64(e.sender))
	if len(clientID) > 0 {
		b = protowire.AppendTag(b, 5, protowire.BytesType)
		b = protowire.AppendBytes(b, clientID)
	}
	return appendVarint(b, 6, uint64(e.at))
}

const entriesField = 2 // of livev1.ServerFrame

func sizeVarint(field protowire.Number, v uint64) int {
	return protowire.SizeTag(field) + protowire.SizeVarint(v)
}

func appendVarint(b []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
}

// timeOf reads a time as it stands in rows and on the wire; 0 is the zero time.
func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

package chat

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// Limits of what a node remembers.
const (
	maxSeats   = 300_000 // of all rooms in one generation, some 40 MB
	maxCatchUp = 200     // entries that a room behind the log reads; beyond, it is read whole
)

// rooms remembers the chats that were used lately, in two generations: when the younger is full, the elder is forgotten.
type rooms struct {
	mu             sync.RWMutex
	young, old     map[id.Chat]*room
	seats, maximum int
}

func newRooms(maximum int) *rooms {
	return &rooms{young: map[id.Chat]*room{}, old: map[id.Chat]*room{}, maximum: maximum}
}

// get returns what is remembered of a chat, or nil.
func (c *rooms) get(chat id.Chat) *room {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if r := c.young[chat]; r != nil {
		return r
	}
	return c.old[chat]
}

// put remembers r, unless something newer is remembered. r rests on durable rows only.
func (c *rooms) put(r *room) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if elder := c.old[r.id]; elder != nil && elder.seq >= r.seq {
		r = elder
	}
	if known := c.young[r.id]; known != nil {
		if known.seq >= r.seq {
			return
		}
		c.seats -= len(known.seats) + 1
	}
	c.young[r.id] = r
	c.seats += len(r.seats) + 1
	if c.seats > c.maximum {
		c.old, c.young, c.seats = c.young, map[id.Chat]*room{}, 0
	}
}

// forget drops what is remembered of a chat.
func (c *rooms) forget(chat id.Chat) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.young[chat]; r != nil {
		c.seats -= len(r.seats) + 1
	}
	delete(c.young, chat)
	delete(c.old, chat)
}

// roomsToWrite returns the rooms of chats whose locks the transaction holds; they are exact until its end. What does not exist
// is left out. chats are distinct.
func (s *Service) roomsToWrite(ctx context.Context, tx *store.Tx, chats []id.Chat) (map[id.Chat]*room, error) {
	return s.roomsAt(ctx, tx, chats, 0)
}

// roomsToRead returns the rooms of chats as the transaction's snapshot has them, and remembers them. What this node remembers
// may be newer than the snapshot: the entry that it stands at must be there as well.
func (s *Service) roomsToRead(ctx context.Context, tx *store.Tx, chats []id.Chat) (map[id.Chat]*room, error) {
	found, err := s.roomsAt(ctx, tx, chats, 1)
	for _, r := range found {
		s.rooms.put(r)
	}
	return found, err
}

// roomsAt reads the last `back` entries again that memory knows of, and those after.
func (s *Service) roomsAt(ctx context.Context, tx *store.Tx, chats []id.Chat, back int64) (map[id.Chat]*room, error) {
	found := make(map[id.Chat]*room, len(chats))
	var unknown []id.Chat
	var ask []any
	for _, c := range chats {
		r := s.rooms.get(c)
		if r == nil {
			unknown = append(unknown, c)
			continue
		}
		found[c] = r
		ask = append(ask, c, r.seq-back, r.seq+maxCatchUp)
	}
	missed := map[id.Chat][]missedEntry{}
	there := map[id.Chat]bool{}
	err := selectMissed.Query(ctx, tx, ask, func(rows *store.Rows) error {
		var c id.Chat
		var e missedEntry
		if err := e.scan(rows, &c); err != nil {
			return err
		}
		if e.seq == found[c].seq {
			there[c] = true
		} else {
			missed[c] = append(missed[c], e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for c, r := range found {
		if back > 0 && r.seq > 0 && !there[c] {
			unknown = append(unknown, c)
			delete(missed, c)
		}
	}
	for c, entries := range missed {
		if next := found[c].catchUp(entries); next != nil {
			found[c] = next
		} else {
			unknown = append(unknown, c)
		}
	}
	if len(unknown) == 0 {
		return found, nil
	}
	return found, s.loadRooms(ctx, tx, unknown, found)
}

// missedEntry is an entry that another node wrote.
type missedEntry struct {
	sent
	kind int64
}

func (e *missedEntry) scan(rows *store.Rows, c *id.Chat) error {
	var clientID []byte
	err := rows.Scan(c, &e.seq, &e.n, &e.sender, &clientID, &e.at, &e.kind)
	copy(e.clientID[:], clientID)
	return err
}

// catchUp returns the room after the missed entries, in any order; nil when it has to be read whole, since one of them
// may have changed the roster. Acceptance of a stranger leaves no line, so direct chats are read whole.
func (r *room) catchUp(missed []missedEntry) *room {
	if len(missed) >= maxCatchUp || r.kind != chatv1.Kind_KIND_GROUP {
		return nil
	}
	slices.SortFunc(missed, func(a, b missedEntry) int { return int(a.seq - b.seq) })
	newer := make([]sent, len(missed))
	for i, e := range missed {
		if e.kind == kindSystem {
			return nil
		}
		newer[i] = e.sent
	}
	last := newer[len(newer)-1]
	return &room{id: r.id, seq: last.seq, n: last.n, roster: r.roster, tail: r.tail.grow(newer)}
}

// loadRooms reads chats whole and puts them into found.
func (s *Service) loadRooms(ctx context.Context, tx *store.Tx, chats []id.Chat, found map[id.Chat]*room) error {
	ask := make([]any, len(chats))
	for i, c := range chats {
		ask[i] = c
		delete(found, c)
	}
	err := selectChats.Query(ctx, tx, ask, func(rows *store.Rows) error {
		r := &room{roster: &roster{seats: map[id.Account]seat{}}}
		var dissolved, created int64
		err := rows.Scan(&r.id, &r.kind, &r.name, &r.newcomersSee, &r.membersInvite, &dissolved, &created)
		r.dissolved, r.createdAt = dissolved > 0, time.UnixMilli(created).UTC()
		found[r.id] = r
		return err
	})
	if err != nil {
		return err
	}
	err = selectSeats.Query(ctx, tx, ask, func(rows *store.Rows) error {
		var c id.Chat
		var a id.Account
		var m seat
		err := rows.Scan(&c, &a, &m.role, &m.from, &m.joinedAt, &m.invitedBy, &m.accepted)
		if r := found[c]; r != nil {
			r.seats[a] = m
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range chats {
		r := found[c]
		if r == nil {
			continue
		}
		r.order()
		err := tx.QueryRow(ctx, selectHead, c).Scan(&r.seq, &r.n)
		if err != nil && !errors.Is(err, store.ErrNoRows) {
			return err
		}
		r.tail = &tail{after: r.seq}
	}
	return nil
}

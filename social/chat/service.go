package chat

import (
	"context"
	"encoding/binary"
	"log/slog"
	"sync"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/contact"
	"alun/social/journal"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

// Accounts is what this room needs to know of people.
type Accounts interface {
	// People returns the public profiles of the given accounts; unknown ids are left out. Not inside a closure.
	People(ctx context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error)
	// Settings returns an account's settings, from memory nearly always. It may be called inside a closure.
	Settings(ctx context.Context, account id.Account) (*accountv1.Settings, error)
}

// Contacts says who may write to whom.
type Contacts interface {
	Reach(ctx context.Context, tx *store.Tx, from, to id.Account) (contact.Reach, error)
}

// Journal tells the devices of one account what changed for it alone.
type Journal interface {
	RecordSet(ctx context.Context, tx *store.Tx, drafts []journal.Draft) error
	Since(ctx context.Context, tx *store.Tx, account id.Account, seq int64, limit int) ([]*chatv1.Change, int64, bool, error)
	Last(ctx context.Context, tx *store.Tx, account id.Account) (int64, error)
}

// Hub brings an encoded ServerFrame to live devices, on all nodes. It never blocks.
type Hub interface {
	Push(accounts []id.Account, frame []byte)
}

// Bus carries hints to all nodes.
type Bus interface {
	Publish(topic string, data []byte)
	Subscribe(topic string, f func(data []byte)) (stop func())
}

// Needs is what a Service is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	IDs      *id.Source
	Clock    clock.Clock
	Log      *slog.Logger
	Accounts Accounts
	Contacts Contacts
	Journal  Journal
	Hub      Hub
	Bus      Bus
	Epoch    int64 // of the database: store.DB.Epoch
}

// Service keeps the chats of everybody. It is safe for concurrent use. Make it with New, end it with Close.
type Service struct {
	db       *store.DB
	locks    bool // whether rows have locks; SQLite has one writer instead
	ids      *id.Source
	clock    clock.Clock
	log      *slog.Logger
	accounts Accounts
	contacts Contacts
	journal  Journal
	hub      Hub
	bus      Bus
	epoch    int64

	rooms *rooms
	marks *marks
	door  *store.Batch[Draft, Written]

	stop    func()
	running sync.WaitGroup
}

// maxBatch is how many messages one transaction takes.
const maxBatch = 400

// topicRoom carries the id of a chat whose members or settings changed, 8 bytes, big endian. Nothing rests on it but what
// is answered from memory alone, such as who sees that somebody types.
const topicRoom = "chat.room"

// New returns the service on a migrated database.
func New(n Needs) *Service {
	s := &Service{
		db: n.DB, locks: n.DB.Engine() != "sqlite", ids: n.IDs, clock: n.Clock, log: n.Log, accounts: n.Accounts,
		contacts: n.Contacts, journal: n.Journal, hub: n.Hub, bus: n.Bus, epoch: n.Epoch,
		rooms: newRooms(maxSeats), marks: newMarks(),
	}
	s.door = store.NewBatch(n.DB, maxBatch, s.Append)
	unsubscribe := n.Bus.Subscribe(topicRoom, func(data []byte) {
		if len(data) == 8 {
			s.rooms.forget(id.Chat(binary.BigEndian.Uint64(data)))
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	s.running.Go(func() { s.writeMarks(ctx) })
	s.stop = func() {
		unsubscribe()
		cancel()
	}
	return s
}

// Close writes the marks that wait and stops.
func (s *Service) Close() {
	s.stop()
	s.running.Wait()
}

// tellRooms tells the nodes that the members or settings of a chat changed.
func (s *Service) tellRooms(chat id.Chat) {
	s.bus.Publish(topicRoom, binary.BigEndian.AppendUint64(nil, uint64(chat)))
}

// Send appends what a device wants to say and answers after the durable commit. Calls of all devices share transactions. The
// same (chat, sender, client_id) always gets the first answer.
//
// Errors: invalid ones (compose.go), those of rules (append.go, change.go), ErrBaseTooOld, exhausted store.busy.
func (s *Service) Send(ctx context.Context, sender id.Account, r *chatv1.SendRequest) (out Written, err error) {
	defer errs.Wrap(&err, "chat.Send(%d)", r.ChatId)
	d, first, found, err := s.prepare(ctx, sender, r)
	if found || err != nil {
		return first, err
	}
	return s.door.Do(ctx, d)
}

// prepare does all of a send that needs no lock: it reads the quoted or forwarded entry and encodes the content. found says
// that it had been sent before, as first.
func (s *Service) prepare(ctx context.Context, sender id.Account, r *chatv1.SendRequest) (d Draft, first Written, found bool, err error) {
	if d, err = compose(sender, r); err != nil {
		return d, first, false, err
	}
	if first, found, err = s.settle(ctx, &d); found || err != nil {
		return d, first, found, err
	}
	if r.QuoteSeq > 0 || r.ForwardSeq > 0 {
		if err := s.copyFrom(ctx, sender, r, &d); err != nil {
			return d, first, false, err
		}
	}
	if card := d.Entry.GetBody().GetCard(); card != nil {
		who := id.Account(card.Person.Id)
		people, err := s.accounts.People(ctx, []id.Account{who})
		if err != nil {
			return d, first, false, err
		}
		if people[who] == nil || people[who].Deleted {
			return d, first, false, errNoPerson
		}
		card.Person = people[who]
	}
	d.content = encode(d.Entry)
	return d, first, false, nil
}

// copyFrom fills in the quote, or what is forwarded. Error: ErrNoEntry when the sender cannot see that entry.
func (s *Service) copyFrom(ctx context.Context, sender id.Account, r *chatv1.SendRequest, d *Draft) error {
	return s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if r.ForwardSeq > 0 {
			e, err := visible(ctx, tx, sender, id.Chat(r.ForwardChatId), r.ForwardSeq)
			if err != nil {
				return err
			}
			if ofMoney(e.kind) {
				return errMoney
			}
			d.Entry = &chatv1.Entry{Body: e.entry.Body, Forwarded: true}
		}
		if r.QuoteSeq > 0 && targetOf(d.Entry.GetBody()) == 0 {
			e, err := visible(ctx, tx, sender, d.Chat, r.QuoteSeq)
			if err != nil {
				return err
			}
			d.Entry.Quote = &chatv1.Quote{Seq: e.seq, SenderId: int64(e.sender), Text: excerpt(e.entry.Body)}
		}
		return nil
	})
}

// visible returns a message as far as somebody may see it. Error: ErrNoEntry.
func visible(ctx context.Context, tx *store.Tx, who id.Account, chat id.Chat, seq int64) (*row, error) {
	m, err := memberAt(ctx, tx, chat, who)
	if err != nil {
		return nil, ErrNoEntry
	}
	if w := m.window(); seq < w.from || seq >= w.until {
		return nil, ErrNoEntry
	}
	rows, err := window{seq, seq + 1}.oldest(ctx, tx, chat, 1)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !countable(rows[0].kind) || rows[0].entry.Recalled {
		return nil, ErrNoEntry
	}
	return rows[0], nil
}

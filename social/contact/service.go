package contact

import (
	"context"
	"errors"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Accounts is what this room needs to know of people.
type Accounts interface {
	// People returns the public profiles of the given accounts; unknown ids are left out.
	People(ctx context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error)
	// SettingsIn returns an account's settings. What it has to read it reads in tx, or in a transaction of its own when tx is nil.
	SettingsIn(ctx context.Context, tx *store.Tx, account id.Account) (*accountv1.Settings, error)
	// Lookup returns the account that has a handle, phone number or QR text (by is "handle", "phone" or "qr"), or 0 when
	// nobody can be found by it.
	Lookup(ctx context.Context, by, value string) (id.Account, error)
}

// Key is what a person can be found by.
type Key string

// The keys of Find.
const (
	ByHandle Key = "handle"
	ByPhone  Key = "phone"
	ByQR     Key = "qr"
)

// Journal tells the devices of one account that something of theirs has changed.
type Journal interface {
	Record(ctx context.Context, tx *store.Tx, account id.Account, key string, change *chatv1.Change) error
}

// Jobs takes work that must happen after the commit of tx, at least once; work of one kind and key is taken once.
type Jobs interface {
	Later(ctx context.Context, tx *store.Tx, kind string, shard int64, key string, payload []byte) error
}

// Bus carries hints to all nodes, and says when some may have been lost.
type Bus interface {
	Publish(topic string, data []byte)
	Subscribe(topic string, fn func(data []byte)) (stop func())
	OnGap(fn func())
}

// Service keeps the contacts of everybody. It is safe for concurrent use. Make it with New.
type Service struct {
	db       *store.DB
	ids      *id.Source
	accounts Accounts
	journal  Journal
	jobs     Jobs
	bus      Bus
	clock    clock.Clock
	pairs    *pairs
	stop     func()
}

// Needs is what a Service is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	IDs      *id.Source
	Clock    clock.Clock
	Accounts Accounts
	Journal  Journal
	Jobs     Jobs
	Bus      Bus
}

// New returns the service on a migrated database. Close it.
func New(n Needs) *Service {
	s := &Service{
		db: n.DB, ids: n.IDs, accounts: n.Accounts, journal: n.Journal, jobs: n.Jobs, bus: n.Bus, clock: n.Clock,
		pairs: newPairs(n.Clock),
	}
	s.stop = n.Bus.Subscribe(topicChanged, s.pairs.forgetEncoded)
	n.Bus.OnGap(s.pairs.forgetAll)
	return s
}

// Close stops listening to the other nodes.
func (s *Service) Close() { s.stop() }

// spend counts one act of an account against its limit for the UTC day of now. Error: exhausted contact.<act>_limit, with the
// time until midnight UTC.
func spend(ctx context.Context, tx *store.Tx, account id.Account, act string, limit int) error {
	const day = 24 * time.Hour
	today := tx.Now.UnixMilli() / day.Milliseconds()
	var used int
	if err := tx.QueryRow(ctx, sqlSpend, account, act, today).Scan(&used); err != nil {
		return err
	}
	if used <= limit {
		return nil
	}
	left := time.UnixMilli((today + 1) * day.Milliseconds()).Sub(tx.Now)
	return errs.Exhausted("contact."+act+"_limit", "You have done this %d times today. Please try again tomorrow.", limit).After(left)
}

// Find returns the account that has the given handle, phone number or QR text, when its owner lets itself be found so.
// Everything else is ErrNotFound. Each call counts against FindsPerDay: exhausted contact.find_limit.
func (s *Service) Find(ctx context.Context, caller id.Account, by Key, value string) (_ id.Account, err error) {
	defer errs.Wrap(&err, "contact.Find(%d, %s)", caller, by)
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return spend(ctx, tx, caller, "find", FindsPerDay)
	})
	if err != nil {
		return 0, err
	}
	found, err := s.accounts.Lookup(ctx, string(by), value)
	if err != nil {
		return 0, err
	}
	if found == 0 {
		return 0, ErrNotFound
	}
	if found == caller {
		return found, nil
	}
	settings, err := s.accounts.SettingsIn(ctx, nil, found)
	if err != nil {
		return 0, err
	}
	allowed := map[Key]bool{ByHandle: settings.GetFindByHandle(), ByPhone: settings.GetFindByPhone(), ByQR: settings.GetFindByQr()}[by]
	var side Side
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		side, err = readSide(ctx, tx, caller, found)
		return err
	})
	if err != nil {
		return 0, err
	}
	if side.BlockedBy || !allowed && !side.Listed {
		return 0, ErrNotFound
	}
	return found, nil
}

// Change says what to change of a contact; nil stays.
type Change struct {
	Remark, Note *string
	Starred      *bool
	Tags         *[]string
}

// Update changes what the caller keeps of a contact. Errors: ErrNotInList, and invalid ones for what is too long.
func (s *Service) Update(ctx context.Context, caller, other id.Account, c Change) (err error) {
	defer errs.Wrap(&err, "contact.Update(%d, %d)", caller, other)
	if c, err = c.clean(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := lockBook(ctx, tx, caller); err != nil {
			return err
		}
		side, err := readSide(ctx, tx, caller, other)
		if err != nil {
			return err
		}
		if !side.Listed && !side.Blocked {
			return ErrNotInList
		}
		c.apply(&side)
		if err := saveSide(ctx, tx, side); err != nil {
			return err
		}
		return s.changed(ctx, tx, caller)
	})
}

func (c Change) clean() (_ Change, err error) {
	if c.Remark != nil {
		text, err := cleanText("remark", *c.Remark, MaxRemark)
		if err != nil {
			return c, err
		}
		c.Remark = &text
	}
	if c.Note != nil {
		text, err := cleanText("note", *c.Note, MaxOwnNote)
		if err != nil {
			return c, err
		}
		c.Note = &text
	}
	if c.Tags != nil {
		tags, err := cleanTags(*c.Tags)
		if err != nil {
			return c, err
		}
		c.Tags = &tags
	}
	return c, nil
}

func (c Change) apply(s *Side) {
	if c.Remark != nil {
		s.Remark = *c.Remark
	}
	if c.Note != nil {
		s.Note = *c.Note
	}
	if c.Starred != nil {
		s.Starred = *c.Starred
	}
	if c.Tags != nil {
		s.Tags = *c.Tags
	}
}

// changed tells the devices of an account that its contacts or requests are different now.
func (s *Service) changed(ctx context.Context, tx *store.Tx, accounts ...id.Account) error {
	for _, a := range accounts {
		change := &chatv1.Change{What: &chatv1.Change_Contacts{Contacts: true}}
		if err := s.journal.Record(ctx, tx, a, "contacts", change); err != nil {
			return err
		}
	}
	return nil
}

// Book is all that a person keeps: listed and blocked people.
func (s *Service) Book(ctx context.Context, of id.Account) (sides []Side, err error) {
	defer errs.Wrap(&err, "contact.Book(%d)", of)
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		sides = sides[:0]
		rows, err := tx.Query(ctx, sqlSides, of)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			side, err := scanSide(rows)
			if err != nil {
				return err
			}
			sides = append(sides, side)
		}
		return rows.Err()
	})
	return sides, err
}

// Relation is how the caller stands to another: the caller's side and the newest request of each direction, nil for none.
type Relation struct {
	Side          Side
	Asked, Asking *FriendRequest
}

// Relation returns how the caller stands to other.
func (s *Service) Relation(ctx context.Context, caller, other id.Account) (r Relation, err error) {
	defer errs.Wrap(&err, "contact.Relation(%d, %d)", caller, other)
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		r, err = readRelation(ctx, tx, caller, other)
		return err
	})
	return r, err
}

func readRelation(ctx context.Context, tx *store.Tx, caller, other id.Account) (r Relation, err error) {
	if r.Side, err = readSide(ctx, tx, caller, other); err != nil {
		return r, err
	}
	if r.Asked, err = readRequest(ctx, tx, caller, other, false); err != nil {
		return r, err
	}
	r.Asking, err = readRequest(ctx, tx, caller, other, true)
	return r, err
}

// Requests returns at most limit (1 to 100) requests of the caller before the given one, newest first, and how many
// incoming ones the caller has not looked at yet.
func (s *Service) Requests(ctx context.Context, caller id.Account, before time.Time, beforeID id.Request, limit int) (list []*FriendRequest, unseen int, err error) {
	defer errs.Wrap(&err, "contact.Requests(%d)", caller)
	limit = min(max(limit, 1), 100)
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		list = list[:0]
		if err := tx.QueryRow(ctx, sqlUnseen, caller, tx.Now.Add(-RequestLife).UnixMilli()).Scan(&unseen); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, sqlRequests, caller, before.UnixMilli(), beforeID, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			r, err := scanRequest(rows)
			if err != nil {
				return err
			}
			list = append(list, r)
		}
		return rows.Err()
	})
	return list, unseen, err
}

// readRequestByID returns a request of the account's book. Error: ErrRequestGone.
func readRequestByID(ctx context.Context, tx *store.Tx, account id.Account, request id.Request) (*FriendRequest, error) {
	r, err := scanRequest(tx.QueryRow(ctx, sqlRequestByID, account, request))
	if errors.Is(err, store.ErrNoRows) {
		return nil, ErrRequestGone
	}
	return r, err
}

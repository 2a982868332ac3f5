package pay

import (
	"context"
	"log/slog"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/clock"
	"alun/base/id"
	"alun/base/job"
	"alun/base/live"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/pay/paycode"
	"alun/money/wallet"
	"alun/social/contact"
)

// Accounts is what this room needs to know of people.
type Accounts interface {
	// People returns the public profiles of the accounts that exist.
	People(ctx context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error)
	// Open reports, as of tx, whether an account is neither suspended nor deleted.
	Open(ctx context.Context, tx *store.Tx, a id.Account) (bool, error)
	paycode.Sessions
}

// Contacts knows who blocks whom; *contact.Service is one.
type Contacts interface {
	Bond(ctx context.Context, tx *store.Tx, a, b id.Account) (contact.Bond, error)
}

// Wallet agrees that money leaves and comes; *wallet.Service is one.
type Wallet interface {
	Spend(ctx context.Context, tx *store.Tx, s wallet.Spend) error
	MayReceive(ctx context.Context, tx *store.Tx, a id.Account, amount money.Amount) error
	Room(ctx context.Context, tx *store.Tx, a id.Account, c money.Currency) (int64, error)
	Unspend(ctx context.Context, tx *store.Tx, a id.Account, amount money.Amount, spentAt time.Time) error
	Moved(tx *store.Tx, accounts ...id.Account)
	Currency() money.Currency
}

// Ledger moves money; *ledger.Ledger is one.
type Ledger interface {
	Post(ctx context.Context, tx *store.Tx, groups []ledger.Group) ([]store.Result[ledger.Posted], error)
	Balances(ctx context.Context, tx *store.Tx, names []ledger.Account) (map[ledger.Account]ledger.Balance, error)
}

// Jobs does work later; *job.Queue is one.
type Jobs interface {
	Enqueue(ctx context.Context, tx *store.Tx, j job.Job) error
	Handle(kind string, h job.Handler)
}

// Hub brings a frame to all live devices of some accounts. It never blocks.
type Hub interface {
	Push(accounts []id.Account, frame []byte)
}

// Place is where this server stands, as codes and posters say it.
type Place struct {
	Name    string // of the server
	Country string // ISO 3166-1, two letters
}

// Needs is what a Service is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	IDs      *id.Source
	Clock    clock.Clock
	Log      *slog.Logger
	Secrets  *secret.File
	Accounts Accounts
	Contacts Contacts
	Wallet   Wallet
	Ledger   Ledger
	Jobs     Jobs
	Hub      Hub
	Place    func(ctx context.Context) (Place, error)
}

// Service lets people pay and be paid by code. It is safe for concurrent use. Make it with New.
type Service struct {
	Needs

	codeKey *secret.Key // of what codes of ours say
	codes   *paycode.Book
}

// New returns the service on a migrated database. Call it before jobs run.
func New(n Needs) *Service {
	s := &Service{
		Needs: n, codeKey: n.Secrets.Key("pay.code"),
		codes: paycode.New(paycode.Needs{DB: n.DB, IDs: n.IDs, Log: n.Log, Secrets: n.Secrets, Sessions: n.Accounts}),
	}
	n.Jobs.Handle(jobClose, s.closeDue)
	n.Jobs.Handle(jobSettle, s.settleDue)
	return s
}

// Run forgets old pay codes until ctx ends.
func (s *Service) Run(ctx context.Context) { s.codes.Run(ctx) }

// IssueCodes makes the pay codes that the caller's device shows; see [paycode.Book.Issue].
func (s *Service) IssueCodes(ctx context.Context, c authn.Caller, offline bool) ([]paycode.Code, error) {
	return s.codes.Issue(ctx, c, offline)
}

// nudge tells devices, after the commit, that what they know of a topic is old.
func (s *Service) nudge(tx *store.Tx, topic string, accounts ...id.Account) {
	tx.AfterCommit(func() { s.Hub.Push(accounts, live.NudgeFrame(topic)) })
}

// tellStall tells a stall's people that something came or went.
func (s *Service) tellStall(ctx context.Context, tx *store.Tx, stall *Stall) error {
	list, err := staffOf(ctx, tx, stall.ID)
	if err != nil {
		return err
	}
	people := []id.Account{stall.Owner}
	for _, one := range list {
		people = append(people, one.Account)
	}
	s.nudge(tx, topicOf(stall.ID), people...)
	return nil
}

// post posts one group.
func (s *Service) post(ctx context.Context, tx *store.Tx, g ledger.Group) error {
	results, err := s.Ledger.Post(ctx, tx, []ledger.Group{g})
	if err != nil {
		return err
	}
	return results[0].Err
}

// alive returns the public profile of an account that can be paid. Error: ErrPayeeGone.
func (s *Service) alive(ctx context.Context, a id.Account) (*accountv1.Person, error) {
	people, err := s.Accounts.People(ctx, []id.Account{a})
	if err != nil {
		return nil, err
	}
	if p := people[a]; p != nil && !p.GetDeleted() {
		return p, nil
	}
	return nil, ErrPayeeGone
}

// mayBePaid reports whether a payee, or the owner of a stall that is paid, is there and not suspended. Error: ErrPayeeGone.
func (s *Service) mayBePaid(ctx context.Context, tx *store.Tx, a id.Account) error {
	open, err := s.Accounts.Open(ctx, tx, a)
	if err == nil && !open {
		err = ErrPayeeGone
	}
	return err
}

// read is a read of one value.
func read[T any](ctx context.Context, db *store.DB, f func(ctx context.Context, tx *store.Tx) (T, error)) (value T, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		value, err = f(ctx, tx)
		return err
	})
	return value, err
}

// write is a write that returns one value.
func write[T any](ctx context.Context, db *store.DB, f func(ctx context.Context, tx *store.Tx) (T, error)) (value T, err error) {
	err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		value, err = f(ctx, tx)
		return err
	})
	return value, err
}

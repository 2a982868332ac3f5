package redpacket

import (
	"context"
	"log/slog"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/blob"
	"alun/base/clock"
	"alun/base/id"
	"alun/base/job"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
	"alun/social/chat"
	"alun/social/journal"
)

// JobExpire is the kind of the job that ends a packet after [Life]; its key is the packet's id. It reaches disk.
const JobExpire = "redpacket.expire"

// roundMax is how many openings share one transaction.
const roundMax = 256

// Ledger moves money.
type Ledger interface {
	Post(ctx context.Context, tx *store.Tx, groups []ledger.Group) ([]store.Result[ledger.Posted], error)
	Balances(ctx context.Context, tx *store.Tx, accounts []ledger.Account) (map[ledger.Account]ledger.Balance, error)
}

// Wallets says who may spend and receive what.
type Wallets interface {
	// Spend checks and consumes what its owner agreed to.
	Spend(ctx context.Context, tx *store.Tx, s wallet.Spend) error
	// Unspend gives back the use of limits for what was spent at a time and came back.
	Unspend(ctx context.Context, tx *store.Tx, account id.Account, amount money.Amount, spentAt time.Time) error
	// MayReceive says whether a wallet has room for an amount; MayReceiveSet says it for many.
	MayReceive(ctx context.Context, tx *store.Tx, account id.Account, amount money.Amount) error
	MayReceiveSet(ctx context.Context, tx *store.Tx, set []wallet.Receipt) (refused []error, err error)
	// Moved tells devices after the commit that their wallets have changed.
	Moved(tx *store.Tx, accounts ...id.Account)
}

// Chats holds the messages and knows who is in which chat.
type Chats interface {
	Append(ctx context.Context, tx *store.Tx, drafts []chat.Draft) ([]chat.Result, error)
	Look(ctx context.Context, tx *store.Tx, chats []id.Chat) (map[id.Chat]chat.Sight, error)
}

// Accounts shows people.
type Accounts interface {
	People(ctx context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error)
}

// Journal tells the devices of single accounts what only they may see.
type Journal interface {
	RecordSet(ctx context.Context, tx *store.Tx, drafts []journal.Draft) error
}

// Jobs takes work for later, in the caller's transaction.
type Jobs interface {
	Enqueue(ctx context.Context, tx *store.Tx, j job.Job) error
	Cancel(ctx context.Context, tx *store.Tx, shard int64, kind, key string) error
}

// Needs is what a Service is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	IDs      *id.Source
	Clock    clock.Clock
	Log      *slog.Logger
	Ledger   Ledger
	Wallets  Wallets
	Chats    Chats
	Accounts Accounts
	Journal  Journal
	Jobs     Jobs
	Blobs    blob.Store
	Rules    func(ctx context.Context) Rules // as the operator's settings say now, from memory
}

// Service sends and opens packets. It is safe for concurrent use. Make it with [New].
type Service struct {
	db       *store.DB
	ids      *id.Source
	clock    clock.Clock
	log      *slog.Logger
	ledger   Ledger
	wallets  Wallets
	chats    Chats
	accounts Accounts
	journal  Journal
	jobs     Jobs
	blobs    blob.Store
	rules    func(ctx context.Context) Rules
	locks    bool // rows are locked one by one, as the engine has more than one writer
	memory   *memory
	openings *store.Batch[asked, Opening]
	lates    *store.Batch[late, struct{}]
}

// New returns the service on a migrated database. Have the queue call [Service.Expire] for jobs of kind [JobExpire].
func New(n Needs) *Service {
	s := &Service{
		db: n.DB, ids: n.IDs, clock: n.Clock, log: n.Log, ledger: n.Ledger, wallets: n.Wallets, chats: n.Chats, accounts: n.Accounts,
		journal: n.Journal, jobs: n.Jobs, blobs: n.Blobs, rules: n.Rules, locks: n.DB.Engine() == "postgres", memory: newMemory(),
	}
	s.openings = store.NewBatch(n.DB, roundMax, s.open)
	s.lates = store.NewBatch(n.DB, roundMax, s.tellLate)
	n.DB.AddCheck("redpacket money", s.checkMoney)
	return s
}

// account is the packet's own in the ledger.
func (p *Packet) account() ledger.Account {
	return ledger.Account{Owner: int64(p.ID), Code: ledger.Packet, Currency: p.Total.Currency}
}

// amount is minor units of the packet's currency.
func (p *Packet) amount(minor int64) money.Amount { return money.Of(minor, p.Total.Currency) }

package wallet

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/live"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet/bills"
	"alun/money/wallet/pin"
	"alun/social/account"
)

// Config says what kind of server this is.
type Config struct {
	Currency money.Currency // the deployment's
	Sandbox  bool           // the bank behind top-ups is a sandbox
	// DemoPIN is the PIN that the people of a demo town have; shown to whoever asks. Empty elsewhere.
	DemoPIN string
}

// Ledger is what this room asks of the books.
type Ledger interface {
	bills.Ledger
	Balances(ctx context.Context, tx *store.Tx, accounts []ledger.Account) (map[ledger.Account]ledger.Balance, error)
}

// Accounts is what this room needs to know of people and their devices, and how they prove themselves.
type Accounts interface {
	bills.Accounts
	// Standing tells how new the caller's device and number are. Without a session it tells of the number alone.
	Standing(ctx context.Context, tx *store.Tx, c authn.Caller) (account.Standing, error)
	// HasPasskeys reports whether passkeys work under the name by which this request calls the server.
	HasPasskeys(ctx context.Context) bool
	// KeysBefore counts the passkeys that were added before a moment.
	KeysBefore(ctx context.Context, tx *store.Tx, a id.Account, before time.Time) (int, error)
	BeginConfirm(ctx context.Context, a id.Account, binding string, before time.Time) (ticket string, options []byte, err error)
	FinishConfirm(ctx context.Context, a id.Account, binding, ticket, answer string) error
	StartProof(ctx context.Context, a id.Account, before time.Time) (account.Ticket, error)
	CheckProof(ctx context.Context, a id.Account, ticket, code string) (use func(ctx context.Context, tx *store.Tx) error, err error)
}

// Hub brings a frame to all live devices of some accounts.
type Hub interface {
	Push(accounts []id.Account, frame []byte)
}

// Bus carries hints to all nodes, and says when some may have been lost.
type Bus interface {
	Publish(topic string, data []byte)
	Subscribe(topic string, fn func(data []byte)) (stop func())
	OnGap(fn func())
}

// hasher seals and compares PINs: pin.Hasher.
type hasher interface {
	Enter(ctx context.Context) (leave func(), err error)
	Seal(a id.Account, digits string) []byte
	Compare(a id.Account, box []byte, digits string) (bool, error)
	Old(box []byte) bool
}

// Needs is what a Service is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	Clock    clock.Clock
	Log      *slog.Logger
	Secrets  *secret.File
	Ledger   Ledger
	Accounts Accounts
	Hub      Hub
	Bus      Bus
}

// Service is everybody's wallets. It is safe for concurrent use. Make it with [New] and give it time with [Service.Run].
type Service struct {
	db       *store.DB
	clock    clock.Clock
	log      *slog.Logger
	ledger   Ledger
	accounts Accounts
	hub      Hub
	bus      Bus
	cfg      Config
	pins     hasher
	bills    *bills.Books

	policyGuard sync.Mutex // of changes
	policies    atomic.Pointer[map[money.Currency]Policy]
	policyOld   chan struct{} // a hint says that another node has changed one
	stop        func()
}

// policyEvery is how long a node may go by an old policy when the hint of the change was lost.
const policyEvery = 30 * time.Second

// New returns the service on a migrated database. Close it.
func New(ctx context.Context, n Needs, cfg Config) (_ *Service, err error) {
	defer errs.Wrap(&err, "wallet.New")
	if _, err := money.ParseCurrency(string(cfg.Currency)); err != nil {
		return nil, err
	}
	s := &Service{
		db: n.DB, clock: n.Clock, log: n.Log, ledger: n.Ledger, accounts: n.Accounts, hub: n.Hub, bus: n.Bus, cfg: cfg,
		pins: pin.NewHasher(n.Secrets), policyOld: make(chan struct{}, 1),
		bills: bills.New(bills.Needs{DB: n.DB, Ledger: n.Ledger, Accounts: n.Accounts, Currency: cfg.Currency}),
	}
	if err := s.readPolicies(ctx); err != nil {
		return nil, err
	}
	old := func() {
		select {
		case s.policyOld <- struct{}{}:
		default: // one hint waits already
		}
	}
	s.stop = n.Bus.Subscribe(topicPolicy, func([]byte) { old() })
	n.Bus.OnGap(old)
	return s, nil
}

// Close stops listening to the other nodes.
func (s *Service) Close() { s.stop() }

// Run keeps what is remembered of the operator's settings fresh until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(policyEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.policyOld:
		}
		if err := s.readPolicies(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("wallet: the money settings were not read again", "err", err)
		}
	}
}

// Of returns a wallet's account in the ledger.
func Of(a id.Account, c money.Currency) ledger.Account {
	return ledger.Account{Owner: int64(a), Code: ledger.Wallet, Currency: c}
}

// Currency returns the deployment's currency.
func (s *Service) Currency() money.Currency { return s.cfg.Currency }

// nudge asks devices to read the wallet again.
var nudge = live.NudgeFrame("wallet")

// Moved tells the devices of accounts, after the commit, that something moved in their wallets.
func (s *Service) Moved(tx *store.Tx, accounts ...id.Account) {
	if len(accounts) == 0 {
		return
	}
	tx.AfterCommit(func() { s.hub.Push(accounts, nudge) })
}

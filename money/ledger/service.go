package ledger

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"sync"
	"sync/atomic"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/store"
)

// Signer signs the seals; a key of secret.File is one.
type Signer interface {
	Sign(message []byte) (public ed25519.PublicKey, signature []byte)
}

// Needs is what the ledger stands on.
type Needs struct {
	DB     *store.DB
	Clock  clock.Clock
	Log    *slog.Logger
	Signer Signer
}

// Ledger keeps the book. It is safe for concurrent use.
type Ledger struct {
	db     *store.DB
	clock  clock.Clock
	log    *slog.Logger
	signer Signer

	oneWriter bool // the engine's transactions write one after the other

	sealed atomic.Int64 // the newest day that this process has sealed, or found nothing in

	mu      sync.RWMutex
	expired map[string]Expirer
}

// New returns the ledger on a migrated database.
func New(n Needs) *Ledger {
	return &Ledger{db: n.DB, clock: n.Clock, log: n.Log, signer: n.Signer, oneWriter: n.DB.Engine() == "sqlite",
		expired: map[string]Expirer{}}
}

// Expirer ends the thing that a hold was for, in the transaction in which the hold expires. It first locks the rows of the
// thing, then calls free, which expires the hold, and then does what follows: so the locks are taken in the same order as when
// money moves. It returns the error of free as it is; an error keeps the hold, and it is tried again.
type Expirer = func(ctx context.Context, tx *store.Tx, hold Posting, free func() error) error

// OnExpire has fn called for every hold of the given purpose whose time is over. Call it before Run.
func (l *Ledger) OnExpire(purpose string, fn Expirer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expired[purpose] = fn
}

// SetFloor sets how far the account may be spent: what is available stays at or above floor; a floor below zero is
// credit. Errors: conflict ledger.insufficient when less is available already.
func (l *Ledger) SetFloor(ctx context.Context, tx *store.Tx, name Account, floor int64) (err error) {
	defer errs.Wrap(&err, "ledger.SetFloor(%s)", name)
	if err := (&Posting{ID: ID{Ref: 1}, Verb: Post, Amount: 1, Purpose: "floor", Debit: name,
		Credit: Account{name.Owner, name.Code + 1, name.Currency}}).examine(); err != nil {
		return err
	}
	b := &book{names: []Account{name}, accounts: map[Account]*account{}}
	if err := l.lockAccounts(ctx, tx, b.names, b.accounts); err != nil {
		return err
	}
	a := b.accounts[name]
	if floor != Unlimited && a.Available() < floor {
		return ErrInsufficient
	}
	a.Floor, a.changed = floor, true
	return b.writeAccounts(ctx, tx)
}

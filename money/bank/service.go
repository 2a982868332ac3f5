package bank

import (
	"context"
	"log/slog"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// Wallets says what may leave and enter a wallet; *wallet.Service is one.
type Wallets interface {
	Spend(ctx context.Context, tx *store.Tx, s wallet.Spend) error
	Unspend(ctx context.Context, tx *store.Tx, account id.Account, amount money.Amount, spentAt time.Time) error
	MayReceive(ctx context.Context, tx *store.Tx, account id.Account, amount money.Amount) error
	Moved(tx *store.Tx, accounts ...id.Account)
	Currency() money.Currency
}

// Ledger moves the money; *ledger.Ledger is one.
type Ledger interface {
	Balances(ctx context.Context, tx *store.Tx, accounts []ledger.Account) (map[ledger.Account]ledger.Balance, error)
	Post(ctx context.Context, tx *store.Tx, groups []ledger.Group) ([]store.Result[ledger.Posted], error)
}

// Jobs takes work for later; *job.Queue is one.
type Jobs interface {
	Enqueue(ctx context.Context, tx *store.Tx, j job.Job) error
	Cancel(ctx context.Context, tx *store.Tx, shard int64, kind, key string) error
}

// Needs is what a Service is made of; all of it is required.
type Needs struct {
	DB      *store.DB
	IDs     *id.Source
	Clock   clock.Clock
	Log     *slog.Logger
	Secrets *secret.File
	Wallets Wallets
	Ledger  Ledger
	Jobs    Jobs
	Banks   []Bank // in the order in which people choose among them
}

// Service keeps everybody's bank business. It is safe for concurrent use. Make it with New.
type Service struct {
	Needs
	numbers *secret.Key
	banks   map[string]Bank
}

// New returns the service on a migrated database.
func New(n Needs) *Service {
	s := &Service{Needs: n, numbers: n.Secrets.Key("bank.number"), banks: map[string]Bank{}}
	for _, b := range n.Banks {
		s.banks[b.Info().ID] = b
	}
	return s
}

// Link notes a bank account of a person. Errors: ErrNoBank, ErrNumber, ErrHolder, ErrLinked, ErrFull.
func (s *Service) Link(ctx context.Context, owner id.Account, bank, number, holder string) (l Linked, err error) {
	defer errs.Wrap(&err, "bank.Link(%d)", owner)
	if s.banks[bank] == nil {
		return l, ErrNoBank
	}
	if number, err = cleanNumber(number); err != nil {
		return l, err
	}
	if holder, err = cleanHolder(holder); err != nil {
		return l, err
	}
	l = Linked{ID: id.Next[LinkedID](s.IDs), Owner: owner, Bank: bank, Tail: number[len(number)-4:], Holder: holder}
	l.sealed = s.numbers.Seal([]byte(number), l.place())
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lockBook(ctx, tx, owner); err != nil {
			return err
		}
		if err := s.mayLink(ctx, tx, l, number); err != nil {
			return err
		}
		l.At = tx.Now
		_, err := tx.Exec(ctx, sqlLink, l.Owner, l.ID, l.Bank, l.sealed, l.Tail, l.Holder, l.At.UnixMilli())
		return err
	})
	return l, err
}

// place binds a sealed number to its row.
func (l Linked) place() string { return l.Owner.String() + "/" + l.Bank }

func (s *Service) mayLink(ctx context.Context, tx *store.Tx, l Linked, number string) error {
	all, err := readAllLinked(ctx, tx, l.Owner)
	if err != nil {
		return err
	}
	linked := 0
	for _, other := range all {
		if other.Gone {
			continue
		}
		linked++
		plain, err := s.numbers.Open(other.sealed, other.place())
		if err != nil {
			return err
		}
		if other.Bank == l.Bank && string(plain) == number {
			return ErrLinked
		}
	}
	if linked >= MaxLinked {
		return ErrFull
	}
	return nil
}

// Unlink takes a bank account off a person's list; moves that are under way go on. Error: ErrNoAccount.
func (s *Service) Unlink(ctx context.Context, owner id.Account, linked LinkedID) (err error) {
	defer errs.Wrap(&err, "bank.Unlink(%d, %d)", owner, linked)
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lockBook(ctx, tx, owner); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, sqlUnlink, owner, linked)
		if err == nil && n == 0 {
			err = ErrNoAccount
		}
		return err
	})
}

// Linked returns a person's linked accounts, the oldest first.
func (s *Service) Linked(ctx context.Context, owner id.Account) (list []Linked, err error) {
	defer errs.Wrap(&err, "bank.Linked(%d)", owner)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := readAllLinked(ctx, tx, owner)
		list = list[:0]
		for _, l := range all {
			if !l.Gone {
				list = append(list, l)
			}
		}
		return err
	})
	return list, err
}

// Forget does what follows from the deletion of an account: the numbers of its bank accounts are gone. What was moved stays in
// the books. Doing it again is harmless.
func (s *Service) Forget(ctx context.Context, owner id.Account) (err error) {
	defer errs.Wrap(&err, "bank.Forget(%d)", owner)
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lockBook(ctx, tx, owner); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqlForgetLink, owner, []byte{})
		return err
	})
}

// Settled reports whether an account may be deleted as far as the banks are concerned: nothing waits for one. Error: ErrOpen.
func (s *Service) Settled(ctx context.Context, tx *store.Tx, owner id.Account) (err error) {
	defer errs.Wrap(&err, "bank.Settled(%d)", owner)
	var open int
	if err := tx.QueryRow(ctx, sqlCountOpen, owner).Scan(&open); err != nil {
		return err
	}
	if open > 0 {
		return ErrOpen
	}
	return nil
}

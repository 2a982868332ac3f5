package bank

import (
	"bytes"
	"context"
	"errors"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// The steps of a move in the ledger; they reach disk. A top-up is one posting; a withdrawal is a hold and what became of it.
const (
	stepMoney int32 = 0
	stepPaid  int32 = 1
	stepBack  int32 = 2
)

// What the bill list shows; they reach disk and wire.
const (
	purposeTopUp    = "bank.topup"
	purposeWithdraw = "bank.withdraw"
)

// Request is what a person asks for. The same ClientID is the same move, and gets the first answer.
type Request struct {
	ClientID []byte // 16 bytes of the device's choosing
	Linked   LinkedID
	Amount   money.Amount
	Grant    []byte // of a withdrawal
}

// TopUp asks the bank to move money in. It returns how the move stands after the bank's first answer: done, failed, or open, then
// the wallet's devices are nudged when it is decided. Errors: ErrNoAccount, ErrAmount, ErrCurrency, ErrConflict, ErrTooMany, and
// wallet.balance_limit when the wallet has no room for it.
func (s *Service) TopUp(ctx context.Context, caller authn.Caller, r Request) (_ Move, err error) {
	defer errs.Wrap(&err, "bank.TopUp(%d)", caller.Account)
	return s.begin(ctx, caller.Account, TopUp, r, func(ctx context.Context, tx *store.Tx, _ Move, _ Linked) error {
		return s.Wallets.MayReceive(ctx, tx, caller.Account, r.Amount)
	})
}

// Withdraw holds the amount and asks the bank to pay it out: in any currency, and the last of a wallet however little it is.
// Errors: as TopUp, and those of wallet.Spend and ledger.insufficient in place of wallet.balance_limit.
func (s *Service) Withdraw(ctx context.Context, caller authn.Caller, r Request) (_ Move, err error) {
	defer errs.Wrap(&err, "bank.Withdraw(%d)", caller.Account)
	return s.begin(ctx, caller.Account, Withdrawal, r, func(ctx context.Context, tx *store.Tx, m Move, l Linked) error {
		intent := wallet.Intent{Kind: "withdrawal", ClientID: r.ClientID, Amount: r.Amount, Payee: int64(r.Linked)}
		if err := s.Wallets.Spend(ctx, tx, wallet.Spend{Caller: caller, Intent: intent, Grant: r.Grant}); err != nil {
			return err
		}
		return s.post(ctx, tx, ledger.Posting{
			ID: ledger.ID{Ref: int64(m.ID), Step: stepMoney}, Verb: ledger.Hold, Debit: wallet.Of(m.Owner, m.Amount.Currency), Credit: house(m.Amount.Currency),
			Amount: m.Amount.Minor, Purpose: purposeWithdraw, Note: s.note(m, l),
		})
	})
}

// begin writes a move down, with what also adds to its transaction, and gives it to the bank. A job stands behind it from the
// start: whatever happens to this process, the bank is asked.
func (s *Service) begin(
	ctx context.Context, owner id.Account, kind Kind, r Request, also func(context.Context, *store.Tx, Move, Linked) error,
) (m Move, err error) {
	if err := s.check(r); err != nil {
		return m, err
	}
	fresh := Move{ID: id.Next[MoveID](s.IDs), Owner: owner, ClientID: r.ClientID, Kind: kind, Amount: r.Amount, Linked: r.Linked, State: Waiting}
	again := false
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if err := lockBook(ctx, tx, owner); err != nil {
			return err
		}
		if m, again, err = first(ctx, tx, fresh); again || err != nil {
			return err
		}
		m = fresh
		m.At = tx.Now
		l, err := s.mayBegin(ctx, tx, m)
		if err != nil {
			return err
		}
		if err := makeMove(ctx, tx, m); err != nil {
			return err
		}
		if err := also(ctx, tx, m, l); err != nil {
			return err
		}
		s.Wallets.Moved(tx, owner)
		return s.later(ctx, tx, m, tx.Now.Add(firstAsk))
	})
	if err != nil || again {
		return m, err
	}
	return s.submit(ctx, m), nil
}

// first returns the move that the same client id has made before. Error: ErrConflict when that is another one.
func first(ctx context.Context, tx *store.Tx, m Move) (_ Move, found bool, err error) {
	before, err := readMove(ctx, tx, sqlMoveOf, m.Owner, m.ClientID)
	switch {
	case errors.Is(err, ErrNotFound):
		return Move{}, false, nil
	case err != nil:
		return Move{}, false, err
	case !before.same(m):
		return Move{}, false, ErrConflict
	}
	return before, true, nil
}

// check reports what can never be right about a request. What depends on today comes after the look for its first answer.
func (s *Service) check(r Request) error {
	if len(r.ClientID) != idLength || bytes.Equal(r.ClientID, make([]byte, idLength)) {
		return ErrClientID
	}
	if _, err := money.ParseCurrency(string(r.Amount.Currency)); err != nil {
		return ErrCurrency
	}
	if r.Amount.Minor <= 0 {
		return ErrAmount
	}
	return nil
}

// within reports whether a bank moves so much at once. Nothing gets stuck in a wallet: the last of it may be less than the least,
// and money of a currency that the deployment has left goes out, though no more comes in. Errors: ErrCurrency, ErrAmount.
func (s *Service) within(ctx context.Context, tx *store.Tx, m Move) error {
	least, most := Bounds(m.Amount.Currency)
	switch {
	case m.Kind == TopUp && m.Amount.Currency != s.Wallets.Currency():
		return ErrCurrency
	case m.Amount.Minor > most.Minor, m.Amount.Minor < least.Minor && m.Kind == TopUp:
		return ErrAmount
	case m.Amount.Minor >= least.Minor:
		return nil
	}
	book := wallet.Of(m.Owner, m.Amount.Currency)
	all, err := s.Ledger.Balances(ctx, tx, []ledger.Account{book})
	if err == nil && all[book].Available() != m.Amount.Minor {
		err = ErrAmount
	}
	return err
}

func (s *Service) mayBegin(ctx context.Context, tx *store.Tx, m Move) (Linked, error) {
	l, err := readLinked(ctx, tx, m.Owner, m.Linked)
	if err == nil && l.Gone {
		err = ErrNoAccount
	}
	if err == nil {
		err = s.within(ctx, tx, m)
	}
	if err != nil {
		return l, err
	}
	var open int
	if err := tx.QueryRow(ctx, sqlCountOpen, m.Owner).Scan(&open); err != nil {
		return l, err
	}
	if open >= MaxOpen {
		return l, ErrTooMany
	}
	return l, nil
}

// post moves money for one move. The id of each step makes it harmless to repeat.
func (s *Service) post(ctx context.Context, tx *store.Tx, p ledger.Posting) error {
	results, err := s.Ledger.Post(ctx, tx, []ledger.Group{{p}})
	if err != nil {
		return err
	}
	return results[0].Err
}

// house is the account that stands for all that is outside: what it owes is what is in the wallets.
func house(c money.Currency) ledger.Account { return ledger.Account{Code: ledger.Bank, Currency: c} }

// note is what both sides read later: the bank's name and the masked number.
func (s *Service) note(m Move, l Linked) []byte {
	n := &walletv1.Note{Name: l.Masked()}
	if b := s.banks[l.Bank]; b != nil {
		n.Name = b.Info().Name + " " + l.Masked()
	}
	if m.Kind == TopUp {
		n.ToId = int64(m.Owner)
	} else {
		n.FromId = int64(m.Owner)
	}
	return wallet.Note(n)
}

// Move returns one move of a person. Error: ErrNotFound.
func (s *Service) Move(ctx context.Context, owner id.Account, move MoveID) (m Move, l Linked, err error) {
	defer errs.Wrap(&err, "bank.Move(%d, %d)", owner, move)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if m, err = readMove(ctx, tx, sqlMove, owner, move); err != nil {
			return err
		}
		l, err = readLinked(ctx, tx, owner, m.Linked)
		return err
	})
	return m, l, err
}

// Moves returns a person's moves, newest first, at most MaxListed, and the linked accounts that they name.
func (s *Service) Moves(ctx context.Context, owner id.Account) (moves []Move, linked map[LinkedID]Linked, err error) {
	defer errs.Wrap(&err, "bank.Moves(%d)", owner)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if moves, err = readMoves(ctx, tx, sqlMoves, owner, MaxListed); err != nil {
			return err
		}
		all, err := readAllLinked(ctx, tx, owner)
		linked = map[LinkedID]Linked{}
		for _, l := range all {
			linked[l.ID] = l
		}
		return err
	})
	return moves, linked, err
}

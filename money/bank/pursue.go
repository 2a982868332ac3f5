package bank

import (
	"context"
	"errors"
	"strconv"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// JobPursue is the job that has a bank asked about a move until it has decided. Its shard is the owner, its key the move. There
// is one for every move that is open or owed.
const JobPursue = "bank.pursue"

func (m Move) key() string { return strconv.FormatInt(int64(m.ID), 10) }

// later notes the job of a move, in place of the one before.
func (s *Service) later(ctx context.Context, tx *store.Tx, m Move, at time.Time) error {
	return s.Jobs.Enqueue(ctx, tx, job.Job{Kind: JobPursue, Shard: int64(m.Owner), Key: m.key(), RunAt: at})
}

// submit gives a move that was just written to the bank and returns how it stands then. It has no error: what goes wrong here is
// the job's to repair.
func (s *Service) submit(ctx context.Context, m Move) Move {
	ctx = context.WithoutCancel(ctx) // who asked may go away; the bank has heard all the same
	next, err := s.pursue(ctx, m, true)
	if err != nil {
		s.Log.Warn("a bank's answer could not be booked yet", "move", m.ID, "err", err)
		return m
	}
	return next
}

// Pursue is the handler of JobPursue. An unknown answer is no failure of the job: the move says when to ask again.
func (s *Service) Pursue(ctx context.Context, j job.Job) (err error) {
	defer errs.Wrap(&err, "bank.Pursue(%d, %s)", j.Shard, j.Key)
	move, err := id.Parse[MoveID](j.Key)
	if err != nil {
		return err
	}
	m, _, err := s.Move(ctx, id.Account(j.Shard), move)
	if err != nil {
		return err
	}
	if m.Owed {
		return s.giveBack(ctx, m)
	}
	if !m.State.open() {
		return nil
	}
	_, err = s.pursue(ctx, m, false)
	return err
}

// pursue asks the bank about a move, or gives it the move when it is fresh or the bank has never heard of it, and books the answer.
func (s *Service) pursue(ctx context.Context, m Move, fresh bool) (Move, error) {
	bank, in, err := s.instruct(ctx, m)
	if err != nil {
		return m, err
	}
	var answer Answer
	var failure error
	if !fresh {
		answer, failure = call(ctx, func(ctx context.Context) (Answer, error) { return bank.Ask(ctx, m.ID) })
	}
	if failure == nil && (fresh || answer.Outcome == NeverHeard) {
		answer, failure = call(ctx, func(ctx context.Context) (Answer, error) { return bank.Submit(ctx, in) })
	}
	if failure != nil {
		s.Log.Info("a bank did not answer", "bank", bank.Info().ID, "move", m.ID, "asks", m.Asks, "err", failure)
	}
	return s.settle(ctx, m, answer, failure != nil)
}

// call bounds one call of a bank.
func call(ctx context.Context, f func(context.Context) (Answer, error)) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callMost)
	defer cancel()
	return f(ctx)
}

// instruct returns a move as its bank gets it.
func (s *Service) instruct(ctx context.Context, m Move) (Bank, Instruction, error) {
	var l Linked
	err := s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		l, err = readLinked(ctx, tx, m.Owner, m.Linked)
		return err
	})
	if err != nil {
		return nil, Instruction{}, err
	}
	bank := s.banks[l.Bank]
	if bank == nil {
		return nil, Instruction{}, errs.Internal("bank.adapter_gone", "no adapter for the bank %q", l.Bank)
	}
	in := Instruction{ID: m.ID, Kind: m.Kind, Amount: m.Amount, Holder: l.Holder}
	if len(l.sealed) > 0 {
		number, err := s.numbers.Open(l.sealed, l.place())
		if err != nil {
			return nil, in, err
		}
		in.Number = string(number)
	}
	return bank, in, nil
}

// settle books what a bank has said. Only the first decision counts: an answer that comes late or twice finds the move decided.
func (s *Service) settle(ctx context.Context, m Move, answer Answer, unknown bool) (_ Move, err error) {
	defer errs.Wrap(&err, "bank.settle(%d)", m.ID)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lockBook(ctx, tx, m.Owner); err != nil {
			return err
		}
		if m, err = readMove(ctx, tx, sqlMove, m.Owner, m.ID); err != nil || !m.State.open() {
			return err
		}
		before := m.State
		switch {
		case unknown:
			m.State = Unknown
		case answer.Outcome == Accepted:
			m.State = Waiting
		case answer.Outcome == Moved:
			err = s.done(ctx, tx, &m)
		case answer.Outcome == Refused:
			err = s.failed(ctx, tx, &m, answer.Reason)
		default:
			err = errNoContract
		}
		if err != nil {
			return err
		}
		return s.keep(ctx, tx, m, before)
	})
	return m, err
}

// keep saves a move after an answer: an open or owed one is asked about again later, a decided one is left alone.
func (s *Service) keep(ctx context.Context, tx *store.Tx, m Move, before State) error {
	if m.State != before {
		s.Wallets.Moved(tx, m.Owner)
	}
	switch {
	case m.State.open():
		wait := nextAsk(m.Asks)
		m.Asks++
		if err := s.later(ctx, tx, m, tx.Now.Add(wait)); err != nil {
			return err
		}
	case m.Owed:
		if err := s.later(ctx, tx, m, tx.Now); err != nil {
			return err
		}
	default:
		if err := s.Jobs.Cancel(ctx, tx, int64(m.Owner), JobPursue, m.key()); err != nil {
			return err
		}
	}
	return saveMove(ctx, tx, m)
}

// done books that the bank has moved the money. A top-up for which the wallet has no room any more fails, and goes back.
func (s *Service) done(ctx context.Context, tx *store.Tx, m *Move) error {
	m.State, m.DoneAt = Done, tx.Now
	l, err := readLinked(ctx, tx, m.Owner, m.Linked)
	if err != nil {
		return err
	}
	if m.Kind == Withdrawal {
		return s.post(ctx, tx, m.resolve(ledger.Capture, stepPaid, s.note(*m, l)))
	}
	if err := s.Wallets.MayReceive(ctx, tx, m.Owner, m.Amount); err != nil {
		if !errors.Is(err, wallet.ErrBalanceLimit) {
			return err
		}
		m.State, m.Reason, m.Owed, m.Asks = Failed, ReasonBalanceLimit, true, 0
		return nil
	}
	return s.post(ctx, tx, ledger.Posting{
		ID: ledger.ID{Ref: int64(m.ID), Step: stepMoney}, Verb: ledger.Post, Debit: house(m.Amount.Currency), Credit: wallet.Of(m.Owner, m.Amount.Currency),
		Amount: m.Amount.Minor, Purpose: purposeTopUp, Note: s.note(*m, l),
	})
}

// failed books that the bank has not moved the money and will not: what was held is free again.
func (s *Service) failed(ctx context.Context, tx *store.Tx, m *Move, reason string) error {
	if reason == "" {
		reason = ReasonRefused
	}
	m.State, m.Reason, m.DoneAt = Failed, reason, tx.Now
	if m.Kind == TopUp {
		return nil
	}
	if err := s.Wallets.Unspend(ctx, tx, m.Owner, m.Amount, m.At); err != nil {
		return err
	}
	return s.post(ctx, tx, m.resolve(ledger.Release, stepBack, nil))
}

// resolve is the posting that ends a withdrawal's hold.
func (m Move) resolve(verb ledger.Verb, step int32, note []byte) ledger.Posting {
	return ledger.Posting{
		ID: ledger.ID{Ref: int64(m.ID), Step: step}, Verb: verb, Hold: ledger.ID{Ref: int64(m.ID), Step: stepMoney},
		Debit: wallet.Of(m.Owner, m.Amount.Currency), Credit: house(m.Amount.Currency), Amount: m.Amount.Minor, Purpose: purposeWithdraw, Note: note,
	}
}

// giveBack has the bank take back a top-up for which there was no room. It is tried until the bank has confirmed it.
func (s *Service) giveBack(ctx context.Context, m Move) error {
	bank, _, err := s.instruct(ctx, m)
	if err != nil {
		return err
	}
	_, failure := call(ctx, func(ctx context.Context) (Answer, error) { return Answer{}, bank.Return(ctx, m.ID) })
	if failure != nil {
		s.Log.Warn("a bank has not taken back a top-up yet", "bank", bank.Info().ID, "move", m.ID, "asks", m.Asks, "err", failure)
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lockBook(ctx, tx, m.Owner); err != nil {
			return err
		}
		if m, err = readMove(ctx, tx, sqlMove, m.Owner, m.ID); err != nil || !m.Owed {
			return err
		}
		if failure == nil {
			m.Owed = false
			return saveMove(ctx, tx, m)
		}
		wait := nextAsk(m.Asks)
		m.Asks++
		if err := saveMove(ctx, tx, m); err != nil {
			return err
		}
		return s.later(ctx, tx, m, tx.Now.Add(wait))
	})
}

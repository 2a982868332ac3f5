package transfer

import (
	"context"
	"errors"
	"strconv"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// The steps of a transfer in the ledger; they reach disk. Running out has the hold's own id, see ledger.ID.Expiry.
const (
	stepHold     int32 = 0
	stepAccepted int32 = 1
	stepReturned int32 = 2
)

// What the bill list shows; they reach disk and wire.
const (
	purposeTransfer = "transfer.send"
	purposeRequest  = "request.pay"
	purposeSplit    = "split.pay"
)

// JobRemind reminds the payee of a transfer that waits. Its shard and key are the transfer.
const JobRemind = "transfer.remind"

// Send is what somebody wants to send. The same ClientID is the same transfer.
type Send struct {
	ClientID []byte // 16 bytes of the device's choosing
	Chat     id.Chat
	Payee    id.Account
	Amount   money.Amount
	Note     string
	Grant    []byte
}

// Send offers money to a member of a chat. Errors: ErrSelf, ErrAmount, ErrNote, ErrClientID, ErrConflict, ErrNoMember; those of
// chat.Append, wallet.Spend and ledger.insufficient.
func (s *Service) Send(ctx context.Context, caller authn.Caller, r Send) (t Transfer, err error) {
	defer errs.Wrap(&err, "transfer.Send(%d, %d)", caller.Account, r.Chat)
	if r.Note, err = cleanNote(r.Note); err != nil {
		return t, err
	}
	if err := errors.Join(checkClientID(r.ClientID), checkAmount(r.Amount)); err != nil {
		return t, err
	}
	if r.Payee == caller.Account {
		return t, ErrSelf
	}
	fresh := Transfer{
		Card: Card{ID: id.Next[ID](s.IDs), Chat: r.Chat}, Payer: caller.Account, Payee: r.Payee, Amount: r.Amount, Note: r.Note, State: Waiting,
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		t = fresh
		if first, claimed, err := claim(ctx, tx, caller.Account, r.ClientID, kindTransfer, t.ID); err != nil {
			return err
		} else if !claimed {
			t, err = s.firstTransfer(ctx, tx, first, fresh)
			return err
		}
		t.At, t.ExpiresAt = tx.Now, tx.Now.Add(Life)
		return s.send(ctx, tx, caller, r, &t)
	})
	return t, err
}

// firstTransfer returns the transfer that the same client id has made before. Error: ErrConflict when that is another one.
func (s *Service) firstTransfer(ctx context.Context, tx *store.Tx, first ID, want Transfer) (Transfer, error) {
	t, err := readTransfer(ctx, tx, sqlTransfer, first)
	if err == nil && (t.Chat != want.Chat || t.Payee != want.Payee || t.Amount != want.Amount || t.Note != want.Note) {
		err = ErrConflict
	}
	return t, err
}

func (s *Service) send(ctx context.Context, tx *store.Tx, caller authn.Caller, r Send, t *Transfer) (err error) {
	body := &chatv1.Body{Kind: &chatv1.Body_Transfer{Transfer: &chatv1.Transfer{
		Id: int64(t.ID), PayeeId: int64(t.Payee), Amount: asAmount(t.Amount), Note: t.Note, ExpiresAtMs: t.ExpiresAt.UnixMilli(),
	}}}
	if t.Seq, err = s.announce(ctx, tx, t.Chat, t.Payer, r.ClientID, body, t.Payee); err != nil {
		return err
	}
	intent := wallet.Intent{Kind: "transfer", ClientID: r.ClientID, Amount: t.Amount, Payee: int64(t.Payee)}
	if err := s.Wallets.Spend(ctx, tx, wallet.Spend{Caller: caller, Intent: intent, Grant: r.Grant}); err != nil {
		return err
	}
	hold := t.posting(ledger.Hold, stepHold)
	hold.ExpiresAt, hold.Note = t.ExpiresAt, note(t.Card, t.Payer, t.Payee, t.Note)
	if err := s.post(ctx, tx, hold); err != nil {
		return err
	}
	if err := makeTransfer(ctx, tx, *t); err != nil {
		return err
	}
	s.Wallets.Moved(tx, t.Payer)
	return s.Jobs.Enqueue(ctx, tx, job.Job{Kind: JobRemind, Shard: int64(t.ID), Key: t.key(), RunAt: t.At.Add(RemindAfter)})
}

func (c Card) key() string { return strconv.FormatInt(int64(c.ID), 10) }

// posting is one step of the transfer in the ledger.
func (t *Transfer) posting(verb ledger.Verb, step int32) ledger.Posting {
	p := ledger.Posting{
		ID: ledger.ID{Ref: int64(t.ID), Step: step}, Verb: verb, Purpose: purposeTransfer, Amount: t.Amount.Minor,
		Debit: wallet.Of(t.Payer, t.Amount.Currency), Credit: wallet.Of(t.Payee, t.Amount.Currency),
	}
	if verb != ledger.Hold {
		p.Hold = ledger.ID{Ref: int64(t.ID), Step: stepHold}
		p.Note = note(t.Card, t.Payer, t.Payee, t.Note)
	}
	return p
}

// Accept takes the money of a transfer into the payee's wallet. Doing it again is harmless. Errors: ErrNotFound, ErrNotYours,
// ErrEnded, ErrExpired, and wallet.balance_limit.
func (s *Service) Accept(ctx context.Context, caller id.Account, transfer ID) (t Transfer, err error) {
	defer errs.Wrap(&err, "transfer.Accept(%d)", transfer)
	return s.answer(ctx, caller, transfer, Done, func(ctx context.Context, tx *store.Tx, t *Transfer) error {
		if err := s.Wallets.MayReceive(ctx, tx, t.Payee, t.Amount); err != nil {
			return err
		}
		return s.post(ctx, tx, t.posting(ledger.Capture, stepAccepted))
	})
}

// Return gives the money of a transfer back to its payer. Errors: as Accept.
func (s *Service) Return(ctx context.Context, caller id.Account, transfer ID) (t Transfer, err error) {
	defer errs.Wrap(&err, "transfer.Return(%d)", transfer)
	return s.answer(ctx, caller, transfer, Returned, func(ctx context.Context, tx *store.Tx, t *Transfer) error {
		if err := s.Wallets.Unspend(ctx, tx, t.Payer, t.Amount, t.At); err != nil {
			return err
		}
		return s.post(ctx, tx, t.posting(ledger.Release, stepReturned))
	})
}

// answer ends a transfer as its payee wants it.
func (s *Service) answer(
	ctx context.Context, caller id.Account, transfer ID, end State, move func(context.Context, *store.Tx, *Transfer) error,
) (t Transfer, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if t, err = readTransfer(ctx, tx, sqlLockTransfer, transfer); err != nil {
			return err
		}
		switch {
		case caller == t.Payer:
			return ErrNotYours
		case caller != t.Payee:
			return ErrNotFound
		case t.State == end:
			return nil
		case t.State == Expired || t.State == Waiting && !tx.Now.Before(t.ExpiresAt):
			return ErrExpired
		case t.State != Waiting:
			return ErrEnded
		}
		if err := move(ctx, tx, &t); err != nil {
			return err
		}
		if err := s.Jobs.Cancel(ctx, tx, int64(t.ID), JobRemind, t.key()); err != nil {
			return err
		}
		return s.end(ctx, tx, &t, end)
	})
	return t, err
}

// expire ends a transfer whose time is over; the ledger's sweep calls it in the transaction in which the hold expires.
func (s *Service) expire(ctx context.Context, tx *store.Tx, hold ledger.Posting, free func() error) (err error) {
	defer errs.Wrap(&err, "transfer.expire(%d)", hold.ID.Ref)
	t, err := readTransfer(ctx, tx, sqlLockTransfer, ID(hold.ID.Ref))
	if err != nil {
		return err
	}
	if t.State == Waiting {
		if err := s.Wallets.Unspend(ctx, tx, t.Payer, t.Amount, t.At); err != nil {
			return err
		}
	}
	if err := free(); err != nil {
		return err // ledger.resolved: its payee was faster
	}
	if t.State != Waiting {
		return errs.Internal("transfer.state", "transfer %d has run out in state %d", t.ID, t.State)
	}
	return s.end(ctx, tx, &t, Expired)
}

// ends say what the two of a transfer are told of its end.
var ends = map[State]struct {
	card string
	what chatv1.System_What
}{
	Done:     {"accepted", chatv1.System_WHAT_TRANSFER_ACCEPTED},
	Returned: {"returned", chatv1.System_WHAT_TRANSFER_RETURNED},
	Expired:  {"expired", chatv1.System_WHAT_TRANSFER_EXPIRED},
}

// end writes the end of a transfer and tells both.
func (s *Service) end(ctx context.Context, tx *store.Tx, t *Transfer, end State) error {
	t.State, t.EndedAt = end, tx.Now
	if err := saveTransfer(ctx, tx, *t); err != nil {
		return err
	}
	s.Wallets.Moved(tx, t.Payer, t.Payee)
	n, err := s.news(ctx, tx, t.Card)
	if err != nil {
		return err
	}
	e := event{what: ends[end].what, actor: t.Payee, other: t.Payer, amount: t.Amount}
	if end == Expired {
		e.actor, e.other = t.Payer, t.Payee
	}
	for _, a := range []id.Account{t.Payer, t.Payee} {
		n.state(a, ends[end].card, 0, 0)
		n.line(a, e)
	}
	return s.tell(ctx, tx, n)
}

// Remind is the handler of JobRemind: a line for the payee of a transfer that still waits and can still be accepted.
func (s *Service) Remind(ctx context.Context, j job.Job) (err error) {
	defer errs.Wrap(&err, "transfer.Remind(%d)", j.Shard)
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err := readTransfer(ctx, tx, sqlLockTransfer, ID(j.Shard))
		if err != nil || t.State != Waiting || !tx.Now.Before(t.ExpiresAt) {
			return err
		}
		n, err := s.news(ctx, tx, t.Card)
		if err != nil {
			return err
		}
		n.line(t.Payee, event{what: chatv1.System_WHAT_TRANSFER_REMINDER, actor: t.Payer, other: t.Payee, amount: t.Amount})
		return s.tell(ctx, tx, n)
	})
}

// Transfer returns a transfer to one of its two. Error: ErrNotFound.
func (s *Service) Transfer(ctx context.Context, caller id.Account, transfer ID) (t Transfer, err error) {
	defer errs.Wrap(&err, "transfer.Transfer(%d)", transfer)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err = readTransfer(ctx, tx, sqlTransfer, transfer)
		if err == nil && caller != t.Payer && caller != t.Payee {
			err = ErrNotFound
		}
		return err
	})
	return t, err
}

package transfer

import (
	"context"
	"errors"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// Ask is what somebody asks of another. The same ClientID is the same request.
type Ask struct {
	ClientID []byte
	Chat     id.Chat
	Payer    id.Account
	Amount   money.Amount
	Note     string
}

// Ask asks a member of a chat for money. Errors: ErrSelf, ErrAmount, ErrNote, ErrClientID, ErrConflict, ErrNoMember, ErrTooMany;
// those of chat.Append.
func (s *Service) Ask(ctx context.Context, caller id.Account, q Ask) (r Request, err error) {
	defer errs.Wrap(&err, "transfer.Ask(%d, %d)", caller, q.Chat)
	if q.Note, err = cleanNote(q.Note); err != nil {
		return r, err
	}
	if err := errors.Join(checkClientID(q.ClientID), checkAmount(q.Amount)); err != nil {
		return r, err
	}
	if q.Payer == caller {
		return r, ErrSelf
	}
	fresh := Request{
		Card: Card{ID: id.Next[ID](s.IDs), Chat: q.Chat}, Payee: caller, Payer: q.Payer, Amount: q.Amount, Note: q.Note, State: Waiting,
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		r = fresh
		if first, claimed, err := claim(ctx, tx, caller, q.ClientID, kindRequest, r.ID); err != nil {
			return err
		} else if !claimed {
			r, err = s.firstRequest(ctx, tx, first, fresh)
			return err
		}
		if err := mayOpen(ctx, tx, caller); err != nil {
			return err
		}
		body := &chatv1.Body{Kind: &chatv1.Body_MoneyRequest{MoneyRequest: &chatv1.MoneyRequest{
			Id: int64(r.ID), PayerId: int64(r.Payer), Amount: asAmount(r.Amount), Note: r.Note,
		}}}
		if r.Seq, err = s.announce(ctx, tx, r.Chat, caller, q.ClientID, body, r.Payer); err != nil {
			return err
		}
		r.At = tx.Now
		return makeRequest(ctx, tx, r)
	})
	return r, err
}

func (s *Service) firstRequest(ctx context.Context, tx *store.Tx, first ID, want Request) (Request, error) {
	r, err := readRequest(ctx, tx, sqlRequest, first)
	if err == nil && (r.Chat != want.Chat || r.Payer != want.Payer || r.Amount != want.Amount || r.Note != want.Note) {
		err = ErrConflict
	}
	return r, err
}

// Pay pays what is asked, at once. A request that is paid is not paid again: the answer is how it stands. Errors: ErrNotFound,
// ErrNotYours, ErrEnded; those of wallet.Spend, wallet.balance_limit of the payee, ledger.insufficient.
func (s *Service) Pay(ctx context.Context, caller authn.Caller, request ID, clientID, grant []byte) (r Request, err error) {
	defer errs.Wrap(&err, "transfer.Pay(%d)", request)
	if err := checkClientID(clientID); err != nil {
		return r, err
	}
	return s.decide(ctx, caller.Account, request, Done, func(ctx context.Context, tx *store.Tx, r *Request) error {
		if err := s.Wallets.MayReceive(ctx, tx, r.Payee, r.Amount); err != nil {
			return err
		}
		intent := wallet.Intent{Kind: "request", ClientID: clientID, Amount: r.Amount, Payee: int64(r.ID)}
		if err := s.Wallets.Spend(ctx, tx, wallet.Spend{Caller: caller, Intent: intent, Grant: grant}); err != nil {
			return err
		}
		s.Wallets.Moved(tx, r.Payer, r.Payee)
		return s.post(ctx, tx, ledger.Posting{
			ID: ledger.ID{Ref: int64(r.ID)}, Verb: ledger.Post, Amount: r.Amount.Minor, Purpose: purposeRequest,
			Debit: wallet.Of(r.Payer, r.Amount.Currency), Credit: wallet.Of(r.Payee, r.Amount.Currency), Note: note(r.Card, r.Payer, r.Payee, r.Note),
		})
	})
}

// Decline says no to a request. Doing it again is harmless. Errors: ErrNotFound, ErrNotYours, ErrEnded.
func (s *Service) Decline(ctx context.Context, caller id.Account, request ID) (_ Request, err error) {
	defer errs.Wrap(&err, "transfer.Decline(%d)", request)
	return s.decide(ctx, caller, request, Returned, nil)
}

// Cancel takes the caller's own request back. Doing it again is harmless. Errors: ErrNotFound, ErrNotYours, ErrEnded.
func (s *Service) Cancel(ctx context.Context, caller id.Account, request ID) (_ Request, err error) {
	defer errs.Wrap(&err, "transfer.Cancel(%d)", request)
	return s.decide(ctx, caller, request, Cancelled, nil)
}

// decide ends a request. move, when there is one, moves the money of it.
func (s *Service) decide(
	ctx context.Context, caller id.Account, request ID, end State, move func(context.Context, *store.Tx, *Request) error,
) (r Request, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if r, err = readRequest(ctx, tx, sqlLockRequest, request); err != nil {
			return err
		}
		decider, other := r.Payer, r.Payee
		if end == Cancelled {
			decider, other = other, decider
		}
		switch {
		case caller == other:
			return ErrNotYours
		case caller != decider:
			return ErrNotFound
		case r.State == end:
			return nil
		case r.State != Waiting:
			return ErrEnded
		}
		if move != nil {
			if err := move(ctx, tx, &r); err != nil {
				return err
			}
		}
		r.State, r.EndedAt = end, tx.Now
		if err := saveRequest(ctx, tx, r); err != nil {
			return err
		}
		return s.tellRequest(ctx, tx, r)
	})
	return r, err
}

// requestEnds say what the two of a request are told of its end; one that was taken back needs no line.
var requestEnds = map[State]struct {
	card string
	what chatv1.System_What
}{
	Done:      {"paid", chatv1.System_WHAT_REQUEST_PAID},
	Returned:  {"declined", chatv1.System_WHAT_REQUEST_DECLINED},
	Cancelled: {"cancelled", chatv1.System_WHAT_UNSPECIFIED},
}

func (s *Service) tellRequest(ctx context.Context, tx *store.Tx, r Request) error {
	n, err := s.news(ctx, tx, r.Card)
	if err != nil {
		return err
	}
	told := requestEnds[r.State]
	for _, a := range []id.Account{r.Payer, r.Payee} {
		n.state(a, told.card, 0, 0)
		if told.what != chatv1.System_WHAT_UNSPECIFIED {
			n.line(a, event{what: told.what, actor: r.Payer, other: r.Payee, amount: r.Amount})
		}
	}
	return s.tell(ctx, tx, n)
}

// Request returns a request to one of its two. Error: ErrNotFound.
func (s *Service) Request(ctx context.Context, caller id.Account, request ID) (r Request, err error) {
	defer errs.Wrap(&err, "transfer.Request(%d)", request)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err = readRequest(ctx, tx, sqlRequest, request)
		if err == nil && caller != r.Payer && caller != r.Payee {
			err = ErrNotFound
		}
		return err
	})
	return r, err
}

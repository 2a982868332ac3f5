package transfer

import (
	"context"
	"slices"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// Bill is what somebody wants to split. Who pays how much was worked out by the device. The same ClientID is the same split.
type Bill struct {
	ClientID []byte
	Chat     id.Chat
	Note     string
	Currency money.Currency
	Shares   []Share // Account and Minor; the maker's own may be among them
}

// Split asks members of a chat for their shares. Errors: ErrShares, ErrAmount, ErrNote, ErrClientID, ErrConflict, ErrNoMember,
// ErrTooMany; those of chat.Append.
func (s *Service) Split(ctx context.Context, maker id.Account, b Bill) (sp Split, err error) {
	defer errs.Wrap(&err, "transfer.Split(%d, %d)", maker, b.Chat)
	if b.Note, err = cleanNote(b.Note); err != nil {
		return sp, err
	}
	if err := checkClientID(b.ClientID); err != nil {
		return sp, err
	}
	total, err := sum(b.Currency, b.Shares)
	if err != nil {
		return sp, err
	}
	fresh := Split{Card: Card{ID: id.Next[ID](s.IDs), Chat: b.Chat}, Maker: maker, Total: total, Note: b.Note, State: Waiting}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		sp = fresh
		sp.At, sp.Shares = tx.Now, slices.Clone(b.Shares)
		for i := range sp.Shares {
			sp.Shares[i].Place = int32(i + 1)
			if sp.Shares[i].Account == maker {
				sp.Shares[i].PaidAt = tx.Now
			}
		}
		if first, claimed, err := claim(ctx, tx, maker, b.ClientID, kindSplit, sp.ID); err != nil {
			return err
		} else if !claimed {
			sp, err = s.firstSplit(ctx, tx, first, sp)
			return err
		}
		if err := mayOpen(ctx, tx, maker); err != nil {
			return err
		}
		if sp.Seq, err = s.announce(ctx, tx, sp.Chat, maker, b.ClientID, sp.body(), sp.people()...); err != nil {
			return err
		}
		return makeSplit(ctx, tx, sp)
	})
	return sp, err
}

func (s *Service) firstSplit(ctx context.Context, tx *store.Tx, first ID, want Split) (Split, error) {
	sp, err := readSplit(ctx, tx, sqlSplit, first)
	same := slices.EqualFunc(sp.Shares, want.Shares, func(a, b Share) bool { return a.Account == b.Account && a.Minor == b.Minor })
	if err == nil && (sp.Chat != want.Chat || sp.Total != want.Total || sp.Note != want.Note || !same) {
		err = ErrConflict
	}
	return sp, err
}

func (s *Split) body() *chatv1.Body {
	card := &chatv1.Split{Id: int64(s.ID), Total: asAmount(s.Total), Note: s.Note}
	for _, share := range s.Shares {
		card.Parts = append(card.Parts, &chatv1.Split_Part{AccountId: int64(share.Account), Minor: share.Minor})
	}
	return &chatv1.Body{Kind: &chatv1.Body_Split{Split: card}}
}

// people are those who have a share.
func (s *Split) people() []id.Account {
	all := make([]id.Account, len(s.Shares))
	for i, share := range s.Shares {
		all[i] = share.Account
	}
	return all
}

// PayShare pays the caller's share to the maker, at once. A share that is paid is not paid again: the answer is how the split
// stands. Errors: ErrNotFound, ErrNotYours for the maker, ErrEnded; those of wallet.Spend, wallet.balance_limit of the maker,
// ledger.insufficient.
func (s *Service) PayShare(ctx context.Context, caller authn.Caller, split ID, clientID, grant []byte) (sp Split, err error) {
	defer errs.Wrap(&err, "transfer.PayShare(%d)", split)
	if err := checkClientID(clientID); err != nil {
		return sp, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if sp, err = readSplit(ctx, tx, sqlLockSplit, split); err != nil {
			return err
		}
		share := sp.share(caller.Account)
		switch {
		case caller.Account == sp.Maker:
			return ErrNotYours
		case share == nil:
			return ErrNotFound
		case !share.PaidAt.IsZero():
			return nil
		case sp.State != Waiting:
			return ErrEnded
		}
		if err := s.collect(ctx, tx, caller, &sp, share, clientID, grant); err != nil {
			return err
		}
		share.PaidAt = tx.Now
		if err := payShare(ctx, tx, sp.ID, share.Account, tx.Now); err != nil {
			return err
		}
		if sp.paid() == len(sp.Shares) {
			sp.State, sp.EndedAt = Done, tx.Now
			if err := saveSplit(ctx, tx, sp); err != nil {
				return err
			}
		}
		return s.tellSplit(ctx, tx, &sp, share)
	})
	return sp, err
}

// collect moves the money of a share.
func (s *Service) collect(ctx context.Context, tx *store.Tx, caller authn.Caller, sp *Split, share *Share, clientID, grant []byte) error {
	amount := money.Of(share.Minor, sp.Total.Currency)
	if err := s.Wallets.MayReceive(ctx, tx, sp.Maker, amount); err != nil {
		return err
	}
	intent := wallet.Intent{Kind: "split", ClientID: clientID, Amount: amount, Payee: int64(sp.ID)}
	if err := s.Wallets.Spend(ctx, tx, wallet.Spend{Caller: caller, Intent: intent, Grant: grant}); err != nil {
		return err
	}
	s.Wallets.Moved(tx, share.Account, sp.Maker)
	return s.post(ctx, tx, ledger.Posting{
		ID: ledger.ID{Ref: int64(sp.ID), Step: share.Place}, Verb: ledger.Post, Amount: share.Minor, Purpose: purposeSplit,
		Debit: wallet.Of(share.Account, amount.Currency), Credit: wallet.Of(sp.Maker, amount.Currency),
		Note: note(sp.Card, share.Account, sp.Maker, sp.Note),
	})
}

// tellSplit tells everybody concerned how the split stands, and the maker and the payer who has just paid.
func (s *Service) tellSplit(ctx context.Context, tx *store.Tx, sp *Split, paid *Share) error {
	n, err := s.news(ctx, tx, sp.Card)
	if err != nil {
		return err
	}
	done, of := sp.paid(), len(sp.Shares)
	if sp.share(sp.Maker) == nil {
		n.state(sp.Maker, sp.shown(nil), done, of)
	}
	for i := range sp.Shares {
		n.state(sp.Shares[i].Account, sp.shown(&sp.Shares[i]), done, of)
	}
	if paid != nil {
		e := event{
			what: chatv1.System_WHAT_SPLIT_PAID, actor: paid.Account, other: sp.Maker, amount: money.Of(paid.Minor, sp.Total.Currency),
			once: "." + paid.Account.String(),
		}
		n.line(sp.Maker, e)
		n.line(paid.Account, e)
		if sp.State == Done {
			n.line(sp.Maker, event{what: chatv1.System_WHAT_SPLIT_DONE, actor: paid.Account, other: sp.Maker, amount: sp.Total})
		}
	}
	return s.tell(ctx, tx, n)
}

// shown is the split's state as the card of a share's owner, or of a maker without a share, has it.
func (s *Split) shown(share *Share) string {
	switch {
	case s.State == Done:
		return "done"
	case s.State == Cancelled:
		return "closed"
	case share != nil && share.Account != s.Maker && !share.PaidAt.IsZero():
		return "paid"
	}
	return "waiting"
}

// RemindSplit sends a line to everybody who has not paid. Errors: ErrNotFound, ErrNotYours, ErrEnded; ErrReminded within
// RemindEvery of the last time.
func (s *Service) RemindSplit(ctx context.Context, caller id.Account, split ID) (_ Split, err error) {
	defer errs.Wrap(&err, "transfer.RemindSplit(%d)", split)
	return s.asMaker(ctx, caller, split, func(ctx context.Context, tx *store.Tx, sp *Split) error {
		if sp.State != Waiting {
			return ErrEnded
		}
		if again := sp.remindAgainAt(); tx.Now.Before(again) {
			return ErrReminded.After(again.Sub(tx.Now))
		}
		sp.RemindedAt = tx.Now
		if err := saveSplit(ctx, tx, *sp); err != nil {
			return err
		}
		n, err := s.news(ctx, tx, sp.Card)
		if err != nil {
			return err
		}
		for _, share := range sp.Shares {
			if share.PaidAt.IsZero() {
				n.line(share.Account, event{
					what: chatv1.System_WHAT_SPLIT_REMINDER, actor: sp.Maker, other: share.Account, amount: money.Of(share.Minor, sp.Total.Currency),
				})
			}
		}
		return s.tell(ctx, tx, n)
	})
}

// CloseSplit ends a split: who has not paid need not. Doing it again is harmless. Errors: ErrNotFound, ErrNotYours; ErrEnded when
// all have paid.
func (s *Service) CloseSplit(ctx context.Context, caller id.Account, split ID) (_ Split, err error) {
	defer errs.Wrap(&err, "transfer.CloseSplit(%d)", split)
	return s.asMaker(ctx, caller, split, func(ctx context.Context, tx *store.Tx, sp *Split) error {
		switch sp.State {
		case Cancelled:
			return nil
		case Done:
			return ErrEnded
		}
		sp.State, sp.EndedAt = Cancelled, tx.Now
		if err := saveSplit(ctx, tx, *sp); err != nil {
			return err
		}
		return s.tellSplit(ctx, tx, sp, nil)
	})
}

// asMaker runs what only the maker of a split may do.
func (s *Service) asMaker(ctx context.Context, caller id.Account, split ID, f func(context.Context, *store.Tx, *Split) error) (sp Split, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if sp, err = readSplit(ctx, tx, sqlLockSplit, split); err != nil {
			return err
		}
		switch {
		case !sp.concerns(caller):
			return ErrNotFound
		case caller != sp.Maker:
			return ErrNotYours
		}
		return f(ctx, tx, &sp)
	})
	return sp, err
}

// SplitOf returns a split to its maker or one of those who are asked. Error: ErrNotFound.
func (s *Service) SplitOf(ctx context.Context, caller id.Account, split ID) (sp Split, err error) {
	defer errs.Wrap(&err, "transfer.SplitOf(%d)", split)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		sp, err = readSplit(ctx, tx, sqlSplit, split)
		if err == nil && !sp.concerns(caller) {
			err = ErrNotFound
		}
		return err
	})
	return sp, err
}

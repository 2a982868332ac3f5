package pay

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/pay/paycode"
	"alun/money/wallet"
)

// Charge is what a till asks of a code that a payer shows.
type Charge struct {
	ClientID []byte
	Stall    StallID
	Code     string // digits; spaces are allowed
	Amount   money.Amount
	Note     string
}

// outcome is what an attempt at a charge is to end with, when everything else is right.
type outcome struct {
	state  State  // SUCCESS: the money moves; USERPAYING; or PAYERROR with
	reason string // why the payer could not pay
}

// Charge takes money by a pay code: at once when it goes without a PIN, else the payer is asked and the payment waits for him. The same
// ClientID gets the first answer, as the payment stands now. Errors: as alun.pay.v1 says.
//
// The attempt that moves money stands in a transaction of its own. When the wallet refuses, that one is undone, and what became of
// the charge is written by a second, which looks at everything anew.
func (s *Service) Charge(ctx context.Context, c authn.Caller, ch Charge) (_ *Payment, err error) {
	defer errs.Wrap(&err, "pay.Charge(%d)", ch.Stall)
	ch.Code = strings.Join(strings.Fields(ch.Code), "")
	if err := checkClientID(ch.ClientID); err != nil {
		return nil, err
	}
	if err := checkAmount(ch.Amount, s.Wallet.Currency()); err != nil {
		return nil, err
	}
	if ch.Note, err = cleanLine("note", ch.Note, 0, NoteMax); err != nil {
		return nil, err
	}
	p, err := s.charge(ctx, c, ch, outcome{state: stateSuccess})
	if then, refused := refusal(err); refused {
		return s.charge(ctx, c, ch, then)
	}
	return p, err
}

// refusal tells what a charge comes to when the payer's wallet has refused it.
func refusal(err error) (outcome, bool) {
	switch {
	case err == nil:
		return outcome{}, false
	case errors.Is(err, wallet.ErrPINNeeded):
		return outcome{state: stateUserPaying}, true
	case errors.Is(err, ledger.ErrInsufficient), strings.HasPrefix(errs.CodeOf(err), "wallet.") && errs.KindOf(err) != errs.KindInternal:
		return outcome{state: statePayError, reason: errs.CodeOf(err)}, true
	}
	return outcome{}, false
}

// charge is one attempt. A wrong code is counted, durably, before its error is told.
func (s *Service) charge(ctx context.Context, c authn.Caller, ch Charge, end outcome) (*Payment, error) {
	one, confirm := id.Next[PaymentID](s.IDs), make([]byte, clientIDSize)
	rand.Read(confirm) // never fails
	print := fingerprint("charge", id.Account(ch.Stall).String(), s.codes.Name(ch.Code), ch.Amount.String(), ch.Note)
	var wrong error
	p, err := write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*Payment, error) {
		wrong = nil
		if before, err := ask(ctx, tx, c.Account, ch.ClientID, print, one); before != nil || err != nil {
			return before, err
		}
		stall, _, err := s.asStaff(ctx, tx, selectStallLock, ch.Stall, c.Account, staff)
		if err != nil {
			return nil, err
		}
		if stall.closed() {
			return nil, ErrStallClosed
		}
		if err := stall.mayTry(tx.Now); err != nil {
			return nil, err
		}
		code, err := s.codes.Find(ctx, tx, ch.Code)
		if errors.Is(err, paycode.ErrWrong) {
			wrong = err
			stall.wrongCode(tx.Now)
			if _, err := tx.Exec(ctx, deleteAsked, c.Account, ch.ClientID); err != nil {
				return nil, err
			}
			return nil, saveStall(ctx, tx, stall)
		}
		if err != nil {
			return nil, err
		}
		p := &Payment{
			ID: one, Stall: stall.ID, Payer: code.Account, Staff: c.Account, Amount: ch.Amount, Note: ch.Note, By: byCode, MadeAt: tx.Now, ConfirmID: confirm,
		}
		return p, s.charged(ctx, tx, p, stall, code, end)
	})
	if err == nil && wrong != nil {
		return nil, wrong
	}
	return p, err
}

// charged uses a code up and brings its payment to the wanted end.
func (s *Service) charged(ctx context.Context, tx *store.Tx, p *Payment, stall *Stall, code *paycode.Found, end outcome) error {
	if p.Payer == stall.Owner || p.Payer == p.Staff {
		return ErrOwn
	}
	p.State, p.Reason = end.state, end.reason
	shownUntil := tx.Now.Add(RecentFor)
	switch end.state {
	case stateSuccess:
		spend := wallet.Spend{Caller: authn.Caller{Account: code.Account, Session: code.Session}, NoPIN: true, Intent: wallet.Intent{
			Kind: "payment", ClientID: p.ConfirmID, Amount: p.Amount, Payee: int64(stall.ID),
		}}
		if err := s.take(ctx, tx, p, stall, spend); err != nil {
			return err
		}
	case stateUserPaying:
		if code.Offline {
			return ErrOfflineLimit
		}
		p.ConfirmUntil = tx.Now.Add(ConfirmWithin).Truncate(time.Millisecond)
		shownUntil = p.ConfirmUntil.Add(RecentFor)
		if err := s.closeLater(ctx, tx, p); err != nil {
			return err
		}
		fallthrough
	default:
		if err := s.tellStall(ctx, tx, stall); err != nil {
			return err
		}
	}
	if err := s.codes.Use(ctx, tx, code, int64(p.ID)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, pruneShown, p.Payer, tx.Now.UnixMilli()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertShown, p.Payer, p.ID, ms(shownUntil)); err != nil {
		return err
	}
	s.nudge(tx, "pay", p.Payer)
	return addPayment(ctx, tx, p)
}

package pay

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/job"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/pay/emv"
	"alun/money/wallet"
)

// The widest name and city of a stall, those of its code.
const (
	nameMax = emv.NameMax
	cityMax = emv.CityMax
)

// jobSettle settles a stall at night, and again the next; the payload is the stall's id, 8 bytes, big endian.
const jobSettle = "pay.settle"

// nightUTC is the UTC hour at which it is one in the morning where a currency is at home; where it has several homes, the eastern.
var nightUTC = map[money.Currency]int{money.IDR: 18, money.SGD: 17, money.CNY: 17, money.JPY: 16, money.EUR: 0, money.USD: 6}

func ledgerAccounts(st *Stall) []ledger.Account { return []ledger.Account{st.account()} }

// Settle moves what a stall has to its owner's wallet, or as much of it as that may hold; of the owner. The same ClientID gets the first
// answer. It returns the amount in minor units. Errors: ErrStall, ErrNotOwner, ErrNothing, wallet.balance_limit.
func (s *Service) Settle(ctx context.Context, c authn.Caller, one StallID, clientID []byte) (amount int64, _ *View, err error) {
	defer errs.Wrap(&err, "pay.Settle(%d)", one)
	if err := checkClientID(clientID); err != nil {
		return 0, nil, err
	}
	settlement := s.IDs.New()
	v, err := write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*View, error) {
		stall, _, err := s.asStaff(ctx, tx, selectStallLock, one, c.Account, owner)
		if err != nil {
			return nil, err
		}
		if amount, err = s.settle(ctx, tx, stall, settlement, clientID); err != nil {
			return nil, err
		}
		return s.view(ctx, tx, stall, owner)
	})
	return amount, v, err
}

// settle empties a locked stall as far as the owner's wallet has room. Errors: ErrNothing, wallet.balance_limit when it has none.
func (s *Service) settle(ctx context.Context, tx *store.Tx, stall *Stall, settlement int64, clientID []byte) (int64, error) {
	var before int64
	err := tx.QueryRow(ctx, settledBy, stall.ID, clientID).Scan(&before)
	if err == nil || !errors.Is(err, store.ErrNoRows) {
		return before, err
	}
	balances, err := s.Ledger.Balances(ctx, tx, ledgerAccounts(stall))
	if err != nil {
		return 0, err
	}
	amount := money.Of(balances[stall.account()].Available(), stall.Currency)
	if amount.Minor <= 0 {
		return 0, ErrNothing
	}
	room, err := s.Wallet.Room(ctx, tx, stall.Owner, stall.Currency)
	if err != nil {
		return 0, err
	}
	if room <= 0 {
		return 0, wallet.ErrBalanceLimit
	}
	amount.Minor = min(amount.Minor, room)
	err = s.post(ctx, tx, ledger.Group{{
		ID: ledger.ID{Ref: settlement}, Verb: ledger.Post, Debit: stall.account(), Credit: wallet.Of(stall.Owner, stall.Currency),
		Amount: amount.Minor, Purpose: purposeSettle, Note: wallet.Note(&walletv1.Note{ToId: int64(stall.Owner), Name: stall.Name}),
	}})
	if err != nil {
		return 0, err
	}
	line := tillLine{id: settlement, kind: tillSettled, amount: amount.Minor, clientID: clientID}
	if err := addToTill(ctx, tx, stall.ID, line); err != nil {
		return 0, err
	}
	s.Wallet.Moved(tx, stall.Owner)
	return amount.Minor, s.tellStall(ctx, tx, stall)
}

// CloseStall settles what a stall has and ends it, and its staff's work there; of the owner. A stall that is closed stays so, without an
// error. What was paid can still be refunded, from the owner's wallet. Errors: ErrStall, ErrNotOwner, wallet.balance_limit.
func (s *Service) CloseStall(ctx context.Context, c authn.Caller, one StallID) (_ *View, err error) {
	defer errs.Wrap(&err, "pay.CloseStall(%d)", one)
	settlement := s.IDs.New()
	return write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*View, error) {
		stall, _, err := s.asStaff(ctx, tx, selectStallLock, one, c.Account, owner)
		if err != nil {
			return nil, err
		}
		if !stall.closed() {
			_, err := s.settle(ctx, tx, stall, settlement, binary.BigEndian.AppendUint64(nil, uint64(settlement)))
			if err != nil && !errors.Is(err, ErrNothing) {
				return nil, err
			}
			if err := s.shut(ctx, tx, stall); err != nil {
				return nil, err
			}
		}
		return s.view(ctx, tx, stall, owner)
	})
}

// shut ends a stall that is empty. Its staff are told, and work there no more. Error: wallet.balance_limit when the owner's wallet had no
// room for all of it.
func (s *Service) shut(ctx context.Context, tx *store.Tx, stall *Stall) error {
	balances, err := s.Ledger.Balances(ctx, tx, ledgerAccounts(stall))
	if err != nil {
		return err
	}
	if balances[stall.account()].Available() != 0 {
		return wallet.ErrBalanceLimit
	}
	if err := s.tellStall(ctx, tx, stall); err != nil {
		return err
	}
	list, err := staffOf(ctx, tx, stall.ID)
	if err != nil {
		return err
	}
	for _, one := range list {
		if err := dropStaff(ctx, tx, stall.ID, one.Account); err != nil {
			return err
		}
	}
	stall.ClosedAt, stall.AutoSettle = tx.Now, false
	return saveStall(ctx, tx, stall)
}

// settleTonight makes the job of the next night.
func (s *Service) settleTonight(ctx context.Context, tx *store.Tx, stall *Stall) error {
	return s.Jobs.Enqueue(ctx, tx, job.Job{
		Kind: jobSettle, Shard: int64(stall.ID), Key: "night", RunAt: nextNight(tx.Now, stall), Payload: binary.BigEndian.AppendUint64(nil, uint64(stall.ID)),
	})
}

// nextNight is when a stall is settled next after now; stalls are spread over an hour.
func nextNight(now time.Time, stall *Stall) time.Time {
	y, m, d := now.UTC().Date()
	night := time.Date(y, m, d, nightUTC[stall.Currency], int(stall.ID%60), 0, 0, time.UTC)
	if !night.After(now) {
		night = night.AddDate(0, 0, 1)
	}
	return night
}

// settleDue is the job of a night. A wallet that may not hold so much is not filled; the money waits for the next night or its owner.
func (s *Service) settleDue(ctx context.Context, j job.Job) (err error) {
	if len(j.Payload) != 8 {
		return errs.Internal("pay.job", "job %s without a stall", jobSettle)
	}
	one := StallID(binary.BigEndian.Uint64(j.Payload)) //nolint:gosec // an id, written by settleTonight
	defer errs.Wrap(&err, "pay.settleDue(%d)", one)
	night := fingerprint("night", j.ID.String())[:clientIDSize] // a job that runs twice settles once
	settlement := s.IDs.New()
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		stall, err := readStall(ctx, tx, selectStallLock, one)
		if err != nil || stall.closed() || !stall.AutoSettle {
			return err
		}
		if _, err := s.settle(ctx, tx, stall, settlement, night); err != nil && !errors.Is(err, ErrNothing) && !errors.Is(err, wallet.ErrBalanceLimit) {
			return err
		}
		return s.settleTonight(ctx, tx, stall) // in place of this job, which has the same key
	})
}

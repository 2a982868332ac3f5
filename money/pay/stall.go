package pay

import (
	"context"
	"errors"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Opening is a stall to be opened.
type Opening struct {
	ClientID             []byte
	Name, Category, City string
}

// View is a stall as one of its people sees it.
type View struct {
	Stall

	Staff   []Staff
	Balance int64 // minor units of its currency
	Role    role
}

// asStaff reads a stall (q is selectStall or selectStallLock) for somebody who is at least that at it. Errors: ErrStall also for
// strangers, ErrNotOwner.
func (s *Service) asStaff(ctx context.Context, tx *store.Tx, q string, one StallID, who id.Account, least role) (*Stall, role, error) {
	stall, err := readStall(ctx, tx, q, one)
	if err != nil {
		return nil, stranger, err
	}
	r, err := roleAt(ctx, tx, stall, who)
	switch {
	case err != nil:
		return nil, r, err
	case r >= least:
		return stall, r, nil
	case r == stranger:
		return nil, r, ErrStall
	}
	return nil, r, ErrNotOwner
}

func (s *Service) view(ctx context.Context, tx *store.Tx, stall *Stall, r role) (*View, error) {
	v := &View{Stall: *stall, Role: r}
	balances, err := s.Ledger.Balances(ctx, tx, ledgerAccounts(stall))
	if err != nil {
		return nil, err
	}
	v.Balance = balances[stall.account()].Available()
	v.Staff, err = staffOf(ctx, tx, stall.ID)
	return v, err
}

// OpenStall opens a stall. The same ClientID gets the first one. Errors: invalid pay.name, pay.city, pay.category; ErrStalls.
func (s *Service) OpenStall(ctx context.Context, c authn.Caller, o Opening) (_ *View, err error) {
	defer errs.Wrap(&err, "pay.OpenStall(%d)", c.Account)
	if err := checkClientID(o.ClientID); err != nil {
		return nil, err
	}
	st := Stall{ID: id.Next[StallID](s.IDs), Owner: c.Account, Currency: s.Wallet.Currency()}
	if err := st.change(StallChange{Name: &o.Name, Category: &o.Category, City: &o.City}); err != nil {
		return nil, err
	}
	return write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*View, error) {
		if err := lockThePerson(ctx, tx, c.Account); err != nil {
			return nil, err
		}
		var first StallID
		err := tx.QueryRow(ctx, selectOpened, c.Account, o.ClientID).Scan(&first)
		if err == nil {
			stall, err := readStall(ctx, tx, selectStall, first)
			if err != nil {
				return nil, err
			}
			return s.view(ctx, tx, stall, owner)
		}
		if !errors.Is(err, store.ErrNoRows) {
			return nil, err
		}
		n, err := countPlaces(ctx, tx, c.Account)
		if err != nil {
			return nil, err
		}
		if n.mine >= StallsMax || n.ever >= StallsEver { // where others have put him to work takes none of his own away
			return nil, ErrStalls
		}
		stall := st
		stall.OpenedAt = tx.Now
		_, err = tx.Exec(ctx, insertStall, stall.ID, stall.Owner, stall.Name, stall.Category, stall.City, string(stall.Currency), false, ms(tx.Now), 0, 0, 0)
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(ctx, insertPlace, c.Account, stall.ID, true, o.ClientID); err != nil {
			return nil, err
		}
		return s.view(ctx, tx, &stall, owner)
	})
}

// places counts where somebody has to do with stalls.
type places struct {
	mine int // open ones of his own
	open int // open ones that he owns or works at
	ever int // of his own, closed ones too
}

func countPlaces(ctx context.Context, tx *store.Tx, who id.Account) (n places, err error) {
	list, err := ids[StallID](ctx, tx, selectPlaces, who)
	if err != nil {
		return n, err
	}
	found, err := stalls(ctx, tx, list)
	for _, st := range found {
		if st.Owner == who {
			n.ever++
		}
		if st.closed() {
			continue
		}
		n.open++
		if st.Owner == who {
			n.mine++
		}
	}
	return n, err
}

// StallChange says what to change of a stall; nil stays.
type StallChange struct {
	Name, Category, City *string
	AutoSettle           *bool
}

func (st *Stall) change(c StallChange) (err error) {
	if c.Name != nil {
		if st.Name, err = cleanLine("name", *c.Name, 1, nameMax); err != nil {
			return err
		}
	}
	if c.City != nil {
		if st.City, err = cleanLine("city", *c.City, 1, cityMax); err != nil {
			return err
		}
	}
	if c.Category != nil {
		if categories[*c.Category] == "" {
			return errs.Invalid("pay.category", "There is no such sort of stall.")
		}
		st.Category = *c.Category
	}
	if c.AutoSettle != nil {
		st.AutoSettle = *c.AutoSettle
	}
	return nil
}

// UpdateStall changes a stall; of its owner. Errors: ErrStall, ErrNotOwner, ErrStallClosed, those of OpenStall.
func (s *Service) UpdateStall(ctx context.Context, c authn.Caller, one StallID, change StallChange) (_ *View, err error) {
	defer errs.Wrap(&err, "pay.UpdateStall(%d)", one)
	return s.changeStall(ctx, c, one, func(ctx context.Context, tx *store.Tx, stall *Stall) error {
		before := stall.AutoSettle
		if err := stall.change(change); err != nil {
			return err
		}
		if stall.AutoSettle && !before {
			return s.settleTonight(ctx, tx, stall)
		}
		return nil
	})
}

// changeStall lets fn change an open stall of the caller's, and tells its people.
func (s *Service) changeStall(ctx context.Context, c authn.Caller, one StallID, fn func(context.Context, *store.Tx, *Stall) error) (*View, error) {
	return write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*View, error) {
		stall, _, err := s.asStaff(ctx, tx, selectStallLock, one, c.Account, owner)
		if err == nil && stall.closed() {
			err = ErrStallClosed
		}
		if err != nil {
			return nil, err
		}
		if err := fn(ctx, tx, stall); err != nil {
			return nil, err
		}
		if err := saveStall(ctx, tx, stall); err != nil {
			return nil, err
		}
		if err := s.tellStall(ctx, tx, stall); err != nil {
			return nil, err
		}
		return s.view(ctx, tx, stall, owner)
	})
}

// Stall returns a stall to one of its people. Error: ErrStall.
func (s *Service) Stall(ctx context.Context, c authn.Caller, one StallID) (_ *View, err error) {
	defer errs.Wrap(&err, "pay.Stall(%d)", one)
	return read(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*View, error) {
		stall, r, err := s.asStaff(ctx, tx, selectStall, one, c.Account, staff)
		if err != nil {
			return nil, err
		}
		return s.view(ctx, tx, stall, r)
	})
}

// Stalls returns the stalls that the caller owns or works at, the oldest first.
func (s *Service) Stalls(ctx context.Context, c authn.Caller) (_ []*View, err error) {
	defer errs.Wrap(&err, "pay.Stalls(%d)", c.Account)
	return read(ctx, s.DB, func(ctx context.Context, tx *store.Tx) ([]*View, error) {
		list, err := ids[StallID](ctx, tx, selectPlaces, c.Account)
		if err != nil {
			return nil, err
		}
		found, err := stalls(ctx, tx, list)
		if err != nil {
			return nil, err
		}
		var all []*View
		for _, one := range list {
			stall := found[one]
			r, err := roleAt(ctx, tx, stall, c.Account)
			if err != nil {
				return nil, err
			}
			v, err := s.view(ctx, tx, stall, r)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
		return all, nil
	})
}

// SetStaff lets somebody work at a stall, or changes what he may do there; of the owner. Errors: ErrNotOwner, ErrPayeeGone, ErrStaff,
// ErrOwn for the owner himself, ErrBlocked for somebody new when one of the two blocks the other.
func (s *Service) SetStaff(ctx context.Context, c authn.Caller, one StallID, who id.Account, mayRefund bool) (_ *View, err error) {
	defer errs.Wrap(&err, "pay.SetStaff(%d, %d)", one, who)
	if _, err := s.alive(ctx, who); err != nil {
		return nil, err
	}
	return s.changeStall(ctx, c, one, func(ctx context.Context, tx *store.Tx, stall *Stall) error {
		if who == stall.Owner {
			return ErrOwn
		}
		if err := lockThePerson(ctx, tx, who); err != nil {
			return err
		}
		list, err := staffOf(ctx, tx, one)
		if err != nil {
			return err
		}
		n, err := countPlaces(ctx, tx, who)
		if err != nil {
			return err
		}
		r, err := roleAt(ctx, tx, stall, who)
		if err != nil {
			return err
		}
		if r == stranger {
			if err := s.mayJoin(ctx, tx, stall, who); err != nil {
				return err
			}
			if len(list) >= StaffMax || n.open >= PlacesMax {
				return ErrStaff
			}
		}
		if _, err := tx.Exec(ctx, putStaff, one, who, mayRefund, tx.Now.UnixMilli()); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, insertPlace, who, one, false, nil)
		return err
	})
}

// mayJoin refuses to put somebody to work for a person from whom he wants to hear nothing. Error: ErrBlocked.
func (s *Service) mayJoin(ctx context.Context, tx *store.Tx, stall *Stall, who id.Account) error {
	bond, err := s.Contacts.Bond(ctx, tx, stall.Owner, who)
	if err == nil && bond.Blocked {
		err = ErrBlocked
	}
	return err
}

// RemoveStaff ends somebody's work at a stall; of the owner, or of himself. Errors: ErrStall, ErrNotOwner.
func (s *Service) RemoveStaff(ctx context.Context, c authn.Caller, one StallID, who id.Account) (_ *View, err error) {
	defer errs.Wrap(&err, "pay.RemoveStaff(%d, %d)", one, who)
	least := owner
	if who == c.Account {
		least = staff
	}
	return write(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*View, error) {
		stall, r, err := s.asStaff(ctx, tx, selectStallLock, one, c.Account, least)
		if err != nil {
			return nil, err
		}
		if err := s.tellStall(ctx, tx, stall); err != nil { // whoever leaves is told as well
			return nil, err
		}
		if err := dropStaff(ctx, tx, one, who); err != nil {
			return nil, err
		}
		return s.view(ctx, tx, stall, r)
	})
}

func dropStaff(ctx context.Context, tx *store.Tx, one StallID, who id.Account) error {
	if _, err := tx.Exec(ctx, deleteStaff, one, who); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, deletePlace, who, one)
	return err
}

package account

import (
	"context"
	"errors"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Errors of addresses.
var (
	ErrAddressTaken   = errs.Conflict("account.address_taken", "This address belongs to another account.")
	ErrAddressMany    = errs.Exhausted("account.address_many", "An account has at most %d addresses.", MaxAddresses)
	ErrAddressUnknown = errs.NotFound("account.address_unknown", "This address is not one of yours.")
	ErrLastWayIn      = errs.Conflict("account.last_way_in", "This is the last way to sign in to your account. Add another one first.")
)

// addressesOf lists an account's addresses, oldest first.
func addressesOf(ctx context.Context, tx *store.Tx, a id.Account) (list []*accountv1.Address, err error) {
	rows, err := tx.Query(ctx, selectReach, a)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		one := &accountv1.Address{}
		if err := rows.Scan(&one.Kind, &one.Value, &one.AddedAtMs); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}

// Addresses lists an account's addresses, oldest first.
func (s *Service) Addresses(ctx context.Context, tx *store.Tx, a id.Account) (list []Address, err error) {
	all, err := addressesOf(ctx, tx, a)
	for _, one := range all {
		list = append(list, Address{Kind(one.Kind), one.Value})
	}
	return list, err
}

// FinishAddAddress gives the caller the address that a ticket and its code prove. That it belongs to another account is
// said only to the one who has proven to read it. Errors: those of codes; ErrAddressTaken, ErrAddressMany.
func (s *Service) FinishAddAddress(ctx context.Context, a id.Account, ticket, code string) (err error) {
	defer errs.Wrap(&err, "account.FinishAddAddress(%d)", a)
	addr, err := s.prove(ctx, a, adding, ticket, code)
	if err != nil {
		return err
	}
	return s.change(ctx, a, func(ctx context.Context, tx *store.Tx, row *Account) error {
		if err := use(ctx, tx, ticket); err != nil {
			return err
		}
		return addAddress(ctx, tx, row, addr)
	})
}

// addAddress gives a locked account an address; one that it has already is no error.
func addAddress(ctx context.Context, tx *store.Tx, row *Account, addr Address) error {
	n, err := tx.Exec(ctx, claimAddress, addr.Value, row.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		has, err := owner(ctx, tx, ownerOfAddr, addr.Value)
		if err == nil && has != row.ID {
			return ErrAddressTaken
		}
		return err
	}
	all, err := addressesOf(ctx, tx, row.ID)
	if err != nil {
		return err
	}
	if len(all) >= MaxAddresses {
		return ErrAddressMany
	}
	_, err = tx.Exec(ctx, insertReach, row.ID, addr.Value, addr.Kind, ms(tx.Now))
	return err
}

// RemoveAddress takes an address from the caller. Passkeys are a way in as well. Errors: ErrAddressUnknown, ErrLastWayIn.
func (s *Service) RemoveAddress(ctx context.Context, a id.Account, value string) (err error) {
	defer errs.Wrap(&err, "account.RemoveAddress(%d)", a)
	return s.change(ctx, a, func(ctx context.Context, tx *store.Tx, row *Account) error {
		if err := removeAddress(ctx, tx, a, value); err != nil {
			return err
		}
		return wayIn(ctx, tx, a)
	})
}

// removeAddress takes an address from a locked account.
func removeAddress(ctx context.Context, tx *store.Tx, a id.Account, value string) error {
	n, err := tx.Exec(ctx, deleteReach, a, value)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrAddressUnknown
	}
	_, err = tx.Exec(ctx, deleteAddress, value, a)
	return err
}

// wayIn fails with ErrLastWayIn when a locked account has neither an address nor a passkey left.
func wayIn(ctx context.Context, tx *store.Tx, a id.Account) error {
	addresses, err1 := addressesOf(ctx, tx, a)
	keys, err2 := passkeysOf(ctx, tx, a)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if len(addresses)+len(keys) == 0 {
		return ErrLastWayIn
	}
	return nil
}

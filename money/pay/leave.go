package pay

import (
	"context"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// MayLeave reports whether an account may be deleted as far as its stalls are concerned: it owns no open one. Error: ErrOpenStall.
func (s *Service) MayLeave(ctx context.Context, tx *store.Tx, a id.Account) (err error) {
	defer errs.Wrap(&err, "pay.MayLeave(%d)", a)
	n, err := countPlaces(ctx, tx, a)
	if err == nil && n.mine > 0 {
		err = ErrOpenStall
	}
	return err
}

// Forget does what follows from the deletion of an account: it works nowhere any more, and its codes are void. What it paid and was
// paid stays, as does every entry of the ledger. Doing it again is harmless.
func (s *Service) Forget(ctx context.Context, a id.Account) (err error) {
	defer errs.Wrap(&err, "pay.Forget(%d)", a)
	places, err := read(ctx, s.DB, func(ctx context.Context, tx *store.Tx) ([]StallID, error) {
		return ids[StallID](ctx, tx, selectPlaces, a)
	})
	if err != nil {
		return err
	}
	for _, one := range places {
		err := s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := readStall(ctx, tx, selectStallLock, one); err != nil {
				return err
			}
			return dropStaff(ctx, tx, one, a)
		})
		if err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return s.codes.Forget(ctx, tx, a)
	})
}

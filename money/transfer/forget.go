package transfer

import (
	"context"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

const (
	sqlAskedBy  = `SELECT id FROM transfer_request WHERE payee_id = $1 AND state = 1 ORDER BY id`
	sqlAskedOf  = `SELECT id FROM transfer_request WHERE payer_id = $1 AND state = 1 ORDER BY id`
	sqlMadeOpen = `SELECT id FROM transfer_split WHERE maker_id = $1 AND state = 1 ORDER BY id`
)

// Forget does what follows from the deletion of an account: what it asks for is taken back, so that nobody pays into a wallet that
// has no owner, and what it is asked for is declined. Transfers cannot be open: the wallet refuses the deletion. Doing it again
// is harmless.
func (s *Service) Forget(ctx context.Context, account id.Account) (err error) {
	defer errs.Wrap(&err, "transfer.Forget(%d)", account)
	for _, end := range []struct {
		open string
		do   func(ctx context.Context, thing ID) error
	}{
		{sqlAskedBy, func(ctx context.Context, thing ID) error { _, err := s.Cancel(ctx, account, thing); return err }},
		{sqlAskedOf, func(ctx context.Context, thing ID) error { _, err := s.Decline(ctx, account, thing); return err }},
		{sqlMadeOpen, func(ctx context.Context, thing ID) error { _, err := s.CloseSplit(ctx, account, thing); return err }},
	} {
		var things []ID
		err := s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			things, err = readIDs(ctx, tx, end.open, account)
			return err
		})
		if err != nil {
			return err
		}
		for _, thing := range things {
			if err := end.do(ctx, thing); err != nil && errs.KindOf(err) != errs.KindConflict { // it has ended meanwhile
				return err
			}
		}
	}
	return nil
}

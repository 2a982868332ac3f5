package account

import (
	"context"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// ErrNoOldAddress says that no code can be sent to prove that a signed-in person is the one whom the account belongs to.
var ErrNoOldAddress = errs.Conflict("account.no_old_address", "There is no address yet to which a code can be sent for this. A new one counts after a while.")

// StartProof has a code sent to an address of the caller's own that he had from the beginning, or that was added before a
// moment: the oldest that this server can reach. Whoever took over a device cannot use an address that he adds himself.
// The ticket works with CheckProof alone; its Address is not masked. Errors: ErrNoOldAddress, exhausted account.too_many_codes.
func (s *Service) StartProof(ctx context.Context, a id.Account, before time.Time) (t Ticket, err error) {
	defer errs.Wrap(&err, "account.StartProof(%d)", a)
	var to string
	var language string
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := get(ctx, tx, a)
		if err != nil {
			return err
		}
		language = row.Settings.Language
		list, err := addressesOf(ctx, tx, a)
		for _, one := range list {
			old := one.AddedAtMs <= ms(row.CreatedAt) || one.AddedAtMs < ms(before)
			if to == "" && old && s.reaches(ctx, Kind(one.Kind)) {
				to = one.Value
			}
		}
		return err
	})
	if err != nil {
		return t, err
	}
	if to == "" {
		return t, ErrNoOldAddress
	}
	return s.startCode(ctx, a, proving, to, language)
}

// reaches reports whether a code can come to an address of a kind in this request.
func (s *Service) reaches(ctx context.Context, k Kind) bool {
	return s.Senders[k] != nil || s.showsCodes(authn.ClientOf(ctx))
}

// CheckProof compares the code that StartProof has sent; the try is durable before. The caller calls use in the
// transaction of what was to be proven: it makes the ticket worthless. Errors: ErrCodeWrong, ErrCodeExpired, ErrCodeSpent.
func (s *Service) CheckProof(ctx context.Context, a id.Account, ticket, code string) (used func(ctx context.Context, tx *store.Tx) error, err error) {
	defer errs.Wrap(&err, "account.CheckProof(%d)", a)
	if _, err = s.prove(ctx, a, proving, ticket, code); err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *store.Tx) error { return use(ctx, tx, ticket) }, nil
}

package account

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// KeysBefore counts an account's passkeys that were added before a moment.
func (s *Service) KeysBefore(ctx context.Context, tx *store.Tx, a id.Account, before time.Time) (int, error) {
	keys, err := passkeysOf(ctx, tx, a)
	return len(keysBefore(keys, before)), err
}

func keysBefore(keys []passkey, before time.Time) []passkey {
	return slices.DeleteFunc(slices.Clone(keys), func(p passkey) bool { return !p.addedAt.Before(before) })
}

// BeginConfirm returns a ticket and the options for navigator.credentials.get, as JSON, with which a signed-in person
// confirms one thing by a passkey that was added before a moment. binding names the thing: FinishConfirm takes the answer
// for no other. Errors: ErrPasskeyUnknown when there is no such passkey, ErrPasskeyNoName.
func (s *Service) BeginConfirm(ctx context.Context, a id.Account, binding string, before time.Time) (ticket string, options []byte, err error) {
	defer errs.Wrap(&err, "account.BeginConfirm(%d)", a)
	rp, err := s.relyingParty(ctx)
	if err != nil {
		return "", nil, err
	}
	holder, err := s.keyholder(ctx, a)
	if err != nil {
		return "", nil, err
	}
	if holder.keys = keysBefore(holder.keys, before); len(holder.keys) == 0 {
		return "", nil, ErrPasskeyUnknown
	}
	assertion, data, err := rp.BeginLogin(holder, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", nil, err
	}
	if options, err = json.Marshal(assertion.Response); err != nil {
		return "", nil, err
	}
	ticket, err = s.begin(ctx, a, confirming+binding, data)
	return ticket, options, err
}

// confirming begins the binding of a ceremony that confirms something, so that none for adding a passkey serves as one.
const confirming = "confirm "

// FinishConfirm checks the authenticator's answer to BeginConfirm of the same account and binding, once. Errors:
// ErrPasskeyRefused, ErrPasskeyExpired, ErrPasskeyCopied.
func (s *Service) FinishConfirm(ctx context.Context, a id.Account, binding, ticket, answer string) (err error) {
	defer errs.Wrap(&err, "account.FinishConfirm(%d)", a)
	rp, err := s.relyingParty(ctx)
	if err != nil {
		return err
	}
	data, err := s.take(ctx, a, confirming+binding, ticket)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return ErrPasskeyRefused.Because(err)
	}
	holder, err := s.keyholder(ctx, a)
	if err != nil {
		return err
	}
	used, err := rp.ValidateLogin(holder, data, parsed)
	if err != nil {
		return ErrPasskeyRefused.Because(err)
	}
	if used.Authenticator.CloneWarning {
		s.Log.Warn("passkey refused: its counter went back, so there may be a copy", "account", a, "passkey", holder.find(used.ID).name)
		return ErrPasskeyCopied
	}
	record, err := json.Marshal(used)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, usePasskey, a, used.ID, record, ms(tx.Now))
		if err == nil && n == 0 { // removed meanwhile
			return ErrPasskeyRefused
		}
		return err
	})
}

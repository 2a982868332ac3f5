package account

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// passkey is a row of the list of passkeys.
type passkey struct {
	id      []byte
	name    string
	record  webauthn.Credential
	addedAt time.Time
	usedAt  time.Time
}

func (p passkey) proto() *accountv1.Passkey {
	return &accountv1.Passkey{Id: base64.RawURLEncoding.EncodeToString(p.id), Name: p.name, AddedAtMs: ms(p.addedAt), UsedAtMs: ms(p.usedAt)}
}

// keyholder is an account as WebAuthn sees it. The user handle (WebAuthn §5.4.3) is the account's id, 8 bytes big endian: it
// reaches authenticators and must never change.
type keyholder struct {
	account *Account
	keys    []passkey
}

func (k keyholder) WebAuthnID() []byte          { return accountBytes(k.account.ID) }
func (k keyholder) WebAuthnDisplayName() string { return k.account.Name }
func (k keyholder) WebAuthnName() string {
	if k.account.Handle != "" {
		return "@" + k.account.Handle
	}
	return k.account.Name
}

func (k keyholder) WebAuthnCredentials() []webauthn.Credential {
	list := make([]webauthn.Credential, len(k.keys))
	for i, p := range k.keys {
		list[i] = p.record
	}
	return list
}

func (k keyholder) find(credential []byte) *passkey {
	for i := range k.keys {
		if bytes.Equal(k.keys[i].id, credential) {
			return &k.keys[i]
		}
	}
	return nil
}

// passkeysOf lists an account's passkeys, oldest first.
func passkeysOf(ctx context.Context, tx *store.Tx, a id.Account) (list []passkey, err error) {
	rows, err := tx.Query(ctx, selectPasskeys, a)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p passkey
		var record []byte
		var added, used int64
		if err := rows.Scan(&p.id, &p.name, &record, &added, &used); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(record, &p.record); err != nil {
			return nil, err
		}
		p.addedAt, p.usedAt = at(added), at(used)
		list = append(list, p)
	}
	return list, rows.Err()
}

func (s *Service) keyholder(ctx context.Context, a id.Account) (k keyholder, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if k.account, err = get(ctx, tx, a); err != nil {
			return err
		}
		k.keys, err = passkeysOf(ctx, tx, a)
		return err
	})
	return k, err
}

// Passkeys lists the caller's passkeys, oldest first.
func (s *Service) Passkeys(ctx context.Context, a id.Account) (list []*accountv1.Passkey, err error) {
	defer errs.Wrap(&err, "account.Passkeys(%d)", a)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		keys, err := passkeysOf(ctx, tx, a)
		for _, p := range keys {
			list = append(list, p.proto())
		}
		return err
	})
	return list, err
}

// RemovePasskey takes a passkey from the caller. Errors: ErrPasskeyUnknown, ErrLastWayIn.
func (s *Service) RemovePasskey(ctx context.Context, a id.Account, key string) (err error) {
	defer errs.Wrap(&err, "account.RemovePasskey(%d)", a)
	credential, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(credential) == 0 {
		return ErrPasskeyUnknown
	}
	return s.change(ctx, a, func(ctx context.Context, tx *store.Tx, _ *Account) error {
		n, err := tx.Exec(ctx, deletePasskey, a, credential)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrPasskeyUnknown
		}
		return wayIn(ctx, tx, a)
	})
}

package account

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// ceremonyLife is how long a browser's passkey dialogue may take.
const ceremonyLife = 5 * time.Minute

// Errors of passkeys.
var (
	ErrPasskeyRefused = errs.Denied("account.passkey_refused", "This passkey was not accepted.")
	ErrPasskeyExpired = errs.Conflict("account.passkey_expired", "This took too long. Please try again.")
	ErrPasskeyCopied  = errs.Denied("account.passkey_copied", "This passkey may have been copied. Please sign in with a code and replace it.")
	ErrPasskeyKnown   = errs.Conflict("account.passkey_known", "This passkey is set up already.")
	ErrPasskeyMany    = errs.Exhausted("account.passkey_many", "An account has at most %d passkeys.", MaxPasskeys)
	ErrPasskeyUnknown = errs.NotFound("account.passkey_unknown", "There is no such passkey.")
	ErrPasskeyNoName  = errs.Unavailable("account.passkey_unavailable", "Passkeys need this server to be called by a name over a secure connection.")
)

// relyingParty returns WebAuthn's side of this server as the request calls it. The door has checked that name. An address
// made of numbers cannot have passkeys (WebAuthn §5.1.3 step 8: the RP ID is a domain).
func (s *Service) relyingParty(ctx context.Context) (*webauthn.WebAuthn, error) {
	base := s.url(ctx)
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil {
		return nil, ErrPasskeyNoName
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Alun", RPOrigins: []string{base},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
		AttestationPreference: protocol.PreferNoAttestation,
	})
	if err != nil {
		return nil, ErrPasskeyNoName.Because(err)
	}
	return rp, nil
}

// HasPasskeys reports whether passkeys work in this request.
func (s *Service) HasPasskeys(ctx context.Context) bool {
	_, err := s.relyingParty(ctx)
	return err == nil
}

// begin keeps what WebAuthn must remember until the authenticator's answer, and returns the ticket for it. binding says what
// the ceremony is for, "" for signing in and for adding a passkey: take finds it for that alone.
func (s *Service) begin(ctx context.Context, adding id.Account, binding string, data *webauthn.SessionData) (ticket string, err error) {
	ticket = randomText(16)
	plain, err := json.Marshal(data)
	if err != nil {
		return "", err
	}
	state := s.ceremonies.Seal(plain, ticket+binding)
	network := ceremoniesNetwork.Of(authn.ClientOf(ctx).Network())
	return ticket, s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.Limits.Take(ctx, tx, network); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertCeremony, hashOf(ticket), adding, state, ms(tx.Now.Add(ceremonyLife)))
		return err
	})
}

// take returns what begin kept, once: the challenge is used up whatever the answer is worth. Errors: ErrPasskeyExpired;
// ErrPasskeyRefused when it was begun for something else.
func (s *Service) take(ctx context.Context, adding id.Account, binding, ticket string) (data webauthn.SessionData, err error) {
	var state []byte
	var expired bool
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var expires int64
		err := tx.QueryRow(ctx, takeCeremony, hashOf(ticket), adding).Scan(&state, &expires)
		expired = errors.Is(err, store.ErrNoRows) || expires <= ms(tx.Now)
		if expired && errors.Is(err, store.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return data, err
	}
	if expired {
		return data, ErrPasskeyExpired
	}
	plain, err := s.ceremonies.Open(state, ticket+binding)
	if err != nil {
		return data, ErrPasskeyRefused.Because(err)
	}
	return data, json.Unmarshal(plain, &data)
}

// BeginPasskeySignIn returns a ticket and the options for navigator.credentials.get, as JSON.
func (s *Service) BeginPasskeySignIn(ctx context.Context) (ticket string, options []byte, err error) {
	defer errs.Wrap(&err, "account.BeginPasskeySignIn")
	rp, err := s.relyingParty(ctx)
	if err != nil {
		return "", nil, err
	}
	assertion, data, err := rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", nil, err
	}
	if options, err = json.Marshal(assertion.Response); err != nil {
		return "", nil, err
	}
	ticket, err = s.begin(ctx, 0, "", data)
	return ticket, options, err
}

// FinishPasskeySignIn exchanges the authenticator's answer for a session. Errors: ErrPasskeyRefused, ErrPasskeyExpired,
// ErrPasskeyCopied, ErrSuspended.
func (s *Service) FinishPasskeySignIn(ctx context.Context, ticket, answer, device string) (in SignedIn, err error) {
	defer errs.Wrap(&err, "account.FinishPasskeySignIn")
	rp, err := s.relyingParty(ctx)
	if err != nil {
		return in, err
	}
	data, err := s.take(ctx, 0, "", ticket)
	if err != nil {
		return in, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return in, ErrPasskeyRefused.Because(err)
	}
	var holder keyholder
	_, used, err := rp.ValidatePasskeyLogin(func(_, handle []byte) (_ webauthn.User, err error) {
		if len(handle) != 8 {
			return nil, ErrNotFound
		}
		holder, err = s.keyholder(ctx, id.Account(binary.BigEndian.Uint64(handle)))
		return holder, err
	}, data, parsed)
	if err != nil {
		return in, ErrPasskeyRefused.Because(err)
	}
	if used.Authenticator.CloneWarning {
		s.Log.Warn("passkey refused: its counter went back, so there may be a copy", "account", holder.account.ID, "passkey", holder.find(used.ID).name)
		return in, ErrPasskeyCopied
	}
	return s.signInWith(ctx, holder.account.ID, used, device)
}

func (s *Service) signInWith(ctx context.Context, a id.Account, used *webauthn.Credential, device string) (in SignedIn, err error) {
	record, err := json.Marshal(used)
	if err != nil {
		return in, err
	}
	d := deviceOf(ctx, device)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := lock(ctx, tx, a)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, usePasskey, a, used.ID, record, ms(tx.Now))
		if err != nil {
			return err
		}
		if n == 0 { // removed meanwhile
			return ErrPasskeyRefused
		}
		in, err = s.signIn(ctx, tx, row, d)
		return err
	})
	return in, err
}

// BeginAddPasskey returns a ticket and the options for navigator.credentials.create, as JSON. Errors: ErrPasskeyMany.
func (s *Service) BeginAddPasskey(ctx context.Context, a id.Account) (ticket string, options []byte, err error) {
	defer errs.Wrap(&err, "account.BeginAddPasskey(%d)", a)
	rp, err := s.relyingParty(ctx)
	if err != nil {
		return "", nil, err
	}
	holder, err := s.keyholder(ctx, a)
	if err != nil {
		return "", nil, err
	}
	if len(holder.keys) >= MaxPasskeys {
		return "", nil, ErrPasskeyMany
	}
	known := webauthn.Credentials(holder.WebAuthnCredentials()).CredentialDescriptors()
	creation, data, err := rp.BeginRegistration(holder, webauthn.WithExclusions(known))
	if err != nil {
		return "", nil, err
	}
	if options, err = json.Marshal(creation.Response); err != nil {
		return "", nil, err
	}
	ticket, err = s.begin(ctx, a, "", data)
	return ticket, options, err
}

// FinishAddPasskey keeps the passkey that the authenticator has made. Errors: ErrPasskeyRefused, ErrPasskeyExpired,
// ErrPasskeyKnown, ErrPasskeyMany.
func (s *Service) FinishAddPasskey(ctx context.Context, a id.Account, ticket, answer, name string) (_ *accountv1.Passkey, err error) {
	defer errs.Wrap(&err, "account.FinishAddPasskey(%d)", a)
	rp, err := s.relyingParty(ctx)
	if err != nil {
		return nil, err
	}
	data, err := s.take(ctx, a, "", ticket)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return nil, ErrPasskeyRefused.Because(err)
	}
	holder, err := s.keyholder(ctx, a)
	if err != nil {
		return nil, err
	}
	made, err := rp.CreateCredential(holder, data, parsed)
	if err != nil {
		return nil, ErrPasskeyRefused.Because(err)
	}
	key := passkey{id: made.ID, name: CleanDevice(name), record: *made}
	record, err := json.Marshal(made)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, a, func(ctx context.Context, tx *store.Tx, _ *Account) error {
		keys, err := passkeysOf(ctx, tx, a)
		if err != nil {
			return err
		}
		if (keyholder{keys: keys}).find(key.id) != nil {
			return ErrPasskeyKnown
		}
		if len(keys) >= MaxPasskeys {
			return ErrPasskeyMany
		}
		key.addedAt = tx.Now
		_, err = tx.Exec(ctx, insertPasskey, a, key.id, key.name, record, ms(tx.Now))
		return err
	})
	return key.proto(), err
}

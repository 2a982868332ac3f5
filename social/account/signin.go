package account

import (
	"context"
	"errors"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/limit"
	"alun/base/store"
)

// Ticket is the answer to asking for a code.
type Ticket struct {
	Ticket    string
	Address   Address
	ExpiresAt time.Time
	AgainAt   time.Time
	ShownCode string // the code itself, where it may be shown
}

// Errors of signing in.
var (
	ErrKindUnavailable = errs.Unavailable("account.kind_unavailable", "This server cannot send codes to such an address.")
	ErrSignUpClosed    = errs.Denied("account.sign_up_closed", "This server takes no new accounts. Please ask its operator.")
)

// StartSignIn has a code sent to an address. Nothing here looks whether the address is known: answer and work are the same
// for everyone, and what differs happens later, in sendCode, or after the code has proven whose address it is.
//
// Errors: ErrAddress, ErrKindUnavailable, exhausted account.too_many_codes.
func (s *Service) StartSignIn(ctx context.Context, typed, language string) (_ Ticket, err error) {
	defer errs.Wrap(&err, "account.StartSignIn")
	return s.startCode(ctx, 0, signing, typed, language)
}

// StartAddAddress has a code sent to a further address of the caller. Errors: those of StartSignIn.
func (s *Service) StartAddAddress(ctx context.Context, a id.Account, typed, language string) (_ Ticket, err error) {
	defer errs.Wrap(&err, "account.StartAddAddress(%d)", a)
	return s.startCode(ctx, a, adding, typed, language)
}

// purpose is what a code is for: a ticket works for that alone.
type purpose string

// The purposes. They reach disk within the MAC of a code and in letters that wait to be sent.
const (
	signing purpose = ""
	adding  purpose = "add"
	proving purpose = "prove"
)

// macOf is what the database keeps of a code.
func (s *Service) macOf(ticket, code string, p purpose) []byte {
	return s.codes.MAC(ticket, code, string(p))
}

// startCode makes a ticket for a purpose of an account; 0 for signing in.
func (s *Service) startCode(ctx context.Context, of id.Account, why purpose, typed, language string) (t Ticket, err error) {
	server, err := s.Server(ctx)
	if err != nil {
		return t, err
	}
	if t.Address, err = ParseAddress(typed, server.DefaultCountryCode); err != nil {
		return t, err
	}
	client := authn.ClientOf(ctx)
	sender := s.Senders[t.Address.Kind]
	show := sender == nil && s.showsCodes(client)
	if sender == nil && !show {
		return t, ErrKindUnavailable
	}
	code := newCode()
	t.Ticket = randomText(16)
	mac := s.macOf(t.Ticket, code, why)
	uses := []limit.Use{codesHourly.Of(t.Address.Value), codesDaily.Of(t.Address.Value), codesServer.Of("")}
	if !show || !client.Loopback { // who sits at the machine itself may sign many in
		uses = append(uses, codesNetwork.Of(client.Network()))
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.Limits.Take(ctx, tx, uses...); err != nil {
			return err
		}
		t.ExpiresAt, t.AgainAt = tx.Now.Add(CodeLife), tx.Now.Add(CodeAgain)
		_, err := tx.Exec(ctx, insertCode, hashOf(t.Ticket), of, t.Address.Kind, t.Address.Value, mac, ms(t.ExpiresAt))
		if err != nil || show {
			return err
		}
		return s.enqueueCode(ctx, tx, letter{Address: t.Address, Code: code, Language: language, Purpose: why, Expires: ms(t.ExpiresAt)})
	})
	if err != nil {
		return Ticket{}, err
	}
	if show {
		t.ShownCode = code
		s.Log.Info("sign-in code, shown because this server has no sender and is a demo or listens on loopback", "address", t.Address.Value, "code", code)
	}
	return t, nil
}

// showsCodes reports whether a code may be given to the one who asks for it, which makes every address anyone's: on a
// demo server, or when both the server and the one who asks are on this machine.
func (s *Service) showsCodes(c authn.Client) bool {
	return s.cfg.Demo || s.cfg.ShowCodes && c.Loopback
}

// Kinds returns the kinds of address that can receive a code in this request.
func (s *Service) Kinds(ctx context.Context) (kinds []Kind) {
	for _, k := range []Kind{Email, Phone} {
		if s.Senders[k] != nil || s.showsCodes(authn.ClientOf(ctx)) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// prove returns the address that a ticket and its code prove. The try is durable before the comparison begins, so
// neither a crash nor any number of parallel requests buys a sixth. Errors: ErrCodeWrong, ErrCodeExpired, ErrCodeSpent.
func (s *Service) prove(ctx context.Context, of id.Account, why purpose, ticket, code string) (addr Address, err error) {
	var mac []byte
	var spent bool
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := tx.QueryRow(ctx, countTry, hashOf(ticket), of, CodeTries, ms(tx.Now)).Scan(&addr.Kind, &addr.Value, &mac)
		if !errors.Is(err, store.ErrNoRows) {
			return err
		}
		mac, spent = nil, false
		var tries int64
		err = tx.QueryRow(ctx, selectTries, hashOf(ticket), of, ms(tx.Now)).Scan(&tries)
		spent = err == nil
		if errors.Is(err, store.ErrNoRows) {
			return nil
		}
		return err
	})
	switch {
	case err != nil:
		return addr, err
	case spent:
		return addr, ErrCodeSpent
	case mac == nil:
		return addr, ErrCodeExpired
	case !s.codes.Check(mac, ticket, cleanCode(code), string(why)):
		return addr, ErrCodeWrong
	}
	return addr, nil
}

// use makes a proven ticket worthless. Of two requests that have proven the same one, the second gets ErrCodeExpired.
func use(ctx context.Context, tx *store.Tx, ticket string) error {
	n, err := tx.Exec(ctx, useCode, hashOf(ticket), ms(tx.Now))
	if err == nil && n == 0 {
		return ErrCodeExpired
	}
	return err
}

// FinishSignIn exchanges a code for a session. An address that nobody has becomes a new account. An account whose
// deletion is scheduled may sign in: Me says when it will be, and KeepMe stops it.
//
// Errors: ErrCodeWrong, ErrCodeExpired, ErrCodeSpent, ErrSuspended, ErrSignUpClosed.
func (s *Service) FinishSignIn(ctx context.Context, ticket, code, device string) (in SignedIn, err error) {
	defer errs.Wrap(&err, "account.FinishSignIn")
	addr, err := s.prove(ctx, 0, signing, ticket, code)
	if err != nil {
		return in, err
	}
	d, fresh := deviceOf(ctx, device), id.Next[id.Account](s.IDs)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := use(ctx, tx, ticket); err != nil {
			return err
		}
		a, isNew, err := s.accountOf(ctx, tx, addr, fresh)
		if err != nil {
			return err
		}
		in, err = s.signIn(ctx, tx, a, d)
		in.IsNew = isNew
		return err
	})
	return in, err
}

// signIn begins a session of a locked account that has proven itself.
func (s *Service) signIn(ctx context.Context, tx *store.Tx, a *Account, d newDevice) (in SignedIn, err error) {
	if err := a.Usable(); err != nil {
		return in, err
	}
	if in.Token, in.Session, err = s.open(ctx, tx, a, d); err != nil {
		return in, err
	}
	in.Me, err = s.me(ctx, tx, a)
	return in, err
}

// accountOf returns the account of a proven address, locked, or makes it with the id given.
func (s *Service) accountOf(ctx context.Context, tx *store.Tx, addr Address, fresh id.Account) (_ *Account, isNew bool, err error) {
	n, err := tx.Exec(ctx, claimAddress, addr.Value, fresh)
	if err != nil {
		return nil, false, err
	}
	if n == 0 {
		var owner id.Account
		if err := tx.QueryRow(ctx, ownerOfAddr, addr.Value).Scan(&owner); err != nil {
			return nil, false, err
		}
		a, err := lock(ctx, tx, owner)
		return a, false, err
	}
	server, err := readServer(ctx, tx, selectServer)
	if err != nil {
		return nil, false, err
	}
	if !server.OpenSignUp {
		return nil, false, ErrSignUpClosed
	}
	a := &Account{ID: fresh, CreatedAt: tx.Now, SeenAt: tx.Now, Settings: DefaultSettings()}
	if err := add(ctx, tx, a); err != nil {
		return nil, false, err
	}
	_, err = tx.Exec(ctx, insertReach, a.ID, addr.Value, addr.Kind, ms(tx.Now))
	return a, true, err
}

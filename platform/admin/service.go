package admin

import (
	"context"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/account"

	accountv1 "alun/api/gen/alun/account/v1"
)

// Accounts is what the desk needs of accounts; account.Service fills it.
type Accounts interface {
	People(ctx context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error)
	Look(ctx context.Context, tx *store.Tx, a id.Account) (account.Listed, error)
	List(ctx context.Context, tx *store.Tx, q account.Query) (list []account.Listed, next id.Account, err error)
	Count(ctx context.Context, tx *store.Tx) (int64, error)
	Suspend(ctx context.Context, tx *store.Tx, a id.Account, reason string) error
	Restore(ctx context.Context, tx *store.Tx, a id.Account) error
	SetOperator(ctx context.Context, tx *store.Tx, a id.Account, operator bool) error
	EndSessionsOf(ctx context.Context, tx *store.Tx, a id.Account) (int, error)
	Server(ctx context.Context) (account.ServerSettings, error)
	SetServer(ctx context.Context, tx *store.Tx, next account.ServerSettings) error
	KeepAvatar(ctx context.Context, upload []byte) (hash string, err error)
	ImportPerson(ctx context.Context, tx *store.Tx, p account.Import) (id.Account, error)
	OpenSession(ctx context.Context, tx *store.Tx, a id.Account, device string) (token string, err error)
}

// Contacts is what the desk needs of contacts.
type Contacts interface {
	Befriend(ctx context.Context, tx *store.Tx, a, b id.Account, at time.Time) (bool, error)
}

// Needs is what a Service is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	Clock    clock.Clock
	Accounts Accounts
	Contacts Contacts
	Chats    Chats
	Engine   Engine
	Version  string
}

// Service is the operator's desk. Who calls it is an operator: the authorization table sees to that. Make it with New.
type Service struct {
	Needs
	startedAt time.Time
}

// New returns the desk on a migrated database.
func New(n Needs) *Service { return &Service{Needs: n, startedAt: n.Clock.Now()} }

// ErrSelf says that an operator cannot do this to the own account: a slip would lock the door from outside.
var ErrSelf = errs.Conflict("admin.self", "You cannot do this to your own account.")

// act runs do and records it, both or neither.
func (s *Service) act(ctx context.Context, actor id.Account, act Act, subject id.Account, do func(ctx context.Context, tx *store.Tx) (detail any, err error)) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		detail, err := do(ctx, tx)
		if err != nil {
			return err
		}
		return record(ctx, tx, actor, act, subject, detail)
	})
}

// Suspend ends all sessions of an account and refuses new ones until Restore. Errors: ErrSelf, and those of account.Suspend.
func (s *Service) Suspend(ctx context.Context, actor, a id.Account, reason string) (err error) {
	defer errs.Wrap(&err, "admin.Suspend(%d)", a)
	if actor == a {
		return ErrSelf
	}
	return s.act(ctx, actor, ActSuspend, a, func(ctx context.Context, tx *store.Tx) (any, error) {
		return map[string]string{"reason": reason}, s.Accounts.Suspend(ctx, tx, a, reason)
	})
}

// Restore lets a suspended account sign in again.
func (s *Service) Restore(ctx context.Context, actor, a id.Account) (err error) {
	defer errs.Wrap(&err, "admin.Restore(%d)", a)
	return s.act(ctx, actor, ActRestore, a, func(ctx context.Context, tx *store.Tx) (any, error) {
		return struct{}{}, s.Accounts.Restore(ctx, tx, a)
	})
}

// EndSessions logs an account out everywhere and returns how many devices there were.
func (s *Service) EndSessions(ctx context.Context, actor, a id.Account) (ended int, err error) {
	defer errs.Wrap(&err, "admin.EndSessions(%d)", a)
	err = s.act(ctx, actor, ActEndSessions, a, func(ctx context.Context, tx *store.Tx) (any, error) {
		ended, err = s.Accounts.EndSessionsOf(ctx, tx, a)
		return map[string]int{"ended": ended}, err
	})
	return ended, err
}

// SetOperator gives or takes the operator's role. Errors: account.ErrLastOperator, and those of account.SetOperator.
func (s *Service) SetOperator(ctx context.Context, actor, a id.Account, operator bool) (err error) {
	defer errs.Wrap(&err, "admin.SetOperator(%d, %t)", a, operator)
	act := ActMember
	if operator {
		act = ActOperator
	}
	return s.act(ctx, actor, act, a, func(ctx context.Context, tx *store.Tx) (any, error) {
		return struct{}{}, s.Accounts.SetOperator(ctx, tx, a, operator)
	})
}

// Settings says what to change of the server; nil stays.
type Settings struct {
	Name, CountryCode *string
	OpenSignUp        *bool
}

// UpdateSettings changes the server's settings and records those that were given.
func (s *Service) UpdateSettings(ctx context.Context, actor id.Account, c Settings) (err error) {
	defer errs.Wrap(&err, "admin.UpdateSettings")
	next, err := s.Accounts.Server(ctx)
	if err != nil {
		return err
	}
	changed := map[string]any{}
	if c.Name != nil {
		next.Name, changed["name"] = *c.Name, *c.Name
	}
	if c.CountryCode != nil {
		next.DefaultCountryCode, changed["default_country_code"] = *c.CountryCode, *c.CountryCode
	}
	if c.OpenSignUp != nil {
		next.OpenSignUp, changed["open_sign_up"] = *c.OpenSignUp, *c.OpenSignUp
	}
	return s.act(ctx, actor, ActSettings, 0, func(ctx context.Context, tx *store.Tx) (any, error) {
		return changed, s.Accounts.SetServer(ctx, tx, next)
	})
}

// People returns accounts as an operator sees them, where to go on (0 at the end), and how many accounts there are.
func (s *Service) People(ctx context.Context, q account.Query) (list []account.Listed, next id.Account, total int64, err error) {
	defer errs.Wrap(&err, "admin.People")
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if list, next, err = s.Accounts.List(ctx, tx, q); err != nil {
			return err
		}
		total, err = s.Accounts.Count(ctx, tx)
		return err
	})
	return list, next, total, err
}

// Look returns one account as an operator sees it.
func (s *Service) Look(ctx context.Context, a id.Account) (l account.Listed, err error) {
	defer errs.Wrap(&err, "admin.Look(%d)", a)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		l, err = s.Accounts.Look(ctx, tx, a)
		return err
	})
	return l, err
}

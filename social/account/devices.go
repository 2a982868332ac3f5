package account

import (
	"context"
	"slices"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// session is a row of the device list.
type session struct {
	id        id.Session
	device    string
	createdAt time.Time
	usedAt    time.Time
	network   string
}

// SignedIn is what a sign-in gives. The token is for the device alone and exists nowhere else.
type SignedIn struct {
	Me      *accountv1.Me
	IsNew   bool
	Token   string
	Session id.Session
}

// newDevice is the device that is about to be signed in.
type newDevice struct {
	name    string
	network string
	replace authn.Caller // whose session in the same slot of the browser ends; the zero Caller for none
}

// deviceOf describes the device of a request. A browser that signs in where it was signed in leaves no old session behind.
func deviceOf(ctx context.Context, name string) newDevice {
	c := authn.ClientOf(ctx)
	d := newDevice{name: CleanDevice(name), network: c.Network()}
	if was, ok := authn.From(ctx); ok && was.Slot >= 0 && was.Slot == c.Slot {
		d.replace = was
	}
	return d
}

// open begins a session of a locked account on a new device. Sessions that have expired, and those beyond MaxSessions that
// were used longest ago, end.
func (s *Service) open(ctx context.Context, tx *store.Tx, a *Account, d newDevice) (token string, opened id.Session, err error) {
	token, opened = newToken(a.ID), id.Next[id.Session](s.IDs)
	old, err := listSessions(ctx, tx, a.ID)
	if err != nil {
		return "", 0, err
	}
	var end []id.Session
	kept := 0
	for _, one := range old { // newest use first
		if kept < MaxSessions-1 && one.id != d.replace.Session && tx.Now.Before(sessionEnd(one.createdAt, one.usedAt)) {
			kept++
			continue
		}
		end = append(end, one.id)
	}
	if d.replace.Session != 0 && d.replace.Account != a.ID {
		if _, err := tx.Exec(ctx, deleteSession, d.replace.Account, d.replace.Session); err != nil {
			return "", 0, err
		}
		s.announce(tx, d.replace.Account, []id.Session{d.replace.Session})
	}
	if err := s.end(ctx, tx, a.ID, end); err != nil {
		return "", 0, err
	}
	if _, err := tx.Exec(ctx, insertFirst, a.ID, opened); err != nil {
		return "", 0, err
	}
	_, err = tx.Exec(ctx, insertSession, a.ID, opened, hashOf(token), d.name, ms(tx.Now), ms(tx.Now), d.network)
	return token, opened, err
}

// end ends sessions of an account in the caller's transaction; their live devices are cut off after the commit.
func (s *Service) end(ctx context.Context, tx *store.Tx, a id.Account, ended []id.Session) error {
	for _, one := range ended {
		if _, err := tx.Exec(ctx, deleteSession, a, one); err != nil {
			return err
		}
	}
	s.announce(tx, a, ended)
	return nil
}

// endAll ends every session of an account but the one to keep, and returns how many.
func (s *Service) endAll(ctx context.Context, tx *store.Tx, a id.Account, keep id.Session) (int, error) {
	all, err := listSessions(ctx, tx, a)
	if err != nil {
		return 0, err
	}
	var end []id.Session
	for _, one := range all {
		if one.id != keep {
			end = append(end, one.id)
		}
	}
	return len(end), s.end(ctx, tx, a, end)
}

func listSessions(ctx context.Context, tx *store.Tx, a id.Account) (list []session, err error) {
	rows, err := tx.Query(ctx, selectSessions, a)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one session
		var created, used int64
		if err := rows.Scan(&one.id, &one.device, &created, &used, &one.network); err != nil {
			return nil, err
		}
		one.createdAt, one.usedAt = at(created), at(used)
		list = append(list, one)
	}
	return list, rows.Err()
}

// Sessions lists the devices that are signed in, newest use first. A device counts as online when its account is
// connected and it was used within the last eleven minutes, which a connected device always was.
func (s *Service) Sessions(ctx context.Context, c authn.Caller) (list []*accountv1.Session, err error) {
	defer errs.Wrap(&err, "account.Sessions(%d)", c.Account)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := listSessions(ctx, tx, c.Account)
		if err != nil {
			return err
		}
		connected := slices.Contains(s.Live.Online([]id.Account{c.Account}), true)
		for _, one := range all {
			if !tx.Now.Before(sessionEnd(one.createdAt, one.usedAt)) {
				continue
			}
			recent := tx.Now.Sub(one.usedAt) < liveTouchEvery+touchEvery
			list = append(list, &accountv1.Session{
				Id: int64(one.id), Device: one.device, CreatedAtMs: ms(one.createdAt), UsedAtMs: ms(one.usedAt),
				Network: one.network, Current: one.id == c.Session, Online: one.id == c.Session || connected && recent,
			})
		}
		return nil
	})
	return list, err
}

// EndSession logs one of the caller's devices out. Errors: ErrSessionNotFound.
func (s *Service) EndSession(ctx context.Context, c authn.Caller, one id.Session) (err error) {
	defer errs.Wrap(&err, "account.EndSession(%d, %d)", c.Account, one)
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, deleteSession, c.Account, one)
		if err == nil && n == 0 {
			return ErrSessionNotFound
		}
		s.announce(tx, c.Account, []id.Session{one})
		return err
	})
}

// EndOtherSessions logs out every device of the caller but this one and returns how many there were.
func (s *Service) EndOtherSessions(ctx context.Context, c authn.Caller) (ended int, err error) {
	defer errs.Wrap(&err, "account.EndOtherSessions(%d)", c.Account)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		ended, err = s.endAll(ctx, tx, c.Account, c.Session)
		return err
	})
	return ended, err
}

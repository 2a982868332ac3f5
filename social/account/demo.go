package account

import (
	"context"
	"errors"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Import is a person who moves in from elsewhere, with the times of there.
type Import struct {
	Name      string
	Handle    string // may be empty
	About     string
	Region    string
	Addresses []string
	Avatar    string // hash of Service.KeepAvatar, or empty
	CreatedAt time.Time
	Scripted  bool
	Language  string
	DemoLine  string // on a demo server: offered on the sign-in page with this line
}

// KeepAvatar makes an uploaded picture safe and stores it, for an Import: pictures are not for transactions. Errors: those of
// picture.Square.
func (s *Service) KeepAvatar(ctx context.Context, upload []byte) (hash string, err error) {
	defer errs.Wrap(&err, "account.KeepAvatar(%d bytes)", len(upload))
	return s.keepPicture(ctx, upload)
}

// ImportPerson makes an account in the caller's transaction. Who remembers which foreign id became which account is the
// caller. Errors: those of a profile, a handle and addresses.
func (s *Service) ImportPerson(ctx context.Context, tx *store.Tx, p Import) (_ id.Account, err error) {
	defer errs.Wrap(&err, "account.ImportPerson(%q)", p.Name)
	row := &Account{
		ID: id.Next[id.Account](s.IDs), CreatedAt: p.CreatedAt, SeenAt: p.CreatedAt, Scripted: p.Scripted, Settings: DefaultSettings(),
	}
	if p.CreatedAt.IsZero() || p.CreatedAt.After(tx.Now) {
		row.CreatedAt, row.SeenAt = tx.Now, tx.Now
	}
	row.Settings.Language = p.Language
	if _, err := row.Settings.Change(&accountv1.UpdateSettingsRequest{}); err != nil {
		return 0, err
	}
	if row.Name, err = CleanName(p.Name); err != nil {
		return 0, err
	}
	if row.About, err = cleanUpTo(p.About, AboutMax, "account.about_invalid", "This text"); err != nil {
		return 0, err
	}
	if row.Region, err = cleanUpTo(p.Region, RegionMax, "account.region_invalid", "A region"); err != nil {
		return 0, err
	}
	if p.Handle != "" {
		handle, err := ParseHandle(p.Handle)
		if err != nil {
			return 0, err
		}
		if err := takeHandle(ctx, tx, row, handle); err != nil {
			return 0, err
		}
		row.HandleAt = time.Time{} // somebody else's choice does not start the year
	}
	if err := s.wearAvatar(ctx, tx, row, p.Avatar); err != nil {
		return 0, err
	}
	if err := s.importReach(ctx, tx, row, p.Addresses); err != nil {
		return 0, err
	}
	if p.DemoLine != "" {
		if _, err := tx.Exec(ctx, putDemo, row.ID, CleanLine(p.DemoLine)); err != nil {
			return 0, err
		}
	}
	return row.ID, add(ctx, tx, row)
}

func (s *Service) importReach(ctx context.Context, tx *store.Tx, row *Account, addresses []string) error {
	server, err := readServer(ctx, tx, selectServer)
	if err != nil {
		return err
	}
	for _, typed := range addresses {
		addr, err := ParseAddress(typed, server.DefaultCountryCode)
		if err != nil {
			return err
		}
		if err := addAddress(ctx, tx, row, addr); err != nil {
			return err
		}
	}
	return nil
}

// OpenSession begins a session of an account on a program's behalf, for benches and scripted friends. Errors: ErrNotFound,
// ErrSuspended.
func (s *Service) OpenSession(ctx context.Context, tx *store.Tx, a id.Account, device string) (token string, err error) {
	defer errs.Wrap(&err, "account.OpenSession(%d)", a)
	row, err := lock(ctx, tx, a)
	if err != nil {
		return "", err
	}
	if err := row.Usable(); err != nil {
		return "", err
	}
	token, _, err = s.open(ctx, tx, row, newDevice{name: CleanDevice(device)})
	return token, err
}

// Demo lists the people whom a demo server offers on its sign-in page; none elsewhere.
func (s *Service) Demo(ctx context.Context) (list []*accountv1.DemoPerson, err error) {
	defer errs.Wrap(&err, "account.Demo")
	if !s.cfg.Demo {
		return nil, nil
	}
	var ids []id.Account
	lines := map[id.Account]string{}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, selectDemo)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a id.Account
			var line string
			if err := rows.Scan(&a, &line); err != nil {
				return err
			}
			ids, lines[a] = append(ids, a), line
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	people, err := s.People(ctx, ids)
	for _, a := range ids {
		if p := people[a]; p != nil {
			list = append(list, &accountv1.DemoPerson{Person: p, Line: lines[a]})
		}
	}
	return list, err
}

// SignInDemo signs in as one of the demo's people by handle. On any other server, and for anybody else, it is ErrNotFound.
func (s *Service) SignInDemo(ctx context.Context, handle, device string) (in SignedIn, err error) {
	defer errs.Wrap(&err, "account.SignInDemo(%q)", handle)
	if !s.cfg.Demo {
		return in, ErrNotFound
	}
	d := deviceOf(ctx, device)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		a, err := s.ByHandle(ctx, tx, handle)
		if err != nil {
			return err
		}
		var offered id.Account
		if err := tx.QueryRow(ctx, isDemo, a).Scan(&offered); errors.Is(err, store.ErrNoRows) {
			return ErrNotFound
		} else if err != nil {
			return err
		}
		row, err := lock(ctx, tx, a)
		if err != nil {
			return err
		}
		in, err = s.signIn(ctx, tx, row, d)
		return err
	})
	return in, err
}

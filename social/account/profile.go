package account

import (
	"context"
	"errors"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// me reads everything that an account may know of itself.
func (s *Service) me(ctx context.Context, tx *store.Tx, a *Account) (*accountv1.Me, error) {
	addresses, err := addressesOf(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	keys, err := passkeysOf(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	me := &accountv1.Me{
		Person: a.Person(), Role: accountv1.Role_ROLE_MEMBER, Settings: a.Settings.Proto(), DeleteAtMs: ms(a.DeleteAt),
		HasPasskey: len(keys) > 0, NeedsProfile: a.Name == "", Addresses: addresses,
	}
	if a.Operator {
		me.Role = accountv1.Role_ROLE_OPERATOR
	}
	if free := handleFreeAt(a); free.After(tx.Now) {
		me.HandleFreeAtMs = ms(free)
	}
	return me, nil
}

// Me returns everything that an account may know of itself. Errors: ErrNotFound.
func (s *Service) Me(ctx context.Context, a id.Account) (me *accountv1.Me, err error) {
	defer errs.Wrap(&err, "account.Me(%d)", a)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := get(ctx, tx, a)
		if err != nil {
			return err
		}
		me, err = s.me(ctx, tx, row)
		return err
	})
	return me, err
}

// Get returns an account as it is now. Errors: ErrNotFound; a deleted account is found.
func (s *Service) Get(ctx context.Context, tx *store.Tx, a id.Account) (*Account, error) {
	return get(ctx, tx, a)
}

// UpdateProfile changes what is present in r. Errors: invalid account.name_invalid, account.about_invalid, account.region_invalid.
func (s *Service) UpdateProfile(ctx context.Context, a id.Account, r *accountv1.UpdateProfileRequest) (err error) {
	defer errs.Wrap(&err, "account.UpdateProfile(%d)", a)
	var name, about, region string
	if r.Name != nil {
		if name, err = CleanName(*r.Name); err != nil {
			return err
		}
	}
	if about, err = cleanUpTo(r.GetAbout(), AboutMax, "account.about_invalid", "This text"); err != nil {
		return err
	}
	if region, err = cleanUpTo(r.GetRegion(), RegionMax, "account.region_invalid", "A region"); err != nil {
		return err
	}
	_, err = s.change(ctx, a, func(_ context.Context, _ *store.Tx, row *Account) error {
		if r.Name != nil {
			row.Name = name
		}
		if r.About != nil {
			row.About = about
		}
		if r.Region != nil {
			row.Region = region
		}
		return nil
	})
	return err
}

// UpdateSettings changes what is present in r. Errors: invalid account.settings_invalid.
func (s *Service) UpdateSettings(ctx context.Context, a id.Account, r *accountv1.UpdateSettingsRequest) (err error) {
	defer errs.Wrap(&err, "account.UpdateSettings(%d)", a)
	_, err = s.change(ctx, a, func(_ context.Context, _ *store.Tx, row *Account) (err error) {
		row.Settings, err = row.Settings.Change(r)
		return err
	})
	return err
}

// handleFreeAt returns when the handle may be changed again; the zero time, or a past one, is now.
func handleFreeAt(a *Account) time.Time {
	if a.Handle == "" || a.HandleAt.IsZero() {
		return time.Time{}
	}
	return a.HandleAt.Add(HandleEvery)
}

// CheckHandle says whether a may take a handle now. The error is nil, or what SetHandle would answer; with
// ErrHandleTooSoon, freeAt is when.
func (s *Service) CheckHandle(ctx context.Context, a id.Account, typed string) (freeAt time.Time, err error) {
	defer errs.Wrap(&err, "account.CheckHandle(%d)", a)
	handle, err := ParseHandle(typed)
	if err != nil {
		return freeAt, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := get(ctx, tx, a)
		if err != nil || row.Handle == handle {
			return err
		}
		if IsReserved(handle) {
			return ErrHandleReserved
		}
		if freeAt = handleFreeAt(row); freeAt.After(tx.Now) {
			return ErrHandleTooSoon
		}
		var owner id.Account
		var kept int64
		err = tx.QueryRow(ctx, ownerOfHandle, handle).Scan(&owner, &kept)
		if errors.Is(err, store.ErrNoRows) {
			return nil
		}
		if err == nil && (kept == 0 || kept > ms(tx.Now) && owner != a) {
			return ErrHandleTaken
		}
		return err
	})
	return freeAt, err
}

// SetHandle gives an account a handle. The old one is kept for it for HandleKept. Of two who want the same at once, one
// gets ErrHandleTaken. Errors: ErrHandleInvalid, ErrHandleReserved, ErrHandleTaken, ErrHandleTooSoon.
func (s *Service) SetHandle(ctx context.Context, a id.Account, typed string) (err error) {
	defer errs.Wrap(&err, "account.SetHandle(%d)", a)
	handle, err := ParseHandle(typed)
	if err != nil {
		return err
	}
	if IsReserved(handle) {
		return ErrHandleReserved
	}
	_, err = s.change(ctx, a, func(ctx context.Context, tx *store.Tx, row *Account) error {
		if row.Handle == handle {
			return nil
		}
		if free := handleFreeAt(row); free.After(tx.Now) {
			return ErrHandleTooSoon.After(free.Sub(tx.Now))
		}
		return takeHandle(ctx, tx, row, handle)
	})
	return err
}

// takeHandle moves a locked account from its old handle, if any, to a new one. Errors: ErrHandleTaken.
func takeHandle(ctx context.Context, tx *store.Tx, row *Account, handle string) error {
	n, err := tx.Exec(ctx, claimHandle, handle, row.ID, ms(tx.Now))
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrHandleTaken
	}
	if err := leaveHandle(ctx, tx, row); err != nil {
		return err
	}
	row.Handle, row.HandleAt = handle, tx.Now
	return nil
}

func leaveHandle(ctx context.Context, tx *store.Tx, row *Account) error {
	if row.Handle == "" {
		return nil
	}
	_, err := tx.Exec(ctx, keepHandle, row.Handle, row.ID, ms(tx.Now.Add(HandleKept)))
	row.Handle = ""
	return err
}

// ByHandle, ByAddress and ByQR find the account that has a name, for rooms that let people find each other. They say
// nothing of whether the account wants to be found: ask Settings. Errors: ErrNotFound.
func (s *Service) ByHandle(ctx context.Context, tx *store.Tx, typed string) (id.Account, error) {
	handle, err := ParseHandle(typed)
	if err != nil {
		return 0, ErrNotFound
	}
	var a id.Account
	var kept int64
	err = tx.QueryRow(ctx, ownerOfHandle, handle).Scan(&a, &kept)
	if errors.Is(err, store.ErrNoRows) || err == nil && kept != 0 {
		return 0, ErrNotFound
	}
	return a, err
}

// ByAddress finds the account of an address in normal form. See ByHandle.
func (s *Service) ByAddress(ctx context.Context, tx *store.Tx, addr Address) (id.Account, error) {
	return owner(ctx, tx, ownerOfAddr, addr.Value)
}

// ByQR finds the account of a QR token. See ByHandle.
func (s *Service) ByQR(ctx context.Context, tx *store.Tx, token string) (id.Account, error) {
	return owner(ctx, tx, ownerOfQR, token)
}

func owner(ctx context.Context, tx *store.Tx, query, key string) (a id.Account, err error) {
	err = tx.QueryRow(ctx, query, key).Scan(&a)
	if errors.Is(err, store.ErrNoRows) {
		return 0, ErrNotFound
	}
	return a, err
}

// QR returns the token of an account's personal QR code, making it when there is none; with reset, a new one, and the
// old one is worthless.
func (s *Service) QR(ctx context.Context, a id.Account, reset bool) (token string, err error) {
	defer errs.Wrap(&err, "account.QR(%d)", a)
	fresh := randomText(16)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := lock(ctx, tx, a)
		if err != nil {
			return err
		}
		if row.QR != "" && !reset {
			token = row.QR
			return nil
		}
		if _, err := tx.Exec(ctx, deleteQR, row.QR, a); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertQR, fresh, a); err != nil {
			return err
		}
		row.QR, token = fresh, fresh
		return put(ctx, tx, row)
	})
	return token, err
}

// url returns the address under which the caller sees this server, without a slash at the end.
func (s *Service) url(ctx context.Context) string {
	if s.cfg.URL != "" {
		return s.cfg.URL
	}
	return authn.ClientOf(ctx).BaseURL
}

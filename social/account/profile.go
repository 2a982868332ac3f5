package account

import (
	"context"

	accountv1 "alun/api/gen/alun/account/v1"
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
	return s.change(ctx, a, func(_ context.Context, _ *store.Tx, row *Account) error {
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
}

// UpdateSettings changes what is present in r. Errors: invalid account.settings_invalid.
func (s *Service) UpdateSettings(ctx context.Context, a id.Account, r *accountv1.UpdateSettingsRequest) (err error) {
	defer errs.Wrap(&err, "account.UpdateSettings(%d)", a)
	return s.change(ctx, a, func(_ context.Context, _ *store.Tx, row *Account) (err error) {
		row.Settings, err = row.Settings.Change(r)
		return err
	})
}

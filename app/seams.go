package app

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
	"alun/money/pay"
	"alun/social/account"
	"alun/social/contact"
)

// This file holds the seams: the small interfaces that rooms declare, over the rooms that fill them.

// people is what contact and chat need of accounts.
type people struct{ *account.Service }

// Settings returns an account's settings from memory nearly always.
func (p people) Settings(ctx context.Context, a id.Account) (*accountv1.Settings, error) {
	s, err := p.Service.Settings(ctx, a)
	if err != nil {
		return nil, err
	}
	return s.Proto(), nil
}

// SettingsIn reads them in tx, or from memory without one.
func (p people) SettingsIn(ctx context.Context, tx *store.Tx, a id.Account) (*accountv1.Settings, error) {
	if tx == nil {
		return p.Settings(ctx, a)
	}
	row, err := p.Get(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	return row.Settings.Proto(), nil
}

// Lookup finds who has a handle, phone number or QR text; 0 when nobody can be found by it.
func (p people) Lookup(ctx context.Context, by, value string) (found id.Account, err error) {
	country, err := p.countryCode(ctx)
	if err != nil {
		return 0, err
	}
	err = p.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		switch contact.Key(by) {
		case contact.ByHandle:
			found, err = p.ByHandle(ctx, tx, value)
		case contact.ByPhone:
			found, err = p.byPhone(ctx, tx, value, country)
		case contact.ByQR:
			// A code holds https://<host>/q/<token>; the token alone will do.
			found, err = p.ByQR(ctx, tx, value[strings.LastIndexByte(value, '/')+1:])
		}
		return err
	})
	if errors.Is(err, account.ErrNotFound) {
		return 0, nil
	}
	return found, err
}

func (p people) byPhone(ctx context.Context, tx *store.Tx, value, country string) (id.Account, error) {
	addr, err := account.ParseAddress(value, country)
	if err != nil || addr.Kind != account.Phone {
		return 0, account.ErrNotFound
	}
	return p.ByAddress(ctx, tx, addr)
}

func (p people) countryCode(ctx context.Context) (string, error) {
	settings, err := p.Server(ctx)
	return settings.DefaultCountryCode, err
}

// place is where the server stands, as payment codes say it: the country is that of its phone numbers.
func (p people) place(ctx context.Context) (pay.Place, error) {
	settings, err := p.Server(ctx)
	if err != nil {
		return pay.Place{}, err
	}
	code, err := strconv.Atoi(settings.DefaultCountryCode)
	country := phonenumbers.GetRegionCodeForCountryCode(code)
	if err != nil || len(country) != 2 || country == "ZZ" {
		country = "ID"
	}
	return pay.Place{Name: settings.Name, Country: country}, nil
}

// later hands work to the queue.
type later struct{ *job.Queue }

// Later enqueues a job that is due at once.
func (l later) Later(ctx context.Context, tx *store.Tx, kind string, shard int64, key string, payload []byte) error {
	return l.Enqueue(ctx, tx, job.Job{Kind: kind, Shard: shard, Key: key, Payload: payload})
}

// sessions asks the accounts which sessions are over, once they are open.
type sessions struct{ a *App }

func (s sessions) Ended(ctx context.Context, ids []id.Session) ([]id.Session, error) {
	return s.a.Accounts.Ended(ctx, ids)
}

package account

import (
	"context"
	"errors"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

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
	return s.change(ctx, a, func(ctx context.Context, tx *store.Tx, row *Account) error {
		if row.Handle == handle {
			return nil
		}
		if free := handleFreeAt(row); free.After(tx.Now) {
			return ErrHandleTooSoon.After(free.Sub(tx.Now))
		}
		return takeHandle(ctx, tx, row, handle)
	})
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

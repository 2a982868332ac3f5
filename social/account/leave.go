package account

import (
	"context"
	"encoding/binary"
	"strings"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
)

const (
	jobDelete  = "account.delete"  // payload: account and when, 8 bytes each, big endian
	jobDeleted = "account.deleted" // payload: account, 8 bytes, big endian
	jobPicture = "account.picture" // payload: hash of a picture that an account has taken off
)

// ErrConfirm says that what was typed is not what was asked for.
var ErrConfirm = errs.Invalid("account.confirm", "Please type your handle, or your name if you have none, to confirm.")

// OnDeleted has fn called, in a job, for every account that was deleted: at least once, after the deletion. Call it on
// every node before jobs run.
func (s *Service) OnDeleted(fn func(ctx context.Context, a id.Account) error) {
	s.Jobs.Handle(jobDeleted, func(ctx context.Context, j job.Job) error {
		a, ok := accountOf(j.Payload)
		if !ok {
			return errs.Internal("account.job", "job %s without an account", jobDeleted)
		}
		return fn(ctx, a)
	})
}

// BeforeDelete has fn asked, in the transaction, before an account's deletion is scheduled and again when it is due. An error
// of fn refuses the first; a deletion that is due waits a day and asks again. Call it before the server starts.
func (s *Service) BeforeDelete(fn func(ctx context.Context, tx *store.Tx, a id.Account) error) {
	s.vetoes = append(s.vetoes, fn)
}

// mayGo asks everybody who may refuse a deletion.
func (s *Service) mayGo(ctx context.Context, tx *store.Tx, a id.Account) error {
	for _, fn := range s.vetoes {
		if err := fn(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}

// againAfter is how long a deletion waits that is due and was refused.
const againAfter = 24 * time.Hour

// DeleteMe schedules the deletion of the caller's account in GraceOfLeave, ends all its sessions and takes the operator's
// role from it. Until then nothing is lost: whoever signs in again may KeepMe. Errors: ErrConfirm, ErrLastOperator, those
// of BeforeDelete.
func (s *Service) DeleteMe(ctx context.Context, c authn.Caller, confirm string) (when time.Time, err error) {
	defer errs.Wrap(&err, "account.DeleteMe(%d)", c.Account)
	err = s.change(ctx, c.Account, func(ctx context.Context, tx *store.Tx, a *Account) error {
		if !confirms(a, confirm) {
			return ErrConfirm
		}
		if err := s.mayGo(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := s.dropRole(ctx, tx, a); err != nil {
			return err
		}
		a.DeleteAt = tx.Now.Add(GraceOfLeave).Truncate(time.Millisecond)
		when = a.DeleteAt
		if _, err := s.endAll(ctx, tx, a.ID, 0); err != nil {
			return err
		}
		payload := binary.BigEndian.AppendUint64(accountBytes(a.ID), uint64(ms(when)))
		return s.Jobs.Enqueue(ctx, tx, job.Job{Kind: jobDelete, Shard: int64(a.ID), RunAt: when, Payload: payload})
	})
	return when, err
}

func confirms(a *Account, typed string) bool {
	typed = CleanLine(typed)
	if a.Handle != "" {
		return strings.EqualFold(strings.TrimPrefix(typed, "@"), a.Handle)
	}
	return typed == a.Name
}

// KeepMe cancels a scheduled deletion. It is no error when none is scheduled.
func (s *Service) KeepMe(ctx context.Context, a id.Account) (err error) {
	defer errs.Wrap(&err, "account.KeepMe(%d)", a)
	return s.change(ctx, a, func(_ context.Context, _ *store.Tx, row *Account) error {
		row.DeleteAt = time.Time{}
		return nil
	})
}

// deleteDue is the job that deletes an account, unless it was kept, or scheduled anew, since the job was made.
func (s *Service) deleteDue(ctx context.Context, j job.Job) (err error) {
	a, ok := accountOf(j.Payload)
	if !ok || len(j.Payload) != 16 {
		return errs.Internal("account.job", "job %s without an account", jobDelete)
	}
	defer errs.Wrap(&err, "account.deleteDue(%d)", a)
	when := at(int64(binary.BigEndian.Uint64(j.Payload[8:])))
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := lock(ctx, tx, a)
		if err != nil {
			return err
		}
		if row.DeleteAt.IsZero() || !row.DeleteAt.Equal(when) || tx.Now.Before(when) {
			return nil
		}
		err = s.mayGo(ctx, tx, a)
		if err != nil && errs.KindOf(err) != errs.KindInternal {
			s.Log.Info("an account whose deletion is due waits", "account", a, "why", errs.CodeOf(err))
			return s.Jobs.Enqueue(ctx, tx, job.Job{Kind: jobDelete, Shard: int64(a), RunAt: tx.Now.Add(againAfter), Payload: j.Payload})
		}
		if err != nil {
			return err
		}
		return s.erase(ctx, tx, row)
	})
}

// erase makes a locked account nobody: what remains is a row that says that there was one, for the messages that others
// keep. Every room that has more to forget gets its job.
func (s *Service) erase(ctx context.Context, tx *store.Tx, a *Account) error {
	addresses, err := addressesOf(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	for _, one := range addresses {
		if err := removeAddress(ctx, tx, a.ID, one.Value); err != nil {
			return err
		}
	}
	if err := leaveHandle(ctx, tx, a); err != nil {
		return err
	}
	if err := s.wearAvatar(ctx, tx, a, ""); err != nil {
		return err
	}
	if _, err := s.endAll(ctx, tx, a.ID, 0); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, deleteQR, a.QR, a.ID); err != nil {
		return err
	}
	for _, q := range []string{deletePasskeys, deleteDemo, deleteFirst} {
		if _, err := tx.Exec(ctx, q, a.ID); err != nil {
			return err
		}
	}
	gone := &Account{ID: a.ID, CreatedAt: a.CreatedAt, DeletedAt: tx.Now, Scripted: a.Scripted, Settings: Settings{
		LastSeen: accountv1.Audience_AUDIENCE_NOBODY, Messages: accountv1.Audience_AUDIENCE_FRIENDS,
	}}
	if err := put(ctx, tx, gone); err != nil {
		return err
	}
	if err := s.Jobs.Enqueue(ctx, tx, job.Job{Kind: jobDeleted, Shard: int64(a.ID), RunAt: tx.Now, Payload: accountBytes(a.ID)}); err != nil {
		return err
	}
	s.renewed(tx, a.ID)
	return s.Journal.Forget(ctx, tx, a.ID)
}

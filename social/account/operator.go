package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// What an operator may do to accounts. Every function runs in the caller's transaction, so that the act and its line in
// the audit are one.

// ReasonMax is the length of a reason for a suspension in characters.
const ReasonMax = 200

// ErrReason says that a suspension needs one.
var ErrReason = errs.Invalid("account.reason", "Please give a reason of at most %d characters.", ReasonMax)

// Suspend ends all sessions of an account and refuses new ones until Restore. An operator loses the role.
// Errors: ErrNotFound, ErrLastOperator, ErrReason.
func (s *Service) Suspend(ctx context.Context, tx *store.Tx, a id.Account, reason string) (err error) {
	defer errs.Wrap(&err, "account.Suspend(%d)", a)
	if reason, err = cleanUpTo(reason, ReasonMax, ErrReason.Code, "A reason"); err != nil || reason == "" {
		return ErrReason
	}
	return s.alter(ctx, tx, a, func(row *Account) error {
		if err := s.dropRole(ctx, tx, row); err != nil {
			return err
		}
		if row.SuspendedAt.IsZero() {
			row.SuspendedAt = tx.Now
		}
		row.SuspendedReason = reason
		_, err := s.endAll(ctx, tx, a, 0)
		return err
	})
}

// Restore lets a suspended account sign in again. Errors: ErrNotFound.
func (s *Service) Restore(ctx context.Context, tx *store.Tx, a id.Account) (err error) {
	defer errs.Wrap(&err, "account.Restore(%d)", a)
	return s.alter(ctx, tx, a, func(row *Account) error {
		row.SuspendedAt, row.SuspendedReason = time.Time{}, ""
		return nil
	})
}

// SetOperator gives or takes the operator's role. Errors: ErrNotFound, ErrSuspended, ErrLastOperator.
func (s *Service) SetOperator(ctx context.Context, tx *store.Tx, a id.Account, operator bool) (err error) {
	defer errs.Wrap(&err, "account.SetOperator(%d, %t)", a, operator)
	return s.alter(ctx, tx, a, func(row *Account) error {
		if !operator {
			return s.dropRole(ctx, tx, row)
		}
		if err := row.Usable(); err != nil || row.Operator {
			return err
		}
		server, err := readServer(ctx, tx, selectServerLock)
		if err != nil {
			return err
		}
		row.Operator = true
		server.operators++
		s.announce(tx, a, nil)
		return putServer(ctx, tx, server)
	})
}

// EndSessionsOf logs an account out everywhere and returns how many devices there were. Errors: ErrNotFound.
func (s *Service) EndSessionsOf(ctx context.Context, tx *store.Tx, a id.Account) (ended int, err error) {
	defer errs.Wrap(&err, "account.EndSessionsOf(%d)", a)
	if _, err = lock(ctx, tx, a); err != nil {
		return 0, err
	}
	return s.endAll(ctx, tx, a, 0)
}

// Listed is an account as an operator sees it.
type Listed struct {
	Account
	Addresses []Address // show them Masked
	Sessions  int
}

// Look returns one account as an operator sees it. Errors: ErrNotFound.
func (s *Service) Look(ctx context.Context, tx *store.Tx, a id.Account) (l Listed, err error) {
	defer errs.Wrap(&err, "account.Look(%d)", a)
	row, err := get(ctx, tx, a)
	if err != nil {
		return l, err
	}
	l.Account = *row
	if l.Addresses, err = s.Addresses(ctx, tx, a); err != nil {
		return l, err
	}
	sessions, err := listSessions(ctx, tx, a)
	for _, one := range sessions {
		if tx.Now.Before(sessionEnd(one.createdAt, one.usedAt)) {
			l.Sessions++
		}
	}
	return l, err
}

// Query says which accounts an operator looks for. The zero Query wants all.
type Query struct {
	Text          string // part of a name or handle, or a whole address
	SuspendedOnly bool
	OperatorsOnly bool
	Before        id.Account // continue after this one; 0 begins with the newest
	Limit         int        // 1 to 100; 0 means 50
}

// listScan is how many accounts one List reads at most: whoever looks for a rare name pages on.
const listScan = 5000

// List returns accounts, newest first, and where to go on; next is 0 at the end. A page may hold fewer than were asked for
// and still have a next one.
func (s *Service) List(ctx context.Context, tx *store.Tx, q Query) (list []Listed, next id.Account, err error) {
	defer errs.Wrap(&err, "account.List(%q)", q.Text)
	if q.Limit <= 0 || q.Limit > 100 {
		q.Limit = 50
	}
	if a, err := s.exactly(ctx, tx, q.Text); err == nil {
		one, err := s.Look(ctx, tx, a)
		return []Listed{one}, 0, err
	} else if !errors.Is(err, ErrNotFound) {
		return nil, 0, err
	}
	found, next, err := s.scan(ctx, tx, q)
	if err != nil {
		return nil, 0, err
	}
	for _, a := range found {
		one, err := s.Look(ctx, tx, a)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, one)
	}
	return list, next, nil
}

// exactly returns the account that a text names by itself. Errors: ErrNotFound.
func (s *Service) exactly(ctx context.Context, tx *store.Tx, text string) (id.Account, error) {
	if strings.HasPrefix(text, "@") {
		return s.ByHandle(ctx, tx, text)
	}
	if n, err := id.Parse[id.Account](text); err == nil {
		if a, err := get(ctx, tx, n); err == nil && a.DeletedAt.IsZero() {
			return n, nil
		}
	}
	server, err := readServer(ctx, tx, selectServer)
	if err != nil {
		return 0, err
	}
	addr, err := ParseAddress(text, server.DefaultCountryCode)
	if err != nil {
		return 0, ErrNotFound
	}
	return s.ByAddress(ctx, tx, addr)
}

func (s *Service) scan(ctx context.Context, tx *store.Tx, q Query) (found []id.Account, next id.Account, err error) {
	last := q.Before
	if last == 0 {
		last = 1<<63 - 1
	}
	rows, err := tx.Query(ctx, selectPage, last, listScan)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	want := strings.ToLower(strings.TrimPrefix(CleanLine(q.Text), "@"))
	read := 0
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, 0, err
		}
		read++
		last = a.ID
		if q.matches(a, want) {
			found = append(found, a.ID)
		}
		if len(found) == q.Limit {
			return found, last, rows.Close()
		}
	}
	if read == listScan {
		next = last
	}
	return found, next, rows.Err()
}

func (q Query) matches(a *Account, want string) bool {
	return a.DeletedAt.IsZero() &&
		(!q.SuspendedOnly || !a.SuspendedAt.IsZero()) &&
		(!q.OperatorsOnly || a.Operator) &&
		(want == "" || strings.Contains(strings.ToLower(a.Name), want) || strings.Contains(a.Handle, want))
}

// Count returns how many accounts there are, without deleted ones.
func (s *Service) Count(ctx context.Context, tx *store.Tx) (n int64, err error) {
	err = tx.QueryRow(ctx, countAccount).Scan(&n)
	return n, err
}

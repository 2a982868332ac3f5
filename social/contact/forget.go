package contact

import (
	"context"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

const (
	sqlKnown = `SELECT other_id FROM contact_side WHERE account_id = $1
		UNION SELECT other_id FROM contact_request WHERE account_id = $1`
	sqlDropQuota = `DELETE FROM contact_quota WHERE account_id = $1`
	sqlDropBook  = `DELETE FROM contact_book WHERE account_id = $1`
)

// Forget does what follows from the deletion of an account: nobody has it as a contact any more, it has nobody, and what was
// asked between them is gone. Doing it again, or after a failure half way, is harmless.
func (s *Service) Forget(ctx context.Context, account id.Account) (err error) {
	defer errs.Wrap(&err, "contact.Forget(%d)", account)
	known, err := s.known(ctx, account)
	if err != nil {
		return err
	}
	for _, other := range known {
		err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return s.part(ctx, tx, account, other) })
		if err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, sqlDropQuota, account); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqlDropBook, account)
		return err
	})
}

// known returns whoever has anything to do with an account.
func (s *Service) known(ctx context.Context, account id.Account) (known []id.Account, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, sqlKnown, account)
		if err != nil {
			return err
		}
		defer rows.Close()
		known = known[:0]
		for rows.Next() {
			var other id.Account
			if err := rows.Scan(&other); err != nil {
				return err
			}
			known = append(known, other)
		}
		return rows.Err()
	})
	return known, err
}

// part leaves nothing between a gone account and another, whose devices hear of it.
func (s *Service) part(ctx context.Context, tx *store.Tx, gone, other id.Account) error {
	p, err := lockPair(ctx, tx, gone, other)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		side *Side
		book *book
	}{{&p.one, p.oneBook}, {&p.two, p.twoBook}} {
		if x.side.Listed {
			x.book.listed--
		}
		if x.side.Blocked {
			x.book.blocked--
		}
		*x.side = Side{Account: x.side.Account, Other: x.side.Other}
	}
	for _, incoming := range []bool{true, false} {
		if err := dropRequest(ctx, tx, gone, other, incoming); err != nil {
			return err
		}
		if err := dropRequest(ctx, tx, other, gone, incoming); err != nil {
			return err
		}
	}
	if err := s.save(ctx, tx, p); err != nil {
		return err
	}
	return s.changed(ctx, tx, other)
}

package contact

import (
	"context"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

const (
	// Everyone who has anything to do with an account, a page at a time.
	sqlOthers = `SELECT other_id FROM contact_side WHERE account_id = $1 AND other_id > $2
		UNION SELECT other_id FROM contact_request WHERE account_id = $1 AND other_id > $2 ORDER BY 1 LIMIT 500`
	sqlDropBook  = `DELETE FROM contact_book WHERE account_id = $1`
	sqlDropQuota = `DELETE FROM contact_quota WHERE account_id = $1`
)

// Forget removes a deleted account from every book, and its own book. It may be called again after a failure half way.
func (s *Service) Forget(ctx context.Context, account id.Account) (err error) {
	defer errs.Wrap(&err, "contact.Forget(%d)", account)
	var last id.Account
	for {
		others, err := s.others(ctx, account, last)
		if err != nil {
			return err
		}
		if len(others) == 0 {
			break
		}
		for _, other := range others {
			if err := s.part(ctx, account, other); err != nil {
				return err
			}
		}
		last = others[len(others)-1]
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, sqlDropBook, account); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqlDropQuota, account)
		return err
	})
}

func (s *Service) others(ctx context.Context, account, after id.Account) (others []id.Account, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		others = others[:0]
		rows, err := tx.Query(ctx, sqlOthers, account, after)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var other id.Account
			if err := rows.Scan(&other); err != nil {
				return err
			}
			others = append(others, other)
		}
		return rows.Err()
	})
	return others, err
}

// part removes all that two people have to do with each other, from both books.
func (s *Service) part(ctx context.Context, account, other id.Account) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := lockPair(ctx, tx, account, other)
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
			x.side.forget()
			x.side.Blocked, x.side.BlockedBy = false, false
		}
		if err := s.save(ctx, tx, p); err != nil {
			return err
		}
		for _, incoming := range []bool{true, false} {
			if err := dropRequest(ctx, tx, account, other, incoming); err != nil {
				return err
			}
			if err := dropRequest(ctx, tx, other, account, incoming); err != nil {
				return err
			}
		}
		return s.changed(ctx, tx, other)
	})
}

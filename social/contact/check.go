package contact

import (
	"context"
	"errors"
	"fmt"

	"alun/base/store"
)

// Each query returns at most 20 broken rows as (account, other); doc.go's "Always true" says what they break.
var invariants = []struct{ what, sql string }{
	{"keeps itself as a contact", `SELECT account_id, other_id FROM contact_side WHERE account_id = other_id LIMIT 20`},
	{"keeps a side that says nothing", `SELECT account_id, other_id FROM contact_side
		WHERE NOT listed AND NOT friend AND NOT blocked AND NOT blocked_by LIMIT 20`},
	{"is a friend without listing", `SELECT account_id, other_id FROM contact_side WHERE friend AND NOT listed LIMIT 20`},
	{"disagrees with the other side", `SELECT a.account_id, a.other_id FROM contact_side a
		LEFT JOIN contact_side b ON b.account_id = a.other_id AND b.other_id = a.account_id
		WHERE a.friend <> COALESCE(b.friend, FALSE) OR a.blocked <> COALESCE(b.blocked_by, FALSE)
		OR a.blocked_by <> COALESCE(b.blocked, FALSE) OR a.friend <> (a.listed AND COALESCE(b.listed, FALSE)) LIMIT 20`},
	{"counts its contacts wrongly", `SELECT b.account_id, b.account_id FROM contact_book b
		LEFT JOIN (SELECT account_id, SUM(CASE WHEN listed THEN 1 ELSE 0 END) AS listed, SUM(CASE WHEN blocked THEN 1 ELSE 0 END) AS blocked
			FROM contact_side GROUP BY account_id) s ON s.account_id = b.account_id
		WHERE b.listed <> COALESCE(s.listed, 0) OR b.blocked <> COALESCE(s.blocked, 0) LIMIT 20`},
	{"has contacts without a book", `SELECT s.account_id, s.other_id FROM contact_side s
		LEFT JOIN contact_book b ON b.account_id = s.account_id WHERE b.account_id IS NULL LIMIT 20`},
	{"has a request in an unknown state", `SELECT account_id, other_id FROM contact_request WHERE state < 1 OR state > 4 LIMIT 20`},
	{"was told of an answer that is not for the asker", `SELECT account_id, other_id FROM contact_request
		WHERE NOT incoming AND state > 2 LIMIT 20`},
	{"has an open request of somebody it blocks", `SELECT r.account_id, r.other_id FROM contact_request r
		JOIN contact_side s ON s.account_id = r.account_id AND s.other_id = r.other_id
		WHERE s.blocked AND r.state <> 2 LIMIT 20`},
	{"waits on a request to or from a friend", `SELECT r.account_id, r.other_id FROM contact_request r
		JOIN contact_side s ON s.account_id = r.account_id AND s.other_id = r.other_id
		WHERE s.friend AND r.state <> 2 LIMIT 20`},
	{"keeps a request that differs from the other side's", `SELECT a.account_id, a.other_id FROM contact_request a
		JOIN contact_request b ON b.account_id = a.other_id AND b.other_id = a.account_id AND b.request_id = a.request_id
		WHERE a.incoming = b.incoming OR a.note <> b.note OR a.at_ms <> b.at_ms OR (a.state = 2) <> (b.state = 2) LIMIT 20`},
}

// Check returns an error that names whoever breaks what doc.go promises, at most 20 for each promise.
func Check(ctx context.Context, tx *store.Tx) error {
	var broken []error
	for _, promise := range invariants {
		rows, err := tx.Query(ctx, promise.sql)
		if err != nil {
			return err
		}
		for rows.Next() {
			var account, other int64
			if err := rows.Scan(&account, &other); err != nil {
				return err
			}
			broken = append(broken, fmt.Errorf("%d %s (%d)", account, promise.what, other))
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return errors.Join(broken...)
}

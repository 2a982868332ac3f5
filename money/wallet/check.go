package wallet

import (
	"context"
	"errors"
	"fmt"

	"alun/base/id"
	"alun/base/store"
)

// invariants find what must not be: each query returns the account concerned.
var invariants = []struct{ what, query string }{
	{"a use below zero", `
SELECT account_id FROM wallet_use WHERE day_used < 0 OR month_used < 0 LIMIT 20`},
	{"a day outside its month", `
SELECT account_id FROM wallet_use WHERE day / 100 > month LIMIT 20`},
	{"a use without a wallet", `
SELECT u.account_id FROM wallet_use u LEFT JOIN wallet w ON w.account_id = u.account_id WHERE w.account_id IS NULL LIMIT 20`},
	{"a level that does not exist", `
SELECT account_id FROM wallet WHERE level < 1 OR level > 3 LIMIT 20`},
	{"a PIN that is none", `
SELECT account_id FROM wallet WHERE pin IS NOT NULL AND LENGTH(pin) <> 50 LIMIT 20`},
	{"guesses at no PIN", `
SELECT account_id FROM wallet WHERE pin IS NULL AND (tries_wrong <> 0 OR locked_until <> 0) LIMIT 20`},
	{"guesses beyond the limits", `
SELECT account_id FROM wallet WHERE tries_wrong < 0 OR tries_wrong >= 5 OR tries_day < 0 LIMIT 20`},
	{"an operator's freeze without a reason", `
SELECT account_id FROM wallet WHERE barred_at <> 0 AND barred_reason = '' LIMIT 20`},
	{"payments without a PIN beyond their limit", `
SELECT account_id FROM wallet WHERE no_pin < 0 OR no_pin_used < 0 OR no_pin_used > 10 LIMIT 20`},
	{"a grant to a wallet that is frozen or has none", `
SELECT g.account_id FROM wallet_grant g LEFT JOIN wallet w ON w.account_id = g.account_id
WHERE w.account_id IS NULL OR w.barred_at <> 0 LIMIT 20`},
	{"a grant that is no hash", `
SELECT account_id FROM wallet_grant WHERE LENGTH(token) <> 32 OR LENGTH(intent) <> 32 LIMIT 20`},
}

// Check returns an error that names what breaks the room's promises, at most 20 of each sort.
func Check(ctx context.Context, tx *store.Tx) error {
	var broken []error
	for _, inv := range invariants {
		found, err := violations(ctx, tx, inv.what, inv.query)
		if err != nil {
			return err
		}
		broken = append(broken, found...)
	}
	policies, err := allPolicies(ctx, tx)
	if err != nil {
		return err
	}
	for c, p := range policies {
		if err := p.check(); err != nil {
			broken = append(broken, fmt.Errorf("the money settings of %s: %w", c, err))
		}
	}
	return errors.Join(broken...)
}

func violations(ctx context.Context, tx *store.Tx, what, query string) (found []error, err error) {
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a id.Account
		if err := rows.Scan(&a); err != nil {
			return nil, err
		}
		found = append(found, fmt.Errorf("wallet %d: %s", a, what))
	}
	return found, rows.Err()
}

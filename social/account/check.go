package account

import (
	"context"
	"errors"
	"fmt"

	"alun/base/id"
	"alun/base/store"
)

// invariants find what must not be: each query returns the account and the name concerned.
var invariants = []struct{ what, query string }{
	{"an address that its account does not know", `
SELECT x.account_id, x.value FROM account_address x
LEFT JOIN account_reach r ON r.account_id = x.account_id AND r.value = x.value WHERE r.value IS NULL LIMIT 20`},
	{"an account's address that belongs to another", `
SELECT r.account_id, r.value FROM account_reach r
LEFT JOIN account_address x ON x.value = r.value AND x.account_id = r.account_id WHERE x.value IS NULL LIMIT 20`},
	{"a handle in use that its account does not have", `
SELECT h.account_id, h.handle FROM account_handle h
LEFT JOIN account a ON a.id = h.account_id AND a.handle = h.handle WHERE h.kept_until = 0 AND a.id IS NULL LIMIT 20`},
	{"an account's handle that is not its own", `
SELECT a.id, a.handle FROM account a
LEFT JOIN account_handle h ON h.handle = a.handle AND h.account_id = a.id AND h.kept_until = 0
WHERE a.handle <> '' AND h.handle IS NULL LIMIT 20`},
	{"a QR token that its account does not have", `
SELECT q.account_id, q.token FROM account_qr q
LEFT JOIN account a ON a.id = q.account_id AND a.qr = q.token WHERE a.id IS NULL LIMIT 20`},
	{"an account's QR token that is not its own", `
SELECT a.id, a.qr FROM account a LEFT JOIN account_qr q ON q.token = a.qr AND q.account_id = a.id
WHERE a.qr <> '' AND q.token IS NULL LIMIT 20`},
	{"a picture that its account does not wear", `
SELECT p.account_id, p.hash FROM account_avatar p
LEFT JOIN account a ON a.id = p.account_id AND a.avatar = p.hash WHERE a.id IS NULL LIMIT 20`},
	{"an account's picture that is not served", `
SELECT a.id, a.avatar FROM account a LEFT JOIN account_avatar p ON p.hash = a.avatar AND p.account_id = a.id
WHERE a.avatar <> '' AND p.hash IS NULL LIMIT 20`},
	{"a session of an account that may have none", `
SELECT s.account_id, s.device FROM account_session s LEFT JOIN account a ON a.id = s.account_id
WHERE a.id IS NULL OR a.suspended_at <> 0 OR a.deleted_at <> 0 LIMIT 20`},
	{"a deleted account that is still somebody", `
SELECT a.id, a.name FROM account a WHERE a.deleted_at <> 0 AND (a.name <> '' OR a.about <> '' OR a.region <> '' OR a.handle <> ''
	OR a.avatar <> '' OR a.qr <> '' OR a.role = 2 OR a.delete_at <> 0) LIMIT 20`},
	{"a passkey of a deleted account", `
SELECT k.account_id, k.name FROM account_passkey k LEFT JOIN account a ON a.id = k.account_id
WHERE a.id IS NULL OR a.deleted_at <> 0 LIMIT 20`},
	{"a code that was tried too often", `SELECT c.account_id, c.kind FROM account_code c WHERE c.tries > 5 LIMIT 20`},
}

const selectOperators = `
SELECT s.operators, (SELECT COUNT(*) FROM account a WHERE a.role = 2 AND a.deleted_at = 0 AND a.suspended_at = 0)
FROM account_server s WHERE s.id = 1`

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
	var counted, are int64
	err := tx.QueryRow(ctx, selectOperators).Scan(&counted, &are)
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return err
	}
	if counted != are {
		broken = append(broken, fmt.Errorf("the server counts %d operators, but there are %d", counted, are))
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
		var name string
		if err := rows.Scan(&a, &name); err != nil {
			return nil, err
		}
		found = append(found, fmt.Errorf("account %d: %s: %q", a, what, name))
	}
	return found, rows.Err()
}

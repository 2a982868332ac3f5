package account

import (
	"context"
	"errors"
	"time"

	"alun/base/authn"
	"alun/base/store"
)

// Standing is how new somebody's device and number are: who takes over an account comes with a new one.
type Standing struct {
	SessionAt    time.Time // when the caller's device was signed in; zero without a session
	FirstSession bool      // it is the first that this account ever had
	NumberAt     time.Time // when a phone number was last added later than the account; zero: never
}

const (
	// The first device of an account stays known after it is signed out.
	insertFirst = `
INSERT INTO account_first (account_id, session_id) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING`
	deleteFirst  = `DELETE FROM account_first WHERE account_id = $1`
	selectDevice = `
SELECT s.created_at, COALESCE(f.session_id, 0) FROM account_session s LEFT JOIN account_first f ON f.account_id = s.account_id
WHERE s.account_id = $1 AND s.id = $2`
	selectNewNumber = `
SELECT COALESCE(MAX(r.added_at), 0) FROM account_reach r JOIN account a ON a.id = r.account_id
WHERE r.account_id = $1 AND r.kind = 'phone' AND r.added_at > a.created_at`
)

// Standing returns how new the caller's device and number are. A caller without a session is told of the number alone.
// Errors: authn.ErrSignedOut when the session has ended.
func (s *Service) Standing(ctx context.Context, tx *store.Tx, c authn.Caller) (st Standing, err error) {
	var created, number int64
	if c.Session != 0 {
		var first int64
		err = tx.QueryRow(ctx, selectDevice, c.Account, c.Session).Scan(&created, &first)
		if errors.Is(err, store.ErrNoRows) {
			return st, authn.ErrSignedOut
		}
		if err != nil {
			return st, err
		}
		st.SessionAt, st.FirstSession = at(created), first == int64(c.Session)
	}
	if err := tx.QueryRow(ctx, selectNewNumber, c.Account).Scan(&number); err != nil {
		return st, err
	}
	st.NumberAt = at(number)
	return st, nil
}

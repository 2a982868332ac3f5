package wallet

import (
	"context"
	"time"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/store"
	"alun/social/account"
)

// Why nothing leaves a wallet for a while. The words reach the wire.
const (
	heldByDevice = "device"
	heldByNumber = "number"
	heldByPIN    = "pin"
)

// hold is the time in which nothing leaves a wallet; the zero hold is none.
type hold struct {
	until  time.Time
	reason string
}

// holdAfter returns the hold that ends last of those that a new device, a new number and a reset PIN bring. The first
// device of an account is not new to anybody, and an address from its beginning neither.
func holdAfter(now time.Time, length time.Duration, st account.Standing, pinReset time.Time) (h hold) {
	later := func(since time.Time, reason string) {
		if until := since.Add(length); !since.IsZero() && until.After(now) && until.After(h.until) {
			h = hold{until, reason}
		}
	}
	if !st.FirstSession {
		later(st.SessionAt, heldByDevice)
	}
	later(st.NumberAt, heldByNumber)
	later(pinReset, heldByPIN)
	return h
}

// holdOf returns the hold of a wallet for a caller. Who has proven with papers who he is has none; a caller without a session
// stands for the account as a whole. Errors: authn.ErrSignedOut.
func (s *Service) holdOf(ctx context.Context, tx *store.Tx, w *wallet, c authn.Caller) (hold, error) {
	length := s.policyOf(s.cfg.Currency).Hold()
	if length == 0 || w.level == walletv1.Level_LEVEL_FULL {
		return hold{}, nil
	}
	st, err := s.accounts.Standing(ctx, tx, c)
	if err != nil {
		return hold{}, err
	}
	return holdAfter(tx.Now, length, st, w.resetAt), nil
}

package client

import (
	"context"
	"crypto/rand"

	moneyv1 "alun/api/gen/alun/money/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
)

// NewID returns 16 random bytes: the client_id of one call. Whoever repeats a call because its answer was lost sends the same.
func NewID() []byte {
	b := make([]byte, 16)
	rand.Read(b)
	return b
}

// Amount returns minor units of a currency, as the contract says it.
func Amount(minor int64, currency string) *moneyv1.Amount {
	return &moneyv1.Amount{Minor: minor, Currency: currency}
}

// Grant exchanges the PIN for the right to spend exactly what intent says, once, within two minutes. Kind is what
// walletv1.Intent says; clientID is that of the call which will spend.
func (c *Client) Grant(ctx context.Context, pin, kind string, clientID []byte, amount *moneyv1.Amount, payee int64) ([]byte, error) {
	out, err := c.Wallet.Authorize(ctx, &walletv1.AuthorizeRequest{
		Pin: pin, Intent: &walletv1.Intent{Kind: kind, ClientId: clientID, Amount: amount, PayeeId: payee},
	})
	return out.GetGrant(), err
}

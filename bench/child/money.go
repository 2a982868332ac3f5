package child

import (
	"context"
	"fmt"
	"time"

	adminv1 "alun/api/gen/alun/admin/v1"
	bankv1 "alun/api/gen/alun/bank/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/client"
)

// PIN is the payment PIN of everybody who was given money by Fund.
const PIN = "271828"

// fundLimit is how long the sandbox bank may take for one top-up.
const fundLimit = 20 * time.Second

// Fund gives people money as they would get it: each gets the full level from the operator, sets the PIN, links an account of the
// sandbox bank and tops up minor units of the server's currency, which it returns.
func (t *Town) Fund(ctx context.Context, url string, people []Person, minor int64) (currency string, err error) {
	for _, p := range people {
		level := &adminv1.SetLevelRequest{AccountId: int64(p.Account), Level: walletv1.Level_LEVEL_FULL}
		if _, err := t.Operator.MoneyDesk.SetLevel(ctx, level); err != nil {
			return "", err
		}
		c, err := client.New(url, client.Options{Token: p.Token})
		if err != nil {
			return "", err
		}
		if currency, err = topUp(ctx, c, minor); err != nil {
			return "", fmt.Errorf("money for %d: %w", p.Account, err)
		}
	}
	return currency, nil
}

func topUp(ctx context.Context, c *client.Client, minor int64) (currency string, err error) {
	had, err := c.Wallet.SetPin(ctx, &walletv1.SetPinRequest{Pin: PIN})
	if err != nil {
		return "", err
	}
	currency = had.GetWallet().GetBalances()[0].GetAvailable().GetCurrency()
	banks, err := c.Bank.ListAccounts(ctx, &bankv1.ListAccountsRequest{})
	if err != nil {
		return "", err
	}
	account, err := c.Bank.LinkAccount(ctx, &bankv1.LinkAccountRequest{BankId: banks.GetBanks()[0].GetId(), Number: "1234567890", Holder: "Somebody"})
	if err != nil {
		return "", err
	}
	most := banks.GetMax().GetMinor()
	for left := minor; left > 0; left -= most {
		asked, err := c.Bank.TopUp(ctx, &bankv1.TopUpRequest{
			ClientId: client.NewID(), AccountId: account.GetAccount().GetId(), Amount: client.Amount(min(left, most), currency),
		})
		if err != nil {
			return "", err
		}
		if err := arrived(ctx, c, asked.GetMove().GetId()); err != nil {
			return "", err
		}
	}
	return currency, nil
}

// arrived waits until a movement is done.
func arrived(ctx context.Context, c *client.Client, move int64) error {
	ctx, cancel := context.WithTimeout(ctx, fundLimit)
	defer cancel()
	for {
		now, err := c.Bank.GetMove(ctx, &bankv1.GetMoveRequest{Id: move})
		if err != nil {
			return err
		}
		switch now.GetMove().GetState() {
		case bankv1.Move_STATE_DONE:
			return nil
		case bankv1.Move_STATE_FAILED:
			return fmt.Errorf("the bank refused: %s", now.GetMove().GetReason())
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

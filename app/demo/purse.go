package demo

import (
	"context"
	"crypto/sha256"

	"alun/base/errs"
	"alun/client"

	bankv1 "alun/api/gen/alun/bank/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
)

// What a purse is filled up to when it holds less than least, in the town's coins.
const (
	least = 300
	full  = 800
)

// coin is the town's small change in minor units: what a thousand rupiah buys.
var coin = map[string]int64{"IDR": 1_000, "CNY": 50, "JPY": 10}

// purse is one person's wallet in the hands of a program.
type purse struct {
	client   *client.Client
	self     int64
	pin      string
	currency string
}

// openPurse sees to it that somebody has a PIN, a bank account and some money, as far as that is missing.
func openPurse(ctx context.Context, c *client.Client, self int64, name string) (_ *purse, err error) {
	defer errs.Wrap(&err, "demo.openPurse(%s)", name)
	got, err := c.Wallet.GetWallet(ctx, &walletv1.GetWalletRequest{})
	if err != nil {
		return nil, err
	}
	w := got.GetWallet()
	p := &purse{client: c, self: self, pin: w.GetDemoPin(), currency: w.GetBalances()[0].GetAvailable().GetCurrency()}
	if !w.GetPinSet() {
		if _, err := c.Wallet.SetPin(ctx, &walletv1.SetPinRequest{Pin: p.pin}); err != nil {
			return nil, err
		}
	}
	return p, p.fill(ctx, name, w.GetBalances()[0].GetAvailable().GetMinor())
}

// refill is fill for a purse that has been in use since it was opened.
func (p *purse) refill(ctx context.Context, name string) error {
	got, err := p.client.Wallet.GetWallet(ctx, &walletv1.GetWalletRequest{})
	if err != nil {
		return err
	}
	return p.fill(ctx, name, got.GetWallet().GetBalances()[0].GetAvailable().GetMinor())
}

// fill tops the wallet up when it is nearly empty.
func (p *purse) fill(ctx context.Context, name string, has int64) error {
	if has >= p.coins(least).GetMinor() {
		return nil
	}
	list, err := p.client.Bank.ListAccounts(ctx, &bankv1.ListAccountsRequest{})
	if err != nil {
		return err
	}
	if len(list.GetAccounts()) == 0 {
		request := &bankv1.LinkAccountRequest{BankId: list.GetBanks()[0].GetId(), Number: number(name), Holder: name}
		linked, err := p.client.Bank.LinkAccount(ctx, request)
		if err != nil {
			return err
		}
		list.Accounts = append(list.Accounts, linked.GetAccount())
	}
	_, err = p.client.Bank.TopUp(ctx, &bankv1.TopUpRequest{ClientId: client.NewID(), AccountId: list.GetAccounts()[0].GetId(), Amount: p.coins(full)})
	return err
}

// coins returns an amount of the town's coins.
func (p *purse) coins(n int64) *moneyv1.Amount {
	worth, ok := coin[p.currency]
	if !ok {
		worth = 10
	}
	return client.Amount(n*worth, p.currency)
}

// spend gets the right to spend and spends. what names the act: the same name is the same act, however often it is done.
func (p *purse) spend(ctx context.Context, kind, what string, amount *moneyv1.Amount, payee int64, do func(clientID, grant []byte) error) error {
	clientID := named(what)
	grant, err := p.client.Grant(ctx, p.pin, kind, clientID, amount, payee)
	if err != nil {
		return err
	}
	return do(clientID, grant)
}

// named is a client id that is the same for the same name.
func named(what string) []byte {
	sum := sha256.Sum256([]byte("alun demo: " + what))
	return sum[:16]
}

// number is somebody's account number at a bank that does not exist.
func number(name string) string {
	digits := []byte("8800000000")
	for i, b := range sha256.Sum256([]byte(name)) {
		if i < 8 {
			digits[i+2] = '0' + b%10
		}
	}
	return string(digits)
}

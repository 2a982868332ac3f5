package admin

import (
	"context"
	"strings"
	"sync"
	"time"

	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/bank"
	"alun/money/bank/sandbox"
	"alun/money/ledger"
	"alun/money/redpacket"
	"alun/money/wallet"
)

// Wallets is what the money desk needs of wallets; wallet.Service fills it.
type Wallets interface {
	Look(ctx context.Context, tx *store.Tx, a id.Account) (*walletv1.Wallet, error)
	FreezeByOperator(ctx context.Context, tx *store.Tx, a id.Account, reason string) error
	UnfreezeByOperator(ctx context.Context, tx *store.Tx, a id.Account) error
	SetLevel(ctx context.Context, tx *store.Tx, a id.Account, l walletv1.Level) error
	ClearPIN(ctx context.Context, tx *store.Tx, a id.Account) error
	Currency() money.Currency
	Policy(ctx context.Context) wallet.Policy
	PolicyIn(ctx context.Context, tx *store.Tx) (wallet.Policy, error)
	UpdatePolicy(ctx context.Context, tx *store.Tx, p wallet.Policy) error
}

// Books is what it needs of the ledger.
type Books interface {
	Totals(ctx context.Context, tx *store.Tx) ([]ledger.Total, error)
	NewestSeal(ctx context.Context, tx *store.Tx) (day time.Time, root []byte, err error)
}

// MoneyNeeds is what a MoneyDesk is made of besides the desk; all of it is required.
type MoneyNeeds struct {
	Wallets Wallets
	Books   Books
	Bank    *bank.Service
	Sandbox *sandbox.Bank
	Packets *redpacket.Service
}

// MoneyDesk is the operator's desk for money. Nothing here moves any by itself. Make it with NewMoneyDesk.
type MoneyDesk struct {
	MoneyNeeds

	desk *Service

	mu        sync.Mutex
	checkedAt time.Time
}

// NewMoneyDesk returns the money desk, whose acts stand in the same audit as the others.
func NewMoneyDesk(desk *Service, n MoneyNeeds) *MoneyDesk {
	return &MoneyDesk{MoneyNeeds: n, desk: desk}
}

// Limits of CheckMoney.
const (
	checkEvery  = time.Minute
	maxFindings = 50
)

// moneyRooms are the rooms whose invariants CheckMoney verifies.
var moneyRooms = []string{"ledger", "wallet", "bank", "transfer", "redpacket", "pay"}

// ErrCheckedJustNow says that the invariants were verified less than a minute ago; RetryAfter is set.
var ErrCheckedJustNow = errs.Exhausted("admin.checked", "This was checked less than a minute ago.")

// Check verifies the invariants of the money rooms now and returns what does not hold, at most 50 findings. At most once a
// minute on each node. Error: ErrCheckedJustNow.
func (d *MoneyDesk) Check(ctx context.Context, actor id.Account) (findings []string, took time.Duration, err error) {
	defer errs.Wrap(&err, "admin.CheckMoney")
	began := d.desk.Clock.Now()
	if err := d.mayCheck(began); err != nil {
		return nil, 0, err
	}
	if found := d.desk.DB.CheckRooms(ctx, moneyRooms...); found != nil {
		if errs.KindOf(found) == errs.KindUnavailable {
			return nil, 0, found
		}
		findings = strings.Split(found.Error(), "\n")
	}
	findings = findings[:min(len(findings), maxFindings)]
	err = d.desk.act(ctx, actor, ActMoneyCheck, 0, func(context.Context, *store.Tx) (any, error) {
		return map[string]int{"findings": len(findings)}, nil
	})
	return findings, d.desk.Clock.Now().Sub(began), err
}

func (d *MoneyDesk) mayCheck(now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if wait := d.checkedAt.Add(checkEvery).Sub(now); wait > 0 && wait <= checkEvery {
		return ErrCheckedJustNow.After(wait)
	}
	d.checkedAt = now
	return nil
}

// onWallet does something to the wallet of an account that exists.
func (d *MoneyDesk) onWallet(
	ctx context.Context, actor id.Account, act Act, a id.Account, detail any, do func(ctx context.Context, tx *store.Tx) error,
) (err error) {
	defer errs.Wrap(&err, "admin.%s(%d)", act, a)
	return d.desk.act(ctx, actor, act, a, func(ctx context.Context, tx *store.Tx) (any, error) {
		if _, err := d.desk.Accounts.Look(ctx, tx, a); err != nil {
			return nil, err
		}
		return detail, do(ctx, tx)
	})
}

// Freeze stops everything that leaves a wallet; its owner sees the reason. Errors: wallet.reason, account.not_found.
func (d *MoneyDesk) Freeze(ctx context.Context, actor, a id.Account, reason string) error {
	return d.onWallet(ctx, actor, ActFreeze, a, map[string]string{"reason": reason}, func(ctx context.Context, tx *store.Tx) error {
		return d.Wallets.FreezeByOperator(ctx, tx, a, reason)
	})
}

// Unfreeze ends the operator's freeze, and the owner's own. Error: account.not_found.
func (d *MoneyDesk) Unfreeze(ctx context.Context, actor, a id.Account) error {
	return d.onWallet(ctx, actor, ActUnfreeze, a, struct{}{}, func(ctx context.Context, tx *store.Tx) error {
		return d.Wallets.UnfreezeByOperator(ctx, tx, a)
	})
}

// SetLevel sets how well a person is known, and with it the limits. Errors: wallet.level, account.not_found.
func (d *MoneyDesk) SetLevel(ctx context.Context, actor, a id.Account, l walletv1.Level) error {
	return d.onWallet(ctx, actor, ActLevel, a, map[string]string{"level": l.String()}, func(ctx context.Context, tx *store.Tx) error {
		return d.Wallets.SetLevel(ctx, tx, a, l)
	})
}

// ClearPIN lets a person set a new PIN; the hold follows. Error: account.not_found.
func (d *MoneyDesk) ClearPIN(ctx context.Context, actor, a id.Account) error {
	return d.onWallet(ctx, actor, ActClearPIN, a, struct{}{}, func(ctx context.Context, tx *store.Tx) error {
		return d.Wallets.ClearPIN(ctx, tx, a)
	})
}

// SetPolicy replaces the money settings; how the sandbox behaves stays. Errors: wallet.policy, invalid admin.currency.
func (d *MoneyDesk) SetPolicy(ctx context.Context, actor id.Account, p wallet.Policy) (err error) {
	defer errs.Wrap(&err, "admin.SetPolicy(%s)", p.Currency)
	if p.Currency != d.Wallets.Currency() {
		return errs.Invalid("admin.currency", "This server's wallets are in %s.", d.Wallets.Currency())
	}
	return d.desk.act(ctx, actor, ActMoneySettings, 0, func(ctx context.Context, tx *store.Tx) (any, error) {
		now, err := d.Wallets.PolicyIn(ctx, tx)
		if err != nil {
			return nil, err
		}
		p.Sandbox = now.Sandbox
		return asSettings(p), d.Wallets.UpdatePolicy(ctx, tx, p)
	})
}

// SetSandbox says how the sandbox bank behaves from now on; the rest of the settings stays, whoever changes it at the same moment. Error:
// wallet.policy.
func (d *MoneyDesk) SetSandbox(ctx context.Context, actor id.Account, mode string) (err error) {
	defer errs.Wrap(&err, "admin.SetSandbox(%s)", mode)
	return d.desk.act(ctx, actor, ActSandbox, 0, func(ctx context.Context, tx *store.Tx) (any, error) {
		p, err := d.Wallets.PolicyIn(ctx, tx)
		if err != nil {
			return nil, err
		}
		p.Sandbox = mode
		return map[string]string{"mode": mode}, d.Wallets.UpdatePolicy(ctx, tx, p)
	})
}

// Decide has the sandbox bank approve or refuse a movement that it has queued, and the movement settled. Errors: those of
// bank.AnyMove and sandbox.Decide.
func (d *MoneyDesk) Decide(ctx context.Context, actor id.Account, move bank.MoveID, approve bool) (m bank.Move, l bank.Linked, err error) {
	defer errs.Wrap(&err, "admin.Decide(%d, %t)", move, approve)
	err = d.desk.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if m, l, err = d.Bank.AnyMove(ctx, tx, move); err != nil {
			return err
		}
		if err := d.Sandbox.Decide(ctx, tx, move, approve); err != nil {
			return err
		}
		if err := d.Bank.Hear(ctx, tx, m); err != nil {
			return err
		}
		return record(ctx, tx, actor, ActDecideMove, m.Owner, map[string]any{"move": m.ID, "approve": approve})
	})
	if err != nil {
		return m, l, err
	}
	return d.Bank.AskNow(ctx, m), l, nil
}

// AddCover offers a picture as a cover of red packets. Errors: those of redpacket.KeepCover and AddCover.
func (d *MoneyDesk) AddCover(ctx context.Context, actor id.Account, name string, upload []byte) (err error) {
	defer errs.Wrap(&err, "admin.AddCover")
	hash, err := d.Packets.KeepCover(ctx, upload)
	if err != nil {
		return err
	}
	return d.desk.act(ctx, actor, ActAddCover, 0, func(ctx context.Context, tx *store.Tx) (any, error) {
		cover, err := d.Packets.AddCover(ctx, tx, hash, name)
		return map[string]string{"cover": cover, "name": name}, err
	})
}

// RemoveCover offers a cover no longer; packets that wear it keep it. Error: redpacket.cover.
func (d *MoneyDesk) RemoveCover(ctx context.Context, actor id.Account, cover string) (err error) {
	defer errs.Wrap(&err, "admin.RemoveCover(%s)", cover)
	return d.desk.act(ctx, actor, ActRemoveCover, 0, func(ctx context.Context, tx *store.Tx) (any, error) {
		return map[string]string{"cover": cover}, d.Packets.RemoveCover(ctx, tx, cover)
	})
}

// Covers returns all covers that are offered.
func (d *MoneyDesk) Covers(ctx context.Context) (list []*redpacketv1.Cover, err error) {
	defer errs.Wrap(&err, "admin.Covers")
	err = d.desk.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		covers, err := d.Packets.Covers(ctx, tx)
		list = list[:0]
		for _, c := range covers {
			list = append(list, &redpacketv1.Cover{Id: c.ID, Name: c.Name})
		}
		return err
	})
	return list, err
}

package app

import (
	"cmp"
	"context"

	"alun/base/money"
	"alun/base/store"
	"alun/money/bank"
	"alun/money/bank/sandbox"
	"alun/money/ledger"
	"alun/money/pay"
	"alun/money/redpacket"
	"alun/money/transfer"
	"alun/money/wallet"
	"alun/social/journal"
)

// demoPIN is the payment PIN that all people of the demo town have; the client shows it there.
const demoPIN = "246810"

// migrateMoney brings the tables of the money rooms up to date, in the order of the floors.
func migrateMoney(ctx context.Context, db *store.DB) error {
	for _, room := range []func(context.Context, *store.DB) error{
		ledger.Migrate, wallet.Migrate, bank.Migrate, sandbox.Migrate, transfer.Migrate, pay.Migrate, redpacket.Migrate,
	} {
		if err := room(ctx, db); err != nil {
			return err
		}
	}
	return nil
}

// openMoney opens the rooms of money, upon those of people.
func (a *App) openMoney(ctx context.Context, diary *journal.Journal) error {
	a.Ledger = ledger.New(ledger.Needs{DB: a.DB, Clock: a.clock, Log: a.log, Signer: a.secrets.Signer("ledger")})
	if err := a.openWallets(ctx); err != nil {
		return err
	}
	a.openBank()
	a.openTransfers(diary)
	a.openRedPackets(diary)
	a.openPay()
	return nil
}

func (a *App) openWallets(ctx context.Context) (err error) {
	cfg := wallet.Config{Currency: money.Currency(cmp.Or(a.cfg.Currency, string(money.IDR))), Sandbox: true}
	if a.cfg.Demo {
		cfg.DemoPIN = demoPIN
	}
	a.Wallets, err = wallet.New(ctx, wallet.Needs{
		DB: a.DB, Clock: a.clock, Log: a.log, Secrets: a.secrets, Ledger: a.Ledger, Accounts: a.Accounts, Hub: a.hub, Bus: a.bus,
	}, cfg)
	if err != nil {
		return err
	}
	a.closeLater(func() error { a.Wallets.Close(); return nil })
	a.Accounts.BeforeDelete(a.Wallets.Empty)
	a.Accounts.OnDeleted(a.Wallets.Forget)
	a.Accounts.AddExportPart(a.Wallets.ExportPart())
	return nil
}

// openBank opens the way in and out. Its one bank is the sandbox, until there is an adapter to a real one.
func (a *App) openBank() {
	a.Sandbox = sandbox.New(a.DB, func(ctx context.Context) string { return a.Wallets.Policy(ctx).Sandbox }, nil)
	a.Bank = bank.New(bank.Needs{
		DB: a.DB, IDs: a.node.Source, Clock: a.clock, Log: a.log, Secrets: a.secrets, Wallets: a.Wallets, Ledger: a.Ledger, Jobs: a.jobs,
		Banks: []bank.Bank{a.Sandbox},
	})
	a.jobs.Handle(bank.JobPursue, a.Bank.Pursue)
	a.Accounts.BeforeDelete(a.Bank.Settled)
	a.Accounts.OnDeleted(a.Bank.Forget)
	a.Accounts.AddExportPart(a.Bank.ExportPart())
}

func (a *App) openTransfers(diary *journal.Journal) {
	a.Transfers = transfer.New(transfer.Needs{
		DB: a.DB, IDs: a.node.Source, Clock: a.clock, Wallets: a.Wallets, Ledger: a.Ledger, Chats: a.Chats, Journal: diary, Jobs: a.jobs,
		Accounts: a.Accounts,
	})
	a.jobs.Handle(transfer.JobRemind, a.Transfers.Remind)
	a.Accounts.OnDeleted(a.Transfers.Forget)
	a.Accounts.AddExportPart(a.Transfers.ExportPart())
}

func (a *App) openRedPackets(diary *journal.Journal) {
	a.RedPackets = redpacket.New(redpacket.Needs{
		DB: a.DB, IDs: a.node.Source, Clock: a.clock, Log: a.log, Ledger: a.Ledger, Wallets: a.Wallets, Chats: a.Chats, Accounts: a.Accounts,
		Journal: diary, Jobs: a.jobs, Blobs: a.blobs, Rules: a.packetRules,
	})
	a.jobs.Handle(redpacket.JobExpire, a.RedPackets.Expire)
	a.Accounts.BeforeDelete(a.RedPackets.Settled)
	a.Accounts.AddExportPart(a.RedPackets.ExportPart())
}

// packetRules is what the operator's money settings say of red packets. The least share is one minor unit.
func (a *App) packetRules(ctx context.Context) redpacket.Rules {
	p := a.Wallets.Policy(ctx)
	return redpacket.Rules{Currency: p.Currency, MinShare: 1, MaxShare: p.PacketMaxShare, MaxTotal: p.PacketMaxTotal}
}

func (a *App) openPay() {
	a.Pay = pay.New(pay.Needs{
		DB: a.DB, IDs: a.node.Source, Clock: a.clock, Log: a.log, Secrets: a.secrets, Accounts: a.Accounts, Contacts: a.Contacts, Wallet: a.Wallets,
		Ledger: a.Ledger, Jobs: a.jobs, Hub: a.hub, Place: people{a.Accounts}.place,
	})
	a.Accounts.BeforeDelete(a.Pay.MayLeave)
	a.Accounts.OnDeleted(a.Pay.Forget)
	a.Accounts.AddExportPart(a.Pay.ExportPart())
}

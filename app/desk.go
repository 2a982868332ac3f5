package app

import (
	"context"
	"os"
	"strings"

	"alun/platform/admin"
	"alun/social/contact"
)

// openDesk opens the operator's desk, the highest room, and what follows in one room from what happens in another.
func (a *App) openDesk() {
	a.Desk = admin.New(admin.Needs{
		DB: a.DB, Clock: a.clock, Accounts: a.Accounts, Contacts: a.Contacts, Chats: a.Chats, Engine: vitals{a}, Version: Version(),
	})
	a.MoneyDesk = admin.NewMoneyDesk(a.Desk, admin.MoneyNeeds{
		Wallets: a.Wallets, Books: a.Ledger, Bank: a.Bank, Sandbox: a.Sandbox, Packets: a.RedPackets,
	})
	a.jobs.Handle(contact.JobFriends, a.Chats.FriendsNow)
	a.Accounts.OnDeleted(a.Contacts.Forget)
	a.Accounts.OnDeleted(a.Chats.Forget)
}

// vitals tells the desk how the machine under the rooms is doing.
type vitals struct{ a *App }

func (v vitals) Vitals(ctx context.Context) (out admin.Vitals, err error) {
	stats := v.a.hub.Stats()
	out = admin.Vitals{Engine: v.a.DB.Engine(), Connections: stats.Connections, Nodes: stats.Nodes, DatabaseBytes: v.databaseBytes()}
	if out.WaitingJobs, out.DeadJobs, err = v.a.jobs.Counts(ctx); err != nil {
		return out, err
	}
	out.Chats, out.Entries, err = v.a.Chats.Counts(ctx)
	return out, err
}

// databaseBytes is the size of SQLite's files; 0 for an engine elsewhere.
func (v vitals) databaseBytes() (n int64) {
	path, ok := strings.CutPrefix(v.a.cfg.DatabaseURL(), "sqlite:")
	if !ok {
		return 0
	}
	for _, end := range []string{"", "-wal"} {
		if info, err := os.Stat(path + end); err == nil {
			n += info.Size()
		}
	}
	return n
}

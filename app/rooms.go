package app

import (
	"context"
	"net"
	"net/netip"
	"time"

	"google.golang.org/protobuf/proto"

	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/blob"
	"alun/base/id"
	"alun/base/job"
	"alun/base/limit"
	"alun/base/live"
	"alun/base/sender"
	"alun/base/store"
	"alun/platform/admin"
	"alun/social/account"
	"alun/social/chat"
	"alun/social/chat/presence"
	"alun/social/chat/takeout"
	"alun/social/contact"
	"alun/social/journal"
)

// rooms opens every room upon the rooms below it, in the order of the floors.
func (a *App) rooms(ctx context.Context) (err error) {
	if err := migrate(ctx, a.DB); err != nil {
		return err
	}
	if a.blobs, err = blob.OpenFolder(a.blobDir()); err != nil {
		return err
	}
	a.jobs = job.NewQueue(a.DB, a.node.Source, a.bus, a.clock, a.log)
	a.hub = a.openHub()
	a.closeLater(func() error { return a.stopHub(context.WithoutCancel(ctx)) })
	diary := journal.New(a.hub)
	if err := a.openAccounts(ctx, diary); err != nil {
		return err
	}
	a.Contacts = contact.New(contact.Needs{
		DB: a.DB, IDs: a.node.Source, Clock: a.clock, Accounts: people{a.Accounts}, Journal: diary, Jobs: later{a.jobs}, Bus: a.bus,
	})
	a.closeLater(func() error { a.Contacts.Close(); return nil })
	if err := a.openChats(ctx, diary); err != nil {
		return err
	}
	return a.openMoney(ctx, diary)
}

// migrate brings the tables of all rooms up to date, ground floor first.
func migrate(ctx context.Context, db *store.DB) error {
	for _, room := range []func(context.Context, *store.DB) error{
		limit.Migrate, job.Migrate, journal.Migrate, account.Migrate, contact.Migrate, chat.Migrate, migrateMoney, admin.Migrate,
	} {
		if err := room(ctx, db); err != nil {
			return err
		}
	}
	db.AddCheck("journal", journal.Check)
	db.AddCheck("account", account.Check)
	db.AddCheck("admin", admin.Check)
	return nil
}

func (a *App) openChats(ctx context.Context, diary *journal.Journal) error {
	epoch, err := a.DB.Epoch(ctx)
	if err != nil {
		return err
	}
	a.Chats = chat.New(chat.Needs{
		DB: a.DB, IDs: a.node.Source, Clock: a.clock, Log: a.log, Accounts: people{a.Accounts}, Contacts: a.Contacts,
		Journal: diary, Hub: a.hub, Bus: a.bus, Epoch: epoch,
	})
	a.closeLater(func() error { a.Chats.Close(); return nil })
	a.Accounts.AddExportPart(a.Contacts.ExportPart())
	a.Accounts.AddExportPart(takeout.Part(a.Chats))
	a.presence = presence.New(a.hub, people{a.Accounts}, a.Contacts, a.clock, a.log)
	a.closeLater(func() error { a.presence.Close(); return nil })
	a.socket.Bind(a.Chats, a.presence, Version())
	return nil
}

// openHub opens the hub of live connections. Its handler, the socket of chats, stands above it and is set when that is open.
func (a *App) openHub() *live.Hub {
	resync, err := proto.Marshal(&livev1.ServerFrame{Resyncs: []*livev1.Resync{{}}})
	if err != nil {
		panic(err) // a constant message
	}
	return live.New(live.Config{Handler: &a.socket, Sessions: sessions{a}, Bus: a.bus, Clock: a.clock, Log: a.log, Resync: resync})
}

// stopHub hangs up on everybody, once; the frames under way are answered first, for as long as ctx lasts.
func (a *App) stopHub(ctx context.Context) error {
	var err error
	a.hubStopped.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, time.Duration(a.cfg.ShutdownMs)*time.Millisecond)
		defer cancel()
		err = a.hub.Stop(ctx)
	})
	return err
}

func (a *App) openAccounts(ctx context.Context, diary *journal.Journal) (err error) {
	senders, err := a.senders()
	if err != nil {
		return err
	}
	a.Accounts, err = account.New(ctx, account.Deps{
		DB: a.DB, IDs: a.node.Source, Secrets: a.secrets, Limits: limit.New(a.secrets), Journal: diary, Bus: a.bus, Live: a.hub,
		Jobs: a.jobs, Blobs: a.blobs, Senders: senders, Clock: a.clock, Log: a.log,
	}, account.Config{Version: Version(), Demo: a.cfg.Demo, ShowCodes: a.onLoopback(), URL: a.publicURL()})
	if err != nil {
		return err
	}
	a.hub.OnPresence(func(account id.Account, online bool) {
		if !online {
			a.Accounts.Seen(account)
		}
	})
	return nil
}

// senders returns what carries codes to people: by e-mail and by SMS, as far as the operator has set them up.
func (a *App) senders() (map[account.Kind]account.Sender, error) {
	senders := map[account.Kind]account.Sender{}
	if a.cfg.SMTP != "" {
		s, err := sender.NewSMTP(a.cfg.SMTP, a.clock)
		if err != nil {
			return nil, err
		}
		senders[account.Email] = s
	}
	if a.cfg.SMS != "" {
		s, err := sender.NewWebhook(a.cfg.SMS, a.cfg.SMSSecret, a.clock)
		if err != nil {
			return nil, err
		}
		senders[account.Phone] = s
	}
	return senders, nil
}

func (a *App) blobDir() string {
	if a.cfg.Blob != "" {
		return a.cfg.Blob
	}
	return a.cfg.Blobs()
}

// publicURL is the server's own address when it has a domain; otherwise each request says under which name it came.
func (a *App) publicURL() string {
	if len(a.cfg.Domain) > 0 {
		return "https://" + a.cfg.Domain[0]
	}
	return ""
}

func (a *App) onLoopback() bool {
	host, _, err := net.SplitHostPort(a.cfg.Addr)
	ip, perr := netip.ParseAddr(host)
	return err == nil && (host == "localhost" || perr == nil && ip.IsLoopback())
}

package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"

	"alun/api/gen/alun/admin/v1/adminv1connect"
	"alun/api/gen/alun/bank/v1/bankv1connect"
	"alun/api/gen/alun/chat/v1/chatv1connect"
	"alun/api/gen/alun/contact/v1/contactv1connect"
	"alun/api/gen/alun/pay/v1/payv1connect"
	"alun/api/gen/alun/redpacket/v1/redpacketv1connect"
	"alun/api/gen/alun/transfer/v1/transferv1connect"
	"alun/api/gen/alun/wallet/v1/walletv1connect"
	"alun/base/blob"
	"alun/base/bus"
	"alun/base/clock"
	"alun/base/config"
	"alun/base/job"
	"alun/base/live"
	"alun/base/rpc"
	"alun/base/secret"
	"alun/base/store"
	"alun/money/bank"
	"alun/money/bank/sandbox"
	"alun/money/ledger"
	"alun/money/pay"
	"alun/money/redpacket"
	"alun/money/transfer"
	"alun/money/wallet"
	"alun/platform/admin"
	"alun/social/account"
	"alun/social/chat"
	"alun/social/chat/presence"
	"alun/social/contact"
)

// App is one assembled server. Make it with [Open]; fields are set once.
type App struct {
	DB         *store.DB
	Accounts   *account.Service
	Contacts   *contact.Service
	Chats      *chat.Service
	Ledger     *ledger.Ledger
	Wallets    *wallet.Service
	Bank       *bank.Service
	Sandbox    *sandbox.Bank
	Transfers  *transfer.Service
	RedPackets *redpacket.Service
	Pay        *pay.Service
	Desk       *admin.Service
	MoneyDesk  *admin.MoneyDesk

	cfg      config.Serve
	log      *slog.Logger
	clock    clock.Clock
	secrets  *secret.File
	node     *store.Node
	bus      *bus.Bus
	blobs    blob.Store
	jobs     *job.Queue
	hub      *live.Hub
	socket   chat.Socket
	presence *presence.Service
	metrics  *metrics
	calls    http.Handler // every procedure, behind the authorization table
	stopping atomic.Bool

	hubStopped sync.Once
	failed     chan error     // what the server cannot go on with
	closers    []func() error // in the order of opening
}

// Open assembles a server on its data: what it returns answers calls but starts nothing of its own. Close it.
func Open(ctx context.Context, cfg config.Serve) (_ *App, err error) {
	a := &App{cfg: cfg, log: newLog(cfg), clock: clock.System, failed: make(chan error, 4)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if err := a.ground(ctx); err != nil {
		return nil, err
	}
	if err := a.rooms(ctx); err != nil {
		return nil, err
	}
	a.openDesk()
	a.openCalls()
	return a, nil
}

// ground opens what every room stands on.
func (a *App) ground(ctx context.Context) (err error) {
	if err := os.MkdirAll(a.cfg.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	if a.secrets, err = secret.Open(a.cfg.Secrets()); err != nil {
		return err
	}
	if a.DB, err = store.Open(ctx, store.Config{URL: a.cfg.DatabaseURL()}, a.clock, a.log); err != nil {
		return err
	}
	a.closeLater(a.DB.Close)
	if a.node, err = a.DB.LeaseNode(ctx); err != nil {
		return err
	}
	if a.bus, err = bus.Open(ctx, bus.Config{URLs: a.cfg.NATS}, a.log); err != nil {
		return err
	}
	a.closeLater(func() error { a.bus.Close(); return nil })
	return nil
}

// openCalls registers every room's service.
func (a *App) openCalls() {
	a.metrics = newMetrics()
	cfg := rpc.Config{Table: Authorization, Log: a.log, Clock: a.clock, BodyMax: bodyMax, Observe: a.metrics.observe}
	server := rpc.NewServer(cfg)
	a.Accounts.Register(server)
	contactv1connect.RegisterContactServiceHandler(server, a.Contacts.RPC())
	chatv1connect.RegisterChatServiceHandler(server, a.Chats.Handler(a.presence))
	bankv1connect.RegisterBankServiceHandler(server, a.Bank.RPC())
	transferv1connect.RegisterTransferServiceHandler(server, a.Transfers.RPC())
	walletv1connect.RegisterWalletServiceHandler(server, a.Wallets.RPC())
	redpacketv1connect.RegisterRedPacketServiceHandler(server, a.RedPackets.RPC())
	payv1connect.RegisterPayServiceHandler(server, a.Pay.RPC())
	adminv1connect.RegisterAdminServiceHandler(server, a.Desk.RPC())
	adminv1connect.RegisterMoneyDeskServiceHandler(server, a.MoneyDesk.RPC())
	a.calls = rpc.Handler(server, cfg)
}

// Start begins what goes on by itself: the node's lease, jobs, last uses. Close ends it.
func (a *App) Start(ctx context.Context) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { a.jobs.Run(ctx) })
	running.Go(func() { a.Accounts.Run(ctx) })
	running.Go(func() { a.Pay.Run(ctx) })
	running.Go(func() { a.Ledger.Run(ctx) })
	running.Go(func() { a.Wallets.Run(ctx) })
	running.Go(func() {
		if err := a.node.Keep(ctx); err != nil {
			a.failed <- err
		}
	})
	a.closeLater(func() error {
		stop()
		running.Wait()
		return nil
	})
	a.gauges()
}

func (a *App) closeLater(f func() error) { a.closers = append(a.closers, f) }

// Close ends everything that Open and Start began, in the opposite order.
func (a *App) Close() error {
	var all error
	for i := len(a.closers) - 1; i >= 0; i-- {
		all = errors.Join(all, a.closers[i]())
	}
	a.closers = nil
	return all
}

func newLog(cfg config.Serve) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(cfg.LogLevel)) // the command line allows only known names
	opts := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, opts))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, opts))
}

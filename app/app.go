package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"

	"alun/base/bus"
	"alun/base/clock"
	"alun/base/config"
	"alun/base/limit"
	"alun/base/rpc"
	"alun/base/secret"
	"alun/base/store"
)

// App is one assembled server. Make it with [Open]; fields are set once.
type App struct {
	DB *store.DB

	cfg      config.Serve
	log      *slog.Logger
	clock    clock.Clock
	secrets  *secret.File
	node     *store.Node
	bus      *bus.Bus
	calls    http.Handler // every procedure, behind the authorization table
	stopping atomic.Bool
	closers  []func() error // in the order of opening
}

// Open assembles a server on its data: what it returns answers calls but starts nothing of its own. Close it.
func Open(ctx context.Context, cfg config.Serve) (_ *App, err error) {
	a := &App{cfg: cfg, log: newLog(cfg), clock: clock.System}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if err := a.ground(ctx); err != nil {
		return nil, err
	}
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
	if err := limit.Migrate(ctx, a.DB); err != nil {
		return err
	}
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
	cfg := rpc.Config{Table: Authorization, Log: a.log, Clock: a.clock, BodyMax: bodyMax}
	server := rpc.NewServer(cfg)
	a.calls = rpc.Handler(server, cfg)
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

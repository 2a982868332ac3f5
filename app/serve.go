package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"alun/base/cert"
	"alun/base/clock"
	"alun/base/config"
)

// Serve runs a server until ctx ends, then finishes what is under way and returns. The line "Alun is at URL" on out
// tells people, and programs that gave port 0, where it is.
func Serve(ctx context.Context, cfg config.Serve, out func(format string, args ...any)) (err error) {
	if err := cfg.Check(); err != nil {
		return err
	}
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Ledger.Recheck(ctx); err != nil { // not in Open: `alun check` must be able to say more
		return err
	}

	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return err
	}
	servers, err := a.listen(ln, out)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	stopControl, err := a.control()
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	a.Start(ctx)
	failed := make(chan error, len(servers))
	for _, s := range servers {
		go func() { failed <- s.run() }()
	}
	stopTown := func() {}
	if cfg.Demo {
		if stopTown, err = a.openTown(ctx, ln.Addr(), out); err != nil {
			return err
		}
	}
	out("Alun is at %s\n", a.baseURL(ln.Addr()))
	if code := a.Accounts.SetupCode(); code != "" {
		out("Setup code: %s (sign in, then Me → I have a setup code, to become the operator)\n", code)
	}

	select {
	case <-ctx.Done():
	case err = <-failed:
	case err = <-a.failed:
	}
	stopTown()
	a.stopping.Store(true)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Duration(cfg.ShutdownMs)*time.Millisecond)
	defer cancel()
	_ = a.stopHub(drain)
	for _, s := range servers {
		_ = s.http.Shutdown(drain)
	}
	_ = stopControl(drain)
	return err
}

// listener is an HTTP server with where it listens.
type listener struct {
	http *http.Server
	on   net.Listener
}

func (l listener) run() error {
	if err := l.http.Serve(l.on); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// listen prepares the servers of the street: plain on loopback or behind a proxy, else TLS with the plain half of the port
// showing how to trust it.
func (a *App) listen(ln net.Listener, out func(string, ...any)) ([]listener, error) {
	switch {
	case a.cfg.TLS == "self":
		names := append(cert.LocalNames(), a.cfg.Hosts...)
		authority, err := cert.OpenAuthority(a.cfg.Certs(), names, clock.System)
		if err != nil {
			return nil, err
		}
		secure, plain := cert.Split(ln)
		out("To trust this server, open http://%s/authority on each device once.\n", a.hostPort(ln.Addr()))
		return []listener{
			{newServer(a.street()), tls.NewListener(secure, authority.TLS())},
			{newServer(authorityPages(authority, a.hostPort(ln.Addr()))), plain},
		}, nil
	case len(a.cfg.Domain) > 0:
		acme := cert.ACME{Domains: a.cfg.Domain, Dir: a.cfg.Certs(), Email: a.cfg.ACME.Email, Directory: a.cfg.ACME.Directory, RootsFile: a.cfg.ACME.Roots}
		tlsConfig, redirect, err := acme.Manager()
		if err != nil {
			return nil, err
		}
		secure, plain := cert.Split(ln)
		return []listener{{newServer(a.street()), tls.NewListener(secure, tlsConfig)}, {newServer(redirect), plain}}, nil
	}
	return []listener{{newServer(a.street()), ln}}, nil
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

func (a *App) scheme() string {
	if a.cfg.TLS != "" || len(a.cfg.Domain) > 0 {
		return "https"
	}
	return "http"
}

// hostPort returns how people address this server: the domain, the first local name, or loopback.
func (a *App) hostPort(addr net.Addr) string {
	_, port, _ := net.SplitHostPort(addr.String())
	host, _, _ := net.SplitHostPort(a.cfg.Addr)
	switch {
	case len(a.cfg.Domain) > 0:
		host = a.cfg.Domain[0]
	case len(a.cfg.Hosts) > 0:
		host = a.cfg.Hosts[0]
	case host == "127.0.0.1" || host == "::1":
		host = "localhost"
	case host == "" || host == "0.0.0.0" || host == "::":
		host = "localhost"
		if names := cert.LocalNames(); len(names) > 0 {
			host = names[len(names)-1]
		}
	}
	if a.scheme() == "https" && port == "443" {
		return host
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

func (a *App) baseURL(addr net.Addr) string {
	return fmt.Sprintf("%s://%s", a.scheme(), a.hostPort(addr))
}

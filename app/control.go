package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"alun/base/authn"
	"alun/base/config"
)

// controlPathMax is what a Unix socket's address can hold (sun_path, 108 bytes with its end on Linux, 104 on macOS).
const controlPathMax = 103

// control serves the operator's commands on the data folder's socket until stop is called.
//
// Whoever can open the socket owns the data folder, so every request on it has the operator's role.
func (a *App) control() (stop func(context.Context) error, err error) {
	path, err := controlPath(a.cfg.Store)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(a.cfg.Data, 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	ln, err := net.Listen("unix", path) // in a folder that only its owner may enter
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /backup", a.handleBackup)
	mux.HandleFunc("POST /check", a.handleCheck)
	mux.HandleFunc("POST /setup-code", a.handleSetupCode)
	mux.Handle("/", a.calls)
	srv := &http.Server{
		ReadHeaderTimeout: 5 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mux.ServeHTTP(w, r.WithContext(authn.With(r.Context(), authn.Caller{Operator: true, Slot: -1})))
		}),
	}
	go func() { _ = srv.Serve(ln) }()
	return srv.Shutdown, nil
}

func controlPath(s config.Store) (string, error) {
	path, err := filepath.Abs(s.Control())
	if err != nil {
		return "", err
	}
	if len(path) <= controlPathMax {
		return path, nil
	}
	if cwd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(cwd, path); err == nil && len(rel) <= controlPathMax {
			return rel, nil
		}
	}
	return "", fmt.Errorf("the path of the data folder is too long for a Unix socket: %s", path)
}

// Dial returns an HTTP client for the operator's commands on a data folder, and what ends it. It speaks to the server that
// runs there; when none does, it opens the data itself.
func Dial(ctx context.Context, s config.Store) (client *http.Client, closer func(), err error) {
	path, err := controlPath(s)
	if err != nil {
		return nil, nil, err
	}
	client = &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		},
	}}
	if c, err := net.Dial("unix", path); err == nil {
		_ = c.Close()
		return client, client.CloseIdleConnections, nil
	}
	if file, ok := strings.CutPrefix(s.DatabaseURL(), "sqlite:"); ok {
		if _, err := os.Stat(file); err != nil {
			return nil, nil, fmt.Errorf("there is no server's data here: %w", err)
		}
	}
	a, err := Open(ctx, config.Serve{Store: s, Addr: "127.0.0.1:0", LogLevel: "error"})
	if err != nil {
		return nil, nil, err
	}
	stop, err := a.control()
	if err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return client, func() {
		client.CloseIdleConnections()
		_ = stop(context.WithoutCancel(ctx))
		_ = a.Close()
	}, nil
}

// ControlURL is the base of requests over a client from [Dial]; the host is never looked up.
const ControlURL = "http://control.localhost"

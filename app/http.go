package app

import (
	"io/fs"
	"net/http"
	"net/http/pprof"
	"os"

	"alun/base/authn"
	"alun/base/cert"
	"alun/base/rpc"
	"alun/web"
)

// street returns everything that is served to people: one door, then by path.
func (a *App) street() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /ws", a.hub)
	mux.Handle("GET /avatar/{hash}", a.Accounts.AvatarHandler())
	mux.Handle("GET /cover/{hash}", a.RedPackets.CoverHandler())
	mux.Handle("GET /export.zip", a.Accounts.ExportHandler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", a.handleReady)
	if a.cfg.Debug {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
	mux.Handle("GET /metrics", localOnly(a.metrics.handler()))
	mux.Handle("/", a.client())

	byPath := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rpc.IsProcedure(r.URL.Path) {
			a.calls.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
	return &authn.Door{Verifier: a.Accounts, Hosts: a.hosts(), Proxies: a.cfg.Proxies, Next: byPath}
}

// hosts returns the names that requests may be addressed to, besides loopback.
func (a *App) hosts() []string {
	names := append([]string(nil), a.cfg.Hosts...)
	names = append(names, a.cfg.Domain...)
	if a.cfg.TLS == "self" {
		names = append(names, cert.LocalNames()...)
	}
	return names
}

func (a *App) client() http.Handler {
	var files fs.FS = web.Files()
	if a.cfg.WebDir != "" {
		files = os.DirFS(a.cfg.WebDir)
	} else if !web.Built() {
		return http.HandlerFunc(notBuilt)
	}
	return static{files: files}
}

func (a *App) handleReady(w http.ResponseWriter, r *http.Request) {
	if a.stopping.Load() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	if _, err := a.DB.Epoch(r.Context()); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// localOnly serves h to this machine and hides it from others.
func localOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !authn.ClientOf(r.Context()).Loopback {
			http.NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

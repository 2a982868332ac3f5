package app

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// policy is the Content-Security-Policy of every page: nothing but what this server serves itself, no inline script, no eval,
// no framing.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
	"connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// static serves the web client. Every path that is no file is a page of the single-page client, so it gets index.html.
type static struct{ files fs.FS }

func (s static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "There is nothing here to write to.", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self)")

	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if !s.isFile(name) {
		if path.Ext(name) != "" && strings.HasPrefix(name, "assets/") {
			http.NotFound(w, r) // a chunk of an older build: the client reloads itself
			return
		}
		name = "index.html"
	}
	switch {
	case name == "index.html":
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-cache")
	case strings.HasPrefix(name, "assets/"):
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	default:
		h.Set("Cache-Control", "no-cache")
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		h.Set("Content-Type", t)
	}
	s.serve(w, r, name)
}

// serve sends the smallest form of a file that the browser accepts.
func (s static) serve(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	for _, enc := range []struct{ token, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !s.isFile(name + enc.suffix) {
			continue
		}
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), enc.token) {
			h.Set("Content-Encoding", enc.token)
			name += enc.suffix
			break
		}
	}
	http.ServeFileFS(w, r, s.files, name)
}

func (s static) isFile(name string) bool {
	if name == "" || !fs.ValidPath(name) {
		return false
	}
	st, err := fs.Stat(s.files, name)
	return err == nil && !st.IsDir()
}

// notBuilt answers when the binary was compiled without its web client.
func notBuilt(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte("This binary carries no web client. Build it with: make build\n"))
}

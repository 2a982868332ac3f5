package authn

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Door is the first handler of the server. It refuses foreign hosts and origins, takes /u/<slot> off the path, and puts the
// client and, when a valid token came along, the caller into the context. A bad token is no error here: public methods
// work without one, and the authorization table refuses the others.
type Door struct {
	Verifier Verifier
	// Hosts are the names under which the server may be called, without port; "*" allows any.
	// Loopback names are always allowed from loopback peers.
	Hosts []string
	// Proxies are the networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
	Proxies []netip.Prefix
	Next    http.Handler
}

// ServeHTTP lets a request in or says why not.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	req := d.describe(w, r)
	if !d.hostAllowed(r.Host, req.client) {
		http.Error(w, "This server does not answer to that name. Set --hosts to allow it.", http.StatusMisdirectedRequest)
		return
	}
	if !originAllowed(r) {
		http.Error(w, "Requests from other sites are refused.", http.StatusForbidden)
		return
	}
	path, slot := splitSlot(r.URL.Path)
	req.client.Slot = slot
	req.token = token(r, slot)
	ctx := context.WithValue(r.Context(), requestKey{}, req)
	if req.token != "" {
		if c, err := d.Verifier.Verify(ctx, req.token); err == nil {
			c.Slot = slot
			ctx = With(ctx, c)
		}
	}
	r2 := r.WithContext(ctx)
	if slot >= 0 {
		u := *r.URL
		u.Path, u.RawPath = path, ""
		r2.URL = &u
	}
	d.Next.ServeHTTP(w, r2)
}

func (d *Door) describe(w http.ResponseWriter, r *http.Request) *request {
	peer := parseAddr(r.RemoteAddr)
	secure, addr := r.TLS != nil, peer
	if d.trusted(peer) {
		if hop := d.firstUntrusted(r.Header.Values("X-Forwarded-For")); hop.IsValid() {
			addr = hop
		}
		secure = secure || r.Header.Get("X-Forwarded-Proto") == "https"
	}
	scheme := "http"
	if secure {
		scheme = "https"
	}
	return &request{
		client: Client{
			Addr: addr, UserAgent: r.UserAgent(), Loopback: addr.IsLoopback() && !d.relayed(r, peer), BaseURL: scheme + "://" + r.Host, Slot: -1,
		},
		w: w, secure: secure,
	}
}

// relayed reports whether a request came through a proxy that we were not told of. Such a proxy on this machine would make
// the whole world look like somebody who sits at it.
func (d *Door) relayed(r *http.Request, peer netip.Addr) bool {
	return !d.trusted(peer) && slices.ContainsFunc([]string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"}, func(name string) bool {
		return r.Header.Get(name) != ""
	})
}

func (d *Door) trusted(a netip.Addr) bool {
	return slices.ContainsFunc(d.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// firstUntrusted reads X-Forwarded-For from the right: the last hop that no proxy of ours added is the client.
func (d *Door) firstUntrusted(headers []string) netip.Addr {
	hops := strings.Split(strings.Join(headers, ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return netip.Addr{}
		}
		if !d.trusted(a) {
			return a.Unmap()
		}
	}
	return netip.Addr{}
}

func parseAddr(hostport string) netip.Addr {
	ap, err := netip.ParseAddrPort(hostport)
	if err != nil {
		// A Unix socket has no address; whoever may open it is on this machine.
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return ap.Addr().Unmap()
}

func (d *Door) hostAllowed(hostport string, c Client) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if c.Loopback && isLoopbackName(host) {
		return true
	}
	return slices.Contains(d.Hosts, "*") || slices.Contains(d.Hosts, host)
}

func isLoopbackName(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// originAllowed refuses what another site's page sends. Browsers send Origin with every socket and every POST.
func originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return r.Header.Get("Sec-Fetch-Site") != "cross-site" || r.Method == http.MethodGet && r.Header.Get("Upgrade") == ""
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// splitSlot takes "/u/<slot>" off a path: "/u/2/ws" gives "/ws", 2. Other paths come back whole with -1.
func splitSlot(path string) (rest string, slot int) {
	after, ok := strings.CutPrefix(path, "/u/")
	if !ok {
		return path, -1
	}
	digits, rest, _ := strings.Cut(after, "/")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n >= SlotMax || len(digits) != 1 {
		return path, -1
	}
	return "/" + rest, n
}

func token(r *http.Request, slot int) string {
	if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return t
	}
	if slot < 0 {
		return ""
	}
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value
	}
	return ""
}

package authn_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"alun/base/authn"
	"alun/base/id"
)

type oneToken struct{}

func (oneToken) Verify(_ context.Context, token string) (authn.Caller, error) {
	if token != "right" {
		return authn.Caller{}, authn.ErrSignedOut
	}
	return authn.Caller{Account: 7, Session: 9}, nil
}

func TestDoor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		target  string
		header  http.Header
		cookie  string
		remote  string
		status  int
		account id.Account
		slot    int
		path    string
		addr    string
	}{
		{name: "a bearer token names its caller", target: "http://alun.example/x", header: http.Header{"Authorization": {"Bearer right"}}, status: 200, account: 7, slot: -1, path: "/x"},
		{name: "a cookie works within its slot", target: "http://alun.example/u/2/x", cookie: "right", status: 200, account: 7, slot: 2, path: "/x"},
		{name: "a cookie does not work outside a slot", target: "http://alun.example/x", cookie: "right", status: 200, slot: -1, path: "/x"},
		{name: "a wrong token is nobody", target: "http://alun.example/u/0/x", cookie: "wrong", status: 200, slot: 0, path: "/x"},
		{name: "there is no sixth slot", target: "http://alun.example/u/5/x", cookie: "right", status: 200, slot: -1, path: "/u/5/x"},
		{name: "a foreign host is refused", target: "http://evil.example/x", status: 421},
		{name: "a loopback name from outside is refused", target: "http://localhost/x", status: 421},
		{name: "a loopback name from this machine is ours", target: "http://127.0.0.1:8080/x", remote: "127.0.0.1:5", status: 200, slot: -1, path: "/x"},
		{name: "a proxy that we were not told of is not this machine", target: "http://127.0.0.1:8080/x", header: http.Header{"X-Forwarded-For": {"198.51.100.9"}}, remote: "127.0.0.1:5", status: 421},
		{name: "our own origin is fine", target: "http://alun.example/x", header: http.Header{"Origin": {"http://alun.example"}}, status: 200, slot: -1, path: "/x"},
		{name: "a foreign origin is refused", target: "http://alun.example/x", header: http.Header{"Origin": {"http://evil.example"}}, status: 403},
		{name: "the null origin is refused", target: "http://alun.example/x", header: http.Header{"Origin": {"null"}}, status: 403},
		{name: "a forwarded address from a stranger is not believed", target: "http://alun.example/x", header: http.Header{"X-Forwarded-For": {"198.51.100.9"}}, remote: "203.0.113.5:5", status: 200, slot: -1, path: "/x", addr: "203.0.113.5"},
		{name: "a forwarded address from our proxy is", target: "http://alun.example/x", header: http.Header{"X-Forwarded-For": {"192.0.2.1, 198.51.100.9"}}, remote: "10.0.0.1:5", status: 200, slot: -1, path: "/x", addr: "198.51.100.9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			door := &authn.Door{
				Verifier: oneToken{}, Hosts: []string{"alun.example"}, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
				Next: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					c, _ := authn.From(r.Context())
					cl := authn.ClientOf(r.Context())
					if c.Account != tt.account || cl.Slot != tt.slot || r.URL.Path != tt.path {
						t.Errorf("account %v slot %d path %q; want %v %d %q", c.Account, cl.Slot, r.URL.Path, tt.account, tt.slot, tt.path)
					}
					if tt.addr != "" && cl.Addr.String() != tt.addr {
						t.Errorf("address %v, want %s", cl.Addr, tt.addr)
					}
				}),
			}
			r := httptest.NewRequest(http.MethodPost, tt.target, strings.NewReader("{}"))
			for k, v := range tt.header {
				r.Header[k] = v
			}
			if tt.cookie != "" {
				r.AddCookie(&http.Cookie{Name: "alun", Value: tt.cookie})
			}
			if tt.remote != "" {
				r.RemoteAddr = tt.remote
			}
			w := httptest.NewRecorder()
			door.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d: %s", w.Code, tt.status, w.Body)
			}
		})
	}
}

func TestGrantSetsTheCookieOfTheSlot(t *testing.T) {
	t.Parallel()
	door := &authn.Door{Verifier: oneToken{}, Hosts: []string{"alun.example"}, Next: http.HandlerFunc(
		func(_ http.ResponseWriter, r *http.Request) { authn.Grant(r.Context(), "secret") })}
	w := httptest.NewRecorder()
	door.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "https://alun.example/u/3/x", nil))
	got := w.Header().Get("Set-Cookie")
	for _, want := range []string{"alun=secret", "Path=/u/3/", "HttpOnly", "Secure", "SameSite=Strict"} {
		if !strings.Contains(got, want) {
			t.Errorf("cookie %q lacks %s", got, want)
		}
	}
}

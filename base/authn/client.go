package authn

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"time"
)

// Client is where a request came from.
type Client struct {
	Addr      netip.Addr // of the peer, or of the first untrusted hop before a trusted proxy
	UserAgent string
	Loopback  bool   // the peer is this machine
	BaseURL   string // "https://alun.example", as the person sees it, without a slash at the end
	Slot      int    // which account slot the path names; -1 without one
}

// Network returns the address shortened for limits and device lists: /24 for IPv4, /48 for IPv6.
func (c Client) Network() string {
	bits := 48
	if c.Addr.Is4() {
		bits = 24
	}
	p, err := c.Addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

type request struct {
	client Client
	w      http.ResponseWriter
	secure bool
	token  string
}

type requestKey struct{}

// ClientOf returns where the request of ctx came from; the zero Client outside a request.
func ClientOf(ctx context.Context) Client {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.client
	}
	return Client{Slot: -1}
}

// WithClient returns a context as of a request from c. Tests and the command line use it; the server uses [Door].
func WithClient(ctx context.Context, c Client) context.Context {
	return context.WithValue(ctx, requestKey{}, &request{client: c})
}

// TokenOf returns the token that the request of ctx carried, or "".
func TokenOf(ctx context.Context) string {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.token
	}
	return ""
}

// Grant gives the browser of this request a session: it sets the cookie of the path's slot. It does nothing for a
// client without a slot, which gets its token in the answer instead. Call it before the answer is written.
func Grant(ctx context.Context, token string) { setCookie(ctx, token, CookieAge) }

// Revoke takes the cookie of the path's slot back.
func Revoke(ctx context.Context) { setCookie(ctx, "", -time.Second) }

// CookieAge is how long a browser keeps a session's cookie; browsers allow no more than 400 days (RFC 6265bis §5.5).
const CookieAge = 400 * 24 * time.Hour

const cookieName = "alun"

func setCookie(ctx context.Context, token string, age time.Duration) {
	r, ok := ctx.Value(requestKey{}).(*request)
	if !ok || r.w == nil || r.client.Slot < 0 {
		return
	}
	http.SetCookie(r.w, &http.Cookie{
		Name:     cookieName,
		Value:    token,
		Path:     "/u/" + strconv.Itoa(r.client.Slot) + "/",
		MaxAge:   int(age / time.Second),
		Secure:   r.secure,
		HttpOnly: true,
		SameSite: http.SameSiteStrictMode,
	})
}

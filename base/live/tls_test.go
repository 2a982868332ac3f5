package live

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lxzan/gws"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/id"
)

// Over TLS writes and reads go another way; the promises are the same.
func TestTLS(t *testing.T) {
	h := New(Config{Handler: &echo{}, Clock: clock.System, Log: silentLog})
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(authn.With(r.Context(), authn.Caller{Account: 1, Session: 1})))
	}))
	defer s.Close()
	d := &device{got: make(chan string, 10_000), closed: make(chan error, 1)}
	ws, _, err := gws.NewClient(d, &gws.ClientOption{
		Addr: strings.Replace(s.URL, "https", "wss", 1), TlsConfig: &tls.Config{InsecureSkipVerify: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.ws = ws
	go ws.ReadLoop()
	eventually(t, "connected", func() bool { return h.Stats().Connections == 1 })
	var want strings.Builder
	for i := range 2_000 {
		frame := fmt.Appendf(nil, "%d,", i)
		want.Write(frame)
		h.Push([]id.Account{1}, frame)
	}
	d.expect(t, want.String())
	d.send(t, "x")
	d.expect(t, "ack:x")
	if err := h.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	d.expectClosed(t, CloseGoingAway)
}

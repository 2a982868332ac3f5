package cert_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"alun/base/cert"
	"alun/base/clock"
)

var start = time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)

func TestAuthorityIsKeptAndSpeaksForItsNames(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, err := cert.OpenAuthority(dir, []string{"Town.lan", "192.168.1.7"}, clock.NewFake(start))
	if err != nil {
		t.Fatal(err)
	}
	again, err := cert.OpenAuthority(dir, []string{"town.lan"}, clock.NewFake(start))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.PEM(), again.PEM()) {
		t.Error("a second start made a second authority")
	}
	if bytes.Contains(a.PEM(), []byte("PRIVATE")) {
		t.Error("the key leaves with the certificate")
	}
	if st, err := os.Stat(filepath.Join(dir, "authority.pem")); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("authority.pem: %v %v, want mode 600", st.Mode(), err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(a.PEM())
	leaf, err := a.TLS().GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"localhost", "town.lan", "192.168.1.7", "127.0.0.1"} {
		if _, err := leaf.Leaf.Verify(x509.VerifyOptions{Roots: pool, DNSName: name, CurrentTime: start}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAuthorityCannotSpeakForOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := cert.OpenAuthority(dir, nil, clock.NewFake(start)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"bank.example.com", "203.0.113.9"} {
		if _, err := cert.OpenAuthority(dir, []string{name}, clock.NewFake(start)); err == nil || !strings.Contains(err.Error(), "authority.pem") {
			t.Errorf("%s: error %v, want one that says to make a new authority", name, err)
		}
	}
}

func TestLeafIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	clk := clock.NewFake(start)
	a, err := cert.OpenAuthority(t.TempDir(), nil, clk)
	if err != nil {
		t.Fatal(err)
	}
	get := func() *x509.Certificate {
		c, err := a.TLS().GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return c.Leaf
	}
	first := get()
	clk.Advance(59 * 24 * time.Hour)
	if get() != first {
		t.Error("renewed too early")
	}
	clk.Advance(2 * 24 * time.Hour)
	if second := get(); second == first || !second.NotAfter.After(first.NotAfter) {
		t.Error("not renewed 30 days before its end")
	}
}

func TestSplitServesBothOnOnePort(t *testing.T) {
	t.Parallel()
	a, err := cert.OpenAuthority(t.TempDir(), nil, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	secure, plain := cert.Split(ln)
	say := func(what string) *http.Server {
		return &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, what)
		})}
	}
	sSecure, sPlain := say("secure"), say("plain")
	go func() { _ = sSecure.Serve(tls.NewListener(secure, a.TLS())) }()
	go func() { _ = sPlain.Serve(plain) }()
	t.Cleanup(func() { _ = sSecure.Close(); _ = sPlain.Close() })

	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(a.PEM())
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	for scheme, want := range map[string]string{"https": "secure", "http": "plain"} {
		res, err := client.Get(scheme + "://" + ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if string(body) != want {
			t.Errorf("%s answered %q", scheme, body)
		}
	}
	client.CloseIdleConnections()
}

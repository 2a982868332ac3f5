package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"alun/base/config"
)

// start runs Serve until the test ends and returns the address that it prints.
func start(t *testing.T, cfg config.Serve) (url string) {
	t.Helper()
	cfg.Data, cfg.Addr, cfg.LogLevel, cfg.ShutdownMs = t.TempDir(), "127.0.0.1:0", "error", 5000
	ctx, stop := context.WithCancel(context.Background())
	at, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- Serve(ctx, cfg, func(format string, args ...any) {
			if line := fmt.Sprintf(format, args...); strings.HasPrefix(line, "Alun is at ") {
				at <- strings.TrimSpace(strings.TrimPrefix(line, "Alun is at "))
			}
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case url = <-at:
	case err := <-ended:
		ended <- err
		t.Fatal(err)
	case <-time.After(60 * time.Second):
		t.Fatal("no address")
	}
	return url
}

func get(t *testing.T, client *http.Client, url string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestALocalAuthorityIsInstalledOverPlainHTTPAndThenTrusted(t *testing.T) {
	t.Parallel()
	base := start(t, config.Serve{TLS: "self"})
	plain := strings.Replace(base, "https:", "http:", 1)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(client.CloseIdleConnections)

	for tag, word := range map[string]string{"en": "Trust this Alun", "id-ID": "Percayai Alun ini", "zh-CN": "信任这台 Alun"} {
		res, body := get(t, client, plain+"/authority", "Accept-Language", tag)
		if res.StatusCode != http.StatusOK || !strings.Contains(body, word) || !strings.Contains(body, "data:image/png;base64,") {
			t.Errorf("%s: %s, without %q or without its QR code", tag, res.Status, word)
		}
	}
	if res, _ := get(t, client, plain+"/chats?x=1"); res.StatusCode != http.StatusTemporaryRedirect || res.Header.Get("Location") != base+"/chats?x=1" {
		t.Errorf("plain HTTP: %s to %s, want a redirect to %s", res.Status, res.Header.Get("Location"), base)
	}
	_, der := get(t, client, plain+"/authority.crt")
	authority, err := x509.ParseCertificate([]byte(der))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	trusting := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	t.Cleanup(trusting.CloseIdleConnections)
	if res, body := get(t, trusting, base+"/healthz"); res.StatusCode != http.StatusOK || body != "ok\n" {
		t.Errorf("over TLS: %s %q", res.Status, body)
	}
}

func TestPagesAreGuarded(t *testing.T) {
	t.Parallel()
	base := start(t, config.Serve{})
	client := &http.Client{}
	t.Cleanup(client.CloseIdleConnections)

	tests := []struct {
		name, path string
		header     []string
		status     int
		body       string // a regular expression
	}{
		{"alive", "/healthz", nil, 200, "^ok\n$"},
		{"ready", "/readyz", nil, 200, "^ready\n$"},
		{"metrics on this machine", "/metrics", nil, 200, "alun_live_connections 0"},
		{"another site's page", "/healthz", []string{"Origin", "https://evil.example"}, 403, "other sites"},
		{"another name of this address", "/healthz", []string{"X-Host", "evil.example"}, 421, "--hosts"},
		{"no profile without --debug", "/debug/pprof/profile", nil, 0, ""},
		{"a picture nobody wears", "/avatar/" + strings.Repeat("0", 64), nil, 404, ""},
		{"an export of nobody", "/u/0/export.zip", nil, 401, ""},
		{"a socket of nobody", "/ws", []string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}, 401, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; i < len(tt.header); i += 2 {
				if tt.header[i] == "X-Host" {
					req.Host = tt.header[i+1]
					continue
				}
				req.Header.Set(tt.header[i], tt.header[i+1])
			}
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, _ := io.ReadAll(res.Body)
			if tt.status != 0 && res.StatusCode != tt.status {
				t.Errorf("%s %s, want %d", res.Status, body, tt.status)
			}
			if !regexp.MustCompile(tt.body).Match(body) {
				t.Errorf("body %q, want %s", body, tt.body)
			}
			if tt.status == 0 && strings.Contains(string(body), "goroutine") {
				t.Error("the profile is served")
			}
		})
	}
}

package egress

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestIsPublic(t *testing.T) {
	for addr, want := range map[string]bool{
		"8.8.8.8": true, "203.0.114.1": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.9.9.9": false, "::1": false, "::": false, "0.0.0.0": false, "0.1.2.3": false,
		"10.0.0.1": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "198.18.0.1": false, "192.0.2.1": false, "224.0.0.1": false, "255.255.255.255": false,
		"::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"fe80::1": false, "fc00::1": false, "fd12::1": false, "ff02::1": false, "fec0::1": false, "2001:db8::1": false,
	} {
		if got := IsPublic(netip.MustParseAddr(addr)); got != want {
			t.Errorf("IsPublic(%s) = %v", addr, got)
		}
	}
}

func TestClientStaysOutside(t *testing.T) {
	called := false
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		called = true
		http.Redirect(w, r, "/again", http.StatusFound)
	}))
	defer srv.Close()
	port := srv.URL[strings.LastIndexByte(srv.URL, ':'):]
	for _, url := range []string{srv.URL, "http://localhost" + port, "http://0.0.0.0" + port, "http://[::ffff:127.0.0.1]" + port} {
		if _, err := Client(time.Second).Get(url); err == nil || called {
			t.Fatalf("%s was reached: %v", url, err)
		}
	}
	if _, err := Client(time.Second).Get(srv.URL); !errors.Is(err, ErrPrivate) {
		t.Errorf("error %v", err)
	}
	resp, err := Client(time.Second, netip.MustParsePrefix("127.0.0.0/8")).Get(srv.URL)
	if err != nil || resp.StatusCode != http.StatusFound {
		t.Fatalf("the operator's own gateway: %v, %v", resp, err)
	}
	resp.Body.Close()
}

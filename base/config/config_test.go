package config_test

import (
	"net/netip"
	"strings"
	"testing"

	"alun/base/config"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	proxy := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	tests := []struct {
		name string
		set  config.Serve
		want string // part of the refusal; empty = accepted
	}{
		{"loopback is plain", config.Serve{Addr: "127.0.0.1:8080"}, ""},
		{"localhost is loopback", config.Serve{Addr: "localhost:0", Demo: true}, ""},
		{"IPv6 loopback is loopback", config.Serve{Addr: "[::1]:8080"}, ""},
		{"everywhere without TLS is refused", config.Serve{Addr: ":8080"}, "--tls self"},
		{"a LAN address without TLS is refused", config.Serve{Addr: "192.168.1.2:8080"}, "--tls self"},
		{"a LAN address with a local authority", config.Serve{Addr: "192.168.1.2:8080", TLS: "self"}, ""},
		{"a domain", config.Serve{Addr: ":443", Domain: []string{"town.example"}}, ""},
		{"both kinds of TLS", config.Serve{Addr: ":443", TLS: "self", Domain: []string{"town.example"}}, "exclude"},
		{"behind a proxy", config.Serve{Addr: ":8080", BehindTLS: true, Proxies: proxy}, ""},
		{"behind an unnamed proxy", config.Serve{Addr: ":8080", BehindTLS: true}, "--proxies"},
		{"the demo off loopback", config.Serve{Addr: ":8080", TLS: "self", Demo: true}, "--demo"},
		{"debug off loopback", config.Serve{Addr: ":8080", TLS: "self", Debug: true}, "--debug"},
		{"no port", config.Serve{Addr: "127.0.0.1"}, "--addr"},
		{"a database of another kind", config.Serve{Addr: "127.0.0.1:1", Store: config.Store{DB: "mysql://x"}}, "--db"},
		{"a list of NATS servers", config.Serve{Addr: "127.0.0.1:1", NATS: "nats://a:4222,nats://b:4222"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := tt.set.Check()
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
)

// Store says where the data is. Every command that works on a server's data takes it.
type Store struct {
	Data string `default:"data" type:"path" help:"Folder for everything that this server keeps."`
	DB   string `name:"db" placeholder:"URL" help:"Database: sqlite:PATH or postgres://…; by default alun.db in the data folder."`
}

// DatabaseURL returns the database to open: DB, or the SQLite file in the data folder.
func (s Store) DatabaseURL() string {
	if s.DB != "" {
		return s.DB
	}
	return "sqlite:" + filepath.Join(s.Data, "alun.db")
}

// Paths in the data folder.
func (s Store) Secrets() string { return filepath.Join(s.Data, "secrets") }
func (s Store) Control() string { return filepath.Join(s.Data, "control.sock") }
func (s Store) Blobs() string   { return filepath.Join(s.Data, "blobs") }
func (s Store) Certs() string   { return filepath.Join(s.Data, "certs") }

// Serve is everything that `alun serve` may be told.
type Serve struct {
	Store `embed:""`

	Addr  string   `default:"127.0.0.1:8080" help:"Address to listen on; port 0 takes a free one and prints it."`
	Hosts []string `placeholder:"NAME" help:"Further names that this server answers to."`
	NATS  string   `name:"nats" placeholder:"URL" help:"NATS server or cluster that joins several nodes; by default everything stays in this process."`
	Blob  string   `placeholder:"DIR" help:"Folder for pictures and files; by default blobs in the data folder."`

	Currency string `default:"IDR" enum:"IDR,CNY,USD,EUR" help:"Currency of the wallets: IDR, CNY, USD or EUR. Money that is there keeps its own."`

	TLS    string   `name:"tls" enum:",self" default:"" help:"self: TLS by a local authority of this server, with a page to install it."`
	Domain []string `placeholder:"NAME" help:"Public domain; its certificate comes by ACME. Listen on :443."`
	ACME   ACME     `embed:"" prefix:"acme-"`

	Proxies []netip.Prefix `placeholder:"CIDR" help:"Networks of reverse proxies whose X-Forwarded-For and -Proto are believed."`

	SMTP       string `name:"smtp" placeholder:"URL" help:"Where e-mail goes: smtp://user:password@host:587?from=alun@example.org (smtps:// for port 465)."`
	SMS        string `name:"sms" placeholder:"URL" help:"HTTPS webhook of an SMS gateway; gets JSON {to, text}, signed with --sms-secret."`
	SMSSecret  string `name:"sms-secret" help:"Key of the webhook's HMAC-SHA256 signature."`
	Demo       bool   `help:"Fill the demo town and let anyone on this machine sign in as its people. Loopback only."`
	LogLevel   string `default:"info" enum:"debug,info,warn,error" help:"debug, info, warn or error."`
	LogFormat  string `default:"text" enum:"text,json" help:"text or json."`
	Debug      bool   `help:"Serve /debug/pprof. Loopback only."`
	WebDir     string `name:"web" type:"path" placeholder:"DIR" help:"Serve the web client from a folder instead of the binary (for development)."`
	BehindTLS  bool   `name:"behind-tls" help:"A reverse proxy in --proxies ends TLS: plain HTTP off loopback is then accepted from it alone."`
	ShutdownMs int    `default:"10000" help:"How long a stop waits for work under way, in milliseconds."`
}

// ACME holds what a certificate authority may need to know.
type ACME struct {
	Email     string `help:"Address for the authority's notices."`
	Directory string `placeholder:"URL" help:"ACME directory; by default Let's Encrypt."`
	Roots     string `type:"path" placeholder:"FILE" help:"PEM of a private authority's TLS root."`
}

// Check refuses settings that cannot work, with a sentence that says what to do.
func (s Serve) Check() error {
	loopback, err := onLoopback(s.Addr)
	if err != nil {
		return fmt.Errorf("--addr %s: %w", s.Addr, err)
	}
	secure := s.TLS != "" || len(s.Domain) > 0
	switch {
	case s.TLS != "" && len(s.Domain) > 0:
		return errors.New("--tls self and --domain exclude each other: a domain gets its certificate by ACME")
	case !loopback && s.Demo:
		return fmt.Errorf("--demo lets anyone be anyone, so it listens on loopback only; %s is not loopback", s.Addr)
	case !loopback && !secure && !s.BehindTLS:
		return fmt.Errorf("%s is not loopback, and without TLS a browser would withhold camera, passkeys and secure cookies: "+
			"add --tls self (home, campus, office) or --domain NAME (internet), or --behind-tls with --proxies", s.Addr)
	case s.BehindTLS && len(s.Proxies) == 0:
		return errors.New("--behind-tls needs --proxies, the networks of the reverse proxy that ends TLS")
	case !loopback && s.Debug:
		return errors.New("--debug shows the inside of the process, so it listens on loopback only")
	}
	return s.checkURLs()
}

func (s Serve) checkURLs() error {
	for flag, schemes := range map[string]struct{ value, allowed string }{
		"--db":             {s.DB, "sqlite postgres postgresql"},
		"--nats":           {s.NATS, "nats tls"},
		"--smtp":           {s.SMTP, "smtp smtps"},
		"--sms":            {s.SMS, "https http"},
		"--acme-directory": {s.ACME.Directory, "https"},
	} {
		if schemes.value == "" {
			continue
		}
		for part := range strings.SplitSeq(schemes.value, ",") {
			u, err := url.Parse(part)
			if err != nil || !strings.Contains(" "+schemes.allowed+" ", " "+u.Scheme+" ") {
				return fmt.Errorf("%s: want a URL that begins with %s", flag, strings.ReplaceAll(schemes.allowed, " ", " or "))
			}
		}
	}
	return nil
}

func onLoopback(addr string) (bool, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false, err
	}
	if host == "localhost" {
		return true, nil
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback(), nil
}

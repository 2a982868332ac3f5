package cert

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// ACME says how to get certificates for a domain.
type ACME struct {
	Domains   []string
	Dir       string // where certificates and the account key are kept
	Email     string // for the authority's notices; may be empty
	Directory string // URL of the authority; empty = Let's Encrypt
	RootsFile string // PEM of the authority's own TLS root, for a private authority
}

// Manager returns the TLS configuration, which answers tls-alpn-01 challenges (RFC 8737) by itself, and a handler for
// port 80 that answers http-01 challenges and redirects everything else to HTTPS.
func (a ACME) Manager() (*tls.Config, http.Handler, error) {
	client := &acme.Client{DirectoryURL: a.Directory}
	if a.RootsFile != "" {
		roots, err := os.ReadFile(a.RootsFile)
		if err != nil {
			return nil, nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(roots) {
			return nil, nil, fmt.Errorf("%s holds no certificate", a.RootsFile)
		}
		client.HTTPClient = &http.Client{
			Timeout:   30 * time.Second,
			Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}},
		}
	}
	if len(a.Domains) == 0 {
		return nil, nil, errors.New("ACME needs a domain")
	}
	m := &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(a.Dir), HostPolicy: autocert.HostWhitelist(a.Domains...), Email: a.Email, Client: client,
	}
	cfg := m.TLSConfig()
	cfg.MinVersion = tls.VersionTLS12
	return cfg, m.HTTPHandler(nil), nil
}

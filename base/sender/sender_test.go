package sender

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/netip"
	"strings"
	"testing"
	"time"

	"alun/base/clock"
	"alun/base/egress"
)

var noon = clock.NewFake(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))

var letter = Message{To: "ayu@example.org", Subject: "123456 是您的 Alun 验证码", Text: "Halo Ayu,\n\nkode: 123456\n.\nSelesai = ya\n"}

// mailServer is an SMTP server that takes one message, with or without TLS.
type mailServer struct {
	addr     string
	roots    *x509.CertPool
	secure   *tls.Config
	starttls bool
	implicit bool
	got      chan taken
}

type taken struct {
	tls      bool
	auth     string
	from, to string
	data     string
}

func newMailServer(t *testing.T, starttls, implicit bool) *mailServer {
	t.Helper()
	cert, roots := certificate(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &mailServer{
		addr: l.Addr().String(), roots: roots, secure: &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12},
		starttls: starttls, implicit: implicit, got: make(chan taken, 1),
	}
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		s.serve(conn)
	}()
	return s
}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func (s *mailServer) serve(conn net.Conn) {
	var m taken
	if s.implicit {
		conn, m.tls = tls.Server(conn, s.secure), true
	}
	r := bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 mail")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); verb {
		case "EHLO":
			if s.starttls && !m.tls {
				say("250-mail\r\n250 STARTTLS")
			} else {
				say("250-mail\r\n250 AUTH PLAIN")
			}
		case "STARTTLS":
			if !s.starttls {
				say("502 what?")
				continue
			}
			say("220 go")
			conn, m.tls = tls.Server(conn, s.secure), true
			r = bufio.NewReader(conn)
		case "AUTH":
			m.auth = strings.TrimSpace(line)
			say("235 ok")
		case "MAIL":
			m.from = strings.TrimSpace(line)
			say("250 ok")
		case "RCPT":
			m.to = strings.TrimSpace(line)
			if strings.Contains(line, "nobody@") {
				say("550 no such user")
				continue
			}
			say("250 ok")
		case "DATA":
			say("354 go")
			var b strings.Builder
			for {
				line, err := r.ReadString('\n')
				if err != nil || line == ".\r\n" {
					break
				}
				b.WriteString(strings.TrimPrefix(line, "."))
			}
			m.data = b.String()
			s.got <- m
			say("250 taken")
		default:
			say("221 bye")
			return
		}
	}
}

func (s *mailServer) client(t *testing.T, setting string) *SMTP {
	t.Helper()
	c, err := NewSMTP(strings.Replace(setting, "HOST", s.addr, 1), noon)
	if err != nil {
		t.Fatal(err)
	}
	c.roots = &tls.Config{RootCAs: s.roots} //nolint:gosec // only the roots are taken from it
	return c
}

func send(t *testing.T, c *SMTP, m Message) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return c.Send(ctx, m)
}

func TestSMTP(t *testing.T) {
	for name, c := range map[string]struct {
		setting            string
		starttls, implicit bool
	}{
		"STARTTLS":       {"smtp://alun:geheim@HOST?from=Alun+<alun@example.org>", true, false},
		"TLS from start": {"smtps://alun:geheim@HOST?from=alun@example.org", false, true},
		"none, loopback": {"smtp://alun:geheim@HOST?from=alun@example.org&tls=off", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newMailServer(t, c.starttls, c.implicit)
			if err := send(t, s.client(t, c.setting), letter); err != nil {
				t.Fatal(err)
			}
			m := <-s.got
			if m.tls != (c.starttls || c.implicit) || !strings.HasPrefix(m.auth, "AUTH PLAIN ") || !strings.Contains(m.from, "<alun@example.org>") || m.to != "RCPT TO:<ayu@example.org>" {
				t.Errorf("%+v", m)
			}
			parsed, err := mail.ReadMessage(strings.NewReader(m.data))
			if err != nil {
				t.Fatal(err)
			}
			subject, err := (&mime.WordDecoder{}).DecodeHeader(parsed.Header.Get("Subject"))
			if err != nil || subject != letter.Subject {
				t.Errorf("subject %q, %v", subject, err)
			}
			text, err := io.ReadAll(quotedprintable.NewReader(parsed.Body))
			if err != nil || strings.ReplaceAll(string(text), "\r\n", "\n") != letter.Text {
				t.Errorf("text %q, %v", text, err)
			}
			if at, err := parsed.Header.Date(); err != nil || !at.Equal(noon.Now()) {
				t.Errorf("date %v, %v", at, err)
			}
		})
	}
}

// A server that does not offer TLS gets neither password nor message.
func TestSMTPWithoutTLSIsRefused(t *testing.T) {
	s := newMailServer(t, false, false)
	err := send(t, s.client(t, "smtp://alun:geheim@HOST?from=alun@example.org"), letter)
	if err == nil || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("error %v", err)
	}
	s = newMailServer(t, true, false)
	c := s.client(t, "smtp://alun:geheim@HOST?from=alun@example.org")
	c.roots = nil // an authority that we do not know
	if err := send(t, c, letter); err == nil {
		t.Error("an unknown certificate is believed")
	}
	if len(s.got) != 0 {
		t.Error("a message went out")
	}
}

func TestSMTPFailuresAreErrors(t *testing.T) {
	s := newMailServer(t, true, false)
	m := letter
	m.To = "nobody@example.org"
	if err := send(t, s.client(t, "smtp://HOST?from=alun@example.org"), m); err == nil || !strings.Contains(err.Error(), "550") {
		t.Errorf("error %v", err)
	}
	for _, m := range []Message{
		{To: "a@b.c\r\nRCPT TO:<x@y.z>", Text: "x"}, {To: "a@b.c", Subject: "x\r\nBcc: x@y.z"}, {To: ""}, {To: "a@b.c,d@e.f"},
		{To: "a@b.c", Text: strings.Repeat("x", TextMax+1)},
	} {
		if err := send(t, &SMTP{addr: "127.0.0.1:1"}, m); err == nil || !strings.Contains(err.Error(), "sender.message") {
			t.Errorf("%q: %v", m.To, err)
		}
	}
	for _, bad := range []string{"", "http://x?from=a@b.c", "smtp://mail.example.org", "smtp://?from=a@b.c", "smtp://mail.example.org?from=a@b.c&tls=off"} {
		if _, err := NewSMTP(bad, noon); err == nil {
			t.Errorf("setting %q accepted", bad)
		}
	}
}

func TestWebhook(t *testing.T) {
	secret := "0123456789abcdef"
	status := http.StatusAccepted
	var got map[string]string
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		stamp := r.Header.Get("Alun-Timestamp")
		if stamp != "1795348800" || r.Header.Get("Alun-Signature") != sign([]byte(secret), stamp, body) || r.Method != http.MethodPost {
			t.Errorf("%s, headers %v", r.Method, r.Header)
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
	}))
	defer gateway.Close()
	sms := Message{To: "+6281234567890", Subject: "not sent", Text: "kode 123456"}
	w, err := NewWebhook(gateway.URL, secret, noon, netip.MustParsePrefix("127.0.0.0/8"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Send(t.Context(), sms); err != nil || got["to"] != sms.To || got["text"] != sms.Text || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	for _, status = range []int{http.StatusFound, http.StatusTooManyRequests, http.StatusInternalServerError} {
		if err := w.Send(t.Context(), sms); err == nil {
			t.Errorf("status %d is taken for success", status)
		}
	}
	if _, err := NewWebhook(gateway.URL, secret, noon); err == nil {
		t.Error("plain http to anywhere is accepted")
	}
	if _, err := NewWebhook("https://gateway.example", "short", noon); err == nil {
		t.Error("a short secret is accepted")
	}
	inside, err := NewWebhook(strings.Replace(gateway.URL, "http", "https", 1), secret, noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := inside.Send(t.Context(), sms); !errors.Is(err, egress.ErrPrivate) {
		t.Errorf("a gateway inside our network: %v", err)
	}
}

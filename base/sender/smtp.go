package sender

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/url"
	"strings"
	"time"

	"alun/base/clock"
)

// SMTP sends mail through one server, a connection for each message. It is safe for concurrent use. Make it with [NewSMTP].
type SMTP struct {
	addr     string // host:port
	host     string
	from     *mail.Address
	user     string
	password string
	implicit bool // TLS from the first byte (port 465)
	plain    bool // no TLS at all: only to this machine
	clock    clock.Clock
	roots    *tls.Config // for tests
}

// NewSMTP reads the operator's setting: smtp://user:password@host:587?from=alun@example.org, where STARTTLS is then
// required, or smtps:// for TLS from the start. Without TLS it talks to loopback only. from may hold a name: Alun <alun@example.org>.
func NewSMTP(setting string, c clock.Clock) (*SMTP, error) {
	u, err := url.Parse(setting)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("SMTP: want smtp://user:password@host:587?from=alun@example.org")
	}
	from, err := mail.ParseAddress(u.Query().Get("from"))
	if err != nil {
		return nil, errors.New("SMTP: the setting needs ?from= with the address that messages come from")
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"smtp": "587", "smtps": "465"}[u.Scheme]
	}
	s := &SMTP{
		addr: net.JoinHostPort(u.Hostname(), port), host: u.Hostname(), from: from, user: u.User.Username(),
		implicit: u.Scheme == "smtps", plain: u.Query().Get("tls") == "off", clock: c,
	}
	s.password, _ = u.User.Password()
	if ip := net.ParseIP(s.host); s.plain && s.host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errors.New("SMTP: tls=off is for a server on this machine only")
	}
	return s, nil
}

// Send hands m to the server and returns when it has taken it.
func (s *SMTP) Send(ctx context.Context, m Message) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("SMTP %s: %w", s.addr, err)
		}
	}()
	if err := m.check(); err != nil {
		return err
	}
	body, err := s.compose(m)
	if err != nil {
		return err
	}
	c, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if s.user != "" {
		// PlainAuth refuses to send the password over a line without TLS, other than to localhost.
		if err := c.Auth(smtp.PlainAuth("", s.user, s.password, s.host)); err != nil {
			return err
		}
	}
	if err := c.Mail(s.from.Address); err != nil {
		return err
	}
	if err := c.Rcpt(m.To); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	_, err = w.Write(body)
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	_ = c.Quit() // the message is taken already
	return nil
}

// dial connects and has TLS, unless that is switched off.
func (s *SMTP) dial(ctx context.Context) (*smtp.Client, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.addr)
	if err != nil {
		return nil, err
	}
	if until, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(until) // a socket that cannot have one will fail by itself
	}
	secure := &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
	if s.roots != nil {
		secure.RootCAs = s.roots.RootCAs
	}
	if s.implicit {
		conn = tls.Client(conn, secure)
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if !s.implicit && !s.plain {
		if err := c.StartTLS(secure); err != nil {
			return nil, errors.Join(fmt.Errorf("it does not offer STARTTLS: %w", err), c.Close())
		}
	}
	return c, nil
}

// compose writes the message of RFC 5322: a header in ASCII and a text in UTF-8, quoted-printable.
func (s *SMTP) compose(m Message) ([]byte, error) {
	name := make([]byte, 16)
	rand.Read(name) // never fails
	_, domain, _ := strings.Cut(s.from.Address, "@")
	var b bytes.Buffer
	for _, line := range [][2]string{
		{"From", s.from.String()},
		{"To", (&mail.Address{Address: m.To}).String()},
		{"Subject", mime.QEncoding.Encode("utf-8", m.Subject)},
		{"Date", s.clock.Now().Format(time.RFC1123Z)},
		{"Message-ID", "<" + hex.EncodeToString(name) + "@" + domain + ">"},
		{"Auto-Submitted", "auto-generated"}, // RFC 3834: no vacation replies
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", line[0], line[1])
	}
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	_, err := w.Write([]byte(strings.ReplaceAll(m.Text, "\n", "\r\n")))
	return b.Bytes(), errors.Join(err, w.Close())
}

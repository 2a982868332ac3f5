package sender

import (
	"strings"

	"alun/base/errs"
)

// TextMax is the longest text of a message in bytes.
const TextMax = 4000

// Message is what is sent. SMS has no subject.
type Message struct {
	To      string // an e-mail address, or a phone number in E.164
	Subject string
	Text    string
}

// check refuses what could say more to a mail server or gateway than it should.
func (m Message) check() error {
	if m.To == "" || strings.ContainsAny(m.To+m.Subject, "\r\n\x00") || strings.ContainsAny(m.To, "<> ,;") || len(m.Text) > TextMax {
		return errs.Internal("sender.message", "a message that cannot be sent: %d bytes to %q", len(m.Text), m.To)
	}
	return nil
}

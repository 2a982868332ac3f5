package sender

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"alun/base/clock"
	"alun/base/egress"
)

// webhookTimeout is how long a gateway may take.
const webhookTimeout = 10 * time.Second

// Webhook sends SMS through a gateway that takes JSON over HTTP. It is safe for concurrent use. Make it with [NewWebhook].
//
// The request is POST with {"to": "+62…", "text": "…"} and two headers: Alun-Timestamp, Unix seconds, and Alun-Signature,
// the hexadecimal HMAC-SHA256 of timestamp, a dot and the body. The gateway checks both and refuses old timestamps. Any
// status of 2xx means taken; a redirect does not.
type Webhook struct {
	url    string
	secret []byte
	client *http.Client
	clock  clock.Clock
}

// NewWebhook reads the operator's settings. The gateway must be https:// on the public internet; one on the operator's own network
// is named with allowed, and may then be http:// as well.
func NewWebhook(setting, secret string, c clock.Clock, allowed ...netip.Prefix) (*Webhook, error) {
	u, err := url.Parse(setting)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || len(allowed) == 0) {
		return nil, errors.New("SMS: want the gateway's https:// URL")
	}
	if len(secret) < 16 {
		return nil, errors.New("SMS: the webhook's secret needs at least 16 characters")
	}
	return &Webhook{url: setting, secret: []byte(secret), client: egress.Client(webhookTimeout, allowed...), clock: c}, nil
}

// Send posts m to the gateway and returns when it has answered.
func (w *Webhook) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	body, err := json.Marshal(map[string]string{"to": m.To, "text": m.Text})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	stamp := strconv.FormatInt(w.clock.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Alun-Timestamp", stamp)
	r.Header.Set("Alun-Signature", sign(w.secret, stamp, body))
	resp, err := w.client.Do(r)
	if err != nil {
		return fmt.Errorf("SMS gateway: %w", err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection can be used again
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("SMS gateway: %s", resp.Status)
	}
	return nil
}

func sign(secret []byte, stamp string, body []byte) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(stamp + "."))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

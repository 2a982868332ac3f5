package live

import (
	"crypto/sha1"
	"encoding/base64"
	"net"
	"net/http"
	"strings"
	"time"

	"alun/base/authn"
)

// ServeHTTP opens a connection for the caller of the request. Host, Origin and token were looked at by the door
// (authn.Door). It answers 401 without a caller, 426 or 400 to a request that is no handshake, 503 when the node is full.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	caller, ok := authn.From(r.Context())
	if !ok {
		http.Error(w, "Please sign in.", http.StatusUnauthorized)
		return
	}
	hijacker, canHijack := w.(http.Hijacker)
	key := r.Header.Get("Sec-WebSocket-Key")
	switch {
	case !canHijack || r.Method != http.MethodGet || !hasWord(r.Header, "Upgrade", "websocket") || !hasWord(r.Header, "Connection", "upgrade"):
		w.Header().Set("Upgrade", "websocket")
		http.Error(w, "This address speaks WebSocket.", http.StatusUpgradeRequired)
		return
	case r.Header.Get("Sec-WebSocket-Version") != "13" || !validKey(key):
		w.Header().Set("Sec-WebSocket-Version", "13")
		http.Error(w, "This is not a WebSocket handshake of version 13.", http.StatusBadRequest)
		return
	case !h.reserve():
		http.Error(w, "This server has too many connections just now.", http.StatusServiceUnavailable)
		return
	}
	conn, buffered, err := hijacker.Hijack()
	if err != nil || buffered.Reader.Buffered() > 0 { // frames before the handshake's answer
		h.unreserve()
		if conn != nil {
			_ = conn.Close()
		}
		return
	}
	_ = conn.SetDeadline(h.cfg.Clock.Now().Add(writeTimeout))
	_, err = conn.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: " + acceptKey(key) + "\r\n\r\n"))
	_ = conn.SetDeadline(time.Time{})
	if err != nil {
		h.unreserve()
		_ = conn.Close()
		return
	}
	h.open(caller, conn)
}

// open makes conn one of the hub's connections and lets its handler speak first. It runs on the request's goroutine, so that
// the reading one, which lives as long as the connection, begins with a small stack and keeps nothing of the request.
func (h *Hub) open(caller authn.Caller, conn net.Conn) {
	c := &Conn{hub: h, caller: caller, net: conn, held: true, opening: true, frames: fullBucket(FramesPerSec), bytes: fullBucket(BytesPerSec)}
	c.inFree.L = &c.inMu
	c.worker = h.workers[uint64(h.stats.opened.Add(1))%uint64(len(h.workers))]
	c.heard.Store(h.tick.Load())
	if tcp, ok := conn.(*net.TCPConn); ok {
		c.raw, _ = tcp.SyscallConn() // fails only for a nil connection
	}
	h.attach(c)
	c.guard(func() { h.cfg.Handler.Opened(authn.With(h.base, c.caller), c) })
	c.release()
	go c.read()
}

// hasWord says whether a header holds a word in its comma separated list (RFC 9110 §7.6.1).
func hasWord(h http.Header, name, word string) bool {
	for _, v := range h.Values(name) {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), word) {
				return true
			}
		}
	}
	return false
}

// validKey says whether a key is the base64 of 16 bytes (RFC 6455 §4.2.1).
func validKey(key string) bool {
	b, err := base64.StdEncoding.DecodeString(key)
	return err == nil && len(b) == 16
}

// acceptKey answers a key (RFC 6455 §4.2.2).
func acceptKey(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// bucket lets n units a second through, and twice as many at once.
type bucket struct {
	left float64
	at   time.Time
}

func fullBucket(perSec float64) bucket { return bucket{left: 2 * perSec} }

func (b *bucket) take(now time.Time, n, perSec float64) bool {
	if !b.at.IsZero() {
		b.left = min(2*perSec, b.left+max(0, now.Sub(b.at).Seconds())*perSec)
	}
	b.at = now
	b.left -= n
	return b.left >= 0
}

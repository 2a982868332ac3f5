package cert

import (
	"bufio"
	"errors"
	"net"
	"sync"
	"time"

	"alun/base/clock"
)

// firstByteWait bounds how long a connection may stay silent before it shows whether it speaks TLS.
const firstByteWait = 10 * time.Second

// Split shares one port between TLS and plain HTTP by the first byte of a connection (0x16 begins a TLS handshake, RFC 8446
// §5.1). A phone that does not trust the authority yet can so reach the page that installs it on the same address.
// Closing either listener closes both.
func Split(ln net.Listener) (secure, plain net.Listener) {
	s := &splitter{Listener: ln, done: make(chan struct{})}
	s.secure = &half{splitter: s, conns: make(chan net.Conn)}
	s.plain = &half{splitter: s, conns: make(chan net.Conn)}
	go s.run()
	return s.secure, s.plain
}

type splitter struct {
	net.Listener
	secure, plain *half
	done          chan struct{}
	close         sync.Once
}

type half struct {
	*splitter
	conns chan net.Conn
}

func (h *half) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.done:
		return nil, net.ErrClosed
	}
}

func (h *half) Close() error {
	err := h.Listener.Close()
	h.splitter.close.Do(func() { close(h.done) })
	return err
}

func (s *splitter) run() {
	for {
		c, err := s.Listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(10 * time.Millisecond) // out of file descriptors: let some connections end
			continue
		}
		go s.route(c)
	}
}

func (s *splitter) route(c net.Conn) {
	_ = c.SetReadDeadline(clock.System.Now().Add(firstByteWait)) // the kernel keeps real time, whatever a test says
	r := bufio.NewReaderSize(c, 16)
	first, err := r.Peek(1)
	if err != nil {
		_ = c.Close()
		return
	}
	_ = c.SetReadDeadline(time.Time{})
	to := s.plain
	if first[0] == 0x16 {
		to = s.secure
	}
	select {
	case to.conns <- &peeked{Conn: c, r: r}:
	case <-s.done:
		_ = c.Close()
	}
}

// peeked gives back the bytes that were looked at.
type peeked struct {
	net.Conn
	r *bufio.Reader
}

func (p *peeked) Read(b []byte) (int, error) { return p.r.Read(b) }

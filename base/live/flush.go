package live

import (
	"errors"
	"sync"
	"syscall"
)

// A worker writes to the connections that are its own, always the same ones, so that their frames stay in order. While it
// writes to one, more gathers for the others: under load one system call carries many frames, without any timer.
type worker struct {
	hub  *Hub
	i    int           // of hub.workers
	wake chan struct{} // holds a token when something waits
	buf  []byte        // one flush, header and all

	mu     sync.Mutex
	urgent []*Conn // have acks, or end
	listed []*Conn
}

// runBeforeAcks is how many connections get their frames before the worker looks for acks again.
const runBeforeAcks = 8

func newWorker(h *Hub, i int) *worker {
	return &worker{hub: h, i: i, wake: make(chan struct{}, 1), buf: make([]byte, 0, 16<<10)}
}

// run writes until the hub has stopped and its last connection is gone.
func (w *worker) run() {
	var urgent, listed []*Conn
	next := 0 // of listed
	for {
		w.mu.Lock()
		urgent, w.urgent = w.urgent, urgent[:0]
		if next == len(listed) {
			listed, w.listed = w.listed, listed[:0]
			next = 0
		}
		w.mu.Unlock()
		if len(urgent) == 0 && len(listed) == 0 {
			if !w.wait() {
				return
			}
			continue
		}
		for i, c := range urgent {
			w.flush(c, true)
			urgent[i] = nil
		}
		for range min(runBeforeAcks, len(listed)-next) {
			w.flush(listed[next], false)
			listed[next] = nil
			next++
		}
	}
}

// wait returns true when there may be something to write, false when there never will be again.
func (w *worker) wait() bool {
	select {
	case <-w.wake:
		return true
	case <-w.hub.finished:
		return false
	}
}

func (w *worker) hurry(c *Conn) {
	w.mu.Lock()
	w.urgent = append(w.urgent, c)
	w.mu.Unlock()
	w.signal()
}

func (w *worker) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// flush writes what waits for c with one system call. What the socket does not take at once is written by a goroutine of
// its own, and c is held meanwhile: a blocked device holds nobody else up.
func (w *worker) flush(c *Conn, urgent bool) {
	c.mu.Lock()
	if urgent {
		c.urgent = false
	} else {
		c.listed = false
	}
	if c.held || c.gone {
		c.mu.Unlock()
		return
	}
	b, last := c.take(w.buf[:0])
	if len(b) == 0 {
		c.mu.Unlock()
		return
	}
	if c.raw == nil { // TLS: encryption and its buffers are not for a worker that others wait for
		c.held = true
	}
	c.mu.Unlock()
	if cap(b) <= maxBuffer {
		w.buf = b
	}
	w.hub.stats.writes.Add(1)
	w.hub.stats.bytesOut.Add(int64(len(b)))
	if c.raw == nil {
		go c.writeRest(append([]byte(nil), b...), last)
		return
	}
	n, err := writeNow(c.raw, b)
	switch {
	case err != nil:
		c.drop()
	case n < len(b):
		w.hub.stats.blocked.Add(1)
		c.mu.Lock()
		c.held = true
		c.mu.Unlock()
		go c.writeRest(append([]byte(nil), b[n:]...), last)
	case last:
		_ = c.net.Close()
	}
}

// writeRest writes b, waiting for the device for at most writeTimeout, and lets the worker go on with c.
func (c *Conn) writeRest(b []byte, last bool) {
	_ = c.net.SetWriteDeadline(c.hub.cfg.Clock.Now().Add(writeTimeout))
	if _, err := c.net.Write(b); err != nil || last {
		if err != nil {
			c.hub.stats.cutSlow.Add(1)
		}
		c.drop()
		return
	}
	c.release()
}

// writeNow writes what the socket takes without waiting.
func writeNow(raw syscall.RawConn, b []byte) (n int, err error) {
	ended := raw.Write(func(fd uintptr) bool {
		for n < len(b) {
			m, werr := syscall.Write(int(fd), b[n:])
			if m > 0 {
				n += m
			}
			switch {
			case errors.Is(werr, syscall.EINTR):
			case errors.Is(werr, syscall.EAGAIN):
				return true
			case werr != nil:
				err = werr
				return true
			case n < len(b):
				return true // a short write says that the socket is full
			}
		}
		return true
	})
	return n, errors.Join(err, ended)
}

// dirty collects connections that a push made dirty, so that each worker is told once.
type dirty struct{ byWorker [][]*Conn }

var dirties = sync.Pool{New: func() any { return new(dirty) }}

func newDirty(workers int) *dirty {
	d := dirties.Get().(*dirty)
	for len(d.byWorker) < workers {
		d.byWorker = append(d.byWorker, nil)
	}
	return d
}

func (d *dirty) add(c *Conn) {
	d.byWorker[c.worker.i] = append(d.byWorker[c.worker.i], c)
}

// wake hands the connections in d to their workers and puts d back.
func (h *Hub) wake(d *dirty) {
	for i, list := range d.byWorker {
		if len(list) == 0 {
			continue
		}
		w := h.workers[i]
		w.mu.Lock()
		w.listed = append(w.listed, list...)
		w.mu.Unlock()
		w.signal()
		clear(list)
		d.byWorker[i] = list[:0]
	}
	dirties.Put(d)
}

// Buffers of waiting bytes live in a pool: a connection that nothing waits for has none.
const (
	firstBuffer = 1 << 10
	maxBuffer   = 64 << 10 // larger ones go back to the garbage collector
)

var buffers = sync.Pool{New: func() any { return new([firstBuffer]byte) }}

func takeBuffer() []byte { return buffers.Get().(*[firstBuffer]byte)[:0] }

func giveBuffer(b []byte) {
	if cap(b) == firstBuffer {
		buffers.Put((*[firstBuffer]byte)(b[:firstBuffer]))
	}
}

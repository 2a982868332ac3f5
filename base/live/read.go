package live

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"runtime/debug"
	"sync"
	"syscall"

	"alun/base/authn"
)

// readSize is how much is read at once. The buffer is borrowed for that moment, so it may be generous.
const readSize = 16 << 10

var readBuffers = sync.Pool{New: func() any { return new([readSize]byte) }}

// read reads until the connection ends, then takes it out of the hub. Its stack stays in the two kilobytes that a goroutine
// begins with: what a message means is found out elsewhere (handle).
func (c *Conn) read() {
	defer c.end()
	defer c.recover()
	if c.raw == nil {
		c.readPlainly()
		return
	}
	more := true
	for more {
		more = c.readRaw() == nil
	}
}

// readRaw waits until there is something to read, holding no buffer meanwhile, reads it and takes it in.
func (c *Conn) readRaw() (err error) {
	var buf *[readSize]byte
	var n int
	ended := c.raw.Read(func(fd uintptr) bool {
		buf = readBuffers.Get().(*[readSize]byte)
		for {
			n, err = syscall.Read(int(fd), buf[:])
			if !errors.Is(err, syscall.EINTR) {
				break
			}
		}
		if errors.Is(err, syscall.EAGAIN) {
			readBuffers.Put(buf)
			buf = nil
			return false // wait
		}
		return true
	})
	if ended != nil {
		return ended
	}
	if err == nil && n == 0 {
		err = io.EOF
	}
	if err == nil {
		err = c.takeIn(buf[:n])
	}
	readBuffers.Put(buf)
	return err
}

// readPlainly is for connections whose bytes need more than a system call.
func (c *Conn) readPlainly() {
	buf := make([]byte, 1<<10)
	for {
		n, err := c.net.Read(buf)
		if n > 0 && c.takeIn(buf[:n]) != nil || err != nil {
			return
		}
	}
}

// errOver ends the reading of a connection that is being closed.
var errOver = errors.New("live: closed")

// takeIn takes what was read: whole frames are acted on, the beginning of one waits for its end. data is not kept.
func (c *Conn) takeIn(data []byte) error {
	c.heard.Store(c.hub.tick.Load())
	c.hub.stats.bytesIn.Add(int64(len(data)))
	if !c.bytes.take(c.hub.cfg.Clock.Now(), float64(len(data)), BytesPerSec) {
		return c.flood()
	}
	if len(c.rest) > 0 {
		c.rest = append(c.rest, data...)
		data = c.rest
	}
	for len(data) > 0 {
		f, size, code := parse(data)
		if code != 0 {
			return c.refuse(code)
		}
		if size == 0 {
			break
		}
		if err := c.act(f); err != nil {
			return err
		}
		data = data[size:]
	}
	if len(data) == 0 {
		c.rest = nil
	} else {
		c.rest = append(c.rest[:0], data...) // also when data lies in rest: append moves it down
	}
	return nil
}

// act does what one frame asks for.
func (c *Conn) act(f frame) error {
	if !c.frames.take(c.hub.cfg.Clock.Now(), 1, FramesPerSec) {
		return c.flood()
	}
	switch f.opcode {
	case 0, 2:
		return c.part(f)
	case 1:
		return c.refuse(CloseData)
	case opClose & 0x0f:
		code := closeNormal
		if len(f.payload) >= 2 {
			code = int(binary.BigEndian.Uint16(f.payload))
		}
		if len(f.payload) == 1 || code < 1000 || code > 4999 {
			code = closeProtocol
		}
		return c.refuse(code)
	case opPing & 0x0f:
		c.answerPing(f.payload)
	}
	return nil
}

// part takes a frame of a message and passes the message on when it is whole.
func (c *Conn) part(f frame) error {
	if (f.opcode == 0) != c.open {
		return c.refuse(closeProtocol)
	}
	if f.fin && !c.open {
		c.pass(append(takeBuffer(), f.payload...))
		return nil
	}
	if len(c.parts)+len(f.payload) > MaxFrameUp {
		return c.refuse(closeTooBig)
	}
	c.parts = append(c.parts, f.payload...)
	if c.open = !f.fin; f.fin {
		message := c.parts
		c.parts = nil
		c.pass(message)
	}
	return nil
}

// refuse closes the connection with a code.
func (c *Conn) refuse(code int) error {
	c.Close(code, "")
	return errOver
}

func (c *Conn) flood() error {
	c.hub.stats.cutFlood.Add(1)
	c.Close(CloseFlood, "too many messages")
	return errOver
}

func (c *Conn) answerPing(payload []byte) {
	c.mu.Lock()
	c.pong = append([]byte{}, payload...)
	wake := !c.urgent && !c.held && !c.gone
	c.urgent = c.urgent || wake
	c.mu.Unlock()
	if wake {
		c.worker.hurry(c)
	}
}

// pass hands a message to the goroutine that empties the inbox, starting it when there is none. So order is kept, and a handler
// that waits does not stop the reading until the inbox is full.
func (c *Conn) pass(message []byte) {
	c.hub.stats.framesIn.Add(1)
	c.inMu.Lock()
	for len(c.inbox) >= inboxMax {
		c.inFree.Wait()
	}
	c.inbox = append(c.inbox, message)
	if !c.emptying {
		c.emptying = true
		go c.handle()
	}
	c.inMu.Unlock()
}

// handle gives the handler what is in the inbox until that is empty.
func (c *Conn) handle() {
	ctx := authn.With(c.hub.base, c.caller)
	for {
		c.inMu.Lock()
		batch := c.inbox
		c.inbox = nil
		c.emptying = len(batch) > 0
		c.inFree.Broadcast()
		c.inMu.Unlock()
		if len(batch) == 0 {
			return
		}
		for _, message := range batch {
			c.frame(ctx, message)
			giveBuffer(message)
		}
	}
}

func (c *Conn) frame(ctx context.Context, message []byte) {
	defer c.recover()
	c.hub.cfg.Handler.Frame(ctx, c, message)
}

// end takes c out of the hub after the last byte was read and the last message handled.
func (c *Conn) end() {
	c.linger()
	c.drop()
	c.hub.detach(c)
	c.inMu.Lock()
	for c.emptying {
		c.inFree.Wait()
	}
	c.inMu.Unlock()
	c.guard(func() { c.hub.cfg.Handler.Closed(c) })
	c.hub.unreserve()
}

// linger lets the worker write a close frame before the line is cut, throwing away what still comes: closing a socket with
// unread bytes in it resets the connection, and the device would not learn why (RFC 9293 §3.6.1).
func (c *Conn) linger() {
	c.mu.Lock()
	closing := c.closed != 0 && !c.gone
	c.mu.Unlock()
	if closing {
		_ = c.net.SetReadDeadline(c.hub.cfg.Clock.Now().Add(lingerFor))
		_, _ = io.Copy(io.Discard, c.net)
	}
}

// guard runs f; a panic in it ends this connection and no other.
func (c *Conn) guard(f func()) {
	defer c.recover()
	f()
}

// recover is deferred where a panic must end this connection only.
func (c *Conn) recover() {
	if p := recover(); p != nil {
		c.hub.stats.panics.Add(1)
		c.hub.cfg.Log.Error("live: panic", "account", int64(c.caller.Account), "panic", p, "stack", string(debug.Stack()))
		c.drop()
	}
}

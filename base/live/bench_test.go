package live

import (
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"alun/base/id"
)

// BenchmarkPush is the fan-out alone: 500 connections in this process that throw away what they get, and frames of the size
// of a chat's entry, a few of them waiting at any time. One operation is one delivery.
func BenchmarkPush(b *testing.B) {
	for _, waiting := range []int64{1, 8, 64} {
		b.Run(fmt.Sprintf("waiting=%d", waiting), func(b *testing.B) {
			const members = 500
			h, addr := serve(b, Config{})
			var read atomic.Int64
			var accounts []id.Account
			for i := range members {
				accounts = append(accounts, id.Account(i+1))
				discard(b, addr, i+1, &read)
			}
			eventually(b, "connected", func() bool { return h.Stats().Connections == members })
			frame := make([]byte, 180)
			start, size := read.Load(), int64(len(frame)*members)
			b.ResetTimer()
			var sent int64
			for sent < int64(b.N) {
				for (sent/members+1)*size-(read.Load()-start) > waiting*size {
					time.Sleep(20 * time.Microsecond)
				}
				h.Push(accounts, frame)
				sent += members
			}
			for read.Load()-start < sent/members*size {
				time.Sleep(20 * time.Microsecond)
			}
			b.StopTimer()
			s := h.Stats()
			b.ReportMetric(float64(s.FramesOut)/float64(s.Writes), "frames/write")
		})
	}
}

// discard opens a connection that reads as fast as it can and counts the bytes.
func discard(b *testing.B, addr string, account int, read *atomic.Int64) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	fmt.Fprintf(conn, "GET /?a=%d&s=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", account)
	buf := make([]byte, 16<<10)
	if _, err := conn.Read(buf); err != nil {
		b.Fatal(err)
	}
	go func() {
		for {
			n, err := conn.Read(buf)
			read.Add(int64(n))
			if err != nil {
				return
			}
		}
	}()
}

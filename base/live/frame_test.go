package live

import (
	"bytes"
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"
)

// masked returns a frame as a device sends it.
func masked(first byte, payload []byte, key uint32) []byte {
	b := []byte{first}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	b = binary.LittleEndian.AppendUint32(b, key)
	for i, c := range payload {
		b = append(b, c^byte(key>>(8*(i%4))))
	}
	return b
}

// Whatever a device sends comes out as it went in, however the bytes are cut up on the way.
func TestParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{0, 1, 7, 8, 9, 125, 126, 127, 65535, MaxFrameUp}).Draw(t, "size")
		payload := bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 13, 13).Draw(t, "bytes"), size/13+1)[:size]
		wire := masked(opBinary, payload, rapid.Uint32().Draw(t, "key"))
		cut := rapid.IntRange(0, len(wire)-1).Draw(t, "cut")
		if _, size, code := parse(bytes.Clone(wire[:cut])); size != 0 || code != 0 {
			t.Fatalf("%d of %d bytes: size %d, code %d", cut, len(wire), size, code)
		}
		f, n, code := parse(append(bytes.Clone(wire), "more"...))
		if n != len(wire) || code != 0 || !f.fin || f.opcode != 2 || !bytes.Equal(f.payload, payload) {
			t.Fatalf("%d bytes of payload: size %d of %d, code %d", size, n, len(wire), code)
		}
	})
}

// No bytes harm the parser, and it takes no more than there is.
func FuzzParse(f *testing.F) {
	f.Add(masked(opBinary, []byte("hello"), 0x01020304))
	f.Add(masked(opPing, nil, 0))
	f.Add([]byte{opBinary, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4})
	f.Add([]byte{opBinary, 0xfe, 0, 5, 1, 2, 3, 4, 5})
	f.Fuzz(func(t *testing.T, b []byte) {
		f, size, code := parse(bytes.Clone(b))
		if size < 0 || size > len(b) || size > 0 && code != 0 || len(f.payload) > MaxFrameUp || size > 0 && len(f.payload) > size-6 {
			t.Fatalf("size %d of %d, code %d, payload %d", size, len(b), code, len(f.payload))
		}
	})
}

func TestHeader(t *testing.T) {
	for _, n := range []int{0, 1, 125, 126, 65535, 65536, MaxQueued} {
		b := appendHeader(nil, n)
		var got int
		switch b[1] {
		case 126:
			got = int(binary.BigEndian.Uint16(b[2:]))
		case 127:
			got = int(binary.BigEndian.Uint64(b[2:]))
		default:
			got = int(b[1])
		}
		if got != n {
			t.Errorf("%d became %d", n, got)
		}
	}
}

// The example of RFC 6455 §1.3.
func TestAcceptKey(t *testing.T) {
	if got := acceptKey("dGhlIHNhbXBsZSBub25jZQ=="); got != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Error(got)
	}
}

// A message may come in several frames, with pings in between.
func TestFragments(t *testing.T) {
	h, addr := serve(t, Config{})
	d := dial(t, addr, 1, 1)
	eventually(t, "connected", func() bool { return h.Stats().Connections == 1 })
	for _, b := range [][]byte{masked(0x02, []byte("one "), 1), masked(opPing, []byte("p"), 2), masked(0x00, nil, 3), masked(0x80, []byte("message"), 4)} {
		for _, c := range b { // one byte at a time
			if _, err := d.ws.NetConn().Write([]byte{c}); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.expect(t, "ack:one message")
	_, _ = d.ws.NetConn().Write(masked(0x02, bytes.Repeat([]byte("x"), MaxFrameUp), 1))
	_, _ = d.ws.NetConn().Write(masked(0x80, []byte("y"), 1))
	d.expectClosed(t, closeTooBig)
}

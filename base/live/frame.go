package live

import (
	"encoding/binary"
)

// This file is RFC 6455 §5 as far as a server needs it: frames are parsed where they lie, in a buffer that is borrowed only
// while there is something to read. A library would keep a buffer and a deeper stack for every silent connection, which
// is most of what such a connection costs (docs/adr/0014-reading-frames-ourselves.md).

// Opcodes with FIN set, as we write them.
const (
	opBinary = 0x82
	opClose  = 0x88
	opPing   = 0x89
	opPong   = 0x8a
)

// Close codes of the RFC (§7.4.1).
const (
	closeNormal   = 1000
	closeProtocol = 1002
	closeTooBig   = 1009
	closeInternal = 1011
)

// frame is one frame of a device. payload is unmasked and lies in the buffer that was parsed.
type frame struct {
	fin     bool
	opcode  byte
	payload []byte
}

// parse takes one frame off b. size is 0 when b does not hold a whole one yet; code is a close code when b cannot be the
// beginning of a frame that we accept.
func parse(b []byte) (f frame, size, code int) {
	if len(b) < 2 {
		return f, 0, 0
	}
	f.fin, f.opcode = b[0]&0x80 != 0, b[0]&0x0f
	control := f.opcode >= 8
	length, head := uint64(b[1]&0x7f), 2
	switch {
	case b[0]&0x70 != 0, b[1]&0x80 == 0: // reserved bits without an extension; a frame that is not masked
		return f, 0, closeProtocol
	case f.opcode > 2 && f.opcode < 8, f.opcode > 10:
		return f, 0, closeProtocol
	case control && (!f.fin || length > 125):
		return f, 0, closeProtocol
	case length == 126:
		if head = 4; len(b) < head {
			return f, 0, 0
		}
		length = uint64(binary.BigEndian.Uint16(b[2:]))
	case length == 127:
		if head = 10; len(b) < head {
			return f, 0, 0
		}
		length = binary.BigEndian.Uint64(b[2:])
	}
	if length > MaxFrameUp {
		return f, 0, closeTooBig
	}
	size = head + 4 + int(length)
	if len(b) < size {
		return f, 0, 0
	}
	f.payload = b[head+4 : size]
	unmask(f.payload, binary.LittleEndian.Uint32(b[head:]))
	return f, size, 0
}

// unmask undoes the masking of a payload (§5.3), eight bytes at a time.
func unmask(b []byte, key uint32) {
	wide := uint64(key)<<32 | uint64(key)
	for len(b) >= 8 {
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^wide)
		b = b[8:]
	}
	for i := range b {
		b[i] ^= byte(key >> (8 * (i % 4)))
	}
}

// appendHeader appends the header of a binary message of n bytes, as a server sends it: not masked.
func appendHeader(b []byte, n int) []byte {
	switch {
	case n < 126:
		return append(b, opBinary, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, opBinary, 126), uint16(n))
	}
	return binary.BigEndian.AppendUint64(append(b, opBinary, 127), uint64(n))
}

func appendClose(b []byte, code int, reason string) []byte {
	reason = reason[:min(len(reason), 123)]
	b = binary.BigEndian.AppendUint16(append(b, opClose, byte(2+len(reason))), uint16(code))
	return append(b, reason...)
}

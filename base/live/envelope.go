package live

import (
	"encoding/binary"
	"errors"

	"alun/base/id"
)

// Envelopes travel between nodes that may run different versions: the first byte is the version of this layout, and a node
// drops what it does not know. Numbers are big endian, ids 8 bytes, lists preceded by their length as a uvarint.
const (
	envelopeVersion = 1

	kindFrame    = 1 // accounts, frame
	kindSession  = 2 // session, frame
	kindEnd      = 3 // sessions
	kindPresence = 4 // see presence
	kindAsk      = 5 // name of the node that is asked for its whole list; spaces ask everyone
)

// nameLen is the length of a node's name on the bus.
const nameLen = 16

// Flags of presence.
const (
	fullFirst = 1 << iota // the first part of the whole list: forget what was known
	fullLast              // the last part: it is complete now
	beat                  // nothing new: still here, and this was my last number
	leaving               // gone for good
)

// presence says which accounts came online or went offline at a node. Each has the number after the one before, except a
// beat, which repeats the last.
type presence struct {
	node            string
	number          uint64
	flags           byte
	online, offline []id.Account
}

var errEnvelope = errors.New("live: malformed envelope")

func newEnvelope(kind byte, room int) []byte {
	return append(make([]byte, 0, room+16), envelopeVersion, kind)
}

func appendIDs[T ~int64](b []byte, ids []T) []byte {
	b = binary.AppendUvarint(b, uint64(len(ids)))
	for _, i := range ids {
		b = binary.BigEndian.AppendUint64(b, uint64(i))
	}
	return b
}

func frameEnvelope(accounts []id.Account, frame []byte) []byte {
	return append(appendIDs(newEnvelope(kindFrame, 8*len(accounts)+len(frame)), accounts), frame...)
}

func sessionEnvelope(s id.Session, frame []byte) []byte {
	b := newEnvelope(kindSession, 8+len(frame))
	return append(binary.BigEndian.AppendUint64(b, uint64(s)), frame...)
}

func endEnvelope(ids []id.Session) []byte {
	return appendIDs(newEnvelope(kindEnd, 8*len(ids)), ids)
}

func (p presence) envelope() []byte {
	b := append(newEnvelope(kindPresence, 64+8*(len(p.online)+len(p.offline))), p.node...)
	b = append(binary.BigEndian.AppendUint64(b, p.number), p.flags)
	return appendIDs(appendIDs(b, p.online), p.offline)
}

func askEnvelope(node string) []byte { return append(newEnvelope(kindAsk, nameLen), node...) }

// reader takes an envelope apart. After the first failure everything it returns is zero and bad is set.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) bytes(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return nil
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reader) number() uint64 {
	if b := r.bytes(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) octet() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func readIDs[T ~int64](r *reader) []T {
	n, size := binary.Uvarint(r.b)
	if r.bad || size <= 0 || n > uint64(len(r.b)-size)/8 {
		r.bad = true
		return nil
	}
	r.b = r.b[size:]
	ids := make([]T, n)
	for i := range ids {
		ids[i] = T(r.number())
	}
	return ids
}

// openEnvelope checks the version and returns the kind and the rest.
func openEnvelope(b []byte) (kind byte, r *reader, err error) {
	if len(b) < 2 || b[0] != envelopeVersion {
		return 0, nil, errEnvelope
	}
	return b[1], &reader{b: b[2:]}, nil
}

func (r *reader) presence() (presence, error) {
	p := presence{node: string(r.bytes(nameLen)), number: r.number(), flags: r.octet()}
	p.online, p.offline = readIDs[id.Account](r), readIDs[id.Account](r)
	if r.bad || len(r.b) > 0 {
		return presence{}, errEnvelope
	}
	return p, nil
}

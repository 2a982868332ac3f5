package redpacket

import (
	"crypto/sha256"
	"strconv"

	"alun/base/money"
)

// Lengths of what makes a commitment, in bytes.
const (
	SaltLen     = 32
	NonceMinLen = 16
	NonceMaxLen = 32
)

// Preimage returns what is hashed for a commitment: the salt, the nonce, and the draw in ASCII, the currency, a colon and the
// shares in minor units with commas between them: "IDR:1200,800,3000". This reaches the wire; docs/protocol.md shows how to
// verify it.
func Preimage(salt, nonce []byte, currency money.Currency, draw []int64) []byte {
	b := make([]byte, 0, len(salt)+len(nonce)+4+8*len(draw))
	b = append(append(b, salt...), nonce...)
	b = append(append(b, currency...), ':')
	for i, share := range draw {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, share, 10)
	}
	return b
}

// Commit returns the commitment to a draw, SHA-256 of its preimage.
func Commit(salt, nonce []byte, currency money.Currency, draw []int64) []byte {
	sum := sha256.Sum256(Preimage(salt, nonce, currency, draw))
	return sum[:]
}

package redpacket

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"alun/base/money"
)

// What anybody can do with an answer of GetProof, as docs/protocol.md tells it, with nothing of this package.
func verify(commitment, salt, nonce []byte, currency string, draw []int64) bool {
	list := strings.ReplaceAll(strings.Trim(fmt.Sprint(draw), "[]"), " ", ",")
	sum := sha256.Sum256([]byte(string(salt) + string(nonce) + currency + ":" + list))
	return string(sum[:]) == string(commitment)
}

func TestCommitment(t *testing.T) {
	salt := []byte(strings.Repeat("\x01", SaltLen))
	nonce := []byte("0123456789abcdef")
	draw := []int64{1200, 800, 3000}
	c := Commit(salt, nonce, money.IDR, draw)
	// printf '%s0123456789abcdefIDR:1200,800,3000' "$(printf '\001%.0s' $(seq 32))" | sha256sum
	if got := hex.EncodeToString(c); got != "3f250be70b65466ce2b47903a4be1f058e7dbaaa7055f07f123bbfd61ee14374" {
		t.Errorf("the encoding, which is part of the contract, has changed: %s", got)
	}
	if !verify(c, salt, nonce, "IDR", draw) {
		t.Error("what docs/protocol.md says does not verify")
	}
	for name, bad := range map[string]bool{
		"a share":  verify(c, salt, nonce, "IDR", []int64{1200, 801, 2999}),
		"order":    verify(c, salt, nonce, "IDR", []int64{800, 1200, 3000}),
		"currency": verify(c, salt, nonce, "JPY", draw),
		"nonce":    verify(c, salt, []byte("0123456789abcdeF"), "IDR", draw),
	} {
		if bad {
			t.Errorf("another %s verifies as well", name)
		}
	}
}

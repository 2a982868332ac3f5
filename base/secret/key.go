package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrForeign says that a box or code was not made with this key, or was changed since.
var ErrForeign = errors.New("secret: not made with this key")

// Key is one use of the secrets, such as "account.code". It is safe for concurrent use.
type Key struct {
	newest byte
	uses   map[byte]use
}

type use struct {
	mac  []byte
	aead cipher.AEAD
}

// Key returns the key for a use. The name reaches disk through everything that is made with it: never change one.
func (f *File) Key(name string) *Key {
	k := &Key{newest: f.newest, uses: map[byte]use{}}
	for n, master := range f.masters {
		block, err := aes.NewCipher(derive(master, name+"/seal"))
		if err != nil {
			panic(err) // 32 bytes are always a key
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			panic(err)
		}
		k.uses[n] = use{mac: derive(master, name+"/mac"), aead: aead}
	}
	return k
}

func derive(master []byte, info string) []byte {
	key, err := hkdf.Key(sha256.New, master, nil, info, 32)
	if err != nil {
		panic(err) // 32 bytes are within the limit of HKDF
	}
	return key
}

// MAC returns an authentication code of parts, 33 bytes: the master's number and HMAC-SHA256. Parts are told apart by
// their lengths: ("ab", "c") and ("a", "bc") differ.
func (k *Key) MAC(parts ...string) []byte { return k.mac(k.newest, parts) }

// Check reports, in constant time, whether mac was made by MAC of the same parts, now or before a rotation.
func (k *Key) Check(mac []byte, parts ...string) bool {
	if len(mac) == 0 {
		return false
	}
	if _, ok := k.uses[mac[0]]; !ok {
		return false
	}
	return hmac.Equal(mac, k.mac(mac[0], parts))
}

// ShortMAC is the beginning of MAC, 13 bytes, for where room is scarce, as in a printed code: the master's number and 96 bits.
func (k *Key) ShortMAC(parts ...string) []byte { return k.MAC(parts...)[:shortSize] }

const shortSize = 1 + 12

// CheckShort is Check for ShortMAC.
func (k *Key) CheckShort(mac []byte, parts ...string) bool {
	if len(mac) != shortSize {
		return false
	}
	if _, ok := k.uses[mac[0]]; !ok {
		return false
	}
	return hmac.Equal(mac, k.mac(mac[0], parts)[:shortSize])
}

// MACUnder is MAC with the master of the given number, as it stands in the first byte of what MAC has returned: for codes
// that are worked on further and so cannot be compared by Check. Errors: ErrForeign when there is no such master.
func (k *Key) MACUnder(master byte, parts ...string) ([]byte, error) {
	if _, ok := k.uses[master]; !ok {
		return nil, ErrForeign
	}
	return k.mac(master, parts), nil
}

// Newest is the number of the master that MAC and Seal use.
func (k *Key) Newest() byte { return k.newest }

func (k *Key) mac(n byte, parts []string) []byte {
	h := hmac.New(sha256.New, k.uses[n].mac)
	for _, p := range parts {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		h.Write([]byte(p))
	}
	return h.Sum([]byte{n})
}

// Seal encrypts plain so that only Open with the same context reads it (AES-256-GCM, a random nonce). The context is not
// hidden and not stored: it binds the box to its place, for example the ticket that it belongs to.
func (k *Key) Seal(plain []byte, context string) []byte {
	aead := k.uses[k.newest].aead
	box := make([]byte, 1+aead.NonceSize(), 1+aead.NonceSize()+len(plain)+aead.Overhead())
	box[0] = k.newest
	rand.Read(box[1:]) // never fails
	return aead.Seal(box, box[1:], plain, []byte(context))
}

// Open decrypts a box of Seal. Errors: ErrForeign.
func (k *Key) Open(box []byte, context string) ([]byte, error) {
	if len(box) == 0 {
		return nil, ErrForeign
	}
	u, ok := k.uses[box[0]]
	if !ok || len(box) < 1+u.aead.NonceSize() {
		return nil, ErrForeign
	}
	nonce := box[1 : 1+u.aead.NonceSize()]
	plain, err := u.aead.Open(nil, nonce, box[1+len(nonce):], []byte(context))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForeign, err)
	}
	return plain, nil
}

package pin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/secret"
)

// The cost of a guess: the second recommendation of OWASP's password storage cheat sheet for argon2id (RFC 9106), about
// 30 ms and 19 MiB here. What is sealed names its version, so that these may change.
const (
	Time      = 2
	MemoryKiB = 19 * 1024
	Threads   = 1
)

const (
	version  = 1 // reaches disk
	saltSize = 16
	hashSize = 32
	sealed   = 2 + saltSize + hashSize // version, master of the pepper, salt, hash
)

// Errors of PINs.
var (
	ErrFormat = errs.Invalid("wallet.pin_format", "A payment PIN has six digits.")
	ErrWeak   = errs.Invalid("wallet.pin_weak", "This PIN is too easy to guess. Please choose another one.")
	errSealed = errs.Internal("wallet.pin_sealed", "a stored PIN is not of a known form")
)

// Hasher seals and compares PINs. It is safe for concurrent use.
type Hasher struct {
	pepper *secret.Key
	slots  chan struct{}
	derive func(password, salt []byte) []byte
}

// NewHasher returns a hasher whose pepper comes from the server's secrets.
func NewHasher(secrets *secret.File) *Hasher {
	return &Hasher{pepper: secrets.Key("wallet.pin"), slots: make(chan struct{}, Slots()), derive: derive}
}

// Slots is how many PINs are computed at the same time: one for each processor, at least 2 and at most 8 (152 MiB).
func Slots() int { return min(max(runtime.GOMAXPROCS(0), 2), 8) }

func derive(password, salt []byte) []byte {
	return argon2.IDKey(password, salt, Time, MemoryKiB, Threads, hashSize)
}

// Clean returns the six digits that somebody typed, full-width ones too. Errors: ErrFormat.
func Clean(typed string) (string, error) {
	digits := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, typed)
	if len(digits) != 6 || strings.Trim(digits, "0123456789") != "" {
		return "", ErrFormat
	}
	return digits, nil
}

// New is Clean for a PIN that is about to be set: one digit six times, a run up or down, a pair or triple repeated
// (121212, 123123) are refused. Errors: ErrFormat, ErrWeak.
func New(typed string) (string, error) {
	digits, err := Clean(typed)
	if err != nil {
		return "", err
	}
	if period(digits, 1) || period(digits, 2) || period(digits, 3) || run(digits, 1) || run(digits, 9) {
		return "", ErrWeak
	}
	return digits, nil
}

func period(s string, n int) bool { return s[n:] == s[:len(s)-n] }

// run reports whether each digit is the one before plus step, modulo ten: 890123 is a run, and with step 9 321098.
func run(s string, step byte) bool {
	for i := 1; i < len(s); i++ {
		if s[i]-'0' != (s[i-1]-'0'+step)%10 {
			return false
		}
	}
	return true
}

// Enter waits for one of the few slots in which a PIN may be computed; leave gives it back. Errors: those of ctx.
func (h *Hasher) Enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Seal returns what the database keeps of an account's PIN. Enter first.
func (h *Hasher) Seal(a id.Account, digits string) []byte {
	mac := h.pepper.MAC(a.String(), digits)
	box := make([]byte, 2+saltSize, sealed)
	box[0], box[1] = version, mac[0]
	salt := box[2:]
	rand.Read(salt) // never fails
	return append(box, h.derive(mac, salt)...)
}

// Compare reports, in constant time, whether digits are the PIN that was sealed, now or before a rotation of the
// secrets. Enter first.
func (h *Hasher) Compare(a id.Account, box []byte, digits string) (bool, error) {
	if len(box) != sealed || box[0] != version {
		return false, errSealed
	}
	mac, err := h.pepper.MACUnder(box[1], a.String(), digits)
	if err != nil {
		return false, err
	}
	salt, hash := box[2:2+saltSize], box[2+saltSize:]
	return subtle.ConstantTimeCompare(h.derive(mac, salt), hash) == 1, nil
}

// Old reports whether a sealed PIN was made before the newest rotation of the secrets: seal it anew when its owner
// types it next.
func (h *Hasher) Old(box []byte) bool {
	return len(box) == sealed && box[1] != h.pepper.Newest()
}

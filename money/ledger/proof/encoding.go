package proof

import (
	"crypto/sha256"
	"encoding/binary"
)

// The canonical encoding, which reaches disk and proofs: a name that ends in a zero byte says what follows; whole numbers
// are 8 bytes, big-endian, two's complement; text and bytes are preceded by their length as such a number.
const (
	postingName = "alun.ledger.posting.v1\x00"
	entryName   = "alun.ledger.entry.v1\x00"
	chainName   = "alun.ledger.chain.v1\x00"
	leafName    = "alun.ledger.leaf.v1\x00"
	headName    = "alun.ledger.head.v1\x00"
)

// Hash is a SHA-256.
type Hash = [sha256.Size]byte

// Sum returns the SHA-256 of data.
func Sum(data []byte) Hash { return sha256.Sum256(data) }

// Account names an account of the ledger.
type Account struct {
	Owner    int64  `json:"owner,string"`
	Code     int64  `json:"code"`
	Currency string `json:"currency"`
}

// Posting is a posting with all of its content. A hold without end has ExpiresAtMs 0, what resolves nothing a Hold of 0.
type Posting struct {
	Ref         int64   `json:"ref,string"`
	Step        int64   `json:"step"`
	Verb        int64   `json:"verb"` // 1 post, 2 hold, 3 capture, 4 release, 5 expire
	Debit       Account `json:"debit"`
	Credit      Account `json:"credit"`
	Amount      int64   `json:"amount,string"`
	HoldRef     int64   `json:"hold_ref,string"`
	HoldStep    int64   `json:"hold_step"`
	ExpiresAtMs int64   `json:"expires_at_ms"`
	Purpose     string  `json:"purpose"`
	Note        Bytes   `json:"note"`
}

// Entry is what a posting did to one account.
type Entry struct {
	Account Account `json:"account"`
	Version int64   `json:"version,string"`
	Delta   int64   `json:"delta,string"`
	After   int64   `json:"after,string"`
	AtMs    int64   `json:"at_ms"`
}

// Fingerprint returns the hash of a posting's whole content.
func (p *Posting) Fingerprint() Hash {
	var room [256]byte
	b := append(room[:0], postingName...)
	b = number(number(number(b, p.Ref), p.Step), p.Verb)
	b = number(p.Credit.append(p.Debit.append(b)), p.Amount)
	b = number(number(number(b, p.HoldRef), p.HoldStep), p.ExpiresAtMs)
	b = append(number(b, int64(len(p.Purpose))), p.Purpose...)
	b = append(number(b, int64(len(p.Note))), p.Note...)
	return sha256.Sum256(b)
}

// Body returns the hash of an entry and, by its fingerprint, of the posting behind it, without what came before.
func (e *Entry) Body(fingerprint Hash) Hash {
	var room [192]byte
	b := append(append(room[:0], entryName...), fingerprint[:]...)
	b = number(number(number(number(e.Account.append(b), e.Version), e.Delta), e.After), e.AtMs)
	return sha256.Sum256(b)
}

// Chain returns the hash of an account's entries up to the one with the given body; before is that of the one before, or
// zero for the first.
func Chain(before, body Hash) Hash {
	var room [len(chainName) + 2*sha256.Size]byte
	b := append(append(append(room[:0], chainName...), before[:]...), body[:]...)
	return sha256.Sum256(b)
}

func (a *Account) append(b []byte) []byte {
	b = number(number(number(b, a.Owner), a.Code), int64(len(a.Currency)))
	return append(b, a.Currency...)
}

func number(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) }

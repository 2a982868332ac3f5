package proof

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits of a proof file.
const (
	MaxChain = 100_000  // entries between the one proved and the sealed one
	MaxFile  = 16 << 20 // bytes
)

// Format is what a proof file calls itself.
const Format = "alun.proof.v1"

// Bytes are bytes that a file shows in base64, without padding and with nothing else between.
type Bytes []byte

// MarshalText writes base64.
func (b Bytes) MarshalText() ([]byte, error) {
	return []byte(encoding.EncodeToString(b)), nil
}

// UnmarshalText reads base64.
func (b *Bytes) UnmarshalText(text []byte) (err error) {
	*b, err = encoding.DecodeString(string(text))
	return err
}

// One text for any bytes: leftover bits must be zero and line breaks are not skipped.
var encoding = base64.RawURLEncoding.Strict()

// Leaf is an account's newest entry when it was sealed.
type Leaf struct {
	Account Account
	Version int64
	Hash    Hash // the chain over all of its entries
}

// Bytes returns the canonical form, which [LeafHash] hashes.
func (l *Leaf) Bytes() []byte {
	b := l.Account.append([]byte(leafName))
	return append(number(b, l.Version), l.Hash[:]...)
}

// Head is what a seal signs.
type Head struct {
	Day      int64 `json:"day"`           // days since 1970, UTC; at least everything of it is sealed
	Size     int64 `json:"size"`          // leaves
	Root     Bytes `json:"root"`          // of their Merkle tree
	Previous Bytes `json:"previous_head"` // hash of the head before; empty for the first
	AtMs     int64 `json:"sealed_at_ms"`  // when it was made
	Key      Bytes `json:"public_key"`    // Ed25519
	Sign     Bytes `json:"signature"`     // over Message
}

// Message returns the canonical form, which is signed.
func (h *Head) Message() []byte {
	b := number(number([]byte(headName), h.Day), h.Size)
	b = append(number(b, int64(len(h.Root))), h.Root...)
	b = append(number(b, int64(len(h.Previous))), h.Previous...)
	return number(b, h.AtMs)
}

// Hash returns the hash of the head, which the next head repeats.
func (h *Head) Hash() Hash { return Sum(h.Message()) }

// Verify reports what is wrong with a head: its shape or its signature.
func (h *Head) Verify() error {
	switch {
	case len(h.Root) != 32 || len(h.Key) != ed25519.PublicKeySize || (len(h.Previous) != 0 && len(h.Previous) != 32):
		return errors.New("the sealed head has not the shape of one")
	case !ed25519.Verify(ed25519.PublicKey(h.Key), h.Message(), h.Sign):
		return errors.New("the signature of the sealed head is wrong")
	}
	return nil
}

// File is a proof: a posting, the entry it made, and the way from that entry to a signed head.
type File struct {
	Format  string  `json:"format"`
	Posting Posting `json:"posting"`
	Entry   Entry   `json:"entry"`
	Before  Bytes   `json:"hash_before"` // the chain before the entry; empty for an account's first
	Later   []Bytes `json:"later"`       // bodies of the entries after it, up to the sealed one
	Index   int64   `json:"leaf_index"`
	Path    []Bytes `json:"merkle_path"` // from the leaf to the root
	Head    Head    `json:"head"`
}

// Read reads a proof file, strictly: a field that it does not know, a text in another form, or anything after the end is an
// error, so that every byte of the content counts.
func Read(r io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("a proof has at most %d bytes", MaxFile)
	}
	f := &File{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil {
		return nil, fmt.Errorf("not a proof: %w", err)
	}
	canonical, err := f.JSON()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(data, canonical) {
		return nil, errors.New("the file was changed: it is not in the form that proofs are written in")
	}
	return f, nil
}

// JSON writes the file.
func (f *File) JSON() ([]byte, error) {
	c := *f
	if c.Later == nil {
		c.Later = []Bytes{}
	}
	if c.Path == nil {
		c.Path = []Bytes{}
	}
	b, err := json.MarshalIndent(&c, "", "  ")
	return append(b, '\n'), err
}

// Verify checks the whole way from the posting to the signed head and returns an error that names the first step that does
// not hold. key pins the server's public key; without it the file vouches only for the key that it names itself.
func (f *File) Verify(key ed25519.PublicKey) error {
	if f.Format != Format {
		return fmt.Errorf("the format is %q, this program verifies %q", f.Format, Format)
	}
	if err := f.entryFits(); err != nil {
		return err
	}
	leaf, err := f.leaf()
	if err != nil {
		return err
	}
	path := make([]Hash, len(f.Path))
	for i, b := range f.Path {
		if len(b) != 32 {
			return errors.New("a step of the Merkle path is not a hash")
		}
		path[i] = Hash(b)
	}
	root, ok := RootOf(LeafHash(leaf.Bytes()), f.Index, f.Head.Size, path)
	if !ok || len(f.Head.Root) != 32 || root != Hash(f.Head.Root) {
		return errors.New("the account's head is not under the sealed root")
	}
	if err := f.Head.Verify(); err != nil {
		return err
	}
	if key != nil && !bytes.Equal(key, f.Head.Key) {
		return errors.New("the head is signed with another key than the one asked for")
	}
	return nil
}

// entryFits compares the entry with the posting.
func (f *File) entryFits() error {
	p, e := &f.Posting, &f.Entry
	gives, takes := e.Account == p.Debit && e.Delta == -p.Amount, e.Account == p.Credit && e.Delta == p.Amount
	switch {
	case p.Amount <= 0 || p.Verb != 1 && p.Verb != 3:
		return errors.New("the posting moves nothing")
	case !gives && !takes:
		return errors.New("the entry is not what the posting does to the account")
	case e.Version < 1 || (e.Version == 1) != (len(f.Before) == 0):
		return errors.New("the entry has no place in its account")
	}
	return nil
}

// leaf follows the chain from the entry to the sealed one.
func (f *File) leaf() (*Leaf, error) {
	if len(f.Later) > MaxChain {
		return nil, fmt.Errorf("a proof has at most %d later entries", MaxChain)
	}
	var before Hash
	if len(f.Before) != 0 && copy(before[:], f.Before) != len(f.Before) || len(f.Before)%32 != 0 {
		return nil, errors.New("the chain before the entry is not a hash")
	}
	chain := Chain(before, f.Entry.Body(f.Posting.Fingerprint()))
	for _, b := range f.Later {
		if len(b) != 32 {
			return nil, errors.New("a later entry is not a hash")
		}
		chain = Chain(chain, Hash(b))
	}
	return &Leaf{Account: f.Entry.Account, Version: f.Entry.Version + int64(len(f.Later)), Hash: chain}, nil
}

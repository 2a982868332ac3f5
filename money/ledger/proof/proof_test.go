package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"alun/money/ledger/proof"
)

var update = flag.Bool("update", false, "write the sample proof anew")

// sample returns a proof of the middle entry of an account, whose key is made of the seed.
func sample(seed byte, leaves, index int) *proof.File {
	me := proof.Account{Owner: 42, Code: 10, Currency: "IDR"}
	p := proof.Posting{Ref: 7_000_000_000, Step: 1, Verb: 1, Debit: proof.Account{Owner: 7_000_000_000, Code: 20, Currency: "IDR"}, Credit: me,
		Amount: 8_800, Purpose: "redpacket.open", Note: proof.Bytes("Gong xi <fa> cai")}
	before, later := sha256.Sum256([]byte("before")), sha256.Sum256([]byte("later"))
	f := &proof.File{Format: proof.Format, Posting: p, Before: before[:], Later: []proof.Bytes{later[:]}, Index: int64(index),
		Entry: proof.Entry{Account: me, Version: 3, Delta: 8_800, After: 20_000, AtMs: 1_800_000_000_000}}
	leaf := proof.Leaf{Account: me, Version: 4, Hash: proof.Chain(proof.Chain(before, f.Entry.Body(p.Fingerprint())), later)}
	hashes := make([]proof.Hash, leaves)
	for i := range hashes {
		hashes[i] = proof.LeafHash([]byte{byte(i)})
	}
	hashes[index] = proof.LeafHash(leaf.Bytes())
	for _, h := range proof.Path(hashes, index) {
		f.Path = append(f.Path, h[:])
	}
	root := proof.Root(hashes)
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	f.Head = proof.Head{Day: 20_833, Size: int64(leaves), Root: root[:], AtMs: 1_800_000_400_000, Key: proof.Bytes(key.Public().(ed25519.PublicKey))}
	f.Head.Sign = ed25519.Sign(key, f.Head.Message())
	return f
}

func file(t testing.TB, f *proof.File) []byte {
	t.Helper()
	b, err := f.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// verify does what `alun verify-proof` does.
func verify(data []byte, key ed25519.PublicKey) error {
	f, err := proof.Read(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return f.Verify(key)
}

// Changing any byte of a proof makes it fail; so does leaving one out.
func TestEveryByteCounts(t *testing.T) {
	good := file(t, sample(1, 11, 6))
	key := sample(1, 11, 6).Head.Key
	if err := verify(good, nil); err != nil {
		t.Fatal(err)
	}
	if err := verify(good, ed25519.PublicKey(key)); err != nil {
		t.Fatal(err)
	}
	for i := range good {
		for _, mask := range []byte{1, 2, 4, 8, 16, 32, 64, 128} {
			bad := bytes.Clone(good)
			bad[i] ^= mask
			if verify(bad, nil) == nil {
				t.Errorf("byte %d can be %q", i, bad[max(0, i-20):i+1])
			}
		}
		if verify(append(bytes.Clone(good[:i]), good[i+1:]...), nil) == nil {
			t.Errorf("byte %d can be left out", i)
		}
	}
}

// Somebody who writes files well cannot change what a proof says either: every field is under the signature.
func TestEveryFieldIsSigned(t *testing.T) {
	for name, change := range map[string]func(f *proof.File){
		"ref":       func(f *proof.File) { f.Posting.Ref++ },
		"step":      func(f *proof.File) { f.Posting.Step++ },
		"verb":      func(f *proof.File) { f.Posting.Verb = 3 },
		"sender":    func(f *proof.File) { f.Posting.Debit.Owner++ },
		"code":      func(f *proof.File) { f.Posting.Debit.Code++ },
		"receiver":  func(f *proof.File) { f.Posting.Credit.Owner++; f.Entry.Account.Owner++ },
		"currency":  func(f *proof.File) { f.Posting.Credit.Currency = "USD"; f.Entry.Account.Currency = "USD" },
		"amount":    func(f *proof.File) { f.Posting.Amount++; f.Entry.Delta++ },
		"hold":      func(f *proof.File) { f.Posting.HoldRef++ },
		"hold step": func(f *proof.File) { f.Posting.HoldStep++ },
		"expiry":    func(f *proof.File) { f.Posting.ExpiresAtMs++ },
		"purpose":   func(f *proof.File) { f.Posting.Purpose += "x" },
		"note":      func(f *proof.File) { f.Posting.Note = append(f.Posting.Note, 'x') },
		"side": func(f *proof.File) {
			f.Posting.Debit, f.Posting.Credit = f.Posting.Credit, f.Posting.Debit
			f.Entry.Delta = -f.Entry.Delta
		},
		"version":   func(f *proof.File) { f.Entry.Version++ },
		"after":     func(f *proof.File) { f.Entry.After++ },
		"time":      func(f *proof.File) { f.Entry.AtMs++ },
		"before":    func(f *proof.File) { f.Before[0] ^= 1 },
		"first":     func(f *proof.File) { f.Before, f.Entry.Version = nil, 1 },
		"later":     func(f *proof.File) { f.Later = nil },
		"index":     func(f *proof.File) { f.Index ^= 1 },
		"path":      func(f *proof.File) { f.Path[2][5] ^= 1 },
		"size":      func(f *proof.File) { f.Head.Size++ },
		"day":       func(f *proof.File) { f.Head.Day++ },
		"previous":  func(f *proof.File) { f.Head.Previous = f.Head.Root },
		"sealed at": func(f *proof.File) { f.Head.AtMs++ },
		"key":       func(f *proof.File) { f.Head.Key = sample(2, 11, 6).Head.Key },
		"format":    func(f *proof.File) { f.Format = "alun.proof.v2" },
	} {
		f := sample(1, 11, 6)
		change(f)
		if f.Verify(nil) == nil || verify(file(t, f), nil) == nil {
			t.Errorf("%s can be changed", name)
		}
	}
	other := sample(2, 11, 6) // whole, but of another server
	if other.Verify(nil) != nil || other.Verify(ed25519.PublicKey(sample(1, 11, 6).Head.Key)) == nil {
		t.Error("the key is not pinned")
	}
}

// In a tree of any size each leaf's path leads to the root from its own index alone.
func TestPathsLeadToTheRoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 130).Draw(t, "leaves")
		leaves := make([]proof.Hash, n)
		for i := range leaves {
			leaves[i] = proof.LeafHash([]byte{byte(i)})
		}
		root, index := proof.Root(leaves), rapid.IntRange(0, n-1).Draw(t, "index")
		path := proof.Path(leaves, index)
		for i := range n + 2 {
			got, ok := proof.RootOf(leaves[index], int64(i), int64(n), path)
			if good := ok && got == root; good != (i == index) {
				t.Fatalf("the path of leaf %d of %d at index %d: %v", index, n, i, good)
			}
		}
		if _, ok := proof.RootOf(leaves[index], int64(index), int64(n), append(path, root)); ok {
			t.Fatal("a path that is too long")
		}
	})
}

// The tree is that of RFC 6962: the vectors are those of Certificate Transparency's own tests.
func TestRFC6962Vectors(t *testing.T) {
	inputs := []string{"", "\x00", "\x10", "\x20\x21", "\x30\x31", "\x40\x41\x42\x43", "\x50\x51\x52\x53\x54\x55\x56\x57",
		"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"}
	roots := map[int]string{
		0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var leaves []proof.Hash
	for n := 0; ; n++ {
		if want, ok := roots[n]; ok {
			if got := proof.Root(leaves); want != hexOf(got) {
				t.Errorf("root of %d leaves is %s, want %s", n, hexOf(got), want)
			}
		}
		if n == len(inputs) {
			break
		}
		leaves = append(leaves, proof.LeafHash([]byte(inputs[n])))
	}
}

func hexOf(h proof.Hash) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for _, c := range h {
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}

// The sample in testdata is what the encoding of today says: a proof that somebody keeps must verify for ever.
func TestGoldenProof(t *testing.T) {
	path, got := filepath.Join("testdata", "proof.json"), file(t, sample(1, 11, 6))
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the encoding has changed: proofs that people keep no longer verify\n%s", got)
	}
}

// Whatever is read, nothing panics, and what is accepted is written back the same.
func FuzzRead(f *testing.F) {
	good, _ := sample(1, 3, 0).JSON()
	f.Add(good)
	f.Add([]byte(`{"format":"alun.proof.v1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := proof.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		_ = p.Verify(nil)
		if again := file(t, p); !bytes.Equal(again, data) {
			t.Errorf("%q is written as %q", data, again)
		}
	})
}

package secret

import (
	"bytes"
	"crypto/ed25519"
	"path/filepath"
	"testing"
)

func TestSignaturesOutliveARotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets")
	before := open(t, path).Signer("x")
	public, signature := before.Sign([]byte("word"))
	if !ed25519.Verify(public, []byte("word"), signature) || ed25519.Verify(public, []byte("other"), signature) {
		t.Error("a signature does not check, or checks for another word")
	}
	if _, err := Rotate(path); err != nil {
		t.Fatal(err)
	}
	after := open(t, path).Signer("x")
	if now, _ := after.Sign([]byte("word")); bytes.Equal(now, public) || !bytes.Equal(now, after.Public()[1]) {
		t.Error("the old key still signs")
	}
	if len(after.Public()) != 2 || !bytes.Equal(after.Public()[0], public) {
		t.Error("the old public key is forgotten")
	}
	if other := open(t, path).Signer("y"); bytes.Equal(other.Public()[0], public) {
		t.Error("two uses have one key")
	}
}

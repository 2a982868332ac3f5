package secret

import (
	"crypto/ed25519"
)

// Signer makes signatures that anybody can check with its public key (Ed25519, RFC 8032). It is safe for concurrent use.
type Signer struct {
	newest ed25519.PrivateKey
	public []ed25519.PublicKey
}

// Signer returns the key pair for a use, such as "ledger". The name reaches disk through everything that is signed: never
// change one. Signatures are made with the newest master; what older ones signed is checked with their public keys.
func (f *File) Signer(name string) *Signer {
	s := &Signer{}
	for n := byte(1); n <= f.newest && n != 0; n++ {
		s.newest = ed25519.NewKeyFromSeed(derive(f.masters[n], name+"/sign"))
		s.public = append(s.public, s.newest.Public().(ed25519.PublicKey))
	}
	return s
}

// Sign signs message and returns the signature with the public key that it is checked with.
func (s *Signer) Sign(message []byte) (public ed25519.PublicKey, signature []byte) {
	return s.public[len(s.public)-1], ed25519.Sign(s.newest, message)
}

// Public returns the public keys, one of each master, the newest last.
func (s *Signer) Public() []ed25519.PublicKey { return s.public }

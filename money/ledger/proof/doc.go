// Package proof lets anybody who holds a proof file check, without the server and without trusting it later, that an entry
// stood in its books: that this amount came or went, for this, at this time, and what the balance was then.
//
// # Words
//
// Fingerprint: the hash of a posting. Body: the hash of an entry with its posting. Chain: the hash over all entries of an
// account up to one. Leaf: an account, how many entries it has, and their chain. Head: the signed root over the leaves of
// all accounts that moved since the head before.
//
// # Always true
//
//   - the package reads no database, no clock and no network;
//   - changing any byte of a proof's content makes it fail (TestEveryByteCounts).
//
// # Neighbours
//
// Above: ledger makes what is verified here, and hashes its entries with the functions of this package. Below: nothing.
//
// # Start reading
//
// docs/proof.md, then verify.go.
package proof

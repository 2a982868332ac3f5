package proof

import "crypto/sha256"

// The Merkle tree of RFC 6962 §2.1: a leaf is hashed with a zero byte before it, a pair of nodes with a one.

// LeafHash returns the hash of a leaf.
func LeafHash(leaf []byte) Hash {
	return sha256.Sum256(append([]byte{0}, leaf...))
}

func nodeHash(left, right Hash) Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// Root returns the Merkle tree hash of leaf hashes. That of no leaves is the hash of nothing.
func Root(leaves []Hash) Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := split(len(leaves))
	return nodeHash(Root(leaves[:k]), Root(leaves[k:]))
}

// Path returns the audit path of the leaf with the given index (RFC 6962 §2.1.1), from the leaf to the root.
func Path(leaves []Hash, index int) []Hash {
	if len(leaves) <= 1 {
		return nil
	}
	k := split(len(leaves))
	if index < k {
		return append(Path(leaves[:k], index), Root(leaves[k:]))
	}
	return append(Path(leaves[k:], index-k), Root(leaves[:k]))
}

// split returns the largest power of two below n.
func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

// RootOf returns the root that a leaf's audit path leads to (RFC 9162 §2.1.3.2). ok is false when the path does not have
// the length that index and size ask for.
func RootOf(leaf Hash, index, size int64, path []Hash) (root Hash, ok bool) {
	if index < 0 || index >= size {
		return Hash{}, false
	}
	node, last := index, size-1
	for _, p := range path {
		if last == 0 {
			return Hash{}, false
		}
		if node&1 == 1 || node == last {
			leaf = nodeHash(p, leaf)
			for node&1 == 0 && node != 0 {
				node, last = node>>1, last>>1
			}
		} else {
			leaf = nodeHash(leaf, p)
		}
		node, last = node>>1, last>>1
	}
	return leaf, last == 0
}

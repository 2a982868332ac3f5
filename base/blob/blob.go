package blob

import (
	"context"
	"io"

	"alun/base/errs"
)

// HashLen is the number of hex digits of a hash.
const HashLen = 64

// Errors of every store.
var (
	ErrNotFound = errs.NotFound("blob.not_found", "There is no such file.")
	ErrTooLarge = errs.Exhausted("blob.too_large", "The file is too large.")
)

// Store keeps files by their content. It is safe for concurrent use, also from several nodes.
type Store interface {
	// Put reads r to its end, at most limit bytes, and returns the hash and size of what is now durable.
	// It fails with [ErrTooLarge] beyond the limit; putting the same content again is cheap and harmless.
	Put(ctx context.Context, r io.Reader, limit int64) (hash string, size int64, err error)
	// Open returns the content of hash for reading and seeking, and its size. The caller closes it.
	// It fails with [ErrNotFound].
	Open(ctx context.Context, hash string) (content io.ReadSeekCloser, size int64, err error)
	// Exists reports whether hash is kept.
	Exists(ctx context.Context, hash string) (bool, error)
	// Delete forgets hash. Deleting what is not there is no error.
	Delete(ctx context.Context, hash string) error
	// Verify reads everything and calls bad for each file whose content is not its name's. `alun check` uses it.
	Verify(ctx context.Context, bad func(hash string, err error)) error
}

// IsHash reports whether s can be a hash; anything else never reaches a path.
func IsHash(s string) bool {
	if len(s) != HashLen {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

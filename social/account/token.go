package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"alun/base/id"
)

// A session token is "alun_<account, base 36>_<256 random bits, base64url>". The account is there so that the row is
// found by its shard key; it proves nothing. The form reaches clients' storage.
const tokenPrefix = "alun_"

func newToken(a id.Account) string {
	return tokenPrefix + strconv.FormatInt(int64(a), 36) + "_" + randomText(32)
}

// parseToken returns what a token claims and the hash by which its session is kept; ok is false for what cannot be a token.
func parseToken(token string) (a id.Account, hash []byte, ok bool) {
	rest, ok := strings.CutPrefix(token, tokenPrefix)
	account, random, ok2 := strings.Cut(rest, "_")
	n, err := strconv.ParseInt(account, 36, 64)
	if !ok || !ok2 || err != nil || n <= 0 || len(random) != 43 {
		return 0, nil, false
	}
	return id.Account(n), hashOf(token), true
}

// hashOf is how long random secrets are kept: SHA-256 is enough for what cannot be guessed.
func hashOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// randomText returns n random bytes as base64url.
func randomText(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

package wallet

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Grant is the proof that somebody has agreed to an intent. The token is for his device alone and exists nowhere else.
type Grant struct {
	Token     []byte
	ExpiresAt time.Time
}

const grantSize = 32 // random bytes

var errGrantsMany = errs.Exhausted("wallet.grants", "Too many payments were begun and not finished. Please wait two minutes.")

// addGrant notes in a locked wallet that its owner has agreed to an intent. Errors: ErrFrozen, ErrBarred.
func addGrant(ctx context.Context, tx *store.Tx, w *wallet, i Intent) (g Grant, err error) {
	if err := w.mayLeave(); err != nil {
		return g, err
	}
	a := w.account
	if _, err := tx.Exec(ctx, expireGrants, a, ms(tx.Now)); err != nil {
		return g, err
	}
	var live int
	if err := tx.QueryRow(ctx, countGrants, a).Scan(&live); err != nil {
		return g, err
	}
	if live >= GrantsMax {
		return g, errGrantsMany.After(GrantLife)
	}
	g = Grant{Token: make([]byte, grantSize), ExpiresAt: tx.Now.Add(GrantLife)}
	rand.Read(g.Token) // never fails
	_, err = tx.Exec(ctx, insertGrant, a, tokenHash(g.Token), i.Hash(), ms(g.ExpiresAt))
	return g, err
}

// useGrant uses up a grant of a locked wallet, or changes nothing. Errors: ErrGrant, whether it is unknown, used, too old or
// for another intent.
func useGrant(ctx context.Context, tx *store.Tx, a id.Account, token []byte, i Intent) error {
	var intent []byte
	var expires int64
	err := tx.QueryRow(ctx, selectGrant, a, tokenHash(token)).Scan(&intent, &expires)
	if errors.Is(err, store.ErrNoRows) || err == nil && (expires <= ms(tx.Now) || !bytes.Equal(intent, i.Hash())) {
		return ErrGrant
	}
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, deleteGrant, a, tokenHash(token))
	if err == nil && n != 1 {
		return ErrGrant
	}
	return err
}

func tokenHash(token []byte) []byte {
	h := sha256.Sum256(token)
	return h[:]
}

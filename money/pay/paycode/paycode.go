package paycode

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/secret"
	"alun/base/store"
)

// A pay code is eighteen digits: the prefix, apart from WeChat's 10 to 15 and Alipay's 25 to 30, so that a till that takes several
// knows whose it is; and sixteen random ones. With a million codes alive, one guess in ten thousand million hits. They are made by
// the server alone, so a phone needs neither its clock nor a secret.
const (
	prefix = "88"
	size   = 18
)

// How long codes are good, and how many a set for a day without a connection has.
const (
	OnlineFor  = time.Minute
	OfflineFor = 24 * time.Hour
	OfflineSet = 15
)

// Errors.
var (
	ErrWrong   = errs.NotFound("pay.code_wrong", "This is no code that can be charged.")
	ErrUsed    = errs.Conflict("pay.code_used", "This code was used already.")
	ErrExpired = errs.Conflict("pay.code_expired", "This code is no longer valid. Ask for a fresh one.")
)

// Sessions knows which devices are signed in.
type Sessions interface {
	// SignedIn reports, as of tx, whether a session is alive.
	SignedIn(ctx context.Context, tx *store.Tx, a id.Account, session id.Session) (bool, error)
}

// Needs is what a Book is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	IDs      *id.Source
	Log      *slog.Logger
	Secrets  *secret.File
	Sessions Sessions
}

// Book keeps everybody's codes. It is safe for concurrent use. Make it with New.
type Book struct {
	Needs

	key *secret.Key
}

// New returns the book on tables that the room above has migrated.
func New(n Needs) *Book { return &Book{Needs: n, key: n.Secrets.Key("pay.digits")} }

// Code is a code that its owner shows at a till. Its digits are told once, to him.
type Code struct {
	Digits    string
	ExpiresAt time.Time
}

const (
	putCodeSet = `
INSERT INTO pay_code_set (account_id, session_id, offline, set_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id, session_id, offline) DO UPDATE SET set_id = excluded.set_id`
	// Of the set before the last nothing is left but what was used: a device has few codes at any time.
	dropOldCodes = `
DELETE FROM pay_code WHERE account_id = $1 AND session_id = $2 AND offline = $3 AND set_id < $4 AND payment_id = 0`
	// Sessions end and leave their sets behind; what was issued so long ago is worth nothing.
	dropOldSets   = `DELETE FROM pay_code_set WHERE account_id = $1 AND set_id < $2`
	lockCodeSet   = selectCodeSet + ` {{lock}}`
	selectCodeSet = `SELECT set_id FROM pay_code_set WHERE account_id = $1 AND session_id = $2 AND offline = $3`
	selectCode    = `SELECT account_id, session_id, offline, set_id, expires_ms, payment_id FROM pay_code WHERE mac = $1 {{lock}}`
	useCode       = `UPDATE pay_code SET payment_id = $2 WHERE mac = $1`
	pruneCodes    = `DELETE FROM pay_code WHERE expires_ms < $1`
	dropCodeSets  = `DELETE FROM pay_code_set WHERE account_id = $1`
)

var insertCodes = store.NewMulti(
	`INSERT INTO pay_code (mac, account_id, session_id, offline, set_id, expires_ms, payment_id) VALUES {{rows}}`,
	"BYTEA", "BIGINT", "BIGINT", "BOOLEAN", "BIGINT", "BIGINT", "BIGINT")

// Issue makes the codes that the caller's device shows: one for a minute, or a set for a day without a connection. Those of
// the same sort that this device had before are worth nothing from now on.
func (b *Book) Issue(ctx context.Context, c authn.Caller, offline bool) (_ []Code, err error) {
	defer errs.Wrap(&err, "paycode.Issue(%d)", c.Account)
	n, valid := 1, OnlineFor
	if offline {
		n, valid = OfflineSet, OfflineFor
	}
	set := b.IDs.New()
	codes := make([]Code, n)
	for i := range codes {
		codes[i].Digits = newDigits()
	}
	err = b.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var last int64
		err := tx.QueryRow(ctx, lockCodeSet, c.Account, c.Session, offline).Scan(&last)
		if err != nil && !errors.Is(err, store.ErrNoRows) {
			return err
		}
		if _, err := tx.Exec(ctx, dropOldCodes, c.Account, c.Session, offline, last); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, dropOldSets, c.Account, id.Since(tx.Now.Add(-2*OfflineFor))); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, putCodeSet, c.Account, c.Session, offline, set); err != nil {
			return err
		}
		rows := make([]any, 0, 7*n)
		for i := range codes {
			codes[i].ExpiresAt = tx.Now.Add(valid).Truncate(time.Millisecond)
			rows = append(rows, b.key.MAC(codes[i].Digits), c.Account, c.Session, offline, set, codes[i].ExpiresAt.UnixMilli(), 0)
		}
		_, err = insertCodes.Exec(ctx, tx, rows)
		return err
	})
	return codes, err
}

func newDigits() string {
	most := big.NewInt(1)
	most.Exp(big.NewInt(10), big.NewInt(size-int64(len(prefix))), nil)
	n, err := rand.Int(rand.Reader, most)
	if err != nil {
		panic(err) // the machine's randomness never fails
	}
	return fmt.Sprintf("%s%0*d", prefix, size-len(prefix), n)
}

// Is tells what looks like a code of ours.
func Is(text string) bool {
	if len(text) != size || text[:len(prefix)] != prefix {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// Found is a code that may be used now.
type Found struct {
	Account id.Account
	Session id.Session
	Offline bool

	mac []byte
}

// Name names a code without telling it, for what is kept of a request.
func (b *Book) Name(digits string) string { return string(b.key.MAC(digits)) }

// Find locks a code that may be used now. Errors: ErrWrong when there is none, ErrUsed, ErrExpired also when a fresh one has replaced
// it or its device was signed out.
func (b *Book) Find(ctx context.Context, tx *store.Tx, digits string) (*Found, error) {
	if !Is(digits) {
		return nil, ErrWrong
	}
	c := &Found{mac: b.key.MAC(digits)}
	var set, newest, expires, payment int64
	err := tx.QueryRow(ctx, selectCode, c.mac).Scan(&c.Account, &c.Session, &c.Offline, &set, &expires, &payment)
	switch {
	case errors.Is(err, store.ErrNoRows):
		return nil, ErrWrong
	case err != nil:
		return nil, err
	case payment != 0:
		return nil, ErrUsed
	case !tx.Now.Before(time.UnixMilli(expires)):
		return nil, ErrExpired
	}
	err = tx.QueryRow(ctx, selectCodeSet, c.Account, c.Session, c.Offline).Scan(&newest)
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return nil, err
	}
	alive, err := b.Sessions.SignedIn(ctx, tx, c.Account, c.Session)
	if err != nil {
		return nil, err
	}
	if newest != set || !alive {
		return nil, ErrExpired
	}
	return c, nil
}

// Use uses a code up for a payment.
func (b *Book) Use(ctx context.Context, tx *store.Tx, c *Found, payment int64) error {
	_, err := tx.Exec(ctx, useCode, c.mac, payment)
	return err
}

// Forget makes all codes of an account void.
func (b *Book) Forget(ctx context.Context, tx *store.Tx, a id.Account) error {
	_, err := tx.Exec(ctx, dropCodeSets, a)
	return err
}

// sweepEvery is how often codes are looked through.
const sweepEvery = time.Hour

// Run forgets old codes until ctx ends.
func (b *Book) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := b.Sweep(ctx); err != nil && ctx.Err() == nil {
				b.Log.Warn("paycode: old codes were not swept", "err", err)
			}
		}
	}
}

// Sweep forgets codes that have been void for a day, used ones too: their payments stay.
func (b *Book) Sweep(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "paycode.Sweep")
	return b.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, pruneCodes, tx.Now.Add(-OfflineFor).UnixMilli())
		return err
	})
}

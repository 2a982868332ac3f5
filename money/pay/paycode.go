package pay

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// A pay code is eighteen digits: the prefix, apart from WeChat's 10 to 15 and Alipay's 25 to 30, so that a till that takes several
// knows whose it is; and sixteen random ones. With a million codes alive, one guess in ten thousand million hits. They are made by
// the server alone, so a phone needs neither its clock nor a secret.
const (
	payCodePrefix = "88"
	payCodeDigits = 18
	onlineFor     = time.Minute
	offlineFor    = 24 * time.Hour
	offlineCodes  = 15
)

// TriesMax wrong codes may be tried at one stall within TriesPer; then no code is looked at until it is over.
const (
	TriesMax = 10
	TriesPer = 10 * time.Minute
)

// PayCode is a code that its owner shows at a till. Its digits are told once, to him.
type PayCode struct {
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

// IssueCodes makes the codes that the caller's device shows: one for a minute, or a set for a day without a connection. Those of
// the same sort that this device had before are worth nothing from now on.
func (s *Service) IssueCodes(ctx context.Context, c authn.Caller, offline bool) (_ []PayCode, err error) {
	defer errs.Wrap(&err, "pay.IssueCodes(%d)", c.Account)
	n, valid := 1, onlineFor
	if offline {
		n, valid = offlineCodes, offlineFor
	}
	set := s.IDs.New()
	codes := make([]PayCode, n)
	for i := range codes {
		codes[i].Digits = newDigits()
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var last int64
		err := tx.QueryRow(ctx, lockCodeSet, c.Account, c.Session, offline).Scan(&last)
		if err != nil && !errors.Is(err, store.ErrNoRows) {
			return err
		}
		if _, err := tx.Exec(ctx, dropOldCodes, c.Account, c.Session, offline, last); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, putCodeSet, c.Account, c.Session, offline, set); err != nil {
			return err
		}
		rows := make([]any, 0, 7*n)
		for i := range codes {
			codes[i].ExpiresAt = tx.Now.Add(valid).Truncate(time.Millisecond)
			rows = append(rows, s.digits.MAC(codes[i].Digits), c.Account, c.Session, offline, set, ms(codes[i].ExpiresAt), 0)
		}
		_, err = insertCodes.Exec(ctx, tx, rows)
		return err
	})
	return codes, err
}

func newDigits() string {
	most := big.NewInt(1)
	most.Exp(big.NewInt(10), big.NewInt(payCodeDigits-int64(len(payCodePrefix))), nil)
	n, err := rand.Int(rand.Reader, most)
	if err != nil {
		panic(err) // the machine's randomness never fails
	}
	return fmt.Sprintf("%s%0*d", payCodePrefix, payCodeDigits-len(payCodePrefix), n)
}

// isPayCode tells what looks like a pay code of ours.
func isPayCode(text string) bool {
	if len(text) != payCodeDigits || text[:len(payCodePrefix)] != payCodePrefix {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// payCode is a row.
type payCode struct {
	mac     []byte
	account id.Account
	session id.Session
	offline bool
	set     int64
	expires time.Time
	payment PaymentID
}

// findCode locks a code that may be used now. Errors: ErrPayCode when there is none, ErrCodeUsed, ErrCodeExpired also when a fresh one
// has replaced it or its device was signed out.
func (s *Service) findCode(ctx context.Context, tx *store.Tx, digits string) (*payCode, error) {
	if !isPayCode(digits) {
		return nil, ErrPayCode
	}
	c := &payCode{mac: s.digits.MAC(digits)}
	var expires int64
	err := tx.QueryRow(ctx, selectCode, c.mac).Scan(&c.account, &c.session, &c.offline, &c.set, &expires, &c.payment)
	c.expires = at(expires)
	switch {
	case errors.Is(err, store.ErrNoRows):
		return nil, ErrPayCode
	case err != nil:
		return nil, err
	case c.payment != 0:
		return nil, ErrCodeUsed
	case !tx.Now.Before(c.expires):
		return nil, ErrCodeExpired
	}
	var newest int64
	if err := tx.QueryRow(ctx, selectCodeSet, c.account, c.session, c.offline).Scan(&newest); err != nil && !errors.Is(err, store.ErrNoRows) {
		return nil, err
	}
	alive, err := s.Accounts.SignedIn(ctx, tx, c.account, c.session)
	if err != nil {
		return nil, err
	}
	if newest != c.set || !alive {
		return nil, ErrCodeExpired
	}
	return c, nil
}

// mayTry refuses to look at a code while too many wrong ones were tried at this stall. Error: ErrTries.
func (st *Stall) mayTry(now time.Time) error {
	if over := st.WrongSince.Add(TriesPer); st.Wrong >= TriesMax && now.Before(over) {
		return ErrTries.After(over.Sub(now))
	}
	return nil
}

// wrongCode counts a wrong code.
func (st *Stall) wrongCode(now time.Time) {
	if !now.Before(st.WrongSince.Add(TriesPer)) {
		st.Wrong, st.WrongSince = 0, now
	}
	st.Wrong++
}

// sweepEvery is how often codes are looked through.
const sweepEvery = time.Hour

// Run forgets old codes until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.SweepCodes(ctx); err != nil && ctx.Err() == nil {
				s.Log.Warn("pay: old codes were not swept", "err", err)
			}
		}
	}
}

// SweepCodes forgets codes that have been void for a day, used ones too: their payments stay.
func (s *Service) SweepCodes(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "pay.SweepCodes")
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, pruneCodes, tx.Now.Add(-offlineFor).UnixMilli())
		return err
	})
}

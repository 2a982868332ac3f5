package limit

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"slices"
	"time"

	"alun/base/errs"
	"alun/base/secret"
	"alun/base/store"
)

// Rule is a limit. Its name reaches disk within an HMAC: a new name begins new windows.
type Rule struct {
	Name string // "account.code.address"
	Max  int64
	Per  time.Duration
	Err  *errs.Error // what to answer beyond the limit; nil means ErrReached
}

// ErrReached is the answer of a rule that has no error of its own. RetryAfter is set.
var ErrReached = errs.Exhausted("limit.reached", "This was done too often. Please wait a while.")

// Of names whose uses a rule counts.
func (r Rule) Of(key string) Use { return Use{r, key} }

// Use is one thing done by somebody under a rule.
type Use struct {
	Rule Rule
	Key  string
}

// Limiter counts uses. Make it with [New]; it is safe for concurrent use.
type Limiter struct {
	key *secret.Key
}

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the table of this package up to date.
func Migrate(ctx context.Context, db *store.DB) error { return db.Migrate(ctx, "limit", migrations) }

// New returns a limiter whose keys are hidden by the server's secrets.
func New(secrets *secret.File) *Limiter { return &Limiter{key: secrets.Key("limit")} }

const (
	takeOne = `
INSERT INTO limit_use (key, ends_at, used) VALUES ($1, $2, 1)
ON CONFLICT (key) DO UPDATE SET
	used = CASE WHEN limit_use.ends_at <= $3 THEN 1 ELSE limit_use.used + 1 END,
	ends_at = CASE WHEN limit_use.ends_at <= $3 THEN excluded.ends_at ELSE limit_use.ends_at END
WHERE limit_use.ends_at <= $3 OR limit_use.used < $4
RETURNING used`

	selectEnd   = `SELECT ends_at FROM limit_use WHERE key = $1`
	deleteEnded = `DELETE FROM limit_use WHERE ends_at <= $1`
)

// Take counts one use of each, all or none: the first that is beyond its rule fails the caller's transaction with
// the rule's error, which says when to try again.
func (l *Limiter) Take(ctx context.Context, tx *store.Tx, uses ...Use) error {
	type row struct {
		mac []byte
		use Use
	}
	rows := make([]row, len(uses))
	for i, u := range uses {
		rows[i] = row{l.key.MAC(u.Rule.Name, u.Key), u}
	}
	slices.SortFunc(rows, func(a, b row) int { return bytes.Compare(a.mac, b.mac) }) // one order of locks for all
	now := tx.Now.UnixMilli()
	for _, r := range rows {
		var used int64
		err := tx.QueryRow(ctx, takeOne, r.mac, tx.Now.Add(r.use.Rule.Per).UnixMilli(), now, r.use.Rule.Max).Scan(&used)
		if errors.Is(err, store.ErrNoRows) {
			return reached(ctx, tx, r.mac, r.use.Rule)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func reached(ctx context.Context, tx *store.Tx, mac []byte, r Rule) error {
	var ends int64
	if err := tx.QueryRow(ctx, selectEnd, mac).Scan(&ends); err != nil {
		return err
	}
	wait := max(time.UnixMilli(ends).Sub(tx.Now), time.Second)
	if r.Err == nil {
		return ErrReached.After(wait)
	}
	return r.Err.After(wait)
}

// Sweep forgets windows that have ended. Whoever runs the server's housekeeping calls it now and then.
func (l *Limiter) Sweep(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, deleteEnded, tx.Now.UnixMilli())
	return err
}

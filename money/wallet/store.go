package wallet

import (
	"context"
	"embed"
	"errors"
	"time"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the tables of this room up to date and registers its invariants.
func Migrate(ctx context.Context, db *store.DB) error {
	db.AddCheck("wallet", Check)
	return db.Migrate(ctx, "wallet", migrations)
}

const (
	columns = `account_id, level, frozen_at, barred_at, barred_reason, no_pin, no_pin_currency, no_pin_day, no_pin_used,
	pin, pin_reset_at, tries_wrong, tries_day, tries_since, locked_until`

	insertWallet = `
INSERT INTO wallet (` + columns + `) VALUES ($1, $2, 0, 0, '', 0, '', 0, 0, NULL, 0, 0, 0, 0, 0) ON CONFLICT (account_id) DO NOTHING`
	selectWallet     = `SELECT ` + columns + ` FROM wallet WHERE account_id = $1`
	selectWalletLock = selectWallet + `{{lock}}`
	updateWallet     = `
UPDATE wallet SET level = $2, frozen_at = $3, barred_at = $4, barred_reason = $5, no_pin = $6, no_pin_currency = $7, no_pin_day = $8,
	no_pin_used = $9, pin = $10, pin_reset_at = $11, tries_wrong = $12, tries_day = $13, tries_since = $14, locked_until = $15
WHERE account_id = $1`

	selectUse     = `SELECT day, day_used, month, month_used FROM wallet_use WHERE account_id = $1 AND currency = $2`
	selectUseLock = selectUse + `{{lock}}`
	putUse        = `
INSERT INTO wallet_use (account_id, currency, day, day_used, month, month_used) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (account_id, currency) DO UPDATE SET
	day = excluded.day, day_used = excluded.day_used, month = excluded.month, month_used = excluded.month_used`

	deleteUse    = `DELETE FROM wallet_use WHERE account_id = $1`
	deleteWallet = `DELETE FROM wallet WHERE account_id = $1`

	insertGrant  = `INSERT INTO wallet_grant (account_id, token, intent, expires_at) VALUES ($1, $2, $3, $4)`
	selectGrant  = `SELECT intent, expires_at FROM wallet_grant WHERE account_id = $1 AND token = $2`
	deleteGrant  = `DELETE FROM wallet_grant WHERE account_id = $1 AND token = $2`
	deleteGrants = `DELETE FROM wallet_grant WHERE account_id = $1`
	expireGrants = `DELETE FROM wallet_grant WHERE account_id = $1 AND expires_at <= $2`
	countGrants  = `SELECT COUNT(*) FROM wallet_grant WHERE account_id = $1`

	putPolicyRow = `
INSERT INTO wallet_policy (currency, hold_hours, no_pin_max, packet_max_share, packet_max_total, sandbox) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (currency) DO UPDATE SET hold_hours = excluded.hold_hours, no_pin_max = excluded.no_pin_max,
	packet_max_share = excluded.packet_max_share, packet_max_total = excluded.packet_max_total, sandbox = excluded.sandbox`
	putLimit = `
INSERT INTO wallet_limit (currency, level, once, day, month, balance) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (currency, level) DO UPDATE SET once = excluded.once, day = excluded.day, month = excluded.month, balance = excluded.balance`
	lockPolicy     = `SELECT currency FROM wallet_policy WHERE currency = $1 {{lock}}`
	selectPolicies = `SELECT currency, hold_hours, no_pin_max, packet_max_share, packet_max_total, sandbox FROM wallet_policy`
	selectLimits   = `SELECT currency, level, once, day, month, balance FROM wallet_limit`
)

var selectLevels = store.NewMulti(`
WITH v(account_id) AS (VALUES {{rows}}) SELECT w.account_id, w.level FROM v JOIN wallet w ON w.account_id = v.account_id`, "BIGINT")

// get reads a wallet as it is now; who has none yet gets that of a newcomer.
func get(ctx context.Context, tx *store.Tx, a id.Account) (*wallet, error) {
	w, err := scanWallet(tx.QueryRow(ctx, selectWallet, a))
	if errors.Is(err, store.ErrNoRows) {
		return &wallet{account: a, level: walletv1.Level_LEVEL_UNVERIFIED}, nil
	}
	return w, err
}

// lock reads a wallet, makes it when there is none, and keeps others from changing it until the transaction ends.
func lock(ctx context.Context, tx *store.Tx, a id.Account) (*wallet, error) {
	w, err := scanWallet(tx.QueryRow(ctx, selectWalletLock, a))
	if !errors.Is(err, store.ErrNoRows) {
		return w, err
	}
	if _, err := tx.Exec(ctx, insertWallet, a, walletv1.Level_LEVEL_UNVERIFIED); err != nil {
		return nil, err
	}
	return scanWallet(tx.QueryRow(ctx, selectWalletLock, a))
}

// put writes back a wallet that was locked before.
func put(ctx context.Context, tx *store.Tx, w *wallet) error {
	t := w.tries
	_, err := tx.Exec(ctx, updateWallet, w.account, w.level, ms(w.frozenAt), ms(w.barredAt), w.reason, w.noPIN.Minor, w.noPIN.Currency,
		w.noPINDay, w.noPINUsed, w.pin, ms(w.resetAt), t.Wrong, t.Day, ms(t.DaySince), ms(t.LockedUntil))
	return err
}

func scanWallet(row *store.Row) (*wallet, error) {
	w := &wallet{}
	var frozen, barred, reset, since, locked int64
	err := row.Scan(&w.account, &w.level, &frozen, &barred, &w.reason, &w.noPIN.Minor, &w.noPIN.Currency, &w.noPINDay, &w.noPINUsed,
		&w.pin, &reset, &w.tries.Wrong, &w.tries.Day, &since, &locked)
	if err != nil {
		return nil, err
	}
	w.frozenAt, w.barredAt, w.resetAt, w.tries.DaySince, w.tries.LockedUntil = at(frozen), at(barred), at(reset), at(since), at(locked)
	return w, nil
}

// readUse reads what has left of one currency; with selectUseLock it keeps others from counting until the transaction ends.
func readUse(ctx context.Context, tx *store.Tx, query string, a id.Account, c money.Currency) (u use, err error) {
	err = tx.QueryRow(ctx, query, a, c).Scan(&u.day, &u.dayUsed, &u.month, &u.monthUsed)
	if errors.Is(err, store.ErrNoRows) {
		return use{}, nil
	}
	return u, err
}

func writeUse(ctx context.Context, tx *store.Tx, a id.Account, c money.Currency, u use) error {
	_, err := tx.Exec(ctx, putUse, a, c, u.day, u.dayUsed, u.month, u.monthUsed)
	return err
}

func putPolicy(ctx context.Context, tx *store.Tx, p Policy) error {
	_, err := tx.Exec(ctx, putPolicyRow, p.Currency, p.HoldHours, p.NoPINMax, p.PacketMaxShare, p.PacketMaxTotal, p.Sandbox)
	if err != nil {
		return err
	}
	for _, l := range levels {
		limits := p.Levels[l]
		if _, err := tx.Exec(ctx, putLimit, p.Currency, l, limits.Once, limits.Day, limits.Month, limits.Balance); err != nil {
			return err
		}
	}
	return nil
}

func allPolicies(ctx context.Context, tx *store.Tx) (map[money.Currency]Policy, error) {
	all := map[money.Currency]Policy{}
	rows, err := tx.Query(ctx, selectPolicies)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p := Policy{Levels: map[walletv1.Level]Limits{}}
		if err := rows.Scan(&p.Currency, &p.HoldHours, &p.NoPINMax, &p.PacketMaxShare, &p.PacketMaxTotal, &p.Sandbox); err != nil {
			return nil, err
		}
		all[p.Currency] = p
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows, err = tx.Query(ctx, selectLimits)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c money.Currency
		var level walletv1.Level
		var l Limits
		if err := rows.Scan(&c, &level, &l.Once, &l.Day, &l.Month, &l.Balance); err != nil {
			return nil, err
		}
		if p, ok := all[c]; ok {
			p.Levels[level] = l
		}
	}
	return all, rows.Err()
}

// ms and at turn times into Unix milliseconds and back; the zero time is 0.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

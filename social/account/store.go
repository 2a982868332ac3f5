package account

import (
	"context"
	"embed"
	"errors"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/id"
	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings this room's tables up to date.
func Migrate(ctx context.Context, db *store.DB) error {
	return db.Migrate(ctx, "account", migrations)
}

// Columns of an account, in the order of scanAccount.
const accountColumns = `a.id, a.created_at, a.name, a.about, a.region, a.avatar, a.handle, a.handle_at, a.qr, a.role, a.scripted,
	a.suspended_at, a.suspended_reason, a.delete_at, a.deleted_at, a.seen_at,
	a.find_by_handle, a.find_by_phone, a.find_by_qr, a.read_receipts, a.last_seen, a.messages, a.language`

const (
	selectAccount     = `SELECT ` + accountColumns + ` FROM account a WHERE a.id = $1`
	selectAccountLock = selectAccount + `{{lock}}`

	insertAccount = `
INSERT INTO account (id, created_at, name, about, region, avatar, handle, handle_at, qr, role, scripted,
	suspended_at, suspended_reason, delete_at, deleted_at, seen_at,
	find_by_handle, find_by_phone, find_by_qr, read_receipts, last_seen, messages, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`

	updateAccount = `
UPDATE account SET created_at = $2, name = $3, about = $4, region = $5, avatar = $6, handle = $7, handle_at = $8, qr = $9, role = $10,
	scripted = $11, suspended_at = $12, suspended_reason = $13, delete_at = $14, deleted_at = $15, seen_at = $16,
	find_by_handle = $17, find_by_phone = $18, find_by_qr = $19, read_receipts = $20, last_seen = $21, messages = $22, language = $23
WHERE id = $1`

	selectPage   = `SELECT ` + accountColumns + ` FROM account a WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2`
	countAccount = `SELECT COUNT(*) FROM account WHERE deleted_at = 0`
)

var selectPeople = store.NewMulti(`
WITH v(id) AS (VALUES {{rows}}) SELECT `+accountColumns+` FROM v JOIN account a ON a.id = v.id`, "BIGINT")

// Addresses, handles, QR tokens, pictures: rows keyed by what must be unique.
const (
	claimAddress  = `INSERT INTO account_address (value, account_id) VALUES ($1, $2) ON CONFLICT (value) DO NOTHING`
	ownerOfAddr   = `SELECT account_id FROM account_address WHERE value = $1`
	deleteAddress = `DELETE FROM account_address WHERE value = $1 AND account_id = $2`
	insertReach   = `INSERT INTO account_reach (account_id, value, kind, added_at) VALUES ($1, $2, $3, $4)`
	selectReach   = `SELECT kind, value, added_at FROM account_reach WHERE account_id = $1 ORDER BY added_at, value`
	deleteReach   = `DELETE FROM account_reach WHERE account_id = $1 AND value = $2`

	// A kept handle is free again after its time, or at once for the one whom it is kept for.
	claimHandle = `
INSERT INTO account_handle (handle, account_id, kept_until) VALUES ($1, $2, 0)
ON CONFLICT (handle) DO UPDATE SET account_id = excluded.account_id, kept_until = 0
WHERE account_handle.kept_until > 0 AND (account_handle.kept_until <= $3 OR account_handle.account_id = $2)`
	keepHandle    = `UPDATE account_handle SET kept_until = $3 WHERE handle = $1 AND account_id = $2`
	ownerOfHandle = `SELECT account_id, kept_until FROM account_handle WHERE handle = $1`

	insertQR  = `INSERT INTO account_qr (token, account_id) VALUES ($1, $2)`
	deleteQR  = `DELETE FROM account_qr WHERE token = $1 AND account_id = $2`
	ownerOfQR = `SELECT account_id FROM account_qr WHERE token = $1`

	insertAvatar = `INSERT INTO account_avatar (hash, account_id) VALUES ($1, $2) ON CONFLICT (hash, account_id) DO NOTHING`
	deleteAvatar = `DELETE FROM account_avatar WHERE hash = $1 AND account_id = $2`
	anyAvatar    = `SELECT account_id FROM account_avatar WHERE hash = $1 LIMIT 1`
)

// Sessions.
const (
	insertSession = `
INSERT INTO account_session (account_id, id, token, device, created_at, used_at, network) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	selectSessions = `
SELECT id, device, created_at, used_at, network FROM account_session WHERE account_id = $1 ORDER BY used_at DESC, id DESC`
	deleteSession = `DELETE FROM account_session WHERE account_id = $1 AND id = $2`
	verifySession = `
SELECT s.id, s.created_at, s.used_at, s.network, a.role, a.suspended_at, a.deleted_at
FROM account_session s JOIN account a ON a.id = s.account_id
WHERE s.account_id = $1 AND s.token = $2`
	accountOpen  = `SELECT a.suspended_at, a.deleted_at FROM account a WHERE a.id = $1`
	sessionAlive = `
SELECT s.created_at, s.used_at, a.suspended_at, a.deleted_at
FROM account_session s JOIN account a ON a.id = s.account_id
WHERE s.account_id = $1 AND s.id = $2`
)

var (
	touchSessions = store.NewMulti(`
WITH v(account_id, id, used_at, network) AS (VALUES {{rows}})
UPDATE account_session SET used_at = v.used_at,
	network = CASE WHEN v.network = '' THEN account_session.network ELSE v.network END FROM v
WHERE account_session.account_id = v.account_id AND account_session.id = v.id AND account_session.used_at < v.used_at`,
		"BIGINT", "BIGINT", "BIGINT", "TEXT")
	touchAccounts = store.NewMulti(`
WITH v(id, seen_at) AS (VALUES {{rows}})
UPDATE account SET seen_at = v.seen_at FROM v WHERE account.id = v.id AND account.seen_at < v.seen_at`,
		"BIGINT", "BIGINT")

	// The hub knows sessions by their ids alone; this is the one read that does not name the shard.
	liveSessions = store.NewMulti(`
WITH v(id) AS (VALUES {{rows}})
SELECT s.id, s.account_id, s.created_at, s.used_at FROM v JOIN account_session s ON s.id = v.id`, "BIGINT")
)

// Codes and ceremonies.
const (
	insertCode = `
INSERT INTO account_code (ticket, account_id, kind, address, code, tries, expires_at, used) VALUES ($1, $2, $3, $4, $5, 0, $6, FALSE)`
	// The try is on disk before anybody compares.
	countTry = `
UPDATE account_code SET tries = tries + 1
WHERE ticket = $1 AND account_id = $2 AND tries < $3 AND NOT used AND expires_at > $4
RETURNING kind, address, code`
	selectTries = `SELECT tries FROM account_code WHERE ticket = $1 AND account_id = $2 AND NOT used AND expires_at > $3`
	useCode     = `UPDATE account_code SET used = TRUE WHERE ticket = $1 AND NOT used AND expires_at > $2`
	sweepCodes  = `DELETE FROM account_code WHERE expires_at <= $1`

	insertCeremony  = `INSERT INTO account_ceremony (ticket, account_id, state, expires_at) VALUES ($1, $2, $3, $4)`
	takeCeremony    = `DELETE FROM account_ceremony WHERE ticket = $1 AND account_id = $2 RETURNING state, expires_at`
	sweepCeremonies = `DELETE FROM account_ceremony WHERE expires_at <= $1`

	insertPasskey  = `INSERT INTO account_passkey (account_id, credential, name, record, added_at, used_at) VALUES ($1, $2, $3, $4, $5, 0)`
	selectPasskeys = `SELECT credential, name, record, added_at, used_at FROM account_passkey WHERE account_id = $1 ORDER BY added_at, credential`
	usePasskey     = `UPDATE account_passkey SET record = $3, used_at = $4 WHERE account_id = $1 AND credential = $2`
	deletePasskey  = `DELETE FROM account_passkey WHERE account_id = $1 AND credential = $2`
	deletePasskeys = `DELETE FROM account_passkey WHERE account_id = $1`
)

// The server's row and the demo's people.
const (
	insertServer = `
INSERT INTO account_server (id, name, open_sign_up, default_country_code, operators, setup_code)
VALUES (1, $1, TRUE, $2, 0, $3) ON CONFLICT (id) DO NOTHING`
	selectServer     = `SELECT name, open_sign_up, default_country_code, operators, setup_code FROM account_server WHERE id = 1`
	selectServerLock = selectServer + `{{lock}}`
	updateServer     = `
UPDATE account_server SET name = $1, open_sign_up = $2, default_country_code = $3, operators = $4, setup_code = $5 WHERE id = 1`

	putDemo    = `INSERT INTO account_demo (account_id, line) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET line = excluded.line`
	deleteDemo = `DELETE FROM account_demo WHERE account_id = $1`
	selectDemo = `SELECT account_id, line FROM account_demo ORDER BY account_id LIMIT 50`
	isDemo     = `SELECT account_id FROM account_demo WHERE account_id = $1`
)

// get reads an account; ErrNotFound when there is none.
func get(ctx context.Context, tx *store.Tx, a id.Account) (*Account, error) {
	return scanAccount(tx.QueryRow(ctx, selectAccount, a))
}

// lock reads an account and keeps others from changing it until the transaction ends.
func lock(ctx context.Context, tx *store.Tx, a id.Account) (*Account, error) {
	return scanAccount(tx.QueryRow(ctx, selectAccountLock, a))
}

// add writes a new account and put a changed one that was locked before.
func add(ctx context.Context, tx *store.Tx, a *Account) error {
	_, err := tx.Exec(ctx, insertAccount, accountValues(a)...)
	return err
}

func put(ctx context.Context, tx *store.Tx, a *Account) error {
	_, err := tx.Exec(ctx, updateAccount, accountValues(a)...)
	return err
}

func accountValues(a *Account) []any {
	role := accountv1.Role_ROLE_MEMBER
	if a.Operator {
		role = accountv1.Role_ROLE_OPERATOR
	}
	return []any{
		a.ID, ms(a.CreatedAt), a.Name, a.About, a.Region, a.Avatar, a.Handle, ms(a.HandleAt), a.QR, role, a.Scripted,
		ms(a.SuspendedAt), a.SuspendedReason, ms(a.DeleteAt), ms(a.DeletedAt), ms(a.SeenAt),
		a.Settings.FindByHandle, a.Settings.FindByPhone, a.Settings.FindByQR, a.Settings.ReadReceipts,
		a.Settings.LastSeen, a.Settings.Messages, a.Settings.Language,
	}
}

type scanner interface{ Scan(dest ...any) error }

func scanAccount(row scanner) (*Account, error) {
	a := &Account{}
	var created, handleAt, suspended, deleteAt, deleted, seen int64
	var role accountv1.Role
	err := row.Scan(&a.ID, &created, &a.Name, &a.About, &a.Region, &a.Avatar, &a.Handle, &handleAt, &a.QR, &role, &a.Scripted,
		&suspended, &a.SuspendedReason, &deleteAt, &deleted, &seen,
		&a.Settings.FindByHandle, &a.Settings.FindByPhone, &a.Settings.FindByQR, &a.Settings.ReadReceipts,
		&a.Settings.LastSeen, &a.Settings.Messages, &a.Settings.Language)
	if errors.Is(err, store.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	a.CreatedAt, a.HandleAt, a.SuspendedAt, a.DeleteAt, a.DeletedAt, a.SeenAt =
		at(created), at(handleAt), at(suspended), at(deleteAt), at(deleted), at(seen)
	a.Operator = role == accountv1.Role_ROLE_OPERATOR
	return a, nil
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

package journal

import (
	"context"
	"embed"

	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings this room's tables up to date.
func Migrate(ctx context.Context, db *store.DB) error {
	return db.Migrate(ctx, "journal", migrations)
}

// allot gives each account as many numbers as it has changes and returns the last one. The row is the lock that makes the
// order of seq the order of commits.
var allot = store.NewMulti(`
INSERT INTO journal_head (account_id, last_seq) VALUES {{rows}}
ON CONFLICT (account_id) DO UPDATE SET last_seq = journal_head.last_seq + excluded.last_seq
RETURNING account_id, last_seq`, "BIGINT", "BIGINT")

var putChanges = store.NewMulti(`
INSERT INTO journal_change (account_id, key, seq, change) VALUES {{rows}}
ON CONFLICT (account_id, key) DO UPDATE SET seq = excluded.seq, change = excluded.change`,
	"BIGINT", "TEXT", "BIGINT", "BYTEA")

const (
	selectSince = `
SELECT seq, key, change FROM journal_change
WHERE account_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`

	selectLast = `SELECT last_seq FROM journal_head WHERE account_id = $1`

	deleteChanges = `DELETE FROM journal_change WHERE account_id = $1`

	// A change beyond its account's head, or without a head, breaks the order.
	selectBroken = `
SELECT c.account_id, c.key FROM journal_change c LEFT JOIN journal_head h ON h.account_id = c.account_id
WHERE h.account_id IS NULL OR c.seq > h.last_seq OR c.seq < 1 LIMIT 20`
)

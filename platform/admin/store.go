package admin

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings this room's tables up to date.
func Migrate(ctx context.Context, db *store.DB) error {
	return db.Migrate(ctx, "admin", migrations)
}

const (
	sqlMakeSource = `INSERT INTO admin_source (source) VALUES ($1) ON CONFLICT (source) DO NOTHING`
	sqlLockSource = `SELECT source FROM admin_source WHERE source = $1 {{lock}}`
	sqlImported   = `SELECT own_id FROM admin_imported WHERE source = $1 AND kind = $2 AND foreign_id = $3`
	sqlImport     = `INSERT INTO admin_imported (source, kind, foreign_id, own_id) VALUES ($1, $2, $3, $4)`
	sqlDoubled    = `SELECT kind, own_id FROM admin_imported WHERE kind = $1 GROUP BY kind, own_id, source HAVING COUNT(*) > 1 LIMIT 20`
)

// The kinds of admin_imported.
const (
	kindPerson = "person"
	kindChat   = "chat"
)

// lockSource keeps two imports of one source from making the same thing twice.
func lockSource(ctx context.Context, tx *store.Tx, source string) error {
	if _, err := tx.Exec(ctx, sqlMakeSource, source); err != nil {
		return err
	}
	return tx.QueryRow(ctx, sqlLockSource, source).Scan(&source)
}

// imported returns what a foreign id has become, 0 when it is new.
func imported(ctx context.Context, tx *store.Tx, source, kind, foreign string) (own int64, err error) {
	err = tx.QueryRow(ctx, sqlImported, source, kind, foreign).Scan(&own)
	if errors.Is(err, store.ErrNoRows) {
		return 0, nil
	}
	return own, err
}

func remember(ctx context.Context, tx *store.Tx, source, kind, foreign string, own int64) error {
	_, err := tx.Exec(ctx, sqlImport, source, kind, foreign, own)
	return err
}

// Check returns an error that names what breaks the promises of doc.go: the first line of the audit that does not fit, and
// people that two foreign ids of one source have become.
func Check(ctx context.Context, tx *store.Tx) error {
	found := []error{checkChain(ctx, tx)}
	rows, err := tx.Query(ctx, sqlDoubled, kindPerson)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		var own int64
		if err := rows.Scan(&kind, &own); err != nil {
			return err
		}
		found = append(found, fmt.Errorf("import: %s %d came from two foreign ids of one source", kind, own))
	}
	return errors.Join(append(found, rows.Err())...)
}

package store

import (
	"context"
	"strings"
)

// column is one column of a table, with its type in the house's own names.
type column struct {
	Name string `json:"name"`
	Type string `json:"type"` // BIGINT, TEXT, BYTEA or BOOLEAN; SQLite knows BOOLEAN only as BIGINT
}

// table is a table with its columns in their order.
type table struct {
	Name    string   `json:"name"`
	Columns []column `json:"columns"`
}

const (
	sqliteTables  = `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`
	sqliteColumns = `SELECT name, type FROM pragma_table_info($1) ORDER BY cid`

	postgresTables = `
SELECT CAST(table_name AS TEXT) FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1`
	postgresColumns = `
SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`
)

var houseTypes = map[string]string{
	"INTEGER": "BIGINT", "TEXT": "TEXT", "BLOB": "BYTEA",
	"bigint": "BIGINT", "text": "TEXT", "bytea": "BYTEA", "boolean": "BOOLEAN",
}

// dataTables lists the tables whose rows are the data of people, by name: all but the bookkeeping of migrations and of
// running processes.
func (db *DB) dataTables(ctx context.Context, tx *Tx) ([]table, error) {
	list, columns := sqliteTables, sqliteColumns
	if db.dialect == dialectPostgres {
		list, columns = postgresTables, postgresColumns
	}
	rows, err := tx.Query(ctx, list)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []table
	for rows.Next() {
		var t table
		if err := rows.Scan(&t.Name); err != nil {
			return nil, err
		}
		if !bookkeeping(t.Name) {
			all = append(all, t)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Columns, err = tableColumns(ctx, tx, columns, all[i].Name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func bookkeeping(name string) bool {
	return name == "migration_lock" || name == "node_lease" || strings.HasPrefix(name, "goose_") || strings.HasPrefix(name, "sqlite_")
}

func tableColumns(ctx context.Context, tx *Tx, q, name string) ([]column, error) {
	rows, err := tx.Query(ctx, q, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.Name, &c.Type); err != nil {
			return nil, err
		}
		c.Type = houseTypes[c.Type]
		all = append(all, c)
	}
	return all, rows.Err()
}

// names joins the quoted names of the columns: "a", "b".
func (t table) names() string {
	quoted := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		quoted[i] = `"` + c.Name + `"`
	}
	return strings.Join(quoted, ", ")
}

package store_test

import (
	"strings"
	"testing"

	"alun/base/store"
)

func TestExpand(t *testing.T) {
	for _, c := range []struct{ in, sqlite, postgres string }{
		{`SELECT a FROM t WHERE b = $1 AND c = $2`, `SELECT a FROM t WHERE b = ? AND c = ?`, ``},
		{`SELECT a FROM t WHERE b = $2 AND c = $1`, `SELECT a FROM t WHERE b = ?2 AND c = ?1`, ``},
		{`SELECT a FROM t WHERE b = $1 AND c = $1`, `SELECT a FROM t WHERE b = ?1 AND c = ?1`, ``},
		{`SELECT a FROM t WHERE k = $1{{lock}}`, `SELECT a FROM t WHERE k = ?`, `SELECT a FROM t WHERE k = $1 FOR UPDATE`},
		{`SELECT a FROM t LIMIT 1{{skip locked}}`, `SELECT a FROM t LIMIT 1`, `SELECT a FROM t LIMIT 1 FOR UPDATE SKIP LOCKED`},
		{`SELECT '$1 {{lock}} BIGINT it''s', "BYTEA" FROM t -- $9 BIGINT`, `SELECT '$1 {{lock}} BIGINT it''s', "BYTEA" FROM t -- $9 BIGINT`, ``},
		{`SELECT CAST($1 AS BYTEA), CAST($2 AS BOOLEAN), BIGINTS`, `SELECT CAST(? AS BLOB), CAST(? AS INTEGER), BIGINTS`, ``},
		{"CREATE TABLE t (a BIGINT, b BYTEA);\nCREATE INDEX i ON t (a);", "CREATE TABLE t (a INTEGER, b BLOB) STRICT;\nCREATE INDEX i ON t (a);", ``},
		{`create table t (a TEXT){{clustered}}`, `create table t (a TEXT) WITHOUT ROWID, STRICT`, `create table t (a TEXT)`},
		{`SELECT 'open`, `SELECT 'open`, ``},
		{``, ``, ``},
	} {
		if c.postgres == "" {
			c.postgres = c.in
		}
		if got := store.Expand("sqlite", c.in); got != c.sqlite {
			t.Errorf("SQLite: %q became %q", c.in, got)
		}
		if got := store.Expand("postgres", c.in); got != c.postgres {
			t.Errorf("PostgreSQL: %q became %q", c.in, got)
		}
	}
	defer func() {
		if s, _ := recover().(string); !strings.Contains(s, "unknown macro") {
			t.Errorf("panic %q", s)
		}
	}()
	store.Expand("sqlite", `SELECT 1 {{lokc}}`)
}

func TestValues(t *testing.T) {
	if got := store.Values(2, "BIGINT", "TEXT"); got != "(CAST($1 AS BIGINT),CAST($2 AS TEXT)),($3,$4)" {
		t.Error(got)
	}
}

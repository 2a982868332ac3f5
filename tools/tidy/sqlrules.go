package tidy

import (
	"fmt"
	"strings"
)

// notPortable are runs of tokens that one of the engines refuses or understands
// differently, and what to write instead. A token that ends in * is a prefix.
var notPortable = []struct{ tokens, instead string }{
	{"LIKE", "case matters on one engine only: keep a folded column and compare by range"},
	{"ILIKE", "keep a folded column and compare by range"},
	{"GLOB", "SQLite only"},
	{"REGEXP", "SQLite only"},
	{"SIMILAR TO", "PostgreSQL only"},
	{"JSON*", "JSON is an opaque TEXT"},
	{"->", "JSON is an opaque TEXT"},
	{"->>", "JSON is an opaque TEXT"},
	{"@>", "JSON is an opaque TEXT"},
	{"NOW (", "times come from tx.Now"},
	{"CURRENT_TIMESTAMP", "times come from tx.Now"},
	{"CURRENT_DATE", "times come from tx.Now"},
	{"CURRENT_TIME", "times come from tx.Now"},
	{"STRFTIME", "times come from tx.Now"},
	{"DATETIME", "times are BIGINT Unix milliseconds"},
	{"EXTRACT (", "times are BIGINT Unix milliseconds"},
	{"DATE_TRUNC", "times are BIGINT Unix milliseconds"},
	{"TIMESTAMP", "times are BIGINT Unix milliseconds"},
	{"TIMESTAMPTZ", "times are BIGINT Unix milliseconds"},
	{"INTERVAL", "times are BIGINT Unix milliseconds"},
	{"SERIAL", "ids come from id.Source"},
	{"BIGSERIAL", "ids come from id.Source"},
	{"IDENTITY", "ids come from id.Source"},
	{"AUTOINCREMENT", "ids come from id.Source"},
	{"SEQUENCE", "ids come from id.Source"},
	{"NEXTVAL", "ids come from id.Source"},
	{"ROWID", "SQLite only; {{clustered}} in a migration"},
	{"CTID", "PostgreSQL only"},
	{"XMIN", "PostgreSQL only"},
	{"INTEGER", "BIGINT"},
	{"INT", "BIGINT"},
	{"SMALLINT", "BIGINT"},
	{"BLOB", "BYTEA"},
	{"VARCHAR", "TEXT, with its limit in Go"},
	{"CHAR", "TEXT, with its limit in Go"},
	{"REAL", "BIGINT in the smallest unit"},
	{"FLOAT", "BIGINT in the smallest unit"},
	{"DOUBLE", "BIGINT in the smallest unit"},
	{"NUMERIC", "BIGINT in the smallest unit"},
	{"DECIMAL", "BIGINT in the smallest unit"},
	{"TRIGGER", "rules live in Go"},
	{"LISTEN", "base/bus"},
	{"NOTIFY", "base/bus"},
	{"PG_*", "PostgreSQL only"},
	{"PRAGMA", "base/store sets SQLite up"},
	{"FOR UPDATE", "{{lock}}"},
	{"FOR SHARE", "{{lock}}"},
	{"FOR NO KEY", "{{lock}}"},
	{"SKIP LOCKED", "{{skip locked}}"},
	{"FROM ( VALUES", "WITH v(a, b) AS (VALUES …)"},
	{"JOIN ( VALUES", "WITH v(a, b) AS (VALUES …)"},
	{"ANY (", "WITH v(id) AS (VALUES …)"},
	{"UNNEST", "WITH v(id) AS (VALUES …)"},
	{"ARRAY", "PostgreSQL only"},
	{"AS ( INSERT", "SQLite has no writes inside WITH"},
	{"AS ( UPDATE", "SQLite has no writes inside WITH"},
	{"AS ( DELETE", "SQLite has no writes inside WITH"},
	{"INSERT OR", "ON CONFLICT (key) …"},
	{"REPLACE INTO", "ON CONFLICT (key) DO UPDATE"},
	{"ON CONFLICT DO", "name the key: ON CONFLICT (key) DO …"},
	{"ON CONFLICT ON", "name the key's columns: ON CONFLICT (key) DO …"},
	{"GREATEST", "CASE WHEN … (SQLite has it under another name)"},
	{"LEAST", "CASE WHEN … (SQLite has it under another name)"},
	{"IFNULL", "COALESCE"},
	{"GROUP_CONCAT", "read the rows and join them in Go"},
	{"STRING_AGG", "read the rows and join them in Go"},
	{"?", "$1 … $n"},
	{"::", "CAST(… AS BIGINT)"},
	{"IF NOT EXISTS", "a migration runs once"},
	{"ALTER COLUMN", "SQLite has none: a new column, copied"},
	{"USING BTREE", "PostgreSQL only"},
	{"CONCURRENTLY", "PostgreSQL only"},
}

// inScriptsOnly are statements that change the schema.
var inScriptsOnly = map[string]bool{"CREATE": true, "ALTER": true, "DROP": true}

// portable checks every SQL text of the house against the common subset.
func portable(h *house) []finding {
	var found []finding
	for _, s := range statements(h) {
		words := tokens(s.text)
		for _, bad := range notPortable {
			if contains(words, strings.Fields(bad.tokens)) {
				found = append(found, finding{s.file.path, s.line, fmt.Sprintf("%s: %s", bad.tokens, bad.instead)})
			}
		}
		if scalar := scalarMinMax(words); scalar != "" {
			found = append(found, finding{s.file.path, s.line, scalar + "(a, b): CASE WHEN … (PostgreSQL has it under another name)"})
		}
		if ambiguousUpsert(words) {
			found = append(found, finding{s.file.path, s.line, "INSERT … SELECT … ON CONFLICT needs a WHERE (WHERE TRUE) before ON: SQLite reads a join otherwise"})
		}
		if !s.script && len(words) > 0 && inScriptsOnly[words[0]] {
			found = append(found, finding{s.file.path, s.line, words[0] + " belongs into a migration"})
		}
	}
	return found
}

// contains tells whether run occurs in words, side by side.
func contains(words, run []string) bool {
	for i := range len(words) - len(run) + 1 {
		match := true
		for j, want := range run {
			prefix, isPrefix := strings.CutSuffix(want, "*")
			if words[i+j] != want && !(isPrefix && prefix != "" && strings.HasPrefix(words[i+j], prefix)) {
				match = false
				break
			}
		}
		if match {
			return true
		}
	}
	return false
}

// scalarMinMax finds MAX or MIN with a comma between its own parentheses.
func scalarMinMax(words []string) string {
	for i := range len(words) - 1 {
		if (words[i] != "MAX" && words[i] != "MIN") || words[i+1] != "(" {
			continue
		}
		depth := 0
		for _, w := range words[i+1:] {
			switch w {
			case "(":
				depth++
			case ")":
				depth--
			case ",":
				if depth == 1 {
					return words[i]
				}
			}
			if depth == 0 {
				break
			}
		}
	}
	return ""
}

// ambiguousUpsert finds INSERT … SELECT … ON CONFLICT without WHERE in between.
func ambiguousUpsert(words []string) bool {
	insert, selecting, where := false, false, false
	for i, w := range words {
		switch w {
		case "INSERT":
			insert, selecting, where = true, false, false
		case "SELECT":
			selecting = insert
		case "WHERE":
			where = selecting
		case "CONFLICT":
			if selecting && !where && words[i-1] == "ON" {
				return true
			}
		}
	}
	return false
}

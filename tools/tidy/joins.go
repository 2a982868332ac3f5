package tidy

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

var isName = regexp.MustCompile(`^[A-Z_]\w*$`)

// joins checks that tables are joined by their shard keys. Rooms' check.go may do otherwise: what `alun check` reads is
// everything, wherever it lies.
func joins(h *house) []finding {
	page := h.get(shardTable)
	if page == nil {
		return nil // which keys says
	}
	shards := shardKeys(page.text)
	var found []finding
	for _, s := range statements(h) {
		if s.script || strings.HasPrefix(path.Base(s.file.path), "check") {
			continue
		}
		for _, table := range badJoins(tokens(s.text), shards) {
			found = append(found, finding{s.file.path, s.line, fmt.Sprintf("%s is not joined by the shard keys of %s: read the ids, then the rows", table, shardTable)})
		}
	}
	return found
}

// badJoins lists the tables of a statement that are joined to another table, and not shard key to shard key. What is no
// table of the page, such as WITH v(id) AS (VALUES …), has any key.
func badJoins(words []string, shards map[string]string) (bad []string) {
	tables := map[string]string{} // by the name that the statement gives them
	for i, w := range words {
		if w != "FROM" && w != "JOIN" || i+1 >= len(words) {
			continue
		}
		table := strings.ToLower(words[i+1])
		if _, known := shards[table]; !known {
			continue
		}
		if w == "JOIN" && len(tables) > 0 && !byShard(words[i:], table, tables, shards) {
			bad = append(bad, table)
		}
		tables[aliasOf(words[i+1:])] = table
	}
	return bad
}

// aliasOf is what a statement calls the table at the start of words.
func aliasOf(words []string) string {
	if len(words) > 2 && words[1] == "AS" {
		return words[2]
	}
	if len(words) > 1 && isName.MatchString(words[1]) && !clauses[words[1]] {
		return words[1]
	}
	return words[0]
}

// clauses are words that may follow a table's name and are no alias of it.
var clauses = map[string]bool{"ON": true, "JOIN": true, "LEFT": true, "CROSS": true, "INNER": true, "WHERE": true, "GROUP": true, "ORDER": true, "LIMIT": true, "SET": true, "UNION": true}

// byShard tells whether the condition of a join, at whose JOIN words begin, equates the shard key of its table with that of one
// before, or with a column of what is no table.
func byShard(words []string, table string, before, shards map[string]string) bool {
	alias := aliasOf(words[1:])
	for i := 1; i+6 < len(words); i++ {
		if words[i] == "JOIN" || words[i] == "WHERE" {
			return false
		}
		if words[i+1] != "." || words[i+3] != "=" || words[i+5] != "." {
			continue
		}
		for _, pair := range [][4]string{{words[i], words[i+2], words[i+4], words[i+6]}, {words[i+4], words[i+6], words[i], words[i+2]}} {
			if pair[0] != alias || strings.ToLower(pair[1]) != shards[table] {
				continue
			}
			if other, known := before[pair[2]]; !known || strings.ToLower(pair[3]) == shards[other] {
				return true
			}
		}
	}
	return false
}

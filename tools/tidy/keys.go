package tidy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// shardTable is the page that says which table goes by which column.
const shardTable = "docs/scaling.md"

// keys checks that primary and unique keys of every migration begin with the
// table's shard key, that every table has a primary key and a row in the page, and
// that every row of the page is a table.
func keys(h *house) []finding {
	page := h.get(shardTable)
	if page == nil {
		return []finding{{shardTable, 0, "the page is missing"}}
	}
	shards := shardKeys(page.text)
	var found []finding
	seen := map[string]bool{}
	for _, s := range statements(h) {
		if !s.script {
			continue
		}
		add := func(format string, args ...any) {
			found = append(found, finding{s.file.path, s.line, fmt.Sprintf(format, args...)})
		}
		words := tokens(s.text)
		table, creates := createdTable(words)
		if creates {
			seen[table] = true
		}
		if table == "" {
			continue
		}
		shard, ok := shards[table]
		if !ok {
			add("%s has no row in %s", table, shardTable)
			continue
		}
		list, primary := keysOf(words)
		if creates && !primary {
			add("%s has no primary key", table)
		}
		for _, columns := range list {
			if columns[0] != shard {
				add("%s: the key (%s) does not begin with the shard key %s", table, strings.Join(columns, ", "), shard)
			}
		}
	}
	for _, table := range slices.Sorted(maps.Keys(shards)) {
		if !seen[table] {
			found = append(found, finding{page.path, 0, "no migration creates the table " + table})
		}
	}
	return found
}

// shardKeys reads the rows | `table` | `column` | … | of the page.
func shardKeys(page string) map[string]string {
	shards := map[string]string{}
	for line := range strings.Lines(page) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		table, ok1 := code(cells[1])
		column, ok2 := code(cells[2])
		if ok1 && ok2 {
			shards[table] = column
		}
	}
	return shards
}

// code is the text between back quotes when a cell holds nothing else.
func code(cell string) (string, bool) {
	cell = strings.TrimSpace(cell)
	if len(cell) < 3 || cell[0] != '`' || cell[len(cell)-1] != '`' {
		return "", false
	}
	return cell[1 : len(cell)-1], true
}

// createdTable is the table of CREATE TABLE, or of CREATE UNIQUE INDEX … ON.
func createdTable(words []string) (table string, creates bool) {
	if len(words) > 2 && words[0] == "CREATE" && words[1] == "TABLE" {
		return strings.ToLower(words[2]), true
	}
	if len(words) > 5 && words[0] == "CREATE" && words[1] == "UNIQUE" && words[4] == "ON" {
		return strings.ToLower(words[5]), false
	}
	return "", false
}

// keysOf lists the columns of every primary and unique key of a statement, and
// tells whether one of them is primary.
func keysOf(words []string) (list [][]string, primary bool) {
	if len(words) > 6 && words[1] == "UNIQUE" {
		return [][]string{columns(words[6:])}, false
	}
	column, depth := "", 0
	for i, w := range words {
		switch {
		case w == "(":
			depth++
		case w == ")":
			depth--
		}
		if depth == 1 && i > 0 && (words[i-1] == "," || words[i-1] == "(") {
			column = strings.ToLower(w) // the first word of a column's definition
		}
		isPrimary := w == "PRIMARY"
		if !isPrimary && w != "UNIQUE" {
			continue
		}
		primary = primary || isPrimary
		rest := words[i+1:]
		if isPrimary {
			rest = rest[1:] // KEY
		}
		if len(rest) > 0 && rest[0] == "(" {
			list = append(list, columns(rest))
		} else {
			list = append(list, []string{column})
		}
	}
	return list, primary
}

// columns are the names between the parentheses at the start of words.
func columns(words []string) []string {
	var names []string
	for _, w := range words[1:] {
		switch w {
		case ")":
			return names
		case ",", "ASC", "DESC":
		default:
			names = append(names, strings.ToLower(w))
		}
	}
	return names
}

package store

import (
	"strconv"
	"strings"
	"sync"
)

type dialect uint8

const (
	dialectSQLite dialect = iota
	dialectPostgres
)

func (d dialect) String() string {
	if d == dialectPostgres {
		return "postgres"
	}
	return "sqlite"
}

// Macros are the only places where the engines' languages differ. SQLite needs no row locks, since its transactions begin
// with the lock of the whole file. {{clustered}} stands after the last parenthesis of a CREATE TABLE whose primary key
// is to be the table itself; PostgreSQL has no such thing.
var macros = [2]map[string]string{
	dialectSQLite:   {"lock": "", "skip locked": "", "clustered": " WITHOUT ROWID,"},
	dialectPostgres: {"lock": " FOR UPDATE", "skip locked": " FOR UPDATE SKIP LOCKED", "clustered": ""},
}

// The column types of the house and their names in SQLite's STRICT tables, which refuse text in an INTEGER column.
var sqliteTypes = map[string]string{"BIGINT": "INTEGER", "BYTEA": "BLOB", "BOOLEAN": "INTEGER"}

// expand translates a statement, or a script of several, into the dialect: macros, and on SQLite the types, STRICT at the
// end of every CREATE TABLE, and $n as ?n. Quoted text and comments stay as they are. It panics on an unknown macro.
func expand(d dialect, q string) string {
	e := expander{dialect: d, rest: q}
	if d == dialectSQLite {
		e.plain = inOrder(q)
	}
	for e.rest != "" {
		e.step()
	}
	e.endStatement()
	return e.out.String()
}

type expander struct {
	dialect dialect
	rest    string
	out     strings.Builder
	plain   bool     // parameters stand in order and once each: a bare ? spares the driver looking names up
	head    []string // the first words of the statement, to know a CREATE TABLE
}

func (e *expander) step() {
	switch c := e.rest[0]; {
	case c == '\'' || c == '"':
		end := strings.IndexByte(e.rest[1:], c)
		if end < 0 {
			end = len(e.rest) - 2
		}
		e.copy(end + 2)
	case strings.HasPrefix(e.rest, "--"):
		if end := strings.IndexByte(e.rest, '\n'); end >= 0 {
			e.copy(end)
		} else {
			e.copy(len(e.rest))
		}
	case strings.HasPrefix(e.rest, "{{"):
		name, after, ok := strings.Cut(e.rest[2:], "}}")
		text, known := macros[e.dialect][name]
		if !ok || !known {
			panic("store: unknown macro in " + e.rest)
		}
		e.out.WriteString(text)
		e.rest = after
	case c == '$' && e.dialect == dialectSQLite:
		n := 1 + span(e.rest[1:], isDigit)
		e.out.WriteByte('?')
		if !e.plain {
			e.out.WriteString(e.rest[1:n])
		}
		e.rest = e.rest[n:]
	case isWord(c):
		e.word()
	case c == ';':
		e.endStatement()
		e.copy(1)
	default:
		e.copy(1)
	}
}

func (e *expander) word() {
	n := span(e.rest, isWord)
	w := e.rest[:n]
	if len(e.head) < 2 {
		e.head = append(e.head, strings.ToUpper(w))
	}
	if t, ok := sqliteTypes[w]; ok && e.dialect == dialectSQLite {
		w = t
	}
	e.out.WriteString(w)
	e.rest = e.rest[n:]
}

func (e *expander) endStatement() {
	if e.dialect == dialectSQLite && len(e.head) == 2 && e.head[0] == "CREATE" && e.head[1] == "TABLE" {
		e.out.WriteString(" STRICT")
	}
	e.head = e.head[:0]
}

func (e *expander) copy(n int) {
	e.out.WriteString(e.rest[:n])
	e.rest = e.rest[n:]
}

// inOrder reports whether q's parameters are $1, $2, $3… in this order, each once.
func inOrder(q string) bool {
	want := 1
	for {
		i := strings.IndexByte(q, '$')
		if i < 0 {
			return true
		}
		n := span(q[i+1:], isDigit)
		if q[i+1:i+1+n] != strconv.Itoa(want) {
			return false
		}
		want++
		q = q[i+1+n:]
	}
}

func span(s string, in func(byte) bool) int {
	for i := range len(s) {
		if !in(s[i]) {
			return i
		}
	}
	return len(s)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isWord(c byte) bool {
	return c == '_' || isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// texts remembers expanded statements. They are constants, so there are as many as in the source.
type texts struct {
	dialect dialect
	cache   sync.Map
}

func (t *texts) of(q string) string {
	if got, ok := t.cache.Load(q); ok {
		return got.(string)
	}
	text := expand(t.dialect, q)
	t.cache.Store(q, text)
	return text
}

package tidy

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// statement is one SQL text of the house with the place it came from.
type statement struct {
	file   *file
	line   int
	text   string
	script bool // from a migration: may define tables
}

// statements collects every SQL text: the migrations, statement by statement, and
// the string constants of the product's Go files. base/store is left out, since it
// is the place where engines differ.
func statements(h *house) []statement {
	var all []statement
	for _, f := range h.files {
		switch {
		case f.in("base/store") && !strings.HasSuffix(f.path, ".sql"), f.in("tools"), f.isTest():
		case strings.HasSuffix(f.path, ".sql"):
			all = append(all, script(f)...)
		case f.isGo():
			all = append(all, constants(h, f)...)
		}
	}
	return all
}

// script splits a migration at the semicolons outside of quotes and comments.
func script(f *file) []statement {
	var all []statement
	line, start := 1, 1
	var b strings.Builder
	flush := func() {
		if len(tokens(b.String())) > 0 {
			all = append(all, statement{f, start, b.String(), true})
		}
		b.Reset()
	}
	for text := range strings.Lines(f.text) {
		code, _, _ := strings.Cut(text, "--")
		if b.Len() == 0 {
			start = line
		}
		if strings.TrimSpace(code) != "" {
			b.WriteString(strings.TrimRight(code, "\n") + "\n")
		}
		if strings.HasSuffix(strings.TrimSpace(code), ";") {
			flush()
		}
		line++
	}
	flush()
	return all
}

// looksLikeSQL knows a statement by its first words, in any case.
var looksLikeSQL = regexp.MustCompile(`(?is)^\s*(SELECT\s.+\sFROM\s|SELECT\s+\d|INSERT\s+(INTO|OR)\s|REPLACE\s+INTO\s|UPDATE\s+\w+\s.*\bSET\s|DELETE\s+FROM\s|WITH\s+(RECURSIVE\s+)?\w+\s*(\(|AS\b)|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|UNIQUE|TRIGGER|VIEW|SEQUENCE)|PRAGMA\s)`)

// constants finds the SQL in a Go file: string literals, and sums of them, in which
// what is not a literal counts as one word.
func constants(h *house, f *file) []statement {
	var all []statement
	add := func(n ast.Expr, text string) {
		if looksLikeSQL.MatchString(text) {
			all = append(all, statement{f, h.line(n.Pos()), text, false})
		}
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if text, ok := sum(n); ok {
				add(n, text)
				return false
			}
		case *ast.BasicLit:
			if text, ok := sum(n); ok {
				add(n, text)
			}
		}
		return true
	})
	return all
}

// sum is the text of a sum with at least one string literal in it.
func sum(e ast.Expr) (text string, literal bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			if s, err := strconv.Unquote(e.Value); err == nil {
				return s, true
			}
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			x, okX := sum(e.X)
			y, okY := sum(e.Y)
			return x + y, okX || okY
		}
	case *ast.ParenExpr:
		return sum(e.X)
	}
	return " something ", false
}

// sqlToken matches, in this order: a comment, a macro, a quoted text, a quoted
// name, a parameter, a word, a number, an operator.
var sqlToken = regexp.MustCompile(`--[^\n]*|\{\{[^}]*\}\}|'(?:[^']|'')*'|"[^"]*"|\$\d+|[A-Za-z_]\w*|\d+|::|->>|->|@>|\S`)

// tokens splits a statement: words in capitals, quoted texts as ”, comments gone.
func tokens(text string) []string {
	var all []string
	for _, t := range sqlToken.FindAllString(text, -1) {
		switch {
		case strings.HasPrefix(t, "--"):
		case strings.HasPrefix(t, "'"):
			all = append(all, "''")
		case strings.HasPrefix(t, `"`), strings.HasPrefix(t, "{{"):
			all = append(all, t)
		default:
			all = append(all, strings.ToUpper(t))
		}
	}
	return all
}

package tidy

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
)

// clocks finds time.Now, and time.Since that calls it, outside base/clock. Tests
// may look at the machine's clock, measurements are about it, and deadlines of
// sockets are in its time.
func clocks(h *house) []finding {
	return calls(h, []string{"Now", "Since"}, func(f *file) bool {
		return !f.isTest() && !f.in("base/clock") && !f.in("bench") && !f.in("cmd/webbuild")
	})
}

// deadlines are the methods of net.Conn that take a time of the machine's clock.
var deadlines = map[string]bool{"SetDeadline": true, "SetReadDeadline": true, "SetWriteDeadline": true}

// sleeps finds time.Sleep in tests, except in the bubble of testing/synctest,
// where time is not real, in a loop that looks at something in between, and in
// e2e/crash, which strikes real processes at random moments.
func sleeps(h *house) []finding {
	tests := func(f *file) bool { return f.isTest() && !f.in("e2e/crash") }
	return slices.DeleteFunc(calls(h, []string{"Sleep"}, tests), func(s finding) bool {
		inLoop := false
		ast.Inspect(h.get(s.path).tree, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.ForStmt, *ast.RangeStmt:
				inLoop = inLoop || h.line(n.Pos()) <= s.line && s.line <= h.line(n.End())
			}
			return true
		})
		return inLoop
	})
}

// calls finds time.name for each of names in the files that match, outside of
// functions that open a bubble.
func calls(h *house, names []string, match func(*file) bool) []finding {
	var found []finding
	for _, f := range h.goFiles() {
		if !match(f) {
			continue
		}
		for _, d := range f.tree.Decls {
			if len(selectors(d, "synctest", "Test")) > 0 {
				continue
			}
			for _, s := range selectors(d, "time", names...) {
				found = append(found, h.find(f, s.Pos(), "time.%s", s.Sel.Name))
			}
		}
	}
	return found
}

// selectors lists the places below n that say pkg.name, arguments of deadlines
// left out.
func selectors(n ast.Node, pkg string, names ...string) []*ast.SelectorExpr {
	var all []*ast.SelectorExpr
	ast.Inspect(n, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if s, ok := c.Fun.(*ast.SelectorExpr); ok && deadlines[s.Sel.Name] {
				return false
			}
		}
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == pkg && slices.Contains(names, s.Sel.Name) {
				all = append(all, s)
			}
		}
		return true
	})
	return all
}

// word is a pattern that no file of the named kinds may hold.
type word struct {
	pattern *regexp.Regexp
	kinds   string // extensions, space around each; "" is all
	text    string
}

var badWords = []word{
	{regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`), "", "finish it, or leave it out and say so in an issue"},
	{regexp.MustCompile(`\bt\.Skip(f|Now)?\(|\b(it|test|describe)\.(skip|todo|only)\(`), " .go .ts .tsx .mjs ", "a test that does not run proves nothing"},
	{regexp.MustCompile(`(^|[\s"'` + "`" + `(=])/(home|Users|root|work|tmp)/\w`), "", "a path of one machine"},
	{regexp.MustCompile(`https?://[^\s"'<>)]*\b(googleapis|gstatic|jsdelivr|unpkg|cdnjs|cloudflare)\b`), " .ts .tsx .css .html ", "nothing is fetched from third parties at run time"},
	{regexp.MustCompile(`\btype \w*(Manager|Helper|Util|Utils|Common|Impl|DTO)\b|\btype Base[A-Z]\w*`), " .go ", "a vague name: use the users' word for the thing"},
	{regexp.MustCompile(`\b(class|interface|type) \w*(Manager|Helper|Util|Utils|Common|Impl|DTO)\b`), " .ts .tsx ", "a vague name: use the users' word for the thing"},
}

// vagueFiles are names that say nothing about what is inside.
var vagueFiles = regexp.MustCompile(`^(utils?|helpers?|common|misc|shared|types)\.(go|ts|tsx)$`)

// words finds words and names that the house does not use.
func words(h *house) []finding {
	var found []finding
	for _, f := range h.files {
		if f.in("tools/tidy") || f.in("tools/testall") {
			continue // they have to name them
		}
		if vagueFiles.MatchString(path.Base(f.path)) {
			found = append(found, finding{f.path, 0, "a name that says nothing about what is inside"})
		}
		n := 0
		for line := range strings.Lines(f.text) {
			n++
			for _, w := range badWords {
				if w.kinds != "" && !strings.Contains(w.kinds, " "+path.Ext(f.path)+" ") {
					continue
				}
				if hit := w.pattern.FindString(line); hit != "" {
					found = append(found, finding{f.path, n, fmt.Sprintf("%q: %s", strings.TrimSpace(hit), w.text)})
				}
			}
		}
	}
	return found
}

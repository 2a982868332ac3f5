package tidy

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"strings"
)

// mdLink is a link or picture of a page to something in the house.
var mdLink = regexp.MustCompile(`\]\(([^():#\s]+)(?:#[^()\s]*)?\)`)

// links checks that pages point to what is there.
func links(h *house) []finding {
	var found []finding
	for _, f := range h.files {
		if path.Ext(f.path) != ".md" {
			continue
		}
		n := 0
		for line := range strings.Lines(f.text) {
			n++
			for _, m := range mdLink.FindAllStringSubmatch(line, -1) {
				if !h.paths[path.Join(f.dir(), m[1])] {
					found = append(found, finding{f.path, n, "points to " + m[1] + ", which is not there"})
				}
			}
		}
	}
	return found
}

var adrName = regexp.MustCompile(`^(\d{4})-[a-z0-9-]+\.md$`)

// adrParts open the three paragraphs, or head the three sections, of a decision.
var adrParts = []string{"Context", "Choice", "What we gave up"}

// decisions checks that every page of docs/adr has a number of its own and says
// what a reader looks for.
func decisions(h *house) []finding {
	var found []finding
	numbers := map[string]string{}
	for _, f := range h.files {
		if !f.in("docs/adr") {
			continue
		}
		m := adrName.FindStringSubmatch(path.Base(f.path))
		if m == nil {
			found = append(found, finding{f.path, 0, "want docs/adr/NNNN-some-words.md"})
			continue
		}
		if other, ok := numbers[m[1]]; ok {
			found = append(found, finding{f.path, 0, "has the number of " + other})
		}
		numbers[m[1]] = f.path
		for _, part := range adrParts {
			if !strings.Contains(f.text, "**"+part+".**") && !strings.Contains(f.text, "## "+part) {
				found = append(found, finding{f.path, 0, fmt.Sprintf("lacks **%s.** or ## %s", part, part)})
			}
		}
	}
	return found
}

// proofName is a test that a page names.
var proofName = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)`")

// proofs checks that every test that docs/security.md names is there.
func proofs(h *house) []finding {
	page := h.get("docs/security.md")
	if page == nil {
		return nil
	}
	tests := map[string]bool{}
	for _, f := range h.files {
		if !f.isGo() || !f.isTest() {
			continue
		}
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				tests[fn.Name.Name] = true
			}
		}
	}
	var found []finding
	n := 0
	for line := range strings.Lines(page.text) {
		n++
		for _, m := range proofName.FindAllStringSubmatch(line, -1) {
			if !tests[m[1]] {
				found = append(found, finding{page.path, n, "names " + m[1] + ", which is not there"})
			}
		}
	}
	return found
}

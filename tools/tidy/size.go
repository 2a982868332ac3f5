package tidy

import (
	"fmt"
	"go/ast"
	"path"
	"strings"
)

// The limits, in lines. Tests may be longer than what they test, not without end.
const (
	fileLinesMax     = 600
	functionLinesMax = 70
)

// prose is text to read, not to run.
var prose = map[string]bool{".md": true, ".html": true}

// sizes checks the length of files and of Go functions.
func sizes(h *house) []finding {
	var found []finding
	for _, f := range h.files {
		if lines := strings.Count(f.text, "\n"); lines > fileLinesMax && !prose[path.Ext(f.path)] {
			found = append(found, finding{f.path, lines, fmt.Sprintf("%d lines, at most %d", lines, fileLinesMax)})
		}
		if !f.isGo() {
			continue
		}
		for _, d := range f.tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if lines := h.line(fn.End()) - h.line(fn.Pos()) + 1; lines > functionLinesMax {
				found = append(found, h.find(f, fn.Pos(), "%s has %d lines, at most %d", fn.Name.Name, lines, functionLinesMax))
			}
		}
	}
	return found
}

package tidy

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// wings hold rooms, which need all four headings.
var wings = []string{"social", "money", "platform", "services"}

var headings = []string{"# Words", "# Always true", "# Neighbours", "# Start reading"}

// docs checks that every package has its doc.go, and every room its headings. A
// package of one file may hold its comment there.
func docs(h *house) []finding {
	var found []finding
	packages := map[string][]*file{}
	var dirs []string
	for _, f := range h.files {
		if !f.isGo() || f.isTest() {
			continue
		}
		if packages[f.dir()] == nil {
			dirs = append(dirs, f.dir())
		}
		packages[f.dir()] = append(packages[f.dir()], f)
	}
	for _, dir := range dirs {
		f := packages[dir][0]
		doc := h.get(path.Join(dir, "doc.go"))
		if len(packages[dir]) == 1 && !isRoom(dir) {
			doc = f
		}
		if doc == nil || doc.tree.Doc == nil {
			found = append(found, finding{f.dir(), 0, "the package has no doc.go with a package comment"})
			continue
		}
		text := doc.tree.Doc.Text()
		if first, _, _ := strings.Cut(text, "\n\n"); len(strings.Fields(first)) < 8 {
			found = append(found, finding{doc.path, 1, "the first paragraph does not say what the package is for"})
		}
		if !isRoom(f.dir()) {
			continue
		}
		for _, heading := range headings {
			if !slices.Contains(strings.Split(text, "\n"), heading) {
				found = append(found, finding{doc.path, 1, "the heading " + heading + " is missing"})
			}
		}
	}
	return found
}

// isRoom tells whether dir is a room itself and not a package inside one.
func isRoom(dir string) bool {
	wing, room, ok := strings.Cut(dir, "/")
	return ok && slices.Contains(wings, wing) && !strings.Contains(room, "/")
}

// plainMethods do what the standard library's interface of that name says.
var plainMethods = map[string]bool{
	"Error": true, "Is": true, "Len": true, "Less": true, "MarshalText": true, "String": true, "Swap": true, "Unwrap": true, "UnmarshalText": true,
}

// exported checks that exported names have comments. One comment is enough for a
// group of constants or variables, and for functions of one line that stand
// together without a blank line.
func exported(h *house) []finding {
	var found []finding
	for _, f := range h.files {
		if !f.isGo() || f.isTest() {
			continue
		}
		covered := -1 // the line below a commented function of one line
		for _, d := range f.tree.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				line, end := h.line(d.Name.Pos()), h.line(d.End())
				if line == end && (d.Doc != nil || line == covered) {
					covered = end + 1
					continue
				}
				if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) && !(d.Recv != nil && plainMethods[d.Name.Name]) {
					found = append(found, h.find(f, d.Pos(), "%s has no comment", d.Name.Name))
				}
			case *ast.GenDecl:
				found = append(found, exportedIn(h, f, d)...)
			}
		}
	}
	return found
}

// exportedReceiver tells whether a method belongs to an exported type; functions
// count as if they did.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

func exportedIn(h *house, f *file, d *ast.GenDecl) []finding {
	var found []finding
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				found = append(found, h.find(f, s.Pos(), "%s has no comment", s.Name.Name))
			}
		case *ast.ValueSpec:
			if d.Tok != token.IMPORT && s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				found = append(found, h.find(f, s.Pos(), "%s has no comment", s.Names[0].Name))
			}
		}
	}
	return found
}

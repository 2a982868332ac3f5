package tidy

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// house is the repository as the rules see it.
type house struct {
	files []*file         // in order of path
	paths map[string]bool // every file and folder
	fset  *token.FileSet
}

// file is one hand-written text file.
type file struct {
	path string // from the root, with slashes
	text string
	tree *ast.File // of Go files, with comments
}

// finding is one place that breaks a rule.
type finding struct {
	path string
	line int // from 1; 0 is the file as a whole
	text string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d: %s", f.path, f.line, f.text)
}

// left are folders in which nothing is written by hand, or nothing is text.
var left = []string{
	".git", "api/gen", "bin", "data", "e2e/node_modules", "e2e/shots", "web/dist", "web/node_modules", "web/src/gen",
}

// read are the kinds of files that rules look at.
var read = map[string]bool{
	".go": true, ".ts": true, ".tsx": true, ".mjs": true, ".css": true, ".html": true, ".sql": true, ".proto": true, ".md": true, ".sh": true,
}

// open reads a house from root.
func open(root fs.FS) (*house, error) {
	h := &house{fset: token.NewFileSet(), paths: map[string]bool{}}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		h.paths[name] = true
		if d.IsDir() {
			if slices.Contains(left, name) || path.Base(name) == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if !read[path.Ext(name)] || !d.Type().IsRegular() {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f := &file{path: name, text: string(text)}
		if f.isGo() {
			if f.tree, err = parser.ParseFile(h.fset, name, text, parser.ParseComments|parser.SkipObjectResolution); err != nil {
				return err
			}
		}
		h.files = append(h.files, f)
		return nil
	})
	return h, err
}

func (f *file) isGo() bool   { return strings.HasSuffix(f.path, ".go") }
func (f *file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// dir is the folder of f; "." is the root.
func (f *file) dir() string { return path.Dir(f.path) }

// in tells whether f lies in folder or below it.
func (f *file) in(folder string) bool { return strings.HasPrefix(f.path, folder+"/") }

// line is the line of a place in a Go file.
func (h *house) line(p token.Pos) int { return h.fset.Position(p).Line }

// find makes a finding at a place in a Go file.
func (h *house) find(f *file, p token.Pos, format string, args ...any) finding {
	return finding{f.path, h.line(p), fmt.Sprintf(format, args...)}
}

// goFiles are the product's Go files, without the workshop's own module.
func (h *house) goFiles() []*file {
	return slices.DeleteFunc(slices.Clone(h.files), func(f *file) bool { return !f.isGo() || f.in("tools") })
}

// get is the file at a path, nil when there is none.
func (h *house) get(path string) *file {
	i := slices.IndexFunc(h.files, func(f *file) bool { return f.path == path })
	if i < 0 {
		return nil
	}
	return h.files[i]
}

package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// authzFile holds the rule of every procedure.
const authzFile = "app/authz.go"

var (
	protoService = regexp.MustCompile(`^service (\w+)`)
	protoRPC     = regexp.MustCompile(`^\s*rpc (\w+)`)
	protoPackage = regexp.MustCompile(`(?m)^package ([\w.]+);`)
	goPackage    = regexp.MustCompile(`(?m)^option go_package = "([^"]+)";`)
)

// procedure is one method of the contract.
type procedure struct {
	file     *file
	line     int
	name     string // /alun.chat.v1.ChatService/Send
	constant string // ChatServiceSendProcedure
}

// procedures lists every method of the contract.
func procedures(h *house) []procedure {
	var all []procedure
	for _, f := range h.files {
		if !f.in("api/alun") {
			continue
		}
		pkg, service, n := "", "", 0
		if m := protoPackage.FindStringSubmatch(f.text); m != nil {
			pkg = m[1]
		}
		for line := range strings.Lines(f.text) {
			n++
			if m := protoService.FindStringSubmatch(line); m != nil {
				service = m[1]
			}
			if m := protoRPC.FindStringSubmatch(line); m != nil {
				all = append(all, procedure{f, n, "/" + pkg + "." + service + "/" + m[1], service + m[1] + "Procedure"})
			}
		}
	}
	return all
}

// authz checks that the table of app/authz.go has exactly one row for every
// procedure, by its name or by the generated constant.
func authz(h *house) []finding {
	all := procedures(h)
	f := h.get(authzFile)
	if f == nil {
		return []finding{{authzFile, 0, fmt.Sprintf("the file is missing; the contract has %d procedures", len(all))}}
	}
	rows := map[string]int{}
	for _, pair := range tableRows(f.tree) {
		switch key := pair.Key.(type) {
		case *ast.BasicLit:
			if key.Kind == token.STRING {
				if s, err := strconv.Unquote(key.Value); err == nil {
					rows[s]++
				}
			}
		case *ast.SelectorExpr:
			rows[key.Sel.Name]++
		}
	}
	var found []finding
	for _, p := range all {
		if n := rows[p.name] + rows[p.constant]; n != 1 {
			found = append(found, finding{p.file.path, p.line, fmt.Sprintf("%s has %d rows in %s, want 1", p.name, n, authzFile)})
		}
	}
	for row := range rows {
		known := slices.ContainsFunc(all, func(p procedure) bool { return p.name == row || p.constant == row })
		if (strings.HasPrefix(row, "/alun.") || strings.HasSuffix(row, "Procedure")) && !known {
			found = append(found, finding{authzFile, 0, "the contract has no procedure " + row})
		}
	}
	return found
}

// tableRows are the rows of every literal rpc.Table.
func tableRows(tree *ast.File) []*ast.KeyValueExpr {
	var rows []*ast.KeyValueExpr
	ast.Inspect(tree, func(n ast.Node) bool {
		table, ok := n.(*ast.CompositeLit)
		if !ok || len(selectors(table, "rpc", "Table")) == 0 {
			return true
		}
		for _, e := range table.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				rows = append(rows, pair)
			}
		}
		return false
	})
	return rows
}

// protos checks the place, package and go_package of every contract file:
// api/alun/<room>/v1/<name>.proto is package alun.<room>.v1.
func protos(h *house) []finding {
	var found []finding
	for _, f := range h.files {
		if !f.in("api") || path.Ext(f.path) != ".proto" {
			continue
		}
		dir := strings.TrimPrefix(f.dir(), "api/")
		parts := strings.Split(dir, "/")
		if len(parts) != 3 || parts[0] != "alun" || !regexp.MustCompile(`^v\d+$`).MatchString(parts[2]) {
			found = append(found, finding{f.path, 0, "want api/alun/<room>/v1/<name>.proto"})
			continue
		}
		wantPackage := strings.Join(parts, ".")
		if m := protoPackage.FindStringSubmatch(f.text); m == nil || m[1] != wantPackage {
			found = append(found, finding{f.path, 0, "want package " + wantPackage})
		}
		wantGo := "alun/api/gen/" + dir + ";" + parts[1] + parts[2]
		if m := goPackage.FindStringSubmatch(f.text); m == nil || m[1] != wantGo {
			found = append(found, finding{f.path, 0, "want go_package " + wantGo})
		}
	}
	return found
}

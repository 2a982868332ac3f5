package tidy

import (
	"slices"
	"strconv"
	"strings"
)

// mayImport lists for every room of the main module which others it may import.
// A row covers the packages below it. base stands for every package of base, api
// for the whole generated contract. A room always sees the contract of itself and of
// the rooms listed; api/chat adds that of one room; a test may use any as an example.
var mayImport = []struct {
	room string
	from []string
}{
	{"api", nil},
	{"base", []string{"base"}},
	{"client", []string{"api", "base/id", "base/errs"}},
	{"web", nil},

	{"social/journal", []string{"base", "api/chat"}},                   // carries chatv1.Change, knows nothing of it
	{"social/account", []string{"base", "social/journal", "api/chat"}}, // api/chat: the frame of its changes
	{"social/contact", []string{"base", "social/account", "social/journal", "api/chat"}},
	{"social/chat", []string{"base", "social/account", "social/contact", "social/journal"}},

	{"money/ledger", []string{"base"}},
	{"money/wallet", []string{"base", "money/ledger", "social/account", "social/journal"}},
	{"money/bank", []string{"base", "money/ledger", "money/wallet", "social/account"}},
	{"money/transfer", []string{"base", "money/ledger", "money/wallet", "social/account", "social/chat", "social/journal"}},
	{"money/redpacket", []string{"base", "money/ledger", "money/wallet", "social/account", "social/contact", "social/chat", "social/journal"}},
	{"money/pay", []string{"base", "money/ledger", "money/wallet", "social/account", "social/contact"}},

	{"platform/admin", []string{"base", "social", "money", "api/account", "api/bank", "api/redpacket", "api/wallet"}},

	{"app", []string{"base", "client", "money", "platform", "social", "web"}},
	{"bench", []string{"api", "base", "client", "money/ledger"}}, // from outside: it starts the binary; but the ledger from within
	{"cmd/alun", []string{"app", "base", "bench", "client", "money/ledger", "web"}},
	{"cmd/webbuild", nil},
	{"e2e", []string{"api", "base", "bench", "client"}},
}

// onlyIn lists libraries that must stay out of the server.
var onlyIn = map[string]string{
	"github.com/evanw/esbuild": "cmd/webbuild",
}

// baseContracts are the parts of the contract that belong to base itself.
var baseContracts = []string{"errs", "live", "money"}

// floors checks every import of the main module against the table.
func floors(h *house) []finding {
	var found []finding
	unknown := map[string]bool{}
	for _, f := range h.goFiles() {
		room, from, ok := roomOf(f.path)
		if !ok {
			if !unknown[f.dir()] {
				found = append(found, finding{f.path, 1, "the table in tools/tidy/floors.go has no row for this package"})
			}
			unknown[f.dir()] = true
			continue
		}
		for _, spec := range f.tree.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the parser has refused it already
			}
			if home := homeOf(name); home != "" && !f.in(home) {
				found = append(found, h.find(f, spec.Pos(), "only %s may import %s", home, name))
			}
			if other, ok := strings.CutPrefix(name, "alun/"); ok && !allowed(room, from, other) && !(f.isTest() && strings.HasPrefix(other, "api/gen/")) {
				found = append(found, h.find(f, spec.Pos(), "%s may not import %s", room, other))
			}
		}
	}
	return found
}

// roomOf finds the row for a file.
func roomOf(path string) (room string, from []string, ok bool) {
	for _, row := range mayImport {
		if strings.HasPrefix(path, row.room+"/") {
			return row.room, row.from, true
		}
	}
	return "", nil, false
}

func homeOf(library string) string {
	for prefix, home := range onlyIn {
		if library == prefix || strings.HasPrefix(library, prefix+"/") {
			return home
		}
	}
	return ""
}

// allowed tells whether room may import the package other, both without alun/.
func allowed(room string, from []string, other string) bool {
	if contract, ok := strings.CutPrefix(other, "api/gen/alun/"); ok {
		return allowedContract(room, from, strings.Split(contract, "/")[0])
	}
	for _, prefix := range slices.Concat([]string{room}, from) {
		if other == prefix || strings.HasPrefix(other, prefix+"/") {
			return true
		}
	}
	return false
}

// allowedContract tells whether room may import the generated code of contract,
// the name of a room without its wing: its own, that of rooms it may import, and
// that of base. base itself sees only its own.
func allowedContract(room string, from []string, contract string) bool {
	if slices.Contains(baseContracts, contract) || room == "app" || room == "cmd/alun" || slices.Contains(from, "api") {
		return true
	}
	return slices.ContainsFunc(slices.Concat([]string{room}, from), func(r string) bool {
		return strings.HasSuffix(r, "/"+contract)
	})
}

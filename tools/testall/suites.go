package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// suite is one kind of test. run counts into the tally; an error that it returns
// is one more failure.
type suite struct {
	name, about string
	run         func(*tally) error
}

// goArgs run the Go tests with the race detector, except inside SQLite's translated
// C and what draws the demo town's faces, which are many times slower under it and
// share nothing. Packages that use generic functions may not be left out: the linker
// keeps one copy of a generic function for all, and when that is a copy without the
// detector, sync.Map seems to race everywhere.
var goArgs = []string{
	"-race", "-shuffle=on", "-timeout=20m",
	"-gcflags=modernc.org/sqlite/lib=-race=false",
	"-gcflags=golang.org/x/image/vector=-race=false",
	"-gcflags=image/png=-race=false",
	"-gcflags=compress/flate=-race=false",
	"-gcflags=alun/app/demo/face=-race=false",
}

var suites = []suite{
	{"go", "Go tests of the product on SQLite and PostgreSQL, with the race detector", func(t *tally) error {
		return goTest(t, ".", append(goArgs, "./...")...)
	}},
	{"ledger", "a million operations on the ledger against its model, without the race detector", func(t *tally) error {
		if only != "" {
			return nil // the suite above has run what was named, with fewer operations
		}
		return goTest(t, ".", "-run=^TestOperations$", "-timeout=20m", "./money/ledger", "-args", "-operations=1000000")
	}},
	{"tools", "Go tests of the workshop", func(t *tally) error {
		return goTest(t, "tools", "-shuffle=on", "./...")
	}},
	{"types", "TypeScript's type check of web/src and e2e", types},
	{"unit", "TypeScript unit tests, bundled by webbuild, in node", func(t *tally) error {
		return nodeTest(t, "web/src", runtime.NumCPU())
	}},
	{"e2e", "journeys of people in a real browser against bin/alun", func(t *tally) error {
		return nodeTest(t, "e2e", 1)
	}},
}

// types runs tsc in every TypeScript project; each counts as one test.
func types(t *tally) error {
	for _, project := range []string{"web", "e2e"} {
		if _, err := os.Stat(filepath.Join(project, "tsconfig.json")); err != nil {
			return err
		}
		out, err := exec.Command("node", "web/node_modules/typescript/bin/tsc", "-p", project).CombinedOutput()
		if err != nil {
			t.fail("tsc -p "+project, fmt.Sprintf("%s%v", out, err))
			continue
		}
		t.pass()
	}
	return nil
}

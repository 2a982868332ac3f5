package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"time"
)

// only is a pattern for the names of tests, empty for all.
var only string

func main() {
	list := flag.Bool("list", false, "list the suites")
	flag.StringVar(&only, "only", "", "run only the tests whose name matches this pattern")
	flag.Parse()
	if *list {
		for _, s := range suites {
			fmt.Printf("%-7s %s\n", s.name, s.about)
		}
		return
	}
	for _, name := range flag.Args() {
		if !slices.ContainsFunc(suites, func(s suite) bool { return s.name == name }) {
			fmt.Fprintf(os.Stderr, "testall: no suite is called %s\n", name)
			os.Exit(2)
		}
	}
	total := tally{out: os.Stdout}
	for _, s := range suites {
		if flag.NArg() == 0 || slices.Contains(flag.Args(), s.name) {
			total.add(runSuite(s))
		}
	}
	fmt.Printf("%d passed, %d failed\n", total.passed, total.failed)
	if total.failed > 0 || total.passed == 0 {
		os.Exit(1)
	}
}

// runSuite runs one suite with a headline above and its own count below.
func runSuite(s suite) tally {
	fmt.Printf("== %s: %s\n", s.name, s.about)
	start := time.Now()
	t := tally{out: os.Stdout}
	if err := s.run(&t); err != nil {
		t.fail(s.name, err.Error())
	}
	fmt.Printf("   %s: %d passed, %d failed in %s\n\n", s.name, t.passed, t.failed, time.Since(start).Round(100*time.Millisecond))
	return t
}

package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	web := flag.String("web", "web", "the web client's folder")
	budget := flag.Int("budget", 0, "fail when the first view is over this many kB gzip (0: only report)")
	why := flag.Bool("why", false, "show what each script is made of")
	watch := flag.Bool("watch", false, "rebuild whenever a source changes")
	test := flag.String("test", "", "bundle the unit tests into this folder instead")
	source := flag.String("src", "web/src", "with -test: the folder of the tests")
	flag.Parse()
	if err := run(site{dir: *web, dev: *watch, why: *why}, *budget, *watch, *test, *source); err != nil {
		fmt.Fprintln(os.Stderr, "webbuild:", err)
		os.Exit(1)
	}
}

func run(s site, budget int, watch bool, test, source string) error {
	switch {
	case test != "":
		return s.bundleTests(test, source)
	case watch:
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
		return s.watch(stop)
	default:
		out, err := s.build()
		if err != nil {
			return err
		}
		fmt.Print(out.report())
		return out.within(budget * 1000)
	}
}

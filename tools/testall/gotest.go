package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// event is one line of go test -json (go doc test2json), and of go build -json
// for packages that do not compile.
type event struct {
	Action      string
	Package     string
	Test        string
	Elapsed     float64 // seconds
	Output      string
	ImportPath  string // of build events
	FailedBuild string // of a package's fail event: the ImportPath above
}

// goTest runs go test -json with args in dir and counts into t.
func goTest(t *tally, dir string, args ...string) error {
	if only != "" {
		args = append([]string{"-run=" + only}, args...)
	}
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	before := t.failed
	readErr := readGoTest(t, out)
	err = cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && t.failed > before {
		err = nil // the failures are counted and shown
	}
	return errors.Join(readErr, err)
}

// readGoTest counts the events of in. A test is counted when its package ends,
// since only then it is known to have no subtests.
func readGoTest(t *tally, in io.Reader) error {
	packages, builds := map[string]*goPackage{}, map[string]string{}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		var e event
		if json.Unmarshal(line, &e) != nil {
			fmt.Fprintf(t.out, "%s", line) // not of go test: a build tool's remark
			continue
		}
		if e.Action == "build-output" {
			builds[e.ImportPath] += e.Output
			continue
		}
		if e.Package == "" {
			continue
		}
		p := packages[e.Package]
		if p == nil {
			p = &goPackage{outputs: map[string]string{}, results: map[string]string{}}
			packages[e.Package] = p
		}
		if p.take(e) {
			p.count(t, e, builds[e.FailedBuild])
			delete(packages, e.Package)
		}
	}
}

// goPackage collects what is known of a package whose tests still run.
type goPackage struct {
	outputs map[string]string // by test; "" is the package itself
	results map[string]string // pass, fail or skip by test
}

// take notes one event and tells whether it was the package's last.
func (p *goPackage) take(e event) (done bool) {
	switch e.Action {
	case "output":
		p.outputs[e.Test] += e.Output
	case "pass", "fail", "skip":
		if e.Test == "" {
			return true
		}
		p.results[e.Test] = e.Action
	}
	return false
}

// count adds the tests without subtests to t, and the package itself when it
// failed without any of them failing: it did not compile, panicked or timed out.
func (p *goPackage) count(t *tally, last event, build string) {
	passed, failed := t.passed, t.failed
	for test, result := range p.results {
		if p.hasSubtests(test) && result != "fail" {
			continue
		}
		switch result {
		case "pass":
			t.pass()
		case "skip":
			t.fail(last.Package+" "+test, "skipped: a test that does not run proves nothing\n"+p.outputs[test])
		case "fail":
			if !p.failedBelow(test) {
				t.fail(last.Package+" "+test, p.outputs[test])
			}
		}
	}
	if last.Action == "fail" && t.failed == failed {
		t.fail(last.Package, build+p.unfinished()+p.outputs[""])
	}
	if t.passed > passed || t.failed > failed {
		fmt.Fprintf(t.out, "   %-4s %-40s %4d tests %7.1f s\n", last.Action, last.Package, t.passed-passed+t.failed-failed, last.Elapsed)
	}
}

func (p *goPackage) hasSubtests(test string) bool {
	for other := range p.results {
		if strings.HasPrefix(other, test+"/") {
			return true
		}
	}
	return false
}

// failedBelow tells whether a subtest failed, which then is the one to show.
func (p *goPackage) failedBelow(test string) bool {
	for other, result := range p.results {
		if result == "fail" && strings.HasPrefix(other, test+"/") {
			return true
		}
	}
	return false
}

// unfinished is the output of tests that have no result: one of them panicked.
func (p *goPackage) unfinished() string {
	var b strings.Builder
	for test, output := range p.outputs {
		if _, ok := p.results[test]; !ok && test != "" {
			b.WriteString(output)
		}
	}
	return b.String()
}

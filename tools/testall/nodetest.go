package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// nodeEvent is one line of reporter.mjs.
type nodeEvent struct {
	Name    string
	Passed  bool
	Skipped bool
	Error   string
	Seconds float64
}

// nodeTest bundles the *.test.ts(x) files under source with webbuild and runs
// them with node --test, at most workers files at a time.
func nodeTest(t *tally, source string, workers int) error {
	// Inside node_modules, so that what the bundle leaves out is found.
	dir := filepath.Join("web/node_modules/.alun-test", filepath.Base(source))
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	bundle := exec.Command("go", "run", "./cmd/webbuild", "-test", dir, "-src", source)
	if out, err := bundle.CombinedOutput(); err != nil {
		return fmt.Errorf("webbuild: %w\n%s", err, out)
	}
	args := []string{"--test", "--enable-source-maps", "--test-reporter=./tools/testall/reporter.mjs", fmt.Sprintf("--test-concurrency=%d", workers)}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".test.mjs") {
			args = append(args, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	return runNode(t, args)
}

func runNode(t *tally, args []string) error {
	cmd := exec.Command("node", args...)
	cmd.Stderr, cmd.Env = os.Stderr, append(os.Environ(), "ALUN_ONLY="+only)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	before := t.failed
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		t.takeNode(lines.Bytes())
	}
	readErr := lines.Err()
	err = cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && t.failed > before {
		err = nil // the failures are counted and shown
	}
	return errors.Join(readErr, err)
}

func (t *tally) takeNode(line []byte) {
	var e nodeEvent
	if json.Unmarshal(line, &e) != nil || e.Name == "" {
		fmt.Fprintf(t.out, "     %s\n", line) // what a test printed
		return
	}
	switch {
	case e.Skipped:
		t.fail(e.Name, "skipped: a test that does not run proves nothing")
	case e.Passed:
		t.pass()
		if e.Seconds > 1 {
			fmt.Fprintf(t.out, "   pass %s %.1f s\n", e.Name, e.Seconds)
		}
	default:
		t.fail(e.Name, e.Error)
	}
}

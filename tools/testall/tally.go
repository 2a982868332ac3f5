package main

import (
	"fmt"
	"io"
	"strings"
)

// outputMax is how much of a failing test's output is shown: its end, in bytes.
const outputMax = 16 << 10

// tally counts tests and prints the failures.
type tally struct {
	out            io.Writer
	passed, failed int
}

func (t *tally) pass() { t.passed++ }

// fail counts one failure and shows its output, indented.
func (t *tally) fail(name, output string) {
	t.failed++
	if len(output) > outputMax {
		output = "…\n" + output[len(output)-outputMax:]
	}
	fmt.Fprintf(t.out, "FAIL %s\n", name)
	for line := range strings.Lines(strings.TrimRight(output, "\n") + "\n") {
		fmt.Fprintf(t.out, "     %s", line)
	}
}

func (t *tally) add(other tally) {
	t.passed += other.passed
	t.failed += other.failed
}

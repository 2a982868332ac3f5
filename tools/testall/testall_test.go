package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module makes a Go module of the given test files and counts its tests.
func module(t *testing.T, files map[string]string) (tally, string) {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module sample\n\ngo 1.26\n"
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	count := tally{out: &out}
	if err := goTest(&count, dir, "./..."); err != nil {
		t.Fatal(err)
	}
	return count, out.String()
}

func TestGoCountsLeavesOnly(t *testing.T) {
	count, out := module(t, map[string]string{"a/a_test.go": `package a
import "testing"
func TestOne(t *testing.T) {}
func TestTwo(t *testing.T) { t.Run("x", func(*testing.T) {}); t.Run("y", func(*testing.T) {}) }
`})
	if count.passed != 3 || count.failed != 0 {
		t.Errorf("%d passed, %d failed, want 3 and 0\n%s", count.passed, count.failed, out)
	}
}

func TestGoFailures(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"a failing test", `func TestBad(t *testing.T) { t.Error("water is dry") }`, "water is dry"},
		{"a failing subtest", `func TestBad(t *testing.T) { t.Run("x", func(t *testing.T) { t.Error("water is dry") }) }`, "TestBad/x"},
		{"a panic", `func TestBad(t *testing.T) { panic("water is dry") }`, "water is dry"},
		{"a skip", `func TestBad(t *testing.T) { t.Skip("water is dry") }`, "water is dry"},
		{"an exit", `func TestBad(t *testing.T) { os.Exit(3) }`, "sample"},
		{"no compilation", `func TestBad(t *testing.T) { var dry string = 3 }`, "cannot use 3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			count, out := module(t, map[string]string{"a_test.go": "package a\nimport (\"os\"; \"testing\")\nvar _ = os.Args\n" + test.body + "\n"})
			if count.failed != 1 || count.passed != 0 {
				t.Errorf("%d passed, %d failed, want 0 and 1", count.passed, count.failed)
			}
			if !strings.Contains(out, test.want) {
				t.Errorf("the output does not say %q:\n%s", test.want, out)
			}
		})
	}
}

func TestNodeCountsLeavesAndFailures(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.test.mjs")
	if err := os.WriteFile(file, []byte(`
import test, { describe, it } from 'node:test';
test('one', () => {});
describe('group', () => { it('two', () => {}); it('bad', () => { throw new Error('water is dry'); }); it.skip('left out', () => {}); });
test('outer', async (t) => { await t.test('inner', () => {}); });
`), 0o644); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "b.test.mjs")
	if err := os.WriteFile(broken, []byte("import 'node:nothing';"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("node is needed: ", err)
	}
	var out bytes.Buffer
	count := tally{out: &out}
	if err := runNode(&count, []string{"--test", "--test-reporter=./reporter.mjs", file, broken}); err != nil {
		t.Fatal(err)
	}
	if count.passed != 3 || count.failed != 3 {
		t.Errorf("%d passed, %d failed, want 3 (one, two, inner) and 3 (bad, left out, the broken file)\n%s", count.passed, count.failed, &out)
	}
	for _, want := range []string{"group > bad", "water is dry", "left out"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output does not say %q:\n%s", want, &out)
		}
	}
}

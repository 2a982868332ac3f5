package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// build compiles withpg for the tests, which run it as a process.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "withpg")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// folder takes the server's folder from the address that a command was given.
func folder(t *testing.T, url string) string {
	t.Helper()
	_, dir, ok := strings.Cut(strings.TrimSpace(url), "host=")
	if !ok {
		t.Fatalf("no host= in %q", url)
	}
	return dir
}

func TestRunsTheCommandAndStops(t *testing.T) {
	cmd := exec.Command(build(t), "sh", "-c", `echo "$ALUN_TEST_POSTGRES"; test -S "${ALUN_TEST_POSTGRES##*host=}/.s.PGSQL.5432" || exit 9; exit 3`)
	out, err := cmd.Output()
	if code := cmd.ProcessState.ExitCode(); code != 3 {
		t.Fatalf("exit code %d, want the command's 3: %v", code, err)
	}
	if _, err := os.Stat(folder(t, string(out))); !os.IsNotExist(err) {
		t.Errorf("the server's folder is still there: %v", err)
	}
}

func TestStopsOnASignal(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(s.String(), func(t *testing.T) {
			cmd := exec.Command(build(t), "sh", "-c", `echo "$ALUN_TEST_POSTGRES"; exec sleep 60`)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // its code is checked below
			if code := cmd.ProcessState.ExitCode(); code != 128+int(s) {
				t.Errorf("exit code %d, want %d", code, 128+int(s))
			}
			if _, err := os.Stat(folder(t, line)); !os.IsNotExist(err) {
				t.Errorf("the server's folder is still there: %v", err)
			}
		})
	}
}

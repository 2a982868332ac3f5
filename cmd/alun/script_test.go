package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts in testdata/script are the operator's view of the command. Besides testscript's own commands they have
//
//	serve FLAGS…   starts `alun serve` on a free port, waits until it answers, and sets $URL
//	stop           ends it with SIGTERM and waits; its output is then the standard output
//	crash          ends it with SIGKILL
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"alun": main})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": func(ts *testscript.TestScript, neg bool, args []string) {
				s := &server{ready: make(chan string, 1)}
				ts.Check(s.start(ts, args))
				ts.Defer(func() { s.end(syscall.SIGKILL) })
				running.Store(ts.Getenv("WORK"), s)
				select {
				case url := <-s.ready:
					ts.Setenv("URL", url)
				case <-s.done:
					ts.Fatalf("alun serve ended: %s", s.text())
				case <-time.After(60 * time.Second):
					ts.Fatalf("alun serve does not answer: %s", s.text())
				}
			},
			"stop":  func(ts *testscript.TestScript, _ bool, _ []string) { endServer(ts, syscall.SIGTERM) },
			"crash": func(ts *testscript.TestScript, _ bool, _ []string) { endServer(ts, syscall.SIGKILL) },
		},
	})
}

// running holds the server of each script by its work folder.
var running sync.Map

func endServer(ts *testscript.TestScript, sig syscall.Signal) {
	v, ok := running.LoadAndDelete(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("no server runs")
	}
	s := v.(*server)
	s.end(sig)
	ts.Logf("%s", s.text())
}

// server is a running `alun serve`.
type server struct {
	cmd   *exec.Cmd
	ready chan string
	done  chan struct{}

	mu  sync.Mutex
	out bytes.Buffer
}

var atURL = regexp.MustCompile(`Alun is at (\S+)`)

func (s *server) start(ts *testscript.TestScript, args []string) error {
	exe, err := os.Executable() // testscript makes this binary behave as alun under that name
	if err != nil {
		return err
	}
	s.cmd = exec.Command(exe, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	s.cmd.Args[0] = "alun"
	s.cmd.Dir = ts.Getenv("WORK")
	s.cmd.Env = append(os.Environ(), "PATH="+ts.Getenv("PATH"))
	if path, err := exec.LookPath(filepath.Join(filepath.SplitList(ts.Getenv("PATH"))[0], "alun")); err == nil {
		s.cmd.Path = path
	}
	s.cmd.Stdout, s.cmd.Stderr = s, s
	s.done = make(chan struct{})
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = s.cmd.Wait()
		close(s.done)
	}()
	return nil
}

// Write collects the output and looks for the address.
func (s *server) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.Write(p)
	if m := atURL.FindSubmatch(s.out.Bytes()); m != nil && strings.Contains(string(p), "Alun is at") {
		s.ready <- string(m[1])
	}
	return len(p), nil
}

func (s *server) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

func (s *server) end(sig syscall.Signal) {
	_ = s.cmd.Process.Signal(sig)
	<-s.done
}

package child

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// startLimit is how long a server may take to answer.
const startLimit = 60 * time.Second

// Config says how to run a server.
type Config struct {
	Binary string   // path of alun
	Data   string   // its folder
	DB     string   // --db; SQLite in Data when empty
	Flags  []string // further flags of `alun serve`
	Log    io.Writer
}

// Server is a running child. Its methods are not for concurrent use.
type Server struct {
	// URL is where it is, "http://localhost:41234".
	URL string

	cfg   Config
	cmd   *exec.Cmd
	ended chan struct{} // closed when the process has ended
	err   error         // how it ended
	setup chan string   // the code that makes the first operator, when this start is the first
}

var (
	lineURL   = regexp.MustCompile(`Alun is at (http\S+)`)
	lineSetup = regexp.MustCompile(`\b([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})\b`)
)

// Start starts a server and returns when it answers. The address of a server that was stopped or killed is a new one at
// the next start, unless Flags name one.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	args := []string{"serve", "--data", cfg.Data, "--log-level", "warn"}
	if cfg.DB != "" {
		args = append(args, "--db", cfg.DB)
	}
	if !strings.Contains(strings.Join(cfg.Flags, " "), "--addr") {
		args = append(args, "--addr", "127.0.0.1:0")
	}
	s := &Server{cfg: cfg, cmd: exec.Command(cfg.Binary, append(args, cfg.Flags...)...), ended: make(chan struct{}), setup: make(chan string, 1)}
	s.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + cfg.Data}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // it never outlives us
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	told := &tail{to: cfg.Log}
	s.cmd.Stderr = told
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	ready := make(chan struct{})
	go s.listen(out, ready)
	select {
	case <-ready:
		return s, nil
	case <-s.ended:
		return nil, errors.Join(fmt.Errorf("the server ended at once: %s", told), s.err)
	case <-ctx.Done():
	case <-time.After(startLimit):
	}
	s.Kill()
	return nil, fmt.Errorf("the server does not answer: %s", told)
}

// At is a server that runs already, somewhere: what it costs is not known, and it cannot be started or stopped.
func At(url string) *Server {
	return &Server{URL: strings.TrimSuffix(url, "/"), setup: make(chan string)}
}

// Remote reports whether the server is not our child.
func (s *Server) Remote() bool { return s.cmd == nil }

// listen reads what the server prints until it ends.
func (s *Server) listen(out io.Reader, ready chan struct{}) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		line := lines.Text()
		if code := lineSetup.FindString(line); code != "" {
			select {
			case s.setup <- code:
			default: // there is only one
			}
		}
		if at := lineURL.FindStringSubmatch(line); at != nil && s.URL == "" {
			s.URL = at[1]
			close(ready)
		}
	}
	s.err = s.cmd.Wait()
	close(s.ended)
}

// Stop asks the server to end in an orderly way and waits for it. It leaves a remote one alone.
func (s *Server) Stop() error {
	if s.Remote() {
		return nil
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
		return s.err
	case <-time.After(startLimit):
		s.Kill()
		return errors.New("the server did not end in time")
	}
}

// Kill ends the server as kill -9 does, and waits until it is gone. What it had in memory is lost.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill() // it may have ended by itself
	<-s.ended
}

// Ended is closed when the process is gone.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// Restart starts the server again on the same data, after Stop or Kill, on the same address when sameAddr.
func (s *Server) Restart(ctx context.Context, sameAddr bool) (*Server, error) {
	cfg := s.cfg
	if sameAddr && !strings.Contains(strings.Join(cfg.Flags, " "), "--addr") {
		port := s.URL[strings.LastIndexByte(s.URL, ':')+1:]
		cfg.Flags = append([]string{"--addr", "127.0.0.1:" + port}, cfg.Flags...)
	}
	return Start(ctx, cfg)
}

// Run runs another command of the same binary on the same data, such as "check", and returns what it printed.
func (s *Server) Run(ctx context.Context, command string, args ...string) (string, error) {
	full := append([]string{command, "--data", s.cfg.Data}, args...)
	if s.cfg.DB != "" {
		full = append(full, "--db", s.cfg.DB)
	}
	cmd := exec.CommandContext(ctx, s.cfg.Binary, full...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.cfg.Data}
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("alun %s: %w: %s", command, err, out)
	}
	return string(out), err
}

// Log returns where a server's log can go: a file in its folder.
func Log(data string) (*os.File, error) { return os.Create(filepath.Join(data, "serve.log")) }

// tail keeps the last lines of the server's log, for errors, and passes all on.
type tail struct {
	to io.Writer

	mu   sync.Mutex
	last []byte
}

const tailBytes = 4 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	t.last = append(t.last, b...)
	t.last = t.last[max(0, len(t.last)-tailBytes):]
	t.mu.Unlock()
	if t.to != nil {
		return t.to.Write(b)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.last)
}

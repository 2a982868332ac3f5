package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// startLimit is how long the server may take to answer on its socket.
const startLimit = 60 * time.Second

// settings make the server fast and let many tests connect at once.
var settings = []string{
	"fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off",
	"max_connections=300", "shared_buffers=128MB", "listen_addresses=", "log_min_messages=fatal",
}

// server is one running PostgreSQL and its folder.
type server struct {
	dir  string
	cmd  *exec.Cmd
	log  *bytes.Buffer
	done chan error
}

// start makes a cluster in a temporary folder and waits until it answers.
func start(ctx context.Context) (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	owner, err := runAs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/tmp", "alun-pg-") // short: a socket's path holds about 100 bytes
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, log: &bytes.Buffer{}, done: make(chan error, 1)}
	if err := s.boot(ctx, bin, owner); err != nil {
		stopped := s.stop() // before the log is read
		return nil, errors.Join(fmt.Errorf("%w\n%s", err, s.log), stopped)
	}
	return s, nil
}

func (s *server) boot(ctx context.Context, bin string, owner *syscall.Credential) error {
	if owner != nil {
		if err := os.Chown(s.dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(s.dir, "data")
	initdb := s.command(owner, bin, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if err := initdb.Run(); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	args := []string{"-D", data, "-k", s.dir}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	s.cmd = s.command(owner, bin, "postgres", args...)
	if err := s.cmd.Start(); err != nil {
		s.cmd = nil
		return err
	}
	go func() { s.done <- s.cmd.Wait() }()
	return s.ready(ctx)
}

// command prepares a program of PostgreSQL in a process group of its own, so
// that an interrupt from the terminal reaches the tests before the server.
func (s *server) command(owner *syscall.Credential, bin, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, s.log, s.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: owner}
	return cmd
}

// ready returns when the socket accepts a connection.
func (s *server) ready(ctx context.Context) error {
	limit := time.After(startLimit)
	for tick := time.Tick(20 * time.Millisecond); ; {
		if c, err := net.Dial("unix", filepath.Join(s.dir, ".s.PGSQL.5432")); err == nil {
			return c.Close()
		}
		select {
		case err := <-s.done:
			s.done <- err
			return fmt.Errorf("postgres ended at once: %w", err)
		case <-limit:
			return fmt.Errorf("postgres did not answer within %s", startLimit)
		case <-ctx.Done():
			return ctx.Err()
		case <-tick:
		}
	}
}

// url is the address for pgx and for alun serve --db.
func (s *server) url() string {
	return "postgres://postgres@/postgres?sslmode=disable&host=" + s.dir
}

// stop ends the server at once, without waiting for its clients, and removes
// its folder.
func (s *server) stop() error {
	if s.cmd != nil {
		_ = s.cmd.Process.Signal(syscall.SIGQUIT) // it may have ended already
		_ = <-s.done                              // killed, as it should be
	}
	return os.RemoveAll(s.dir)
}

// binaries finds the folder of initdb and postgres: Debian keeps the newest
// under /usr/lib/postgresql/<version>/bin, others have it in the PATH.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", errors.New("PostgreSQL is not installed (Debian: apt install postgresql; or set " + Variable + " yourself and run the tests without withpg)")
	}
	return filepath.Dir(path), nil
}

// version is the number in /usr/lib/postgresql/15/bin/postgres.
func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // not a number sorts first
	return n
}

// runAs is the unprivileged user for the server, nil for the caller himself.
func runAs() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(u.Uid, 10, 32)
		gid, errG := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(errU, errG); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("root may not run PostgreSQL, and neither the user postgres nor nobody exists")
}

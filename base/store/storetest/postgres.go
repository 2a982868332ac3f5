package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// createDatabase makes an empty database on server, dropped after the test, and returns its name.
func createDatabase(t *testing.T, server string) string {
	t.Helper()
	ctx := context.Background()
	name := fmt.Sprintf("alun_test_%016x", rand.Uint64())
	if err := command(ctx, server, "CREATE DATABASE "+name); err != nil {
		t.Fatalf("PostgreSQL at ALUN_TEST_POSTGRES: %v", err)
	}
	t.Cleanup(func() {
		if err := command(ctx, server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return name
}

func command(ctx context.Context, server, sql string) error {
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, sql)
	return err
}

// localServer starts PostgreSQL from the installed binaries, once per test process.
var localServer = sync.OnceValues(startServer)

// watch ends the server and removes its folder when its standard input closes, which the kernel does when the test process
// ends, however it ends.
const watch = `"$1" -D "$2" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
  -c max_connections=200 -c shared_buffers=64MB -c max_wal_size=4GB -c autovacuum=off >"$2/log" 2>&1 &
cat; kill -INT $!; wait; rm -rf "$2"`

// leash is the server's standard input. It is held here so that the garbage collector does not close it.
var leash io.Closer //nolint:unused // being held is its use

func startServer() (dsn string, err error) {
	initdb, postgres, err := binaries()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "alun-pg-")
	if err != nil {
		return "", err
	}
	as, err := servant(dir)
	if err != nil {
		return "", err
	}
	create := exec.Command(initdb, "-D", dir, "-U", "alun", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	create.SysProcAttr, create.Dir = as, dir
	if out, err := create.CombinedOutput(); err != nil {
		return "", errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(dir))
	}
	run := exec.Command("/bin/sh", "-c", watch, "alun-postgres", postgres, dir)
	run.SysProcAttr, run.Dir = as, dir
	if leash, err = run.StdinPipe(); err != nil {
		return "", err
	}
	if err := run.Start(); err != nil {
		return "", err
	}
	dsn = (&url.URL{Scheme: "postgres", User: url.User("alun"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}).String()
	return dsn, awaitServer(dsn)
}

func awaitServer(dsn string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := command(ctx, dsn, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not start: %w", err)
		}
	}
}

// binaries finds initdb and postgres on the PATH or where Debian puts them, the newest version first.
func binaries() (initdb, postgres string, err error) {
	if initdb, err = exec.LookPath("initdb"); err == nil {
		if postgres, err = exec.LookPath("postgres"); err == nil {
			return initdb, postgres, nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", "", errors.New("neither initdb nor postgres is installed")
	}
	initdb = found[len(found)-1]
	return initdb, filepath.Join(filepath.Dir(initdb), "postgres"), nil
}

// servant returns the attributes of a process that PostgreSQL accepts: it refuses to run as root, so a root gives the folder
// to the user postgres, or nobody.
func servant(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Setpgid: true} // Ctrl+C reaches the test, and its end reaches the server
	if os.Getuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, os.Chown(dir, uid, gid)
}

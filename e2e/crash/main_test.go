package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"alun/bench/child"
	"alun/client"
)

// binary is alun, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 2
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	if binary = os.Getenv("ALUN_BIN"); binary == "" {
		dir, err := os.MkdirTemp("", "alun-crash-")
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		binary = filepath.Join(dir, "alun")
		if out, err := exec.Command("go", "build", "-o", binary, "alun/cmd/alun").CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%w: %s", err, out)
		}
	}
	return m.Run(), nil
}

// number reads a setting from the environment.
func number(t *testing.T, name string, otherwise int) int {
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s=%s is not a number", name, s)
	}
	return n
}

// dice returns the test's source of chance, and prints its seed.
func dice(t *testing.T) *rand.Rand {
	seed := number(t, "ALUN_SEED", int(time.Now().UnixNano()))
	t.Logf("ALUN_SEED=%d", seed)
	return rand.New(rand.NewPCG(uint64(seed), 0))
}

// start starts a server that ends with the test.
func start(t *testing.T, cfg child.Config) *child.Server {
	t.Helper()
	cfg.Binary = binary
	if cfg.Data == "" {
		cfg.Data = t.TempDir()
	}
	s, err := child.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func stop(t *testing.T, s *child.Server) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Errorf("the server did not end well: %v", err)
	}
}

func newClient(t *testing.T, url, token string) *client.Client {
	t.Helper()
	c, err := client.New(url, client.Options{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// must fails the test on an error.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// town starts with people: the first of every group of four are friends, and chats are as wanted.
func people(t *testing.T, ctx context.Context, s *child.Server, n int) (*child.Town, []child.Person) {
	t.Helper()
	town := must(s.NewTown(ctx))(t)
	return town, must(town.People(ctx, n))(t)
}

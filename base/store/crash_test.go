package store_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	osexec "os/exec"
	"sync"
	"testing"

	"alun/base/store"
	"alun/base/store/storetest"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if url := os.Getenv("ALUN_STORE_VICTIM"); url != "" {
		victim(url)
		return
	}
	m.Run()
}

// victim writes for ever, in single writes and in sets, and says what has been answered.
func victim(url string) {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{URL: url}, system, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err == nil {
		err = db.Migrate(ctx, "thing", things)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	base := int64(os.Getpid()) << 32 // keys of an earlier life differ
	sets := store.NewBatch(db, 64, func(ctx context.Context, tx *store.Tx, items []int64) ([]store.Result[struct{}], error) {
		for _, k := range items {
			if err := insert(k)(ctx, tx); err != nil {
				return nil, err
			}
		}
		return make([]store.Result[struct{}], len(items)), nil
	})
	var wg sync.WaitGroup
	var out sync.Mutex
	for g := range int64(16) {
		wg.Go(func() {
			for n := int64(0); ; n++ {
				k := base | g<<24 | n
				var err error
				if g%2 == 0 {
					err = db.Write(ctx, insert(k))
				} else {
					_, err = sets.Do(ctx, k)
				}
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				out.Lock()
				fmt.Println(k)
				out.Unlock()
			}
		})
	}
	wg.Wait()
}

// Whatever was answered before kill -9 is there afterwards, and the file is whole.
func TestKilled(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		var answered []int64
		for life := range 4 {
			answered = append(answered, liveAndDie(t, url, 300+200*life)...)
		}
		db := storetest.Open(t, url, system) // closing it runs the integrity check
		if err := db.Migrate(t.Context(), "thing", things); err != nil {
			t.Fatal(err)
		}
		lost := 0
		for _, k := range answered {
			if !exists(t, db, k) {
				lost++
			}
		}
		if lost > 0 {
			t.Errorf("%d of %d answered writes are lost", lost, len(answered))
		}
	})
}

// liveAndDie runs the victim until it has answered some writes, kills it and returns all that it had answered.
func liveAndDie(t *testing.T, url string, some int) (answered []int64) {
	t.Helper()
	cmd := osexec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ALUN_STORE_VICTIM="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var k int64
		if _, err := fmt.Sscan(lines.Text(), &k); err != nil {
			break // the last line may be torn
		}
		answered = append(answered, k)
		if len(answered) == some {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait()
	if len(answered) < some {
		t.Fatalf("the victim died by itself after %d writes", len(answered))
	}
	return answered
}

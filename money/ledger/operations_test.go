package ledger_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"alun/base/clock"
	"alun/base/store"
)

var (
	operations = flag.Int("operations", 20_000, "how many operations TestOperations does on SQLite; a tenth of them on PostgreSQL")
	seed       = flag.Uint64("seed", 0, "of TestOperations; 0 = a new one")
)

// Whatever happens in any order, the ledger is the model. A failure is made small by rapid.
func TestAgainstModel(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		next := int64(1)
		rapid.Check(t, func(rt *rapid.T) {
			h.clearWorld()
			m := newMachine(h, func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "") }, rt.Fatalf)
			m.next = next
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				m.step(3)
			}
			next = m.next
		})
	})
}

// A ledger's life, long enough for what is rare: `make test` does a million operations of it on SQLite without the race
// detector (suite "ledger" of tools/testall), `make torture` ten million. The seed repeats a run.
func TestOperations(t *testing.T) {
	from := *seed
	if from == 0 {
		from = rand.Uint64N(1 << 32)
	}
	t.Logf("seed %d: go test ./money/ledger -run TestOperations -args -seed=%d -operations=%d", from, from, *operations)
	each(t, func(t *testing.T, h *house) {
		if h.db.Engine() == "postgres" {
			live(t, h, from, min(*operations/10, 20_000), 40)
			return
		}
		const book = 125_000 // operations of one ledger: it is read back whole at its end
		var running sync.WaitGroup
		slots := make(chan struct{}, 2)
		for i := 0; i*book < *operations; i++ {
			slots <- struct{}{}
			running.Go(func() {
				defer func() { <-slots }()
				dir := filepath.Join(t.TempDir(), fmt.Sprint(i))
				clk := clock.NewFake(start)
				db, err := store.Open(context.Background(), store.Config{URL: "sqlite:" + dir}, clk, slog.New(slog.DiscardHandler))
				if err != nil {
					t.Error(err)
					return
				}
				defer func() {
					if err := db.Close(); err != nil {
						t.Error(err)
					}
				}()
				live(t, open(t, db, clk), from+uint64(i), min(book, *operations-i*book), 400)
			})
		}
		running.Wait()
	})
}

// live does operations in sets of up to groups groups, then has everything read back.
func live(t *testing.T, h *house, seed uint64, operations, groups int) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	failed := false
	m := newMachine(h, random.IntN, func(format string, args ...any) {
		failed = true
		t.Errorf("seed %d: "+format, append([]any{seed}, args...)...)
	})
	for m.done < operations && !failed {
		m.step(groups)
	}
	t.Logf("seed %d: %d operations, %v", seed, m.done, m.codes)
	for _, code := range []string{"", "again", "ledger.conflict", "ledger.insufficient", "ledger.overflow", "ledger.resolved", "ledger.expired",
		"ledger.not_expired", "ledger.no_hold", "ledger.hold", "ledger.amount", "ledger.currency", "ledger.group"} {
		if operations >= 10_000 && m.codes[code] == 0 {
			t.Errorf("seed %d: no answer was %q", seed, code)
		}
	}
	if err := h.Recheck(context.Background()); err != nil {
		t.Errorf("seed %d: %v", seed, err)
	}
	if err := h.db.Check(context.Background()); err != nil {
		t.Errorf("seed %d: %v", seed, err)
	}
}

// clearWorld empties the book, so that the next case begins with nothing.
func (h *house) clearWorld() {
	err := h.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		for _, q := range []string{"DELETE FROM ledger_account", "DELETE FROM ledger_posting", "DELETE FROM ledger_entry", "DELETE FROM ledger_hold"} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

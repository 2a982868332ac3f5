package id

import (
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"alun/base/clock"
	"alun/base/errs"
)

func TestParse(t *testing.T) {
	for _, bad := range []string{"", "0", "-1", "+1", "01", " 1", "1 ", "1.0", "x", "9223372036854775808", "0x10", "1_000"} {
		if got, err := Parse[Chat](bad); err == nil || errs.CodeOf(err) != "id.malformed" {
			t.Errorf("Parse(%q) = %v, %v", bad, got, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := Account(rapid.Int64Min(1).Draw(t, "id"))
		if got, err := Parse[Account](want.String()); err != nil || got != want {
			t.Fatalf("%v became %v, %v", want, got, err)
		}
	})
}

// Whatever the clock does, ids rise strictly and carry their node.
func TestSourceRisesUnderAnyClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := clock.NewFake(Epoch.Add(time.Hour * 24 * 365))
		node := rapid.IntRange(0, MaxNode).Draw(t, "node")
		s := NewSource(c, node)
		var last int64
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			c.Advance(time.Duration(rapid.Int64Range(-50, 50).Draw(t, "ms")) * time.Millisecond)
			for range rapid.SampledFrom([]int{1, 1, 1, 2, 5000}).Draw(t, "burst") {
				n := s.New()
				if n <= last {
					t.Fatalf("%d after %d", n, last)
				}
				if Node(n) != node {
					t.Fatalf("node %d, want %d", Node(n), node)
				}
				last = n
			}
		}
	})
}

func TestTime(t *testing.T) {
	at := time.Date(2026, 11, 22, 15, 0, 0, 123_000_000, time.UTC)
	if got := Time(NewSource(clock.NewFake(at), 5).New()); !got.Equal(at) {
		t.Errorf("Time = %v, want %v", got, at)
	}
}

func TestSince(t *testing.T) {
	at := time.Date(2026, 11, 22, 15, 0, 0, 123_000_000, time.UTC)
	before, made := NewSource(clock.NewFake(at.Add(-time.Millisecond)), MaxNode).New(), NewSource(clock.NewFake(at), 0).New()
	if least := Since(at); least <= before || least > made || !Time(least).Equal(at) {
		t.Errorf("Since = %d, between %d and %d", least, before, made)
	}
}

func TestSourceConcurrent(t *testing.T) {
	a, b := NewSource(clock.System, 1), NewSource(clock.System, 2)
	var mu sync.Mutex
	seen := map[int64]bool{}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s := a
			if i%2 == 1 {
				s = b
			}
			for range 10_000 {
				n := s.New()
				mu.Lock()
				if seen[n] {
					t.Errorf("%d twice", n)
				}
				seen[n] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestOutOfRangePanics(t *testing.T) {
	for name, f := range map[string]func(){
		"node":         func() { NewSource(clock.System, MaxNode+1) },
		"before epoch": func() { NewSource(clock.NewFake(Epoch.Add(-time.Second)), 0).New() },
		"after 2094":   func() { NewSource(clock.NewFake(Epoch.AddDate(70, 0, 0)), 0).New() },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

package bench

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The books find what is missing and what came twice, in whatever order it came.
func TestTally(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		last := rapid.Int64Range(1, 60).Draw(t, "last")
		book := newTally(0)
		var all []int64
		var lost, doubled int64
		for seq := int64(1); seq <= last; seq++ {
			copies := rapid.SampledFrom([]int{0, 1, 1, 1, 2, 3}).Draw(t, "copies")
			for range copies {
				all = append(all, seq)
			}
			if copies == 0 {
				lost++
			} else {
				doubled += int64(copies - 1)
			}
		}
		for _, seq := range rapid.Permutation(all).Draw(t, "order") {
			book.came(seq)
		}
		if got := book.missing(last); got != lost || book.doubled != doubled {
			t.Fatalf("missing %d, doubled %d; want %d, %d", got, book.doubled, lost, doubled)
		}
	})
}

func TestHistogram(t *testing.T) {
	var h histogram
	for i := range 1_000 {
		h.add(time.Duration(i+1) * time.Millisecond)
	}
	for q, want := range map[float64]float64{0.5: 500, 0.95: 950, 0.99: 990} {
		if got := h.at(q); got < want*0.96 || got > want*1.04 {
			t.Errorf("%v: %v ms, want about %v", q, got, want)
		}
	}
	if new(histogram).at(0.5) != 0 {
		t.Error("nothing has no median")
	}
}

package bench

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// histogram counts durations in buckets 3 % wide, from 1 us to an hour. It is safe for concurrent use.
type histogram struct {
	n       atomic.Int64
	buckets [64 * perOctave]atomic.Int64
}

// perOctave is how many buckets a doubling has.
const perOctave = 32

func (h *histogram) add(d time.Duration) {
	us := uint64(max(1, d.Microseconds()))
	octave := bits.Len64(us) - 1
	h.buckets[octave*perOctave+int((us-1<<octave)*perOctave>>octave)].Add(1)
	h.n.Add(1)
}

// at returns the duration that a share q of all is not above, in milliseconds.
func (h *histogram) at(q float64) float64 {
	left := int64(q * float64(h.n.Load()))
	for i := range h.buckets {
		if left -= h.buckets[i].Load(); left < 0 {
			low := float64(uint64(1) << (i / perOctave))
			return low * (1 + (float64(i%perOctave)+0.5)/perOctave) / 1_000
		}
	}
	return 0
}

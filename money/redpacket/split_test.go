package redpacket

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// seeded is a source of dice that is the same at each run.
func seeded(n uint64) *rand.ChaCha8 {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], n)
	return rand.NewChaCha8(seed)
}

func draw(t testing.TB, dice *rand.ChaCha8, total int64, count int, least int64) []int64 {
	t.Helper()
	shares, err := Split(dice, total, count, least)
	if err != nil {
		t.Fatal(err)
	}
	return shares
}

// Whatever is divided by whatever dice: nothing is lost, nobody goes without, and no share is above its rule.
func TestSplitProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, MaxCount).Draw(t, "count")
		least := rapid.OneOf(rapid.Just(int64(1)), rapid.Int64Range(1, 10_000)).Draw(t, "least")
		room := rapid.OneOf(rapid.Int64Range(0, 50), rapid.Int64Range(0, 1_000_000), rapid.Int64Range(0, math.MaxInt64-10_000*MaxCount)).Draw(t, "room")
		total := least*int64(count) + room
		shares, err := Split(seeded(rapid.Uint64().Draw(t, "seed")), total, count, least)
		if err != nil {
			t.Fatal(err)
		}
		left := total - (least-1)*int64(count)
		for i, share := range shares {
			if share < least {
				t.Fatalf("share %d of %v is below %d", i, shares, least)
			}
			k := int64(count - i)
			share -= least - 1
			if k > 1 && float64(share) > max(1, 2*float64(left)/float64(k)*(1+1e-9)) || share > left-(k-1) {
				t.Fatalf("share %d of %v: %d with %d left for %d", i, shares, share, left, k)
			}
			left -= share
		}
		if left != 0 || len(shares) != count {
			t.Fatalf("%v leaves %d of %d", shares, left, total)
		}
	})
}

func TestSplitOfTheLeast(t *testing.T) {
	for range 100 {
		if got := draw(t, seeded(1), 10, 10, 1); !slices.Equal(got, []int64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}) {
			t.Fatalf("10 cents over 10: %v", got)
		}
	}
}

func TestSplitPanicsBelowTheLeast(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("9 units were divided into 10 shares")
		}
	}()
	_, _ = Split(seeded(1), 9, 10, 1)
}

// Each position has the same mean: 100.00 over 10, so that nobody gains by waiting. The tolerance is five standard errors.
func TestMeanOfEachPosition(t *testing.T) {
	const runs, count, total = 40_000, 10, 10_000
	var sum, squares [count]float64
	dice := seeded(7)
	for range runs {
		for i, share := range draw(t, dice, total, count, 1) {
			sum[i] += float64(share)
			squares[i] += float64(share) * float64(share)
		}
	}
	for i := range count {
		mean := sum[i] / runs
		deviation := math.Sqrt(squares[i]/runs - mean*mean)
		if off := math.Abs(mean - total/count); off > 5*deviation/math.Sqrt(runs) {
			t.Errorf("position %d: mean %.1f, %.1f off", i+1, mean, off)
		}
	}
}

// exact returns the probability of each share at each position by the stated rule, worked out without any dice.
func exact(total int64, count int) []map[int64]float64 {
	left := map[int64]float64{total: 1}
	positions := make([]map[int64]float64, count)
	for i := range count {
		k := int64(count - i)
		positions[i] = map[int64]float64{}
		after := map[int64]float64{}
		for m, p := range left {
			low, high := int64(1), min(2*m/k, m-(k-1))
			if k == 1 {
				low, high = m, m
			}
			for share := low; share <= high; share++ {
				q := p / float64(high-low+1)
				positions[i][share] += q
				after[m-share] += q
			}
		}
		left = after
	}
	return positions
}

// The distribution of shares at each position is that of the rule, by Pearson's chi-squared test at p = 0.001.
func TestDistributionOfEachPosition(t *testing.T) {
	const runs = 60_000
	for _, c := range []struct {
		total int64
		count int
	}{{20, 4}, {37, 5}, {60, 3}, {12, 10}} {
		want := exact(c.total, c.count)
		seen := make([]map[int64]float64, c.count)
		for i := range seen {
			seen[i] = map[int64]float64{}
		}
		dice := seeded(uint64(c.total))
		for range runs {
			for i, share := range draw(t, dice, c.total, c.count, 1) {
				seen[i][share]++
			}
		}
		for i := range seen {
			x, freedom := chiSquared(t, seen[i], want[i], runs)
			if limit := critical(freedom); x > limit {
				t.Errorf("%d over %d, position %d: chi-squared %.1f above %.1f (%d degrees of freedom)", c.total, c.count, i+1, x, limit, freedom)
			}
		}
	}
}

// chiSquared compares counts with probabilities; rare shares are counted together.
func chiSquared(t *testing.T, seen, want map[int64]float64, runs float64) (x float64, freedom int) {
	t.Helper()
	var rareSeen, rareWant float64
	for share, n := range seen {
		if want[share] == 0 {
			t.Fatalf("share %d was drawn %.0f times and cannot be", share, n)
		}
	}
	for share, p := range want {
		if p*runs < 10 {
			rareSeen, rareWant = rareSeen+seen[share], rareWant+p*runs
			continue
		}
		x += (seen[share] - p*runs) * (seen[share] - p*runs) / (p * runs)
		freedom++
	}
	if rareWant >= 5 {
		x += (rareSeen - rareWant) * (rareSeen - rareWant) / rareWant
		freedom++
	}
	return x, freedom - 1
}

// critical is the value that chi-squared exceeds with p = 0.001, by Wilson and Hilferty's approximation (1931).
func critical(freedom int) float64 {
	if freedom < 1 {
		return 1e-6
	}
	const z = 3.0902
	f := float64(freedom)
	return f * math.Pow(1-2/(9*f)+z*math.Sqrt(2/(9*f)), 3)
}

// A number in the part of the range that would favour some results is drawn again.
func TestUniformDrawsAgain(t *testing.T) {
	var b bytes.Buffer
	for _, v := range []uint64{0, 5, math.MaxUint64} { // 2^64 mod 6 = 4: 0 is redrawn, 5 is not
		b.Write(binary.BigEndian.AppendUint64(nil, v))
	}
	for _, want := range []uint64{5, math.MaxUint64 % 6} {
		if got, err := uniform(&b, 6); got != want || err != nil {
			t.Errorf("got %d, %v; want %d", got, err, want)
		}
	}
	if _, err := uniform(&b, 6); err == nil {
		t.Error("dice that are used up gave a number")
	}
}

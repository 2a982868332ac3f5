package redpacket

import (
	"encoding/binary"
	"io"
	"math/bits"
)

// Split draws count shares of total by the double-mean rule, in the order in which they will be handed out: with m left for
// k shares the next is uniform in [1, min(2·m/k, m − (k−1))], whole units, and the last takes the rest. So every share has
// the same mean and at least one unit, whatever the dice; a later one only varies more. least is the smallest share: each has
// least−1 units laid aside before the dice are thrown.
//
// dice is read eight bytes at a time; it is crypto/rand.Reader outside of tests. It panics when least × count exceeds total.
func Split(dice io.Reader, total int64, count int, least int64) ([]int64, error) {
	if least < 1 || count < 1 || total/int64(count) < least {
		panic("redpacket: a split that cannot be")
	}
	aside := least - 1
	left := total - aside*int64(count)
	shares := make([]int64, count)
	for i := range shares {
		k := int64(count - i)
		share := left
		if k > 1 {
			n, err := uniform(dice, uint64(highest(left, k)))
			if err != nil {
				return nil, err
			}
			share = int64(n) + 1
		}
		shares[i] = share + aside
		left -= share
	}
	return shares, nil
}

// highest is the largest share that may be drawn with m left for k > 1 shares: twice the mean, leaving one unit for each other.
func highest(m, k int64) int64 {
	hi, lo := bits.Mul64(2, uint64(m))
	twice, _ := bits.Div64(hi, lo, uint64(k)) // 2·m may not fit: m is at most a total
	return max(1, min(int64(twice), m-(k-1)))
}

// uniform returns a number below n, each as likely as any other: what lies beyond the last whole multiple of n is drawn again.
func uniform(dice io.Reader, n uint64) (uint64, error) {
	limit := -n % n // 2^64 mod n
	var b [8]byte
	for {
		if _, err := io.ReadFull(dice, b[:]); err != nil {
			return 0, err
		}
		if v := binary.BigEndian.Uint64(b[:]); v >= limit {
			return v % n, nil
		}
	}
}

// Equal returns count shares of the same size. total is a multiple of count.
func Equal(total int64, count int) []int64 {
	shares := make([]int64, count)
	for i := range shares {
		shares[i] = total / int64(count)
	}
	return shares
}

// luckiest returns the index of the largest of shares, the first on a tie.
func luckiest(shares []int64) int {
	best := 0
	for i, s := range shares {
		if s > shares[best] {
			best = i
		}
	}
	return best
}

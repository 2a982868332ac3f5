package paycode

import "testing"

func TestDigits(t *testing.T) {
	seen := map[string]bool{}
	for range 1_000 {
		d := newDigits()
		if !Is(d) || seen[d] {
			t.Fatalf("%q", d)
		}
		seen[d] = true
	}
	for _, text := range []string{"", "88", "881234567890123", "1012345678901234567", "101234567890123456", "88123456789012345x", "8812345678901234５"} {
		if Is(text) {
			t.Errorf("%q passes", text)
		}
	}
}

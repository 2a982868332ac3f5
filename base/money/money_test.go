package money

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"alun/base/errs"
)

func currency() *rapid.Generator[Currency] {
	return rapid.SampledFrom([]Currency{CNY, EUR, IDR, JPY, SGD, USD})
}

// minor draws any number, the ends of the range often.
func minor() *rapid.Generator[int64] {
	return rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, math.MinInt64 + 1}))
}

// Add and Sub are those of whole numbers, or say that the result does not fit.
func TestAddAndSubAgainstBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := currency().Draw(t, "currency")
		x, y := minor().Draw(t, "x"), minor().Draw(t, "y")
		for name, op := range map[string]struct {
			got  func(Amount) (Amount, error)
			want *big.Int
		}{
			"add": {Of(x, c).Add, new(big.Int).Add(big.NewInt(x), big.NewInt(y))},
			"sub": {Of(x, c).Sub, new(big.Int).Sub(big.NewInt(x), big.NewInt(y))},
		} {
			got, err := op.got(Of(y, c))
			switch {
			case err == nil && (!op.want.IsInt64() || got != Of(op.want.Int64(), c)):
				t.Fatalf("%s %d %d = %v", name, x, y, got)
			case err != nil && (errs.CodeOf(err) != "money.overflow" || op.want.IsInt64() && y != math.MinInt64):
				t.Fatalf("%s %d %d: %v", name, x, y, err)
			}
		}
	})
}

func TestCurrenciesDoNotMix(t *testing.T) {
	for _, pair := range [][2]Amount{{Of(1, USD), Of(1, EUR)}, {{}, {}}, {Of(1, USD), {}}} {
		if got, err := pair[0].Add(pair[1]); errs.CodeOf(err) != "money.mixed" {
			t.Errorf("%v + %v = %v, %v", pair[0], pair[1], got, err)
		}
	}
}

func TestString(t *testing.T) {
	for want, a := range map[string]Amount{
		"USD 12.50": Of(1250, USD), "-USD 0.05": Of(-5, USD), "EUR 0.00": Of(0, EUR), "JPY 1250": Of(1250, JPY), "-IDR 7": Of(-7, IDR),
		"-CNY 92233720368547758.08": Of(math.MinInt64, CNY), "SGD 0.99": Of(99, SGD), "? 3": {Minor: 3},
	} {
		if got := a.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestParseCurrency(t *testing.T) {
	for _, c := range []Currency{CNY, EUR, IDR, JPY, SGD, USD} {
		if got, err := ParseCurrency(string(c)); got != c || err != nil {
			t.Errorf("%s: %v, %v", c, got, err)
		}
	}
	for _, bad := range []string{"", "usd", "ABC", "USD "} {
		if _, err := ParseCurrency(bad); errs.CodeOf(err) != "money.currency" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if JPY.Digits() != 0 || USD.Digits() != 2 {
		t.Error("digits")
	}
}

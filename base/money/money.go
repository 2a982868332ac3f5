package money

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"alun/base/errs"
)

// Currency is an ISO 4217 code of the table below.
type Currency string

// The currencies that Alun knows, with ISO 4217's digits. The rupiah has two by the standard and none in life: nobody pays a sen.
const (
	CNY Currency = "CNY"
	EUR Currency = "EUR"
	IDR Currency = "IDR"
	JPY Currency = "JPY"
	SGD Currency = "SGD"
	USD Currency = "USD"
)

var digits = map[Currency]int{CNY: 2, EUR: 2, IDR: 0, JPY: 0, SGD: 2, USD: 2}

// ParseCurrency reads a code. Errors: invalid money.currency.
func ParseCurrency(code string) (Currency, error) {
	if _, ok := digits[Currency(code)]; !ok {
		return "", errs.Invalid("money.currency", "%q is no currency that is dealt in here.", code)
	}
	return Currency(code), nil
}

// Currencies returns all of them, sorted.
func Currencies() []Currency { return slices.Sorted(maps.Keys(digits)) }

// Digits returns how many digits stand behind the point: 2 for USD, 0 for JPY. It panics on an unknown currency.
func (c Currency) Digits() int {
	n, ok := digits[c]
	if !ok {
		panic("money: unknown currency " + string(c))
	}
	return n
}

// Amount is a number of minor units of a currency, negative for what is owed. Compare amounts with ==. The zero Amount has
// no currency and adds to nothing.
type Amount struct {
	Minor    int64
	Currency Currency
}

// Of returns minor units of c, for example Of(1250, USD) for 12.50 dollars.
func Of(minor int64, c Currency) Amount { return Amount{minor, c} }

var (
	errOverflow = errs.Invalid("money.overflow", "The amount is too large.")
	errMixed    = errs.Internal("money.mixed", "two currencies in one sum")
)

// Add returns a+b. Errors: invalid money.overflow; internal money.mixed.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency || a.Currency == "" {
		return Amount{}, errMixed
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) && b.Minor != 0 {
		return Amount{}, errOverflow
	}
	return Amount{sum, a.Currency}, nil
}

// Sub returns a-b. Errors as of Add.
func (a Amount) Sub(b Amount) (Amount, error) {
	if b.Minor == math.MinInt64 {
		return Amount{}, errOverflow
	}
	return a.Add(Amount{-b.Minor, b.Currency})
}

// String writes an amount for logs: "USD 12.50", "-USD 0.05", "JPY 1250". People see what their language makes of it.
func (a Amount) String() string {
	n, known := digits[a.Currency]
	if !known {
		return string(a.Currency) + "? " + strconv.FormatInt(a.Minor, 10)
	}
	text, sign := strconv.FormatInt(a.Minor, 10), ""
	if a.Minor < 0 {
		text, sign = text[1:], "-"
	}
	if n > 0 {
		text = strings.Repeat("0", max(0, n+1-len(text))) + text
		text = text[:len(text)-n] + "." + text[len(text)-n:]
	}
	return sign + string(a.Currency) + " " + text
}

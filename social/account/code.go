package account

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"alun/base/errs"
	"alun/base/limit"
)

// Rules of one-time codes. With 10 codes a day and 5 tries each, a code of 6 digits is guessed with a chance of 1 in
// 20,000 a day for each address that is attacked.
const (
	CodeLife  = 5 * time.Minute
	CodeTries = 5
	CodeAgain = 30 * time.Second // before the page offers another code
)

// Errors of codes. An unknown, expired and used ticket give the same answer.
var (
	ErrCodeWrong   = errs.Invalid("account.code_wrong", "This is not the code that we sent.")
	ErrCodeExpired = errs.Conflict("account.code_expired", "This code has expired. Please ask for a new one.")
	ErrCodeSpent   = errs.Exhausted("account.code_spent", "This code was tried too often. Please ask for a new one.")
	errTooMany     = errs.Exhausted("account.too_many_codes", "Too many codes were asked for. Please wait a while.")
)

// Limits of asking for codes.
var (
	codesHourly  = limit.Rule{Name: "account.code.address.hour", Max: 5, Per: time.Hour, Err: errTooMany}
	codesDaily   = limit.Rule{Name: "account.code.address.day", Max: 10, Per: 24 * time.Hour, Err: errTooMany}
	codesNetwork = limit.Rule{Name: "account.code.network", Max: 30, Per: time.Hour, Err: errTooMany}
	codesServer  = limit.Rule{Name: "account.code.server", Max: 2000, Per: time.Hour, Err: errTooMany}

	ceremoniesNetwork = limit.Rule{Name: "account.ceremony.network", Max: 300, Per: time.Hour}
	setupTries        = limit.Rule{Name: "account.setup", Max: 10, Per: time.Hour}
	setupServer       = limit.Rule{Name: "account.setup.server", Max: 50, Per: time.Hour}
	exports           = limit.Rule{Name: "account.export", Max: 10, Per: 24 * time.Hour}
	pictures          = limit.Rule{Name: "account.avatar", Max: 30, Per: time.Hour}
)

// newCode returns six random digits, each of the million codes as likely as the next.
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return fmt.Sprintf("%06d", n)
}

// cleanCode takes out what people and keyboards put between digits: "123 456", "123-456", full-width digits.
func cleanCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ' ' || r == '-' || r == '\u00a0':
			return -1
		}
		return r
	}, s)
}

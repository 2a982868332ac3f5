package bank

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
)

// Limits, each with an error of its own.
const (
	MaxLinked  = 5  // bank accounts linked by one person
	MaxOpen    = 20 // moves of one person that the bank has not decided
	MaxListed  = 50 // moves in one answer to a person
	MaxHolder  = 60 // characters
	minDigits  = 6
	maxDigits  = 20
	callMost   = 8 * time.Second  // one call of a bank
	firstAsk   = 10 * time.Second // after a move was written: if nobody has settled it by then, the bank is asked
	longestAsk = time.Hour        // between two questions
	idLength   = 16               // bytes of a client id
)

// Errors that callers meet. Their codes are part of the contract.
var (
	ErrNotFound   = errs.NotFound("bank.not_found", "There is no such movement.")
	ErrNoAccount  = errs.NotFound("bank.no_account", "There is no such bank account.")
	ErrNoBank     = errs.NotFound("bank.no_bank", "There is no such bank.")
	ErrNumber     = errs.Invalid("bank.number", "An account number has %d to %d digits.", minDigits, maxDigits)
	ErrHolder     = errs.Invalid("bank.holder", "The holder's name has 1 to %d characters.", MaxHolder)
	ErrFull       = errs.Exhausted("bank.full", "At most %d bank accounts can be linked.", MaxLinked)
	ErrLinked     = errs.Conflict("bank.linked", "This bank account is linked already.")
	ErrCurrency   = errs.Invalid("bank.currency", "This currency is not dealt in here.")
	ErrAmount     = errs.Invalid("bank.amount", "The amount is outside of what the bank moves at once.")
	ErrConflict   = errs.Conflict("bank.conflict", "Another movement was made with this id.")
	ErrTooMany    = errs.Exhausted("bank.too_many", "%d movements are waiting for the bank. Please let it answer first.", MaxOpen)
	ErrOpen       = errs.Conflict("bank.open", "A movement at your bank is under way. Please let the bank answer first.")
	ErrClientID   = errs.Invalid("bank.client_id", "A client id has %d bytes.", idLength)
	errNoContract = errs.Internal("bank.outcome", "a bank gave an outcome that is none")
)

// MoveID names a move, here and at the bank.
type MoveID int64

// LinkedID names a linked account.
type LinkedID int64

// Kind is the direction of a move. The numbers are stored.
type Kind int64

// The kinds.
const (
	TopUp      Kind = 1
	Withdrawal Kind = 2
)

// State is how a move stands. The numbers are stored, and are those of the contract.
type State int64

// The states. Waiting and Unknown are open: the bank has not decided, or its answer was lost.
const (
	Waiting State = 1
	Unknown State = 2
	Done    State = 3
	Failed  State = 4
)

func (s State) open() bool { return s == Waiting || s == Unknown }

// Reasons of a failed move, in words of the machine.
const (
	ReasonRefused      = "bank.refused"
	ReasonInsufficient = "bank.insufficient"
	ReasonClosed       = "bank.account_closed"
	ReasonBalanceLimit = "bank.balance_limit" // the wallet may not hold so much; what the bank moved goes back
)

// Linked is a person's account at a bank. Number is empty unless it was opened for the bank.
type Linked struct {
	ID     LinkedID
	Owner  id.Account
	Bank   string
	Tail   string // the last four digits
	Holder string
	At     time.Time
	Gone   bool // unlinked; kept for the moves that name it

	sealed []byte
}

// Masked is the number as people see it: "•••• 1234".
func (l Linked) Masked() string { return "•••• " + l.Tail }

// Move is one top-up or withdrawal.
type Move struct {
	ID       MoveID
	Owner    id.Account
	ClientID []byte
	Kind     Kind
	Amount   money.Amount
	Linked   LinkedID
	State    State
	Reason   string
	At       time.Time
	DoneAt   time.Time // zero while open
	Asks     int64     // how often the bank was asked without a decision
	Owed     bool      // the bank must still be told to take back what it moved
}

// same reports whether two requests are one: the same id with the same content.
func (m Move) same(other Move) bool {
	return m.Kind == other.Kind && m.Amount == other.Amount && m.Linked == other.Linked
}

// Instruction is a move as the bank gets it.
type Instruction struct {
	ID     MoveID
	Kind   Kind
	Amount money.Amount
	Number string
	Holder string
}

// Outcome is what a bank says of a move.
type Outcome int

// The outcomes.
const (
	Accepted   Outcome = iota + 1 // the bank has it and has not decided
	Moved                         // the money has moved, or is sure to
	Refused                       // it has not and will not; Reason says why
	NeverHeard                    // of Ask alone: the bank knows of no such move
)

// Answer is what a bank says of a move.
type Answer struct {
	Outcome Outcome
	Reason  string // of Refused: one of the reasons above
}

// Info describes a bank to people.
type Info struct {
	ID      string // of the adapter; stored with linked accounts
	Name    string
	Sandbox bool // no bank: its money is worth nothing
}

// Bank is an adapter to one bank. Its calls go over a network: they are made outside of transactions, with a context that
// ends, and an error always means that it is unknown what the bank did. The bank is idempotent by the id: the same
// instruction again gets the first answer, or a later one of the same move, and moves nothing twice.
type Bank interface {
	Info() Info
	// Submit gives an instruction to the bank.
	Submit(ctx context.Context, in Instruction) (Answer, error)
	// Ask returns how a move stands.
	Ask(ctx context.Context, move MoveID) (Answer, error)
	// Return has the bank take back a top-up that it has moved. To return again is harmless.
	Return(ctx context.Context, move MoveID) error
}

// bounds are the least and the most that moves at once, in minor units. Their own table: neither follows from a currency's digits.
var bounds = map[money.Currency]struct{ min, max int64 }{
	money.CNY: {1_00, 50_000_00},
	money.EUR: {1_00, 5_000_00},
	money.IDR: {10_000, 20_000_000},
	money.JPY: {100, 1_000_000},
	money.SGD: {1_00, 10_000_00},
	money.USD: {1_00, 5_000_00},
}

// Bounds returns the least and the most that moves at once.
func Bounds(c money.Currency) (least, most money.Amount) {
	b := bounds[c]
	return money.Of(b.min, c), money.Of(b.max, c)
}

// cleanNumber takes spaces and hyphens out of a number as people write it.
func cleanNumber(s string) (string, error) {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if len(s) < minDigits || len(s) > maxDigits {
		return "", ErrNumber
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return "", ErrNumber
		}
	}
	return s, nil
}

func cleanHolder(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if n := utf8.RuneCountInString(s); n < 1 || n > MaxHolder {
		return "", ErrHolder
	}
	return s, nil
}

// nextAsk is the wait before the bank is asked again: 2 s, 4 s, … at most an hour.
func nextAsk(asks int64) time.Duration {
	return min(longestAsk, 2*time.Second<<min(asks, 12))
}

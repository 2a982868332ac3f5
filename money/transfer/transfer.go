package transfer

import (
	"time"
	"unicode/utf8"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/social/account"
)

// Limits, each with an error of its own.
const (
	Life        = 24 * time.Hour  // of a transfer that nobody has answered
	RemindAfter = 20 * time.Hour  // the payee is reminded then
	RemindEvery = time.Hour       // at most, of a split
	MaxNote     = 60              // characters
	MinShares   = 2               // of a split
	MaxShares   = 100             // of a split
	MaxOpen     = 100             // requests and splits of one person that wait
	MaxMinor    = 100_000_000_000 // minor units of one request or split; what is spent has the wallet's limits
	idLength    = 16              // bytes of a client id
)

// Errors that callers meet. Their codes are part of the contract.
var (
	ErrNotFound = errs.NotFound("transfer.not_found", "This is not here.")
	ErrSelf     = errs.Invalid("transfer.self", "That is yourself.")
	ErrAmount   = errs.Invalid("transfer.amount", "Please give an amount above zero, and not a fantastic one.")
	ErrNote     = errs.Invalid("transfer.note", "A note has at most %d characters.", MaxNote)
	ErrClientID = errs.Invalid("transfer.client_id", "A client id has %d bytes.", idLength)
	ErrConflict = errs.Conflict("transfer.conflict", "Something else was made with this id.")
	ErrNoMember = errs.Conflict("transfer.no_member", "This person is not in the chat.")
	ErrNotYours = errs.Denied("transfer.not_yours", "This is for somebody else to decide.")
	ErrEnded    = errs.Conflict("transfer.ended", "This is over already.")
	ErrExpired  = errs.Conflict("transfer.expired", "This was not accepted within 24 hours, so the money went back.")
	ErrTooMany  = errs.Exhausted("transfer.too_many", "%d of your requests are waiting. Close some first.", MaxOpen)
	ErrShares   = errs.Invalid("transfer.shares", "A bill is split among %d to %d people, each once, each with an amount.", MinShares, MaxShares)
	ErrReminded = errs.Exhausted("transfer.reminded", "A reminder was sent within the last hour.")
)

// ID names a transfer, a request or a split; no two of any sort are alike.
type ID int64

// State is how a thing stands. The numbers are stored, and are those of the contract.
type State int64

// The states. Waiting is open; a thing that has left it stays as it is.
const (
	Waiting   State = 1
	Done      State = 2 // accepted or paid; a split: everybody has paid
	Returned  State = 3 // returned or declined by the other side
	Expired   State = 4 // of a transfer alone
	Cancelled State = 5 // taken back or closed by its maker
)

// Card is where a thing stands in a chat.
type Card struct {
	ID   ID
	Chat id.Chat
	Seq  int64
}

// Transfer is money offered to one member of a chat.
type Transfer struct {
	Card

	Payer, Payee id.Account
	Amount       money.Amount
	Note         string
	State        State
	At           time.Time
	ExpiresAt    time.Time
	EndedAt      time.Time // zero while it waits
}

// Request asks one person for money.
type Request struct {
	Card

	Payee, Payer id.Account // who asks, and who is asked
	Amount       money.Amount
	Note         string
	State        State
	At           time.Time
	EndedAt      time.Time
}

// Split asks members of a chat for their shares of a bill that its maker has paid.
type Split struct {
	Card

	Maker      id.Account
	Total      money.Amount
	Note       string
	State      State
	At         time.Time
	EndedAt    time.Time
	RemindedAt time.Time // zero: never
	Shares     []Share   // in the order given; Place counts from 1
}

// Share is one person's part of a split.
type Share struct {
	Account id.Account
	Place   int32
	Minor   int64
	PaidAt  time.Time // zero: not yet
}

// paid returns how many shares are paid.
func (s *Split) paid() (n int) {
	for _, share := range s.Shares {
		if !share.PaidAt.IsZero() {
			n++
		}
	}
	return n
}

// share returns a person's share, or nil.
func (s *Split) share(a id.Account) *Share {
	for i := range s.Shares {
		if s.Shares[i].Account == a {
			return &s.Shares[i]
		}
	}
	return nil
}

// concerns reports whether somebody may see the split.
func (s *Split) concerns(a id.Account) bool { return a == s.Maker || s.share(a) != nil }

// remindAgainAt is when the maker may remind.
func (s *Split) remindAgainAt() time.Time {
	if s.RemindedAt.IsZero() {
		return time.Time{}
	}
	return s.RemindedAt.Add(RemindEvery)
}

// sum adds the shares up and refuses what is no split: see ErrShares and ErrAmount.
func sum(c money.Currency, shares []Share) (total money.Amount, err error) {
	if len(shares) < MinShares || len(shares) > MaxShares {
		return total, ErrShares
	}
	seen := map[id.Account]bool{}
	total = money.Of(0, c)
	for _, share := range shares {
		if seen[share.Account] || share.Account <= 0 {
			return total, ErrShares
		}
		seen[share.Account] = true
		if err := checkAmount(money.Of(share.Minor, c)); err != nil {
			return total, err
		}
		if total, err = total.Add(money.Of(share.Minor, c)); err != nil {
			return total, err
		}
	}
	return total, checkAmount(total)
}

func checkAmount(a money.Amount) error {
	if _, err := money.ParseCurrency(string(a.Currency)); err != nil {
		return err
	}
	if a.Minor <= 0 || a.Minor > MaxMinor {
		return ErrAmount
	}
	return nil
}

// cleanNote makes one line of a note, without what hides or turns the direction of the text beside it.
func cleanNote(s string) (string, error) {
	s = account.CleanLine(s)
	if utf8.RuneCountInString(s) > MaxNote {
		return "", ErrNote
	}
	return s, nil
}

func checkClientID(b []byte) error {
	if len(b) != idLength {
		return ErrClientID
	}
	return nil
}

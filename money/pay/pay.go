package pay

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf8"

	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/money/ledger"
	"alun/social/account"
)

// Limits of this room.
const (
	AmountMax     = 99_999_999_999 // minor units: what fits into tag 54 of a code with two digits behind the point
	NoteMax       = 60             // characters of a note
	ReasonMax     = 100            // characters of a refund's reason
	TextMax       = 512            // bytes of a scanned text
	StallsMax     = 10             // open stalls of one owner
	StallsEver    = 100            // of one owner, closed ones too: they stay in his list
	StaffMax      = 20             // of one stall
	PlacesMax     = 30             // open stalls that one person owns or works at, from which on nobody can add him as staff
	RefundsMax    = 50             // of one payment
	PageMax       = 100            // payments of one page
	ConfirmWithin = 90 * time.Second
	CodeFor       = 24 * time.Hour  // how long a stall's code for one amount can be paid
	RecentFor     = 2 * time.Minute // how long a payer is told what became of a charge
	clientIDSize  = 16
)

// TriesMax wrong pay codes may be tried at one stall within TriesPer; then no code is looked at until it is over.
const (
	TriesMax = 10
	TriesPer = 10 * time.Minute
)

// StallID and PaymentID are ids of this room.
type (
	StallID   int64
	PaymentID int64
)

// State is alun.pay.v1.PaymentState; it reaches the disk.
type State = payv1.PaymentState

// How a payment came about; they reach disk and wire.
const (
	byStatic  = "static"
	byDynamic = "dynamic"
	byCode    = "code"
	byPerson  = "person"
)

// Errors.
var (
	ErrStallClosed  = errs.Conflict("pay.stall_closed", "This stall is closed.")
	ErrPayeeGone    = errs.NotFound("pay.payee_gone", "Nobody can be paid by this code any more.")
	ErrCodePaid     = errs.Conflict("pay.code_paid", "This code was paid already.")
	ErrAmount       = errs.Invalid("pay.amount", "This is no amount that can be paid here.")
	ErrAmountFixed  = errs.Invalid("pay.amount_fixed", "The code says another amount.")
	ErrOwn          = errs.Invalid("pay.own", "You cannot pay yourself.")
	ErrRepeated     = errs.Conflict("pay.repeated", "Something else was asked for under this id.")
	ErrNotFound     = errs.NotFound("pay.not_found", "There is no such payment.")
	ErrOver         = errs.Conflict("pay.over", "This payment is over.")
	ErrPaid         = errs.Conflict("pay.paid", "This is paid already. It can be refunded.")
	ErrNotPaid      = errs.Conflict("pay.not_paid", "This was not paid.")
	ErrTooMuch      = errs.Conflict("pay.refund_too_much", "This is more than is left of the payment.")
	ErrShort        = errs.Conflict("pay.short", "The stall has too little for this. The owner can refund it from the wallet.")
	ErrStall        = errs.NotFound("pay.stall_not_found", "There is no such stall.")
	ErrNotOwner     = errs.Denied("pay.not_owner", "Only the owner of the stall can do this.")
	ErrMayNotRefund = errs.Denied("pay.may_not_refund", "You may not refund payments of this stall.")
	ErrRefundOwn    = errs.Denied("pay.refund_own", "You paid this yourself. Somebody else of the stall has to refund it.")
	ErrNothing      = errs.Conflict("pay.nothing", "There is nothing to settle.")
	ErrOfflineLimit = errs.Conflict("pay.offline_limit", "A code shown without a connection pays small amounts only.")
	ErrTries        = errs.Exhausted("pay.code_tries", "Too many wrong codes at this stall. Please wait.")
	ErrStalls       = errs.Exhausted("pay.stalls_limit", "You have as many stalls as one person may.")
	ErrStaff        = errs.Exhausted("pay.staff_limit", "A stall has at most %d staff, a person at most %d stalls.", StaffMax, PlacesMax)
	ErrBlocked      = errs.Denied("pay.staff_blocked", "This person cannot be asked to work here.")
	ErrOpenStall    = errs.Conflict("pay.stall_open", "Please close your stalls first.")
)

// Payment is one amount from a payer to a stall or a person.
type Payment struct {
	ID     PaymentID
	Stall  StallID    // 0: Payee is paid directly
	Payee  id.Account // 0: Stall is paid
	Payer  id.Account
	Staff  id.Account // who charged a pay code; else 0
	Amount money.Amount
	Note   string
	State  State
	Reason string // machine code, when it could not be paid
	By     string
	// Reference is that of the stall's code for one amount that it was paid by; else "".
	Reference string
	// Refunded is the sum of its refunds, in minor units.
	Refunded     int64
	MadeAt       time.Time
	PaidAt       time.Time // zero: not paid
	ConfirmUntil time.Time // of a charge that waits for its payer
	ConfirmID    []byte
}

// paid tells whether money has moved for p.
func (p *Payment) paid() bool {
	return p.State == payv1.PaymentState_PAYMENT_STATE_SUCCESS || p.State == payv1.PaymentState_PAYMENT_STATE_REFUND
}

// waits tells whether p can still be confirmed at now.
func (p *Payment) waits(now time.Time) bool {
	return p.State == payv1.PaymentState_PAYMENT_STATE_USERPAYING && now.Before(p.ConfirmUntil)
}

// account is p's own in the ledger, through which its money goes.
func (p *Payment) account() ledger.Account {
	return ledger.Account{Owner: int64(p.ID), Code: ledger.Payment, Currency: p.Amount.Currency}
}

// Refund is a part of a payment given back.
type Refund struct {
	ID       int64
	Payment  PaymentID
	Amount   int64 // minor units of the payment's currency
	Reason   string
	By       id.Account
	ByWallet bool // from the wallet of whoever gave it back, not from the stall
	At       time.Time
	ClientID []byte
}

// Stall is somebody who is paid by code.
type Stall struct {
	ID         StallID
	Owner      id.Account
	Name       string
	Category   string
	City       string
	Currency   money.Currency
	AutoSettle bool
	OpenedAt   time.Time
	ClosedAt   time.Time // zero: open
	// Wrong is how many wrong pay codes were tried since WrongSince.
	Wrong      int
	WrongSince time.Time
}

func (s *Stall) closed() bool { return !s.ClosedAt.IsZero() }

// mayTry refuses to look at a pay code while too many wrong ones were tried at this stall. Error: ErrTries.
func (s *Stall) mayTry(now time.Time) error {
	if over := s.WrongSince.Add(TriesPer); s.Wrong >= TriesMax && now.Before(over) {
		return ErrTries.After(over.Sub(now))
	}
	return nil
}

// wrongCode counts a wrong pay code.
func (s *Stall) wrongCode(now time.Time) {
	if !now.Before(s.WrongSince.Add(TriesPer)) {
		s.Wrong, s.WrongSince = 0, now
	}
	s.Wrong++
}

func (s *Stall) account() ledger.Account {
	return ledger.Account{Owner: int64(s.ID), Code: ledger.Stall, Currency: s.Currency}
}

// categories are what a stall may be, with ISO 18245's merchant category code of each.
var categories = map[string]string{
	"food": "5812", "drinks": "5813", "groceries": "5411", "clothing": "5651", "services": "7299", "transport": "4121", "arts": "5971", "other": "5999",
}

// cleanLine puts a text of one line into normal form, without what nobody sees (account.CleanLine): a name cannot turn the direction of
// what follows, nor look like another by characters without a shape. Errors: invalid pay.<what> when it is not 1 (or 0, when it may be
// empty) to most characters.
func cleanLine(what, text string, least, most int) (string, error) {
	text = account.CleanLine(text)
	n := utf8.RuneCountInString(text)
	if n < least || n > most || n > 0 && strings.Trim(text, "\u200c\u200d ") == "" {
		return "", errs.Invalid("pay."+what, "This must have %d to %d characters.", least, most)
	}
	return text, nil
}

// checkAmount refuses what cannot be paid: nothing, too much, another currency. Error: ErrAmount.
func checkAmount(a money.Amount, c money.Currency) error {
	if a.Minor <= 0 || a.Minor > AmountMax || a.Currency != c {
		return ErrAmount
	}
	return nil
}

func checkClientID(b []byte) error {
	if len(b) != clientIDSize {
		return errs.Invalid("pay.client_id", "A client_id has %d bytes.", clientIDSize)
	}
	return nil
}

// fingerprint names what was asked for under a client_id: SHA-256 over the parts, each with its length.
func fingerprint(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

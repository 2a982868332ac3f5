package ledger

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"alun/base/money"
)

// Limits.
const (
	MaxPurpose = 40   // bytes of Posting.Purpose
	MaxNote    = 512  // bytes of Posting.Note
	MaxGroup   = 128  // postings of one group
	MaxSet     = 4096 // postings of one Post
	MaxPage    = 1000 // entries of one Entries
)

// Code says what an account is for. Codes reach the disk and the proofs: never change one.
type Code int16

// The codes in use. The bank's accounts are the house's own: what came in from outside stands there as a debt, so they
// have no floor; all others begin with a floor of zero.
const (
	Bank    Code = 1
	Wallet  Code = 10
	Packet  Code = 20
	Payment Code = 30
	Stall   Code = 31
)

// Unlimited is the floor of an account that may owe anything.
const Unlimited int64 = math.MinInt64

// floor is that of a new account.
func (c Code) floor() int64 {
	if c == Bank {
		return Unlimited
	}
	return 0
}

// Account names an account. It comes into being with the first posting that touches it.
type Account struct {
	Owner    int64 // an account, packet, payment or stall id; 0 is the house
	Code     Code
	Currency money.Currency
}

// String writes an account for logs: "10/42/IDR".
func (a Account) String() string { return fmt.Sprintf("%d/%d/%s", a.Code, a.Owner, a.Currency) }

func (a Account) compare(b Account) int {
	return cmp.Or(cmp.Compare(a.Owner, b.Owner), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Currency, b.Currency))
}

// ID names a posting for ever, and makes repeating it harmless: the thing that the money moves for (a packet, transfer,
// payment, bank movement; above zero) and the step within it, from zero. Steps below zero are the ledger's own.
type ID struct {
	Ref  int64
	Step int32
}

// Expiry returns the id of the posting with which the hold id expires.
func (id ID) Expiry() ID { return ID{id.Ref, ^id.Step} }

func (id ID) compare(other ID) int {
	return cmp.Or(cmp.Compare(id.Ref, other.Ref), cmp.Compare(id.Step, other.Step))
}

// Verb is what a posting does. Verbs reach the disk and the proofs.
type Verb int8

// The five verbs. Nothing else moves money.
const (
	Post    Verb = 1 // moves the amount
	Hold    Verb = 2 // promises the amount: it is no longer available to the debit account
	Capture Verb = 3 // moves Amount of what is held, part or all; the rest is free in the same step
	Release Verb = 4 // frees what is held
	Expire  Verb = 5 // frees what is held, once its time is over; its ID is the hold's Expiry
)

func (v Verb) resolves() bool { return v == Capture || v == Release || v == Expire }

// Posting is one step of money. All of it is content: a retry repeats it byte for byte.
type Posting struct {
	ID            ID
	Verb          Verb
	Debit, Credit Account // who gives, who gets; what resolves a hold may leave both empty
	Amount        int64   // minor units, above 0; Release and Expire may leave it 0
	Hold          ID      // of Capture, Release and Expire: what they resolve
	ExpiresAt     time.Time
	Purpose       string // "redpacket.open"; lists of bills show it
	Note          []byte // opaque
}

// Group is postings that happen together, in their order, or not at all.
type Group []Posting

// Posted is the answer to a group.
type Posted struct {
	At        time.Time // when it was posted first
	Duplicate bool      // it had been posted before; nothing was done
}

// Balance is the counters of an account, all of them growing for ever except the pending ones. Posted minus posted is
// what a person calls the balance.
type Balance struct {
	PostedDebit, PostedCredit   int64
	PendingDebit, PendingCredit int64
	Floor                       int64
	Version                     int64 // how many entries there are
}

// Posted returns what the entries sum up to: posted credit − posted debit.
func (b Balance) Posted() int64 { return b.PostedCredit - b.PostedDebit }

// Available returns what can be spent or promised down to a floor of zero.
func (b Balance) Available() int64 { return b.PostedCredit - b.PostedDebit - b.PendingDebit }

// Entry is what one posting did to one account.
type Entry struct {
	Version int64 // 1, 2, 3…
	ID      ID    // of the posting
	Delta   int64 // negative when it gave
	After   int64 // Balance.Posted after it
	At      time.Time
	Hash    [32]byte // the chain up to here
}

// Stored is a posting as it stands in the book.
type Stored struct {
	Posting

	At time.Time
}

// Held is a live hold.
type Held = Stored

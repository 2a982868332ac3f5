package redpacket

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/social/account"
)

// Limits. What is over one gets an error that names it. What a share and a packet may hold is the operator's setting.
const (
	MaxCount    = 100            // shares of a packet
	MaxGreeting = 60             // characters
	Life        = 24 * time.Hour // after which the rest goes back
	LinesMax    = 50             // packets listed in a year's summary, each way
	MaxCovers   = 50             // covers of the operator's that are offered
	clientIDLen = 16             // bytes
)

// The steps of a packet in the ledger, which reach disk: 0 fills it, 1 to 100 are the shares, this one takes the rest back.
const stepBack = 1000

// Purposes of postings, which reach disk: what a bill list shows.
const (
	purposeSend   = "redpacket.send"
	purposeOpen   = "redpacket.open"
	purposeRefund = "redpacket.refund"
)

// Errors that callers meet. Their codes are part of the contract.
var (
	ErrNotFound    = errs.NotFound("redpacket.not_found", "There is no such red packet.")
	ErrGone        = errs.Conflict("redpacket.gone", "You were too late: every share is taken.")
	ErrExpired     = errs.Conflict("redpacket.expired", "This red packet has expired.")
	ErrNotYours    = errs.Denied("redpacket.not_yours", "This red packet is for somebody else.")
	ErrNotMember   = errs.Denied("redpacket.not_member", "Only members of the chat may do this.")
	ErrNotFinished = errs.Conflict("redpacket.not_finished", "How it was drawn is shown when the packet is finished.")
	ErrConflict    = errs.Conflict("redpacket.conflict", "Another red packet was sent under this identifier.")
	ErrNobody      = errs.Invalid("redpacket.nobody", "There is nobody here who could open it.")
)

// ID names a packet. It is also its account's owner in the ledger.
type ID int64

func (i ID) String() string { return strconv.FormatInt(int64(i), 10) }

// Kind is how a packet is divided. The numbers are stored and are those of the contract.
type Kind int64

const (
	Lucky     Kind = 1 // shares by chance
	Equally   Kind = 2 // the same for everybody
	Exclusive Kind = 3 // for one member alone
)

// State is how a packet stands. The numbers are stored and are those of the contract.
type State int64

const (
	Open    State = 1 // shares are left
	Gone    State = 2 // every share is taken
	Expired State = 3 // the rest went back
)

// Packet is what never changes about a packet, so that it can be remembered without end. Draw, Salt and Nonce are nobody's to
// see before it is over.
type Packet struct {
	ID         ID
	Chat       id.Chat
	Seq        int64 // of its message
	Sender     id.Account
	Kind       Kind
	Greeting   string
	Cover      string
	OnlyFor    id.Account // of an exclusive one
	Total      money.Amount
	Count      int
	At         time.Time
	ExpiresAt  time.Time
	Commitment []byte
	Salt       []byte
	Nonce      []byte
	Draw       []int64
}

// Standing is how far a packet is opened.
type Standing struct {
	State    State
	Taken    int   // shares
	Minor    int64 // what they add up to
	EndedAt  time.Time
	Refunded int64
}

// over reports whether nothing about the packet can change any more.
func (s Standing) over() bool { return s.State != Open }

// why returns the error of whoever comes too late.
func (s Standing) why() error {
	if s.State == Gone {
		return ErrGone
	}
	return ErrExpired
}

// Share is what one person got.
type Share struct {
	Packet  ID
	Index   int // 1 is the first
	Account id.Account
	Minor   int64
	At      time.Time
}

// forAnother reports whether the packet is not for this member of its chat: an exclusive one is for one person, and in a chat of
// two nobody opens his own.
func (p *Packet) forAnother(a id.Account, group bool) bool {
	return p.Kind == Exclusive && p.OnlyFor != a || !group && p.Sender == a
}

// crowns reports whether a share is the luckiest of its packet: the largest of those taken from a lucky packet of several shares, the
// first on a tie, once the packet is over.
func (p *Packet) crowns(st Standing, share Share) bool {
	return p.Kind == Lucky && p.Count > 1 && st.over() && share.Index > 0 && luckiest(p.Draw[:st.Taken])+1 == share.Index
}

// Order is a packet that somebody wants to send.
type Order struct {
	ClientID []byte // 16 bytes of the device's choosing; the same order again gets the first answer
	Chat     id.Chat
	Kind     Kind
	Total    money.Amount
	Count    int
	Greeting string
	Cover    string
	OnlyFor  id.Account
	Nonce    []byte // 16 to 32 random bytes of the device
	Grant    []byte // from the wallet
}

// Rules are what an order keeps to, in one currency's minor units.
type Rules struct {
	Currency money.Currency
	MinShare int64
	MaxShare int64 // on average
	MaxTotal int64
}

// clean checks an order by itself and returns it tidied. Errors: invalid redpacket.client_id, .kind, .currency, .count, .total,
// .share_small, .share_large, .total_large, .uneven, .greeting, .only_for, .nonce.
func (o Order) clean(r Rules) (Order, error) {
	o.Greeting = account.CleanLine(o.Greeting)
	exclusive := o.Kind == Exclusive
	switch total, count := o.Total.Minor, int64(o.Count); {
	case len(o.ClientID) != clientIDLen:
		return o, errs.Invalid("redpacket.client_id", "A client_id has %d bytes.", clientIDLen)
	case o.Kind < Lucky || o.Kind > Exclusive:
		return o, errs.Invalid("redpacket.kind", "Say how to divide it.")
	case o.Total.Currency != r.Currency:
		return o, errs.Invalid("redpacket.currency", "Red packets are of %s here.", r.Currency)
	case count < 1 || count > MaxCount || exclusive && count != 1:
		return o, errs.Invalid("redpacket.count", "A red packet has 1 to %d shares, an exclusive one 1.", MaxCount)
	case total < 1:
		return o, errs.Invalid("redpacket.total", "Say how much.")
	case total/count < r.MinShare:
		return o, errs.Invalid("redpacket.share_small", "A share is at least %s.", money.Of(r.MinShare, r.Currency))
	case total > r.MaxTotal:
		return o, errs.Invalid("redpacket.total_large", "A red packet is at most %s.", money.Of(r.MaxTotal, r.Currency))
	case (total+count-1)/count > r.MaxShare:
		return o, errs.Invalid("redpacket.share_large", "A share is at most %s on average.", money.Of(r.MaxShare, r.Currency))
	case o.Kind == Equally && total%count != 0:
		return o, errs.Invalid("redpacket.uneven", "This cannot be divided into %d equal shares.", count)
	case exclusive != (o.OnlyFor != 0):
		return o, errs.Invalid("redpacket.only_for", "An exclusive red packet, and no other, says whom it is for.")
	case len(o.Nonce) < NonceMinLen || len(o.Nonce) > NonceMaxLen:
		return o, errs.Invalid("redpacket.nonce", "A nonce has %d to %d bytes.", NonceMinLen, NonceMaxLen)
	}
	if utf8.RuneCountInString(o.Greeting) > MaxGreeting {
		return o, errs.Invalid("redpacket.greeting", "A greeting has at most %d characters.", MaxGreeting)
	}
	return o, nil
}

// suits checks an order against the people of its chat. Errors: ErrNobody, ErrNotMember, invalid redpacket.only_for, .count_members.
func (o Order) suits(sender id.Account, group bool, members int, has func(id.Account) bool) error {
	switch {
	case !has(sender):
		return ErrNotMember
	case members < 2:
		return ErrNobody
	case o.Kind == Exclusive && (o.OnlyFor == sender || !has(o.OnlyFor)):
		return errs.Invalid("redpacket.only_for", "An exclusive red packet is for another member of the chat.")
	case !group && o.Count != 1, o.Count > members:
		return errs.Invalid("redpacket.count_members", "There are more shares than people to open them.")
	}
	return nil
}

// fingerprint is what makes two orders the same; the grant is none of it. It reaches disk.
func (o Order) fingerprint() []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d %d %s %d %d %d %q %q %x", o.Chat, o.Kind, o.Total.Currency, o.Total.Minor, o.Count, o.OnlyFor, o.Greeting, o.Cover, o.Nonce)
	return h.Sum(nil)
}

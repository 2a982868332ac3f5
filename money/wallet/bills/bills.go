package bills

import (
	"context"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	accountv1 "alun/api/gen/alun/account/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/ledger/proof"
)

// Limits.
const (
	PageMax      = 100       // bills of one page
	pageDefault  = 30        // … when the request does not say
	ScanMax      = 2000      // entries that one page looks at
	chunk        = 200       // entries of one read
	HoldsMax     = 100       // holds shown above the list
	KindsMax     = 20        // prefixes of kinds in one request
	QueryMax     = 60        // characters searched for
	ReportMax    = 50_000    // entries of two months
	StatementMax = 50_000    // rows of a statement
	StatementAge = 366 * day // from its first to its last day
	day          = 24 * time.Hour
)

// Errors of this package.
var (
	ErrNotFound = errs.NotFound("wallet.bill_not_found", "There is no such bill.")
	ErrRange    = errs.Invalid("wallet.range", "This is not a span of time that can be asked for.")
	ErrTooMany  = errs.Exhausted("wallet.bills_many", "Too much has moved in this time. Please ask for a shorter one.")
	ErrRequest  = errs.Invalid("wallet.bills_request", "This cannot be looked for.")
	ErrLater    = errs.NotFound("wallet.proof_later", "This can be proven when the books of its day are sealed, in the night.")
)

// Ledger is what this package reads of the books.
type Ledger interface {
	Entries(ctx context.Context, tx *store.Tx, a ledger.Account, before int64, limit int) ([]ledger.Entry, error)
	Holds(ctx context.Context, tx *store.Tx, a ledger.Account) ([]ledger.Held, error)
	Postings(ctx context.Context, tx *store.Tx, ids []ledger.ID) (map[ledger.ID]ledger.Stored, error)
	Of(ctx context.Context, tx *store.Tx, ref int64) ([]ledger.Stored, error)
	Prove(ctx context.Context, tx *store.Tx, a ledger.Account, version int64) (*proof.File, error)
}

// Accounts tells who the people in bills are.
type Accounts interface {
	People(ctx context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error)
}

// Needs is what Books is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	Ledger   Ledger
	Accounts Accounts
	Currency money.Currency // the deployment's: what a request means that names none
}

// Books reads everybody's bills. It is safe for concurrent use.
type Books struct{ Needs }

// New returns the reader of bills.
func New(n Needs) *Books { return &Books{n} }

// Amount is an amount as it is on the wire.
func Amount(a money.Amount) *moneyv1.Amount {
	return &moneyv1.Amount{Minor: a.Minor, Currency: string(a.Currency)}
}

// book returns the account of a wallet in the ledger. Errors: invalid money.currency.
func (b *Books) book(a id.Account, currency string) (ledger.Account, error) {
	if currency == "" {
		currency = string(b.Currency)
	}
	c, err := money.ParseCurrency(currency)
	return ledger.Account{Owner: int64(a), Code: ledger.Wallet, Currency: c}, err
}

// bill is one movement before it is written for a reader.
type bill struct {
	id      string
	kind    string
	delta   int64
	after   int64
	at      time.Time
	pending bool
	final   bool // after is known
	other   id.Account
	note    *walletv1.Note
	ref     int64
}

// of makes a bill of a posting as a wallet sees it.
func of(book ledger.Account, p ledger.Stored, held map[ledger.ID]ledger.Stored, delta int64) bill {
	note := p.Note
	if len(note) == 0 {
		note = held[p.Hold].Note // what is captured was explained when it was held
	}
	n := &walletv1.Note{}
	if proto.Unmarshal(note, n) != nil {
		n = &walletv1.Note{} // of a room that keeps other notes: the movement is shown without
	}
	other := id.Account(n.FromId)
	if delta < 0 {
		other = id.Account(n.ToId)
	}
	if int64(other) == book.Owner {
		other = 0
	}
	return bill{kind: kindOf(p.Purpose, delta), delta: delta, at: p.At, other: other, note: n, ref: p.ID.Ref}
}

// kindOf turns the purpose of a posting into the kind of a bill: what one person sends another receives.
func kindOf(purpose string, delta int64) string {
	if delta > 0 {
		switch purpose {
		case "transfer.send":
			return "transfer.receive"
		case "request.pay":
			return "request.receive"
		case "split.pay":
			return "split.receive"
		}
	}
	return purpose
}

// entryID and holdID name bills on the wire: "IDR.17", "hold.<ref>.<step>".
func entryID(book ledger.Account, version int64) string {
	return string(book.Currency) + "." + strconv.FormatInt(version, 10)
}

func holdID(h ledger.ID) string {
	return "hold." + strconv.FormatInt(h.Ref, 10) + "." + strconv.FormatInt(int64(h.Step), 10)
}

// parseEntryID reads the name of an entry's bill. Errors: ErrNotFound.
func (b *Books) parseEntryID(a id.Account, name string) (book ledger.Account, version int64, err error) {
	currency, number, _ := strings.Cut(name, ".")
	version, err = strconv.ParseInt(number, 10, 64)
	if err != nil || version < 1 || entryID(ledger.Account{Currency: money.Currency(currency)}, version) != name {
		return book, 0, ErrNotFound
	}
	if book, err = b.book(a, currency); err != nil {
		return book, 0, ErrNotFound
	}
	return book, version, nil
}

// people reads who is in bills.
func (b *Books) people(ctx context.Context, list []bill) (map[id.Account]*accountv1.Person, error) {
	var ids []id.Account
	seen := map[id.Account]bool{0: true}
	for _, x := range list {
		if !seen[x.other] {
			seen[x.other] = true
			ids = append(ids, x.other)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return b.Accounts.People(ctx, ids)
}

// proto writes a bill for its reader.
func (x bill) proto(c money.Currency, people map[id.Account]*accountv1.Person) *walletv1.Bill {
	out := &walletv1.Bill{
		Id: x.id, Kind: x.kind, Amount: Amount(money.Of(x.delta, c)), AtMs: x.at.UnixMilli(), Pending: x.pending,
		Person: people[x.other], Name: x.note.Name, Note: x.note.Text, ChatId: x.note.ChatId, Ref: x.ref,
	}
	if x.final {
		out.BalanceAfter = Amount(money.Of(x.after, c))
	}
	return out
}

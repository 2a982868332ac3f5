package wallet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/ledger"
	"alun/social/account"
)

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

const (
	ayu, budi = id.Account(101), id.Account(102)
	goodPIN   = "314159"
)

func idr(minor int64) money.Amount { return money.Of(minor, money.IDR) }

func caller(a id.Account) authn.Caller {
	return authn.Caller{Account: a, Session: id.Session(a), Slot: -1}
}

// town is a server of wallets on the real store, ledger and hasher's rules. Neighbours are small fakes; PINs are hashed
// cheaply and comparisons counted, except where a test asks for the real thing.
type town struct {
	*Service

	t      *testing.T
	clock  *clock.Fake
	people *people
	hub    *hub
	wire   *wire
	cheap  *cheapHasher
	books  *ledger.Ledger
	log    *bytes.Buffer
}

func each(t *testing.T, f func(t *testing.T, w town)) {
	t.Helper()
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		f(t, newTown(t, db, clk, Config{Currency: money.IDR, Sandbox: true}, &wire{}))
	})
}

func newTown(t *testing.T, db *store.DB, clk *clock.Fake, cfg Config, w *wire) town {
	t.Helper()
	must(t, ledger.Migrate(t.Context(), db))
	must(t, Migrate(t.Context(), db))
	secrets := secret.Ephemeral()
	town := town{t: t, clock: clk, people: newPeople(), hub: &hub{}, wire: w, cheap: &cheapHasher{}, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(town.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	town.books = ledger.New(ledger.Needs{DB: db, Clock: clk, Log: log, Signer: secrets.Signer("ledger")})
	var err error
	town.Service, err = New(t.Context(), Needs{
		DB: db, Clock: clk, Log: log, Secrets: secrets, Ledger: town.books, Accounts: town.people, Hub: town.hub, Bus: w,
	}, cfg)
	must(t, err)
	t.Cleanup(town.Close)
	town.pins = town.cheap
	return town
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err error, want *errs.Error) {
	t.Helper()
	if got := errs.CodeOf(err); got != want.Code {
		t.Fatalf("error %v, want %s", err, want.Code)
	}
}

// inTx runs f in a write.
func (w town) inTx(f func(ctx context.Context, tx *store.Tx) error) error {
	return w.db.Write(context.Background(), f)
}

// give puts money into a wallet, out of the bank.
func (w town) give(a id.Account, amount money.Amount) {
	w.t.Helper()
	w.post(ledger.Posting{
		ID: ledger.ID{Ref: w.wire.next()}, Verb: ledger.Post, Debit: ledger.Account{Code: ledger.Bank, Currency: amount.Currency},
		Credit: Of(a, amount.Currency), Amount: amount.Minor, Purpose: "bank.topup",
	})
}

func (w town) post(p ledger.Posting) {
	w.t.Helper()
	must(w.t, w.inTx(func(ctx context.Context, tx *store.Tx) error {
		results, err := w.books.Post(ctx, tx, []ledger.Group{{p}})
		if err != nil {
			return err
		}
		return results[0].Err
	}))
}

var intents atomic.Uint64

// intent is one that nobody has had before.
func intent(amount money.Amount) Intent {
	n := sha256.Sum256([]byte{byte(intents.Add(1)), byte(intents.Load() >> 8), byte(intents.Load() >> 16)})
	return Intent{Kind: "transfer", ClientID: n[:ClientIDSize], Amount: amount, Payee: int64(budi)}
}

// agree returns a grant by the right PIN.
func (w town) agree(a id.Account, i Intent) []byte {
	w.t.Helper()
	g, err := w.Authorize(w.t.Context(), caller(a), i, goodPIN)
	must(w.t, err)
	return g.Token
}

// spend spends in a transaction of its own.
func (w town) spend(a id.Account, i Intent, grant []byte) error {
	return w.inTx(func(ctx context.Context, tx *store.Tx) error {
		return w.Spend(ctx, tx, Spend{Caller: caller(a), Intent: i, Grant: grant})
	})
}

// pay agrees and spends.
func (w town) pay(a id.Account, minor int64) error {
	w.t.Helper()
	i := intent(idr(minor))
	return w.spend(a, i, w.agree(a, i))
}

// setPolicy changes the deployment's policy.
func (w town) setPolicy(change func(*Policy)) {
	w.t.Helper()
	p := w.Policy(w.t.Context())
	change(&p)
	must(w.t, w.inTx(func(ctx context.Context, tx *store.Tx) error { return w.UpdatePolicy(ctx, tx, p) }))
}

// people is what the tests want to be true of accounts.
type people struct {
	mu       sync.Mutex
	standing map[id.Account]account.Standing
	keys     map[id.Account]time.Time // when a passkey was added
	code     string                   // the one-time code that is right
	before   time.Time                // what StartProof was asked
	used     int

	noPasskeys bool
}

func newPeople() *people {
	return &people{standing: map[id.Account]account.Standing{}, keys: map[id.Account]time.Time{}, code: "271828"}
}

func (p *people) Standing(_ context.Context, _ *store.Tx, c authn.Caller) (account.Standing, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := p.standing[c.Account]
	if c.Session == 0 {
		st.SessionAt = time.Time{}
	}
	return st, nil
}

func (p *people) KeysBefore(_ context.Context, _ *store.Tx, a id.Account, before time.Time) (int, error) {
	if added, ok := p.keys[a]; ok && added.Before(before) {
		return 1, nil
	}
	return 0, nil
}

func (p *people) HasPasskeys(context.Context) bool { return !p.noPasskeys }

func (p *people) BeginConfirm(ctx context.Context, a id.Account, binding string, before time.Time) (string, []byte, error) {
	if n, _ := p.KeysBefore(ctx, nil, a, before); n == 0 {
		return "", nil, account.ErrPasskeyUnknown
	}
	return "ticket for " + a.String() + binding, []byte("{}"), nil
}

func (p *people) FinishConfirm(_ context.Context, a id.Account, binding, ticket, answer string) error {
	if ticket != "ticket for "+a.String()+binding || answer != "signed" {
		return account.ErrPasskeyRefused
	}
	return nil
}

func (p *people) StartProof(_ context.Context, _ id.Account, before time.Time) (account.Ticket, error) {
	p.before = before
	return account.Ticket{Ticket: "proof", Address: account.Address{Kind: account.Email, Value: "ayu@example.org"}}, nil
}

func (p *people) CheckProof(_ context.Context, _ id.Account, ticket, code string) (func(context.Context, *store.Tx) error, error) {
	if ticket != "proof" || code != p.code {
		return nil, account.ErrCodeWrong
	}
	return func(context.Context, *store.Tx) error { p.used++; return nil }, nil
}

func (p *people) People(_ context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error) {
	names := map[id.Account]string{ayu: "Ayu", budi: "Budi"}
	out := map[id.Account]*accountv1.Person{}
	for _, a := range ids {
		out[a] = &accountv1.Person{Id: int64(a), Name: names[a]}
	}
	return out, nil
}

// hub writes down who was nudged.
type hub struct {
	mu     sync.Mutex
	pushed []id.Account
}

func (h *hub) Push(accounts []id.Account, _ []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pushed = append(h.pushed, accounts...)
}

func (h *hub) heard(a id.Account) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Contains(h.pushed, a)
}

// wire is the bus: hints arrive at once.
type wire struct {
	mu   sync.Mutex
	subs []func([]byte)
	refs int64
}

func (w *wire) next() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refs++
	return 1000 + w.refs
}

func (w *wire) Publish(_ string, data []byte) {
	w.mu.Lock()
	subs := slices.Clone(w.subs)
	w.mu.Unlock()
	for _, fn := range subs {
		fn(data)
	}
}

func (w *wire) Subscribe(_ string, fn func([]byte)) func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.subs = append(w.subs, fn)
	return func() {}
}

func (w *wire) OnGap(func()) {}

// cheapHasher is a hasher that costs nothing and counts comparisons. die, when set, ends the process in the middle of one,
// as far as a test can.
type cheapHasher struct {
	compared atomic.Int64
	sealed   atomic.Int64
	die      atomic.Bool
}

func (h *cheapHasher) Enter(context.Context) (func(), error) { return func() {}, nil }
func (h *cheapHasher) Old([]byte) bool                       { return false }

func (h *cheapHasher) Seal(a id.Account, digits string) []byte {
	h.sealed.Add(1)
	return cheapBox(a, digits)
}

// cheapBox makes a box of the real size, which Check asks for.
func cheapBox(a id.Account, digits string) []byte {
	sum := sha256.Sum256([]byte(a.String() + digits))
	return append(sum[:], make([]byte, 18)...)
}

func (h *cheapHasher) Compare(a id.Account, box []byte, digits string) (bool, error) {
	h.compared.Add(1)
	if h.die.Load() {
		panic("killed")
	}
	return bytes.Equal(box, cheapBox(a, digits)), nil
}

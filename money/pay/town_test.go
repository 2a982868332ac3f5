package pay

import (
	"bytes"
	"context"
	"encoding/binary"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	accountv1 "alun/api/gen/alun/account/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/ledger"
	"alun/money/wallet"
	"alun/social/contact"
)

// The people of the tests: two payers, a stall's owner, two who work there, and somebody who has nothing to do with it.
const (
	ayu id.Account = 101 + iota
	budi
	tini
	joko
	sari
	rudi
)

var start = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

func idr(minor int64) money.Amount { return money.Of(minor, money.IDR) }

func as(a id.Account) authn.Caller { return authn.Caller{Account: a, Session: id.Session(a * 10)} }

// town is the room on the real ledger and queue, with small fakes for people and their wallets.
type town struct {
	*Service

	t       must
	clock   *clock.Fake
	jobs    *job.Queue
	book    *ledger.Ledger
	wallets *wallets
	stall   StallID // tini's; joko works there, sari may refund
	clients int

	mu     sync.Mutex
	over   map[id.Session]bool
	gone   map[id.Account]bool
	banned map[id.Account]bool // suspended
	blocks map[id.Account]bool // has fallen out with everybody
	nudges map[id.Account][]string
}

// must is what a test and a property have in common.
type must interface {
	Helper()
	Context() context.Context
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func each(t *testing.T, f func(t *testing.T, w *town)) {
	t.Helper()
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		f(t, openTown(t, db, clk))
	})
}

func openTown(t *testing.T, db *store.DB, clk *clock.Fake) *town {
	t.Helper()
	for _, room := range []func(context.Context, *store.DB) error{job.Migrate, ledger.Migrate, Migrate} {
		if err := room(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	log, secrets, ids := slog.New(slog.DiscardHandler), secret.Ephemeral(), id.NewSource(clk, 1)
	w := &town{
		t: t, clock: clk, over: map[id.Session]bool{}, gone: map[id.Account]bool{}, blocks: map[id.Account]bool{}, banned: map[id.Account]bool{}, nudges: map[id.Account][]string{},
		jobs: job.NewQueue(db, ids, nil, clk, log), book: ledger.New(ledger.Needs{DB: db, Clock: clk, Log: log, Signer: secrets.Signer("ledger")}),
		wallets: &wallets{noPIN: 50_000, most: 1 << 40, frozen: map[id.Account]bool{}, unspent: map[id.Account]int64{}},
	}
	w.Service = New(Needs{
		DB: db, IDs: ids, Clock: clk, Log: log, Secrets: secrets, Accounts: w, Contacts: w, Wallet: w.wallets, Ledger: w.book, Jobs: w.jobs, Hub: w,
		Place: func(context.Context) (Place, error) { return Place{Name: "Alun", Country: "ID"}, nil },
	})
	v, err := w.OpenStall(t.Context(), as(tini), Opening{ClientID: w.client(), Name: "Warung Bu Tini", Category: "food", City: "Malang"})
	w.must(err)
	w.stall = v.ID
	_, err = w.SetStaff(t.Context(), as(tini), w.stall, joko, false)
	w.must(err)
	_, err = w.SetStaff(t.Context(), as(tini), w.stall, sari, true)
	w.must(err)
	for _, a := range []id.Account{ayu, budi, tini} {
		w.fund(a, 1_000_000)
	}
	return w
}

// fund gives somebody money out of the house's bank.
func (w *town) fund(a id.Account, minor int64) {
	w.t.Helper()
	w.must(w.DB.Write(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return w.post(ctx, tx, ledger.Group{{
			ID: ledger.ID{Ref: w.IDs.New()}, Verb: ledger.Post, Debit: ledger.Account{Code: ledger.Bank, Currency: money.IDR},
			Credit: wallet.Of(a, money.IDR), Amount: minor, Purpose: "bank.topup",
		}})
	}))
}

func (w *town) has(a id.Account) int64 { return w.balance(wallet.Of(a, money.IDR)) }

func (w *town) stallHas() int64 {
	return w.balance(ledger.Account{Owner: int64(w.stall), Code: ledger.Stall, Currency: money.IDR})
}

// count is how many rows a table has.
func (w *town) count(table string) int {
	n, err := read(w.t.Context(), w.DB, func(ctx context.Context, tx *store.Tx) (n int, err error) {
		return n, tx.QueryRow(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n)
	})
	w.must(err)
	return n
}

func (w *town) balance(a ledger.Account) int64 {
	w.t.Helper()
	n, err := read(w.t.Context(), w.DB, func(ctx context.Context, tx *store.Tx) (int64, error) {
		all, err := w.book.Balances(ctx, tx, []ledger.Account{a})
		return all[a].Available(), err
	})
	w.must(err)
	return n
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) wantCode(err error, code string) {
	w.t.Helper()
	if errs.CodeOf(err) != code {
		w.t.Fatalf("got %v, want %s", err, code)
	}
}

// client returns a new client_id.
func (w *town) client() []byte {
	w.clients++
	return clientID(w.clients)
}

func clientID[T byte | int](n T) []byte {
	return binary.BigEndian.AppendUint64(bytes.Repeat([]byte{7}, clientIDSize-8), uint64(n))
}

// code returns the stall's code: static, or for an amount.
func (w *town) code(minor int64) string {
	w.t.Helper()
	amount := money.Amount{}
	if minor > 0 {
		amount = idr(minor)
	}
	text, _, err := w.StallCode(w.t.Context(), as(joko), w.stall, amount, "")
	w.must(err)
	return text
}

// pay pays the stall by its static code and returns the payment.
func (w *town) pay(a id.Account, minor int64) *Payment {
	w.t.Helper()
	p, err := w.Pay(w.t.Context(), as(a), Order{ClientID: w.client(), Target: w.code(0), Amount: idr(minor)})
	w.must(err)
	return p
}

// show issues an online pay code.
func (w *town) show(a id.Account) string {
	w.t.Helper()
	codes, err := w.IssueCodes(w.t.Context(), as(a), false)
	w.must(err)
	return codes[0].Digits
}

func (w *town) charge(code string, minor int64) (*Payment, error) {
	return w.Charge(w.t.Context(), as(joko), Charge{ClientID: w.client(), Stall: w.stall, Code: code, Amount: idr(minor)})
}

func (w *town) refund(a id.Account, p *Payment, minor int64) (Refund, error) {
	r, _, err := w.Refund(w.t.Context(), as(a), Return{ClientID: w.client(), Payment: p.ID, Amount: idr(minor)})
	return r, err
}

// later lets time pass and runs what is due.
func (w *town) later(d time.Duration) {
	w.t.Helper()
	w.clock.Advance(d)
	for {
		n, err := w.jobs.RunDue(w.t.Context())
		w.must(err)
		if n == 0 {
			return
		}
	}
}

// heard returns the topics that somebody was nudged about since the last time.
func (w *town) heard(a id.Account) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := strings.Join(w.nudges[a], " ")
	w.nudges[a] = nil
	return all
}

// Push is the hub.
func (w *town) Push(accounts []id.Account, frame []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := &livev1.ServerFrame{}
	if err := proto.Unmarshal(frame, f); err != nil {
		panic(err)
	}
	for _, a := range accounts {
		for _, n := range f.Nudges {
			topic, _, _ := strings.Cut(n.Topic, ":")
			w.nudges[a] = append(w.nudges[a], topic)
		}
	}
}

// People and SignedIn are the accounts.
func (w *town) People(_ context.Context, who []id.Account) (map[id.Account]*accountv1.Person, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	found := map[id.Account]*accountv1.Person{}
	for _, a := range who {
		if a >= ayu && a <= rudi {
			name := [...]string{"Ayu", "Budi", "Tini", "Joko", "Sari", "Rudi"}[a-ayu]
			found[a] = &accountv1.Person{Id: int64(a), Name: name, Deleted: w.gone[a]}
		}
	}
	return found, nil
}

// Bond is the contacts.
func (w *town) Bond(_ context.Context, _ *store.Tx, _, b id.Account) (contact.Bond, error) {
	return contact.Bond{Blocked: w.blocks[b]}, nil
}

// Open is the accounts, too.
func (w *town) Open(_ context.Context, _ *store.Tx, a id.Account) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.gone[a] && !w.banned[a], nil
}

func (w *town) SignedIn(_ context.Context, _ *store.Tx, _ id.Account, session id.Session) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.over[session], nil
}

// wallets keeps the rules of wallets: a grant is the hash of what it is for.
type wallets struct {
	noPIN, most int64

	mu      sync.Mutex
	frozen  map[id.Account]bool
	unspent map[id.Account]int64
	heard   map[id.Account]int
}

func (f *wallets) Spend(_ context.Context, _ *store.Tx, s wallet.Spend) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := s.Intent.Check(); err != nil {
		return err
	}
	switch {
	case f.frozen[s.Caller.Account]:
		return wallet.ErrFrozen
	case bytes.Equal(s.Grant, s.Intent.Hash()):
		return nil
	case len(s.Grant) > 0:
		return wallet.ErrGrant
	case s.NoPIN && s.Intent.Amount.Minor <= f.noPIN:
		return nil
	}
	return wallet.ErrPINNeeded
}

func grant(kind string, clientID []byte, amount money.Amount, payee int64) []byte {
	return wallet.Intent{Kind: kind, ClientID: clientID, Amount: amount, Payee: payee}.Hash()
}

func (f *wallets) MayReceive(_ context.Context, _ *store.Tx, _ id.Account, a money.Amount) error {
	if a.Minor > f.most {
		return wallet.ErrBalanceLimit
	}
	return nil
}

func (f *wallets) Room(context.Context, *store.Tx, id.Account, money.Currency) (int64, error) {
	return f.most, nil
}

func (f *wallets) Unspend(_ context.Context, tx *store.Tx, a id.Account, amount money.Amount, _ time.Time) error {
	tx.AfterCommit(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.unspent[a] += amount.Minor
	})
	return nil
}

func (f *wallets) Moved(tx *store.Tx, accounts ...id.Account) {
	tx.AfterCommit(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.heard == nil {
			f.heard = map[id.Account]int{}
		}
		for _, a := range accounts {
			f.heard[a]++
		}
	})
}

func (*wallets) Currency() money.Currency { return money.IDR }

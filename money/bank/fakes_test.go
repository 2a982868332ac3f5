package bank_test

import (
	"context"
	"encoding/binary"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/bank"
	"alun/money/bank/sandbox"
	"alun/money/ledger"
	"alun/money/wallet"
)

var start = time.UnixMilli(1_800_000_000_000).UTC()

const ayu, budi = id.Account(101), id.Account(102)

func idr(minor int64) money.Amount { return money.Of(minor, money.IDR) }

// town is the room on the real ledger, queue and sandbox, with a small fake for the wallets' rules.
type town struct {
	*bank.Service

	t       *testing.T
	db      *store.DB
	clock   *clock.Fake
	secrets *secret.File
	ids     *id.Source
	ledger  *ledger.Ledger
	jobs    *job.Queue
	sandbox *sandbox.Bank
	wallets *wallets
	wire    *wire
	mode    string
	linked  bank.LinkedID
}

func each(t *testing.T, f func(t *testing.T, w *town)) {
	t.Helper()
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		f(t, open(t, db, clk))
	})
}

func open(t *testing.T, db *store.DB, clk *clock.Fake) *town {
	t.Helper()
	for _, room := range []func(context.Context, *store.DB) error{job.Migrate, ledger.Migrate, bank.Migrate, sandbox.Migrate} {
		if err := room(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	secrets, err := secret.Open(filepath.Join(t.TempDir(), "secrets"))
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, db: db, clock: clk, secrets: secrets, ids: id.NewSource(clk, 1), mode: wallet.SandboxApprove, wallets: &wallets{most: 1 << 40, currency: money.IDR, used: map[id.Account]int64{}}}
	w.ledger = ledger.New(ledger.Needs{DB: db, Clock: clk, Log: slog.New(slog.DiscardHandler), Signer: secrets.Signer("ledger")})
	w.sandbox = sandbox.New(db, func(context.Context) string { return w.mode }, nil)
	w.wire = &wire{Bank: w.sandbox}
	w.restart()
	l, err := w.Link(t.Context(), ayu, "sandbox", "1234 5678", "Ayu Lestari")
	w.must(err)
	w.linked = l.ID
	return w
}

// restart is a new process on the same database: nothing in memory is left.
func (w *town) restart() {
	log := slog.New(slog.DiscardHandler)
	w.jobs = job.NewQueue(w.db, w.ids, nil, w.clock, log)
	w.Service = bank.New(bank.Needs{
		DB: w.db, IDs: w.ids, Clock: w.clock, Log: log, Secrets: w.secrets, Wallets: w.wallets, Ledger: w.ledger, Jobs: w.jobs,
		Banks: []bank.Bank{w.wire},
	})
	w.jobs.Handle(bank.JobPursue, w.Pursue)
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

func (w *town) topUp(client int, minor int64) (bank.Move, error) {
	return w.TopUp(w.t.Context(), authn.Caller{Account: ayu}, bank.Request{ClientID: clientID(client), Linked: w.linked, Amount: idr(minor)})
}

func (w *town) withdraw(client int, minor int64) (bank.Move, error) {
	return w.Withdraw(w.t.Context(), authn.Caller{Account: ayu}, bank.Request{ClientID: clientID(client), Linked: w.linked, Amount: idr(minor), Grant: []byte("grant")})
}

func clientID(n int) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 8), uint64(n)+1)
}

// later lets time pass and runs what is due, until nothing is.
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

// balance returns what can be spent and what is held.
func (w *town) balance(a id.Account) (available, held int64) {
	w.t.Helper()
	w.must(w.db.Read(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		all, err := w.ledger.Balances(ctx, tx, []ledger.Account{wallet.Of(a, money.IDR)})
		b := all[wallet.Of(a, money.IDR)]
		available, held = b.Available(), b.PendingDebit
		return err
	}))
	return available, held
}

func (w *town) wantBalance(available, held int64) {
	w.t.Helper()
	if a, h := w.balance(ayu); a != available || h != held {
		w.t.Errorf("%d available and %d held, want %d and %d", a, h, available, held)
	}
}

func (w *town) wantState(m bank.Move, state bank.State, reason string) bank.Move {
	w.t.Helper()
	now, _, err := w.Move(w.t.Context(), m.Owner, m.ID)
	w.must(err)
	if now.State != state || now.Reason != reason {
		w.t.Fatalf("the move is in state %d (%s), want %d (%s)", now.State, now.Reason, state, reason)
	}
	return now
}

// wallets keeps one limit of what may be held and counts what is spent.
type wallets struct {
	mu       sync.Mutex
	most     int64 // that a wallet may take at once
	currency money.Currency
	frozen   bool
	used     map[id.Account]int64
	nudges   int
}

func (f *wallets) Spend(_ context.Context, tx *store.Tx, s wallet.Spend) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.frozen {
		return wallet.ErrFrozen
	}
	if s.Intent.Kind != "withdrawal" || len(s.Grant) == 0 {
		return wallet.ErrGrant
	}
	f.count(tx, s.Caller.Account, s.Intent.Amount.Minor)
	return nil
}

func (f *wallets) Unspend(_ context.Context, tx *store.Tx, a id.Account, amount money.Amount, _ time.Time) error {
	f.count(tx, a, -amount.Minor)
	return nil
}

func (f *wallets) count(tx *store.Tx, a id.Account, minor int64) {
	tx.AfterCommit(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.used[a] += minor
	})
}

func (f *wallets) MayReceive(_ context.Context, _ *store.Tx, _ id.Account, amount money.Amount) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if amount.Minor > f.most {
		return wallet.ErrBalanceLimit
	}
	return nil
}

func (f *wallets) Moved(tx *store.Tx, _ ...id.Account) {
	tx.AfterCommit(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.nudges++
	})
}

func (f *wallets) Currency() money.Currency { return f.currency }

// wire is the network between the room and the bank. Each fault is for one call.
type wire struct {
	bank.Bank

	mu      sync.Mutex
	faults  []fault
	before  func() // called before each instruction that arrives
	submits int
	asks    int
}

type fault int

const (
	fine fault = iota
	loseQuestion
	loseAnswer
	twice // the network delivers the question a second time
)

func (f *wire) next() fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.faults) == 0 {
		return fine
	}
	now := f.faults[0]
	f.faults = f.faults[1:]
	return now
}

func (f *wire) Submit(ctx context.Context, in bank.Instruction) (bank.Answer, error) {
	f.mu.Lock()
	f.submits++
	before := f.before
	f.mu.Unlock()
	fault := f.next()
	if fault == loseQuestion {
		return bank.Answer{}, sandbox.ErrLost
	}
	if before != nil {
		before()
	}
	answer, err := f.Bank.Submit(ctx, in)
	if fault == twice {
		answer, err = f.Bank.Submit(ctx, in)
	}
	if fault == loseAnswer {
		return bank.Answer{}, sandbox.ErrLost
	}
	return answer, err
}

func (f *wire) Ask(ctx context.Context, move bank.MoveID) (bank.Answer, error) {
	f.mu.Lock()
	f.asks++
	f.mu.Unlock()
	if fault := f.next(); fault == loseQuestion || fault == loseAnswer {
		return bank.Answer{}, sandbox.ErrLost
	}
	return f.Bank.Ask(ctx, move)
}

func (f *wire) Return(ctx context.Context, move bank.MoveID) error {
	switch f.next() {
	case loseQuestion:
		return sandbox.ErrLost
	case loseAnswer:
		if err := f.Bank.Return(ctx, move); err != nil {
			return err
		}
		return sandbox.ErrLost
	}
	return f.Bank.Return(ctx, move)
}

package bench

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/pprof"
	"sync"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
	"alun/bench/child"
	"alun/money/ledger"
)

// Ledger measures postings inside this process, without a server in front: between accounts that are all different, and
// onto one hot account, in turns of a second, so that whatever else the machine does meets both alike.
type Ledger struct {
	Accounts int // wallets with money
	InFlight int // postings that wait for their answer
	Set      int // postings that share a transaction, at most
}

// ledgerRun is a ledger under load.
type ledgerRun struct {
	Ledger

	db    *store.DB
	books *ledger.Ledger
	door  *store.Batch[ledger.Group, ledger.Posted]
	times *histogram
	next  int64

	mu                      sync.Mutex
	answered, hotAnswered   int64
	failures                int64
	first                   error
	distinct, hot           time.Duration // of this process's CPU
	distinctUnits, hotUnits int64
}

// Run measures. CPU is that of this process: the ledger, the engine (SQLite; of PostgreSQL the driver alone) and the
// drawing of postings.
func (c Ledger) Run(ctx context.Context, o Options) (r Report, err error) {
	if o.Target != "" {
		return r, fmt.Errorf("the ledger is measured inside this process; --target has no meaning here")
	}
	dir, err := os.MkdirTemp("", "alun-bench-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	url := o.DB
	if o.Engine == "sqlite" {
		url = "sqlite:" + filepath.Join(dir, "ledger.db")
	}
	run := &ledgerRun{Ledger: c, times: &histogram{}}
	if err := run.open(ctx, url); err != nil {
		return r, err
	}
	defer run.db.Close()
	if err := run.fund(ctx); err != nil {
		return r, err
	}
	began, err := run.measure(o)
	if err != nil {
		return r, err
	}
	r = run.report(o, began)
	return r, run.audit(ctx, &r)
}

func (l *ledgerRun) open(ctx context.Context, url string) (err error) {
	quiet := slog.New(slog.DiscardHandler)
	if l.db, err = store.Open(ctx, store.Config{URL: url}, clock.System, quiet); err != nil {
		return err
	}
	if err := ledger.Migrate(ctx, l.db); err != nil {
		return err
	}
	l.books = ledger.New(ledger.Needs{DB: l.db, Clock: clock.System, Log: quiet, Signer: noSigner{}})
	l.door = store.NewBatch(l.db, l.Set, l.books.Post)
	return nil
}

// noSigner: nothing is sealed here.
type noSigner struct{}

func (noSigner) Sign([]byte) (ed25519.PublicKey, []byte) { return nil, nil }

func purse(i int) ledger.Account {
	return ledger.Account{Owner: int64(i + 1), Code: ledger.Wallet, Currency: money.IDR}
}

var (
	vault = ledger.Account{Code: ledger.Bank, Currency: money.IDR}
	stall = ledger.Account{Owner: 1, Code: ledger.Stall, Currency: money.IDR} // the hot one
)

func (l *ledgerRun) posting(from, to ledger.Account, amount int64) ledger.Group {
	l.next++
	return ledger.Group{{ID: ledger.ID{Ref: l.next}, Verb: ledger.Post, Debit: from, Credit: to, Amount: amount, Purpose: "bench"}}
}

// fund gives every wallet money, once, so that all accounts exist.
func (l *ledgerRun) fund(ctx context.Context) error {
	for first := 0; first < l.Accounts; first += 1000 {
		var groups []ledger.Group
		for i := first; i < min(first+1000, l.Accounts); i++ {
			groups = append(groups, l.posting(vault, purse(i), 1_000_000_000))
		}
		err := l.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := l.books.Post(ctx, tx, groups)
			return err
		})
		if err != nil {
			return err
		}
	}
	l.answered = l.next
	return nil
}

// measure runs turns, hot and distinct ones alike many, for the duration.
func (l *ledgerRun) measure(o Options) (began time.Time, err error) {
	l.turn(o.WarmUp/2, false)
	l.turn(o.WarmUp/2, true)
	l.times, l.distinct, l.hot, l.distinctUnits, l.hotUnits = &histogram{}, 0, 0, 0, 0
	if o.Profile != "" {
		f, err := os.Create(o.Profile)
		if err != nil {
			return began, err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return began, err
		}
		defer pprof.StopCPUProfile()
	}
	began = time.Now()
	for time.Since(began) < o.Duration {
		l.turn(time.Second, false)
		l.turn(time.Second, true)
	}
	return began, l.first
}

// turn keeps InFlight postings under way for a time, and waits for the last of them.
func (l *ledgerRun) turn(d time.Duration, hot bool) {
	before, _ := child.CPUOf(os.Getpid())
	units, ends := int64(0), time.Now().Add(d)
	slots := make(chan struct{}, l.InFlight)
	for time.Now().Before(ends) {
		slots <- struct{}{}
		from := rand.IntN(l.Accounts)
		to := purse((from + 1 + rand.IntN(l.Accounts-1)) % l.Accounts)
		if hot {
			to = stall
		}
		units++
		began := time.Now()
		l.door.Go(l.posting(purse(from), to, 1), func(_ ledger.Posted, err error) {
			l.times.add(time.Since(began))
			l.answer(err, hot)
			<-slots
		})
	}
	for range l.InFlight {
		slots <- struct{}{}
	}
	after, _ := child.CPUOf(os.Getpid())
	if hot {
		l.hot, l.hotUnits = l.hot+after-before, l.hotUnits+units
	} else {
		l.distinct, l.distinctUnits = l.distinct+after-before, l.distinctUnits+units
	}
}

func (l *ledgerRun) answer(err error, hot bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err == nil && hot:
		l.hotAnswered++
		fallthrough
	case err == nil:
		l.answered++
	default:
		l.failures++
		if l.first == nil {
			l.first = fmt.Errorf("a posting failed: %w (%s)", err, errs.CodeOf(err))
		}
	}
}

func (l *ledgerRun) report(o Options, began time.Time) Report {
	perS := func(units int64, cpu time.Duration) float64 { return float64(units) / cpu.Seconds() }
	hot, distinct := perS(l.hotUnits, l.hot), perS(l.distinctUnits, l.distinct)
	r := Report{
		Bench: "ledger", Engine: o.Engine, Unit: "postings", Units: l.hotUnits + l.distinctUnits, Errors: l.failures,
		HotPerDistinct: hot / distinct,
		Settings: fmt.Sprintf("%d in flight in sets of %d; per CPU-second %.0f onto one hot account, %.0f between %d accounts: ratio %.2f",
			l.InFlight, l.Set, hot, distinct, l.Accounts, hot/distinct),
		Seconds: time.Since(began).Seconds(), P50Ms: l.times.at(0.50), P95Ms: l.times.at(0.95), P99Ms: l.times.at(0.99),
	}
	r.RatePerS = float64(r.Units) / r.Seconds
	r.CPUUs = float64((l.hot + l.distinct).Microseconds()) / float64(r.Units)
	r.PerCPUS = 1e6 / r.CPUUs
	return r
}

// audit reads the whole book back: every invariant, and that what was answered is what is there.
func (l *ledgerRun) audit(ctx context.Context, r *Report) error {
	err := l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := l.books.Balances(ctx, tx, []ledger.Account{stall})
		if off := all[stall].Version - l.hotAnswered; off < 0 {
			r.Lost -= off
		} else {
			r.Doubled += off
		}
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT COUNT(*) FROM ledger_posting`).Scan(&r.Durable)
	})
	if err != nil {
		return err
	}
	if off := r.Durable - l.answered; off < 0 {
		r.Lost -= off
	} else {
		r.Doubled += off
	}
	if err := l.db.Check(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return nil
}

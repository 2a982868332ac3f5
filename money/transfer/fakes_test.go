package transfer_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/money"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/ledger"
	"alun/money/transfer"
	"alun/money/wallet"
	"alun/social/chat"
	"alun/social/journal"
)

var start = time.UnixMilli(1_800_000_000_000).UTC()

const (
	ayu, budi, citra, dewi = id.Account(101), id.Account(102), id.Account(103), id.Account(104)
	stranger               = id.Account(900)
	group                  = id.Chat(7)
)

func idr(minor int64) money.Amount { return money.Of(minor, money.IDR) }

// town is the room on the real ledger and queue, with small fakes for the rest.
type town struct {
	*transfer.Service

	t       testing.TB
	db      *store.DB
	clock   *clock.Fake
	ledger  *ledger.Ledger
	jobs    *job.Queue
	chats   *chats
	wallets *wallets
	journal *diary
	refs    int64
}

func each(t *testing.T, f func(t *testing.T, w *town)) {
	t.Helper()
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		f(t, open(t, db, clk))
	})
}

func open(t testing.TB, db *store.DB, clk *clock.Fake) *town {
	t.Helper()
	for _, room := range []func(context.Context, *store.DB) error{job.Migrate, ledger.Migrate, transfer.Migrate} {
		if err := room(context.Background(), db); err != nil {
			t.Fatal(err)
		}
	}
	ids, log := id.NewSource(clk, 1), slog.New(slog.DiscardHandler)
	w := &town{
		t: t, db: db, clock: clk, jobs: job.NewQueue(db, ids, nil, clk, log),
		ledger:  ledger.New(ledger.Needs{DB: db, Clock: clk, Log: log}),
		chats:   &chats{members: []id.Account{ayu, budi, citra, dewi}, said: map[string]int64{}},
		wallets: &wallets{most: 1 << 40, used: map[id.Account]int64{}}, journal: &diary{cards: map[id.Account]map[string]*chatv1.CardState{}},
	}
	w.Service = transfer.New(transfer.Needs{
		DB: db, IDs: ids, Clock: clk, Wallets: w.wallets, Ledger: w.ledger, Chats: w.chats, Journal: w.journal, Jobs: w.jobs, Accounts: w,
	})
	w.jobs.Handle(transfer.JobRemind, w.Remind)
	for _, a := range w.chats.members {
		w.give(a, 1_000_000)
	}
	return w
}

// give has money come from outside.
func (w *town) give(a id.Account, minor int64) {
	w.t.Helper()
	w.refs++
	w.must(w.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		results, err := w.ledger.Post(ctx, tx, []ledger.Group{{{
			ID: ledger.ID{Ref: w.refs}, Verb: ledger.Post, Amount: minor, Purpose: "test",
			Debit: ledger.Account{Code: ledger.Bank, Currency: money.IDR}, Credit: wallet.Of(a, money.IDR),
		}}})
		if err != nil {
			return err
		}
		return results[0].Err
	}))
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

func clientID(n int) []byte {
	b := make([]byte, 16)
	b[0], b[1], b[2], b[15] = byte(n>>16), byte(n>>8), byte(n), 1
	return b
}

func caller(a id.Account) authn.Caller { return authn.Caller{Account: a} }

var grant = []byte("grant")

func (w *town) send(n int, from, to id.Account, minor int64) (transfer.Transfer, error) {
	return w.Send(w.t.Context(), caller(from), transfer.Send{ClientID: clientID(n), Chat: group, Payee: to, Amount: idr(minor), Note: "nasi goreng", Grant: grant})
}

func (w *town) ask(n int, payee, payer id.Account, minor int64) (transfer.Request, error) {
	return w.Ask(w.t.Context(), payee, transfer.Ask{ClientID: clientID(n), Chat: group, Payer: payer, Amount: idr(minor), Note: "bensin"})
}

func (w *town) split(n int, maker id.Account, shares ...transfer.Share) (transfer.Split, error) {
	return w.Split(w.t.Context(), maker, transfer.Bill{ClientID: clientID(n), Chat: group, Note: "makan", Currency: money.IDR, Shares: shares})
}

// pass lets time pass, ends what has run out, and runs the jobs that are due.
func (w *town) pass(d time.Duration) {
	w.t.Helper()
	w.clock.Advance(d)
	_, err := w.ledger.Sweep(w.t.Context())
	w.must(err)
	for {
		n, err := w.jobs.RunDue(w.t.Context())
		w.must(err)
		if n == 0 {
			return
		}
	}
}

func (w *town) balance(a id.Account) (available, held int64) {
	w.t.Helper()
	w.must(w.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		all, err := w.ledger.Balances(ctx, tx, []ledger.Account{wallet.Of(a, money.IDR)})
		b := all[wallet.Of(a, money.IDR)]
		available, held = b.Available(), b.PendingDebit
		return err
	}))
	return available, held
}

func (w *town) wantBalance(a id.Account, available, held int64) {
	w.t.Helper()
	if got, h := w.balance(a); got != available || h != held {
		w.t.Errorf("%d has %d and %d held, want %d and %d", a, got, h, available, held)
	}
}

// People knows everybody.
func (w *town) People(_ context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error) {
	people := map[id.Account]*accountv1.Person{}
	for _, a := range ids {
		people[a] = &accountv1.Person{Id: int64(a), Name: "P" + a.String()}
	}
	return people, nil
}

// together has all functions start at the same moment and returns their errors.
func together(fs ...func() error) []error {
	errors := make([]error, len(fs))
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i, f := range fs {
		wg.Go(func() {
			<-gate
			errors[i] = f()
		})
	}
	close(gate)
	wg.Wait()
	return errors
}

// chats is one group. What was said is remembered by who said it and the client id, as a real chat does.
type chats struct {
	mu      sync.Mutex
	members []id.Account
	seq     int64
	said    map[string]int64
	refuse  error
}

func (c *chats) Append(_ context.Context, tx *store.Tx, drafts []chat.Draft) ([]chat.Result, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := drafts[0]
	switch {
	case c.refuse != nil:
		return []chat.Result{{Err: c.refuse}}, nil
	case d.Chat != group:
		return []chat.Result{{Err: chat.ErrNotFound}}, nil
	case !slices.Contains(c.members, d.Sender):
		return []chat.Result{{Err: chat.ErrLeft}}, nil
	}
	key := d.Sender.String() + string(d.ClientID)
	if seq, ok := c.said[key]; ok {
		return []chat.Result{{Value: chat.Written{Chat: d.Chat, Seq: seq, Duplicate: true}}}, nil
	}
	c.seq++
	seq := c.seq
	tx.AfterCommit(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.said[key] = seq
	})
	return []chat.Result{{Value: chat.Written{Chat: d.Chat, Seq: seq}}}, nil
}

func (c *chats) Head(context.Context, *store.Tx, []id.Chat) (map[id.Chat]int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return map[id.Chat]int64{group: c.seq}, nil
}

func (c *chats) Members(context.Context, *store.Tx, id.Chat) ([]id.Account, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.members), nil
}

func (c *chats) leave(a id.Account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.members = slices.DeleteFunc(slices.Clone(c.members), func(m id.Account) bool { return m == a })
}

// diary keeps what each person was told: the newest state of each card, and all lines.
type diary struct {
	mu    sync.Mutex
	cards map[id.Account]map[string]*chatv1.CardState
	lines []line
}

type line struct {
	to   id.Account
	what chatv1.System_What
	key  string
	line *chatv1.PrivateLine
}

func (d *diary) RecordSet(_ context.Context, tx *store.Tx, drafts []journal.Draft) error {
	tx.AfterCommit(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, draft := range drafts {
			if c := draft.Change.GetCard(); c != nil {
				if d.cards[draft.Account] == nil {
					d.cards[draft.Account] = map[string]*chatv1.CardState{}
				}
				d.cards[draft.Account][draft.Key] = c
			}
			if l := draft.Change.GetLine(); l != nil {
				d.lines = append(d.lines, line{draft.Account, l.GetSystem().GetWhat(), draft.Key, l})
			}
		}
	})
	return nil
}

// told returns whom a line of what was told to, in order.
func (d *diary) told(what chatv1.System_What) (to []id.Account) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.lines {
		if l.what == what {
			to = append(to, l.to)
		}
	}
	slices.Sort(to)
	return to
}

// card returns how the card at seq stands for somebody, "" as it was sent; with the counts of a split.
func (d *diary) card(a id.Account, seq int64) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key, c := range d.cards[a] {
		if c.GetSeq() == seq && c.GetChatId() == int64(group) && strings.HasPrefix(key, "card:7:") {
			return c.GetState()
		}
	}
	return ""
}

// wallets keeps one limit of what may be taken, and counts what is spent.
type wallets struct {
	mu   sync.Mutex
	most int64
	used map[id.Account]int64
	last wallet.Intent
}

func (f *wallets) Spend(_ context.Context, tx *store.Tx, s wallet.Spend) error {
	if len(s.Grant) == 0 {
		return wallet.ErrPINNeeded
	}
	f.mu.Lock()
	f.last = s.Intent
	f.mu.Unlock()
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

func (f *wallets) Moved(*store.Tx, ...id.Account) {}

package redpacket

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/authn"
	"alun/base/blob"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/money"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/ledger"
	"alun/money/wallet"
	"alun/social/chat"
	"alun/social/contact"
	"alun/social/journal"
)

var start = time.Date(2026, 2, 16, 19, 0, 0, 0, time.UTC)

// town stands in for what is around this room and not looked at here: people, devices, other nodes' hints, and the wallets' rules. The
// ledger, the chats, the journal and the jobs are the real ones.
type town struct {
	mu      sync.Mutex
	frames  map[id.Account][]*livev1.ServerFrame
	deaf    bool // nobody listens to frames
	refuse  map[id.Account]error
	spent   map[id.Account]int64
	back    map[id.Account]int64
	moved   map[id.Account]int
	room    map[id.Account]int64 // what a wallet may still receive; absent is enough
	blocked map[id.Account]bool
}

func (t *town) People(_ context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error) {
	out := map[id.Account]*accountv1.Person{}
	for _, a := range ids {
		out[a] = &accountv1.Person{Id: int64(a), Name: fmt.Sprintf("P%d", a)}
	}
	return out, nil
}

func (t *town) Settings(context.Context, id.Account) (*accountv1.Settings, error) {
	return &accountv1.Settings{ReadReceipts: true}, nil
}

func (t *town) Reach(_ context.Context, _ *store.Tx, from, to id.Account) (contact.Reach, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.blocked[from] || t.blocked[to] {
		return contact.Blocked, nil
	}
	return contact.Free, nil
}

func (t *town) Push(to []id.Account, frame []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deaf {
		return
	}
	f := &livev1.ServerFrame{}
	if err := proto.Unmarshal(frame, f); err != nil {
		panic(err)
	}
	for _, a := range to {
		t.frames[a] = append(t.frames[a], f)
	}
}

func (t *town) Publish(string, []byte)                    {}
func (t *town) Subscribe(string, func([]byte)) (_ func()) { return func() {} }

func (t *town) Spend(_ context.Context, tx *store.Tx, s wallet.Spend) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.refuse[s.Caller.Account]; err != nil {
		return err
	}
	if string(s.Grant) != "grant" || s.Intent.Kind != "redpacket" || s.Intent.Payee == 0 || len(s.Intent.ClientID) != 16 {
		return errs.Denied("wallet.grant", "%+v", s)
	}
	tx.AfterCommit(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.spent[s.Caller.Account] += s.Intent.Amount.Minor
	})
	return nil
}

func (t *town) Unspend(_ context.Context, tx *store.Tx, a id.Account, amount money.Amount, spentAt time.Time) error {
	tx.AfterCommit(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.back[a] += amount.Minor
		if spentAt.Before(start) {
			panic("spent before the test")
		}
	})
	return nil
}

var errFull = errs.Exhausted("wallet.balance_limit", "This is more than the wallet may hold.")

func (t *town) MayReceive(_ context.Context, _ *store.Tx, a id.Account, amount money.Amount) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room, limited := t.room[a]; limited && amount.Minor > room {
		return errFull
	}
	return nil
}

func (t *town) MayReceiveSet(ctx context.Context, tx *store.Tx, set []wallet.Receipt) ([]error, error) {
	refused := make([]error, len(set))
	for i, r := range set {
		refused[i] = t.MayReceive(ctx, tx, r.Account, r.Amount)
	}
	return refused, nil
}

func (t *town) Moved(tx *store.Tx, accounts ...id.Account) {
	tx.AfterCommit(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		for _, a := range accounts {
			t.moved[a]++
		}
	})
}

// changes returns what the devices of an account were told since the last call.
func (t *town) changes(a id.Account) (list []*chatv1.Change) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range t.frames[a] {
		list = append(list, f.GetChanges()...)
	}
	t.frames[a] = nil
	return list
}

// stage is one database with nodes on it.
type stage struct {
	testing.TB

	*town
	db     *store.DB
	clock  *clock.Fake
	ids    *id.Source
	ledger *ledger.Ledger
	chats  *chat.Service
	jobs   *job.Queue
	nodes  []*Service
	blobs  blob.Store
	next   int
	funded int64
}

const (
	ayu, budi, citra, dewi id.Account = 101, 102, 103, 104
	stranger               id.Account = 999
)

// each runs f on both engines, with n nodes; afterwards the invariants of every room are verified.
func each(t *testing.T, n int, f func(t *testing.T, s *stage)) {
	t.Helper()
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		f(t, raise(t, db, clk, n))
	})
}

func raise(t testing.TB, db *store.DB, clk *clock.Fake, n int) *stage {
	t.Helper()
	ctx := context.Background()
	for _, migrate := range []func(context.Context, *store.DB) error{job.Migrate, journal.Migrate, chat.Migrate, ledger.Migrate, Migrate} {
		if err := migrate(ctx, db); err != nil {
			t.Fatal(err)
		}
	}
	db.AddCheck("journal", journal.Check)
	s := &stage{TB: t, db: db, clock: clk, ids: id.NewSource(clk, 9), town: &town{
		frames: map[id.Account][]*livev1.ServerFrame{}, refuse: map[id.Account]error{}, spent: map[id.Account]int64{}, back: map[id.Account]int64{},
		moved: map[id.Account]int{}, room: map[id.Account]int64{}, blocked: map[id.Account]bool{},
	}}
	log := slog.New(slog.DiscardHandler)
	s.ledger = ledger.New(ledger.Needs{DB: db, Clock: clk, Log: log})
	s.jobs = job.NewQueue(db, s.ids, nil, clk, log)
	diary := journal.New(s.town)
	s.chats = chat.New(chat.Needs{
		DB: db, IDs: s.ids, Clock: clk, Log: log, Accounts: s.town, Contacts: s.town, Journal: diary, Hub: s.town, Bus: s.town, Epoch: 1,
	})
	t.Cleanup(s.chats.Close)
	var err error
	if s.blobs, err = blob.OpenFolder(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		s.nodes = append(s.nodes, New(Needs{
			DB: db, IDs: id.NewSource(clk, i), Clock: clk, Log: log, Ledger: s.ledger, Wallets: s.town, Chats: s.chats, Accounts: s.town,
			Journal: diary, Jobs: s.jobs, Blobs: s.blobs, Rules: func(context.Context) Rules { return rules },
		}))
	}
	s.jobs.Handle(JobExpire, s.nodes[0].Expire)
	return s
}

var rules = Rules{Currency: money.IDR, MinShare: 1, MaxShare: 500_000, MaxTotal: 10_000_000}

// group makes a group of people.
func (s *stage) group(people ...id.Account) id.Chat {
	s.Helper()
	s.next++
	c, err := s.chats.ImportChat(context.Background(), chat.ImportedChat{Key: fmt.Sprint(s.next), Group: true, Members: people, At: start})
	if err != nil {
		s.Fatal(err)
	}
	return c
}

func (s *stage) direct(a, b id.Account) id.Chat {
	s.Helper()
	c, err := s.chats.ImportChat(context.Background(), chat.ImportedChat{Members: []id.Account{a, b}, At: start})
	if err != nil {
		s.Fatal(err)
	}
	return c
}

// fund puts money into a wallet as a bank does.
func (s *stage) fund(a id.Account, minor int64) {
	s.Helper()
	s.funded++
	p := ledger.Posting{
		ID: ledger.ID{Ref: s.funded, Step: 0}, Verb: ledger.Post, Debit: ledger.Account{Code: ledger.Bank, Currency: money.IDR},
		Credit: wallet.Of(a, money.IDR), Amount: minor, Purpose: "test",
	}
	err := s.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		results, err := s.ledger.Post(ctx, tx, []ledger.Group{{p}})
		if err == nil {
			err = results[0].Err
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

// has returns what stands in a wallet.
func (s *stage) has(a id.Account) int64 {
	s.Helper()
	return s.balance(wallet.Of(a, money.IDR))
}

func (s *stage) balance(a ledger.Account) int64 {
	s.Helper()
	var b map[ledger.Account]ledger.Balance
	err := s.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) (err error) {
		b, err = s.ledger.Balances(ctx, tx, []ledger.Account{a})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return b[a].Posted()
}

// order returns a lucky order with an identifier of its own.
func (s *stage) order(c id.Chat, total int64, count int) Order {
	s.next++
	return Order{
		ClientID: clientID(s.next), Chat: c, Kind: Lucky, Total: money.Of(total, money.IDR), Count: count, Greeting: "Selamat!",
		Nonce: []byte("0123456789abcdef"), Grant: []byte("grant"),
	}
}

func clientID(n int) []byte { return binary.BigEndian.AppendUint64(make([]byte, 8), uint64(n)) }

// send sends an order through the first node, with enough money.
func (s *stage) send(from id.Account, o Order) *Packet {
	s.Helper()
	s.fund(from, o.Total.Minor)
	p, err := s.nodes[0].Send(context.Background(), authn.Caller{Account: from, Session: 1}, o)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// open opens a packet through the first node.
func (s *stage) open(a id.Account, p *Packet) (Opening, error) {
	return s.nodes[0].Open(context.Background(), a, p.ID)
}

func (s *stage) mustOpen(a id.Account, p *Packet) Opening {
	s.Helper()
	o, err := s.open(a, p)
	if err != nil {
		s.Fatal(err)
	}
	return o
}

// refuses expects an error of a code.
func (s *stage) refuses(code string, err error) {
	s.Helper()
	if errs.CodeOf(err) != code {
		s.Errorf("got %v, want %s", err, code)
	}
}

// runJobs does what is due now.
func (s *stage) runJobs() {
	s.Helper()
	if _, err := s.jobs.RunDue(context.Background()); err != nil {
		s.Fatal(err)
	}
}

// view is what a sees.
func (s *stage) view(a id.Account, p *Packet) View {
	s.Helper()
	v, err := s.nodes[0].Get(context.Background(), a, p.ID)
	if err != nil {
		s.Fatal(err)
	}
	return v
}

// people returns n accounts.
func people(n int) []id.Account {
	list := make([]id.Account, n)
	for i := range list {
		list[i] = id.Account(1_000 + i)
	}
	return list
}

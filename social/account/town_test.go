package account

import (
	"context"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"alun/base/authn"
	"alun/base/blob"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/limit"
	"alun/base/secret"
	"alun/base/sender"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/social/journal"
)

// town is a server of accounts on one database with everything real but the network: hints arrive at once, live devices and
// letters are written down.
type town struct {
	*Service
	t     testing.TB
	clock *clock.Fake
	queue *job.Queue
	live  *liveDevices
	post  *postOffice
	wire  *wire
}

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// each runs f in a town of its own on both engines.
func each(t *testing.T, cfg Config, f func(t *testing.T, s town)) {
	t.Helper()
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		f(t, newTown(t, db, clk, cfg, &wire{}))
	})
}

// newTown builds a server on db. Two towns with one db and one wire are two nodes.
func newTown(t *testing.T, db *store.DB, clk *clock.Fake, cfg Config, w *wire) town {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	for _, migrate := range []func(context.Context, *store.DB) error{limit.Migrate, job.Migrate, journal.Migrate, Migrate} {
		if err := migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	db.AddCheck("journal", journal.Check)
	db.AddCheck("account", Check)
	folder, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.node++
	ids := id.NewSource(clk, w.node)
	if w.secrets == nil {
		w.secrets = secret.Ephemeral()
	}
	s := town{t: t, clock: clk, queue: job.NewQueue(db, ids, nil, clk, log), live: &liveDevices{}, post: &postOffice{}, wire: w}
	s.Service, err = New(t.Context(), Deps{
		DB: db, IDs: ids, Secrets: w.secrets, Limits: limit.New(w.secrets), Journal: journal.New(s.live), Bus: w, Live: s.live,
		Jobs: s.queue, Blobs: folder, Senders: map[Kind]Sender{Email: s.post, Phone: s.post}, Clock: clk, Log: log,
	}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// from is the context of a request from an address.
func from(addr string) context.Context {
	return authn.WithClient(context.Background(), authn.Client{Addr: netip.MustParseAddr(addr), BaseURL: "https://alun.example", Slot: -1})
}

// someone is the context of a request of which nothing matters.
func someone() context.Context { return from("203.0.113.7") }

// mail runs what is due and returns the newest code sent to an address.
func (s town) mail(address string) string {
	s.t.Helper()
	s.runJobs()
	return s.post.code(address)
}

func (s town) runJobs() {
	s.t.Helper()
	for {
		n, err := s.queue.RunDue(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// join signs somebody in by address and returns the session.
func (s town) join(address string) SignedIn {
	s.t.Helper()
	t, err := s.StartSignIn(someone(), address, "en")
	if err != nil {
		s.t.Fatal(err)
	}
	in, err := s.FinishSignIn(someone(), t.Ticket, s.mail(t.Address.Value), "Test phone")
	if err != nil {
		s.t.Fatal(err)
	}
	return in
}

func (in SignedIn) account() id.Account { return id.Account(in.Me.Person.Id) }

func (in SignedIn) caller() authn.Caller {
	return authn.Caller{Account: in.account(), Session: in.Session, Slot: -1}
}

// inTx runs f in a write.
func (s town) inTx(f func(ctx context.Context, tx *store.Tx) error) error {
	return s.DB.Write(context.Background(), f)
}

// must fails the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails the test unless err has the code of want.
func refused(t testing.TB, err error, want *errs.Error) {
	t.Helper()
	if got := errs.CodeOf(err); got != want.Code {
		t.Fatalf("error %v, want %s", err, want.Code)
	}
}

// liveDevices writes down what is pushed and closed.
type liveDevices struct {
	mu     sync.Mutex
	pushed []id.Account
	closed []id.Session
	online []id.Account
}

func (l *liveDevices) Push(accounts []id.Account, _ []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pushed = append(l.pushed, accounts...)
}

func (l *liveDevices) CloseSessions(ids []id.Session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = append(l.closed, ids...)
}

func (l *liveDevices) Online(accounts []id.Account) []bool {
	list := make([]bool, len(accounts))
	for i, a := range accounts {
		list[i] = slices.Contains(l.online, a)
	}
	return list
}

// wire is a bus that delivers at once, or not at all while it is cut.
type wire struct {
	mu      sync.Mutex
	cut     bool
	subs    map[string][]func([]byte)
	node    int
	secrets *secret.File
}

func (w *wire) Publish(topic string, data []byte) {
	w.mu.Lock()
	subs, cut := w.subs[topic], w.cut
	w.mu.Unlock()
	if cut {
		return
	}
	for _, f := range subs {
		f(data)
	}
}

func (w *wire) Subscribe(topic string, f func([]byte)) (stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.subs == nil {
		w.subs = map[string][]func([]byte){}
	}
	w.subs[topic] = append(w.subs[topic], f)
	return func() {}
}

func (w *wire) OnGap(func()) {}

// postOffice keeps the letters.
type postOffice struct {
	mu      sync.Mutex
	letters []sender.Message
	fail    error
}

func (p *postOffice) Send(_ context.Context, m sender.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return p.fail
	}
	p.letters = append(p.letters, m)
	return nil
}

func (p *postOffice) code(to string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range slices.Backward(p.letters) {
		if m.To == to {
			for i := range m.Text {
				if i+6 <= len(m.Text) && isCode(m.Text[i:i+6]) {
					return m.Text[i : i+6]
				}
			}
		}
	}
	return ""
}

func isCode(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func parseAddr(s string) netip.Addr { return netip.MustParseAddr(s) }

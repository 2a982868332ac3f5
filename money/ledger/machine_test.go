package ledger_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"time"

	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
)

// machine draws operations, does them with the ledger and with the model, and compares.
type machine struct {
	*house

	draw  func(n int) int // 0 to n-1
	model *model
	fail  func(format string, args ...any)

	next      int64 // of refs
	past      []ledger.Group
	holds     []ledger.Posting
	done      int            // operations
	codes     map[string]int // answers, by the code of their error; "again" for repeated ones
	sinceLook int
	newest    map[ledger.Account]ledger.Entry // the last entry that was looked at
}

func newMachine(h *house, draw func(n int) int, fail func(format string, args ...any)) *machine {
	m := &machine{house: h, draw: draw, model: newModel(), fail: fail, next: 1, codes: map[string]int{}, newest: map[ledger.Account]ledger.Entry{}}
	m.model.now = h.clock.Now()
	return m
}

// The accounts that money moves between. In yen the amounts are so large that counters are full after a few.
var world = map[money.Currency][]ledger.Account{}

func init() {
	for currency, owners := range map[money.Currency]int64{money.IDR: 8, money.USD: 3, money.JPY: 2} {
		world[currency] = append(world[currency], ledger.Account{Code: ledger.Bank, Currency: currency})
		for i := range owners {
			world[currency] = append(world[currency], ledger.Account{Owner: i + 1, Code: ledger.Wallet, Currency: currency},
				ledger.Account{Owner: i + 1, Code: ledger.Packet, Currency: currency})
		}
	}
}

func (m *machine) chance(percent int) bool { return m.draw(100) < percent }

// step does one set of groups, or something else that may happen to a ledger, and looks at the accounts that it touched.
func (m *machine) step(groups int) {
	var touched []ledger.Account
	switch {
	case m.chance(4):
		m.jump()
	case m.chance(2):
		touched = m.sweep()
	case m.chance(2):
		m.floor()
	}
	set := make([]ledger.Group, 1+m.draw(groups))
	for i := range set {
		if set[i] = m.group(); i > 0 && m.chance(2) {
			set[i] = set[m.draw(i)] // the same twice in one set
		}
		m.done += len(set[i])
	}
	if m.chance(3) {
		m.abort(set)
	}
	m.post(set)
	if m.chance(5) { // the server died between the commit and the answer: its caller asks the one that follows
		m.restart()
		m.post(set)
	}
	m.past = append(m.past, set...)
	if len(m.past) > 20_000 {
		m.past = slices.Delete(m.past, 0, 10_000)
	}
	m.look(append(touched, m.touchedBy(set)...))
}

// post posts a set and compares the answers with the model's.
func (m *machine) post(set []ledger.Group) {
	inSet := map[ledger.ID]ledger.Posting{}
	for _, g := range set {
		for _, p := range g {
			if _, ok := inSet[p.ID]; !ok && p.Verb == ledger.Hold {
				inSet[p.ID] = p
			}
		}
	}
	got := m.set(set...)
	for i, g := range set {
		want, code := m.model.group(g, inSet)
		if want.Duplicate {
			m.codes["again"]++
		} else {
			m.codes[code]++
		}
		if got[i].Value != want || errs.CodeOf(got[i].Err) != code {
			m.fail("group %+v of %d: %+v, %v; want %+v, %q", g, len(set), got[i].Value, got[i].Err, want, code)
		}
	}
}

// abort posts a set in a transaction that is then undone: the server died before the commit.
func (m *machine) abort(set []ledger.Group) {
	died := errors.New("died")
	err := m.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := m.Post(ctx, tx, set); err != nil {
			return err
		}
		return died
	})
	if !errors.Is(err, died) {
		m.fail("aborted set: %v", err)
	}
	m.restart()
}

// restart goes on with a ledger that remembers nothing.
func (m *machine) restart() {
	m.Ledger = ledger.New(ledger.Needs{DB: m.db, Clock: m.clock, Log: slog.New(slog.DiscardHandler), Signer: keys.Signer("ledger")})
}

// group draws a group: new, one of the past, or one that is nearly that.
func (m *machine) group() ledger.Group {
	if len(m.past) > 0 && m.chance(12) {
		g := slices.Clone(m.past[m.draw(len(m.past))])
		switch m.draw(8) {
		case 0:
			g[m.draw(len(g))].Amount++
		case 1:
			g[m.draw(len(g))].Purpose = "another"
		case 2:
			g = append(g, m.posting())
		case 3:
			g = g[:1+m.draw(len(g))]
		}
		return g
	}
	g := make(ledger.Group, 1)
	if m.chance(30) {
		g = make(ledger.Group, 2+m.draw(3))
	}
	for i := range g {
		g[i] = m.posting()
	}
	if len(g) > 1 && g[0].Verb != ledger.Expire && g[1].Verb != ledger.Expire && m.chance(2) {
		g[1].ID = g[0].ID
	}
	return g
}

// posting draws a posting under a new id.
func (m *machine) posting() ledger.Posting {
	m.next++
	currency := money.IDR
	if m.chance(20) {
		currency = []money.Currency{money.USD, money.JPY}[m.draw(2)]
	}
	accounts := world[currency]
	from, to := m.draw(len(accounts)), m.draw(len(accounts)-1)
	if m.chance(30) {
		from = 0 // the bank pays in
	}
	if to >= from {
		to++
	}
	p := move(m.next, int32(m.draw(3)), accounts[from], accounts[to], int64(1+m.draw(1000)))
	if currency == money.JPY {
		p.Amount = math.MaxInt64 / int64(2+m.draw(1000))
	}
	if m.chance(20) {
		p.Note = []byte{byte(m.draw(256)), 0, 255}
	}
	switch {
	case m.chance(1):
		p.Amount = -p.Amount
	case m.chance(1):
		p.Debit.Currency = money.EUR
	case m.chance(20):
		p.Verb = ledger.Hold
		if m.chance(97) {
			p.ExpiresAt = m.model.now.Add(time.Duration(m.draw(240)-3) * time.Minute)
		}
		m.holds = append(m.holds, p)
	case len(m.holds) > 0 && m.chance(40):
		return m.resolution(p)
	}
	return p
}

// resolution draws what ends a hold, mostly one of the newest.
func (m *machine) resolution(p ledger.Posting) ledger.Posting {
	hold := m.holds[len(m.holds)-1-m.draw(min(len(m.holds), 40))]
	if m.chance(5) {
		hold = m.holds[m.draw(len(m.holds))]
	}
	p = end(p.ID.Ref, p.ID.Step, ledger.Capture+ledger.Verb(m.draw(3)), hold.ID, 0)
	switch {
	case p.Verb == ledger.Expire:
		p.ID = hold.ID.Expiry()
	case p.Verb == ledger.Capture && hold.Amount > 0:
		p.Amount = 1 + int64(m.draw(int(min(hold.Amount, math.MaxInt32))))
		if m.chance(5) {
			p.Amount = hold.Amount + 1
		}
	}
	switch {
	case m.chance(20):
		p.Debit, p.Credit = hold.Debit, hold.Credit
	case m.chance(2):
		p.Debit, p.Credit = hold.Credit, hold.Debit
	case m.chance(2):
		p.Hold.Ref += 1 << 40 // never was
		if p.Verb == ledger.Expire {
			p.ID = p.Hold.Expiry()
		}
	}
	return p
}

// jump moves the clock, at times backwards.
func (m *machine) jump() {
	d := time.Duration(m.draw(90)) * time.Minute
	if m.chance(20) {
		d = -d
	}
	m.clock.Advance(d)
	m.model.now = m.clock.Now()
}

// sweep lets the ledger expire what is due, and returns the accounts concerned.
func (m *machine) sweep() (touched []ledger.Account) {
	due := 0
	for id := range m.model.live {
		if p := m.model.postings[id].Posting; m.model.over(p) {
			due++
			touched = append(touched, p.Debit, p.Credit)
			e := end(id.Ref, id.Expiry().Step, ledger.Expire, id, 0)
			e.Purpose, e.Note = p.Purpose, p.Note
			if _, code := m.model.group(ledger.Group{e}, nil); code != "" {
				m.fail("the model does not expire %v: %s", id, code)
			}
		}
	}
	freed, err := m.Sweep(context.Background())
	if err != nil {
		m.fail("sweep: %v", err)
	}
	if freed != due {
		m.fail("%d holds expired, want %d", freed, due)
	}
	return touched
}

// floor gives somebody credit, or asks for a deposit.
func (m *machine) floor() {
	a := world[money.IDR][1+m.draw(len(world[money.IDR])-1)]
	floor := int64(m.draw(2000) - 1500)
	err := m.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error { return m.SetFloor(ctx, tx, a, floor) })
	b := m.model.balance(a)
	if want := b.Available() >= floor; want != (err == nil) {
		m.fail("floor %d of %v with %d: %v", floor, a, b.Available(), err)
	} else if want {
		b.Floor = floor
		m.model.accounts[a] = b
	}
}

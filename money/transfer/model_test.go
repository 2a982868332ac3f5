package transfer_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"alun/base/errs"
	"alun/base/id"
	"alun/money/transfer"
)

// model is the whole room in memory: who has what, and how each thing stands.
type model struct {
	has, held, used map[id.Account]int64
	transfers       []*thing
	requests        []*thing
	splits          []*thing
}

type thing struct {
	id       transfer.ID
	n        int // of its client id
	from, to id.Account
	minor    int64
	state    transfer.State
	at       time.Time
	shares   []transfer.Share // of a split, whose maker is to
	paid     map[id.Account]bool
}

func (m *model) move(from, to id.Account, minor int64) {
	m.has[from] -= minor
	m.has[to] += minor
	m.used[from] += minor
}

// Any sequence of what people do, with retries and with time passing, leaves the room and the model in agreement on every wallet.
func TestAgainstModel(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		runs := 0
		rapid.Check(t, func(t *rapid.T) {
			runs++
			people := []id.Account{id.Account(1_000 + 3*runs), id.Account(1_001 + 3*runs), id.Account(1_002 + 3*runs)}
			w.chats.mu.Lock()
			w.chats.members = people
			w.chats.mu.Unlock()
			m := &model{has: map[id.Account]int64{}, held: map[id.Account]int64{}, used: map[id.Account]int64{}}
			for _, a := range people {
				w.give(a, 300)
				m.has[a] = 300
			}
			d := driver{t, w, m, people}
			for range rapid.IntRange(1, 30).Draw(t, "steps") {
				d.step()
				for _, a := range people {
					if has, held := w.balance(a); has != m.has[a]-m.held[a] || held != m.held[a] || w.wallets.used[a] != m.used[a] {
						t.Fatalf("%d has %d and %d held and %d used, want %d, %d, %d", a, has, held, w.wallets.used[a], m.has[a]-m.held[a], m.held[a], m.used[a])
					}
				}
			}
			d.wait(transfer.Life) // nothing is left on hold for the next run
		})
	})
}

// driver does one thing to both the room and the model.
type driver struct {
	*rapid.T

	w      *town
	m      *model
	people []id.Account
}

func (d driver) who(name string) id.Account { return rapid.SampledFrom(d.people).Draw(d.T, name) }

// client is a client id that belongs to this run alone; retries use it again.
func (d driver) client(n int) int { return int(d.people[0])*100 + n }

func (d driver) want(err error, ok bool) {
	d.Helper()
	if (err == nil) != ok || err != nil && errs.KindOf(err) == errs.KindInternal {
		d.Fatalf("%v, want success %t", err, ok)
	}
}

func (d driver) step() {
	n := len(d.m.transfers) + len(d.m.requests) + len(d.m.splits)
	switch rapid.SampledFrom([]string{"send", "send", "answer", "answer", "ask", "decide", "split", "pay", "close", "wait"}).Draw(d.T, "act") {
	case "send":
		d.send(n)
	case "answer":
		if len(d.m.transfers) > 0 {
			d.answer(rapid.SampledFrom(d.m.transfers).Draw(d.T, "transfer"))
		}
	case "ask":
		from, to := d.who("from"), d.who("to")
		r, err := d.w.ask(d.client(n), to, from, 60)
		d.want(err, from != to)
		if err == nil {
			d.m.requests = append(d.m.requests, &thing{id: r.ID, n: n, from: from, to: to, minor: 60, state: transfer.Waiting})
		}
	case "decide":
		if len(d.m.requests) > 0 {
			d.decide(rapid.SampledFrom(d.m.requests).Draw(d.T, "request"))
		}
	case "split":
		maker := d.who("maker")
		x := &thing{n: n, to: maker, state: transfer.Waiting, paid: map[id.Account]bool{maker: true}}
		for _, a := range d.people {
			x.shares = append(x.shares, transfer.Share{Account: a, Minor: 40})
		}
		s, err := d.w.split(d.client(n), maker, x.shares...)
		d.want(err, true)
		x.id = s.ID
		d.m.splits = append(d.m.splits, x)
	case "pay":
		if len(d.m.splits) > 0 {
			d.pay(rapid.SampledFrom(d.m.splits).Draw(d.T, "split"))
		}
	case "close":
		if len(d.m.splits) > 0 {
			x, who := rapid.SampledFrom(d.m.splits).Draw(d.T, "split"), d.who("who")
			_, err := d.w.CloseSplit(d.Context(), who, x.id)
			d.want(err, who == x.to && x.state != transfer.Done)
			if err == nil {
				x.state = transfer.Cancelled
			}
		}
	case "wait":
		d.wait(time.Duration(rapid.IntRange(1, 20).Draw(d.T, "hours")) * time.Hour)
	}
}

// send sends, or repeats an earlier send, whose answer does not depend on what has happened since.
func (d driver) send(n int) {
	if len(d.m.transfers) > 0 && rapid.Bool().Draw(d.T, "again") {
		x := rapid.SampledFrom(d.m.transfers).Draw(d.T, "transfer")
		got, err := d.w.send(d.client(x.n), x.from, x.to, x.minor)
		d.want(err, true)
		if got.ID != x.id || got.State != x.state {
			d.Fatalf("a retry returned %+v, want %+v", got, *x)
		}
		return
	}
	from, to, minor := d.who("from"), d.who("to"), rapid.Int64Range(1, 250).Draw(d.T, "minor")
	s, err := d.w.send(d.client(n), from, to, minor)
	d.want(err, from != to && minor <= d.m.has[from]-d.m.held[from])
	if err == nil {
		d.m.held[from] += minor
		d.m.used[from] += minor
		d.m.transfers = append(d.m.transfers, &thing{id: s.ID, n: n, from: from, to: to, minor: minor, state: transfer.Waiting, at: s.At})
	}
}

func (d driver) answer(x *thing) {
	who, end := d.who("who"), transfer.Returned
	act := d.w.Return
	if rapid.Bool().Draw(d.T, "accept") {
		act, end = d.w.Accept, transfer.Done
	}
	_, err := act(d.Context(), who, x.id)
	d.want(err, who == x.to && (x.state == end || x.state == transfer.Waiting))
	if err != nil || x.state != transfer.Waiting {
		return
	}
	x.state = end
	d.m.held[x.from] -= x.minor
	d.m.used[x.from] -= x.minor
	if end == transfer.Done {
		d.m.move(x.from, x.to, x.minor)
	}
}

func (d driver) decide(x *thing) {
	who := d.who("who")
	switch rapid.SampledFrom([]string{"pay", "decline", "cancel"}).Draw(d.T, "answer") {
	case "pay":
		_, err := d.w.Pay(d.Context(), caller(who), x.id, clientID(d.client(9_000)), grant)
		fresh := x.state == transfer.Waiting && x.minor <= d.m.has[who]-d.m.held[who]
		d.want(err, who == x.from && (x.state == transfer.Done || fresh))
		if err == nil && x.state == transfer.Waiting {
			x.state = transfer.Done
			d.m.move(x.from, x.to, x.minor)
		}
	case "decline":
		_, err := d.w.Decline(d.Context(), who, x.id)
		d.want(err, who == x.from && (x.state == transfer.Waiting || x.state == transfer.Returned))
		if err == nil {
			x.state = transfer.Returned
		}
	case "cancel":
		_, err := d.w.Cancel(d.Context(), who, x.id)
		d.want(err, who == x.to && (x.state == transfer.Waiting || x.state == transfer.Cancelled))
		if err == nil {
			x.state = transfer.Cancelled
		}
	}
}

func (d driver) pay(x *thing) {
	who := d.who("who")
	_, err := d.w.PayShare(d.Context(), caller(who), x.id, clientID(d.client(9_001)), grant)
	fresh := x.state == transfer.Waiting && !x.paid[who] && d.m.has[who]-d.m.held[who] >= 40
	d.want(err, who != x.to && (x.paid[who] || fresh))
	if err != nil || x.paid[who] {
		return
	}
	x.paid[who] = true
	d.m.move(who, x.to, 40)
	if len(x.paid) == len(x.shares) {
		x.state = transfer.Done
	}
}

// wait lets time pass: what has waited for a day goes back.
func (d driver) wait(t time.Duration) {
	d.w.pass(t)
	for _, x := range d.m.transfers {
		if x.state == transfer.Waiting && !d.w.clock.Now().Before(x.at.Add(transfer.Life)) {
			x.state = transfer.Expired
			d.m.held[x.from] -= x.minor
			d.m.used[x.from] -= x.minor
		}
	}
}

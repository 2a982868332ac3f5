package ledger_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/ledger"
)

var keys = secret.Ephemeral()

var start = time.UnixMilli(1_800_000_000_000).UTC()

// house is a ledger on a database of its own, with a clock that stands still.
type house struct {
	*ledger.Ledger

	t     testing.TB
	db    *store.DB
	clock *clock.Fake
}

// each runs f on both engines; afterwards every invariant of the ledger is verified.
func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		f(t, open(t, db, clk))
	})
}

func open(t testing.TB, db *store.DB, clk *clock.Fake) *house {
	t.Helper()
	if err := ledger.Migrate(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	return &house{ledger.New(ledger.Needs{DB: db, Clock: clk, Log: slog.New(slog.DiscardHandler), Signer: keys.Signer("ledger")}), t, db, clk}
}

func wallet(owner int64) ledger.Account {
	return ledger.Account{Owner: owner, Code: ledger.Wallet, Currency: money.IDR}
}

func packet(owner int64) ledger.Account {
	return ledger.Account{Owner: owner, Code: ledger.Packet, Currency: money.IDR}
}

var bank = ledger.Account{Code: ledger.Bank, Currency: money.IDR}

func move(ref int64, step int32, from, to ledger.Account, amount int64) ledger.Posting {
	return ledger.Posting{ID: ledger.ID{Ref: ref, Step: step}, Verb: ledger.Post, Debit: from, Credit: to, Amount: amount, Purpose: "test"}
}

func hold(ref int64, step int32, from, to ledger.Account, amount int64, until time.Time) ledger.Posting {
	p := move(ref, step, from, to, amount)
	p.Verb, p.ExpiresAt = ledger.Hold, until
	return p
}

func end(ref int64, step int32, verb ledger.Verb, held ledger.ID, amount int64) ledger.Posting {
	return ledger.Posting{ID: ledger.ID{Ref: ref, Step: step}, Verb: verb, Hold: held, Amount: amount, Purpose: "test"}
}

// set posts groups in one transaction and returns their answers.
func (h *house) set(groups ...ledger.Group) []store.Result[ledger.Posted] {
	h.t.Helper()
	results, err := h.trySet(groups...)
	if err != nil {
		h.t.Fatal(err)
	}
	return results
}

func (h *house) trySet(groups ...ledger.Group) (results []store.Result[ledger.Posted], err error) {
	err = h.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		results, err = h.Post(ctx, tx, groups)
		return err
	})
	return results, err
}

// post posts one group and returns its answer and the code of its error.
func (h *house) post(group ...ledger.Posting) (ledger.Posted, string) {
	h.t.Helper()
	r := h.set(group)[0]
	return r.Value, errs.CodeOf(r.Err)
}

// must posts one group that cannot fail.
func (h *house) must(group ...ledger.Posting) {
	h.t.Helper()
	if answer, code := h.post(group...); code != "" || answer.Duplicate {
		h.t.Fatalf("%v: %q, %+v", group, code, answer)
	}
}

// fund brings money into a wallet from the bank.
func (h *house) fund(owner, amount int64) {
	h.must(move(1_000_000+owner, 0, bank, wallet(owner), amount))
}

func (h *house) balance(a ledger.Account) (b ledger.Balance) {
	h.t.Helper()
	err := h.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		all, err := h.Balances(ctx, tx, []ledger.Account{a})
		b = all[a]
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

func (h *house) wantAvailable(a ledger.Account, want int64) {
	h.t.Helper()
	if got := h.balance(a).Available(); got != want {
		h.t.Errorf("%v has %d, want %d", a, got, want)
	}
}

func TestMoneyMoves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 500)
		h.must(move(7, 0, wallet(1), wallet(2), 200))
		h.wantAvailable(bank, -500)
		h.wantAvailable(wallet(1), 300)
		h.wantAvailable(wallet(2), 200)
		want := ledger.Balance{PostedDebit: 200, PostedCredit: 500, Version: 2}
		if d := cmp.Diff(want, h.balance(wallet(1))); d != "" {
			t.Error(d)
		}
	})
}

func TestCaptureOfAPartFreesTheRest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fund(1, 500)
		h.must(hold(7, 0, wallet(1), wallet(2), 400, start.Add(time.Hour)))
		h.wantAvailable(wallet(1), 100)
		h.wantAvailable(wallet(2), 0)
		h.must(end(7, 1, ledger.Capture, ledger.ID{Ref: 7}, 150))
		h.wantAvailable(wallet(1), 350)
		h.wantAvailable(wallet(2), 150)
		if b := h.balance(wallet(1)); b.PendingDebit != 0 {
			t.Errorf("%+v", b)
		}
	})
}

func TestRulesThatNeedNoBook(t *testing.T) {
	usd := func(a ledger.Account) ledger.Account { a.Currency = money.USD; return a }
	change := func(f func(p *ledger.Posting)) ledger.Posting {
		p := move(7, 0, bank, wallet(1), 5)
		f(&p)
		return p
	}
	each(t, func(t *testing.T, h *house) {
		for name, c := range map[string]struct {
			p    ledger.Posting
			code string
		}{
			"no verb":                {change(func(p *ledger.Posting) { p.Verb = 0 }), "ledger.verb"},
			"a verb too many":        {change(func(p *ledger.Posting) { p.Verb = 6 }), "ledger.verb"},
			"no id":                  {change(func(p *ledger.Posting) { p.ID.Ref = 0 }), "ledger.id"},
			"the ledger's own step":  {change(func(p *ledger.Posting) { p.ID.Step = -1 }), "ledger.id"},
			"nothing":                {change(func(p *ledger.Posting) { p.Amount = 0 }), "ledger.amount"},
			"less than nothing":      {change(func(p *ledger.Posting) { p.Amount = -5 }), "ledger.amount"},
			"to oneself":             {change(func(p *ledger.Posting) { p.Credit = p.Debit }), "ledger.accounts"},
			"two currencies":         {change(func(p *ledger.Posting) { p.Credit = usd(p.Credit) }), "ledger.currency"},
			"no such currency":       {change(func(p *ledger.Posting) { p.Debit.Currency, p.Credit.Currency = "ABC", "ABC" }), "money.currency"},
			"no such account":        {change(func(p *ledger.Posting) { p.Credit.Code = 0 }), "ledger.accounts"},
			"no purpose":             {change(func(p *ledger.Posting) { p.Purpose = "" }), "ledger.purpose"},
			"a long note":            {change(func(p *ledger.Posting) { p.Note = make([]byte, ledger.MaxNote+1) }), "ledger.purpose"},
			"a posting that expires": {change(func(p *ledger.Posting) { p.ExpiresAt = start }), "ledger.expires_at"},
			"a posting with a hold":  {change(func(p *ledger.Posting) { p.Hold.Ref = 3 }), "ledger.hold"},
			"no hold to capture":     {end(7, 0, ledger.Capture, ledger.ID{Ref: 3}, 5), "ledger.no_hold"},
			"expiry under any id":    {end(7, 0, ledger.Expire, ledger.ID{Ref: 3}, 5), "ledger.no_hold"},
		} {
			if _, code := h.post(c.p); code != c.code {
				t.Errorf("%s: %q, want %q", name, code, c.code)
			}
		}
		if _, code := h.post(); code != "ledger.group" {
			t.Errorf("an empty group: %q", code)
		}
		if _, code := h.post(move(7, 0, bank, wallet(1), 5), move(7, 0, bank, wallet(1), 5)); code != "ledger.group" {
			t.Errorf("an id twice in a group: %q", code)
		}
		h.must(move(7, 0, bank, wallet(1), 5)) // none of the above left anything
	})
}

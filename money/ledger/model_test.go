package ledger_test

import (
	"math"
	"slices"
	"time"

	"alun/base/money"
	"alun/money/ledger"
)

// model is the ledger in the plainest words: counters by account, postings by id, and which holds are live (the others are not in the map).
type model struct {
	now      time.Time
	accounts map[ledger.Account]ledger.Balance
	postings map[ledger.ID]ledger.Stored
	live     map[ledger.ID]bool
}

func newModel() *model {
	return &model{accounts: map[ledger.Account]ledger.Balance{}, postings: map[ledger.ID]ledger.Stored{}, live: map[ledger.ID]bool{}}
}

func (m *model) balance(a ledger.Account) ledger.Balance {
	b, ok := m.accounts[a]
	if !ok && a.Code == ledger.Bank {
		b.Floor = ledger.Unlimited
	}
	return b
}

// group posts one group; inSet are the holds that the set of which it is a part would make. It returns the answer and the
// code of the error.
func (m *model) group(g ledger.Group, inSet map[ledger.ID]ledger.Posting) (ledger.Posted, string) {
	full := make(ledger.Group, len(g))
	for i, p := range g { // what resolves a hold takes what it leaves out from the hold
		if full[i] = p; p.Verb < ledger.Capture {
			continue
		}
		hold, ok := m.postings[p.Hold]
		if !ok {
			hold.Posting, ok = inSet[p.Hold]
		}
		if (p.Debit == ledger.Account{} && p.Credit == ledger.Account{}) {
			full[i].Debit, full[i].Credit = hold.Debit, hold.Credit
		}
		if p.Amount == 0 && p.Verb != ledger.Capture {
			full[i].Amount = hold.Amount
		}
		switch {
		case !ok || hold.Verb != ledger.Hold:
			return ledger.Posted{}, "ledger.no_hold"
		case full[i].Debit != hold.Debit || full[i].Credit != hold.Credit:
			return ledger.Posted{}, "ledger.hold"
		case full[i].Amount > hold.Amount || p.Verb != ledger.Capture && full[i].Amount != hold.Amount:
			return ledger.Posted{}, "ledger.amount"
		}
	}
	for i, p := range full {
		switch {
		case p.Amount <= 0:
			return ledger.Posted{}, "ledger.amount"
		case p.Debit.Currency != p.Credit.Currency:
			return ledger.Posted{}, "ledger.currency"
		case slices.ContainsFunc(full[:i], func(before ledger.Posting) bool { return before.ID == p.ID }):
			return ledger.Posted{}, "ledger.group"
		}
	}
	same, at := 0, m.now
	for _, p := range full {
		if old, ok := m.postings[p.ID]; ok && !equal(old.Posting, p) {
			return ledger.Posted{}, "ledger.conflict"
		} else if ok {
			same, at = same+1, old.At
		}
	}
	if same > 0 && same < len(full) {
		return ledger.Posted{}, "ledger.conflict"
	}
	if same > 0 {
		return ledger.Posted{At: at, Duplicate: true}, ""
	}
	var undo []func()
	for _, p := range full {
		debit, credit := m.balance(p.Debit), m.balance(p.Credit)
		undo = append(undo, func() {
			m.accounts[p.Debit], m.accounts[p.Credit] = debit, credit
			delete(m.postings, p.ID)
			delete(m.live, p.ID)
		})
		if p.Verb >= ledger.Capture && m.live[p.Hold] {
			undo = append(undo, func() { m.live[p.Hold] = true })
		}
		if code := m.posting(p, debit, credit); code != "" {
			for i := len(undo) - 1; i >= 0; i-- {
				undo[i]()
			}
			return ledger.Posted{}, code
		}
		m.postings[p.ID] = ledger.Stored{Posting: p, At: m.now}
	}
	return ledger.Posted{At: m.now}, ""
}

func equal(a, b ledger.Posting) bool {
	noteA, noteB := string(a.Note), string(b.Note)
	return a.ID == b.ID && a.Verb == b.Verb && a.Debit == b.Debit && a.Credit == b.Credit && a.Amount == b.Amount && a.Hold == b.Hold &&
		a.ExpiresAt.Equal(b.ExpiresAt) && a.Purpose == b.Purpose && noteA == noteB
}

func (m *model) over(p ledger.Posting) bool {
	return !p.ExpiresAt.IsZero() && !m.now.Before(p.ExpiresAt)
}

// posting does one posting, of which debit and credit are the accounts as they are.
func (m *model) posting(p ledger.Posting, debit, credit ledger.Balance) string {
	if p.Verb == ledger.Hold && m.over(p) {
		return "ledger.expired"
	}
	if p.Verb >= ledger.Capture {
		hold, ok := m.postings[p.Hold]
		switch {
		case !ok:
			return "ledger.no_hold"
		case !m.live[p.Hold]:
			return "ledger.resolved"
		case p.Verb == ledger.Capture && m.over(hold.Posting):
			return "ledger.expired"
		case p.Verb == ledger.Expire && !m.over(hold.Posting):
			return "ledger.not_expired"
		}
		delete(m.live, p.Hold)
		debit.PendingDebit -= hold.Amount
		credit.PendingCredit -= hold.Amount
	} else if uint64(debit.PostedDebit)+uint64(debit.PendingDebit)+uint64(p.Amount) > math.MaxInt64 ||
		uint64(credit.PostedCredit)+uint64(credit.PendingCredit)+uint64(p.Amount) > math.MaxInt64 {
		return "ledger.overflow"
	} else if debit.Floor != ledger.Unlimited && debit.Available()-debit.Floor < p.Amount {
		return "ledger.insufficient"
	}
	switch p.Verb {
	case ledger.Hold:
		debit.PendingDebit += p.Amount
		credit.PendingCredit += p.Amount
		m.live[p.ID] = true
	case ledger.Post, ledger.Capture:
		debit.PostedDebit += p.Amount
		credit.PostedCredit += p.Amount
		debit.Version++
		credit.Version++
	}
	m.accounts[p.Debit], m.accounts[p.Credit] = debit, credit
	return ""
}

// sumsAreZero tells whether no money was made, in any currency.
func (m *model) sumsAreZero() bool {
	sums := map[money.Currency]int64{}
	for a, b := range m.accounts {
		sums[a.Currency] += b.Posted() // of the model's amounts: wraps around and back
	}
	for _, sum := range sums {
		if sum != 0 {
			return false
		}
	}
	return true
}

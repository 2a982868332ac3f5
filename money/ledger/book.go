package ledger

import (
	"math"
	"time"

	"alun/money/ledger/proof"
)

// book is the part of the ledger that a set touches, read once under its locks. Groups are tried on it in memory, one after
// the other; what they changed is written at the end.
type book struct {
	now      time.Time
	names    []Account // of the accounts, sorted: rows are read and written in the order of their keys
	accounts map[Account]*account
	known    map[ID]*known // postings that exist, by those ids that the set speaks of
	live     map[ID]bool   // holds that the set speaks of: live, or resolved within the set

	postings []*known // new, in order
	entries  []entry
	undo     []saved // of the group being tried
	flipped  []ID
}

// account is a row of ledger_account.
type account struct {
	Account
	Balance

	head    proof.Hash
	changed bool // what the row says
}

// known is a posting that the book holds, or will when the set is written.
type known struct {
	*Posting

	fingerprint proof.Hash
	at          time.Time
}

// entry is a new row of ledger_entry.
type entry struct {
	account *account
	posting *known
	version int64
	delta   int64
	after   int64
}

type saved struct {
	account *account
	Balance Balance
	changed bool
}

// try posts a group, or leaves the book as it was.
func (b *book) try(g []*known) (Posted, error) {
	if answer, done, err := b.repeated(g); done || err != nil {
		return answer, err
	}
	postings, entries := len(b.postings), len(b.entries)
	b.undo, b.flipped = b.undo[:0], b.flipped[:0]
	for _, p := range g {
		if err := b.apply(p); err != nil {
			for i := len(b.undo) - 1; i >= 0; i-- {
				s := b.undo[i]
				s.account.Balance, s.account.changed = s.Balance, s.changed
			}
			for _, id := range b.flipped {
				b.live[id] = !b.live[id]
			}
			for _, p := range b.postings[postings:] {
				delete(b.known, p.ID)
				delete(b.live, p.ID)
			}
			b.postings, b.entries = b.postings[:postings], b.entries[:entries]
			return Posted{}, err
		}
	}
	return Posted{At: b.now}, nil
}

// repeated answers a group that was posted before as it was answered then. It is decided before anything else, so that
// the state of today cannot change the answer of yesterday.
func (b *book) repeated(g []*known) (answer Posted, done bool, err error) {
	same := 0
	for _, p := range g {
		old, ok := b.known[p.ID]
		if !ok {
			continue
		}
		if old.fingerprint != p.fingerprint {
			return Posted{}, false, ErrConflict
		}
		same++
		answer = Posted{At: old.at, Duplicate: true}
	}
	if same > 0 && same < len(g) {
		return Posted{}, false, ErrConflict
	}
	return answer, same > 0, nil
}

// apply does one posting of the group being tried.
func (b *book) apply(p *known) error {
	debit, credit := b.touch(p.Debit), b.touch(p.Credit)
	var err error
	switch p.Verb {
	case Post:
		if err = reserve(debit, credit, p.Amount); err == nil {
			b.move(p, debit, credit)
		}
	case Hold:
		if p.expiresMs() != 0 && p.expiresMs() <= b.now.UnixMilli() {
			return ErrExpired
		}
		if err = reserve(debit, credit, p.Amount); err == nil {
			b.live[p.ID] = true
		}
	default:
		err = b.resolve(p, debit, credit)
	}
	if err != nil {
		return err
	}
	b.postings = append(b.postings, p)
	b.known[p.ID] = p
	return nil
}

// reserve makes the amount pending, when it is there.
func reserve(debit, credit *account, amount int64) error {
	if amount > math.MaxInt64-debit.PostedDebit-debit.PendingDebit || amount > math.MaxInt64-credit.PostedCredit-credit.PendingCredit {
		return ErrOverflow
	}
	// What is available is never below the floor, so the difference is exact, and fits, without its sign.
	if debit.Floor != Unlimited && uint64(amount) > uint64(debit.Available())-uint64(debit.Floor) {
		return ErrInsufficient
	}
	debit.PendingDebit += amount
	credit.PendingCredit += amount
	return nil
}

// move turns the pending amount of p into a posted one.
func (b *book) move(p *known, debit, credit *account) {
	debit.PendingDebit -= p.Amount
	credit.PendingCredit -= p.Amount
	debit.PostedDebit += p.Amount
	credit.PostedCredit += p.Amount
	b.enter(p, debit, -p.Amount)
	b.enter(p, credit, p.Amount)
}

func (b *book) enter(p *known, a *account, delta int64) {
	a.Version++
	b.entries = append(b.entries, entry{account: a, posting: p, version: a.Version, delta: delta, after: a.Posted()})
}

// resolve ends a hold by capture, release or expiry.
func (b *book) resolve(p *known, debit, credit *account) error {
	hold, ok := b.known[p.Hold]
	over := ok && hold.expiresMs() != 0 && hold.expiresMs() <= b.now.UnixMilli()
	switch {
	case !ok:
		return ErrNoHold
	case !b.live[p.Hold]:
		return ErrResolved
	case p.Verb == Capture && over:
		return ErrExpired
	case p.Verb == Expire && !over:
		return ErrNotExpired
	}
	b.live[p.Hold] = false
	b.flipped = append(b.flipped, p.Hold)
	free := hold.Amount
	if p.Verb == Capture {
		free -= p.Amount
	}
	debit.PendingDebit -= free
	credit.PendingCredit -= free
	if p.Verb == Capture {
		b.move(p, debit, credit)
	}
	return nil
}

// touch returns an account that the group may change, keeping what it was.
func (b *book) touch(name Account) *account {
	a := b.accounts[name]
	b.undo = append(b.undo, saved{a, a.Balance, a.changed})
	a.changed = true
	return a
}

package ledger

import (
	"alun/base/money"
	"alun/money/ledger/proof"
)

// examine returns what can never be right about a group, whatever the book holds. What resolves a hold has been filled in.
func examine(g []*known) error {
	if len(g) == 0 || len(g) > MaxGroup {
		return invalid("group", "A group holds 1 to %d postings, not %d.", MaxGroup, len(g))
	}
	for i := range g {
		if err := g[i].examine(); err != nil {
			return err
		}
		for j := range i {
			if g[j].ID == g[i].ID {
				return invalid("group", "The id %d/%d stands twice in one group.", g[i].ID.Ref, g[i].ID.Step)
			}
		}
	}
	return nil
}

func (p *Posting) examine() error {
	switch {
	case p.Verb < Post || p.Verb > Expire:
		return invalid("verb", "There is no verb %d.", p.Verb)
	case p.ID.Ref <= 0 || p.Hold.Ref < 0:
		return invalid("id", "A posting is named by an id above zero.")
	case p.Verb == Expire && p.ID != p.Hold.Expiry(), p.Verb != Expire && p.ID.Step < 0:
		return invalid("id", "Steps below zero are for what expires.")
	case p.Verb.resolves() != (p.Hold != ID{}):
		return invalid("hold", "Exactly what resolves a hold names one.")
	case p.Amount <= 0:
		return invalid("amount", "An amount is above zero.")
	case p.Debit == p.Credit:
		return invalid("accounts", "Money moves between two accounts.")
	case p.Debit.Currency != p.Credit.Currency:
		return invalid("currency", "Currencies do not mix.")
	case p.Debit.Owner < 0 || p.Credit.Owner < 0 || p.Debit.Code <= 0 || p.Credit.Code <= 0:
		return invalid("accounts", "There is no such account.")
	case len(p.Purpose) == 0 || len(p.Purpose) > MaxPurpose || len(p.Note) > MaxNote:
		return invalid("purpose", "A purpose has 1 to %d bytes, a note at most %d.", MaxPurpose, MaxNote)
	case p.Verb != Hold && !p.ExpiresAt.IsZero():
		return invalid("expires_at", "Only holds expire.")
	case p.Verb == Hold && !p.ExpiresAt.IsZero() && p.ExpiresAt.UnixMilli() <= 0:
		return invalid("expires_at", "A hold cannot end before 1970.")
	}
	_, err := money.ParseCurrency(string(p.Debit.Currency))
	return err
}

// fill takes from the hold what the posting that resolves it has left empty. It reports whether the two fit.
func (p *Posting) fill(hold *Posting) error {
	if (p.Debit == Account{} && p.Credit == Account{}) {
		p.Debit, p.Credit = hold.Debit, hold.Credit
	}
	if p.Amount == 0 && p.Verb != Capture {
		p.Amount = hold.Amount
	}
	switch {
	case hold.Verb != Hold:
		return ErrNoHold
	case p.Debit != hold.Debit || p.Credit != hold.Credit:
		return invalid("hold", "What is held moves between the accounts that it was held for.")
	case p.Amount > hold.Amount, p.Verb != Capture && p.Amount != hold.Amount:
		return invalid("amount", "Only what is held can be captured, and all of it is freed.")
	}
	return nil
}

// proved is the posting as the proofs hash it.
func (p *Posting) proved() proof.Posting {
	return proof.Posting{
		Ref: p.ID.Ref, Step: int64(p.ID.Step), Verb: int64(p.Verb), Debit: p.Debit.proved(), Credit: p.Credit.proved(),
		Amount: p.Amount, HoldRef: p.Hold.Ref, HoldStep: int64(p.Hold.Step), ExpiresAtMs: p.expiresMs(), Purpose: p.Purpose, Note: p.Note,
	}
}

func (p *Posting) fingerprint() proof.Hash {
	q := p.proved()
	return q.Fingerprint()
}

func (p *Posting) expiresMs() int64 {
	if p.ExpiresAt.IsZero() {
		return 0
	}
	return p.ExpiresAt.UnixMilli()
}

func (a Account) proved() proof.Account {
	return proof.Account{Owner: a.Owner, Code: int64(a.Code), Currency: string(a.Currency)}
}

// chained returns the hash of e's account up to e.
func (e *Entry) chained(a Account, before proof.Hash, fingerprint proof.Hash) proof.Hash {
	q := proof.Entry{Account: a.proved(), Version: e.Version, Delta: e.Delta, After: e.After, AtMs: e.At.UnixMilli()}
	return proof.Chain(before, q.Body(fingerprint))
}

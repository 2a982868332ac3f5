package bills

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/money/ledger"
)

// relatedMax is how many other movements a receipt names; a thing of more (a stall's day) shows the first ones.
const relatedMax = 50

func newestFirst(list []bill) {
	slices.SortStableFunc(list, func(x, y bill) int { return cmp.Or(y.at.Compare(x.at), cmp.Compare(y.ref, x.ref)) })
}

// Get returns the receipt of one bill of the caller: the bill, and what else moved in the same wallet for the same thing, oldest
// first: its hold, what was given back. Errors: ErrNotFound.
func (b *Books) Get(ctx context.Context, a id.Account, name string) (_ *walletv1.GetBillResponse, err error) {
	defer errs.Wrap(&err, "bills.Get(%d, %q)", a, name)
	read := b.readEntry
	if strings.HasPrefix(name, "hold.") {
		read = b.readHold
	}
	var book ledger.Account
	var one bill
	var related []bill
	err = b.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		var self ledger.ID
		if book, one, self, err = read(ctx, tx, a, name); err != nil {
			return err
		}
		related, err = b.related(ctx, tx, book, self)
		return err
	})
	if err != nil {
		return nil, err
	}
	people, err := b.people(ctx, append([]bill{one}, related...))
	if err != nil {
		return nil, err
	}
	out := &walletv1.GetBillResponse{Bill: one.proto(book.Currency, people)}
	for _, x := range related {
		out.Related = append(out.Related, x.proto(book.Currency, people))
	}
	return out, nil
}

func (b *Books) readEntry(ctx context.Context, tx *store.Tx, a id.Account, name string) (book ledger.Account, x bill, self ledger.ID, err error) {
	book, version, err := b.parseEntryID(a, name)
	if err != nil {
		return book, x, self, err
	}
	entries, err := b.Ledger.Entries(ctx, tx, book, version+1, 1)
	if err != nil {
		return book, x, self, err
	}
	if len(entries) == 0 || entries[0].Version != version {
		return book, x, self, ErrNotFound
	}
	list, err := b.explain(ctx, tx, book, entries)
	if err != nil {
		return book, x, self, err
	}
	return book, list[0], entries[0].ID, nil
}

// readHold finds a hold that lives, or lived, in the caller's wallet of whichever currency.
func (b *Books) readHold(ctx context.Context, tx *store.Tx, a id.Account, name string) (book ledger.Account, x bill, self ledger.ID, err error) {
	parts := strings.Split(name, ".")
	if len(parts) != 3 {
		return book, x, self, ErrNotFound
	}
	ref, err1 := strconv.ParseInt(parts[1], 10, 64)
	step, err2 := strconv.ParseInt(parts[2], 10, 32)
	self = ledger.ID{Ref: ref, Step: int32(step)}
	if err1 != nil || err2 != nil || holdID(self) != name {
		return book, x, self, ErrNotFound
	}
	found, err := b.Ledger.Postings(ctx, tx, []ledger.ID{self})
	if err != nil {
		return book, x, self, err
	}
	h, ok := found[self]
	if !ok || h.Verb != ledger.Hold || h.Debit.Owner != int64(a) || h.Debit.Code != ledger.Wallet {
		return book, x, self, ErrNotFound
	}
	return h.Debit, pending(h.Debit, h), self, nil
}

// related returns what else moved in a wallet for the thing of a posting, oldest first.
func (b *Books) related(ctx context.Context, tx *store.Tx, book ledger.Account, self ledger.ID) (list []bill, err error) {
	steps, err := b.Ledger.Of(ctx, tx, self.Ref)
	if err != nil {
		return nil, err
	}
	held := map[ledger.ID]ledger.Stored{}
	for _, p := range steps {
		if p.Verb == ledger.Hold {
			held[p.ID] = p
		}
	}
	for _, p := range steps {
		if p.ID == self || len(list) == relatedMax {
			continue
		}
		debit, credit := p.Debit, p.Credit
		if h, ok := held[p.Hold]; ok && p.Verb != ledger.Hold && p.Verb != ledger.Post {
			debit, credit = h.Debit, h.Credit // what resolves a hold may leave both empty
		}
		if x, ok := relatedBill(book, p, held, debit, credit); ok {
			list = append(list, x)
		}
	}
	return list, nil
}

// releaseOf is the kind of a hold's end without a movement: "transfer.release".
func releaseOf(kind string) string {
	room, _, _ := strings.Cut(kind, ".")
	return room + ".release"
}

// relatedBill is a step as the wallet saw it; what did not touch the wallet is nobody's to see.
func relatedBill(book ledger.Account, p ledger.Stored, held map[ledger.ID]ledger.Stored, debit, credit ledger.Account) (x bill, ok bool) {
	free := p.Verb == ledger.Release || p.Verb == ledger.Expire
	delta := p.Amount
	switch {
	case debit == book && !free:
		delta = -delta
	case debit == book:
		delta = held[p.Hold].Amount
	case credit == book && (p.Verb == ledger.Post || p.Verb == ledger.Capture):
	default:
		return x, false
	}
	x = of(book, p, held, delta)
	switch {
	case p.Verb == ledger.Hold:
		x.id, x.pending = holdID(p.ID), true
	case free:
		x.kind, x.pending = releaseOf(x.kind), true
	}
	return x, true
}

package bills

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	accountv1 "alun/api/gen/alun/account/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
)

// filter says which bills are wanted.
type filter struct {
	book        ledger.Account
	kinds       []string
	direction   walletv1.ListBillsRequest_Direction
	text        string // lower case
	from, until time.Time
}

func (b *Books) filterOf(a id.Account, r *walletv1.ListBillsRequest) (f filter, err error) {
	if f.book, err = b.book(a, r.Currency); err != nil {
		return f, err
	}
	if len(r.Kinds) > KindsMax || utf8.RuneCountInString(r.Query) > QueryMax || r.FromMs < 0 || r.UntilMs < 0 {
		return f, ErrRequest
	}
	f.kinds, f.direction = r.Kinds, r.Direction
	f.text = strings.ToLower(strings.TrimSpace(r.Query))
	if r.FromMs > 0 {
		f.from = time.UnixMilli(r.FromMs)
	}
	if r.UntilMs > 0 {
		f.until = time.UnixMilli(r.UntilMs)
	}
	return f, nil
}

// wants reports whether a bill passes, as far as it can be told without knowing people.
func (f filter) wants(x bill) bool {
	switch {
	case !f.from.IsZero() && x.at.Before(f.from), !f.until.IsZero() && !x.at.Before(f.until),
		f.direction == walletv1.ListBillsRequest_DIRECTION_IN && x.delta < 0,
		f.direction == walletv1.ListBillsRequest_DIRECTION_OUT && x.delta > 0:
		return false
	}
	for _, k := range f.kinds {
		if x.kind == k || strings.HasPrefix(x.kind, strings.TrimSuffix(k, ".")+".") {
			return true
		}
	}
	return len(f.kinds) == 0
}

// finds reports whether a bill has the text in its name or note, or is of exactly that amount.
func (f filter) finds(x bill, p *accountv1.Person) bool {
	if f.text == "" {
		return true
	}
	for _, s := range []string{p.GetName(), p.GetHandle(), x.note.Name, x.note.Text} {
		if strings.Contains(strings.ToLower(s), f.text) {
			return true
		}
	}
	return isAmount(f.text, x.delta, f.book.Currency)
}

// isAmount reports whether somebody who typed text means this amount: with or without a sign, and with points, commas and
// spaces between digits wherever his language puts them. "12.50" and "12,5" are 12.50 dollars, "1.250" may be 1,250 of them.
func isAmount(text string, minor int64, c money.Currency) bool {
	text = strings.TrimLeft(text, "+-−")
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	if strings.Trim(text, "0123456789., \u00a0'’") != "" || digits == "" || len(digits) > 18 {
		return false
	}
	whole, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return false
	}
	abs, unit := max(minor, -minor), int64(1)
	for range c.Digits() {
		unit *= 10
	}
	if whole <= (1<<62)/unit && whole*unit == abs { // "1250" or "1.250" for 1,250 units
		return true
	}
	at := strings.LastIndexAny(text, ".,")
	if at < 0 || c.Digits() == 0 {
		return false
	}
	fraction := len(text) - at - 1
	for ; fraction < c.Digits(); fraction++ {
		whole *= 10
	}
	return fraction == c.Digits() && whole == abs
}

// List returns a page of the caller's bills, newest first; live holds stand above the first page. It looks at ScanMax entries at
// most. Errors: ErrRequest, invalid money.currency.
func (b *Books) List(ctx context.Context, a id.Account, r *walletv1.ListBillsRequest) (_ *walletv1.ListBillsResponse, err error) {
	defer errs.Wrap(&err, "bills.List(%d)", a)
	f, err := b.filterOf(a, r)
	if err != nil {
		return nil, err
	}
	limit := int(r.Limit)
	if limit <= 0 {
		limit = pageDefault
	}
	limit = min(limit, PageMax)
	out := &walletv1.ListBillsResponse{}
	var before int64
	if r.Cursor == "" {
		if err := b.addHolds(ctx, f, out); err != nil {
			return nil, err
		}
		if !f.until.IsZero() {
			if before, err = b.seek(ctx, f.book, f.until); err != nil || before == 1 {
				return out, err
			}
		}
	} else if before, err = strconv.ParseInt(r.Cursor, 10, 64); err != nil || before < 2 {
		return nil, ErrRequest
	}
	return out, b.fill(ctx, f, before, limit, out)
}

// fill adds bills below a version until the page is full, the end is reached or enough was looked at.
func (b *Books) fill(ctx context.Context, f filter, before int64, limit int, out *walletv1.ListBillsResponse) error {
	found := 0
	for scanned := 0; scanned < ScanMax; scanned += chunk {
		list, last, err := b.page(ctx, f.book, before, chunk)
		if err != nil {
			return err
		}
		people, err := b.people(ctx, list)
		if err != nil {
			return err
		}
		for i, x := range list {
			if !f.from.IsZero() && x.at.Before(f.from) {
				return nil
			}
			if !f.wants(x) || !f.finds(x, people[x.other]) {
				continue
			}
			out.Bills = append(out.Bills, x.proto(f.book.Currency, people))
			if found++; found == limit {
				if version := versionOf(x); version > 1 && (i < len(list)-1 || last != 0) {
					out.NextCursor = strconv.FormatInt(version, 10)
				}
				return nil
			}
		}
		if last == 0 {
			return nil
		}
		before = last
	}
	out.NextCursor = strconv.FormatInt(before, 10)
	return nil
}

// versionOf reads the version back out of a bill's id.
func versionOf(x bill) int64 {
	_, number, _ := strings.Cut(x.id, ".")
	version, _ := strconv.ParseInt(number, 10, 64) // made by entryID
	return version
}

// addHolds adds what is on hold, newest first, at most HoldsMax.
func (b *Books) addHolds(ctx context.Context, f filter, out *walletv1.ListBillsResponse) error {
	var list []bill
	err := b.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		held, err := b.Ledger.Holds(ctx, tx, f.book)
		list = list[:0]
		for _, h := range held {
			if x := pending(f.book, h); f.wants(x) {
				list = append(list, x)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	newestFirst(list)
	people, err := b.people(ctx, list)
	if err != nil {
		return err
	}
	for _, x := range list {
		if len(out.Bills) < HoldsMax && f.finds(x, people[x.other]) {
			out.Bills = append(out.Bills, x.proto(f.book.Currency, people))
		}
	}
	return nil
}

// pending is a live hold as the one whose money it is sees it.
func pending(book ledger.Account, h ledger.Held) bill {
	x := of(book, h, nil, -h.Amount)
	x.id, x.pending = holdID(h.ID), true
	return x
}

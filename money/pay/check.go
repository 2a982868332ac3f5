package pay

import (
	"context"
	"errors"
	"fmt"

	"alun/base/store"
	"alun/money/ledger"
)

// invariants find what doc.go says can never be; each returns at most 20 ids.
var invariants = []struct{ what, query string }{
	{"payment %d: refunded more than was paid, or in the wrong state", `
SELECT id FROM pay_payment WHERE amount <= 0 OR refunded < 0 OR refunded > amount OR (refunded > 0) <> (state = 4)
	OR (state = 3 OR state = 4) <> (paid_ms > 0) OR state < 2 OR state > 7 LIMIT 20`},
	{"payment %d: neither a stall's nor a person's", `
SELECT id FROM pay_payment WHERE (stall_id = 0) = (payee_id = 0) OR payer_id = payee_id OR payer_id = 0 LIMIT 20`},
	{"payment %d: its refunds sum up to something else", `
SELECT p.id FROM pay_payment p LEFT JOIN (SELECT payment_id, SUM(amount) AS given FROM pay_refund GROUP BY payment_id) r
	ON r.payment_id = p.id WHERE p.refunded <> COALESCE(r.given, 0) LIMIT 20`},
	{"refund %d: of nothing, or of no payment", `
SELECT r.id FROM pay_refund r LEFT JOIN pay_payment p ON p.id = r.payment_id WHERE p.id IS NULL OR r.amount <= 0 LIMIT 20`},
	{"payment %d: paid to a stall, and not in its till; or the other way round", `
SELECT p.id FROM pay_payment p LEFT JOIN pay_till t ON t.stall_id = p.stall_id AND t.id = p.id AND t.kind = 1
	WHERE p.stall_id <> 0 AND ((p.paid_ms > 0) <> (t.id IS NOT NULL) OR t.amount <> p.amount) LIMIT 20`},
	{"refund %d: not in the till of its stall", `
SELECT r.id FROM pay_refund r JOIN pay_payment p ON p.id = r.payment_id LEFT JOIN pay_till t ON t.stall_id = p.stall_id AND t.id = r.id
	WHERE p.stall_id <> 0 AND (t.id IS NULL OR t.amount <> r.amount OR t.kind <> CASE WHEN r.by_wallet THEN 3 ELSE 2 END) LIMIT 20`},
	{"payment %d: not in the list of its stall", `
SELECT p.id FROM pay_payment p LEFT JOIN pay_received r ON r.stall_id = p.stall_id AND r.payment_id = p.id
	WHERE p.stall_id <> 0 AND r.payment_id IS NULL LIMIT 20`},
	{"payment %d: two pay codes were used for it", `
SELECT payment_id FROM pay_code WHERE payment_id <> 0 GROUP BY payment_id HAVING COUNT(*) > 1 LIMIT 20`},
	{"payment %d: by a code of somebody else", `
SELECT c.payment_id FROM pay_code c LEFT JOIN pay_payment p ON p.id = c.payment_id
	WHERE c.payment_id <> 0 AND (p.id IS NULL OR p.payer_id <> c.account_id OR p.way <> 'code') LIMIT 20`},
	{"payment %d: of a code for one amount, and not paid by it", `
SELECT o.payment_id FROM pay_once o LEFT JOIN pay_payment p ON p.id = o.payment_id
	WHERE p.id IS NULL OR p.stall_id <> o.stall_id OR p.paid_ms = 0 OR p.way <> 'dynamic' LIMIT 20`},
	{"payment %d: asked for, and not there", `
SELECT a.payment_id FROM pay_asked a LEFT JOIN pay_payment p ON p.id = a.payment_id WHERE p.id IS NULL LIMIT 20`},
	{"stall %d: settles itself although it is closed, or counts wrong codes wrongly", `
SELECT id FROM pay_stall WHERE closed_ms > 0 AND auto_settle OR wrong < 0 OR wrong > 10 LIMIT 20`},
	{"stall %d: not in its owner's list", `
SELECT s.id FROM pay_stall s LEFT JOIN pay_place p ON p.account_id = s.owner_id AND p.stall_id = s.id AND p.owner WHERE p.stall_id IS NULL LIMIT 20`},
	{"stall %d: its staff and their lists differ", `
SELECT p.stall_id FROM pay_place p LEFT JOIN pay_staff f ON f.stall_id = p.stall_id AND f.account_id = p.account_id
	WHERE p.owner = (f.account_id IS NOT NULL) LIMIT 20`},
}

const (
	checkPage        = 500
	selectStallPage  = `SELECT ` + stallColumns + ` FROM pay_stall s WHERE s.id > $1 ORDER BY s.id LIMIT $2`
	selectTillSum    = `SELECT COALESCE(SUM(CASE kind WHEN 1 THEN amount WHEN 3 THEN 0 ELSE -amount END), 0) FROM pay_till WHERE stall_id = $1`
	selectPaymentIDs = `SELECT id FROM pay_payment WHERE id > $1 ORDER BY id LIMIT $2`
)

// Check returns an error that names what breaks the room's promises, against the ledger too.
func Check(ctx context.Context, tx *store.Tx) error {
	var broken []error
	for _, inv := range invariants {
		found, err := ids[int64](ctx, tx, inv.query)
		if err != nil {
			return err
		}
		for _, one := range found {
			broken = append(broken, fmt.Errorf(inv.what, one))
		}
	}
	for _, part := range []func(context.Context, *store.Tx) ([]error, error){checkStalls, checkPayments} {
		found, err := part(ctx, tx)
		if err != nil {
			return err
		}
		broken = append(broken, found...)
	}
	return errors.Join(broken[:min(len(broken), 60)]...)
}

// checkStalls compares what stalls have with their tills.
func checkStalls(ctx context.Context, tx *store.Tx) (broken []error, err error) {
	last := StallID(0)
	for {
		page, err := stallPage(ctx, tx, last)
		if err != nil || len(page) == 0 {
			return broken, err
		}
		var books []ledger.Account
		for _, st := range page {
			books = append(books, st.account())
		}
		balances, err := new(ledger.Ledger).Balances(ctx, tx, books)
		if err != nil {
			return nil, err
		}
		for _, st := range page {
			var sum int64
			if err := tx.QueryRow(ctx, selectTillSum, st.ID).Scan(&sum); err != nil {
				return nil, err
			}
			if has := balances[st.account()].Available(); has != sum || st.closed() && has != 0 {
				broken = append(broken, fmt.Errorf("stall %d (closed: %v) has %d, its till says %d", st.ID, st.closed(), has, sum))
			}
			last = st.ID
		}
	}
}

func stallPage(ctx context.Context, tx *store.Tx, after StallID) (page []*Stall, err error) {
	rows, err := tx.Query(ctx, selectStallPage, after, checkPage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		st, err := scanStall(rows)
		if err != nil {
			return nil, err
		}
		page = append(page, st)
	}
	return page, rows.Err()
}

// checkPayments looks whether every payment's own account is empty, and whether what went through it is what was paid and refunded.
func checkPayments(ctx context.Context, tx *store.Tx) (broken []error, err error) {
	last := PaymentID(0)
	for {
		list, err := ids[PaymentID](ctx, tx, selectPaymentIDs, last, checkPage)
		if err != nil || len(list) == 0 {
			return broken, err
		}
		page, err := payments(ctx, tx, list)
		if err != nil {
			return nil, err
		}
		books := make([]ledger.Account, len(page))
		for i, p := range page {
			books[i] = p.account()
		}
		balances, err := new(ledger.Ledger).Balances(ctx, tx, books)
		if err != nil {
			return nil, err
		}
		for _, p := range page {
			through := p.Refunded
			if p.paid() {
				through += p.Amount.Minor
			}
			if b := balances[p.account()]; b.PostedCredit != through || b.PostedDebit != through || b.PendingDebit != 0 || b.PendingCredit != 0 {
				broken = append(broken, fmt.Errorf("payment %d: %d came in and %d went out, not %d", p.ID, b.PostedCredit, b.PostedDebit, through))
			}
		}
		last = list[len(list)-1]
	}
}

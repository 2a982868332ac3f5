package pay

import (
	"context"
	"errors"

	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

const (
	stallColumns    = `s.id, s.owner_id, s.name, s.category, s.city, s.currency, s.auto_settle, s.opened_ms, s.closed_ms, s.wrong, s.wrong_since_ms`
	selectStall     = `SELECT ` + stallColumns + ` FROM pay_stall s WHERE s.id = $1`
	selectStallLock = selectStall + ` {{lock}}`
	insertStall     = `
INSERT INTO pay_stall (id, owner_id, name, category, city, currency, auto_settle, opened_ms, closed_ms, wrong, wrong_since_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	updateStall = `
UPDATE pay_stall SET name = $2, category = $3, city = $4, auto_settle = $5, closed_ms = $6, wrong = $7, wrong_since_ms = $8 WHERE id = $1`

	selectStaff  = `SELECT account_id, may_refund, since_ms FROM pay_staff WHERE stall_id = $1 ORDER BY since_ms, account_id`
	selectMember = `SELECT may_refund FROM pay_staff WHERE stall_id = $1 AND account_id = $2`
	putStaff     = `
INSERT INTO pay_staff (stall_id, account_id, may_refund, since_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (stall_id, account_id) DO UPDATE SET may_refund = excluded.may_refund`
	deleteStaff = `DELETE FROM pay_staff WHERE stall_id = $1 AND account_id = $2`

	makePerson  = `INSERT INTO pay_person (account_id) VALUES ($1) ON CONFLICT (account_id) DO NOTHING`
	lockPerson  = `SELECT account_id FROM pay_person WHERE account_id = $1 {{lock}}`
	insertPlace = `
INSERT INTO pay_place (account_id, stall_id, owner, client_id) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, stall_id) DO NOTHING`
	selectPlaces = `SELECT stall_id FROM pay_place WHERE account_id = $1 ORDER BY stall_id`
	selectOpened = `SELECT stall_id FROM pay_place WHERE account_id = $1 AND client_id = $2`
	deletePlace  = `DELETE FROM pay_place WHERE account_id = $1 AND stall_id = $2 AND NOT owner`

	insertTill  = `INSERT INTO pay_till (stall_id, id, kind, payment_id, amount, at_ms, client_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	selectHours = `
SELECT kind, (at_ms - $2) / 3600000 AS hour, COUNT(*), SUM(amount) FROM pay_till WHERE stall_id = $1 AND at_ms >= $2 AND at_ms < $3
	GROUP BY kind, hour`
	settledBy = `SELECT amount FROM pay_till WHERE stall_id = $1 AND client_id = $2`
)

var selectStalls = store.NewMulti(`
WITH v(id) AS (VALUES {{rows}}) SELECT `+stallColumns+` FROM v JOIN pay_stall s ON s.id = v.id`, "BIGINT")

// The kinds of lines of a till; they reach the disk.
const (
	tillPaid           = 1
	tillRefunded       = 2
	tillRefundedWallet = 3 // out of a wallet: it counts for the day, not for what the stall has
	tillSettled        = 4
)

// tillLine is one line of a stall's till.
type tillLine struct {
	id       int64 // of the payment, refund or settlement
	kind     int
	payment  PaymentID
	amount   int64
	clientID []byte
}

func addToTill(ctx context.Context, tx *store.Tx, stall StallID, l tillLine) error {
	_, err := tx.Exec(ctx, insertTill, stall, l.id, l.kind, l.payment, l.amount, tx.Now.UnixMilli(), l.clientID)
	return err
}

// Staff is somebody who works at a stall.
type Staff struct {
	Account   id.Account
	MayRefund bool
}

func scanStall(row scanner) (*Stall, error) {
	var s Stall
	var opened, closed, since int64
	var currency string
	err := row.Scan(&s.ID, &s.Owner, &s.Name, &s.Category, &s.City, &currency, &s.AutoSettle, &opened, &closed, &s.Wrong, &since)
	s.Currency, s.OpenedAt, s.ClosedAt, s.WrongSince = money.Currency(currency), at(opened), at(closed), at(since)
	return &s, err
}

// readStall returns a stall; q is selectStall or selectStallLock. Error: ErrStall.
func readStall(ctx context.Context, tx *store.Tx, q string, one StallID) (*Stall, error) {
	s, err := scanStall(tx.QueryRow(ctx, q, one))
	if errors.Is(err, store.ErrNoRows) {
		return nil, ErrStall
	}
	return s, err
}

func saveStall(ctx context.Context, tx *store.Tx, s *Stall) error {
	_, err := tx.Exec(ctx, updateStall, s.ID, s.Name, s.Category, s.City, s.AutoSettle, ms(s.ClosedAt), s.Wrong, ms(s.WrongSince))
	return err
}

// stalls reads stalls by their ids.
func stalls(ctx context.Context, tx *store.Tx, list []StallID) (map[StallID]*Stall, error) {
	found := make(map[StallID]*Stall, len(list))
	rows := make([]any, len(list))
	for i, one := range list {
		rows[i] = one
	}
	err := selectStalls.Query(ctx, tx, rows, func(r *store.Rows) error {
		s, err := scanStall(r)
		found[s.ID] = s
		return err
	})
	return found, err
}

// staffOf returns who works at a stall, its owner apart.
func staffOf(ctx context.Context, tx *store.Tx, stall StallID) ([]Staff, error) {
	rows, err := tx.Query(ctx, selectStaff, stall)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Staff
	for rows.Next() {
		var one Staff
		var since int64
		if err := rows.Scan(&one.Account, &one.MayRefund, &since); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// role is what somebody is at a stall.
type role int

const (
	stranger role = iota
	staff
	refunder // staff who may refund
	owner
)

func roleAt(ctx context.Context, tx *store.Tx, s *Stall, who id.Account) (role, error) {
	if who == s.Owner {
		return owner, nil
	}
	var mayRefund bool
	err := tx.QueryRow(ctx, selectMember, s.ID, who).Scan(&mayRefund)
	switch {
	case errors.Is(err, store.ErrNoRows):
		return stranger, nil
	case mayRefund:
		return refunder, err
	}
	return staff, err
}

// lockThePerson takes the lock under which somebody's number of stalls grows.
func lockThePerson(ctx context.Context, tx *store.Tx, who id.Account) error {
	if _, err := tx.Exec(ctx, makePerson, who); err != nil {
		return err
	}
	var same id.Account
	return tx.QueryRow(ctx, lockPerson, who).Scan(&same)
}

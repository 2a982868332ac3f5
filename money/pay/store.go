package pay

import (
	"context"
	"embed"
	"errors"
	"time"

	"alun/base/id"
	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings this room's tables up to date and registers their invariants.
func Migrate(ctx context.Context, db *store.DB) error {
	if err := db.Migrate(ctx, "pay", migrations); err != nil {
		return err
	}
	db.AddCheck("pay", Check)
	return nil
}

const (
	paymentColumns = `p.id, p.stall_id, p.payee_id, p.payer_id, p.staff_id, p.currency, p.amount, p.refunded, p.note, p.state, p.reason, p.way,
	p.made_ms, p.paid_ms, p.confirm_until_ms, p.confirm_id, p.reference`
	selectPayment     = `SELECT ` + paymentColumns + ` FROM pay_payment p WHERE p.id = $1`
	selectPaymentLock = selectPayment + ` {{lock}}`
	insertPayment     = `
INSERT INTO pay_payment (id, stall_id, payee_id, payer_id, staff_id, currency, amount, refunded, note, state, reason, way,
	made_ms, paid_ms, confirm_until_ms, confirm_id, reference)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`
	updatePayment = `UPDATE pay_payment SET refunded = $2, state = $3, reason = $4, paid_ms = $5 WHERE id = $1`

	insertAsked = `
INSERT INTO pay_asked (account_id, client_id, fingerprint, payment_id) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, client_id) DO NOTHING`
	selectAsked = `SELECT fingerprint, payment_id FROM pay_asked WHERE account_id = $1 AND client_id = $2`
	deleteAsked = `DELETE FROM pay_asked WHERE account_id = $1 AND client_id = $2`

	insertReceived = `INSERT INTO pay_received (stall_id, payment_id) VALUES ($1, $2)`
	selectBefore   = `SELECT payment_id FROM pay_received WHERE stall_id = $1 AND payment_id < $2 ORDER BY payment_id DESC LIMIT $3`

	insertOnce = `INSERT INTO pay_once (stall_id, reference, payment_id) VALUES ($1, $2, $3) ON CONFLICT (stall_id, reference) DO NOTHING`
	selectOnce = `SELECT payment_id FROM pay_once WHERE stall_id = $1 AND reference = $2`

	insertShown = `
INSERT INTO pay_shown (payer_id, payment_id, until_ms) VALUES ($1, $2, $3)
ON CONFLICT (payer_id, payment_id) DO UPDATE SET until_ms = excluded.until_ms`
	selectShown = `SELECT payment_id FROM pay_shown WHERE payer_id = $1 AND until_ms > $2 ORDER BY payment_id DESC LIMIT 20`
	pruneShown  = `DELETE FROM pay_shown WHERE payer_id = $1 AND until_ms <= $2`

	refundColumns = `r.payment_id, r.id, r.amount, r.reason, r.by_id, r.by_wallet, r.at_ms, r.client_id`
	insertRefund  = `
INSERT INTO pay_refund (payment_id, id, amount, reason, by_id, by_wallet, at_ms, client_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	selectRefunds = `SELECT ` + refundColumns + ` FROM pay_refund r WHERE r.payment_id = $1 ORDER BY r.id`
)

var (
	selectPayments = store.NewMulti(`
WITH v(id) AS (VALUES {{rows}}) SELECT `+paymentColumns+` FROM v JOIN pay_payment p ON p.id = v.id`, "BIGINT")
	selectRefundsOf = store.NewMulti(`
WITH v(id) AS (VALUES {{rows}}) SELECT `+refundColumns+` FROM v JOIN pay_refund r ON r.payment_id = v.id`, "BIGINT")
)

// ms and at turn times into columns and back; 0 is the zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func at(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n)
}

type scanner interface{ Scan(dest ...any) error }

func scanPayment(row scanner) (*Payment, error) {
	var p Payment
	var made, paid, until int64
	err := row.Scan(&p.ID, &p.Stall, &p.Payee, &p.Payer, &p.Staff, &p.Amount.Currency, &p.Amount.Minor, &p.Refunded, &p.Note, &p.State, &p.Reason,
		&p.By, &made, &paid, &until, &p.ConfirmID, &p.Reference)
	p.MadeAt, p.PaidAt, p.ConfirmUntil = at(made), at(paid), at(until)
	return &p, err
}

// readPayment returns a payment; q is selectPayment or selectPaymentLock. Error: ErrNotFound.
func readPayment(ctx context.Context, tx *store.Tx, q string, one PaymentID) (*Payment, error) {
	p, err := scanPayment(tx.QueryRow(ctx, q, one))
	if errors.Is(err, store.ErrNoRows) {
		return nil, ErrNotFound
	}
	return p, err
}

// addPayment stores a new payment, in the list of its stall too.
func addPayment(ctx context.Context, tx *store.Tx, p *Payment) error {
	_, err := tx.Exec(ctx, insertPayment, p.ID, p.Stall, p.Payee, p.Payer, p.Staff, p.Amount.Currency, p.Amount.Minor, p.Refunded, p.Note,
		int64(p.State), p.Reason, p.By, ms(p.MadeAt), ms(p.PaidAt), ms(p.ConfirmUntil), p.ConfirmID, p.Reference)
	if err == nil && p.Stall != 0 {
		_, err = tx.Exec(ctx, insertReceived, p.Stall, p.ID)
	}
	return err
}

func savePayment(ctx context.Context, tx *store.Tx, p *Payment) error {
	_, err := tx.Exec(ctx, updatePayment, p.ID, p.Refunded, int64(p.State), p.Reason, ms(p.PaidAt))
	return err
}

// ask notes that a request is under way, for which payment, and returns the payment that an earlier one like it led to, or nil.
// Error: ErrRepeated when the earlier one was another.
func ask(ctx context.Context, tx *store.Tx, who id.Account, clientID, print []byte, p PaymentID) (*Payment, error) {
	n, err := tx.Exec(ctx, insertAsked, who, clientID, print, p)
	if err != nil || n == 1 {
		return nil, err
	}
	var before []byte
	var first PaymentID
	if err := tx.QueryRow(ctx, selectAsked, who, clientID).Scan(&before, &first); err != nil {
		return nil, err
	}
	if string(before) != string(print) {
		return nil, ErrRepeated
	}
	return readPayment(ctx, tx, selectPayment, first)
}

// ids reads a column of ids.
func ids[T ~int64](ctx context.Context, tx *store.Tx, q string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// payments reads payments in the order of list.
func payments(ctx context.Context, tx *store.Tx, list []PaymentID) ([]*Payment, error) {
	found := make(map[PaymentID]*Payment, len(list))
	rows := make([]any, len(list))
	for i, one := range list {
		rows[i] = one
	}
	err := selectPayments.Query(ctx, tx, rows, func(r *store.Rows) error {
		p, err := scanPayment(r)
		found[p.ID] = p
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make([]*Payment, 0, len(list))
	for _, one := range list {
		if p := found[one]; p != nil {
			all = append(all, p)
		}
	}
	return all, nil
}

func scanRefund(row scanner) (r Refund, err error) {
	var made int64
	err = row.Scan(&r.Payment, &r.ID, &r.Amount, &r.Reason, &r.By, &r.ByWallet, &made, &r.ClientID)
	r.At = at(made)
	return r, err
}

// refunds returns the refunds of one payment, oldest first.
func refunds(ctx context.Context, tx *store.Tx, p PaymentID) ([]Refund, error) {
	rows, err := tx.Query(ctx, selectRefunds, p)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Refund
	for rows.Next() {
		r, err := scanRefund(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

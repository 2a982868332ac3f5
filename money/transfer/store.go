package transfer

import (
	"context"
	"embed"
	"errors"
	"time"

	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The kinds of transfer_claim; they reach disk.
const (
	kindTransfer = 1
	kindRequest  = 2
	kindSplit    = 3
)

const (
	sqlClaim   = `INSERT INTO transfer_claim (account_id, client_id, kind, id) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, client_id) DO NOTHING`
	sqlClaimed = `SELECT kind, id FROM transfer_claim WHERE account_id = $1 AND client_id = $2`

	transferColumns = `SELECT id, chat_id, seq, payer_id, payee_id, minor, currency, note, state, at_ms, expires_at_ms, ended_at_ms FROM transfer `

	sqlTransfer     = transferColumns + `WHERE id = $1`
	sqlLockTransfer = transferColumns + `WHERE id = $1 {{lock}}`
	sqlMakeTransfer = `INSERT INTO transfer (id, chat_id, seq, payer_id, payee_id, minor, currency, note, state, at_ms, expires_at_ms, ended_at_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`
	sqlSaveTransfer = `UPDATE transfer SET state = $2, ended_at_ms = $3 WHERE id = $1`

	requestColumns = `SELECT id, chat_id, seq, payee_id, payer_id, minor, currency, note, state, at_ms, ended_at_ms FROM transfer_request `

	sqlRequest     = requestColumns + `WHERE id = $1`
	sqlLockRequest = requestColumns + `WHERE id = $1 {{lock}}`
	sqlMakeRequest = `INSERT INTO transfer_request (id, chat_id, seq, payee_id, payer_id, minor, currency, note, state, at_ms, ended_at_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`
	sqlSaveRequest = `UPDATE transfer_request SET state = $2, ended_at_ms = $3 WHERE id = $1`

	sqlOpenRequests = `SELECT COUNT(*) FROM transfer_request WHERE payee_id = $1 AND state = 1`
	sqlOpenSplits   = `SELECT COUNT(*) FROM transfer_split WHERE maker_id = $1 AND state = 1`
)

// claim notes that a client id makes the thing fresh. When it has made something before, claimed is false and that is returned;
// a second transaction with the same id waits here for the first. Error: ErrConflict for a thing of another kind.
func claim(ctx context.Context, tx *store.Tx, account id.Account, clientID []byte, kind int64, fresh ID) (first ID, claimed bool, err error) {
	n, err := tx.Exec(ctx, sqlClaim, account, clientID, kind, fresh)
	if err != nil || n == 1 {
		return fresh, err == nil, err
	}
	var before int64
	if err := tx.QueryRow(ctx, sqlClaimed, account, clientID).Scan(&before, &first); err != nil {
		return 0, false, err
	}
	if before != kind {
		return 0, false, ErrConflict
	}
	return first, false, nil
}

type scanner interface{ Scan(...any) error }

func scanTransfer(row scanner) (t Transfer, err error) {
	var minor, at, expires, ended int64
	var currency string
	err = row.Scan(&t.ID, &t.Chat, &t.Seq, &t.Payer, &t.Payee, &minor, &currency, &t.Note, &t.State, &at, &expires, &ended)
	t.Amount, t.At, t.ExpiresAt, t.EndedAt = money.Of(minor, money.Currency(currency)), time.UnixMilli(at), time.UnixMilli(expires), timeOf(ended)
	return t, err
}

func readTransfer(ctx context.Context, tx *store.Tx, q string, transfer ID) (Transfer, error) {
	t, err := scanTransfer(tx.QueryRow(ctx, q, transfer))
	return t, found(err)
}

// found turns the absence of a row into this room's own error.
func found(err error) error {
	if errors.Is(err, store.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

func makeTransfer(ctx context.Context, tx *store.Tx, t Transfer) error {
	_, err := tx.Exec(ctx, sqlMakeTransfer, t.ID, t.Chat, t.Seq, t.Payer, t.Payee, t.Amount.Minor, t.Amount.Currency, t.Note, t.State,
		t.At.UnixMilli(), t.ExpiresAt.UnixMilli())
	return err
}

func saveTransfer(ctx context.Context, tx *store.Tx, t Transfer) error {
	_, err := tx.Exec(ctx, sqlSaveTransfer, t.ID, t.State, msOf(t.EndedAt))
	return err
}

func scanRequest(row scanner) (r Request, err error) {
	var minor, at, ended int64
	var currency string
	err = row.Scan(&r.ID, &r.Chat, &r.Seq, &r.Payee, &r.Payer, &minor, &currency, &r.Note, &r.State, &at, &ended)
	r.Amount, r.At, r.EndedAt = money.Of(minor, money.Currency(currency)), time.UnixMilli(at), timeOf(ended)
	return r, err
}

func readRequest(ctx context.Context, tx *store.Tx, q string, request ID) (Request, error) {
	r, err := scanRequest(tx.QueryRow(ctx, q, request))
	return r, found(err)
}

func makeRequest(ctx context.Context, tx *store.Tx, r Request) error {
	_, err := tx.Exec(ctx, sqlMakeRequest, r.ID, r.Chat, r.Seq, r.Payee, r.Payer, r.Amount.Minor, r.Amount.Currency, r.Note, r.State, r.At.UnixMilli())
	return err
}

func saveRequest(ctx context.Context, tx *store.Tx, r Request) error {
	_, err := tx.Exec(ctx, sqlSaveRequest, r.ID, r.State, msOf(r.EndedAt))
	return err
}

// mayOpen refuses one more request or split of somebody who has many that wait. Error: ErrTooMany.
func mayOpen(ctx context.Context, tx *store.Tx, account id.Account) error {
	open := 0
	for _, q := range []string{sqlOpenRequests, sqlOpenSplits} {
		var n int
		if err := tx.QueryRow(ctx, q, account).Scan(&n); err != nil {
			return err
		}
		open += n
	}
	if open >= MaxOpen {
		return ErrTooMany
	}
	return nil
}

// msOf is a time as the rows have it, 0 for none.
func msOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// timeOf is the opposite of msOf.
func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

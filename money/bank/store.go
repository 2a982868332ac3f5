package bank

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

const (
	sqlMakeBook = `INSERT INTO bank_book (account_id) VALUES ($1) ON CONFLICT (account_id) DO NOTHING`
	sqlLockBook = `SELECT account_id FROM bank_book WHERE account_id = $1 {{lock}}`
	sqlDropBook = `DELETE FROM bank_book WHERE account_id = $1`

	linkedColumns = `SELECT account_id, id, bank, number, tail, holder, at_ms, gone FROM bank_account `

	sqlLinked     = linkedColumns + `WHERE account_id = $1 AND id = $2`
	sqlAllLinked  = linkedColumns + `WHERE account_id = $1 ORDER BY id`
	sqlLink       = `INSERT INTO bank_account (account_id, id, bank, number, tail, holder, at_ms, gone) VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)`
	sqlUnlink     = `UPDATE bank_account SET gone = TRUE WHERE account_id = $1 AND id = $2 AND NOT gone`
	sqlForgetLink = `UPDATE bank_account SET gone = TRUE, number = $2, tail = '', holder = '' WHERE account_id = $1`

	moveColumns = `SELECT account_id, id, client_id, kind, minor, currency, linked_id, state, reason, at_ms, done_at_ms, asks, owed FROM bank_move `

	sqlMove       = moveColumns + `WHERE account_id = $1 AND id = $2`
	sqlMoveOf     = moveColumns + `WHERE account_id = $1 AND client_id = $2`
	sqlMoves      = moveColumns + `WHERE account_id = $1 ORDER BY id DESC LIMIT $2`
	sqlAnyMove    = moveColumns + `WHERE id = $1`
	sqlAllMoves   = moveColumns + `WHERE id < $1 ORDER BY id DESC LIMIT $2`
	sqlAllInState = moveColumns + `WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3`

	sqlCountOpen = `SELECT COUNT(*) FROM bank_move WHERE account_id = $1 AND (state < 3 OR owed)`
	sqlMakeMove  = `INSERT INTO bank_move (account_id, id, client_id, kind, minor, currency, linked_id, state, reason, at_ms, done_at_ms, asks, owed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, 0, 0, FALSE)`
	sqlSaveMove = `UPDATE bank_move SET state = $3, reason = $4, done_at_ms = $5, asks = $6, owed = $7 WHERE account_id = $1 AND id = $2`
)

func lockBook(ctx context.Context, tx *store.Tx, account id.Account) error {
	if _, err := tx.Exec(ctx, sqlMakeBook, account); err != nil {
		return err
	}
	return tx.QueryRow(ctx, sqlLockBook, account).Scan(&account)
}

type scanner interface{ Scan(...any) error }

func scanLinked(row scanner) (l Linked, err error) {
	var at int64
	err = row.Scan(&l.Owner, &l.ID, &l.Bank, &l.sealed, &l.Tail, &l.Holder, &at, &l.Gone)
	l.At = time.UnixMilli(at)
	return l, err
}

// readLinked returns a linked account, also one that was unlinked. Error: ErrNoAccount.
func readLinked(ctx context.Context, tx *store.Tx, owner id.Account, linked LinkedID) (Linked, error) {
	l, err := scanLinked(tx.QueryRow(ctx, sqlLinked, owner, linked))
	if errors.Is(err, store.ErrNoRows) {
		return l, ErrNoAccount
	}
	return l, err
}

// readAllLinked returns a person's linked accounts, those that were unlinked too.
func readAllLinked(ctx context.Context, tx *store.Tx, owner id.Account) (all []Linked, err error) {
	rows, err := tx.Query(ctx, sqlAllLinked, owner)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		l, err := scanLinked(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

func scanMove(row scanner) (m Move, err error) {
	var at, doneAt, minor int64
	var currency string
	err = row.Scan(&m.Owner, &m.ID, &m.ClientID, &m.Kind, &minor, &currency, &m.Linked, &m.State, &m.Reason, &at, &doneAt, &m.Asks, &m.Owed)
	m.Amount, m.At = money.Of(minor, money.Currency(currency)), time.UnixMilli(at)
	if doneAt != 0 {
		m.DoneAt = time.UnixMilli(doneAt)
	}
	return m, err
}

// readMove returns one move by a statement that finds at most one. Error: ErrNotFound.
func readMove(ctx context.Context, tx *store.Tx, q string, args ...any) (Move, error) {
	m, err := scanMove(tx.QueryRow(ctx, q, args...))
	if errors.Is(err, store.ErrNoRows) {
		return m, ErrNotFound
	}
	return m, err
}

func readMoves(ctx context.Context, tx *store.Tx, q string, args ...any) (moves []Move, err error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		m, err := scanMove(rows)
		if err != nil {
			return nil, err
		}
		moves = append(moves, m)
	}
	return moves, rows.Err()
}

func makeMove(ctx context.Context, tx *store.Tx, m Move) error {
	_, err := tx.Exec(ctx, sqlMakeMove, m.Owner, m.ID, m.ClientID, m.Kind, m.Amount.Minor, m.Amount.Currency, m.Linked, m.State, m.At.UnixMilli())
	return err
}

func saveMove(ctx context.Context, tx *store.Tx, m Move) error {
	var doneAt int64
	if !m.DoneAt.IsZero() {
		doneAt = m.DoneAt.UnixMilli()
	}
	_, err := tx.Exec(ctx, sqlSaveMove, m.Owner, m.ID, m.State, m.Reason, doneAt, m.Asks, m.Owed)
	return err
}

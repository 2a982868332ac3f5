package transfer

import (
	"context"
	"time"

	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

const (
	splitColumns = `SELECT id, chat_id, seq, maker_id, minor, currency, note, state, at_ms, ended_at_ms, reminded_at_ms FROM transfer_split `

	sqlSplit     = splitColumns + `WHERE id = $1`
	sqlLockSplit = splitColumns + `WHERE id = $1 {{lock}}`
	sqlMakeSplit = `INSERT INTO transfer_split (id, chat_id, seq, maker_id, minor, currency, note, state, at_ms, ended_at_ms, reminded_at_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)`
	sqlSaveSplit = `UPDATE transfer_split SET state = $2, ended_at_ms = $3, reminded_at_ms = $4 WHERE id = $1`

	sqlShares   = `SELECT account_id, place, minor, paid_at_ms FROM transfer_share WHERE split_id = $1 ORDER BY place`
	sqlPayShare = `UPDATE transfer_share SET paid_at_ms = $3 WHERE split_id = $1 AND account_id = $2`
)

var sqlMakeShares = store.NewMulti(`INSERT INTO transfer_share (split_id, account_id, place, minor, paid_at_ms) VALUES {{rows}}`,
	"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT")

// readSplit returns a split with its shares; q may lock it. Error: ErrNotFound.
func readSplit(ctx context.Context, tx *store.Tx, q string, split ID) (s Split, err error) {
	var minor, at, ended, reminded int64
	var currency string
	err = tx.QueryRow(ctx, q, split).Scan(&s.ID, &s.Chat, &s.Seq, &s.Maker, &minor, &currency, &s.Note, &s.State, &at, &ended, &reminded)
	if err != nil {
		return s, found(err)
	}
	s.Total, s.At, s.EndedAt, s.RemindedAt = money.Of(minor, money.Currency(currency)), time.UnixMilli(at), timeOf(ended), timeOf(reminded)
	rows, err := tx.Query(ctx, sqlShares, split)
	if err != nil {
		return s, err
	}
	defer rows.Close()
	for rows.Next() {
		var share Share
		var paid int64
		if err := rows.Scan(&share.Account, &share.Place, &share.Minor, &paid); err != nil {
			return s, err
		}
		share.PaidAt = timeOf(paid)
		s.Shares = append(s.Shares, share)
	}
	return s, rows.Err()
}

func makeSplit(ctx context.Context, tx *store.Tx, s Split) error {
	_, err := tx.Exec(ctx, sqlMakeSplit, s.ID, s.Chat, s.Seq, s.Maker, s.Total.Minor, s.Total.Currency, s.Note, s.State, s.At.UnixMilli())
	if err != nil {
		return err
	}
	rows := make([]any, 0, 5*len(s.Shares))
	for _, share := range s.Shares {
		rows = append(rows, s.ID, share.Account, share.Place, share.Minor, msOf(share.PaidAt))
	}
	_, err = sqlMakeShares.Exec(ctx, tx, rows)
	return err
}

func saveSplit(ctx context.Context, tx *store.Tx, s Split) error {
	_, err := tx.Exec(ctx, sqlSaveSplit, s.ID, s.State, msOf(s.EndedAt), msOf(s.RemindedAt))
	return err
}

func payShare(ctx context.Context, tx *store.Tx, split ID, account id.Account, at time.Time) error {
	_, err := tx.Exec(ctx, sqlPayShare, split, account, at.UnixMilli())
	return err
}

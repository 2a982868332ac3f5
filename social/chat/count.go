package chat

import (
	"context"

	"alun/base/errs"
	"alun/base/store"
)

const countLogs = `SELECT (SELECT count(*) FROM chat), (SELECT count(*) FROM message)`

// Counts returns how many chats there are and how many entries their logs have. It reads whole tables: it is for an operator
// who looks, not for a meter.
func (s *Service) Counts(ctx context.Context) (chats, entries int64, err error) {
	defer errs.Wrap(&err, "chat.Counts")
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, countLogs).Scan(&chats, &entries)
	})
	return chats, entries, err
}

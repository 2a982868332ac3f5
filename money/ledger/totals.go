package ledger

import (
	"context"
	"math"
	"time"

	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
)

const selectTotals = `
SELECT currency, code, COUNT(*), CAST(SUM(posted_credit - posted_debit) AS BIGINT), CAST(SUM(pending_debit) AS BIGINT), CAST(SUM(version) AS BIGINT)
FROM ledger_account GROUP BY currency, code ORDER BY currency, code`

// Total sums up the accounts of one code in one currency. Posted of all codes of a currency is zero together.
type Total struct {
	Currency money.Currency
	Code     Code
	Accounts int64
	Posted   int64
	Held     int64 // promised away by live holds
	Entries  int64
}

// Totals returns the totals, by currency and code. It reads every account: for an operator, not for a crowd.
func (l *Ledger) Totals(ctx context.Context, tx *store.Tx) (all []Total, err error) {
	defer errs.Wrap(&err, "ledger.Totals")
	rows, err := tx.Query(ctx, selectTotals)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t Total
		if err := rows.Scan(&t.Currency, &t.Code, &t.Accounts, &t.Posted, &t.Held, &t.Entries); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

// NewestSeal returns the day (UTC) and the root of the newest seal; no root before the first.
func (l *Ledger) NewestSeal(ctx context.Context, tx *store.Tx) (day time.Time, root []byte, err error) {
	defer errs.Wrap(&err, "ledger.NewestSeal")
	rows, err := tx.Query(ctx, selectNewSeal, int64(math.MaxInt64))
	if err != nil {
		return day, nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return day, nil, rows.Err()
	}
	var s seal
	if err := s.scan(rows); err != nil {
		return day, nil, err
	}
	return time.Unix(0, 0).UTC().AddDate(0, 0, int(s.Day)), s.Root[:], rows.Close()
}

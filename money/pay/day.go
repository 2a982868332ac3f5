package pay

import (
	"context"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/store"
)

// dayMax is the longest day there is: when clocks go back.
const dayMax = 25 * time.Hour

// Day sums up what a stall took between two moments, in minor units of its currency.
type Day struct {
	Stall          *Stall
	Count          int // payments
	Paid, Refunded int64
	Hours          []int64 // paid, by the hour from the beginning on
}

// Day returns the sums of at most 25 hours, to the stall's people. Errors: ErrStall, invalid pay.day.
func (s *Service) Day(ctx context.Context, c authn.Caller, one StallID, from, until time.Time) (_ *Day, err error) {
	defer errs.Wrap(&err, "pay.Day(%d)", one)
	length := until.Sub(from)
	if length <= 0 || length > dayMax {
		return nil, errs.Invalid("pay.day", "A day has at most 25 hours.")
	}
	return read(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*Day, error) {
		stall, _, err := s.asStaff(ctx, tx, selectStall, one, c.Account, staff)
		if err != nil {
			return nil, err
		}
		d := &Day{Stall: stall, Hours: make([]int64, (length+time.Hour-1)/time.Hour)}
		rows, err := tx.Query(ctx, selectHours, one, from.UnixMilli(), until.UnixMilli())
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var kind, hour, n int
			var amount int64
			if err := rows.Scan(&kind, &hour, &n, &amount); err != nil {
				return nil, err
			}
			switch kind {
			case tillPaid:
				d.Count += n
				d.Paid += amount
				d.Hours[hour] += amount
			case tillRefunded, tillRefundedWallet:
				d.Refunded += amount
			}
		}
		return d, rows.Err()
	})
}

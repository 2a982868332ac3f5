package wallet

import (
	"math"
	"time"
)

// use is how much of one currency has left a wallet in its newest day and month, both of UTC.
type use struct {
	day       int64 // 20261122
	dayUsed   int64
	month     int64 // 202611
	monthUsed int64
}

// periods returns the UTC day and month of t as numbers that grow: 20261122 and 202611.
func periods(t time.Time) (day, month int64) {
	y, m, d := t.UTC().Date()
	month = int64(y)*100 + int64(m)
	return month*100 + int64(d), month
}

// at returns the use as it counts at now: a new day or month begins with nothing used. A clock that steps back begins
// nothing anew.
func (u use) at(now time.Time) use {
	day, month := periods(now)
	if day > u.day {
		u.day, u.dayUsed = day, 0
	}
	if month > u.month {
		u.month, u.monthUsed = month, 0
	}
	return u
}

// take returns the use after minor more units have left. Errors: ErrLimitOnce, ErrLimitDay, ErrLimitMonth, the last two with
// the time until they begin anew.
func (u use) take(now time.Time, minor int64, l Limits) (use, error) {
	u = u.at(now)
	y, m, d := now.UTC().Date()
	switch {
	case minor > l.Once:
		return u, ErrLimitOnce
	case minor > l.Month-u.monthUsed: // both are positive: no overflow
		return u, ErrLimitMonth.After(time.Date(y, m+1, 1, 0, 0, 0, 0, time.UTC).Sub(now))
	case minor > l.Day-u.dayUsed:
		return u, ErrLimitDay.After(time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC).Sub(now))
	}
	u.dayUsed += minor
	u.monthUsed += minor
	return u, nil
}

// give returns the use after minor units that left at spentAt have come back: what was spent in a day or month that is
// over gives nothing back. It never falls below zero.
func (u use) give(spentAt time.Time, minor int64) use {
	day, month := periods(spentAt)
	if day == u.day {
		u.dayUsed = max(u.dayUsed-minor, 0)
	}
	if month == u.month {
		u.monthUsed = max(u.monthUsed-minor, 0)
	}
	return u
}

// Limits are what a level allows, in minor units.
type Limits struct {
	Once    int64 // one movement out
	Day     int64 // all movements out of a UTC day
	Month   int64 // … of a UTC month
	Balance int64 // what the wallet may hold
}

// limitMax keeps sums of limits within 64 bits.
const limitMax = math.MaxInt64 / 4

// valid reports whether limits make sense: positive, and none larger than the next wider one.
func (l Limits) valid() bool {
	return l.Once > 0 && l.Once <= l.Day && l.Day <= l.Month && l.Month <= limitMax && l.Balance > 0 && l.Balance <= limitMax
}

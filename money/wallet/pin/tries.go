package pin

import (
	"time"

	"alun/base/errs"
)

// How often somebody may guess. With 10 wrong guesses a day, a PIN of six digits is guessed with a chance of 1 in 100,000 a
// day by whoever holds a signed-in device.
const (
	TriesMax    = 5
	LockShort   = 15 * time.Minute
	WrongPerDay = 10
	LockLong    = 24 * time.Hour
)

// Errors of guesses. ErrLocked says how long.
var (
	ErrWrong  = errs.Denied("wallet.pin_wrong", "This is not your payment PIN.")
	ErrLocked = errs.Exhausted("wallet.pin_locked", "Your payment PIN was entered wrongly too often. Please wait.")
)

// Tries counts guesses. It is kept in the wallet's row; the zero Tries has seen none. An attempt counts as wrong until it
// is known to be right, so a crash between the two is a wrong guess.
type Tries struct {
	Wrong       int       // since the last right guess or lock
	Day         int       // wrong ones since DaySince, whatever was right in between
	DaySince    time.Time // when those began to be counted; they are forgotten 24 hours later
	LockedUntil time.Time
}

// Attempt counts one guess at now and returns what must be durable before the guess is compared. The guess that reaches a
// limit is still compared, but the lock is already written with it. Errors: ErrLocked.
func (t Tries) Attempt(now time.Time) (Tries, error) {
	if now.Before(t.LockedUntil) {
		return t, ErrLocked.After(t.LockedUntil.Sub(now))
	}
	if t.Day == 0 || now.Sub(t.DaySince) >= LockLong {
		t.Day, t.DaySince = 0, now
	}
	t.Wrong++
	t.Day++
	t.LockedUntil = time.Time{}
	if t.Wrong >= TriesMax {
		t.Wrong, t.LockedUntil = 0, now.Add(LockShort)
	}
	if t.Day >= WrongPerDay {
		t.Wrong, t.LockedUntil = 0, now.Add(LockLong) // Day stays: when the lock ends it is forgotten
	}
	return t, nil
}

// Right takes back one attempt that turned out right. counted is what Attempt returned for it, t what stands there now:
// other guesses may have been counted since. A lock that this attempt did not bring stays.
func (t Tries) Right(counted Tries) Tries {
	t.Wrong = 0
	if t.LockedUntil.Equal(counted.LockedUntil) {
		t.LockedUntil = time.Time{}
	}
	t.Day = max(t.Day-1, 0)
	return t
}

// Left is how many guesses remain at now before the next lock; 0 while one lasts.
func (t Tries) Left(now time.Time) int {
	if now.Before(t.LockedUntil) {
		return 0
	}
	if now.Sub(t.DaySince) >= LockLong {
		t.Day = 0
	}
	return max(min(TriesMax-t.Wrong, WrongPerDay-t.Day), 1)
}

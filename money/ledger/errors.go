package ledger

import "alun/base/errs"

// Errors of groups, compared with errors.Is. A group that gets one of them has moved nothing.
var (
	ErrInsufficient = errs.Conflict("ledger.insufficient", "There is not enough money for this.")
	ErrConflict     = errs.Conflict("ledger.conflict", "Something else was posted under this id.")
	ErrResolved     = errs.Conflict("ledger.resolved", "What was held is no longer held.")
	ErrExpired      = errs.Conflict("ledger.expired", "It is too late: what was held is free again.")
	ErrNotExpired   = errs.Conflict("ledger.not_expired", "What is held is not over yet.")
	ErrNoHold       = errs.NotFound("ledger.no_hold", "Nothing is held under this id.")
	ErrOverflow     = errs.Invalid("ledger.overflow", "The amount is too large for the account.")
	ErrSeal         = errs.NotFound("ledger.not_sealed", "This entry is proved by the seal of its day, which is made in the night after it.")
)

func invalid(code, format string, args ...any) error {
	return errs.Invalid("ledger."+code, format, args...)
}

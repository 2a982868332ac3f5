package ledger

// What tests see of the inside.
var (
	RecheckIn = recheck
	PageSize  = checkPage
)

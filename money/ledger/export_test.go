package ledger

import "context"

// What tests see of the inside.
var (
	RecheckIn = recheck
	PageSize  = checkPage
)

// Take and Make are the two halves of Seal, between which a node may lose its time.
func (l *Ledger) Take(ctx context.Context, day int64) (int64, error) { return l.take(ctx, day) }

// Make see Take.
func (l *Ledger) Make(ctx context.Context, day, mine int64) (bool, error) {
	return l.makeSeal(ctx, day, mine)
}

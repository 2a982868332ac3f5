package bills

import (
	"context"
	"errors"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/money/ledger"
)

// Prove returns the proof file of one bill of the caller, as JSON for `alun verify-proof`, and its name. Errors: ErrNotFound,
// ErrLater, exhausted ledger.proof_long.
func (b *Books) Prove(ctx context.Context, a id.Account, name string) (file []byte, filename string, err error) {
	defer errs.Wrap(&err, "bills.Prove(%d, %q)", a, name)
	book, version, err := b.parseEntryID(a, name)
	if err != nil {
		return nil, "", err
	}
	err = b.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, _, _, err := b.readEntry(ctx, tx, a, name); err != nil {
			return err
		}
		f, err := b.Ledger.Prove(ctx, tx, book, version)
		if errors.Is(err, ledger.ErrSeal) {
			return ErrLater
		}
		if err != nil {
			return err
		}
		file, err = f.JSON()
		return err
	})
	return file, "alun-proof-" + name + ".json", err
}

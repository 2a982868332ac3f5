package bank_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"alun/base/store"
	"alun/money/bank"
	"alun/money/wallet"
)

// Whatever is changed behind the room's back, Check finds it.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, err := w.topUp(1, 100_000)
		w.must(err)
		_, err = w.withdraw(2, 20_000)
		w.must(err)
		w.mode = wallet.SandboxAsk
		_, err = w.withdraw(3, 30_000)
		w.must(err)
		for sql, finding := range map[string]string{
			`UPDATE bank_move SET state = 9`:                                                           "unknown state",
			`UPDATE bank_move SET done_at_ms = 0 WHERE kind = 1`:                                       "has an end",
			`UPDATE bank_move SET reason = 'bank.refused' WHERE kind = 1`:                              "failed without a reason",
			`UPDATE bank_move SET owed = TRUE WHERE kind = 1`:                                          "owed to the bank",
			`DELETE FROM bank_account`:                                                                 "nobody's linked account",
			`UPDATE bank_move SET minor = minor + 1 WHERE kind = 1`:                                    "the ledger has",
			`UPDATE bank_move SET minor = minor - 1 WHERE kind = 2`:                                    "the ledger has",
			`UPDATE bank_move SET state = 3, done_at_ms = 1 WHERE state = 1`:                           "the ledger has",
			`UPDATE bank_move SET state = 4, done_at_ms = 1, reason = 'x' WHERE state = 3`:             "the ledger has",
			`UPDATE bank_move SET kind = 3 - kind`:                                                     "the ledger has",
			`UPDATE bank_move SET account_id = 102; UPDATE bank_account SET account_id = 102`:          "the ledger has",
			`UPDATE bank_move SET state = 2, done_at_ms = 0 WHERE kind = 1 AND state = 3`:              "the ledger has",
			`UPDATE bank_move SET state = 2 WHERE state = 1; UPDATE bank_move SET id = id WHERE 0 = 1`: "",
		} {
			undo := errors.New("undo")
			err := w.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				for one := range strings.SplitSeq(sql, ";") {
					if _, err := tx.Exec(ctx, one); err != nil {
						return err
					}
				}
				switch err := bank.Check(ctx, tx); {
				case finding == "" && err != nil:
					t.Errorf("%s: found %v", sql, err)
				case finding != "" && (err == nil || !strings.Contains(err.Error(), finding)):
					t.Errorf("%s: found %v, want %q", sql, err, finding)
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}

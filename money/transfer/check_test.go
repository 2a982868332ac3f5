package transfer_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"alun/base/store"
	"alun/money/transfer"
)

// Whatever is changed behind the room's back, Check finds it.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		accepted, err := w.send(1, ayu, budi, 100)
		w.must(err)
		_, err = w.Accept(t.Context(), budi, accepted.ID)
		w.must(err)
		returned, err := w.send(2, ayu, budi, 100)
		w.must(err)
		_, err = w.Return(t.Context(), budi, returned.ID)
		w.must(err)
		_, err = w.send(3, ayu, budi, 100)
		w.must(err)
		w.pass(transfer.Life)
		_, err = w.send(4, ayu, budi, 100)
		w.must(err)
		r, err := w.ask(5, ayu, budi, 100)
		w.must(err)
		_, err = w.Pay(t.Context(), caller(budi), r.ID, clientID(9), grant)
		w.must(err)
		_, err = w.ask(6, ayu, budi, 100)
		w.must(err)
		s, err := w.split(7, ayu, transfer.Share{Account: ayu, Minor: 1}, transfer.Share{Account: budi, Minor: 2}, transfer.Share{Account: citra, Minor: 3})
		w.must(err)
		_, err = w.PayShare(t.Context(), caller(budi), s.ID, clientID(9), grant)
		w.must(err)
		for sql, finding := range map[string]string{
			`UPDATE transfer SET state = 5 WHERE state = 2`:                                 "transfer in an unknown state",
			`UPDATE transfer SET ended_at_ms = 0`:                                           "transfer in an unknown state",
			`UPDATE transfer SET payee_id = payer_id`:                                       "transfer to oneself",
			`UPDATE transfer SET minor = 99 WHERE state = 1`:                                "the ledger has",
			`UPDATE transfer SET state = 3 WHERE state = 2`:                                 "the ledger has",
			`UPDATE transfer SET state = 2 WHERE state = 3`:                                 "the ledger has",
			`UPDATE transfer SET state = 3 WHERE state = 4`:                                 "the ledger has",
			`UPDATE transfer SET state = 1, ended_at_ms = 0 WHERE state = 4`:                "the ledger has",
			`UPDATE transfer SET state = 4, ended_at_ms = 1 WHERE state = 1`:                "the ledger has",
			`UPDATE transfer SET payee_id = 103`:                                            "the ledger has",
			`UPDATE transfer_request SET state = 2, ended_at_ms = 1 WHERE state = 1`:        "the ledger has",
			`UPDATE transfer_request SET state = 3 WHERE state = 2`:                         "the ledger has",
			`UPDATE transfer_request SET state = 4 WHERE state = 2`:                         "request in an unknown state",
			`UPDATE transfer_share SET paid_at_ms = 1 WHERE account_id = 103`:               "before all have paid",
			`UPDATE transfer_share SET paid_at_ms = 0 WHERE account_id = 102`:               "the ledger has",
			`UPDATE transfer_share SET minor = 4 WHERE account_id = 103`:                    "shares are not its total",
			`UPDATE transfer_split SET state = 2, ended_at_ms = 1`:                          "before all have paid",
			`UPDATE transfer_split SET maker_id = 104`:                                      "the ledger has",
			`DELETE FROM transfer`:                                                          "claim without its transfer",
			`UPDATE transfer_claim SET account_id = 105 WHERE kind = 2`:                     "claim without its request",
			`UPDATE transfer_claim SET account_id = 105 WHERE kind = 3`:                     "claim without its split",
			`UPDATE transfer SET note = 'x'; UPDATE transfer_split SET reminded_at_ms = 17`: "",
		} {
			undo := errors.New("undo")
			err := w.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				for one := range strings.SplitSeq(sql, ";") {
					if _, err := tx.Exec(ctx, one); err != nil {
						return err
					}
				}
				switch err := transfer.Check(ctx, tx); {
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

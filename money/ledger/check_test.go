package ledger_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"alun/base/errs"
	"alun/base/store"
	"alun/money/ledger"
)

var errUndo = errors.New("undo")

// damaged runs f on a book in which q has been done, and undoes it.
func (h *house) damaged(q string, f func(ctx context.Context, tx *store.Tx)) {
	h.t.Helper()
	err := h.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, q)
		if err != nil || n == 0 {
			h.t.Fatalf("%s: %d rows, %v", q, n, err)
		}
		f(ctx, tx)
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		h.t.Fatal(err)
	}
}

// lived fills a book with a bit of everything, sealed but for the last day.
func (h *house) lived() {
	h.fund(1, 500)
	h.fund(2, 500)
	h.must(move(7, 0, wallet(1), wallet(2), 100))
	h.must(hold(8, 0, wallet(1), wallet(2), 100, start.Add(90*time.Hour)))
	h.must(hold(9, 0, wallet(1), wallet(2), 100, start.Add(90*time.Hour)))
	h.must(end(9, 1, ledger.Capture, ledger.ID{Ref: 9}, 60))
	h.clock.Advance(25 * time.Hour)
	if made, err := h.Seal(context.Background()); !made || err != nil {
		h.t.Fatal(made, err)
	}
	h.clock.Advance(25 * time.Hour)
	h.must(move(10, 0, wallet(2), wallet(3), 50))
	h.must(move(10, 1, wallet(3), wallet(2), 20))
}

// Whatever is changed behind the ledger's back, Check says so.
func TestCheckFindsEveryDamage(t *testing.T) {
	damages := map[string]string{
		"UPDATE ledger_account SET posted_credit = posted_credit + 1 WHERE owner = 1":                                                     "owner 1 is richer",
		"UPDATE ledger_account SET posted_credit = posted_credit + 1, posted_debit = posted_debit + 1 WHERE owner = 1":                    "both counters",
		"UPDATE ledger_account SET pending_debit = 0 WHERE owner = 1":                                                                     "a promise is forgotten",
		"UPDATE ledger_account SET pending_credit = 0 WHERE owner = 2":                                                                    "the other side of it",
		"UPDATE ledger_account SET floor = 10000 WHERE owner = 1":                                                                         "below its floor",
		"UPDATE ledger_account SET head = (SELECT head FROM ledger_account WHERE owner = 2) WHERE owner = 1":                              "another head",
		"UPDATE ledger_account SET version = version + 1 WHERE owner = 1":                                                                 "a version too many",
		"DELETE FROM ledger_account WHERE owner = 3":                                                                                      "an account is gone",
		"DELETE FROM ledger_account WHERE owner = 1":                                                                                      "an account in the middle",
		"UPDATE ledger_entry SET balance = balance + 1 WHERE owner = 1 AND version = 2":                                                   "a balance after",
		"UPDATE ledger_entry SET delta = delta + 1 WHERE owner = 1 AND version = 2":                                                       "an amount",
		"UPDATE ledger_entry SET at_ms = at_ms + 1 WHERE owner = 1 AND version = 2":                                                       "a time",
		"UPDATE ledger_entry SET hash = (SELECT head FROM ledger_account WHERE owner = 2) WHERE owner = 1 AND version = 2":                "a hash",
		"UPDATE ledger_entry SET ref = 8 WHERE owner = 1 AND version = 2":                                                                 "another posting",
		"DELETE FROM ledger_entry WHERE owner = 1 AND version = 2":                                                                        "a hole",
		"DELETE FROM ledger_entry WHERE owner = 3 AND version = 2":                                                                        "the end is cut off",
		"UPDATE ledger_posting SET amount = amount + 1 WHERE ref = 7":                                                                     "a posting's amount",
		"UPDATE ledger_posting SET purpose = 'gift' WHERE ref = 7":                                                                        "a posting's purpose",
		"UPDATE ledger_posting SET expires_at_ms = expires_at_ms + 1 WHERE ref = 9 AND step = 0":                                          "a hold's end",
		"DELETE FROM ledger_posting WHERE ref = 7":                                                                                        "a posting is gone",
		"DELETE FROM ledger_posting WHERE ref = 8":                                                                                        "a live hold's posting is gone",
		"DELETE FROM ledger_hold WHERE ref = 8":                                                                                           "a live hold is gone",
		"UPDATE ledger_hold SET amount = amount + 1 WHERE ref = 8":                                                                        "a live hold's amount",
		"UPDATE ledger_hold SET expires_at_ms = 5 WHERE ref = 8":                                                                          "a live hold's end",
		"UPDATE ledger_hold SET ref = 9 WHERE ref = 8":                                                                                    "a hold is live that was captured",
		"INSERT INTO ledger_hold SELECT ref, 1, debit_owner, debit_code, credit_owner, credit_code, currency, amount, 5 FROM ledger_hold": "a hold from nowhere",
		"UPDATE ledger_posting SET hold_ref = 8, verb = 3 WHERE ref = 10 AND step = 1":                                                    "a resolution that was none",
		"UPDATE ledger_seal SET size = size + 1":                                                                                          "a seal's size",
		"UPDATE ledger_seal SET signature = root":                                                                                         "a seal's signature",
		"UPDATE ledger_seal SET previous = root":                                                                                          "a seal's predecessor",
		"UPDATE ledger_leaf SET version = version - 1 WHERE owner = 2":                                                                    "a leaf's version",
		"DELETE FROM ledger_leaf WHERE owner = 2":                                                                                         "a leaf is gone",
	}
	each(t, func(t *testing.T, h *house) {
		h.lived()
		for q, name := range damages {
			h.damaged(q, func(ctx context.Context, tx *store.Tx) {
				if err := ledger.Check(ctx, tx); err == nil {
					t.Errorf("%s: not found", name)
				} else if strings.Contains(err.Error(), "SELECT") || errs.CodeOf(err) != "internal" {
					t.Errorf("%s: the check itself failed: %v", name, err)
				}
			})
		}
	})
}

// A book of many pages is read to its end: what is wrong in the last row is found.
func TestCheckReadsEveryPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var groups []ledger.Group
		for i := range int64(ledger.PageSize + 50) {
			groups = append(groups, ledger.Group{move(i+1, 0, bank, wallet(i+1), 5), move(i+1, 1, wallet(i+1), packet(9999), 2)})
		}
		h.set(groups...)
		h.damaged("UPDATE ledger_entry SET delta = 3 WHERE owner = 1049", func(ctx context.Context, tx *store.Tx) {
			if err := ledger.Check(ctx, tx); err == nil || !strings.Contains(err.Error(), "10/1049/IDR") {
				t.Errorf("%v", err)
			}
		})
	})
}

// Start-up (TigerBeetle #3916: "all balances 0"): on stored balances that the entries do not explain nothing starts.
func TestStoredBalancesThatAreNotTheReplayAreRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.lived()
		if err := h.Recheck(t.Context()); err != nil {
			t.Fatal(err)
		}
		for q, name := range map[string]string{
			"UPDATE ledger_account SET posted_debit = 0, posted_credit = 0":                                                    "all balances 0",
			"UPDATE ledger_account SET posted_credit = posted_credit + 1 WHERE owner = 1":                                      "an old account",
			"UPDATE ledger_account SET version = 0, head = root FROM ledger_seal WHERE owner = 1":                              "history forgotten",
			"DELETE FROM ledger_entry WHERE owner = 1":                                                                         "entries lost",
			"DELETE FROM ledger_entry WHERE owner = 2 AND version = 5":                                                         "the newest entry lost",
			"UPDATE ledger_account SET pending_debit = 0 WHERE owner = 1":                                                      "a promise is forgotten",
			"UPDATE ledger_account SET pending_credit = 0 WHERE owner = 2":                                                     "the other side of it",
			"UPDATE ledger_account SET floor = 10000 WHERE owner = 1":                                                          "below its floor",
			"DELETE FROM ledger_hold":                                                                                          "live holds lost",
			"UPDATE ledger_hold SET amount = amount + 1":                                                                       "a live hold's amount",
			"UPDATE ledger_account SET posted_credit = posted_credit + 1, posted_debit = posted_debit - 1 WHERE owner = 0":     "the house's",
			"DELETE FROM ledger_account WHERE owner = 3":                                                                       "an account is gone",
			"UPDATE ledger_posting SET note = fingerprint WHERE ref = 10 AND step = 0":                                         "a posting of today",
			"UPDATE ledger_entry SET delta = delta - 1 WHERE owner = 3 AND version = 1":                                        "an entry of today",
			"UPDATE ledger_entry SET hash = (SELECT head FROM ledger_account WHERE owner = 1) WHERE owner = 2 AND version = 4": "a hash of today",
		} {
			h.damaged(q, func(ctx context.Context, tx *store.Tx) {
				err := ledger.RecheckIn(ctx, tx, h.clock.Now().Add(-24*time.Hour))
				if errs.CodeOf(err) != "ledger.replay" {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	})
}

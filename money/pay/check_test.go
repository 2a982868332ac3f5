package pay

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"alun/base/clock"
	"alun/base/store"
	"alun/base/store/storetest"
)

// Every promise that is broken by hand is noticed. The database is opened and closed here, since one that is broken fails its test.
func TestCheckNotices(t *testing.T) {
	for name, c := range map[string]struct{ sql, says string }{
		"a refund too many":       {`UPDATE pay_payment SET refunded = amount + 1 WHERE refunded > 0`, "refunded more than was paid"},
		"a forgotten refund":      {`DELETE FROM pay_refund`, "its refunds sum up to something else"},
		"money by hand":           {`UPDATE pay_payment SET amount = amount + 1`, "came in and"},
		"a line of the till":      {`UPDATE pay_till SET amount = amount - 1 WHERE kind = 4`, "its till says"},
		"a payment off the till":  {`DELETE FROM pay_till WHERE kind = 1`, "not in its till"},
		"a refund off the till":   {`DELETE FROM pay_till WHERE kind = 2`, "not in the till of its stall"},
		"a payment off the list":  {`DELETE FROM pay_received`, "not in the list of its stall"},
		"a code used for another": {`UPDATE pay_code SET account_id = 999 WHERE payment_id > 0`, "by a code of somebody else"},
		"a code used twice":       {`UPDATE pay_code SET payment_id = (SELECT MAX(payment_id) FROM pay_code)`, "two pay codes"},
		"a code paid by nothing":  {`INSERT INTO pay_once (stall_id, reference, payment_id) VALUES (1, 'x', 1)`, "not paid by it"},
		"a lost answer":           {`DELETE FROM pay_payment WHERE way = 'code'`, "asked for, and not there"},
		"a stall that owns":       {`UPDATE pay_stall SET closed_ms = 1`, "closed: true"},
		"a stall without place":   {`DELETE FROM pay_place WHERE owner`, "not in its owner's list"},
		"staff without place":     {`DELETE FROM pay_staff`, "its staff and their lists differ"},
		"a settled closed stall":  {`UPDATE pay_stall SET closed_ms = 1, auto_settle = TRUE`, "settles itself although it is closed"},
	} {
		t.Run(name, func(t *testing.T) {
			clk := clock.NewFake(start)
			db, err := store.Open(t.Context(), store.Config{URL: storetest.SQLite(t)}, clk, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			w := openTown(t, db, clk)
			w.lively(t)
			w.must(db.Check(t.Context()))
			w.must(db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, c.sql)
				return err
			}))
			if err := db.Check(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("the check says %v, and not %q", err, c.says)
			}
		})
	}
}

// lively has a bit of everything happen.
func (w *town) lively(t *testing.T) {
	t.Helper()
	p := w.pay(ayu, 30_000)
	_, err := w.refund(sari, p, 10_000)
	w.must(err)
	for range 2 {
		_, err = w.charge(w.show(ayu), 5_000)
		w.must(err)
	}
	_, _, err = w.Settle(t.Context(), as(tini), w.stall, w.client())
	w.must(err)
	w.pay(budi, 7_000)
	w.show(ayu)
}

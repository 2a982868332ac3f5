package app

import (
	"context"
	"testing"

	"alun/base/config"
	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
)

// On balances that the entries do not explain a server does not start, and `alun check` still says what is wrong.
func TestNothingStartsOnMoneyThatIsNotExplained(t *testing.T) {
	cfg := config.Serve{Store: config.Store{Data: t.TempDir()}, Addr: "127.0.0.1:0", LogLevel: "error", Currency: "IDR", ShutdownMs: 5000}
	open := func() *App {
		a, err := Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := open()
	err := a.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := a.Ledger.Post(ctx, tx, []ledger.Group{{{
			ID: ledger.ID{Ref: 7}, Verb: ledger.Post, Amount: 500, Purpose: "test",
			Debit:  ledger.Account{Code: ledger.Bank, Currency: money.IDR},
			Credit: ledger.Account{Owner: 42, Code: ledger.Wallet, Currency: money.IDR},
		}}})
		if err != nil {
			return err
		}
		const lost = `UPDATE ledger_account SET posted_credit = 0, posted_debit = 0`
		_, err = tx.Exec(ctx, lost)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	err = Serve(t.Context(), cfg, func(string, ...any) { t.Error("it serves") })
	if errs.CodeOf(err) != "ledger.replay" {
		t.Errorf("%v", err)
	}
	a = open()
	if err := a.DB.Check(t.Context()); err == nil {
		t.Error("the check finds nothing")
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

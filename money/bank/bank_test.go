package bank_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"alun/base/authn"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/bank"
	"alun/money/bank/sandbox"
	"alun/money/wallet"
)

func TestTopUpArrivesOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		m, err := w.topUp(1, 50_000)
		w.must(err)
		if m.State != bank.Done || m.DoneAt.IsZero() {
			t.Fatalf("an approved top-up is %+v", m)
		}
		again, err := w.topUp(1, 50_000)
		w.must(err)
		if again.ID != m.ID || again.State != bank.Done {
			t.Errorf("the same client id made %+v", again)
		}
		_, err = w.topUp(1, 60_000)
		w.wantCode(err, "bank.conflict")
		_, err = w.withdraw(1, 50_000)
		w.wantCode(err, "bank.conflict")
		w.later(time.Hour)
		w.wantBalance(50_000, 0)
		if w.wire.submits != 1 {
			t.Errorf("the bank was given it %d times", w.wire.submits)
		}
		if w.wallets.nudges == 0 {
			t.Error("no device was nudged")
		}
	})
}

func TestWithdrawalPaysOutOrGivesBack(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, err := w.withdraw(9, 20_000)
		w.wantCode(err, "ledger.insufficient")
		if w.wire.submits != 0 || w.wallets.used[ayu] != 0 {
			t.Error("a withdrawal that was refused left a trace")
		}
		_, err = w.topUp(1, 100_000)
		w.must(err)

		m, err := w.withdraw(2, 30_000)
		w.must(err)
		w.wantState(m, bank.Done, "")
		w.wantBalance(70_000, 0)

		w.mode = wallet.SandboxRefuse
		m, err = w.withdraw(3, 30_000)
		w.must(err)
		w.wantState(m, bank.Failed, bank.ReasonRefused)
		w.wantBalance(70_000, 0)
		if w.wallets.used[ayu] != 30_000 {
			t.Errorf("%d of the limit are used", w.wallets.used[ayu])
		}
		m, err = w.topUp(4, 30_000)
		w.must(err)
		w.wantState(m, bank.Failed, bank.ReasonRefused)
		w.wantBalance(70_000, 0)

		w.wallets.frozen = true
		_, err = w.withdraw(5, 10_000)
		w.wantCode(err, "wallet.frozen")
	})
}

// The question or the answer gets lost, of both kinds of move: the bank is asked by the id, and the money moves once.
func TestLostAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		available := int64(0)
		for i, faults := range [][]fault{
			{loseQuestion}, {loseAnswer}, {twice},
			{loseQuestion, loseQuestion, loseAnswer}, {loseAnswer, loseAnswer, loseQuestion, loseAnswer},
		} {
			w.wire.faults = faults
			m, err := w.topUp(2*i, 50_000)
			w.must(err)
			if faults[0] != twice {
				w.wantState(m, bank.Unknown, "")
				w.wantBalance(available, 0)
			}
			for range len(faults) + 1 {
				w.later(time.Hour)
			}
			w.wantState(m, bank.Done, "")
			available += 50_000
			w.wantBalance(available, 0)

			w.wire.faults = faults
			m, err = w.withdraw(2*i+1, 20_000)
			w.must(err)
			available -= 20_000
			if faults[0] != twice {
				w.wantState(m, bank.Unknown, "")
				w.wantBalance(available, 20_000)
			}
			for range len(faults) + 1 {
				w.later(time.Hour)
			}
			w.wantState(m, bank.Done, "")
			w.wantBalance(available, 0)
		}
	})
}

func TestTheOperatorDecides(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, err := w.topUp(1, 100_000)
		w.must(err)
		w.mode = wallet.SandboxAsk
		in, err := w.topUp(2, 50_000)
		w.must(err)
		out, err := w.withdraw(3, 40_000)
		w.must(err)
		w.later(48 * time.Hour)
		w.wantState(in, bank.Waiting, "")
		w.wantState(out, bank.Waiting, "")
		w.wantBalance(60_000, 40_000)
		decide := func(m bank.Move, approve bool) error {
			return w.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if err := w.sandbox.Decide(ctx, tx, m.ID, approve); err != nil {
					return err
				}
				m, _, err := w.AnyMove(ctx, tx, m.ID)
				if err != nil {
					return err
				}
				return w.Hear(ctx, tx, m)
			})
		}
		w.must(decide(in, true))
		w.must(decide(in, true))
		w.wantCode(decide(in, false), "sandbox.decided")
		w.must(decide(out, false))
		w.later(0)
		w.wantState(in, bank.Done, "")
		w.wantState(out, bank.Failed, bank.ReasonRefused)
		w.wantBalance(150_000, 0)
		w.must(decide(in, true)) // a decided move is not asked about again
		asks := w.wire.asks
		w.later(24 * time.Hour)
		if w.wire.asks != asks {
			t.Error("the bank is asked about decided moves")
		}
		w.wantCode(decide(bank.Move{ID: 7}, true), "sandbox.unknown")
	})
}

// Between the question and the answer the wallet has filled up: the top-up fails, and the bank takes back what it moved, even
// when that call gets lost, too.
func TestNoRoomForATopUp(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.wallets.most = 40_000
		_, err := w.topUp(1, 50_000)
		w.wantCode(err, "wallet.balance_limit")
		if w.wire.submits != 0 {
			t.Error("the bank was asked for what does not fit")
		}
		w.wallets.most = 50_000
		w.wire.before = func() { w.wallets.most = 0 }
		w.wire.faults = []fault{fine, loseQuestion, loseAnswer}
		m, err := w.topUp(2, 50_000)
		w.must(err)
		if now := w.wantState(m, bank.Failed, bank.ReasonBalanceLimit); !now.Owed {
			t.Error("the bank keeps the money")
		}
		err = w.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return w.Settled(ctx, tx, ayu) })
		w.wantCode(err, "bank.open")
		for range 4 {
			w.later(time.Hour)
		}
		if now := w.wantState(m, bank.Failed, bank.ReasonBalanceLimit); now.Owed {
			t.Error("the bank was not told to take it back")
		}
		states, err := w.sandbox.States(t.Context(), []bank.MoveID{m.ID, 7})
		w.must(err)
		if states[m.ID] != sandbox.Returned || len(states) != 1 {
			t.Errorf("the bank's books say %v", states)
		}
		w.wantBalance(0, 0)
	})
}

// The process dies after the intent was written and before the bank has heard, or before its answer was booked: another
// process finishes it.
func TestAnotherProcessFinishes(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, err := w.topUp(1, 100_000)
		w.must(err)
		for i, lost := range []fault{loseQuestion, loseAnswer} {
			w.wire.faults = []fault{lost}
			in, err := w.topUp(10+i, 10_000)
			w.must(err)
			w.wire.faults = []fault{lost}
			out, err := w.withdraw(20+i, 10_000)
			w.must(err)
			w.restart()
			w.later(time.Minute)
			w.wantState(in, bank.Done, "")
			w.wantState(out, bank.Done, "")
		}
		w.wantBalance(100_000, 0)
	})
}

// Many at once ask for the same move and book its answer; it moves once.
func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		const callers = 8
		for round := range 5 {
			moves := make([]bank.Move, callers)
			var wg sync.WaitGroup
			for i := range callers {
				wg.Go(func() {
					m, err := w.topUp(round, 10_000)
					if err != nil {
						t.Error(err)
					}
					moves[i] = m
				})
				wg.Go(func() {
					if _, err := w.jobs.RunDue(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			w.later(time.Minute)
			for _, m := range moves {
				if m.ID != moves[0].ID {
					t.Fatal("one client id made two moves")
				}
			}
			w.wantBalance(int64(round+1)*10_000, 0)
		}
	})
}

func TestAmountsAndCounts(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for _, minor := range []int64{-1, 0, 9_999, 20_000_001} {
			_, err := w.topUp(1, minor)
			w.wantCode(err, "bank.amount")
		}
		_, err := w.TopUp(t.Context(), authn.Caller{Account: ayu}, bank.Request{ClientID: []byte("short"), Linked: w.linked, Amount: idr(10_000)})
		w.wantCode(err, "bank.client_id")
		_, err = w.TopUp(t.Context(), authn.Caller{Account: budi}, bank.Request{ClientID: clientID(1), Linked: w.linked, Amount: idr(10_000)})
		w.wantCode(err, "bank.no_account")
		_, _, err = w.Move(t.Context(), budi, 1)
		w.wantCode(err, "bank.not_found")
		w.mode = wallet.SandboxAsk
		for i := range bank.MaxOpen {
			_, err := w.topUp(i+1, 10_000)
			w.must(err)
		}
		_, err = w.topUp(100, 10_000)
		w.wantCode(err, "bank.too_many")
		moves, linked, err := w.Moves(t.Context(), ayu)
		w.must(err)
		if len(moves) != bank.MaxOpen || linked[moves[0].Linked].Masked() != "•••• 5678" || moves[0].ID < moves[1].ID {
			t.Errorf("%d moves, the newest of %s", len(moves), linked[moves[0].Linked].Masked())
		}
		page, _, end, err := w.AllMoves(t.Context(), bank.Waiting, moves[4].ID, 10)
		w.must(err)
		if len(page) != 10 || end || page[0].ID != moves[5].ID {
			t.Errorf("the operator's page has %d moves, end %t", len(page), end)
		}
	})
}

// The last of a wallet goes out however little it is: else who has less than the bank's least could never close his account.
func TestTheLastOfAWalletGoesOut(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, err := w.withdraw(1, 0)
		w.wantCode(err, "bank.amount") // all that is there, but nothing
		_, err = w.topUp(2, 12_000)
		w.must(err)
		for i, minor := range []int64{1, 2_000, 9_999} {
			_, err := w.withdraw(10+i, minor)
			w.wantCode(err, "bank.amount")
		}
		_, err = w.withdraw(20, 10_000)
		w.must(err)
		for i, minor := range []int64{-2_000, 1_999, 2_001} {
			_, err := w.withdraw(30+i, minor)
			w.wantCode(err, "bank.amount")
		}
		m, err := w.withdraw(40, 2_000)
		w.must(err)
		w.wantState(m, bank.Done, "")
		w.wantBalance(0, 0)
		again, err := w.withdraw(40, 2_000) // nothing is there any more, but the first answer stands
		w.must(err)
		if again.ID != m.ID || again.State != bank.Done {
			t.Errorf("the same again was answered %+v", again)
		}
	})
}

// After the deployment has changed its currency, what came in before is answered as it was, goes out, and no more comes in.
func TestMoneyOfACurrencyThatWasLeft(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		m, err := w.topUp(1, 50_000)
		w.must(err)
		w.wallets.currency = money.USD
		w.restart()
		again, err := w.topUp(1, 50_000)
		w.must(err)
		if again.ID != m.ID || again.State != bank.Done {
			t.Errorf("the same again was answered %+v", again)
		}
		_, err = w.topUp(2, 50_000)
		w.wantCode(err, "bank.currency")
		out, err := w.withdraw(3, 50_000)
		w.must(err)
		w.wantState(out, bank.Done, "")
		w.wantBalance(0, 0)
		for _, c := range []money.Currency{"QQQ", "", "usd"} {
			_, err := w.Withdraw(t.Context(), authn.Caller{Account: ayu}, bank.Request{ClientID: clientID(4), Linked: w.linked, Amount: money.Of(50_000, c)})
			w.wantCode(err, "bank.currency")
		}
	})
}

func TestLinkedAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		for number, code := range map[string]string{
			"12345": "bank.number", "123456789012345678901": "bank.number", "12345x": "bank.number", "１２３４５６": "bank.number", "1234-5678": "bank.linked",
		} {
			_, err := w.Link(ctx, ayu, "sandbox", number, "Ayu")
			w.wantCode(err, code)
		}
		_, err := w.Link(ctx, ayu, "sandbox", "123456", " ")
		w.wantCode(err, "bank.holder")
		_, err = w.Link(ctx, ayu, "elsewhere", "123456", "Ayu")
		w.wantCode(err, "bank.no_bank")
		for i := range bank.MaxLinked - 1 {
			_, err := w.Link(ctx, ayu, "sandbox", "99887"+string(rune('0'+i)), "Ayu")
			w.must(err)
		}
		_, err = w.Link(ctx, ayu, "sandbox", "123456", "Ayu")
		w.wantCode(err, "bank.full")
		w.wantCode(w.Unlink(ctx, budi, w.linked), "bank.no_account")
		w.mode = wallet.SandboxAsk
		m, err := w.topUp(1, 10_000)
		w.must(err)
		w.must(w.Unlink(ctx, ayu, w.linked))
		w.wantCode(w.Unlink(ctx, ayu, w.linked), "bank.no_account")
		_, err = w.topUp(2, 10_000)
		w.wantCode(err, "bank.no_account")
		again, err := w.topUp(1, 10_000)
		w.must(err)
		if again.ID != m.ID {
			t.Error("after unlinking, a retry made another move")
		}
		_, err = w.Link(ctx, ayu, "sandbox", "12345678", "Ayu") // the same number again
		w.must(err)
		w.must(w.Forget(ctx, ayu))
		w.must(w.Forget(ctx, ayu))
		if list, err := w.Linked(ctx, ayu); err != nil || len(list) != 0 {
			t.Errorf("after the deletion %d accounts are linked, %v", len(list), err)
		}
	})
}

// Whoever reads the rows finds no number.
func TestNumbersAreSealed(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var number []byte
			err := tx.QueryRow(ctx, `SELECT number FROM bank_account WHERE account_id = $1`, ayu).Scan(&number)
			if bytes.Contains(number, []byte("1234")) || len(number) < 16 {
				t.Errorf("the number stands there as %q", number)
			}
			return err
		}))
	})
}

// What somebody takes along is his own, with the whole number; what is unlinked is not in it.
func TestExport(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		gone, err := w.Link(t.Context(), ayu, "sandbox", "99990000", "Ayu")
		w.must(err)
		w.must(w.Unlink(t.Context(), ayu, gone.ID))
		for owner, want := range map[id.Account]string{ayu: "12345678", budi: ""} {
			var file bytes.Buffer
			z := zip.NewWriter(&file)
			w.must(w.ExportPart().Write(t.Context(), owner, "zh", z))
			w.must(z.Close())
			read, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
			w.must(err)
			for _, name := range []string{"bank/accounts.json", "bank/index.html"} {
				f, err := read.Open(name)
				w.must(err)
				data, err := io.ReadAll(f)
				w.must(err)
				if text := string(data); strings.Contains(text, "12345678") != (want != "") || strings.Contains(text, "9999") {
					t.Errorf("%d takes along %s: %s", owner, name, text)
				}
			}
		}
	})
}

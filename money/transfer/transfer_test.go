package transfer_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/id"
	"alun/base/job"
	"alun/money/transfer"
	"alun/social/chat"
)

func TestAccept(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		s, err := w.send(1, ayu, budi, 25_000)
		w.must(err)
		w.wantBalance(ayu, 975_000, 25_000)
		if w.wallets.last.Kind != "transfer" || w.wallets.last.Payee != int64(budi) {
			t.Errorf("the intent is %+v", w.wallets.last)
		}
		again, err := w.send(1, ayu, budi, 25_000)
		w.must(err)
		if diff := cmp.Diff(s, again); diff != "" {
			t.Errorf("the same client id made another one: %s", diff)
		}
		_, err = w.send(1, ayu, budi, 26_000)
		w.wantCode(err, "transfer.conflict")
		_, err = w.Accept(t.Context(), ayu, s.ID)
		w.wantCode(err, "transfer.not_yours")
		_, err = w.Accept(t.Context(), stranger, s.ID)
		w.wantCode(err, "transfer.not_found")
		w.wallets.most = 24_999
		_, err = w.Accept(t.Context(), budi, s.ID)
		w.wantCode(err, "wallet.balance_limit")
		w.wallets.most = 25_000
		for range 2 {
			got, err := w.Accept(t.Context(), budi, s.ID)
			w.must(err)
			if got.State != transfer.Done || got.EndedAt.IsZero() {
				t.Errorf("accepted it is %+v", got)
			}
		}
		_, err = w.Return(t.Context(), budi, s.ID)
		w.wantCode(err, "transfer.ended")
		w.wantBalance(ayu, 975_000, 0)
		w.wantBalance(budi, 1_025_000, 0)
		for _, a := range []id.Account{ayu, budi} {
			if got := w.journal.card(a, s.Seq); got != "accepted" {
				t.Errorf("the card of %d is %q", a, got)
			}
		}
		if to := w.journal.told(chatv1.System_WHAT_TRANSFER_ACCEPTED); !slices.Equal(to, []id.Account{ayu, budi}) {
			t.Errorf("a line went to %v", to)
		}
		w.pass(transfer.Life)
		if to := w.journal.told(chatv1.System_WHAT_TRANSFER_REMINDER); len(to) != 0 {
			t.Errorf("a reminder of an accepted transfer went to %v", to)
		}
	})
}

func TestReturn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		s, err := w.send(1, ayu, budi, 25_000)
		w.must(err)
		for range 2 {
			_, err = w.Return(t.Context(), budi, s.ID)
			w.must(err)
		}
		_, err = w.Accept(t.Context(), budi, s.ID)
		w.wantCode(err, "transfer.ended")
		w.wantBalance(ayu, 1_000_000, 0)
		if w.wallets.used[ayu] != 0 {
			t.Errorf("%d of the payer's limit stay used", w.wallets.used[ayu])
		}
		if w.journal.card(ayu, s.Seq) != "returned" || len(w.journal.told(chatv1.System_WHAT_TRANSFER_RETURNED)) != 2 {
			t.Error("the two were not told")
		}
	})
}

func TestRunsOut(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		s, err := w.send(1, ayu, budi, 25_000)
		w.must(err)
		w.pass(transfer.RemindAfter)
		if to := w.journal.told(chatv1.System_WHAT_TRANSFER_REMINDER); !slices.Equal(to, []id.Account{budi}) {
			t.Errorf("a reminder went to %v", to)
		}
		w.clock.Advance(transfer.Life - transfer.RemindAfter)
		w.must(w.Remind(t.Context(), job.Job{Shard: int64(s.ID)})) // late, when there is nothing to accept any more
		if to := w.journal.told(chatv1.System_WHAT_TRANSFER_REMINDER); len(to) > 1 {
			t.Errorf("reminders went to %v", to)
		}
		_, err = w.Accept(t.Context(), budi, s.ID)
		w.wantCode(err, "transfer.expired")
		w.wantBalance(ayu, 975_000, 25_000) // nobody has swept yet
		w.pass(0)
		w.pass(time.Hour)
		w.wantBalance(ayu, 1_000_000, 0)
		got, err := w.Transfer(t.Context(), ayu, s.ID)
		w.must(err)
		if got.State != transfer.Expired || w.wallets.used[ayu] != 0 {
			t.Errorf("after a day it is %+v, %d used", got, w.wallets.used[ayu])
		}
		_, err = w.Return(t.Context(), budi, s.ID)
		w.wantCode(err, "transfer.expired")
		if w.journal.card(budi, s.Seq) != "expired" || len(w.journal.told(chatv1.System_WHAT_TRANSFER_EXPIRED)) != 2 {
			t.Error("the two were not told")
		}
	})
}

// What is refused leaves nothing behind: no money, no message, no claim.
func TestRefusedTransfers(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, err := w.send(1, ayu, ayu, 1)
		w.wantCode(err, "transfer.self")
		for _, minor := range []int64{0, -5, transfer.MaxMinor + 1} {
			_, err = w.send(1, ayu, budi, minor)
			w.wantCode(err, "transfer.amount")
		}
		_, err = w.send(1, ayu, stranger, 1)
		w.wantCode(err, "transfer.no_member")
		_, err = w.send(1, stranger, ayu, 1)
		w.wantCode(err, "chat.left")
		_, err = w.send(1, ayu, budi, 1_000_001)
		w.wantCode(err, "ledger.insufficient")
		_, err = w.Send(t.Context(), caller(ayu), transfer.Send{ClientID: clientID(1), Chat: group, Payee: budi, Amount: idr(5)})
		w.wantCode(err, "wallet.pin_needed")
		w.chats.refuse = chat.ErrBlocked
		_, err = w.send(1, ayu, budi, 1)
		w.wantCode(err, "chat.blocked")
		w.chats.refuse = nil
		w.wantBalance(ayu, 1_000_000, 0)
		if w.wallets.used[ayu] != 0 || len(w.chats.said) != 0 {
			t.Errorf("left behind: %d used, %d messages", w.wallets.used[ayu], len(w.chats.said))
		}
		w.chats.said[ayu.String()+string(clientID(1))] = 3
		_, err = w.send(1, ayu, budi, 1)
		w.wantCode(err, "transfer.conflict") // a text message has had this client id
		delete(w.chats.said, ayu.String()+string(clientID(1)))
		_, err = w.send(1, ayu, budi, 1)
		w.must(err)
		_, err = w.ask(1, ayu, budi, 1)
		w.wantCode(err, "transfer.conflict") // a transfer has
	})
}

// Who has left the group can still take what was offered to him, or give it back.
func TestLeftTheGroup(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		one, err := w.send(1, ayu, budi, 10)
		w.must(err)
		two, err := w.send(2, ayu, budi, 20)
		w.must(err)
		w.chats.leave(budi)
		_, err = w.Accept(t.Context(), budi, one.ID)
		w.must(err)
		_, err = w.Return(t.Context(), budi, two.ID)
		w.must(err)
		_, err = w.send(3, ayu, budi, 30)
		w.wantCode(err, "transfer.no_member")
		w.wantBalance(budi, 1_000_010, 0)
	})
}

// Accepting, returning and running out at the same moment: one of them happens, and the money is in one place.
func TestAcceptReturnAndExpireAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for round := range 15 {
			s, err := w.send(round, ayu, budi, 1_000)
			w.must(err)
			before, _ := w.balance(budi)
			step := time.Millisecond
			if round%3 == 0 {
				step = 0
			}
			w.clock.Set(s.ExpiresAt.Add(-step))
			results := together(
				func() error { _, err := w.Accept(t.Context(), budi, s.ID); return err },
				func() error { _, err := w.Return(t.Context(), budi, s.ID); return err },
				func() error { w.clock.Advance(time.Millisecond); _, err := w.ledger.Sweep(t.Context()); return err },
				func() error { _, err := w.Accept(t.Context(), budi, s.ID); return err },
			)
			w.must(results[2])
			w.pass(time.Minute)
			end, err := w.Transfer(t.Context(), ayu, s.ID)
			w.must(err)
			after, _ := w.balance(budi)
			if want := map[bool]int64{true: before + 1_000, false: before}[end.State == transfer.Done]; after != want || end.State == transfer.Waiting {
				t.Fatalf("it ended in state %d and the payee has %d, not %d", end.State, after, want)
			}
			if (results[0] == nil || results[3] == nil) != (end.State == transfer.Done) || (results[1] == nil) != (end.State == transfer.Returned) {
				t.Fatalf("it ended in state %d, and the answers were %v", end.State, results)
			}
		}
		if available, held := w.balance(ayu); held != 0 || available != 1_000_000-w.wallets.used[ayu] {
			t.Errorf("the payer has %d and %d held, and has used %d", available, held, w.wallets.used[ayu])
		}
	})
}

// Many devices send the same transfer at the same moment: it is one.
func TestSendAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for round := range 5 {
			ids := make([]transfer.ID, 6)
			var sends []func() error
			for i := range ids {
				sends = append(sends, func() error {
					s, err := w.send(round, ayu, budi, 1_000)
					ids[i] = s.ID
					return err
				})
			}
			for _, err := range together(sends...) {
				w.must(err)
			}
			if len(slices.Compact(ids)) != 1 {
				t.Fatalf("one client id made %v", ids)
			}
		}
		w.wantBalance(ayu, 995_000, 5_000)
	})
}

// Two pay one; both get through.
func TestTwoPayersOnePayee(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		var all []func() error
		for n := range 10 {
			from := []id.Account{ayu, citra}[n%2]
			s, err := w.send(n, from, budi, 1_000)
			w.must(err)
			all = append(all, func() error { _, err := w.Accept(t.Context(), budi, s.ID); return err })
		}
		for _, err := range together(all...) {
			w.must(err)
		}
		w.wantBalance(budi, 1_010_000, 0)
		w.wantBalance(ayu, 995_000, 0)
		w.wantBalance(citra, 995_000, 0)
	})
}

// Holds count: of six of 200,000 on a million, five stand.
func TestHoldsCountAgainstTheBalance(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		var sends []func() error
		for n := range 6 {
			sends = append(sends, func() error { _, err := w.send(n, ayu, budi, 200_000); return err })
		}
		refused := 0
		for _, err := range together(sends...) {
			if err != nil {
				w.wantCode(err, "ledger.insufficient")
				refused++
			}
		}
		if refused != 1 {
			t.Errorf("%d were refused", refused)
		}
		w.wantBalance(ayu, 0, 1_000_000)
	})
}

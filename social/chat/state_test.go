package chat

import (
	"context"
	"strings"
	"testing"
	"time"

	"alun/base/id"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

func p[T any](v T) *T { return &v }

func (k *talk) set(as id.Account, r *chatv1.SetStateRequest) (*chatv1.State, error) {
	r.ChatId = int64(k.chat)
	return k.nodes[0].SetState(context.Background(), as, r)
}

func (k *talk) unread(as id.Account) int64 {
	k.Helper()
	v := k.view(as)
	return v.N - v.State.ReadN
}

// Only messages are unread: not reactions, edits, recalls or joins; and a message taken back stays counted.
func TestUnread(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		expect := func(step string, want int64) {
			t.Helper()
			if got := t.unread(budi); got != want {
				t.Errorf("%s: %d unread, want %d", step, got, want)
			}
		}
		expect("at first", 0)
		seq := t.mustSend(ayu, words("satu"))
		t.mustSend(ayu, words("dua"))
		expect("two messages", 2)
		t.mustSend(ayu, edit(seq, "satu!"))
		t.mustSend(citra, react(seq, "👍", false))
		t.mustSend(citra, react(seq, "👍", true))
		expect("changes", 2)
		if _, _, err := s.AddMembers(ctx, ayu, t.chat, []id.Account{dewi}); err != nil {
			t.Fatal(err)
		}
		expect("a join", 2)
		t.mustSend(ayu, recall(seq))
		expect("a recall", 2)
		must(t.set(budi, &chatv1.SetStateRequest{ReadSeq: p(seq)}))(t)
		expect("one read", 1)
		must(t.set(budi, &chatv1.SetStateRequest{ReadSeq: p(int64(1))}))(t)
		expect("an older mark changes nothing", 1)
		must(t.set(budi, &chatv1.SetStateRequest{ReadSeq: p(int64(9999))}))(t)
		expect("a mark beyond the log changes nothing", 1)
		t.mustSend(budi, words("tiga"))
		expect("writing reads", 0)
		t.now.Advance(10 * time.Second)
		t.mustSend(ayu, words("empat"))
		t.mustSend(budi, words("lima"))
		t.mustSend(ayu, words("enam"))
		expect("between own messages", 1)
	})
}

// Marks reach the row at most once a second, the peer when both show what they read, and the own devices through the journal.
func TestMarks(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		for range 3 {
			t.mustSend(ayu, words("x"))
		}
		mark := func(delivered, read int64) {
			t.Helper()
			done := make(chan error, 1)
			s.Mark(budi, t.chat, delivered, read, func(err error) { done <- err })
			s.flushMarks(ctx, false)
			select {
			case err := <-done:
				if err != nil {
					t.Fatal(err)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("a mark was not written")
			}
		}
		t.around.heard(ayu)
		t.around.heard(budi)
		mark(2, 0)
		if got := t.around.heard(ayu).Marks; len(got) != 1 || got[0].DeliveredSeq != 2 || got[0].ReadSeq != 0 {
			t.Errorf("Ayu heard %v", got)
		}
		t.now.Advance(2 * markEvery)
		mark(3, 2)
		if got := t.around.heard(ayu).Marks; len(got) != 1 || got[0].DeliveredSeq != 3 || got[0].ReadSeq != 2 {
			t.Errorf("Ayu heard %v", got)
		}
		if got := t.around.heard(budi).Changes; len(got) != 1 || got[0].GetState().GetState().GetReadSeq() != 2 {
			t.Errorf("Budi's other devices heard %v", got)
		}
		if v := t.view(ayu); v.PeerDeliveredSeq != 3 || v.PeerReadSeq != 2 {
			t.Errorf("Ayu sees %v", v)
		}
		t.around.settings[budi] = &accountv1.Settings{ReadReceipts: false}
		t.now.Advance(2 * markEvery)
		mark(0, 3)
		if got := t.around.heard(ayu).Marks; len(got) != 1 || got[0].ReadSeq != 0 || got[0].DeliveredSeq != 3 {
			t.Errorf("Budi hides what he reads, Ayu heard %v", got)
		}
		if v := t.view(ayu); v.PeerReadSeq != 0 {
			t.Errorf("Budi hides what he reads, Ayu sees %v", v)
		}
		// Within the second nothing is written, whatever comes.
		t.mustSend(ayu, words("y"))
		s.Mark(budi, t.chat, 0, 4, nil)
		s.flushMarks(ctx, false)
		if got := t.view(budi).State.ReadSeq; got != 3 {
			t.Errorf("read to %d within the second", got)
		}
		t.now.Advance(markEvery)
		s.flushMarks(ctx, false)
		if got := t.view(budi).State.ReadSeq; got != 4 {
			t.Errorf("read to %d after the second", got)
		}
	})
}

func TestReaders(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		seq := t.mustSend(ayu, words("siapa baca?"))
		must(t.set(budi, &chatv1.SetStateRequest{ReadSeq: p(seq)}))(t)
		read, unread, err := s.ListReaders(ctx, ayu, t.chat, seq)
		if err != nil || len(read) != 1 || read[0] != budi || len(unread) != 1 || unread[0] != citra {
			t.Errorf("read %v, unread %v, %v", read, unread, err)
		}
		t.around.settings[budi] = &accountv1.Settings{ReadReceipts: false}
		if read, unread, _ := s.ListReaders(ctx, ayu, t.chat, seq); len(read) != 0 || len(unread) != 2 {
			t.Errorf("Budi hides: read %v, unread %v", read, unread)
		}
		_, _, err = s.ListReaders(ctx, budi, t.chat, seq)
		t.refuses("chat.receipts_off", err)
		_, _, err = s.ListReaders(ctx, dewi, t.chat, seq)
		t.refuses("chat.no_entry", err)
	})
}

func TestSetState(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		seq := t.mustSend(ayu, words("halo"))
		t.around.heard(budi)
		t.around.heard(ayu)
		state := must(t.set(budi, &chatv1.SetStateRequest{Pinned: p(true), Muted: p(true), MarkedUnread: p(true), Draft: p("nanti "), DraftQuoteSeq: p(seq)}))(t)
		if !state.Pinned || !state.Muted || !state.MarkedUnread || state.Draft != "nanti " || state.DraftQuoteSeq != seq || state.DraftAtMs == 0 {
			t.Errorf("state %v", state)
		}
		if got := t.around.heard(budi).Changes; len(got) != 1 || !got[0].GetState().GetState().GetPinned() {
			t.Errorf("his other devices heard %v", got)
		}
		if got := t.around.heard(ayu).Changes; len(got) != 0 {
			t.Errorf("Ayu heard of Budi's own state: %v", got)
		}
		state = must(t.set(budi, &chatv1.SetStateRequest{Draft: p(""), Hidden: p(true)}))(t)
		if state.Draft != "" || state.DraftAtMs != 0 || !state.Hidden || state.Pinned || !state.Muted {
			t.Errorf("state %v", state)
		}
		t.mustSend(ayu, react(seq, "👍", false))
		if !t.view(budi).State.Hidden {
			t.Error("a reaction brought a hidden chat back")
		}
		t.mustSend(ayu, words("ada?"))
		if t.view(budi).State.Hidden {
			t.Error("a message did not bring the chat back")
		}
		_, err := t.set(budi, &chatv1.SetStateRequest{Draft: p(strings.Repeat("a", MaxDraft+1))})
		t.refuses("chat.draft_too_long", err)
		_, err = t.set(citra, &chatv1.SetStateRequest{Pinned: p(true)})
		t.refuses("chat.not_found", err)
		for i := range MaxPinned + 1 {
			c := must(s.OpenDirect(ctx, budi, id.Account(100+i)))(t)
			_, err = s.SetState(ctx, budi, &chatv1.SetStateRequest{ChatId: c.Id, Pinned: p(true)})
		}
		t.refuses("chat.too_many_pinned", err)
	})
}

func TestDeleteAndClear(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		for range 4 {
			t.mustSend(ayu, words("x"))
		}
		state := must(s.DeleteForMe(ctx, budi, t.chat, []int64{2, 4, 99, -1}))(t)
		if len(state.DeletedSeqs) != 2 {
			t.Errorf("state %v", state)
		}
		log := t.log(budi)
		if len(log) != 4 || log[1].Body != nil || log[3].Body != nil || log[0].Body == nil || log[1].Seq != 2 {
			t.Errorf("Budi sees %v", log)
		}
		if v := t.view(budi); v.Last.GetSeq() != 3 {
			t.Errorf("the last line is %v", v.Last)
		}
		if log := t.log(ayu); log[1].Body == nil {
			t.Error("Ayu misses what Budi deleted")
		}
		_, err := s.Send(ctx, budi, &chatv1.SendRequest{ChatId: int64(t.chat), ClientId: clientID(900), Body: words("y"), QuoteSeq: 99})
		t.refuses("chat.no_entry", err)
		state = must(s.Clear(ctx, budi, t.chat))(t)
		if state.ClearedSeq != 4 || len(state.DeletedSeqs) != 0 || t.unread(budi) != 0 || len(t.log(budi)) != 0 || t.view(budi).Last != nil {
			t.Errorf("cleared: %v, %v", state, t.log(budi))
		}
		t.mustSend(ayu, words("baru"))
		if log := t.log(budi); len(log) != 1 || t.unread(budi) != 1 {
			t.Errorf("after clearing: %v", log)
		}
		_, err = s.DeleteForMe(ctx, budi, t.chat, nil)
		t.refuses("chat.seqs", err)
	})
}

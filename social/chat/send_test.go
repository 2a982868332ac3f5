package chat

import (
	"context"
	"testing"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// talk is a chat of Ayu and Budi with what its tests need.
type talk struct {
	testing.TB
	around *town
	now    *clock.Fake
	nodes  []*Service
	chat   id.Chat
	next   int
}

func startTalk(t *testing.T, db *store.DB, now *clock.Fake, nodes int) *talk {
	around, all := setup(t, db, now, nodes)
	chat := id.Chat(must(all[0].OpenDirect(context.Background(), ayu, budi))(t).Id)
	return &talk{TB: t, around: around, now: now, nodes: all, chat: chat}
}

// eachTalk runs f with a fresh talk on both engines.
func eachTalk(t *testing.T, nodes int, f func(t *talk)) {
	t.Helper()
	now := clock.NewFake(start)
	storetest.EachAt(t, now, func(t *testing.T, db *store.DB) {
		f(startTalk(t, db, now, nodes))
	})
}

// send sends b and returns the answer.
func (k *talk) send(from id.Account, b *chatv1.Body) (Written, error) {
	k.next++
	return k.nodes[0].Send(context.Background(), from, &chatv1.SendRequest{ChatId: int64(k.chat), ClientId: clientID(k.next), Body: b})
}

// mustSend sends b and returns its seq.
func (k *talk) mustSend(from id.Account, b *chatv1.Body) int64 {
	k.Helper()
	return must(k.send(from, b))(k).Seq
}

func (k *talk) refuses(code string, err error) {
	k.Helper()
	if errs.CodeOf(err) != code {
		k.Errorf("got %v, want %s", err, code)
	}
}

// log returns the whole log as somebody sees it.
func (k *talk) log(as id.Account) []*chatv1.Entry {
	k.Helper()
	return must(k.nodes[0].History(context.Background(), as, &chatv1.HistoryRequest{ChatId: int64(k.chat), BeforeSeq: 1 << 50, Limit: 200}))(k).Entries
}

func TestEdit(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		seq := t.mustSend(ayu, words("besok"))
		_, err := t.send(budi, edit(seq, "lusa"))
		t.refuses("chat.not_yours", err)
		change := t.mustSend(ayu, edit(seq, "lusa"))
		e := t.log(budi)[0]
		if e.Body.GetText().Text != "lusa" || e.EditedAtMs == 0 || e.Rev != change || e.N != 1 {
			t.Errorf("edited: %v", e)
		}
		if n := must(t.nodes[0].GetChat(context.Background(), budi, t.chat))(t).N; n != 1 {
			t.Errorf("an edit counts as a message: n = %d", n)
		}
		_, err = t.send(ayu, edit(change, "x"))
		t.refuses("chat.no_entry", err)
		_, err = t.send(ayu, edit(99, "x"))
		t.refuses("chat.no_entry", err)
		for range MaxEdits - 1 {
			t.mustSend(ayu, edit(seq, "lagi"))
		}
		_, err = t.send(ayu, edit(seq, "lagi"))
		t.refuses("chat.too_many_edits", err)
		late := t.mustSend(ayu, words("x"))
		t.now.Advance(EditWithin + time.Second)
		_, err = t.send(ayu, edit(late, "y"))
		t.refuses("chat.too_late", err)
	})
}

// What was taken back is nowhere any more: not in the row, not in its edits, not in reactions or mentions.
func TestRecall(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		seq := t.mustSend(ayu, words("rahasia satu"))
		t.mustSend(ayu, edit(seq, "rahasia dua"))
		t.mustSend(budi, react(seq, "👍", false))
		_, err := t.send(budi, recall(seq))
		t.refuses("chat.not_yours", err)
		t.mustSend(ayu, recall(seq))
		for _, e := range t.log(budi) {
			if e.Body.GetText() != nil || e.Body.GetEdit().GetText() != "" || len(e.Reactions) > 0 {
				t.Errorf("left: %v", e)
			}
		}
		if e := t.log(budi)[0]; !e.Recalled || e.N != 1 {
			t.Errorf("recalled: %v", e)
		}
		_, err = t.send(ayu, recall(seq))
		t.refuses("chat.recalled", err)
		_, err = t.send(budi, react(seq, "👍", false))
		t.refuses("chat.recalled", err)
		late := t.mustSend(ayu, words("x"))
		t.now.Advance(RecallWithin + time.Second)
		_, err = t.send(ayu, recall(late))
		t.refuses("chat.too_late", err)
	})
}

func TestReactions(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		seq := t.mustSend(ayu, words("makan?"))
		t.mustSend(budi, react(seq, "👍", false))
		t.now.Advance(time.Second)
		t.mustSend(ayu, react(seq, "👍", false))
		t.mustSend(budi, react(seq, "❤️", false))
		_, err := t.send(budi, react(seq, "👍", false))
		t.refuses("chat.no_change", err)
		got := t.log(budi)[0].Reactions
		if len(got) != 2 || got[0].Count != 2 || !got[0].Mine || !got[1].Mine {
			t.Errorf("Budi sees %v", got)
		}
		if got := t.log(ayu)[0].Reactions; got[1].Mine {
			t.Errorf("Ayu sees %v", got)
		}
		who := must(t.nodes[0].ListReactions(context.Background(), ayu, t.chat, seq))(t)
		if len(who) != 3 || who[0].Person.Name != "P12" {
			t.Errorf("who: %v", who)
		}
		t.mustSend(budi, react(seq, "👍", true))
		_, err = t.send(budi, react(seq, "👍", true))
		t.refuses("chat.no_change", err)
		if got := t.log(budi)[0].Reactions; got[0].Count != 1 || got[0].Mine {
			t.Errorf("after taking back: %v", got)
		}
		for _, e := range []string{"😀", "😃", "😄", "😁"} {
			t.mustSend(budi, react(seq, e, false))
		}
		_, err = t.send(budi, react(seq, "😆", false))
		t.refuses("chat.too_many_reactions", err)
		if v := must(t.nodes[0].GetChat(context.Background(), ayu, t.chat))(t); v.N != 1 || v.Last.Seq != seq {
			t.Errorf("reactions changed n or the last line: %v", v)
		}
	})
}

func TestQuoteAndForward(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		ctx := context.Background()
		s := t.nodes[0]
		seq := t.mustSend(ayu, words("jam berapa?"))
		w := must(s.Send(ctx, budi, &chatv1.SendRequest{ChatId: int64(t.chat), ClientId: clientID(100), Body: words("tujuh"), QuoteSeq: seq}))(t)
		if q := t.log(ayu)[w.Seq-1].Quote; q.GetText() != "jam berapa?" || q.SenderId != int64(ayu) {
			t.Errorf("quote %v", q)
		}
		self := id.Chat(must(s.OpenDirect(ctx, budi, budi))(t).Id)
		forward := func(to id.Chat, seq int64, n int, as id.Account) (Written, error) {
			return s.Send(ctx, as, &chatv1.SendRequest{ChatId: int64(to), ClientId: clientID(n), ForwardChatId: int64(t.chat), ForwardSeq: seq})
		}
		must(forward(self, seq, 101, budi))(t)
		notes := must(s.History(ctx, budi, &chatv1.HistoryRequest{ChatId: int64(self), AfterSeq: 0, BeforeSeq: 10}))(t).Entries
		if len(notes) != 1 || !notes[0].Forwarded || notes[0].Body.GetText().Text != "jam berapa?" {
			t.Errorf("forwarded: %v", notes)
		}
		citras := id.Chat(must(s.OpenDirect(ctx, citra, citra))(t).Id)
		_, err := forward(citras, seq, 102, citra)
		t.refuses("chat.no_entry", err)
		_, err = forward(self, 99, 103, budi)
		t.refuses("chat.no_entry", err)
		card := &chatv1.Body{Kind: &chatv1.Body_Card{Card: &chatv1.Card{Person: personOf(nil, citra)}}}
		at := t.mustSend(ayu, card)
		if p := t.log(budi)[at-1].Body.GetCard().GetPerson(); p.Name != "P13" {
			t.Errorf("card %v", p)
		}
	})
}

// A message and its changes may come in one set.
func TestOneSet(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		ctx := context.Background()
		drafts := []Draft{
			{Chat: t.chat, Sender: ayu, ClientID: clientID(1), Entry: &chatv1.Entry{Body: words("satu")}},
			{Chat: t.chat, Sender: ayu, ClientID: clientID(2), Entry: &chatv1.Entry{Body: edit(1, "dua")}},
			{Chat: t.chat, Sender: ayu, ClientID: clientID(2), Entry: &chatv1.Entry{Body: edit(1, "dua")}},
			{Chat: t.chat, Sender: budi, ClientID: clientID(3), Entry: &chatv1.Entry{Body: react(1, "👍", false)}},
			{Chat: t.chat, Sender: budi, ClientID: clientID(4), Entry: &chatv1.Entry{Body: edit(1, "x")}},
			{Chat: 999, Sender: budi, ClientID: clientID(5), Entry: &chatv1.Entry{Body: words("x")}},
			{Chat: t.chat, Sender: ayu, ClientID: clientID(6), Entry: &chatv1.Entry{Body: edit(1, "tiga")}},
		}
		var results []Result
		err := t.nodes[0].db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			results, err = t.nodes[0].Append(ctx, tx, drafts)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []struct {
			seq  int64
			code string
		}{{1, ""}, {2, ""}, {2, ""}, {3, ""}, {0, "chat.not_yours"}, {0, "chat.not_found"}, {4, ""}} {
			if results[i].Value.Seq != want.seq || errs.CodeOf(results[i].Err) != want.code {
				t.Errorf("draft %d: %+v", i, results[i])
			}
		}
		if e := t.log(ayu)[0]; e.Body.GetText().Text != "tiga" || e.Rev != 4 || len(e.Reactions) != 1 {
			t.Errorf("the message is %v", e)
		}
		if heard := t.around.heard(budi).Entries; len(heard) != 4 {
			t.Errorf("Budi heard %v", heard)
		}
	})
}

package chat

import (
	"context"
	"testing"

	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"

	chatv1 "alun/api/gen/alun/chat/v1"
)

const ayu, budi, citra, dewi = id.Account(11), id.Account(12), id.Account(13), id.Account(14)

func TestTwoPeopleTalk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		around, nodes := setup(t, db, clock.System, 1)
		s := nodes[0]
		chat := id.Chat(must(s.OpenDirect(ctx, ayu, budi))(t).Id)
		if again := must(s.OpenDirect(ctx, budi, ayu))(t); id.Chat(again.Id) != chat {
			t.Fatalf("two chats for one pair: %d and %d", chat, again.Id)
		}
		around.heard(ayu)
		first := must(s.Send(ctx, ayu, text(chat, 1, "  selamat pagi \n")))(t)
		if first.Seq != 1 || first.N != 1 || first.Duplicate {
			t.Fatalf("first message: %+v", first)
		}
		for _, a := range []id.Account{ayu, budi} {
			got := around.heard(a).Entries
			if len(got) != 1 || got[0].Seq != 1 || got[0].SenderId != int64(ayu) || got[0].Body.GetText().GetText() != "selamat pagi" {
				t.Fatalf("%d heard %v", a, got)
			}
		}
		view := must(s.GetChat(ctx, budi, chat))(t)
		if view.N-view.State.ReadN != 1 || view.Last.GetSeq() != 1 || view.Peer.GetId() != int64(ayu) || !view.MaySend {
			t.Fatalf("Budi sees %v", view)
		}
		if mine := must(s.GetChat(ctx, ayu, chat))(t); mine.N != mine.State.ReadN {
			t.Fatalf("own message is unread: %v", mine.State)
		}
		page := must(s.History(ctx, budi, &chatv1.HistoryRequest{ChatId: int64(chat), BeforeSeq: 1 << 40}))(t)
		if len(page.Entries) != 1 || !page.End || len(page.People) != 1 {
			t.Fatalf("history %v", page)
		}
		if _, err := s.Send(ctx, citra, text(chat, 1, "halo")); errs.CodeOf(err) != "chat.not_found" {
			t.Errorf("a stranger to the chat gets %v", err)
		}
		if _, err := s.GetChat(ctx, citra, chat); errs.CodeOf(err) != "chat.not_found" {
			t.Errorf("a stranger to the chat sees it: %v", err)
		}
	})
}

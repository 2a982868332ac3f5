package chat

import (
	"context"
	"encoding/json"
	"testing"

	"alun/base/id"
	"alun/base/job"
	"alun/social/contact"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// A stranger may write MaxRequest messages; the other sees a request; answering lets the stranger write on.
func TestRequest(t *testing.T) {
	eachTalk(t, 2, func(t *talk) {
		ctx := context.Background()
		t.around.setReach(ayu, budi, contact.Request)
		t.around.setReach(budi, ayu, contact.Request)
		for range MaxRequest {
			t.mustSend(ayu, words("halo?"))
		}
		_, err := t.send(ayu, words("halo??"))
		t.refuses("chat.not_friends", err)
		if v := must(t.nodes[0].GetChat(ctx, budi, t.chat))(t); !v.Request || !v.MaySend {
			t.Errorf("Budi sees %v", v)
		}
		if v := must(t.nodes[0].GetChat(ctx, ayu, t.chat))(t); v.Request || v.MaySend || v.MaySendCode != "chat.not_friends" {
			t.Errorf("Ayu sees %v", v)
		}
		must(t.nodes[1].Send(ctx, budi, text(t.chat, 500, "ya?")))(t)
		t.mustSend(ayu, words("akhirnya"))
		if v := must(t.nodes[0].GetChat(ctx, budi, t.chat))(t); v.Request {
			t.Error("still a request after the answer")
		}
	})
}

func TestBlocked(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		t.mustSend(ayu, words("halo"))
		t.around.setReach(ayu, budi, contact.Blocked)
		_, err := t.send(ayu, words("halo?"))
		t.refuses("chat.blocked", err)
		t.around.setReach(ayu, budi, contact.Free)
		t.mustSend(ayu, words("lagi"))
		if n := len(t.log(budi)); n != 2 {
			t.Errorf("%d entries: a refused message left a trace", n)
		}
	})
}

func TestDirectDetails(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		ctx := context.Background()
		s := t.nodes[0]
		_, err := s.OpenDirect(ctx, ayu, 5_000_000)
		t.refuses("chat.no_person", err)
		self := must(s.OpenDirect(ctx, ayu, ayu))(t)
		if self.Kind != chatv1.Kind_KIND_SELF || self.MemberCount != 1 || !self.MaySend {
			t.Errorf("notes to self: %v", self)
		}
		if _, err := s.Send(ctx, ayu, text(id.Chat(self.Id), 1, "beli beras")); err != nil {
			t.Error(err)
		}
		_, err = s.Leave(ctx, ayu, t.chat)
		t.refuses("chat.not_group", err)
		// An opened chat in which nothing is written is not the other one's business.
		if got := must(s.Sync(ctx, budi, &chatv1.SyncRequest{}))(t); len(got.Chats) != 0 {
			t.Errorf("Budi sees %v", got.Chats)
		}
		// Ayu's other devices learn of it.
		if got := must(s.Sync(ctx, ayu, &chatv1.SyncRequest{}))(t); len(got.Changes) != 2 || got.Changes[0].GetChat().GetPeer().GetId() != int64(budi) {
			t.Errorf("Ayu's changes: %v", got.Changes)
		}
	})
}

func TestFriendsNow(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		payload, err := json.Marshal(contact.Friends{Asker: ayu, Accepter: budi, Note: "Ayu dari pasar"})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // at least once means perhaps more often
			if err := t.nodes[0].FriendsNow(context.Background(), job.Job{ID: 77, Payload: payload}); err != nil {
				t.Fatal(err)
			}
			t.nodes[0].rooms.forget(t.chat)
		}
		log := t.log(budi)
		if len(log) != 2 || log[0].Body.GetSystem().GetWhat() != chatv1.System_WHAT_FRIENDS_NOW || log[1].Body.GetText().GetText() != "Ayu dari pasar" {
			t.Errorf("the log is %v", log)
		}
	})
}

package chat

import (
	"context"
	"strings"
	"testing"
	"time"

	"alun/base/clock"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/social/contact"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// eachGroup runs f with a group of Ayu (owner), Budi and Citra.
func eachGroup(t *testing.T, nodes int, f func(t *talk)) {
	t.Helper()
	now := clock.NewFake(start)
	storetest.EachAt(t, now, func(t *testing.T, db *store.DB) {
		around, all := setup(t, db, now, nodes)
		g, _, err := all[0].CreateGroup(context.Background(), ayu, Group{ClientID: clientID(1), Name: " Warung ", Members: []id.Account{budi, citra}})
		if err != nil {
			t.Fatal(err)
		}
		now.Advance(time.Minute)
		f(&talk{TB: t, around: around, now: now, nodes: all, chat: id.Chat(g.Id), next: 10})
	})
}

func (k *talk) view(as id.Account) *chatv1.Chat {
	k.Helper()
	return must(k.nodes[0].GetChat(context.Background(), as, k.chat))(k)
}

func TestCreateGroup(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		v := t.view(ayu)
		if v.Name != "Warung" || v.MemberCount != 3 || v.Role != chatv1.Role_ROLE_OWNER || len(v.Faces) != 3 || v.N != 0 || v.LastSeq != 1 {
			t.Errorf("Ayu sees %v", v)
		}
		again, _, err := s.CreateGroup(ctx, ayu, Group{ClientID: clientID(1), Name: "Lain", Members: []id.Account{dewi}})
		if err != nil || again.Id != int64(t.chat) || again.Name != "Warung" {
			t.Errorf("the same client id gives %v, %v", again, err)
		}
		t.around.setReach(ayu, dewi, contact.Request)
		g, refused, err := s.CreateGroup(ctx, ayu, Group{ClientID: clientID(2), Members: []id.Account{dewi, budi, ayu, budi}})
		if err != nil || g.MemberCount != 2 || len(refused) != 1 || refused[0] != dewi {
			t.Errorf("with somebody who refuses: %v, %v, %v", g, refused, err)
		}
		_, _, err = s.CreateGroup(ctx, ayu, Group{ClientID: clientID(3), Members: []id.Account{dewi}})
		t.refuses("chat.all_refused", err)
		_, _, err = s.CreateGroup(ctx, ayu, Group{ClientID: clientID(3), Members: []id.Account{ayu}})
		t.refuses("chat.nobody", err)
		_, _, err = s.CreateGroup(ctx, ayu, Group{ClientID: clientID(3), Name: strings.Repeat("a", MaxName+1), Members: []id.Account{budi}})
		t.refuses("chat.name", err)
		if heard := t.around.heard(citra).Entries; len(heard) != 1 || heard[0].Body.GetSystem().GetWhat() != chatv1.System_WHAT_GROUP_CREATED {
			t.Errorf("Citra heard %v", heard)
		}
	})
}

func TestMembersComeAndGo(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		t.mustSend(budi, words("sebelum Dewi"))
		no := false
		must(s.UpdateGroup(ctx, ayu, &chatv1.UpdateGroupRequest{ChatId: int64(t.chat), NewcomersSeeHistory: &no, MembersMayInvite: &no}))(t)
		_, _, err := s.AddMembers(ctx, budi, t.chat, []id.Account{dewi})
		t.refuses("chat.not_admin", err)
		if _, _, err := s.AddMembers(ctx, ayu, t.chat, []id.Account{dewi, budi}); err != nil {
			t.Fatal(err)
		}
		log := t.log(dewi)
		if len(log) != 1 || log[0].Body.GetSystem().GetWhat() != chatv1.System_WHAT_MEMBERS_ADDED {
			t.Errorf("Dewi sees %v", log)
		}
		if v := t.view(dewi); v.N-v.State.ReadN != 0 {
			t.Errorf("a newcomer has %d unread", v.N-v.State.ReadN)
		}
		t.around.heard(dewi)
		must(s.RemoveMember(ctx, ayu, t.chat, dewi))(t)
		if heard := t.around.heard(dewi).Entries; len(heard) != 1 {
			t.Errorf("the removed one heard %v", heard)
		}
		t.mustSend(budi, words("sesudah Dewi"))
		if heard := t.around.heard(dewi).Entries; len(heard) != 0 {
			t.Errorf("the removed one still hears %v", heard)
		}
		v := t.view(dewi)
		if v.MaySend || v.MaySendCode != "chat.left" || len(t.log(dewi)) != 2 {
			t.Errorf("the removed one sees %v and %v", v, t.log(dewi))
		}
		_, err = t.send(dewi, words("halo?"))
		t.refuses("chat.left", err)
		if _, _, err := s.AddMembers(ctx, ayu, t.chat, []id.Account{dewi}); err != nil {
			t.Fatal(err)
		}
		if log := t.log(dewi); len(log) != 1 {
			t.Errorf("back again, Dewi sees %v", log)
		}
	})
}

func TestRoles(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		_, err := s.SetRole(ctx, budi, t.chat, citra, chatv1.Role_ROLE_ADMIN)
		t.refuses("chat.not_owner", err)
		_, err = s.RemoveMember(ctx, budi, t.chat, citra)
		t.refuses("chat.not_admin", err)
		_, err = s.Dissolve(ctx, budi, t.chat)
		t.refuses("chat.not_owner", err)
		name := "Warung Bu Citra"
		_, err = s.UpdateGroup(ctx, citra, &chatv1.UpdateGroupRequest{ChatId: int64(t.chat), Name: &name})
		t.refuses("chat.not_admin", err)
		must(s.SetRole(ctx, ayu, t.chat, citra, chatv1.Role_ROLE_ADMIN))(t)
		must(s.UpdateGroup(ctx, citra, &chatv1.UpdateGroupRequest{ChatId: int64(t.chat), Name: &name}))(t)
		_, err = s.RemoveMember(ctx, citra, t.chat, ayu)
		t.refuses("chat.not_above", err)
		seq := t.mustSend(budi, words("kasar"))
		t.now.Advance(time.Hour)
		t.mustSend(citra, recall(seq)) // an admin, at any time
		must(s.SetRole(ctx, ayu, t.chat, budi, chatv1.Role_ROLE_OWNER))(t)
		if v := t.view(ayu); v.Role != chatv1.Role_ROLE_ADMIN || v.Name != name {
			t.Errorf("Ayu sees %v", v)
		}
		_, err = s.SetRole(ctx, ayu, t.chat, citra, chatv1.Role_ROLE_MEMBER)
		t.refuses("chat.not_owner", err)
		_, err = s.SetRole(ctx, budi, t.chat, budi, chatv1.Role_ROLE_MEMBER)
		t.refuses("chat.role", err)
	})
}

// An owner who leaves hands the group to the longest-standing admin, else member; the last one out ends it.
func TestSuccession(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		must(s.SetRole(ctx, ayu, t.chat, citra, chatv1.Role_ROLE_ADMIN))(t)
		if v := must(s.Leave(ctx, ayu, t.chat))(t); v.MaySend {
			t.Errorf("who left sees %v", v)
		}
		if v := t.view(citra); v.Role != chatv1.Role_ROLE_OWNER {
			t.Errorf("Citra, admin, is %v", v.Role)
		}
		must(s.Leave(ctx, citra, t.chat))(t)
		if v := t.view(budi); v.Role != chatv1.Role_ROLE_OWNER || v.MemberCount != 1 {
			t.Errorf("Budi, the last, is %v", v)
		}
		must(s.Leave(ctx, budi, t.chat))(t)
		if v := t.view(budi); !v.Dissolved {
			t.Error("an empty group lives on")
		}
	})
}

func TestDissolve(t *testing.T) {
	eachGroup(t, 2, func(t *talk) {
		ctx := context.Background()
		t.around.deaf = true
		must(t.nodes[1].Send(ctx, budi, text(t.chat, 500, "halo")))(t)
		must(t.nodes[0].Dissolve(ctx, ayu, t.chat))(t)
		_, err := t.nodes[1].Send(ctx, budi, text(t.chat, 501, "masih?"))
		t.refuses("chat.dissolved", err)
		if v := t.view(budi); v.MaySend || v.MaySendCode != "chat.dissolved" {
			t.Errorf("Budi sees %v", v)
		}
	})
}

func TestMentions(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		r := text(t.chat, 500, "@Budi ke sini")
		r.MentionIds = []int64{int64(budi), int64(dewi), int64(budi)}
		w := must(s.Send(ctx, ayu, r))(t)
		if v := t.view(budi); v.State.MentionSeq != w.Seq {
			t.Errorf("Budi: %v", v.State)
		}
		if v := t.view(citra); v.State.MentionSeq != 0 {
			t.Errorf("Citra: %v", v.State)
		}
		all := text(t.chat, 501, "@semua")
		all.MentionAll = true
		w = must(s.Send(ctx, citra, all))(t)
		if v := t.view(ayu); v.State.MentionSeq != w.Seq {
			t.Errorf("Ayu: %v", v.State)
		}
		state := must(s.SetState(ctx, budi, &chatv1.SetStateRequest{ChatId: int64(t.chat), ReadSeq: &w.Seq}))(t)
		if state.MentionSeq != 0 {
			t.Errorf("read, and still mentioned: %v", state)
		}
	})
}

func TestSharedGroups(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		if got := must(s.ListSharedGroups(ctx, budi, citra))(t); len(got) != 1 || got[0].Id != int64(t.chat) {
			t.Errorf("shared: %v", got)
		}
		must(s.Leave(ctx, citra, t.chat))(t)
		if got := must(s.ListSharedGroups(ctx, budi, citra))(t); len(got) != 0 {
			t.Errorf("shared after leaving: %v", got)
		}
		if got := must(s.ListMembers(ctx, budi, t.chat))(t); len(got) != 2 || got[0].Role != chatv1.Role_ROLE_OWNER {
			t.Errorf("members: %v", got)
		}
		_, err := s.ListMembers(ctx, citra, t.chat)
		t.refuses("chat.not_found", err)
	})
}

func TestForget(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		direct := id.Chat(must(s.OpenDirect(ctx, ayu, budi))(t).Id)
		notes := id.Chat(must(s.OpenDirect(ctx, ayu, ayu))(t).Id)
		must(s.Send(ctx, ayu, text(direct, 1, "selamat tinggal")))(t)
		must(s.Send(ctx, ayu, text(notes, 2, "rahasia")))(t)
		for range 2 {
			if err := s.Forget(ctx, ayu); err != nil {
				t.Fatal(err)
			}
		}
		if v := t.view(budi); v.Role != chatv1.Role_ROLE_OWNER || v.MemberCount != 2 {
			t.Errorf("the group has no heir: %v", v)
		}
		_, err := s.Send(ctx, budi, text(direct, 3, "halo?"))
		t.refuses("chat.peer_gone", err)
		if v := must(s.GetChat(ctx, budi, direct))(t); v.MaySendCode != "chat.peer_gone" {
			t.Errorf("Budi sees %v", v)
		}
		page := must(s.History(ctx, ayu, &chatv1.HistoryRequest{ChatId: int64(notes), BeforeSeq: 99}))(t)
		if !page.Entries[0].Recalled || page.Entries[0].Body != nil {
			t.Errorf("notes left: %v", page.Entries)
		}
	})
}

func TestImport(t *testing.T) {
	eachGroup(t, 1, func(t *talk) {
		ctx, s := context.Background(), t.nodes[0]
		last := start.Add(-24 * time.Hour)
		group := ImportedChat{Key: "town/1", Group: true, Name: "Arisan", Members: []id.Account{budi, ayu, citra}, At: last}
		chat := must(s.ImportChat(ctx, group))(t)
		if again := must(s.ImportChat(ctx, group))(t); again != chat {
			t.Fatal("imported twice")
		}
		messages := []ImportedMessage{
			{Key: "1", Chat: chat, Sender: ayu, Text: "kapan?", At: last.Add(time.Minute)},
			{Key: "2", Chat: chat, Sender: citra, Text: "Sabtu", At: last.Add(time.Hour), QuoteKey: "1",
				Reactions: []ImportedReaction{{ayu, "👍"}, {budi, "👍"}, {dewi, "👍"}, {ayu, "bukan"}}},
		}
		for want := range 2 {
			if n := must(s.Import(ctx, messages))(t); n != 2-2*want {
				t.Fatalf("run %d wrote %d", want, n)
			}
		}
		page := must(s.History(ctx, budi, &chatv1.HistoryRequest{ChatId: int64(chat), BeforeSeq: 99}))(t).Entries
		if len(page) != 3 || page[2].Quote.GetText() != "kapan?" || page[2].Reactions[0].GetCount() != 2 ||
			page[1].AtMs != last.Add(time.Minute).UnixMilli() {
			t.Fatalf("imported: %v", page)
		}
		if v := must(s.GetChat(ctx, budi, chat))(t); v.N != 2 || v.N != v.State.ReadN || v.CreatedAtMs != last.UnixMilli() {
			t.Errorf("Budi sees %v", v)
		}
		_, err := s.Import(ctx, []ImportedMessage{{Key: "3", Chat: chat, Sender: dewi, Text: "x"}})
		t.refuses("chat.import_sender", err)
	})
}

package contact

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	accountv1 "alun/api/gen/alun/account/v1"
	contactv1 "alun/api/gen/alun/contact/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

func TestAskAndAccept(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.RequestFriend(t.Context(), ayu, Ask{To: budi, Note: " I am Ayu ", Via: "qr", Remark: "Bud"}))
		w.wantRelations(ayu, budi, "asked", "asking")
		got := w.incoming(budi, ayu)
		if got.Note != "I am Ayu" || got.Via != "qr" || got.Remark != "" || got.Seen {
			t.Fatalf("the request arrived as %+v", got)
		}
		if w.reach(ayu, budi) != Request || w.reach(budi, ayu) != Request {
			t.Fatal("strangers reach each other")
		}
		w.must(w.answer(budi, ayu, Accept))
		w.must(w.answer(budi, ayu, Accept))
		w.wantRelations(ayu, budi, "friend", "friend")
		if w.reach(ayu, budi) != Free || w.reach(budi, ayu) != Free {
			t.Fatal("friends do not reach each other")
		}
		side, err := w.Relation(t.Context(), ayu, budi)
		w.must(err)
		if side.Side.Remark != "Bud" {
			t.Errorf("the asker's own name for the friend is %q", side.Side.Remark)
		}
		if len(w.jobs) != 1 {
			t.Fatalf("%d friendships began", len(w.jobs))
		}
		var f Friends
		w.must(json.Unmarshal(w.jobs[0], &f))
		if diff := cmp.Diff(Friends{Asker: ayu, Accepter: budi, Note: "I am Ayu", AtMs: start.UnixMilli()}, f); diff != "" {
			t.Error(diff)
		}
		if w.heard[ayu] != 2 || w.heard[budi] != 2 {
			t.Errorf("the devices heard %v", w.heard)
		}
	})
}

func TestBothAskBecomeFriends(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.ask(ayu, budi))
		w.must(w.answer(budi, ayu, Decline))
		w.wantRelations(ayu, budi, "asked", "stranger")
		w.must(w.ask(budi, ayu))
		w.wantRelations(ayu, budi, "friend", "friend")
	})
}

func TestAskAgain(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.ask(ayu, budi))
		first := w.incoming(budi, ayu)
		w.must(w.RequestFriend(t.Context(), ayu, Ask{To: budi, Note: "again"}))
		second := w.incoming(budi, ayu)
		if second.ID != first.ID || second.Note != "again" || !second.At.Equal(first.At) {
			t.Fatalf("within a day %+v became %+v", first, second)
		}
		w.must(w.answer(budi, ayu, Ignore))
		w.clock.Advance(NoteTime)
		w.must(w.ask(ayu, budi))
		third := w.incoming(budi, ayu)
		if third.ID == first.ID || third.State != Ignored {
			t.Fatalf("after a day an ignored request became %+v", third)
		}
		w.wantRelations(ayu, budi, "asked", "stranger")
		w.must(w.answer(budi, ayu, Decline))
		w.clock.Advance(NoteTime)
		w.must(w.ask(ayu, budi))
		if fourth := w.incoming(budi, ayu); fourth.State != Waiting || fourth.Seen {
			t.Fatalf("after a day a declined request became %+v", fourth)
		}
	})
}

// Declined, ignored, expired and blocked: the asker cannot tell.
func TestTheAskerLearnsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		others := []id.Account{201, 202, 203, 204}
		for _, other := range others[:3] {
			w.must(w.ask(ayu, other))
		}
		w.must(w.answer(202, ayu, Decline))
		w.must(w.answer(203, ayu, Ignore))
		w.must(w.Block(t.Context(), 204, ayu))
		w.must(w.ask(ayu, 204))
		see := func() (seen []string) {
			for _, other := range others {
				contact, request, err := w.describe(t.Context(), ayu, other)
				w.must(err)
				line := contact.Relation.String()
				if request != nil {
					line += " " + request.State.String()
				}
				seen = append(seen, line)
			}
			return seen
		}
		for range 2 {
			if all := see(); len(slices.Compact(all)) != 1 {
				t.Errorf("the asker sees a difference: %q", all)
			}
			w.clock.Advance(RequestLife)
		}
		list, unseen, err := w.Requests(t.Context(), 204, w.clock.Now(), 1, 50)
		w.must(err)
		if len(list) != 0 || unseen != 0 {
			t.Errorf("a blocked person's request arrived: %+v", list)
		}
	})
}

func TestRequestRunsOut(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.ask(ayu, budi))
		w.clock.Advance(RequestLife)
		w.wantCode(w.answer(budi, ayu, Accept), "contact.request_expired")
		w.wantRelations(ayu, budi, "stranger", "stranger")
		if _, unseen, err := w.Requests(t.Context(), budi, w.clock.Now(), 1, 50); err != nil || unseen != 0 {
			t.Errorf("an expired request stands on the badge: %d, %v", unseen, err)
		}
		w.must(w.ask(budi, ayu)) // does not count as answering
		w.wantRelations(ayu, budi, "asking", "asked")
	})
}

func TestDelete(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.befriend(ayu, budi)
		remark := "old friend"
		w.must(w.Update(t.Context(), ayu, budi, Change{Remark: &remark}))
		before := w.heard[budi]
		w.must(w.Delete(t.Context(), ayu, budi))
		w.must(w.Delete(t.Context(), ayu, budi))
		w.wantRelations(ayu, budi, "stranger", "friend")
		if w.reach(budi, ayu) != Request || w.reach(ayu, budi) != Request {
			t.Error("the friendship has not ended on both sides")
		}
		if w.heard[budi] != before {
			t.Error("the deleted one heard of it")
		}
		if r, err := w.Relation(t.Context(), ayu, budi); err != nil || r.Side.Remark != "" {
			t.Errorf("the remark stayed: %+v, %v", r.Side, err)
		}
		w.must(w.ask(ayu, budi)) // budi still lists ayu
		w.wantRelations(ayu, budi, "friend", "friend")
		w.must(w.Delete(t.Context(), ayu, budi))
		w.must(w.ask(budi, ayu))
		w.wantRelations(ayu, budi, "asking", "friend")
	})
}

func TestBlock(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.ask(ayu, budi))
		w.must(w.Block(t.Context(), budi, ayu))
		w.wantRelations(ayu, budi, "asked", "stranger")
		if w.reach(ayu, budi) != Blocked || w.reach(budi, ayu) != Blocked {
			t.Error("a block does not hold in both directions")
		}
		w.wantCode(w.ask(budi, ayu), "contact.you_blocked")
		w.must(w.Unblock(t.Context(), budi, ayu))
		w.must(w.Unblock(t.Context(), budi, ayu))
		if w.reach(ayu, budi) != Request {
			t.Error("unblocking does not open the door")
		}
		w.befriend(ayu, budi)
		w.must(w.Block(t.Context(), ayu, budi))
		w.wantRelations(ayu, budi, "friend", "friend")
		if bond, err := w.Bond(t.Context(), nil, budi, ayu); err != nil || !bond.Friend || !bond.Blocked {
			t.Errorf("bond is %+v, %v", bond, err)
		}
		w.must(w.Unblock(t.Context(), ayu, budi))
		if w.reach(ayu, budi) != Free {
			t.Error("unblocked friends do not reach each other")
		}
		w.wantCode(w.Block(t.Context(), ayu, ayu), "contact.self")
		w.wantCode(w.Block(t.Context(), ayu, 5_000), "contact.not_found")
	})
}

func TestWithdrawnRequest(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.ask(ayu, budi))
		request := w.incoming(budi, ayu).ID
		w.must(w.Block(t.Context(), ayu, budi))
		_, err := w.AnswerRequest(t.Context(), budi, request, Accept)
		w.wantCode(err, "contact.request_gone")
	})
}

func TestFind(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for _, hit := range []struct {
			by    Key
			value string
		}{{ByHandle, "budi"}, {ByPhone, "+62812"}, {ByQR, "token"}} {
			w.settings[budi] = nil
			if got, err := w.Find(t.Context(), ayu, hit.by, hit.value); err != nil || got != budi {
				t.Errorf("%v: %v, %v", hit, got, err)
			}
			w.settings[budi] = &accountv1.Settings{FindByHandle: hit.by != ByHandle, FindByPhone: hit.by != ByPhone, FindByQr: hit.by != ByQR}
			_, hidden := w.Find(t.Context(), ayu, hit.by, hit.value)
			_, nobody := w.Find(t.Context(), ayu, hit.by, "nobody")
			if errs.CodeOf(hidden) != "contact.not_found" || errs.SentenceOf(hidden) != errs.SentenceOf(nobody) {
				t.Errorf("%v: hidden %v, nobody %v", hit, hidden, nobody)
			}
		}
		w.settings[budi] = nil
		w.must(w.Block(t.Context(), budi, ayu))
		_, err := w.Find(t.Context(), ayu, ByHandle, "budi")
		w.wantCode(err, "contact.not_found")
		if got, err := w.Find(t.Context(), ayu, ByHandle, "ayu"); err != nil || got != ayu {
			t.Errorf("oneself: %v, %v", got, err)
		}
	})
}

func TestLimitsOfADay(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for i := range RequestsPerDay {
			w.must(w.ask(ayu, id.Account(300+i)))
		}
		err := w.ask(ayu, budi)
		w.wantCode(err, "contact.request_limit")
		if wait := errs.RetryAfterOf(err); wait != 16*time.Hour {
			t.Errorf("wait %v until midnight UTC", wait)
		}
		w.must(w.ask(budi, citra))
		w.clock.Advance(16 * time.Hour)
		w.must(w.ask(ayu, budi))
		for range FindsPerDay {
			_, err := w.Find(t.Context(), ayu, ByHandle, "nobody")
			w.wantCode(err, "contact.not_found")
		}
		_, err = w.Find(t.Context(), ayu, ByHandle, "budi")
		w.wantCode(err, "contact.find_limit")
	})
}

func TestLimitsOfABook(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.ask(budi, ayu))
		setListed(w, ayu, MaxFriends)
		w.wantCode(w.answer(ayu, budi, Accept), "contact.full")
		setListed(w, ayu, 0)
		setListed(w, budi, MaxFriends)
		w.wantCode(w.answer(ayu, budi, Accept), "contact.other_full")
		setListed(w, budi, MaxFriends-1)
		w.must(w.answer(ayu, budi, Accept))
		setListed(w, budi, 1)
	})
}

func TestOldestRequestsGo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.must(w.ask(ayu, budi))
		w.must(w.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for i := range MaxRequests {
				at := tx.Now.Add(time.Duration(i+1) * time.Millisecond)
				r := FriendRequest{ID: id.Request(i + 1), Account: budi, Other: id.Account(20_000 + i), Incoming: true, State: Waiting, At: at}
				if err := saveRequest(ctx, tx, r); err != nil {
					return err
				}
			}
			return nil
		}))
		w.clock.Advance(time.Minute)
		var all []*FriendRequest
		before, beforeID := w.clock.Now(), id.Request(1)
		for {
			list, unseen, err := w.Requests(t.Context(), budi, before, beforeID, 100)
			w.must(err)
			if len(list) == 0 {
				break
			}
			if unseen != MaxRequests {
				t.Fatalf("%d unseen", unseen)
			}
			all = append(all, list...)
			before, beforeID = list[len(list)-1].At, list[len(list)-1].ID
		}
		if len(all) != MaxRequests || all[len(all)-1].Other != 20_000 {
			t.Errorf("%d requests are kept, the oldest of %d", len(all), all[len(all)-1].Other)
		}
	})
}

func TestUpdate(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		text := func(n int) *string { s := strings.Repeat("字", n); return &s }
		yes, tags := true, []string{" work ", "work", "", "家人"}
		w.wantCode(w.Update(t.Context(), ayu, budi, Change{Starred: &yes}), "contact.not_in_list")
		w.befriend(ayu, budi)
		w.must(w.Update(t.Context(), ayu, budi, Change{Remark: text(MaxRemark), Note: text(MaxOwnNote), Tags: &tags}))
		w.must(w.Update(t.Context(), ayu, budi, Change{Starred: &yes}))
		r, err := w.Relation(t.Context(), ayu, budi)
		w.must(err)
		if r.Side.Remark != *text(MaxRemark) || !r.Side.Starred || !slices.Equal(r.Side.Tags, []string{"work", "家人"}) {
			t.Errorf("kept %+v", r.Side)
		}
		many := make([]string, MaxTags+1)
		for i := range many {
			many[i] = id.Account(i + 1).String()
		}
		for code, change := range map[string]Change{
			"contact.remark_too_long": {Remark: text(MaxRemark + 1)},
			"contact.note_too_long":   {Note: text(MaxOwnNote + 1)},
			"contact.tag_too_long":    {Tags: &[]string{*text(MaxTag + 1)}},
			"contact.too_many_tags":   {Tags: &many},
			"contact.tag_line":        {Tags: &[]string{"a\nb"}},
		} {
			w.wantCode(w.Update(t.Context(), ayu, budi, change), code)
		}
	})
}

func TestWhoCannotBeAsked(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.wantCode(w.ask(ayu, ayu), "contact.self")
		w.wantCode(w.ask(ayu, 5_000), "contact.not_found")
		w.wantCode(w.ask(ayu, 999), "contact.not_found")
		w.wantCode(w.RequestFriend(t.Context(), ayu, Ask{To: budi, Note: strings.Repeat("x", MaxNote+1)}), "contact.note_too_long")
		_, err := w.AnswerRequest(t.Context(), ayu, 7, Accept)
		w.wantCode(err, "contact.request_gone")
		w.must(w.ask(ayu, budi))
		_, err = w.AnswerRequest(t.Context(), ayu, w.incoming(budi, ayu).ID, Accept) // the asker cannot accept
		w.wantCode(err, "contact.request_gone")
		_, err = w.AnswerRequest(t.Context(), citra, w.incoming(budi, ayu).ID, Accept) // nor can a third person
		w.wantCode(err, "contact.request_gone")
	})
}

func TestEveryoneMayWrite(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.settings[budi] = &accountv1.Settings{Messages: accountv1.Audience_AUDIENCE_EVERYONE}
		if w.reach(ayu, budi) != Free || w.reach(budi, ayu) != Request || w.reach(ayu, ayu) != Free {
			t.Errorf("reach is %v, %v, %v", w.reach(ayu, budi), w.reach(budi, ayu), w.reach(ayu, ayu))
		}
		w.must(w.Block(t.Context(), budi, ayu))
		if w.reach(ayu, budi) != Blocked {
			t.Error("a setting opens what a block has shut")
		}
	})
}

func TestListInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for other, remark := range map[id.Account]string{201: "曾柔", 202: "Budi", 203: "👋", 204: "安娜", 205: "anna"} {
			w.befriend(ayu, other)
			w.must(w.Update(t.Context(), ayu, other, Change{Remark: &remark}))
		}
		ctx := authn.With(t.Context(), authn.Caller{Account: ayu})
		got, err := w.RPC().ListContacts(ctx, &contactv1.ListContactsRequest{})
		w.must(err)
		var order []string
		for _, c := range got.Contacts {
			order = append(order, c.Remark)
		}
		if diff := cmp.Diff([]string{"安娜", "anna", "Budi", "曾柔", "👋"}, order); diff != "" {
			t.Error(diff)
		}
	})
}

func TestExport(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.befriend(ayu, budi)
		remark, note, tags := "<b>Bud</b>", "met at the market", []string{"work", "家人"}
		w.must(w.Update(t.Context(), ayu, budi, Change{Remark: &remark, Note: &note, Tags: &tags}))
		w.must(w.Block(t.Context(), ayu, citra))
		var file bytes.Buffer
		z := zip.NewWriter(&file)
		w.must(w.ExportPart().Write(t.Context(), ayu, "zh", z))
		w.must(z.Close())
		r, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
		w.must(err)
		machine, err := fs.ReadFile(r, "contacts/contacts.json")
		w.must(err)
		var list []kept
		w.must(json.Unmarshal(machine, &list))
		if len(list) != 2 || list[0].Account != budi || list[0].Remark != remark || list[0].Note != note || !slices.Equal(list[0].Tags, tags) || !list[1].Blocked {
			t.Errorf("contacts.json holds %+v", list)
		}
		page, err := fs.ReadFile(r, "contacts/index.html")
		w.must(err)
		for _, want := range []string{"通讯录", "&lt;b&gt;Bud&lt;/b&gt;", note, "家人", "黑名单"} {
			if !strings.Contains(string(page), want) {
				t.Errorf("the page lacks %q", want)
			}
		}
	})
}

func TestForget(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.befriend(ayu, budi)
		w.befriend(budi, citra)
		w.must(w.Block(t.Context(), dewi, ayu))
		w.must(w.ask(ayu, dewi))
		w.must(w.ask(citra, ayu))
		for range 2 {
			w.must(w.Forget(t.Context(), ayu))
		}
		for _, other := range []id.Account{budi, citra, dewi} {
			w.wantRelations(ayu, other, "stranger", "stranger")
			if w.reach(other, ayu) != Request {
				t.Errorf("%d still has something to do with who has left", other)
			}
		}
		w.wantRelations(budi, citra, "friend", "friend")
		if list, _, err := w.Requests(t.Context(), ayu, w.clock.Now().Add(time.Hour), 1, 50); err != nil || len(list) != 0 {
			t.Errorf("requests stayed: %v, %v", list, err)
		}
	})
}

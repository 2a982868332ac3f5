package chat

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"alun/base/errs"
	"alun/base/id"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// Somebody is removed through one node while he writes through another that remembers him as a member and hears no hints. No
// word of his stands after the line that says that he was removed. This is write skew where the lock does not hold.
func TestRemovedWhileWriting(t *testing.T) {
	eachGroup(t, 2, func(t *talk) {
		ctx := context.Background()
		t.around.deaf = true
		for round := range 8 {
			must(t.nodes[1].Send(ctx, citra, text(t.chat, 1000*round+900, "node 1 knows me")))(t)
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Go(func() {
					for n := range 5 {
						_, err := t.nodes[1].Send(ctx, citra, text(t.chat, 1000*round+100*i+n, "x"))
						if code := errs.CodeOf(err); code != "" && code != "chat.left" {
							t.Errorf("citra: %v", err)
						}
					}
				})
			}
			wg.Go(func() {
				if _, err := t.nodes[0].RemoveMember(ctx, ayu, t.chat, citra); err != nil {
					t.Errorf("remove: %v", err)
				}
			})
			wg.Wait()
			if _, err := t.nodes[1].Send(ctx, citra, text(t.chat, 1000*round+950, "still here?")); errs.CodeOf(err) != "chat.left" {
				t.Fatalf("after her removal Citra gets %v", err)
			}
			removed := int64(0)
			for _, e := range t.log(ayu) {
				switch {
				case e.Body.GetSystem().GetWhat() == chatv1.System_WHAT_MEMBER_REMOVED:
					removed = e.Seq
				case e.Body.GetSystem().GetWhat() == chatv1.System_WHAT_MEMBERS_ADDED:
					removed = 0
				case removed > 0 && e.SenderId == int64(citra):
					t.Fatalf("round %d: Citra wrote %d after her removal at %d", round, e.Seq, removed)
				}
			}
			if _, _, err := t.nodes[0].AddMembers(ctx, ayu, t.chat, []id.Account{citra}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Many write, react and change their state in one chat through two nodes; nothing is lost, and the checks at the end hold.
func TestManyAtOnce(t *testing.T) {
	eachGroup(t, 2, func(t *talk) {
		ctx := context.Background()
		first := t.mustSend(ayu, words("mulai"))
		var wg sync.WaitGroup
		for i, who := range []id.Account{ayu, budi, citra, ayu, budi, citra} {
			s := t.nodes[i%2]
			wg.Go(func() {
				for n := range 10 {
					k := 1000 + 100*i + 3*n
					if _, err := s.Send(ctx, who, text(t.chat, k, fmt.Sprint(k))); err != nil {
						t.Errorf("send: %v", err)
					}
					r := &chatv1.SendRequest{ChatId: int64(t.chat), ClientId: clientID(k + 1), Body: react(first, "👍", n%2 == 1)}
					if _, err := s.Send(ctx, who, r); err != nil && errs.CodeOf(err) != "chat.no_change" {
						t.Errorf("react: %v", err)
					}
					if _, err := s.SetState(ctx, who, &chatv1.SetStateRequest{ChatId: int64(t.chat), ReadSeq: p(int64(n)), Draft: p("d")}); err != nil {
						t.Errorf("state: %v", err)
					}
					s.Mark(who, t.chat, 0, int64(n), nil)
				}
			})
		}
		wg.Wait()
		if v := t.view(ayu); v.N != 61 {
			t.Errorf("%d messages of 61", v.N)
		}
	})
}

// Both open the chat of the pair, and somebody makes a group twice, at the same moment: there is one.
func TestOpenedAtOnce(t *testing.T) {
	eachGroup(t, 2, func(t *talk) {
		ctx := context.Background()
		var mu sync.Mutex
		direct, groups := map[int64]bool{}, map[int64]bool{}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				me, other := budi, citra
				if i%2 == 1 {
					me, other = citra, budi
				}
				c, err := t.nodes[i%2].OpenDirect(ctx, me, other)
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				g, _, err := t.nodes[i%2].CreateGroup(ctx, dewi, Group{ClientID: clientID(77), Members: []id.Account{ayu}})
				if err != nil {
					t.Errorf("group: %v", err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				direct[c.Id], groups[g.Id] = true, true
			})
		}
		wg.Wait()
		if len(direct) != 1 || len(groups) != 1 {
			t.Errorf("%d direct chats, %d groups", len(direct), len(groups))
		}
	})
}

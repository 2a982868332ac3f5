package contact

import (
	"testing"

	"alun/base/id"
)

func TestForgetLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		const friend, asked, asking, blocked, blocker, apart id.Account = 201, 202, 203, 204, 205, 206
		befriend := func(a, b id.Account) {
			w.must(w.ask(a, b))
			w.must(w.answer(b, a, Accept))
		}
		befriend(ayu, friend)
		befriend(friend, apart)
		w.must(w.ask(ayu, asked))
		w.must(w.ask(asking, ayu))
		w.must(w.Block(t.Context(), ayu, blocked))
		w.must(w.Block(t.Context(), blocker, ayu))
		before := w.heard[friend]

		w.must(w.Forget(t.Context(), ayu))
		w.must(w.Forget(t.Context(), ayu))

		for _, other := range []id.Account{friend, asked, asking, blocked, blocker} {
			w.wantRelations(ayu, other, "stranger", "stranger")
			book, err := w.Book(t.Context(), other)
			w.must(err)
			for _, side := range book {
				if side.Other == ayu {
					t.Errorf("%d still keeps the one who is gone: %+v", other, side)
				}
			}
		}
		w.wantRelations(friend, apart, "friend", "friend")
		if w.heard[friend] != before+1 {
			t.Errorf("the friend's devices heard %d changes, want 1", w.heard[friend]-before)
		}
		if known, err := w.known(t.Context(), ayu); err != nil || len(known) != 0 {
			t.Errorf("left: %v, %v", known, err)
		}
	})
}

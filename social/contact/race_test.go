package contact

import (
	"sync"
	"testing"
	"time"

	"alun/base/id"
)

// together has all functions start at the same moment and returns their errors.
func together(fs ...func() error) []error {
	errors := make([]error, len(fs))
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i, f := range fs {
		wg.Go(func() {
			<-gate
			errors[i] = f()
		})
	}
	close(gate)
	wg.Wait()
	return errors
}

const rounds = 40 // of each race; the invariants are checked when the database closes

// Both ask at the same moment: nobody waits for the other, they are friends, and one friendship has begun.
func TestBothAskAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for i := range rounds {
			a, b := id.Account(200+2*i), id.Account(201+2*i)
			for _, err := range together(func() error { return w.ask(a, b) }, func() error { return w.ask(b, a) }) {
				w.must(err)
			}
			w.wantRelations(a, b, "friend", "friend")
		}
		if len(w.jobs) != rounds {
			t.Errorf("%d friendships began, want %d", len(w.jobs), rounds)
		}
	})
}

// Accepting twice at the same moment begins one friendship.
func TestAcceptTwiceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for i := range rounds {
			a, b := id.Account(200+2*i), id.Account(201+2*i)
			w.must(w.ask(a, b))
			accept := func() error { return w.answer(b, a, Accept) }
			for _, err := range together(accept, accept, accept) {
				w.must(err)
			}
		}
		if len(w.jobs) != rounds {
			t.Errorf("%d friendships began, want %d", len(w.jobs), rounds)
		}
	})
}

// Accept and block at the same moment: either the request was gone, or they are friends behind a shut door. In both
// cases no message passes and no request waits.
func TestAcceptAgainstBlock(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for i := range rounds {
			a, b := id.Account(200+2*i), id.Account(201+2*i)
			w.must(w.ask(a, b))
			request := w.incoming(b, a).ID
			errors := together(
				func() error { _, err := w.AnswerRequest(t.Context(), b, request, Accept); return err },
				func() error { return w.Block(t.Context(), a, b) },
			)
			w.must(errors[1])
			if errors[0] != nil {
				w.wantCode(errors[0], "contact.request_gone")
				w.wantRelations(a, b, "stranger", "stranger")
			} else {
				w.wantRelations(a, b, "friend", "friend")
			}
			if w.reach(a, b) != Blocked || w.reach(b, a) != Blocked {
				t.Fatal("a message passes a block")
			}
		}
	})
}

// The last place of a book is given once, however many accept for it at the same moment.
func TestLastPlaceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		const askers = 6
		accepts := make([]func() error, askers)
		for i := range askers {
			asker := id.Account(200 + i)
			w.must(w.ask(asker, ayu))
			request := w.incoming(ayu, asker).ID
			accepts[i] = func() error { _, err := w.AnswerRequest(t.Context(), ayu, request, Accept); return err }
		}
		setListed(w, ayu, MaxFriends-1)
		accepted := 0
		for _, err := range together(accepts...) {
			if err == nil {
				accepted++
				continue
			}
			w.wantCode(err, "contact.full")
		}
		if accepted != 1 {
			t.Errorf("%d got the last place", accepted)
		}
		setListed(w, ayu, accepted)
	})
}

// What was read before a change is not remembered after it.
func TestMemoryForgets(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		if w.reach(ayu, budi) != Request {
			t.Fatal("strangers reach each other")
		}
		w.befriend(ayu, budi)
		if w.reach(ayu, budi) != Free || w.reach(budi, ayu) != Free {
			t.Error("the memory is older than the change")
		}
		round := w.pairs.round()
		w.must(w.Block(t.Context(), ayu, budi))
		w.pairs.remember(ayu, budi, pairState{friend: true}, round)
		if w.reach(ayu, budi) != Blocked {
			t.Error("what was read before a block was remembered after it")
		}
		w.must(w.Unblock(t.Context(), ayu, budi))
		w.reach(ayu, budi)
		w.pairs.forgetEncoded(encodePair(budi, ayu)) // as from another node
		if _, known := w.pairs.recall(ayu, budi); known {
			t.Error("a hint of another node changes nothing")
		}
		w.reach(ayu, budi)
		w.clock.Advance(memoryTime + time.Millisecond)
		if _, known := w.pairs.recall(ayu, budi); known {
			t.Error("a lost hint is never repaired")
		}
		w.reach(ayu, budi)
		w.pairs.forgetAll()
		if _, known := w.pairs.recall(ayu, budi); known {
			t.Error("a gap of the bus changes nothing")
		}
	})
}

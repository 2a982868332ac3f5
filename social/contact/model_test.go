package contact

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"alun/base/errs"
	"alun/base/id"
)

// model is what doc.go promises, in the plainest words: who lists and blocks whom, and who asked whom when and how that went.
type model struct {
	listed, blocked map[[2]id.Account]bool
	asked           map[[2]id.Account]*wish // from the asker's view
	arrived         map[[2]id.Account]*wish // the same, as the one asked keeps it
}

type wish struct {
	at    time.Time
	state State
}

func (w *wish) open(now time.Time) bool {
	return w != nil && w.state != Accepted && now.Before(w.at.Add(RequestLife))
}

func newModel() *model {
	return &model{map[[2]id.Account]bool{}, map[[2]id.Account]bool{}, map[[2]id.Account]*wish{}, map[[2]id.Account]*wish{}}
}

func (m *model) friends(a, b id.Account) bool {
	return m.listed[[2]id.Account{a, b}] && m.listed[[2]id.Account{b, a}]
}

func (m *model) join(a, b id.Account) {
	for _, pair := range [][2]id.Account{{a, b}, {b, a}} {
		m.listed[pair] = true
		for _, w := range []*wish{m.asked[pair], m.arrived[pair]} {
			if w != nil {
				w.state = Accepted
			}
		}
	}
}

func (m *model) ask(a, b id.Account, now time.Time) string {
	ab, ba := [2]id.Account{a, b}, [2]id.Account{b, a}
	switch {
	case m.blocked[ab]:
		return "contact.you_blocked"
	case m.friends(a, b):
	case !m.blocked[ba] && (m.arrived[ba].open(now) || m.listed[ba]):
		m.join(a, b)
	default:
		w := wish{now, Waiting}
		if old := m.asked[ab]; old != nil && old.state != Accepted && now.Before(old.at.Add(NoteTime)) {
			w.at = old.at
		}
		m.asked[ab] = &w
		if !m.blocked[ba] {
			theirs := w
			if old := m.arrived[ab]; old.open(now) && (old.state == Ignored || old.at.Equal(w.at)) {
				theirs.state = old.state
			}
			m.arrived[ab] = &theirs
		}
	}
	return ""
}

// answer is what b does with a's request.
func (m *model) answer(a, b id.Account, how Answer, now time.Time) string {
	w := m.arrived[[2]id.Account{a, b}]
	switch {
	case w == nil:
		return "contact.request_gone"
	case w.state == Accepted:
	case how == Accept && !w.open(now):
		return "contact.request_expired"
	case how == Accept && m.blocked[[2]id.Account{b, a}]:
		return "contact.you_blocked"
	case how == Accept:
		m.join(a, b)
	case how == Decline:
		w.state = Declined
	case how == Ignore:
		w.state = Ignored
	}
	return ""
}

func (m *model) block(a, b id.Account) {
	ab, ba := [2]id.Account{a, b}, [2]id.Account{b, a}
	if m.blocked[ab] {
		return
	}
	m.blocked[ab] = true
	for _, x := range []struct {
		m map[[2]id.Account]*wish
		k [2]id.Account
	}{{m.asked, ab}, {m.arrived, ab}, {m.arrived, ba}} {
		if w := x.m[x.k]; w != nil && w.state != Accepted {
			delete(x.m, x.k)
		}
	}
}

func (m *model) relation(a, b id.Account, now time.Time) string {
	ab, ba := [2]id.Account{a, b}, [2]id.Account{b, a}
	switch {
	case m.listed[ab]:
		return "friend"
	case m.arrived[ba].open(now) && m.arrived[ba].state == Waiting:
		return "asking"
	case m.asked[ab].open(now):
		return "asked"
	}
	return "stranger"
}

func (m *model) reach(a, b id.Account) Reach {
	switch {
	case m.blocked[[2]id.Account{a, b}] || m.blocked[[2]id.Account{b, a}]:
		return Blocked
	case m.friends(a, b):
		return Free
	}
	return Request
}

// Any sequence of what people can do leaves the service and the model in agreement on every pair.
func TestAgainstModel(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		next := id.Account(20_000) // each run has people of its own
		rapid.Check(t, func(t *rapid.T) {
			people := []id.Account{next, next + 1, next + 2}
			next += 3
			m := newModel()
			for range rapid.IntRange(1, 25).Draw(t, "steps") {
				a := rapid.SampledFrom(people).Draw(t, "a")
				b := rapid.SampledFrom(people).Filter(func(b id.Account) bool { return b != a }).Draw(t, "b")
				act := rapid.SampledFrom([]string{"ask", "ask", "accept", "decline", "ignore", "look", "delete", "block", "unblock", "wait"}).Draw(t, "act")
				got, want := step(w, m, act, a, b, rapid.SampledFrom([]time.Duration{time.Hour, NoteTime, RequestLife}).Draw(t, "wait"))
				if got != want {
					t.Fatalf("%s(%d, %d) gives %q, the model says %q", act, a, b, got, want)
				}
				if diff := compare(w, m, people); diff != "" {
					t.Fatalf("after %s(%d, %d): %s", act, a, b, diff)
				}
			}
		})
	})
}

func step(w *town, m *model, act string, a, b id.Account, wait time.Duration) (got, want string) {
	ctx, now := w.t.Context(), w.clock.Now()
	switch act {
	case "ask":
		return errs.CodeOf(w.ask(a, b)), m.ask(a, b, now)
	case "delete":
		m.listed[[2]id.Account{a, b}] = false
		return errs.CodeOf(w.Delete(ctx, a, b)), ""
	case "block":
		m.block(a, b)
		return errs.CodeOf(w.Block(ctx, a, b)), ""
	case "unblock":
		m.blocked[[2]id.Account{a, b}] = false
		return errs.CodeOf(w.Unblock(ctx, a, b)), ""
	case "wait":
		w.clock.Advance(wait)
		return "", ""
	}
	how := map[string]Answer{"accept": Accept, "decline": Decline, "ignore": Ignore, "look": Look}[act]
	r, err := w.Relation(ctx, b, a)
	if err != nil {
		return err.Error(), ""
	}
	request := id.Request(1) // nobody's
	if r.Asking != nil {
		request = r.Asking.ID
	}
	_, err = w.AnswerRequest(ctx, b, request, how)
	return errs.CodeOf(err), m.answer(a, b, how, now)
}

func compare(w *town, m *model, people []id.Account) string {
	for _, a := range people {
		for _, b := range people {
			if a == b {
				continue
			}
			if got, want := w.relation(a, b), m.relation(a, b, w.clock.Now()); got != want {
				return fmt.Sprintf("%d sees %d as %q, the model as %q", a, b, got, want)
			}
			if got, want := w.reach(a, b), m.reach(a, b); got != want {
				return fmt.Sprintf("%d reaches %d as %d, in the model as %d", a, b, got, want)
			}
		}
	}
	return ""
}

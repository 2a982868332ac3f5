package demo

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"alun/api/gen/alun/admin/v1/adminv1connect"
	"alun/base/clock"
	"alun/client"

	adminv1 "alun/api/gen/alun/admin/v1"
)

func TestTheTownIsWhole(t *testing.T) {
	all, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	said, groups, quotes, reactions, talks := 0, 0, 0, 0, map[string]int{}
	for _, s := range all {
		if s.group {
			groups++
		} else if len(s.members) != 2 {
			t.Errorf("%s has %d members", s.id, len(s.members))
		}
		for _, l := range s.lines {
			said++
			talks[l.by]++
			reactions += len(l.reactions)
			if l.quotes >= 0 {
				quotes++
			}
			if l.text == "" || strings.ContainsAny(l.text, "{}") || l.day > 0 || l.day < -7 {
				t.Errorf("%s: %+v", s.id, l)
			}
		}
	}
	if len(people) != 14 || groups != 6 || said < 300 || quotes < 5 || reactions < 100 {
		t.Errorf("%d people, %d groups, %d messages, %d quotes, %d reactions", len(people), groups, said, quotes, reactions)
	}
	for _, p := range people {
		if talks[p.handle] < 5 {
			t.Errorf("%s says only %d things", p.handle, talks[p.handle])
		}
	}
}

// Whenever the town is founded, everything has been said by then, the newest of it within two days.
func TestTheTownEndsToday(t *testing.T) {
	all, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	for hour := range 24 {
		now := time.Date(2026, 11, 22, hour, 4, 0, 0, time.FixedZone("WIB", 7*3600))
		newest := time.Time{}
		for _, m := range messages(all, now) {
			at := time.UnixMilli(m.AtMs)
			if at.After(now) {
				t.Fatalf("at %v %s has not been said yet", now, m.ForeignId)
			}
			if at.After(newest) {
				newest = at
			}
		}
		if now.Sub(newest) > 24*time.Hour {
			t.Errorf("at %v the newest message is %v old", now, now.Sub(newest))
		}
	}
}

// desk notes what is imported.
type desk struct {
	adminv1connect.AdminServiceClient
	calls []*adminv1.ImportRequest
}

func (d *desk) Import(_ context.Context, r *adminv1.ImportRequest) (*adminv1.ImportResponse, error) {
	d.calls = append(d.calls, r)
	return &adminv1.ImportResponse{}, nil
}

func TestBuildOnce(t *testing.T) {
	d := &desk{}
	n := Needs{Operator: &client.Client{Admin: d}, Marker: filepath.Join(t.TempDir(), "demo"), Clock: clock.NewFake(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))}
	for range 2 {
		if err := Build(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.calls) != 2 {
		t.Fatalf("%d calls", len(d.calls))
	}
	for _, r := range d.calls {
		if items := len(r.People) + len(r.Friendships) + len(r.Chats) + len(r.Messages); items > 1000 {
			t.Errorf("%d items in a call", items)
		}
	}
	for _, p := range d.calls[0].People {
		if p.Scripted != (p.DemoLine == "") || len(p.Avatar) == 0 {
			t.Errorf("%s: scripted %t, line %q", p.ForeignId, p.Scripted, p.DemoLine)
		}
	}
	if _, err := os.Stat(n.Marker); err != nil {
		t.Error(err)
	}
}

func TestAnswers(t *testing.T) {
	friends := map[string]*friend{}
	for _, p := range people {
		if p.scripted {
			friends[p.handle] = &friend{person: p}
		}
	}
	for _, c := range []struct{ who, text, tongue, holds string }{
		{"eko", "Mas, ada menu apa hari ini?", "id", "ot"},
		{"eko", "Hello! Are you open?", "en", "pas"},
		{"eko", "你好，多少钱？", "zh", "千盾"},
		{"meiling", "今天喝什么茶", "zh", ""},
		{"meiling", "Which tea today?", "en", ""},
		{"oliver", "Can you teach me a word?", "en", ""},
		{"oliver", "terima kasih", "id", ""},
		{"oliver", "👍", "en", ""},
		{"eko", "👍", "id", ""},
		{"meiling", "qwertz", "en", ""},
	} {
		f := friends[c.who]
		if got := f.tongue(c.text); got != c.tongue {
			t.Errorf("%q is %q", c.text, got)
		}
		if got := f.answer(c.text); got == "" || c.holds != "" && !strings.Contains(got, c.holds) && !strings.Contains(got, "Every") {
			t.Errorf("%s answers %q with %q", c.who, c.text, got)
		}
	}
	for who, list := range rules {
		if friends[who] == nil {
			t.Errorf("%s has rules and is not scripted", who)
		}
		for _, r := range append(list, common...) {
			for tongue := range r.keys {
				if len(r.answers[tongue]) == 0 {
					t.Errorf("%s: keys without answers in %s: %v", who, tongue, r.keys[tongue])
				}
			}
		}
	}
}

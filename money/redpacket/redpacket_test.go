package redpacket

import (
	"bytes"
	"strings"
	"testing"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
)

func fine() Order {
	return Order{
		ClientID: clientID(1), Chat: 5, Kind: Lucky, Total: money.Of(10_000, money.IDR), Count: 10, Greeting: "Halo",
		Nonce: []byte("0123456789abcdef"), Grant: []byte("grant"),
	}
}

func TestOrders(t *testing.T) {
	r := Rules{Currency: money.IDR, MinShare: 100, MaxShare: 2_000, MaxTotal: 50_000}
	for code, change := range map[string]func(o *Order){
		"":                      func(*Order) {},
		"redpacket.client_id":   func(o *Order) { o.ClientID = o.ClientID[1:] },
		"redpacket.kind":        func(o *Order) { o.Kind = 4 },
		"redpacket.currency":    func(o *Order) { o.Total.Currency = money.USD },
		"redpacket.count":       func(o *Order) { o.Count = MaxCount + 1 },
		"redpacket.count ":      func(o *Order) { o.Count = 0 },
		"redpacket.count  ":     func(o *Order) { o.Kind, o.OnlyFor, o.Count = Exclusive, 7, 2 },
		"redpacket.total":       func(o *Order) { o.Total.Minor = 0 },
		"redpacket.total ":      func(o *Order) { o.Total.Minor = -5 },
		"redpacket.share_small": func(o *Order) { o.Total.Minor = 999 },
		"redpacket.total_large": func(o *Order) { o.Total.Minor, o.Count = 50_001, 100 },
		"redpacket.share_large": func(o *Order) { o.Total.Minor = 20_001 },
		"redpacket.uneven":      func(o *Order) { o.Kind, o.Count = Equally, 6 },
		"redpacket.only_for":    func(o *Order) { o.OnlyFor = 7 },
		"redpacket.only_for ":   func(o *Order) { o.Kind, o.Count, o.Total.Minor = Exclusive, 1, 500 },
		"redpacket.nonce":       func(o *Order) { o.Nonce = o.Nonce[1:] },
		"redpacket.nonce ":      func(o *Order) { o.Nonce = bytes.Repeat([]byte{1}, NonceMaxLen+1) },
		"redpacket.greeting":    func(o *Order) { o.Greeting = strings.Repeat("é", MaxGreeting+1) },
		" ":                     func(o *Order) { o.Greeting = strings.Repeat("é", MaxGreeting) },
		"  ":                    func(o *Order) { o.Kind, o.Count, o.Total.Minor, o.OnlyFor = Exclusive, 1, 2_000, 7 },
		"   ":                   func(o *Order) { o.Total.Minor = 20_000 },
	} {
		o := fine()
		change(&o)
		if _, err := o.clean(r); errs.CodeOf(err) != strings.TrimSpace(code) {
			t.Errorf("%q: %v", code, err)
		}
	}
}

// A greeting is one visible line: what breaks it, hides or turns the direction of what stands beside it goes.
func TestGreetingsAreCleaned(t *testing.T) {
	for typed, want := range map[string]string{
		" Selamat  tahun\nbaru ":    "Selamat tahun baru",
		"dari \u202eidub\u202c":     "dari idub",
		"\u200b\x00\xff":            "",
		"👩\u200d🌾 恭喜\u2066发财\u2069": "👩\u200d🌾 恭喜发财",
	} {
		o := fine()
		o.Greeting = typed
		got, err := o.clean(Rules{Currency: money.IDR, MinShare: 100, MaxShare: 2_000, MaxTotal: 50_000})
		if err != nil || got.Greeting != want {
			t.Errorf("%q became %q, %v", typed, got.Greeting, err)
		}
	}
}

func TestOrdersAndTheirChats(t *testing.T) {
	has := func(a id.Account) bool { return a >= 1 && a <= 4 }
	exclusive := fine()
	exclusive.Kind, exclusive.Count, exclusive.OnlyFor = Exclusive, 1, 2
	for _, c := range []struct {
		name    string
		change  func(o *Order)
		base    Order
		sender  id.Account
		group   bool
		members int
		want    string
	}{
		{"a group", func(o *Order) { o.Count = 4 }, fine(), 1, true, 4, ""},
		{"more shares than people", func(o *Order) { o.Count = 5 }, fine(), 1, true, 4, "redpacket.count_members"},
		{"two shares for one friend", func(o *Order) { o.Count = 2 }, fine(), 1, false, 2, "redpacket.count_members"},
		{"one for one friend", func(o *Order) { o.Count = 1 }, fine(), 1, false, 2, ""},
		{"notes to oneself", func(o *Order) { o.Count = 1 }, fine(), 1, false, 1, "redpacket.nobody"},
		{"a group of one", func(o *Order) { o.Count = 1 }, fine(), 1, true, 1, "redpacket.nobody"},
		{"somebody else's chat", func(*Order) {}, fine(), 9, true, 4, "redpacket.not_member"},
		{"for a member", func(*Order) {}, exclusive, 1, true, 4, ""},
		{"for oneself", func(o *Order) { o.OnlyFor = 1 }, exclusive, 1, true, 4, "redpacket.only_for"},
		{"for somebody elsewhere", func(o *Order) { o.OnlyFor = 9 }, exclusive, 1, true, 4, "redpacket.only_for"},
	} {
		c.change(&c.base)
		if err := c.base.suits(c.sender, c.group, c.members, has); errs.CodeOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Whatever differs makes another order, except the grant.
func TestFingerprints(t *testing.T) {
	seen := map[string]int{}
	for i, change := range []func(o *Order){
		func(*Order) {}, func(o *Order) { o.Chat++ }, func(o *Order) { o.Kind = Equally }, func(o *Order) { o.Total.Minor++ },
		func(o *Order) { o.Total.Currency = money.JPY }, func(o *Order) { o.Count++ }, func(o *Order) { o.Greeting += "!" },
		func(o *Order) { o.Cover = "sea" }, func(o *Order) { o.OnlyFor = 3 }, func(o *Order) { o.Nonce = append(o.Nonce, 0) },
	} {
		o := fine()
		change(&o)
		if before, twice := seen[string(o.fingerprint())]; twice {
			t.Errorf("changes %d and %d make the same order", before, i)
		}
		seen[string(o.fingerprint())] = i
	}
	o := fine()
	o.Grant = nil
	if _, same := seen[string(o.fingerprint())]; !same {
		t.Error("another grant makes another order")
	}
}

func TestLuckiest(t *testing.T) {
	p := &Packet{Kind: Lucky, Count: 4, Draw: []int64{3, 7, 7, 9}}
	for _, c := range []struct {
		st   Standing
		want int
	}{
		{Standing{State: Gone, Taken: 4}, 4},
		{Standing{State: Expired, Taken: 3}, 2}, // the first on a tie
		{Standing{State: Expired, Taken: 1}, 1},
		{Standing{State: Expired}, 0},
		{Standing{State: Open, Taken: 3}, 0}, // not over
	} {
		for i := 1; i <= c.st.Taken; i++ {
			if got := p.crowns(c.st, Share{Index: i}); got != (i == c.want) {
				t.Errorf("%+v: share %d: %v", c.st, i, got)
			}
		}
	}
	for _, none := range []*Packet{{Kind: Equally, Count: 2, Draw: []int64{5, 5}}, {Kind: Lucky, Count: 1, Draw: []int64{5}}} {
		if none.crowns(Standing{State: Gone, Taken: none.Count}, Share{Index: 1}) {
			t.Errorf("%+v has a luckiest", none)
		}
	}
}

func TestDrawsAreStored(t *testing.T) {
	want := []int64{1, 127, 128, 1 << 40, 1<<62 + 5}
	got, err := decodeDraw(encodeDraw(want), len(want))
	if err != nil || len(got) != len(want) || got[4] != want[4] || got[2] != want[2] {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range [][]byte{nil, {0x80}, encodeDraw(want[:4]), append(encodeDraw(want), 0x80)} {
		if _, err := decodeDraw(bad, len(want)); err == nil {
			t.Errorf("%x was read", bad)
		}
	}
}

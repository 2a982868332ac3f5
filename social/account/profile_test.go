package account

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
)

func TestCleanName(t *testing.T) {
	for typed, want := range map[string]string{
		"Ayu":                       "Ayu",
		"  Ayu \t Putri\n":          "Ayu Putri",
		"A\u0301yu":                 "\u00c1yu", // one form of á
		"小明":                        "小明",
		"👩‍🍳 Made":                  "👩‍🍳 Made",
		"Ayu\u202egnp.exe":          "Ayugnp.exe", // no turning of direction
		"A\x00y\x1bu":               "Ayu",
		"":                          "",
		" \u200b\u2060 ":            "",
		"\u200d\u200c":              "",
		strings.Repeat("名", 40):     strings.Repeat("名", 40),
		strings.Repeat("名", 41):     "",
		"<script>alert(1)</script>": "<script>alert(1)</script>", // text stays text: who shows it escapes it
	} {
		got, err := CleanName(typed)
		if got != want && want != "" || (err == nil) != (want != "") {
			t.Errorf("CleanName(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestParseHandle(t *testing.T) {
	for typed, want := range map[string]string{
		"ayu": "ayu", " @Ayu.Putri_2 ": "ayu.putri_2", strings.Repeat("a", 32): strings.Repeat("a", 32),
		"": "", "ay": "", "1ayu": "", "ayu.": "", "ayu..x": "", "_ayu": "", "ayu_.x": "", "ayu-x": "", "ayü": "", "a yu": "", "@@ayu": "",
		strings.Repeat("a", 33): "",
	} {
		got, err := ParseHandle(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseHandle(%q) = %q, %v", typed, got, err)
		}
	}
	for handle, want := range map[string]bool{
		"admin": true, "ad.min": true, "a_d_m_i_n": true, "administrator": true, "alun.bank": true, "alunalun": true, "support": true,
		"ayu": false, "adminda": true, "budi.supporter": false, "operatorku": true,
	} {
		if got := IsReserved(handle); got != want {
			t.Errorf("IsReserved(%q) = %v", handle, got)
		}
	}
}

func TestProfile(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org")
		people, err := s.People(t.Context(), []id.Account{ayu.account(), 99})
		must(t, err)
		if len(people) != 1 || people[ayu.account()].Name != "" {
			t.Errorf("%v", people)
		}
		must(t, s.UpdateProfile(t.Context(), ayu.account(), &accountv1.UpdateProfileRequest{Name: proto.String(" Ayu  Putri "), About: proto.String("Penjual bakso")}))
		must(t, s.UpdateProfile(t.Context(), ayu.account(), &accountv1.UpdateProfileRequest{Region: proto.String("Ubud")}))
		people, err = s.People(t.Context(), []id.Account{ayu.account(), ayu.account()})
		must(t, err)
		if p := people[ayu.account()]; p.Name != "Ayu Putri" || p.About != "Penjual bakso" || p.Region != "Ubud" {
			t.Errorf("%v", p)
		}
		if n := len(s.live.pushed); n != 2 || s.live.pushed[0] != ayu.account() {
			t.Errorf("pushed to %v", s.live.pushed)
		}
		for _, r := range []*accountv1.UpdateProfileRequest{
			{Name: proto.String("")}, {Name: proto.String(strings.Repeat("x", 41))}, {About: proto.String(strings.Repeat("x", 141))}, {Region: proto.String(strings.Repeat("x", 61))},
		} {
			if err := s.UpdateProfile(t.Context(), ayu.account(), r); errs.KindOf(err) != errs.KindInvalid {
				t.Errorf("%v: %v", r, err)
			}
		}
		settings, err := s.Settings(t.Context(), ayu.account())
		must(t, err)
		if settings != DefaultSettings() {
			t.Errorf("%+v", settings)
		}
		must(t, s.UpdateSettings(t.Context(), ayu.account(), &accountv1.UpdateSettingsRequest{
			FindByPhone: proto.Bool(false), Messages: accountv1.Audience_AUDIENCE_EVERYONE, Language: proto.String("zh"),
		}))
		settings, err = s.Settings(t.Context(), ayu.account())
		must(t, err)
		want := DefaultSettings()
		want.FindByPhone, want.Messages, want.Language = false, accountv1.Audience_AUDIENCE_EVERYONE, "zh"
		if settings != want {
			t.Errorf("%+v", settings)
		}
		for _, r := range []*accountv1.UpdateSettingsRequest{
			{Messages: accountv1.Audience_AUDIENCE_NOBODY}, {LastSeen: 9}, {Language: proto.String("xx")},
		} {
			if err := s.UpdateSettings(t.Context(), ayu.account(), r); errs.CodeOf(err) != "account.settings_invalid" {
				t.Errorf("%v: %v", r, err)
			}
		}
	})
}

// What one node remembers of a person is forgotten when another changes it; without a hint, within a minute.
func TestPeopleAreFreshOnOtherNodes(t *testing.T) {
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		w := &wire{}
		here, there := newTown(t, db, clk, Config{}, w), newTown(t, db, clk, Config{}, w)
		ayu := here.join("ayu@example.org").account()
		name := func() string {
			people, err := there.People(t.Context(), []id.Account{ayu})
			must(t, err)
			return people[ayu].Name
		}
		rename := func(to string) {
			must(t, here.UpdateProfile(t.Context(), ayu, &accountv1.UpdateProfileRequest{Name: proto.String(to)}))
		}
		rename("One")
		if name() != "One" {
			t.Error(name())
		}
		rename("Two")
		if name() != "Two" {
			t.Error("the hint did not arrive")
		}
		w.cut = true
		rename("Three")
		if name() != "Two" {
			t.Error("nothing is remembered")
		}
		clk.Advance(peopleFresh)
		if name() != "Three" {
			t.Error("remembered for more than a minute")
		}
	})
}

func TestHandleOnceAYear(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu, budi := s.join("ayu@example.org").account(), s.join("budi@example.org").account()
		ctx := t.Context()
		must(t, s.SetHandle(ctx, ayu, "@Ayu"))
		must(t, s.SetHandle(ctx, ayu, "ayu")) // the same again is no change
		refused(t, s.SetHandle(ctx, ayu, "ayu2"), ErrHandleTooSoon)
		refused(t, s.SetHandle(ctx, budi, "ayu"), ErrHandleTaken)
		refused(t, s.SetHandle(ctx, budi, "adm.in"), ErrHandleReserved)
		refused(t, s.SetHandle(ctx, budi, "b"), ErrHandleInvalid)
		_, err := s.CheckHandle(ctx, budi, "ayu")
		refused(t, err, ErrHandleTaken)
		free, err := s.CheckHandle(ctx, ayu, "ayu2")
		refused(t, err, ErrHandleTooSoon)
		if !free.Equal(start.Add(HandleEvery)) {
			t.Errorf("free at %v", free)
		}
		me, err := s.Me(ctx, ayu)
		must(t, err)
		if me.HandleFreeAtMs != ms(start.Add(HandleEvery)) {
			t.Errorf("%v", me)
		}
		s.clock.Advance(HandleEvery)
		must(t, s.SetHandle(ctx, ayu, "ayu.putri"))
		refused(t, s.SetHandle(ctx, budi, "ayu"), ErrHandleTaken) // kept for 30 days
		s.clock.Advance(HandleKept - time.Millisecond)
		refused(t, s.SetHandle(ctx, budi, "ayu"), ErrHandleTaken)
		s.clock.Advance(time.Millisecond)
		_, err = s.CheckHandle(ctx, budi, "ayu")
		must(t, err)
		must(t, s.SetHandle(ctx, budi, "ayu"))
		must(t, s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			for typed, want := range map[string]id.Account{"ayu": budi, "@Ayu.Putri": ayu} {
				if got, err := s.ByHandle(ctx, tx, typed); err != nil || got != want {
					t.Errorf("%s is %d, %v", typed, got, err)
				}
			}
			_, err := s.ByHandle(ctx, tx, "nobody.here")
			refused(t, err, ErrNotFound)
			return nil
		}))
	})
}

func TestAHandleRaceHasOneWinner(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		var people []id.Account
		for i := range 8 {
			people = append(people, s.join(fmt.Sprintf("p%d@example.org", i)).account())
		}
		var mu sync.Mutex
		answers := map[string]int{}
		var wg sync.WaitGroup
		for _, a := range people {
			wg.Go(func() {
				err := s.SetHandle(context.Background(), a, "wayan")
				mu.Lock()
				answers[errs.CodeOf(err)]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if answers[""] != 1 || answers["account.handle_taken"] != 7 {
			t.Errorf("%v", answers)
		}
	})
}

func TestQR(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu := s.join("ayu@example.org").account()
		first, err := s.QR(t.Context(), ayu, false)
		must(t, err)
		again, err := s.QR(t.Context(), ayu, false)
		must(t, err)
		reset, err := s.QR(t.Context(), ayu, true)
		must(t, err)
		if first != again || reset == first || len(first) != 22 {
			t.Error(first, again, reset)
		}
		must(t, s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := s.ByQR(ctx, tx, first)
			refused(t, err, ErrNotFound)
			if a, err := s.ByQR(ctx, tx, reset); err != nil || a != ayu {
				t.Errorf("%d, %v", a, err)
			}
			return nil
		}))
	})
}

func TestAddresses(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ayu, budi := s.join("ayu@example.org"), s.join("budi@example.org")
		addTo := func(in SignedIn, addr string) error {
			ticket, err := s.StartAddAddress(someone(), in.account(), addr, "en")
			must(t, err)
			return s.FinishAddAddress(someone(), in.account(), ticket.Ticket, s.mail(ticket.Address.Value))
		}
		must(t, addTo(ayu, "+62 812 3456 7890"))
		refused(t, addTo(ayu, "budi@example.org"), ErrAddressTaken)
		must(t, addTo(ayu, "081234567890")) // the same one again
		for i := range MaxAddresses - 2 {
			must(t, addTo(ayu, fmt.Sprintf("ayu%d@example.org", i)))
		}
		refused(t, addTo(ayu, "toomany@example.org"), ErrAddressMany)
		if in := s.join("+6281234567890"); in.account() != ayu.account() {
			t.Error("the new address signs in to another account")
		}
		refused(t, s.RemoveAddress(t.Context(), budi.account(), "ayu@example.org"), ErrAddressUnknown)
		refused(t, s.RemoveAddress(t.Context(), budi.account(), "budi@example.org"), ErrLastWayIn)
		s.addKey(budi)
		must(t, s.RemoveAddress(t.Context(), budi.account(), "budi@example.org"))
		list, err := s.Passkeys(t.Context(), budi.account())
		must(t, err)
		refused(t, s.RemovePasskey(t.Context(), budi.account(), list[0].Id), ErrLastWayIn)
		if in := s.join("budi@example.org"); !in.IsNew {
			t.Error("a removed address still belongs to its old account")
		}
	})
}

// Anything that people do with handles and addresses in any order, against a small model. What must always be true
// beyond it, Check verifies when the database is closed.
func TestNamesAgainstAModel(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		var people []id.Account
		for i := range 3 {
			people = append(people, s.join(fmt.Sprintf("model%d@example.org", i)).account())
		}
		type kept struct {
			owner id.Account
			until time.Time // zero: in use
		}
		handles, has, since := map[string]kept{}, map[id.Account]string{}, map[id.Account]time.Time{}
		addresses := map[string]id.Account{}
		rapid.Check(t, func(rt *rapid.T) {
			a := rapid.SampledFrom(people).Draw(rt, "who")
			now := s.clock.Now()
			switch rapid.IntRange(0, 3).Draw(rt, "act") {
			case 0:
				h := rapid.SampledFrom([]string{"satu", "dua", "tiga", "empat"}).Draw(rt, "handle")
				k, known := handles[h]
				want := ""
				switch {
				case has[a] == h:
				case has[a] != "" && now.Before(since[a].Add(HandleEvery)):
					want = "account.handle_too_soon"
				case known && (k.until.IsZero() || now.Before(k.until) && k.owner != a):
					want = "account.handle_taken"
				default:
					if has[a] != "" {
						handles[has[a]] = kept{a, now.Add(HandleKept)}
					}
					handles[h], has[a], since[a] = kept{owner: a}, h, now
				}
				if _, err := s.CheckHandle(context.Background(), a, h); errs.CodeOf(err) != want {
					rt.Fatalf("CheckHandle(%s): %v, want %q", h, err, want)
				}
				if err := s.SetHandle(context.Background(), a, h); errs.CodeOf(err) != want {
					rt.Fatalf("SetHandle(%s): %v, want %q", h, err, want)
				}
			case 1:
				addr := Address{Email, rapid.SampledFrom([]string{"x@example.org", "y@example.org"}).Draw(rt, "address")}
				want := ""
				if owner, taken := addresses[addr.Value]; taken && owner != a {
					want = "account.address_taken"
				} else {
					addresses[addr.Value] = a
				}
				err := s.change(context.Background(), a, func(ctx context.Context, tx *store.Tx, row *Account) error { return addAddress(ctx, tx, row, addr) })
				if errs.CodeOf(err) != want {
					rt.Fatalf("add %s: %v, want %q", addr.Value, err, want)
				}
			case 2:
				value := rapid.SampledFrom([]string{"x@example.org", "y@example.org"}).Draw(rt, "address")
				want := "account.address_unknown"
				if addresses[value] == a {
					delete(addresses, value)
					want = ""
				}
				if err := s.RemoveAddress(context.Background(), a, value); errs.CodeOf(err) != want {
					rt.Fatalf("remove %s: %v, want %q", value, err, want)
				}
			case 3:
				s.clock.Advance(rapid.SampledFrom([]time.Duration{time.Hour, HandleKept / 2, HandleKept, HandleEvery}).Draw(rt, "wait"))
			}
		})
	})
}

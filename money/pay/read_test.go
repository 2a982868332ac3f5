package pay

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/secret"
	"alun/money/pay/emv"
)

// fix changes a field of a code and gives it a right checksum, as a forger would.
func fix(t *testing.T, text, tag, value string) string {
	t.Helper()
	f, err := emv.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return f.With(tag, value).Text()
}

// Nobody can make a code of ours that says something else than we wrote, though checksums are anybody's.
func TestForgedCodes(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		static, dynamic := w.code(0), w.code(20_000)
		f, err := emv.Parse(dynamic)
		w.must(err)
		account, _ := ours(f)
		for name, text := range map[string]string{
			"a lower amount":             fix(t, dynamic, "54", "2000"),
			"no amount":                  fix(t, dynamic, "54", ""),
			"an amount on a static code": fix(t, static, "54", "5"),
			"another reference":          fix(t, dynamic, "62", emv.Fields{{Tag: "05", Value: "other"}}.Template()),
			"no reference":               fix(t, dynamic, "62", ""),
			"a note":                     fix(t, static, "80", emv.Fields{{Tag: "00", Value: guid}, {Tag: "01", Value: "gift"}}.Template()),
			"another currency":           fix(t, dynamic, "53", "840"),
			"another stall":              fix(t, static, "26", account.With("01", "S1").Template()),
			"a person":                   fix(t, static, "26", account.With("01", "P"+account.Value("01")[1:]).Template()),
			"no MAC":                     fix(t, static, "26", account.With("02", "").Template()),
			"an odd id":                  fix(t, static, "26", account.With("01", "S0"+account.Value("01")[1:]).Template()),
			"a mistyped character":       strings.Replace(static, "Malang", "Malamg", 1),
		} {
			if _, err := w.ReadCode(t.Context(), text); errs.CodeOf(err) != "pay.code_damaged" {
				t.Errorf("%s is read: %v", name, err)
			}
			if _, err := w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: text, Amount: idr(5)}); err == nil {
				t.Errorf("%s is paid", name)
			}
		}
		// What says nothing to us may differ: a shop's name on an old poster.
		if _, err := w.ReadCode(t.Context(), fix(t, static, "59", "Warung Lama")); err != nil {
			t.Errorf("an old name: %v", err)
		}
	})
}

func TestWhatIsScanned(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for text, want := range map[string]Scanned{
			"https://alun.example/q/AbC-123": {Kind: payv1.ReadCodeResponse_KIND_CONTACT, Target: "https://alun.example/q/AbC-123"},
			" http://localhost:8080/q/x ":    {Kind: payv1.ReadCodeResponse_KIND_CONTACT, Target: "http://localhost:8080/q/x"},
			"881234567890123456":             {Kind: payv1.ReadCodeResponse_KIND_PAY_CODE, Target: "881234567890123456"},
			"8812 3456 7890 1234 56":         {Kind: payv1.ReadCodeResponse_KIND_PAY_CODE, Target: "881234567890123456"},
			vectorPayNow:                     {Kind: payv1.ReadCodeResponse_KIND_FOREIGN, Name: "testcompany", Scheme: "PayNow", Amount: money.Of(99, money.SGD)},
			vectorPix:                        {Kind: payv1.ReadCodeResponse_KIND_FOREIGN, Name: "Fulano de Tal", Scheme: "Pix"},
		} {
			got, err := w.ReadCode(t.Context(), text)
			if err != nil {
				t.Errorf("%q: %v", text, err)
				continue
			}
			if d := cmp.Diff(&want, got); d != "" {
				t.Errorf("%q: %s", text, d)
			}
		}
		for text, code := range map[string]string{
			"": "pay.code_unknown", "hello": "pay.code_unknown", "https://alun.example/": "pay.code_unknown", "https://alun.example/q/": "pay.code_unknown",
			"https://alun.example/q/a/b": "pay.code_unknown", "101234567890123456": "pay.code_unknown", "javascript:alert(1)": "pay.code_unknown",
			strings.Repeat("8", 600): "pay.code_unknown", vectorPix[:40]: "pay.code_damaged", strings.Replace(vectorPayNow, "0.99", "0.01", 1): "pay.code_damaged",
		} {
			if _, err := w.ReadCode(t.Context(), text); errs.CodeOf(err) != code {
				t.Errorf("%q: %v, want %s", text, err, code)
			}
		}
	})
}

const (
	vectorPayNow = "00020101021226470009SG.PAYNOW010120208123456780301004082026030452040000530370254040.995802SG5911testcompany6009Singapore" +
		"62270123testordernumber1234567863040047"
	vectorPix = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)

// A code of another server, or of before the keys were lost, is none of ours; after a rotation old posters are still good.
func TestCodesOfOtherKeys(t *testing.T) {
	path := t.TempDir() + "/secrets"
	file, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	one := target{stall: 7, amount: money.Of(0, money.IDR)}
	text := one.text(file.Key("pay.code"), face{name: "x", city: "y", category: "5999", country: "ID"})
	if _, err := secret.Rotate(path); err != nil {
		t.Fatal(err)
	}
	rotated, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key *secret.Key
		ok  bool
	}{"rotated": {rotated.Key("pay.code"), true}, "another server": {secret.Ephemeral().Key("pay.code"), false}} {
		s := &Service{codeKey: c.key}
		got, err := s.parseTarget(text)
		if (err == nil) != c.ok || c.ok && got != one {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// Any target is read as it was written, in a text that the standard's rules allow.
func TestAnyTarget(t *testing.T) {
	s := &Service{codeKey: secret.Ephemeral().Key("pay.code")}
	rapid.Check(t, func(rt *rapid.T) {
		one := target{amount: money.Of(rapid.Int64Range(0, AmountMax).Draw(rt, "amount"), rapid.SampledFrom([]money.Currency{money.IDR, money.CNY, money.EUR}).Draw(rt, "currency"))}
		if rapid.Bool().Draw(rt, "stall") {
			one.stall = StallID(rapid.Int64Min(1).Draw(rt, "id"))
			if one.amount.Minor > 0 {
				one.reference = rapid.StringMatching(`[0-9a-z]{1,13}`).Draw(rt, "reference")
			}
		} else {
			one.person = id.Account(rapid.Int64Min(1).Draw(rt, "id"))
		}
		note, err := cleanLine("note", rapid.StringN(0, NoteMax, -1).Draw(rt, "note"), 0, NoteMax)
		if err == nil {
			one.note = note
		}
		name := rapid.StringN(1, nameMax, -1).Draw(rt, "name")
		text := one.text(s.codeKey, face{name: clip(name, nameMax), city: rapid.StringN(1, cityMax, -1).Draw(rt, "city"), category: "5812", country: "ID"})
		got, err := s.parseTarget(text)
		if err != nil || got != one || len(text) > TextMax {
			rt.Fatalf("%q (%d bytes): %+v, %v", text, len(text), got, err)
		}
		fields, err := emv.Parse(text)
		if err != nil {
			rt.Fatal(err)
		}
		code, err := emv.Read(fields)
		if err != nil || !emv.ASCII(code.Name) || len(code.Name) > nameMax || !emv.ASCII(code.City) || len(code.City) > cityMax {
			rt.Fatalf("%+v, %v", code, err)
		}
	})
}

func TestPlainNames(t *testing.T) {
	for name, want := range map[string]string{"Warung Bu Tini": "Warung Bu Tini", "最佳小吃": "Zui Jia Xiao Chi", "Café": "Cafe", "☕": "-", "Toko 最佳": "Toko Zui Jia"} {
		if got := plain(name, nameMax); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestLanguageOfAName(t *testing.T) {
	for name, want := range map[string]string{"最佳小吃": "zh", "ラーメン二": "ja", "떡볶이": "ko", "Café": "id"} {
		if got := languageOf(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Whatever is scanned: nothing falls over, and what passes for ours says exactly what was written.
func FuzzTarget(f *testing.F) {
	s := &Service{codeKey: secret.Ephemeral().Key("pay.code")}
	one := target{stall: 7, amount: money.Of(5_000, money.IDR), note: "x", reference: "r"}
	text := one.text(s.codeKey, face{name: "最佳", city: "y", category: "5999", country: "ID"})
	f.Add(text)
	f.Add(vectorPix)
	f.Add("881234567890123456")
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := s.parseTarget(text); err == nil && got != one {
			t.Errorf("%q is read as %+v", text, got)
		}
		_, _ = isContact(text), isPayCode(text)
	})
}

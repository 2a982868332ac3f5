package code

import (
	"testing"

	"pgregory.net/rapid"

	"alun/base/id"
	"alun/base/money"
	"alun/base/secret"
	"alun/money/pay/emv"
)

// A code of another server, or of before the keys were lost, is none of ours; after a rotation old posters are still good.
func TestCodesOfOtherKeys(t *testing.T) {
	path := t.TempDir() + "/secrets"
	file, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	one := Target{Stall: 7, Amount: money.Of(0, money.IDR)}
	text := one.Text(file.Key("pay.code"), Face{Name: "x", City: "y", Category: "5999", Country: "ID"})
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
		got, err := Parse(c.key, text)
		if (err == nil) != c.ok || c.ok && got != one {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// Any target is read as it was written, in a text that the standard's rules allow.
func TestAnyTarget(t *testing.T) {
	key := secret.Ephemeral().Key("pay.code")
	rapid.Check(t, func(rt *rapid.T) {
		one := Target{Amount: money.Of(rapid.Int64Range(0, 99_999_999_999).Draw(rt, "amount"), rapid.SampledFrom([]money.Currency{money.IDR, money.CNY, money.EUR}).Draw(rt, "currency"))}
		if rapid.Bool().Draw(rt, "stall") {
			one.Stall = (rapid.Int64Min(1).Draw(rt, "id"))
			if one.Amount.Minor > 0 {
				one.Reference = rapid.StringMatching(`[0-9a-z]{1,13}`).Draw(rt, "reference")
			}
		} else {
			one.Person = id.Account(rapid.Int64Min(1).Draw(rt, "id"))
		}
		one.Note = rapid.StringN(0, 60, -1).Draw(rt, "note")
		text := one.Text(key, Face{Name: rapid.StringN(1, emv.NameMax, -1).Draw(rt, "name"), City: rapid.StringN(1, emv.CityMax, -1).Draw(rt, "city"), Category: "5812", Country: "ID"})
		got, err := Parse(key, text)
		if err != nil || got != one || len(text) > emv.TextMax {
			rt.Fatalf("%q (%d bytes): %+v, %v", text, len(text), got, err)
		}
		fields, err := emv.Parse(text)
		if err != nil {
			rt.Fatal(err)
		}
		code, err := emv.Read(fields)
		if err != nil || !emv.ASCII(code.Name) || len(code.Name) > emv.NameMax || !emv.ASCII(code.City) || len(code.City) > emv.CityMax {
			rt.Fatalf("%+v, %v", code, err)
		}
	})
}

func TestPlainNames(t *testing.T) {
	for name, want := range map[string]string{"Warung Bu Tini": "Warung Bu Tini", "最佳小吃": "Zui Jia Xiao Chi", "Café": "Cafe", "☕": "-", "Toko 最佳": "Toko Zui Jia"} {
		if got := plain(name, emv.NameMax); got != want {
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
func FuzzParse(f *testing.F) {
	key := secret.Ephemeral().Key("pay.code")
	one := Target{Stall: 7, Amount: money.Of(5_000, money.IDR), Note: "x", Reference: "r"}
	text := one.Text(key, Face{Name: "最佳", City: "y", Category: "5999", Country: "ID"})
	f.Add(text)
	f.Add("00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D")
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := Parse(key, text); err == nil && got != one {
			t.Errorf("%q is read as %+v", text, got)
		}
	})
}

package account

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseAddress(t *testing.T) {
	for typed, want := range map[string]string{
		"ayu@example.org":                        "ayu@example.org",
		"  Ayu.Putri+x@EXAMPLE.Org ":             "ayu.putri+x@example.org",
		"ayu@example.org.":                       "ayu@example.org",
		"budi@bücher.example":                    "budi@xn--bcher-kva.example",
		"budi@xn--bcher-kva.example":             "budi@xn--bcher-kva.example",
		"li@例子.测试":                               "li@xn--fsqu00a.xn--0zwm56d",
		"o'neil@example.ie":                      "o'neil@example.ie",
		"0812-3456-7890":                         "+6281234567890",
		"+62 812 3456 7890":                      "+6281234567890",
		"0062 812 3456 7890":                     "",
		"(021) 5212 345":                         "+62215212345",
		"+86 138 0013 8000":                      "+8613800138000",
		"+1 650-253-0000":                        "+16502530000",
		"٠٨١٢٣٤٥٦٧٨٩٠":                           "+6281234567890",
		"":                                       "",
		"ayu":                                    "",
		"ayu@":                                   "",
		"@example.org":                           "",
		"ayu@localhost":                          "",
		"ayu@127.0.0.1":                          "",
		"ayu@[127.0.0.1]":                        "",
		"a..b@example.org":                       "",
		".a@example.org":                         "",
		"a b@example.org":                        "",
		"a@b@example.org":                        "",
		"a\"b\"@example.org":                     "",
		"a@exa_mple.org":                         "",
		"a@-example.org":                         "",
		"a@example.org\r\nBcc: x@y":              "",
		"a@example.org,b@y.org":                  "",
		"Ayu <a@example.org>":                    "",
		"12345":                                  "",
		"+62":                                    "",
		"+62 812 3456 7890 ext. 3":               "",
		"tel:+6281234567890;ext=3":               "",
		strings.Repeat("a", 65) + "@example.org": "",
		"a@" + strings.Repeat("example.", 32) + "org":              "",
		strings.Repeat("0", 10000):                                 "",
		"a@" + strings.Repeat("x", 64) + ".org":                    "",
		"ayu\u200b@example.org":                                    "",
		"\u0430yu@example.org" /* Cyrillic a: not a local part */ : "",
	} {
		got, err := ParseAddress(typed, "62")
		if got.Value != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, ErrAddress) {
			t.Errorf("ParseAddress(%q) = %q, %v; want %q", typed, got.Value, err, want)
		}
	}
}

func TestCountryCodes(t *testing.T) {
	for code, want := range map[string]bool{"62": true, "1": true, "86": true, "": false, "0": false, "999": false, "62x": false, "+62": false, "12345678901": false} {
		if got := IsCountryCode(code); got != want {
			t.Errorf("IsCountryCode(%q) = %v", code, got)
		}
	}
}

func TestMasked(t *testing.T) {
	for value, want := range map[string]string{
		"budi@example.org": "b***@example.org", "+6281234567890": "+62812••••••90", "+6281234": "+•••34",
	} {
		if got := Masked(Address{Value: value}); got != want {
			t.Errorf("Masked(%q) = %q, want %q", value, got, want)
		}
	}
}

// Whatever is typed: no panic, and a normal form is its own normal form and harmless in a mail header.
func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"ayu@example.org", "0812 3456 7890", "+6281234567890", "li@例子.测试", "a@b.c\r\n", "\x00@\xff.x", "+1 650 253 0000 x3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		a, err := ParseAddress(typed, "62")
		if err != nil {
			return
		}
		again, err := ParseAddress(a.Value, "62")
		if err != nil || again != a {
			t.Fatalf("%q → %q → %q, %v", typed, a.Value, again.Value, err)
		}
		if !utf8.ValidString(a.Value) || strings.ContainsAny(a.Value, " \r\n\t<>,;\"\x00") || len(a.Value) > emailMax {
			t.Fatalf("%q → %q", typed, a.Value)
		}
		if m := Masked(a); m == a.Value {
			t.Fatalf("%q is not masked", a.Value)
		}
	})
}

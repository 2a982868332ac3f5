package pay

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/errs"
	"alun/base/money"
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
		account, err := emv.ParseFields(f.Value("26"))
		w.must(err)
		for name, text := range map[string]string{
			"a lower amount":             fix(t, dynamic, "54", "2000"),
			"no amount":                  fix(t, dynamic, "54", ""),
			"an amount on a static code": fix(t, static, "54", "5"),
			"another reference":          fix(t, dynamic, "62", emv.Fields{{Tag: "05", Value: "other"}}.Template()),
			"no reference":               fix(t, dynamic, "62", ""),
			"a note":                     fix(t, static, "80", emv.Fields{{Tag: "00", Value: "ID.ALUN"}, {Tag: "01", Value: "gift"}}.Template()),
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

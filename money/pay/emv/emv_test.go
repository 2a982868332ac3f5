package emv

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alun/base/money"
)

// Texts that others made: the standard's example (EMVCo MPM 1.1, annex), the manual of Pix, and test data of open libraries.
const (
	standard = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING" +
		"64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A"
	phnomPenh = "00020101021252044131153137210116372101160123456789ABCDE6010Phnom Penh5913Merchant Shop5802KH540510.005303840622501081234567802090124444446304A0BA"
	payNow    = "00020101021226470009SG.PAYNOW010120208123456780301004082026030452040000530370254040.995802SG5911testcompany6009Singapore" +
		"62270123testordernumber1234567863040047"
	pix = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D"
	// QRIS, static; in Indonesia the national account stands beside the acquirer's.
	qris = "00020101021126570011ID.DANA.WWW011893600915303265462802090326546280303UMI51440014ID.CO.QRIS.WWW0215ID10265329452210303UMI" +
		"5204504553033605802ID5905ZIQVA6011Kab. Malang6105651676304F3F6"
)

func TestVectors(t *testing.T) {
	for name, c := range map[string]struct {
		text, scheme string
		want         Code
	}{
		"standard": {standard, "D15600000000", Code{
			Dynamic: true, Category: "4111", Amount: money.Of(2372, money.CNY), Country: "CN", Name: "BEST TRANSPORT", City: "BEIJING",
			LocalLang: "ZH", LocalName: "最佳运输",
		}},
		"Phnom Penh": {phnomPenh, "UnionPay", Code{
			Dynamic: true, Category: "4131", Amount: money.Of(1000, money.USD), Country: "KH", Name: "Merchant Shop", City: "Phnom Penh",
		}},
		"PayNow": {payNow, "PayNow", Code{
			Dynamic: true, Account: "0009SG.PAYNOW01012020812345678030100408" + "20260304", Category: "0000", Amount: money.Of(99, money.SGD),
			Country: "SG", Name: "testcompany", City: "Singapore",
		}},
		"Pix": {pix, "Pix", Code{ // in reais, which nobody deals in here
			Account: "0014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000", Category: "0000", Country: "BR", Name: "Fulano de Tal",
			City: "BRASILIA", Reference: "***",
		}},
		"QRIS": {qris, "QRIS", Code{
			Account: "0011ID.DANA.WWW011893600915303265462802090326546280303UMI", Category: "5045", Amount: money.Amount{Currency: money.IDR},
			Country: "ID", Name: "ZIQVA", City: "Kab. Malang",
		}},
	} {
		fields, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := Read(fields)
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, d)
		}
		if s := Scheme(fields); s != c.scheme {
			t.Errorf("%s: scheme %q, want %q", name, s, c.scheme)
		}
		if again := fields.Text(); again != c.text {
			t.Errorf("%s: written as %s", name, again)
		}
	}
}

// The CRC catalogue's check value of CRC-16/CCITT-FALSE.
func TestCRC(t *testing.T) {
	if got := CRC("123456789"); got != 0x29B1 {
		t.Errorf("%04X", got)
	}
}

func TestQRISBecomesDynamic(t *testing.T) {
	fields, err := Parse(qris)
	if err != nil {
		t.Fatal(err)
	}
	got := Fix(fields, "15000").Text()
	want := strings.Replace(strings.Replace(qris[:len(qris)-4], "010211", "010212", 1), "5303360", "5303360540515000", 1)
	if got[:len(got)-4] != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	code := mustRead(t, got)
	if !code.Dynamic || code.Amount != money.Of(15000, money.IDR) {
		t.Errorf("%+v", code)
	}
}

func mustRead(t *testing.T, text string) Code {
	t.Helper()
	fields, err := Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	code, err := Read(fields)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return code
}

func TestRefused(t *testing.T) {
	sum := func(body string) string { return body + "6304" + checksum(body+"6304") }
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"empty":            {"", ErrNotEMV},
		"a link":           {"https://alun.example/q/abc", ErrNotEMV},
		"cut":              {payNow[:len(payNow)-1], ErrDamaged},
		"mistyped":         {strings.Replace(payNow, "0.99", "0.98", 1), ErrDamaged},
		"no checksum":      {"000201", ErrDamaged},
		"too long":         {sum("000201" + strings.Repeat("9110aaaaaaaaaa", 40)), ErrDamaged},
		"a tag twice":      {sum("000201" + "5802ID5802ID"), ErrDamaged},
		"length too large": {sum("000201" + "5809ID"), ErrDamaged},
		"length of signs":  {sum("000201" + "58+2ID"), ErrDamaged},
		"empty value":      {sum("000201" + "5800"), ErrDamaged},
		"odd end":          {sum("000201" + "580"), ErrDamaged},
		"checksum inside":  {sum("000201" + "63040000"), ErrDamaged},
	} {
		if _, err := Parse(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// Some schemes count the bytes of a text in UTF-8.
func TestLengthsInBytes(t *testing.T) {
	body := "000201" + "5303360" + "5802ID" + "5906最佳" + "6006Malang" + "6304"
	if code := mustRead(t, body+checksum(body)); code.Name != "最佳" || code.City != "Malang" {
		t.Errorf("%+v", code)
	}
}

func TestAmounts(t *testing.T) {
	for text, want := range map[string]int64{"12.50": 1250, "12.5": 1250, "12": 1200, "12.": 1200, "0.01": 1, "0.010": 1, "9999999999.99": 999999999999} {
		if got, err := ParseAmount(text, money.USD); err != nil || got.Minor != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if got, err := ParseAmount("15000.00", money.IDR); err != nil || got.Minor != 15000 {
		t.Errorf("15000.00: %v, %v", got, err)
	}
	for _, text := range []string{"", ".", ".5", "-1", "+1", "1,50", "0", "0.00", "0.001", "1e3", "12345678901234", " 1", "１"} {
		if got, err := ParseAmount(text, money.USD); !errors.Is(err, ErrDamaged) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// What is written is read again as it was, and one changed character is noticed.
func TestAnyCode(t *testing.T) {
	text := func(most int) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.RuneFrom([]rune("abcXYZ 0189.-*")), 1, most, -1)
	}
	rapid.Check(t, func(rt *rapid.T) {
		currency := rapid.SampledFrom([]money.Currency{money.IDR, money.CNY, money.USD, money.JPY}).Draw(rt, "currency")
		code := Code{
			Dynamic: rapid.Bool().Draw(rt, "dynamic"), Account: text(ValueMax).Draw(rt, "account"), Category: "5812",
			Amount: money.Of(rapid.Int64Range(0, 999_999_999_999).Draw(rt, "minor"), currency), Country: "ID",
			Name: text(NameMax).Draw(rt, "name"), City: text(CityMax).Draw(rt, "city"), Reference: text(NameMax).Draw(rt, "reference"),
		}
		if rapid.Bool().Draw(rt, "local") {
			code.LocalLang, code.LocalName = "zh", rapid.StringOfN(rapid.RuneFrom([]rune("最佳运输")), 1, 25, -1).Draw(rt, "local name")
		}
		written := code.Fields().Text()
		fields, err := Parse(written)
		if err != nil {
			rt.Fatalf("%q: %v", written, err)
		}
		got, err := Read(fields)
		if d := cmp.Diff(code, got); d != "" || err != nil {
			rt.Fatalf("%v %s", err, d)
		}
		at := rapid.IntRange(0, len(written)-5).Draw(rt, "at")
		bad := []byte(written)
		bad[at] ^= 1
		if _, err := Parse(string(bad)); err == nil {
			rt.Fatalf("%q passes for %q", bad, written)
		}
	})
}

func TestFit(t *testing.T) {
	for text, want := range map[string]string{"Warung Ibu": "Warung Ibu", "Café 最佳 X": "Caf  X", "最佳": "", "  abcdefghijklmnopqrstuvwxyz": "abcdefghijklmnopqrstuvwxy"} {
		if got := Fit(text, NameMax); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{standard, phnomPenh, payNow, pix, qris, "000201", "0002016304"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, text := range []string{text, "000201" + text + "6304" + checksum("000201"+text+"6304")} {
			fields, err := Parse(text)
			if err != nil {
				continue
			}
			_, _ = Read(fields)
			_ = Scheme(fields)
			again, err := Parse(fields.Text())
			if d := cmp.Diff(fields, again); err != nil || d != "" {
				t.Fatalf("%q is read, and what is written of it is not: %v %s", text, err, d)
			}
		}
	})
}

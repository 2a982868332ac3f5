package emv

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"alun/base/money"
)

// The tags that are used here (EMVCo MPM 1.1, table 3.1), and those of the template 62.
const (
	tagFormat   = "00"
	tagMethod   = "01"
	tagCategory = "52"
	tagCurrency = "53"
	tagAmount   = "54"
	tagCountry  = "58"
	tagName     = "59"
	tagCity     = "60"
	tagExtra    = "62"
	tagLocal    = "64"

	subReference = "05"
)

// The widest name and city (tags 59 and 60), in characters.
const (
	NameMax = 25
	CityMax = 15
)

// numeric are ISO 4217's numbers of the currencies that Alun deals in.
var numeric = map[money.Currency]string{
	money.CNY: "156", money.EUR: "978", money.IDR: "360", money.JPY: "392", money.SGD: "702", money.USD: "840",
}

// Code is what a text says. The zero value of a field means that the text does not say it.
type Code struct {
	Dynamic   bool   // made for one payment (tag 01 is 12)
	Account   string // our own merchant account: the value of a template of tags 26 to 51
	Category  string // ISO 18245, four digits
	Amount    money.Amount
	Country   string // ISO 3166-1, two letters
	Name      string // at most NameMax characters of ASCII
	City      string // at most CityMax
	LocalName string // the name in its own script, with LocalLanguage ("zh")
	LocalLang string
	Reference string // of the payment, at most 25 characters
}

// AccountTag is where Text puts Code.Account: the first tag for a scheme of one's own.
const AccountTag = "26"

// Fields returns c in the usual order of tags, for [Fields.Text]. Amount's currency must be set; a zero amount is left out.
func (c Code) Fields() Fields {
	method := "11"
	if c.Dynamic {
		method = "12"
	}
	f := Fields{{tagFormat, "01"}, {tagMethod, method}, {AccountTag, c.Account}, {tagCategory, c.Category}, {tagCurrency, numeric[c.Amount.Currency]}}
	if c.Amount.Minor > 0 {
		f = append(f, Field{tagAmount, FormatAmount(c.Amount)})
	}
	f = append(f, Field{tagCountry, c.Country}, Field{tagName, c.Name}, Field{tagCity, c.City})
	if c.Reference != "" {
		f = append(f, Field{tagExtra, Fields{{subReference, c.Reference}}.Template()})
	}
	if c.LocalName != "" {
		f = append(f, Field{tagLocal, Fields{{"00", c.LocalLang}, {"01", c.LocalName}}.Template()})
	}
	return f
}

// Read tells what fields mean. Account is the template of AccountTag. A currency that Alun does not deal in leaves the amount
// without one. Errors: ErrDamaged when a field that must be there is missing or is not what it must be.
func Read(f Fields) (Code, error) {
	c := Code{
		Dynamic: f.Value(tagMethod) == "12", Account: f.Value(AccountTag), Category: f.Value(tagCategory), Country: f.Value(tagCountry),
		Name: f.Value(tagName), City: f.Value(tagCity),
	}
	if method, ok := f.Get(tagMethod); ok && method != "11" && method != "12" {
		return c, fmt.Errorf("%w: method %q", ErrDamaged, method)
	}
	if len(c.Country) != 2 || c.Name == "" || len(f.Value(tagCurrency)) != 3 {
		return c, fmt.Errorf("%w: without a name, a country or a currency", ErrDamaged)
	}
	extra, err := ParseFields(f.Value(tagExtra))
	if err != nil {
		return c, err
	}
	local, err := ParseFields(f.Value(tagLocal))
	if err != nil {
		return c, err
	}
	c.Reference, c.LocalLang, c.LocalName = extra.Value(subReference), local.Value("00"), local.Value("01")
	for currency, n := range numeric {
		if n == f.Value(tagCurrency) {
			c.Amount.Currency = currency
		}
	}
	if text, ok := f.Get(tagAmount); ok && c.Amount.Currency != "" {
		if c.Amount, err = ParseAmount(text, c.Amount.Currency); err != nil {
			return c, err
		}
	}
	return c, nil
}

// FormatAmount writes an amount as tag 54 has it: digits with a point before the currency's minor units, "12.50", "15000".
func FormatAmount(a money.Amount) string {
	text, n := strconv.FormatInt(a.Minor, 10), a.Currency.Digits()
	if n == 0 {
		return text
	}
	text = strings.Repeat("0", max(0, n+1-len(text))) + text
	return text[:len(text)-n] + "." + text[len(text)-n:]
}

// amountText is the format of tag 54 (EMVCo MPM 1.1 §4.7.7): at most 13 characters, digits with perhaps a point.
var amountText = regexp.MustCompile(`^[0-9]{1,13}(\.[0-9]{0,12})?$`)

// ParseAmount reads tag 54. More digits behind the point than c has must be zeros, as in the rupiah's "15000.00".
// Errors: ErrDamaged, also for zero.
func ParseAmount(text string, c money.Currency) (money.Amount, error) {
	whole, part, _ := strings.Cut(text, ".")
	n := c.Digits()
	if len(text) > 13 || !amountText.MatchString(text) || strings.Trim(part[min(n, len(part)):], "0") != "" {
		return money.Amount{}, fmt.Errorf("%w: amount %q", ErrDamaged, text)
	}
	part = (part + strings.Repeat("0", n))[:n]
	minor, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil || minor == 0 {
		return money.Amount{}, fmt.Errorf("%w: amount %q", ErrDamaged, text)
	}
	return money.Of(minor, c), nil
}

// Fix makes a static code into one for a single amount, as QRIS and others allow whoever shows a printed code's text: tag 01
// becomes 12 and tag 54 the amount; everything else stays, and the checksum of Text is another.
func Fix(f Fields, amount string) Fields { return f.With(tagMethod, "12").With(tagAmount, amount) }

// Fit makes text fit into a field of at most most characters of printable ASCII: others are left out, the end is cut.
func Fit(text string, most int) string {
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
	ascii = strings.TrimSpace(ascii)
	return strings.TrimSpace(ascii[:min(len(ascii), most)])
}

// ASCII reports whether a text can stand in a field as it is.
func ASCII(text string) bool {
	return Fit(text, len(text)) == text && utf8.RuneCountInString(text) == len(text)
}

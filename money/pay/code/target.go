package code

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/latin"
	"alun/base/money"
	"alun/base/secret"
	"alun/money/pay/emv"
)

// guid is the identifier of our merchant accounts within tag 26 (EMVCo MPM 1.1 §4.7.11). It is printed on posters: never change it.
const guid = "ID.ALUN"

// The sub-tags of our template, and of the unreserved template of the note; they are printed too.
const (
	subGUID = "00"
	subWho  = "01" // "S" or "P" and the id in base 36
	subMAC  = "02" // base64url of a short MAC over everything that a code of ours says
	tagNote = "80" // 00: guid, 01: the note
	subNote = "01"
)

// Errors.
var (
	ErrUnknown = errs.Invalid("pay.code_unknown", "This code is not understood here.")
	ErrDamaged = errs.Invalid("pay.code_damaged", "This code is damaged, or was not made by this server.")
)

// Target is what a code of ours says: who is to be paid, and perhaps how much, for what. Targets are compared with ==.
type Target struct {
	Stall     int64 // or Person
	Person    id.Account
	Amount    money.Amount // Minor 0: the payer types it
	Note      string       // at most 80 characters
	Reference string       // of a stall's code for one amount, which is paid once
}

// Face is what others may read on a code. It is not under the MAC.
type Face struct {
	Name, City string // at most emv.NameMax and emv.CityMax characters, of any script
	Category   string // ISO 18245
	Country    string // ISO 3166-1, two letters
}

// Who names the payee in a text: "S" or "P" and the id in base 36.
func (t Target) Who() string {
	if t.Stall != 0 {
		return "S" + strconv.FormatInt(t.Stall, 36)
	}
	return "P" + strconv.FormatInt(int64(t.Person), 36)
}

func (t Target) parts() []string {
	return []string{t.Who(), string(t.Amount.Currency), strconv.FormatInt(t.Amount.Minor, 10), t.Note, t.Reference}
}

// Text writes t as a code.
func (t Target) Text(key *secret.Key, f Face) string {
	account := emv.Fields{
		{Tag: subGUID, Value: guid}, {Tag: subWho, Value: t.Who()},
		{Tag: subMAC, Value: base64.RawURLEncoding.EncodeToString(key.ShortMAC(t.parts()...))},
	}
	code := emv.Code{
		Dynamic: t.Amount.Minor > 0, Account: account.Template(), Category: f.Category, Amount: t.Amount, Country: f.Country,
		Name: plain(f.Name, emv.NameMax), City: plain(f.City, emv.CityMax), Reference: t.Reference,
	}
	if !emv.ASCII(f.Name) {
		code.LocalName, code.LocalLang = f.Name, languageOf(f.Name)
	}
	fields := code.Fields()
	if t.Note != "" {
		fields = append(fields, emv.Field{Tag: tagNote, Value: emv.Fields{{Tag: subGUID, Value: guid}, {Tag: subNote, Value: t.Note}}.Template()})
	}
	return fields.Text()
}

// languageOf guesses the language of a name by its script, as tag 64 wants one (ISO 639).
func languageOf(name string) string {
	for _, s := range []struct {
		script   *unicode.RangeTable
		language string
	}{{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Hangul, "ko"}, {unicode.Han, "zh"}, {unicode.Arabic, "ar"}, {unicode.Cyrillic, "ru"}} {
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(s.script, r) }) {
			return s.language
		}
	}
	return "id"
}

// plain writes a text in the letters of tags 59 and 60, which have no others: Chinese as pinyin. Never empty.
func plain(text string, most int) string {
	if !emv.ASCII(text) {
		words := strings.Fields(latin.Key(text))
		for i, w := range words {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
		text = strings.Join(words, " ")
	}
	if text = emv.Fit(text, most); text == "" {
		return "-"
	}
	return text
}

// Ours tells whether fields are a code of a server of our kind, whichever.
func Ours(f emv.Fields) bool {
	_, ok := account(f)
	return ok
}

func account(f emv.Fields) (emv.Fields, bool) {
	a, err := emv.ParseFields(f.Value(emv.AccountTag))
	return a, err == nil && a.Value(subGUID) == guid
}

// Parse reads the text of a code of ours. Errors: ErrUnknown when it is none, ErrDamaged as of Read.
func Parse(key *secret.Key, text string) (Target, error) {
	fields, err := emv.Parse(strings.TrimSpace(text))
	if err != nil {
		return Target{}, ErrUnknown.Because(err)
	}
	if !Ours(fields) {
		return Target{}, ErrUnknown
	}
	return Read(key, fields)
}

// Read reads a code of ours. Error: ErrDamaged when this server has not written it so.
func Read(key *secret.Key, f emv.Fields) (t Target, err error) {
	said, err := emv.Read(f)
	if err != nil {
		return t, ErrDamaged.Because(err)
	}
	own, _ := account(f)
	if t, err = payee(own.Value(subWho)); err != nil {
		return t, err
	}
	t.Amount, t.Reference = said.Amount, said.Reference
	if extra, err := emv.ParseFields(f.Value(tagNote)); err == nil && extra.Value(subGUID) == guid {
		t.Note = extra.Value(subNote)
	}
	mac, err := base64.RawURLEncoding.DecodeString(own.Value(subMAC))
	if err != nil || !key.CheckShort(mac, t.parts()...) {
		return t, ErrDamaged
	}
	return t, nil
}

// payee reads what Who has written. Error: ErrDamaged.
func payee(who string) (t Target, err error) {
	if len(who) < 2 {
		return t, ErrDamaged
	}
	n, err := strconv.ParseInt(who[1:], 36, 64)
	if err != nil || n <= 0 {
		return t, ErrDamaged.Because(err)
	}
	switch who[0] {
	case 'S':
		t.Stall = n
	case 'P':
		t.Person = id.Account(n)
	}
	if t.Who() != who {
		return t, ErrDamaged
	}
	return t, nil
}

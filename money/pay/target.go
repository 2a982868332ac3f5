package pay

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

// target is what a code of ours says: who is to be paid, and perhaps how much, for what.
type target struct {
	stall     StallID // or person
	person    id.Account
	amount    money.Amount // Minor 0: the payer types it
	note      string
	reference string // of a stall's code for one amount, which is paid once
}

// face is what others may read on a code.
type face struct {
	name, city, category, country string
}

func (t target) who() string {
	if t.stall != 0 {
		return "S" + strconv.FormatInt(int64(t.stall), 36)
	}
	return "P" + strconv.FormatInt(int64(t.person), 36)
}

// by says how a payment of t comes about.
func (t target) by() string {
	switch {
	case t.person != 0:
		return byPerson
	case t.reference != "":
		return byDynamic
	}
	return byStatic
}

func (t target) parts() []string {
	return []string{t.who(), string(t.amount.Currency), strconv.FormatInt(t.amount.Minor, 10), t.note, t.reference}
}

// text writes t as a code.
func (t target) text(key *secret.Key, f face) string {
	account := emv.Fields{
		{Tag: subGUID, Value: guid}, {Tag: subWho, Value: t.who()},
		{Tag: subMAC, Value: base64.RawURLEncoding.EncodeToString(key.ShortMAC(t.parts()...))},
	}
	code := emv.Code{
		Dynamic: t.amount.Minor > 0, Account: account.Template(), Category: f.category, Amount: t.amount, Country: f.country,
		Name: plain(f.name, emv.NameMax), City: plain(f.city, emv.CityMax), Reference: t.reference,
	}
	if !emv.ASCII(f.name) {
		code.LocalName, code.LocalLang = f.name, languageOf(f.name)
	}
	fields := code.Fields()
	if t.note != "" {
		fields = append(fields, emv.Field{Tag: tagNote, Value: emv.Fields{{Tag: subGUID, Value: guid}, {Tag: subNote, Value: t.note}}.Template()})
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

// ours tells whether fields are a code of ours.
func ours(f emv.Fields) (emv.Fields, bool) {
	account, err := emv.ParseFields(f.Value(emv.AccountTag))
	return account, err == nil && account.Value(subGUID) == guid
}

// readTarget reads a code of ours. Error: ErrDamaged when this server has not written it so.
func readTarget(key *secret.Key, f, account emv.Fields) (t target, err error) {
	code, err := emv.Read(f)
	if err != nil {
		return t, ErrDamaged.Because(err)
	}
	who := account.Value(subWho)
	if len(who) < 2 {
		return t, ErrDamaged
	}
	n, err := strconv.ParseInt(who[1:], 36, 64)
	if err != nil || n <= 0 {
		return t, ErrDamaged.Because(err)
	}
	switch who[0] {
	case 'S':
		t.stall = StallID(n)
	case 'P':
		t.person = id.Account(n)
	default:
		return t, ErrDamaged
	}
	t.amount, t.reference = code.Amount, code.Reference
	if extra, err := emv.ParseFields(f.Value(tagNote)); err == nil && extra.Value(subGUID) == guid {
		t.note = extra.Value(subNote)
	}
	mac, err := base64.RawURLEncoding.DecodeString(account.Value(subMAC))
	if err != nil || t.who() != who || !key.CheckShort(mac, t.parts()...) {
		return t, ErrDamaged
	}
	return t, nil
}

// parseTarget reads the text of a code of ours, as ReadCode gave it out. Errors: ErrDamaged, ErrUnknownCode.
func (s *Service) parseTarget(text string) (t target, err error) {
	defer errs.Wrap(&err, "pay.parseTarget")
	fields, err := emv.Parse(strings.TrimSpace(text))
	if err != nil {
		return t, ErrUnknownCode.Because(err)
	}
	account, ok := ours(fields)
	if !ok {
		return t, ErrUnknownCode
	}
	return readTarget(s.codeKey, fields, account)
}

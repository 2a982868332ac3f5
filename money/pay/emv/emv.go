package emv

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits. A QR code of version 40 could hold more; no code at a till does.
const (
	TextMax  = 512 // bytes of a text (EMVCo MPM 1.1 §3.1)
	ValueMax = 99  // characters of a value
)

// Errors of Parse.
var (
	ErrNotEMV  = errors.New("emv: not a merchant-presented code")
	ErrDamaged = errors.New("emv: damaged")
)

// Field is one data object: a tag "00" to "99" and its value.
type Field struct{ Tag, Value string }

// Fields are data objects in the order of the text, without the checksum.
type Fields []Field

// Parse reads a text. Errors: ErrNotEMV when it does not begin as one, ErrDamaged when it does and then breaks the format, is
// too long, or has a wrong checksum.
func Parse(text string) (Fields, error) {
	const head, tail = "000201", len("6304") + 4
	if !strings.HasPrefix(text, head) {
		return nil, ErrNotEMV
	}
	if len(text) > TextMax || len(text) < len(head)+tail || !utf8.ValidString(text) {
		return nil, fmt.Errorf("%w: %d bytes", ErrDamaged, len(text))
	}
	body, sum := text[:len(text)-4], text[len(text)-4:]
	if !strings.HasSuffix(body, "6304") || !strings.EqualFold(sum, checksum(body)) {
		return nil, fmt.Errorf("%w: the checksum is wrong", ErrDamaged)
	}
	fields, err := ParseFields(strings.TrimSuffix(body, "6304"))
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(fields, func(f Field) bool { return f.Tag == "63" }); i >= 0 {
		return nil, fmt.Errorf("%w: a second checksum", ErrDamaged)
	}
	return fields, nil
}

// ParseFields reads what stands in a template, or a whole text without its checksum. A tag stands at most once. Lengths are in
// characters, as the standard's own example counts; some schemes count bytes, which is understood as well. Errors: ErrDamaged.
func ParseFields(text string) (Fields, error) {
	fields, err := parse([]rune(text), func(r []rune) string { return string(r) })
	if err != nil && len(text) != utf8.RuneCountInString(text) {
		if byBytes, err := parse([]byte(text), func(b []byte) string { return string(b) }); err == nil {
			return byBytes, nil
		}
	}
	return fields, err
}

func parse[T rune | byte](text []T, str func([]T) string) (Fields, error) {
	var fields Fields
	for len(text) > 0 {
		if len(text) < 4 {
			return nil, fmt.Errorf("%w: %d characters at the end", ErrDamaged, len(text))
		}
		tag, size := str(text[:2]), str(text[2:4])
		n, err := strconv.Atoi(size)
		if !digits(tag) || !digits(size) || err != nil || n == 0 || len(text) < 4+n {
			return nil, fmt.Errorf("%w: %q, length %q", ErrDamaged, tag, size)
		}
		value := str(text[4 : 4+n])
		if _, twice := fields.Get(tag); twice || !utf8.ValidString(value) {
			return nil, fmt.Errorf("%w: tag %s twice or not text", ErrDamaged, tag)
		}
		fields = append(fields, Field{tag, value})
		text = text[4+n:]
	}
	return fields, nil
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// Get returns the value of a tag.
func (f Fields) Get(tag string) (string, bool) {
	for _, x := range f {
		if x.Tag == tag {
			return x.Value, true
		}
	}
	return "", false
}

// Value is Get for a tag that may be missing.
func (f Fields) Value(tag string) string {
	v, _ := f.Get(tag)
	return v
}

// With returns the fields with tag set to value: in its place, or before the first higher tag. An empty value removes it.
func (f Fields) With(tag, value string) Fields {
	rest := slices.DeleteFunc(slices.Clone(f), func(x Field) bool { return x.Tag == tag })
	if value == "" {
		return rest
	}
	at := slices.IndexFunc(f, func(x Field) bool { return x.Tag == tag })
	if at < 0 {
		if at = slices.IndexFunc(rest, func(x Field) bool { return x.Tag > tag }); at < 0 {
			at = len(rest)
		}
	}
	return slices.Insert(rest, at, Field{tag, value})
}

// Template writes the fields as the value of a field that holds them. It panics where a field cannot be written: an empty value,
// one over ValueMax, or a tag that is not two digits.
func (f Fields) Template() string {
	var b strings.Builder
	for _, x := range f {
		n := utf8.RuneCountInString(x.Value)
		if n == 0 || n > ValueMax || len(x.Tag) != 2 || !digits(x.Tag) {
			panic(fmt.Sprintf("emv: tag %q of %d characters", x.Tag, n))
		}
		fmt.Fprintf(&b, "%s%02d%s", x.Tag, n, x.Value)
	}
	return b.String()
}

// Text writes the fields as a whole text: with the checksum at the end. It panics as Template does.
func (f Fields) Text() string {
	body := f.Template() + "6304"
	return body + checksum(body)
}

func checksum(body string) string { return fmt.Sprintf("%04X", CRC(body)) }

// CRC is the checksum of EMVCo MPM 1.1 §4.7.3: ISO/IEC 13239 with polynomial 0x1021 and initial value 0xFFFF, known as
// CRC-16/CCITT-FALSE. It covers everything including the last field's tag and length, "6304".
func CRC(body string) uint16 {
	crc := uint16(0xFFFF)
	for i := range len(body) {
		crc ^= uint16(body[i]) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

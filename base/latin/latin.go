package latin

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Limits of Chinese characters that have a reading; 々 and rarer planes have none.
const (
	firstHan = 0x4e00
	lastHan  = 0x9fff
)

// pinyinText holds a syllable a line and the characters read so; tools/pinyingen writes it.
//
//go:embed pinyin.txt
var pinyinText string

// readings returns the syllable of each character from firstHan on, "" where it has none.
var readings = sync.OnceValue(func() []string {
	table := make([]string, lastHan-firstHan+1)
	for line := range strings.Lines(pinyinText) {
		syllable, chars, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, r := range chars {
			table[r-firstHan] = syllable
		}
	}
	return table
})

// Letters whose base letter Unicode does not name.
var special = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ħ", "h", "ı", "i", "ʻ", "", "’", "", "'", "")

// Key returns name as words of small letters with one space between them: "曾 柔" and "曾柔" are both "zeng rou", "Nguyễn
// Đức" is "nguyen duc". It is meant to sort by and to search in; two names may have one key. Its length is at most seven
// bytes for each character of name.
func Key(name string) string {
	var b strings.Builder
	word := func(s string) {
		if b.Len() > 0 && !strings.HasSuffix(b.String(), " ") {
			b.WriteByte(' ')
		}
		b.WriteString(s)
		b.WriteByte(' ')
	}
	rest := strings.TrimSpace(name)
	for _, two := range doubleSurnames {
		if strings.HasPrefix(rest, two.chars) {
			word(two.pinyin)
			rest = rest[len(two.chars):]
			break
		}
	}
	first := rest == strings.TrimSpace(name)
	for _, r := range special.Replace(strings.ToLower(norm.NFKD.String(rest))) {
		syllable := ""
		if r >= firstHan && r <= lastHan {
			syllable = readings()[r-firstHan]
		}
		if first && surnames[r] != "" {
			syllable = surnames[r]
		}
		first = false
		switch {
		case syllable != "":
			word(syllable)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // a mark without its letter
		case b.Len() > 0 && !strings.HasSuffix(b.String(), " "):
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// Initial returns the heading that a key stands under in an index: "A" to "Z", or "#" for all else.
func Initial(key string) string {
	if key != "" && key[0] >= 'a' && key[0] <= 'z' {
		return strings.ToUpper(key[:1])
	}
	return "#"
}

// Less orders keys as an index shows them: A to Z, then the rest.
func Less(a, b string) bool {
	if hashA, hashB := Initial(a) == "#", Initial(b) == "#"; hashA != hashB {
		return hashB
	}
	return a < b
}

package demo

import (
	"slices"
	"strings"
	"unicode"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// words by language: "id", "en", "zh".
type words map[string][]string

// rule answers a message that holds one of its keys with one of its answers, in turn.
type rule struct{ keys, answers words }

// indonesian are everyday words that tell Indonesian from English.
var indonesian = []string{
	"apa", "ada", "halo", "pagi", "siang", "sore", "malam", "kabar", "terima", "kasih", "saya", "aku", "kamu", "anda", "berapa", "bisa", "mau",
	"tidak", "nggak", "gak", "yang", "hari", "ini", "itu", "makan", "minum", "harga", "buka", "tutup", "dan", "untuk", "mas", "mbak", "pak", "bu",
	"menu", "soto", "pesan", "bagus", "enak", "sama", "juga", "sudah", "belum", "kapan", "siapa", "dimana", "mana", "boleh", "tolong", "besok",
}

// tongue is the language of a message: Chinese by its characters, Indonesian by its words, English when it holds Latin letters
// otherwise; the friend's own for an emoji or a number.
func (f *friend) tongue(text string) string {
	letters := false
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			return "zh"
		}
		letters = letters || unicode.IsLetter(r)
	}
	for _, w := range split(text) {
		if slices.Contains(indonesian, w) {
			return "id"
		}
	}
	if letters {
		return "en"
	}
	return f.language
}

func split(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// answer is what the friend says to a message, in its language.
func (f *friend) answer(text string) string {
	tongue := f.tongue(text)
	f.turn++
	for _, r := range append(rules[f.handle], common...) {
		if r.fits(text, tongue) && len(r.answers[tongue]) > 0 {
			return r.answers[tongue][f.turn%len(r.answers[tongue])]
		}
	}
	list := otherwise[tongue]
	return list[f.turn%len(list)]
}

// fits looks for a key: a whole word, or for Chinese a part of the text.
func (r rule) fits(text, tongue string) bool {
	have := split(text)
	return slices.ContainsFunc(r.keys[tongue], func(key string) bool {
		return slices.Contains(have, key) || tongue == "zh" && strings.Contains(text, key)
	})
}

// spokenTo reports whether a message in a group calls the friend, by a mention or by name.
func (f *friend) spokenTo(e *chatv1.Entry) bool {
	if slices.Contains(e.GetMentionIds(), f.self) {
		return true
	}
	text := strings.ToLower(e.GetBody().GetText().GetText())
	return slices.Contains(split(text), strings.ToLower(f.name)) || f.language == "zh" && strings.Contains(text, f.name)
}

// greetingOf is what a new friend is taken to have said.
func greetingOf(tongue string) string {
	return map[string]string{"id": "halo", "en": "hello", "zh": "你好"}[tongue]
}

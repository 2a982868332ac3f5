// Package lang knows the languages that Alun speaks, for the few texts that the server itself writes: codes by mail, pages
// that are shown before the client is loaded, exports. Everything else is translated by the client.
package lang

import "golang.org/x/text/language"

// Default is the language of those whose own Alun does not speak.
const Default = "en"

// Tags are the languages of every text, as BCP 47 tags; the first is the default of the matcher.
var Tags = []string{"en", "id", "zh"}

var matcher = language.NewMatcher([]language.Tag{language.English, language.Indonesian, language.SimplifiedChinese})

// Match returns the tag of Tags that fits best: preferred may be a tag ("zh-CN"), an Accept-Language header or empty.
func Match(preferred string) string {
	_, i := language.MatchStrings(matcher, preferred)
	return Tags[i]
}

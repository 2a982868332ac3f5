package lang_test

import (
	"testing"

	"alun/base/lang"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for preferred, want := range map[string]string{
		"":                              "en",
		"id":                            "id",
		"in":                            "id", // the old code of Indonesian, still sent by Java
		"zh-CN":                         "zh",
		"zh-Hant-TW":                    "zh",
		"fr-FR,fr;q=0.9":                "en",
		"de, id;q=0.7":                  "id",
		"no such language;;;":           "en",
		"en-US,en;q=0.9,id;q=0.8,*;q=1": "en",
	} {
		if got := lang.Match(preferred); got != want {
			t.Errorf("Match(%q) = %q, want %q", preferred, got, want)
		}
	}
}

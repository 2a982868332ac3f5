package latin

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestKey(t *testing.T) {
	for name, want := range map[string]string{
		"王小明": "wang xiao ming", "曾 柔": "zeng rou", "曾柔": "zeng rou", "未曾": "wei ceng",
		"单雄信": "shan xiong xin", "解缙": "xie jin", "仇英": "qiu ying", "查良镛": "zha liang yong", "朴志": "piao zhi",
		"尉迟恭": "yu chi gong", "长孙皇后": "zhang sun huang hou", "单于": "chan yu", "吕布": "lv bu", "区": "ou",
		"Ayu": "ayu", "  Ayu  Lestari ": "ayu lestari", "Nguyễn Đức": "nguyen duc", "Łukasz": "lukasz", "Åsa": "asa",
		"Straße": "strasse", "I'sa": "isa", "Ødegård": "odegard", "Ali 王": "ali wang", "王A": "wang a", "A1-b": "a1 b",
		"Ｆｕｌｌ": "full", "مريم": "مريم", "Ольга": "ольга", "👋": "", "👋 Budi": "budi", "": "", "々": "々",
	} {
		if got := Key(name); got != want {
			t.Errorf("Key(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestOrder(t *testing.T) {
	for key, want := range map[string]string{"ayu": "A", "zeng rou": "Z", "": "#", "1a": "#", "مريم": "#"} {
		if got := Initial(key); got != want {
			t.Errorf("Initial(%q) = %q, want %q", key, got, want)
		}
	}
	sorted := []string{"a", "ayu", "zeng", "", "1a", "ольга"}
	for i := range sorted {
		for j := range sorted {
			if got := Less(sorted[i], sorted[j]); got != (i < j) {
				t.Errorf("Less(%q, %q) = %v", sorted[i], sorted[j], got)
			}
		}
	}
}

// Whatever a name holds, its key is clean, short, and its own key.
func TestKeyOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		key := Key(name)
		if strings.Contains(key, "  ") || strings.TrimSpace(key) != key || strings.ToLower(key) != key || !utf8.ValidString(key) {
			t.Fatalf("Key(%q) = %q", name, key)
		}
		if again := Key(key); again != key && len(key) > 0 && key[0] < 0x80 {
			t.Fatalf("Key(%q) = %q, whose key is %q", name, key, again)
		}
	})
}

// Every character of GB 2312's first plane, the everyday ones, has a reading.
func TestEverydayCharactersHaveReadings(t *testing.T) {
	n := 0
	for _, syllable := range readings() {
		if syllable != "" {
			n++
		}
	}
	if n < 20_900 {
		t.Errorf("%d characters have a reading", n)
	}
	for _, r := range "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经" {
		if Key("x"+string(r)) == "x"+string(r) {
			t.Errorf("%c has no reading", r)
		}
	}
}

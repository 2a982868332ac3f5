// Command pinyingen writes base/latin/pinyin.txt: for each syllable without its tone, the Chinese characters
// (U+4E00 to U+9FFF) whose most usual reading it is. Run it in tools/ after raising the version of go-pinyin:
//
//	go -C tools run ./pinyingen
package main

import (
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

func main() {
	args := pinyin.NewArgs() // Normal style: no tones; the first reading only
	chars := map[string]*strings.Builder{}
	for r := rune(0x4e00); r <= 0x9fff; r++ {
		readings := pinyin.SinglePinyin(r, args)
		if len(readings) == 0 {
			continue
		}
		syllable := strings.ReplaceAll(readings[0], "ü", "v")
		if chars[syllable] == nil {
			chars[syllable] = new(strings.Builder)
		}
		chars[syllable].WriteRune(r)
	}
	var out strings.Builder
	for _, syllable := range slices.Sorted(maps.Keys(chars)) {
		fmt.Fprintf(&out, "%s %s\n", syllable, chars[syllable])
	}
	if err := os.WriteFile("../base/latin/pinyin.txt", []byte(out.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}

package redpacket

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"alun/base/id"
)

// What somebody takes along is what that person sent and got, and nothing of others.
func TestExport(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		c := s.group(ayu, budi, citra)
		var want []string
		for range exportAtOnce + 5 { // more than a page
			p := s.send(budi, s.order(c, 7, 1))
			s.mustOpen(ayu, p)
			want = append(want, "got 102 7 0 Selamat!")
		}
		two := s.order(c, 500, 2)
		two.Kind, two.Greeting = Equally, "<b>"
		p := s.send(ayu, two)
		s.mustOpen(citra, p)
		s.clock.Advance(Life)
		s.runJobs()
		want = append([]string{"sent 101 500 250 <b>"}, want...)
		lines, page := s.export(ayu, "id")
		if !slices.Equal(lines, want) {
			t.Errorf("%d lines, want %d: %q", len(lines), len(want), lines[:min(3, len(lines))])
		}
		if !strings.Contains(page, "<h1>Angpau</h1>") || strings.Count(page, "<tr>") != len(want)+1 || strings.Contains(page, "<b>") || !strings.Contains(page, "IDR 250") {
			t.Errorf("%.900s", page)
		}
		if lines, _ := s.export(citra, "en"); !slices.Equal(lines, []string{"got 101 250 0 <b>"}) {
			t.Errorf("%q", lines)
		}
		if lines, _ := s.export(stranger, "fr"); len(lines) != 0 {
			t.Errorf("a stranger takes along %q", lines)
		}
	})
}

func (s *stage) export(a id.Account, language string) (lines []string, page string) {
	s.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	if err := s.nodes[0].ExportPart().Write(context.Background(), a, language, z); err != nil {
		s.Fatal(err)
	}
	if err := z.Close(); err != nil {
		s.Fatal(err)
	}
	read, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		s.Fatal(err)
	}
	open := func(name string) []byte {
		f, err := read.Open("redpackets/" + name)
		if err != nil {
			s.Fatal(err)
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		if err != nil {
			s.Fatal(err)
		}
		return data
	}
	var list []kept
	if err := json.Unmarshal(open("redpackets.json"), &list); err != nil {
		s.Fatal(err)
	}
	for _, k := range list {
		lines = append(lines, fmt.Sprintf("%s %d %d %d %s", k.Kind, k.From, k.Minor, k.Back, k.Greeting))
	}
	return lines, string(open("index.html"))
}

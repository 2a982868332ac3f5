package transfer_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"alun/base/id"
	"alun/money/transfer"
)

// What somebody takes along is all that concerns that person, and nothing of others.
func TestExport(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		s, err := w.send(1, ayu, budi, 25_000)
		w.must(err)
		_, err = w.Accept(t.Context(), budi, s.ID)
		w.must(err)
		for n := range 205 { // more than a page
			_, err = w.send(100+n, dewi, ayu, 1)
			w.must(err)
		}
		_, err = w.send(2, budi, citra, 1)
		w.must(err)
		r, err := w.ask(3, citra, ayu, 300)
		w.must(err)
		_, err = w.Decline(t.Context(), ayu, r.ID)
		w.must(err)
		_, err = w.split(4, citra, transfer.Share{Account: ayu, Minor: 10}, transfer.Share{Account: budi, Minor: 20})
		w.must(err)
		_, err = w.split(5, ayu, transfer.Share{Account: ayu, Minor: 30}, transfer.Share{Account: budi, Minor: 40})
		w.must(err)

		lines, page := w.export(ayu, "id")
		want := []string{"transfer 101→102 25000 done"}
		for range 205 {
			want = append(want, "transfer 104→101 1 waiting")
		}
		want = append(want, "request 101→103 300 returned", "share 101→103 10 waiting", "share 101→101 30 done", "share 102→101 40 waiting")
		if !slices.Equal(lines, want) {
			t.Errorf("%d lines, want %d: %q", len(lines), len(want), lines[max(0, len(lines)-6):])
		}
		if !strings.Contains(page, "<h1>Transfer, permintaan, dan patungan</h1>") || strings.Count(page, "<tr>") != len(want)+1 || !strings.Contains(page, "IDR 25000") {
			t.Errorf("the page has %d rows: %.300s", strings.Count(page, "<tr>"), page)
		}
		if lines, _ := w.export(stranger, "fr"); len(lines) != 0 {
			t.Errorf("a stranger takes along %q", lines)
		}
	})
}

func (w *town) export(a id.Account, language string) (lines []string, page string) {
	w.t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	w.must(w.ExportPart().Write(w.t.Context(), a, language, z))
	w.must(z.Close())
	read, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	w.must(err)
	open := func(name string) []byte {
		f, err := read.Open(name)
		w.must(err)
		defer f.Close()
		data, err := io.ReadAll(f)
		w.must(err)
		return data
	}
	var list []struct {
		Kind, From, To, State string
		Minor                 int64
	}
	w.must(json.Unmarshal(open("transfers/transfers.json"), &list))
	for _, k := range list {
		lines = append(lines, fmt.Sprintf("%s %s→%s %d %s", k.Kind, k.From, k.To, k.Minor, k.State))
	}
	return lines, string(open("transfers/index.html"))
}

package pay

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExport(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		p, err := w.Pay(t.Context(), as(ayu), Order{ClientID: w.client(), Target: w.code(0), Amount: idr(15_000), Note: "=1+1"})
		w.must(err)
		_, err = w.refund(tini, p, 5_000)
		w.must(err)
		for i := range PageMax { // more than one page
			w.pay(budi, int64(i+1))
		}
		open := func(s string) fs.FS {
			t.Helper()
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			a := tini
			if s == "joko" {
				a = joko
			}
			w.must(w.export(t.Context(), a, "id", z))
			w.must(z.Close())
			r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
			w.must(err)
			return r
		}
		mine := open("tini")
		var list []keptStall
		data, err := fs.ReadFile(mine, "stalls/stalls.json")
		w.must(err)
		w.must(json.Unmarshal(data, &list))
		if len(list) != 1 || !list[0].Mine || list[0].Name != "Warung Bu Tini" {
			t.Fatalf("%+v", list)
		}
		data, err = fs.ReadFile(mine, "stalls/"+list[0].File)
		w.must(err)
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		w.must(err)
		last := rows[len(rows)-1]
		want := []string{"2026-11-22T03:00:00Z", "Ayu", "IDR", "15000", "5000", "REFUND", "static", "'=1+1"}
		if d := cmp.Diff(want, last[2:]); len(rows) != 2+PageMax || d != "" {
			t.Errorf("%d rows; %s", len(rows), d)
		}
		page, err := fs.ReadFile(mine, "stalls/index.html")
		w.must(err)
		if !bytes.Contains(page, []byte("<h1>Lapak</h1>")) || !bytes.Contains(page, []byte("Warung Bu Tini")) {
			t.Errorf("%s", page)
		}
		data, err = fs.ReadFile(open("joko"), "stalls/stalls.json")
		w.must(err)
		list = nil
		w.must(json.Unmarshal(data, &list))
		if len(list) != 1 || list[0].Mine || list[0].File != "" {
			t.Errorf("whoever works there gets %+v", list)
		}
	})
}

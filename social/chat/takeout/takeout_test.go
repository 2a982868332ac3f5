package takeout

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"alun/base/id"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

// shelf is a fake with one chat of many entries.
type shelf struct{ entries int64 }

func (s shelf) List(context.Context, id.Account) ([]*chatv1.Chat, error) {
	return []*chatv1.Chat{{Id: 9, Name: "Warung <b>", LastSeq: s.entries}}, nil
}

func (s shelf) History(_ context.Context, _ id.Account, r *chatv1.HistoryRequest) (*chatv1.HistoryResponse, error) {
	if (r.BeforeSeq > 0) == (r.AfterSeq > 0) || r.Limit > pageSize {
		return nil, fmt.Errorf("asked for %v", r)
	}
	out := &chatv1.HistoryResponse{People: []*accountv1.Person{{Id: 1, Name: "Ayu"}}}
	from, until := r.AfterSeq+1, s.entries+1
	if r.BeforeSeq > 0 {
		from, until = 1, min(until, r.BeforeSeq)
	}
	for seq := from; seq < until && len(out.Entries) < int(r.Limit); seq++ {
		e := &chatv1.Entry{ChatId: 9, Seq: seq, SenderId: 1, Body: &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: fmt.Sprintf("<script>%d", seq)}}}}
		if seq == 3 {
			e.Body = nil // a hole
		}
		out.Entries = append(out.Entries, e)
	}
	out.End = from+int64(len(out.Entries)) == until
	return out, nil
}

func TestTakeout(t *testing.T) {
	for _, entries := range []int64{0, 1, 2, pageSize, pageSize + 1, pageSize + 2, 3*pageSize + 7} {
		var file bytes.Buffer
		z := zip.NewWriter(&file)
		if err := Part(shelf{entries}).Write(context.Background(), 1, "id", z); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		got := unzip(t, file.Bytes())
		if n := strings.Count(got["chats/1.jsonl"], "\n"); int64(n) != entries {
			t.Errorf("%d entries became %d lines", entries, n)
		}
		page := got["chats/1.html"]
		want := entries
		if entries >= 3 {
			want-- // the hole
		}
		if n := strings.Count(page, "<tr>"); int64(n) != want {
			t.Errorf("%d entries became %d rows", entries, n)
		}
		if strings.Contains(page, "<script>") || strings.Contains(page, "<b>") || !strings.HasSuffix(strings.TrimSpace(page), "</html>") {
			t.Errorf("the page is not safe or not whole: %.300s", page)
		}
		if index := got["chats/index.html"]; !strings.Contains(index, "Obrolan") || !strings.Contains(index, "1.html") {
			t.Errorf("index: %s", index)
		}
	}
}

func unzip(t *testing.T, data []byte) map[string]string {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

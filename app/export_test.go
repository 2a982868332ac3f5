package app

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"

	"alun/client"

	accountv1 "alun/api/gen/alun/account/v1"
)

// takeAlong is the zip of one of the demo's people, by the names of its files.
func takeAlong(t *testing.T, url, handle, language string) map[string]string {
	t.Helper()
	c, err := client.New(url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in, err := c.Account.SignInDemo(t.Context(), &accountv1.SignInDemoRequest{Handle: handle, Bearer: true})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/u/0/export.zip?lang="+language, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+in.GetToken())
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v: %s", answer.Status, err, data)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// What a person takes along is a small site: the first page leads to every room's, each is whole, has the common frame and
// loads nothing from outside.
func TestWhatAPersonTakesAlong(t *testing.T) {
	url, stop := startDemo(t, t.TempDir())
	defer stop()
	files := takeAlong(t, url, "ayu", "id")
	rooms := 0
	for name, text := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		style := "../export.css"
		if name == "index.html" {
			style = "export.css"
		}
		for _, want := range []string{`<html lang="id">`, `default-src 'none'`, `href="` + style + `"`, "<title>"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q:\n%s", name, want, text)
			}
		}
		if !strings.HasPrefix(text, "<!doctype html>") || !strings.HasSuffix(text, "</body>\n</html>\n") || strings.Contains(text, "<title></title>") {
			t.Errorf("%s is not whole:\n%s", name, text)
		}
		for _, link := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if _, ok := files[path.Join(path.Dir(name), link[1])]; !ok {
				t.Errorf("%s leads to %s, which is not there", name, link[1])
			}
		}
		if path.Base(name) == "index.html" {
			rooms++
		}
	}
	if rooms != 8 { // the first page, contacts, chats, wallet, bank, transfers, red packets, stalls
		t.Errorf("%d first pages", rooms)
	}
}

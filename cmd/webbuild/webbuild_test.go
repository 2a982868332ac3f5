package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// sample is a small client: an entry with a style sheet, a font and a lazy part.
var sample = map[string]string{
	"index.html":                    "<!doctype html><title>x</title>\n<script type=\"module\" src=\"/src/main.tsx\"></script>\n",
	"public/manifest.webmanifest":   "{}",
	"public/icons/icon.png":         "not really a picture",
	"src/main.tsx":                  "import './main.css'; import { shared } from './shared'; shared('main'); void import('./lazy');",
	"src/main.css":                  "@font-face { font-family: F; src: url(./f-latin-wght-normal.woff2), url(./f-vietnamese-wght-normal.woff2) }",
	"src/f-latin-wght-normal.woff2": "latin", "src/f-vietnamese-wght-normal.woff2": "vietnamese",
	"src/shared.ts": "export function shared(who: string) { console.log('shared by ' + who); }",
	"src/lazy.ts":   "import { shared } from './shared'; import url from './lazy.css?sheet'; shared('lazy' + url);",
	"src/lazy.css":  "@import './deep.css'; .lazy { color: red }", "src/deep.css": ".deep { color: blue }",
	"src/sw.ts":     "declare const __PRECACHE__: string[]; declare const __BUILD__: string; console.log(__PRECACHE__, __BUILD__);",
	"src/a.test.ts": "import test from 'node:test'; import { shared } from './shared'; test('a', () => shared('test'));",
	"dist/.keep":    "",
	"dist/old.js":   "from an older build",
}

func newSite(t *testing.T) site {
	t.Helper()
	dir := t.TempDir()
	for name, content := range sample {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return site{dir: dir}
}

func build(t *testing.T, s site) *output {
	t.Helper()
	out, err := s.build()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (o *output) matching(pattern string) []string {
	var found []string
	for _, name := range o.names() {
		if regexp.MustCompile(pattern).MatchString(name) {
			found = append(found, name)
		}
	}
	return found
}

func TestPageNamesTheHashedFiles(t *testing.T) {
	out := build(t, newSite(t))
	page := string(out.files["index.html"])
	for _, pattern := range []string{
		`<script type="module" src="/assets/main-[A-Z0-9]{8}\.js"></script>`,
		`<link rel="stylesheet" href="/assets/main-[A-Z0-9]{8}\.css">`,
		`<link rel="modulepreload" href="/assets/chunk-[A-Z0-9]{8}\.js">`,
		`<link rel="preload" as="font" type="font/woff2" crossorigin href="/assets/f-latin-wght-normal-[A-Z0-9]{8}\.woff2">`,
	} {
		if !regexp.MustCompile(pattern).MatchString(page) {
			t.Errorf("index.html lacks %s:\n%s", pattern, page)
		}
	}
	if strings.Contains(page, "/src/main.tsx") || strings.Contains(page, "lazy") {
		t.Errorf("index.html names a source or a lazy chunk:\n%s", page)
	}
}

func TestWorkerStoresWhatAnInstalledAppNeeds(t *testing.T) {
	s := newSite(t)
	worker := func() string { return string(build(t, s).files["sw.js"]) }
	first := worker()
	for _, want := range []string{`"/"`, "/assets/main-", "/assets/lazy-", "/assets/f-latin", "/icons/icon.png", "/manifest.webmanifest"} {
		if !strings.Contains(first, want) {
			t.Errorf("sw.js does not store %s: %s", want, first)
		}
	}
	if strings.Contains(first, "vietnamese") || strings.Contains(first, "__BUILD__") || strings.Contains(first, "index.html") {
		t.Errorf("sw.js stores too much or has an open placeholder: %s", first)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "public/icons/icon.png"), []byte("another"), 0o644); err != nil {
		t.Fatal(err)
	}
	if worker() == first {
		t.Error("sw.js is the same after a stored file changed: browsers would keep the old one")
	}
}

func TestLazySheetIsAFileOfItsOwn(t *testing.T) {
	out := build(t, newSite(t))
	sheets := out.matching(`^assets/lazy-.*\.css$`)
	if len(sheets) != 1 {
		t.Fatalf("the lazy part's sheet: %v", sheets)
	}
	text := string(out.files[sheets[0]])
	if !strings.Contains(text, ".lazy") || !strings.Contains(text, ".deep") {
		t.Errorf("the sheet is not bundled: %s", text)
	}
	if strings.Contains(string(out.files["index.html"]), sheets[0]) {
		t.Error("the first view loads the lazy part's sheet")
	}
	scripts := out.matching(`^assets/lazy-.*\.js$`)
	if len(scripts) != 1 || !strings.Contains(string(out.files[scripts[0]]), "/"+sheets[0]) {
		t.Errorf("the lazy script %v does not name %s", scripts, sheets[0])
	}
}

func TestBuildAgainTouchesNothing(t *testing.T) {
	s := newSite(t)
	build(t, s)
	dist := filepath.Join(s.dir, "dist")
	if _, err := os.Stat(filepath.Join(dist, "old.js")); err == nil {
		t.Error("a file of an older build is still there")
	}
	long := time.Now().Add(-time.Hour)
	files := map[string]bool{}
	for _, name := range listFiles(t, dist) {
		files[name] = true
		if err := os.Chtimes(name, long, long); err != nil {
			t.Fatal(err)
		}
	}
	build(t, s)
	for _, name := range listFiles(t, dist) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if !files[name] || info.ModTime().After(long.Add(time.Second)) {
			t.Errorf("%s was written again", name)
		}
	}
}

func listFiles(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestBudgetCountsTheFirstView(t *testing.T) {
	out := build(t, newSite(t))
	size := out.firstViewBytes()
	if err := out.within(size); err != nil {
		t.Errorf("exactly the budget: %v", err)
	}
	if err := out.within(size - 1); err == nil {
		t.Error("one byte over the budget passes")
	}
	if err := out.within(0); err != nil {
		t.Errorf("no budget: %v", err)
	}
	if lazy := out.matching(`lazy-.*\.js$`); len(lazy) != 1 || strings.Contains(strings.Join(out.first, " "), lazy[0]) {
		t.Errorf("lazy chunk %v counts as first view %v", lazy, out.first)
	}
}

func TestFillPageRefuses(t *testing.T) {
	entry := `<script type="module" src="/src/main.tsx"></script>`
	for name, page := range map[string]string{
		"no entry":      "<title>x</title>",
		"two entries":   entry + entry,
		"inline script": "<script>alert(1)</script>" + entry,
	} {
		if _, err := fillPage(page, []string{"main.js"}, nil, nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestBundleTests(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	if err := s.bundleTests(dir, filepath.Join(s.dir, "src")); err != nil {
		t.Fatal(err)
	}
	bundle, err := os.ReadFile(filepath.Join(dir, "a.test.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(bundle), `from "node:test"`) || !strings.Contains(string(bundle), "shared by ") {
		t.Errorf("not a bundle for node:\n%s", bundle)
	}
}

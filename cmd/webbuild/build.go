package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// output is a finished build: every file under dist by its name with slashes.
type output struct {
	files map[string][]byte
	packs map[string]packed // compressed forms of those that compress well
	first []string          // what the first view needs, index.html included
}

// build bundles everything once and brings dist in line with it.
func (s site) build() (*output, error) {
	result := api.Build(s.mainOptions())
	if s.why {
		text, err := explain(result.Metafile)
		if err != nil {
			return nil, err
		}
		fmt.Print(text)
	}
	return s.finish(result)
}

// finish makes dist from the main bundle: the page, the worker, the public
// files, the compressed forms. Files that did not change keep their time stamp.
func (s site) finish(result api.BuildResult) (*output, error) {
	if err := failure(result.Errors); err != nil {
		return nil, err
	}
	out := &output{files: map[string][]byte{}, packs: map[string]packed{}}
	dist := filepath.Join(s.options().AbsWorkingDir, "dist")
	for _, f := range result.OutputFiles {
		name, err := filepath.Rel(dist, f.Path)
		if err != nil {
			return nil, err
		}
		out.files[filepath.ToSlash(name)] = f.Contents
	}
	if err := s.addPublic(out); err != nil {
		return nil, err
	}
	if err := s.addPage(out, result.Metafile); err != nil {
		return nil, err
	}
	if err := s.addWorker(out); err != nil {
		return nil, err
	}
	return out, s.write(out, dist)
}

// addPublic copies web/public.
func (s site) addPublic(out *output) error {
	public := filepath.Join(s.dir, "public")
	return filepath.WalkDir(public, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(public, path)
		if err != nil {
			return err
		}
		out.files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
}

// addPage writes index.html and decides what the first view is.
func (s site) addPage(out *output, metafile string) error {
	scripts, styles, err := firstView(metafile)
	if err != nil {
		return err
	}
	source, err := os.ReadFile(filepath.Join(s.dir, "index.html"))
	if err != nil {
		return err
	}
	fonts := out.firstFonts()
	page, err := fillPage(string(source), scripts, styles, fonts)
	if err != nil {
		return err
	}
	out.files["index.html"] = []byte(page)
	out.first = slices.Concat([]string{"index.html"}, scripts, styles, fonts)
	return nil
}

// addWorker bundles sw.js with the list of everything that it should store at
// install: the page, all chunks, styles and fonts of the first view, the icons.
func (s site) addWorker(out *output) error {
	digest := sha256.New()
	precache := []string{"/"}
	for _, name := range out.names() {
		if !out.precached(name) {
			continue
		}
		digest.Write([]byte(name))
		digest.Write(out.files[name])
		if name != "index.html" {
			precache = append(precache, "/"+name)
		}
	}
	worker, err := s.worker(precache, hex.EncodeToString(digest.Sum(nil))[:12])
	if err != nil {
		return err
	}
	out.files["sw.js"] = worker
	return nil
}

// precached tells what an installed app needs without a network. Font files
// other than the first view's are fetched when a letter asks for them.
func (o *output) precached(name string) bool {
	switch filepath.Ext(name) {
	case ".woff2", ".woff":
		return slices.Contains(o.first, name)
	case ".txt", ".map":
		return false
	}
	return true
}

// firstFonts are the font files for Latin letters, which every screen uses.
func (o *output) firstFonts() []string {
	var fonts []string
	for _, name := range o.names() {
		if strings.HasSuffix(name, ".woff2") && strings.Contains(name, "-latin-wght-normal") {
			fonts = append(fonts, name)
		}
	}
	return fonts
}

func (o *output) names() []string {
	names := make([]string, 0, len(o.files))
	for name := range o.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// fillPage replaces the entry's script tag by the built files.
func fillPage(page string, scripts, styles, fonts []string) (string, error) {
	const entry = `<script type="module" src="/src/main.tsx"></script>`
	if strings.Count(page, entry) != 1 {
		return "", fmt.Errorf("index.html must hold exactly once: %s", entry)
	}
	var tags []string
	for _, f := range fonts {
		tags = append(tags, fmt.Sprintf(`<link rel="preload" as="font" type="font/woff2" crossorigin href="/%s">`, f))
	}
	for _, f := range styles {
		tags = append(tags, fmt.Sprintf(`<link rel="stylesheet" href="/%s">`, f))
	}
	for _, f := range scripts[1:] {
		tags = append(tags, fmt.Sprintf(`<link rel="modulepreload" href="/%s">`, f))
	}
	tags = append(tags, fmt.Sprintf(`<script type="module" src="/%s"></script>`, scripts[0]))
	page = strings.Replace(page, entry, strings.Join(tags, "\n    "), 1)
	if strings.Count(page, "<script") != 1 {
		return "", fmt.Errorf("index.html may hold no other script: the Content-Security-Policy would block it")
	}
	return page, nil
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// site is the client's folder and how to build it.
type site struct {
	dir string // holds src, public, index.html, node_modules, dist
	dev bool   // readable output with source maps
	why bool   // print what the scripts are made of
}

// aliases lets libraries written for React run on Preact.
var aliases = map[string]string{
	"react":             "preact/compat",
	"react-dom":         "preact/compat",
	"react/jsx-runtime": "preact/jsx-runtime",
}

// loaders say what an imported file becomes: a file of its own, or text.
var loaders = map[string]api.Loader{
	".woff2": api.LoaderFile,
	".woff":  api.LoaderFile,
	".png":   api.LoaderFile,
	".webp":  api.LoaderFile,
	".svg":   api.LoaderText,
}

// options are what every bundle of the client has in common.
func (s site) options() api.BuildOptions {
	dir, err := filepath.Abs(s.dir)
	if err != nil {
		panic(err) // only when the working directory is gone
	}
	mode := "production"
	if s.dev {
		mode = "development"
	}
	o := api.BuildOptions{
		AbsWorkingDir:     dir,
		Bundle:            true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		Alias:             aliases,
		Loader:            loaders,
		Define:            map[string]string{"process.env.NODE_ENV": fmt.Sprintf("%q", mode)},
		LegalComments:     api.LegalCommentsExternal,
		MinifySyntax:      !s.dev,
		MinifyWhitespace:  !s.dev,
		MinifyIdentifiers: !s.dev,
	}
	o.Plugins = []api.Plugin{s.sheets()}
	if s.dev {
		o.Sourcemap = api.SourceMapInline
	}
	return o
}

// mainOptions bundle src/main.tsx into dist/assets, hashed and split.
func (s site) mainOptions() api.BuildOptions {
	o := s.options()
	o.EntryPoints = []string{"src/main.tsx"}
	o.Outdir = filepath.Join(o.AbsWorkingDir, "dist")
	o.PublicPath = "/"
	o.EntryNames = "assets/[name]-[hash]"
	o.ChunkNames = "assets/[name]-[hash]"
	o.AssetNames = "assets/[name]-[hash]"
	o.Splitting = true
	o.Metafile = true
	return o
}

// worker bundles src/sw.ts into one classic script that knows what to store.
func (s site) worker(precache []string, build string) ([]byte, error) {
	list, err := json.Marshal(precache)
	if err != nil {
		return nil, err
	}
	o := s.options()
	o.EntryPoints = []string{"src/sw.ts"}
	o.Outfile = filepath.Join(o.AbsWorkingDir, "dist/sw.js")
	o.Format = api.FormatIIFE
	o.LegalComments = api.LegalCommentsInline
	o.Define["__PRECACHE__"] = string(list)
	o.Define["__BUILD__"] = fmt.Sprintf("%q", build)
	result := api.Build(o)
	if err := failure(result.Errors); err != nil {
		return nil, err
	}
	return result.OutputFiles[0].Contents, nil
}

// meta is the part of esbuild's metafile that is read here. Paths are relative
// to the site's folder.
type meta struct {
	Outputs map[string]struct {
		EntryPoint string `json:"entryPoint"`
		CSSBundle  string `json:"cssBundle"`
		Imports    []struct {
			Path string `json:"path"`
			Kind string `json:"kind"`
		} `json:"imports"`
		Inputs map[string]struct {
			Bytes int `json:"bytesInOutput"`
		} `json:"inputs"`
	} `json:"outputs"`
}

// firstView names the output files, relative to dist, that the browser needs
// before main.tsx runs: the entry first, then what it imports statically, then
// the style sheet.
func firstView(metafile string) (scripts, styles []string, err error) {
	var m meta
	if err := json.Unmarshal([]byte(metafile), &m); err != nil {
		return nil, nil, err
	}
	var visit func(path string)
	visit = func(path string) {
		name := strings.TrimPrefix(path, "dist/")
		if slices.Contains(scripts, name) {
			return
		}
		scripts = append(scripts, name)
		if css := m.Outputs[path].CSSBundle; css != "" {
			styles = append(styles, strings.TrimPrefix(css, "dist/"))
		}
		for _, i := range m.Outputs[path].Imports {
			if i.Kind == "import-statement" {
				visit(i.Path)
			}
		}
	}
	for path, out := range m.Outputs {
		if out.EntryPoint == "src/main.tsx" {
			visit(path)
		}
	}
	if len(scripts) == 0 {
		return nil, nil, errors.New("the bundle has no entry src/main.tsx")
	}
	return scripts, styles, nil
}

// failure turns esbuild's messages into one error, or nil when there is none.
func failure(messages []api.Message) error {
	if len(messages) == 0 {
		return nil
	}
	text := api.FormatMessages(messages, api.FormatMessagesOptions{Kind: api.ErrorMessage})
	return errors.New(strings.TrimSpace(strings.Join(text, "")))
}

package main

import (
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// sheets lets a lazy part of the client have a style sheet of its own:
//
//	import url from "./wallet.css?sheet";
//
// gives the address of the bundled sheet, for web/src/lib/sheet.ts to load.
// What src/app.css imports belongs to the first view instead.
func (s site) sheets() api.Plugin {
	return api.Plugin{Name: "sheets", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: `\.css\?sheet$`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			path := filepath.Join(a.ResolveDir, strings.TrimSuffix(a.Path, "?sheet"))
			return api.OnResolveResult{Path: path, Namespace: "sheet"}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "sheet"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			o := s.options()
			o.EntryPoints = []string{a.Path}
			o.Plugins = nil
			o.Outdir = filepath.Join(o.AbsWorkingDir, "dist")
			o.PublicPath = "/"
			o.LegalComments = api.LegalCommentsNone
			result := api.Build(o)
			if err := failure(result.Errors); err != nil {
				return api.OnLoadResult{}, err
			}
			text := string(result.OutputFiles[0].Contents)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderFile, WatchFiles: []string{a.Path}}, nil
		})
	}}
}

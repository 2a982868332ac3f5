package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// bundleTests bundles every src/**/*.test.ts(x) into dir, one .mjs each, for
// node --test --enable-source-maps. Node's own modules stay imports.
func (s site) bundleTests(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	o := s.options()
	src := filepath.Join(o.AbsWorkingDir, "src")
	err = filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(path, ".test.ts") || strings.HasSuffix(path, ".test.tsx")) {
			o.EntryPoints = append(o.EntryPoints, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(o.EntryPoints) == 0 {
		return fmt.Errorf("no test file in %s", src)
	}
	o.Platform = api.PlatformNode
	o.Target = api.ES2023
	o.Outdir, o.Outbase = dir, src
	o.OutExtension = map[string]string{".js": ".mjs"}
	o.MinifySyntax, o.MinifyWhitespace, o.MinifyIdentifiers = false, false, false
	o.Sourcemap = api.SourceMapInline
	o.LegalComments = api.LegalCommentsNone
	o.Write = true
	return failure(api.Build(o).Errors)
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// bundleTests bundles every *.test.ts(x) under src into dir, one .mjs each, for
// node --test --enable-source-maps. Node's own modules and the browser's driver,
// which reads files beside itself, stay imports.
func (s site) bundleTests(dir, src string) error {
	dir, errDir := filepath.Abs(dir)
	src, errSrc := filepath.Abs(src)
	if err := errors.Join(errDir, errSrc); err != nil {
		return err
	}
	o := s.options()
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
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
	o.External = []string{"playwright-core"}
	o.NodePaths = []string{filepath.Join(o.AbsWorkingDir, "node_modules")} // for a folder beside the client's
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

// Package web carries the built web client inside the binary.
//
// cmd/webbuild fills the folder dist from web/src; it is never committed, so a
// binary that was compiled without make build carries the placeholder only and
// [Built] says so.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the built client: index.html, sw.js, manifest.webmanifest, icons and
// the hashed assets, with .gz and .br beside what compresses well.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("web: " + err.Error()) // the pattern above always holds dist
	}
	return files
}

// Built reports whether the client is inside.
func Built() bool {
	_, err := fs.Stat(dist, "dist/index.html")
	return err == nil
}

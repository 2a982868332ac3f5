package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// packed is one file in its compressed forms.
type packed struct{ gz, br []byte }

// compressible lists what is worth compressing; fonts and pictures already are.
var compressible = map[string]bool{
	".js": true, ".css": true, ".html": true, ".svg": true, ".json": true, ".webmanifest": true, ".txt": true,
}

// write brings dist in line with out: changed files are written, files of an
// older build removed, the rest left alone. Compressed forms of unchanged files
// are taken from dist, since brotli is the slow part of a build.
func (s site) write(out *output, dist string) error {
	keep := map[string]bool{".keep": true}
	for _, name := range out.names() {
		path := filepath.Join(dist, name)
		same, err := writeFile(path, out.files[name])
		if err != nil {
			return err
		}
		keep[name] = true
		if s.dev || !compressible[filepath.Ext(name)] {
			continue
		}
		p, err := pack(path, out.files[name], same)
		if err != nil {
			return err
		}
		out.packs[name] = p
		keep[name+".gz"], keep[name+".br"] = true, true
	}
	return removeOthers(dist, keep)
}

// writeFile writes content unless the file already holds it, which it reports.
func writeFile(path string, content []byte) (same bool, err error) {
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, content) {
		return true, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, err
	}
	return false, os.WriteFile(path, content, 0o644)
}

// pack leaves path.gz and path.br; with reuse it trusts what lies there.
func pack(path string, content []byte, reuse bool) (packed, error) {
	if reuse {
		gz, errGz := os.ReadFile(path + ".gz")
		br, errBr := os.ReadFile(path + ".br")
		if errGz == nil && errBr == nil {
			return packed{gz, br}, nil
		}
	}
	var gz, br bytes.Buffer
	g, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return packed{}, err
	}
	b := brotli.NewWriterLevel(&br, brotli.BestCompression)
	_, errG := g.Write(content)
	_, errB := b.Write(content)
	if err := errors.Join(errG, errB, g.Close(), b.Close()); err != nil {
		return packed{}, err
	}
	_, errG = writeFile(path+".gz", gz.Bytes())
	_, errB = writeFile(path+".br", br.Bytes())
	return packed{gz.Bytes(), br.Bytes()}, errors.Join(errG, errB)
}

// removeOthers deletes every file of dist that is not in keep.
func removeOthers(dist string, keep map[string]bool) error {
	return filepath.WalkDir(dist, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(strings.TrimPrefix(path, dist)), "/")
		if keep[name] {
			return nil
		}
		return os.Remove(path)
	})
}

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// onWire is how many bytes a file costs with gzip; fonts and pictures travel as
// they are.
func (o *output) onWire(name string) int {
	if p, ok := o.packs[name]; ok {
		return len(p.gz)
	}
	return len(o.files[name])
}

// firstViewBytes is what a new visitor's browser loads before it shows the app.
func (o *output) firstViewBytes() int {
	total := 0
	for _, name := range o.first {
		total += o.onWire(name)
	}
	return total
}

// report lists the first view file by file and sums up the rest.
func (o *output) report() string {
	var b strings.Builder
	for _, name := range o.first {
		fmt.Fprintf(&b, "  %-52s %7.1f kB %7.1f kB gzip\n", name, kB(len(o.files[name])), kB(o.onWire(name)))
	}
	fmt.Fprintf(&b, "first view: %.1f kB gzip", kB(o.firstViewBytes()))
	lazy, files := 0, 0
	for _, name := range o.names() {
		if strings.HasSuffix(name, ".js") && !slices.Contains(o.first, name) {
			lazy, files = lazy+o.onWire(name), files+1
		}
	}
	fmt.Fprintf(&b, "; %d further scripts: %.1f kB gzip\n", files, kB(lazy))
	return b.String()
}

// within is an error when the first view is over limit bytes; 0 is no limit.
func (o *output) within(limit int) error {
	if size := o.firstViewBytes(); limit > 0 && size > limit {
		return fmt.Errorf("the first view is %.1f kB gzip, its budget is %.1f kB: make a part of it lazy", kB(size), kB(limit))
	}
	return nil
}

// explained is how many modules explain lists for each script.
const explained = 25

// explain lists the largest modules of every script, minified and not compressed.
func explain(metafile string) (string, error) {
	var m meta
	if err := json.Unmarshal([]byte(metafile), &m); err != nil {
		return "", err
	}
	var b strings.Builder
	for _, script := range slices.Sorted(maps.Keys(m.Outputs)) {
		inputs := m.Outputs[script].Inputs
		if !strings.HasSuffix(script, ".js") {
			continue
		}
		fmt.Fprintln(&b, strings.TrimPrefix(script, "dist/"))
		modules := slices.SortedFunc(maps.Keys(inputs), func(x, y string) int { return inputs[y].Bytes - inputs[x].Bytes })
		for _, module := range modules[:min(len(modules), explained)] {
			fmt.Fprintf(&b, "  %7.1f kB  %s\n", kB(inputs[module].Bytes), module)
		}
	}
	return b.String(), nil
}

func kB(n int) float64 { return float64(n) / 1000 }

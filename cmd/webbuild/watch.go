package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// watch rebuilds at every change of a source until stop receives a signal. A
// build that fails is printed and the last good one stays in dist.
func (s site) watch(stop <-chan os.Signal) error {
	options := s.mainOptions()
	options.Plugins = []api.Plugin{{Name: "alun", Setup: s.rebuild}}
	ctx, contextErr := api.Context(options)
	if contextErr != nil {
		return errors.New(contextErr.Error())
	}
	defer ctx.Dispose()
	if err := ctx.Watch(api.WatchOptions{}); err != nil {
		return err
	}
	<-stop
	return nil
}

// rebuild hooks into esbuild: after each bundle the rest of dist is made, and
// the files that the bundle does not import are watched along with the entry.
func (s site) rebuild(build api.PluginBuild) {
	dir := build.InitialOptions.AbsWorkingDir
	build.OnLoad(api.OnLoadOptions{Filter: `/src/main\.tsx$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		source, err := os.ReadFile(args.Path)
		text := string(source)
		return api.OnLoadResult{
			Contents:   &text,
			Loader:     api.LoaderTSX,
			WatchFiles: []string{args.Path, filepath.Join(dir, "index.html"), filepath.Join(dir, "src/sw.ts")},
			WatchDirs:  []string{filepath.Join(dir, "public")},
		}, err
	})
	build.OnEnd(func(result *api.BuildResult) (api.OnEndResult, error) {
		out, err := s.finish(*result)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return api.OnEndResult{}, nil
		}
		fmt.Print(out.report())
		return api.OnEndResult{}, nil
	})
}

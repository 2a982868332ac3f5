package app

import "runtime/debug"

// release is set by the release build (-ldflags "-X alun/app.release=1.2.3").
var release = ""

// Version returns the release, or the commit that the binary was built from.
func Version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return "dev-" + s.Value[:12]
			}
		}
	}
	return "dev"
}

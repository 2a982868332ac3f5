module alun

go 1.26.0

// Packages of npm that happen to hold Go files are not ours.
ignore (
	./e2e/node_modules
	./web/node_modules
)

require pgregory.net/rapid v1.3.0

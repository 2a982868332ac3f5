module alun

go 1.26

// Packages of npm that happen to hold Go files are not ours.
ignore (
	./web/node_modules
	./e2e/node_modules
)

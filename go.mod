module alun

go 1.26.0

// Packages of npm that happen to hold Go files are not ours.
ignore (
	./e2e/node_modules
	./web/node_modules
)

require (
	connectrpc.com/connect/v2 v2.0.2
	github.com/andybalholm/brotli v1.2.8
	github.com/evanw/esbuild v0.28.2
	golang.org/x/text v0.43.0
	google.golang.org/protobuf v1.36.12
	pgregory.net/rapid v1.3.0
)

require golang.org/x/sys v0.0.0-20220715151400-c0bba94af5f8 // indirect

// Apigen turns the contract, api/alun/**/*.proto, into Go and TypeScript.
//
// It compiles the files with protocompile, which carries the well-known types,
// and hands the result to three generators by the protocol of protoc's plugins
// (a CodeGeneratorRequest on standard input, a CodeGeneratorResponse on
// standard output):
//
//   - protoc-gen-go and protoc-gen-connect-go, pinned in tools/go.mod, write
//     api/gen/alun/<room>/v1/… ;
//   - protoc-gen-es, pinned in web/package.json and run by node, writes
//     web/src/gen/alun/<room>/v1/*_pb.ts .
//
// Files in the two output folders that no generator wrote any more are removed.
//
//	go -C tools run ./apigen          write what changed
//	go -C tools run ./apigen -check   write nothing, fail when something would change
//
// Why not buf: docs/adr/0001-apigen-instead-of-buf.md.
package main

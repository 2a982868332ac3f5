// Package blob keeps pictures and files, each under the fingerprint of its content.
//
// The same picture sent by a hundred people is kept once; a name can never come to mean something else, so browsers and proxies
// may keep what they fetched for ever. Who may see a file is not decided here: rooms give out fingerprints only to those
// who may.
//
// # Words
//
// Hash: SHA-256 of the content in 64 lower-case hex digits; the name of a file. Store: where files are; today a folder.
//
// # Always true
//
//   - a file that Put has acknowledged is durable and whole;
//   - what Open returns has the hash that was asked for, as far as the disk keeps its word; Verify looks.
//
// # Start reading
//
// blob.go; folder.go is the embedded store.
package blob

// Webbuild bundles the web client, web/src, into web/dist, which package web
// embeds into the binary. It is esbuild's Go API and a few files around it: no
// Node process runs in the build.
//
//	go run ./cmd/webbuild              bundle, minify, hash, compress, report sizes
//	go run ./cmd/webbuild -budget 120  the same, and fail when the first view is over 120 kB gzip
//	go run ./cmd/webbuild -why         and show which modules each script is made of
//	go run ./cmd/webbuild -watch       rebuild, unminified, whenever a source changes
//	go run ./cmd/webbuild -test DIR    bundle web/src/**/*.test.ts(x) into DIR for node --test
//	  -src FOLDER                      the same for the tests of another folder: e2e
//
// # What goes in
//
//   - web/src/main.tsx, the entry; what it imports dynamically becomes a lazy chunk;
//   - web/index.html, in which the tag <script type="module" src="/src/main.tsx">
//     is replaced by the hashed script, its style sheet and preloads. The page
//     has no inline script: the Content-Security-Policy forbids it;
//   - web/src/sw.ts, the service worker, in which __PRECACHE__ is the list of
//     addresses to store at install and __BUILD__ changes when any of them does;
//   - web/public, copied as it is: manifest.webmanifest and the icons.
//
// A module may import the address of a style sheet that only a lazy part needs,
// by the name "./wallet.css?sheet": it is bundled into a file of its own.
//
// # What comes out
//
// /index.html, /sw.js and /public's files under their own names; everything else
// under /assets with its content's hash in its name, so that it may be cached for
// ever. What compresses well lies beside itself as .gz and .br.
//
// The name react means preact/compat, so that a library written for React works.
package main

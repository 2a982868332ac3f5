// Package cert gives the server its TLS certificate, in one of two ways.
//
// For the internet, a domain's certificate comes by ACME (RFC 8555) from a public authority. For a home, campus or office
// without a domain, the server is its own small authority, which people install once on each phone and laptop from a
// page with a QR code. Without either, a browser would withhold camera, passkeys, service worker and secure
// cookies from anything but loopback, so the server refuses to half work.
//
// # Words
//
// Authority: the local certificate authority, made at first start, that can only speak for private addresses and the names
// it was made for. Leaf: the server's own certificate, made in memory and renewed long before it ends.
//
// # Always true
//
//   - the authority's key never leaves its file, which only the server's user may read;
//   - whoever installs the authority cannot be fooled about any public site by it (X.509 name constraints, RFC 5280 §4.2.1.10);
//   - plain HTTP on the TLS port serves the installation page and redirects, nothing else.
//
// # Start reading
//
// authority.go, split.go, then acme.go.
package cert

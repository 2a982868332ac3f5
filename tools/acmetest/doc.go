// Package acmetest proves that `alun serve --domain` gets its certificate by ACME: it runs Let's Encrypt's own test
// authority (Pebble) and a name server on loopback beside the real binary. It lives in the tools module so that
// Pebble is no dependency of the product.
package acmetest

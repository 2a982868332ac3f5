// Package egress is the only way out: HTTP clients for addresses that somebody typed into a setting or a message.
//
// A server stands inside a network that trusts it. Without care, "fetch this address" lets a stranger reach the router, the
// database or a cloud's metadata service (server-side request forgery). A client of this package connects to public
// addresses only, checked on the address that is dialled, after the name was resolved, so a name that changes its
// mind (DNS rebinding) does not get through. It follows no redirects, uses no proxy and has a deadline.
//
// # Start reading
//
// [Client].
package egress

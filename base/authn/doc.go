// Package authn answers, for every request, who is calling.
//
// A browser carries one cookie for each account slot (/u/0/ … /u/4/), another program a bearer token. The door of the server turns
// either into a [Caller] once, and everything behind it reads the caller from the context. What a caller may do is not
// decided here but in the authorization table of the app.
//
// # Words
//
// Caller: an account on one device, by its session. Slot: which of the five accounts of one browser. Client: where a request
// came from.
//
// # Always true
//
//   - a token is looked up for every request; nothing signed is trusted beyond its revocation;
//   - a cookie is HttpOnly, SameSite=Strict, bound to the path of its slot, and Secure wherever there is TLS;
//   - a request whose Host is not ours, or whose Origin is another site, goes no further (DNS rebinding, cross-site requests).
//
// # Start reading
//
// authn.go, then [Door] in door.go.
package authn

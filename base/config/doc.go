// Package config holds what an operator may set, and says no to what cannot work.
//
// Every setting is a flag of `alun serve`, an environment variable ALUN_… and a key of one optional JSON file, in that order
// of precedence; the zero value of each works. What a setting means stands beside it in config.go and nowhere else:
// the command's help is made from it.
//
// # Always true
//
//   - plain HTTP listens on loopback only: off loopback a browser would withhold camera, passkeys and secure cookies, and the
//     network would read along, so [Serve.Check] refuses and says what to do;
//   - the demo town listens on loopback only, since anyone may sign in as its people.
//
// # Start reading
//
// config.go.
package config

// Package bench measures a server from outside, as its users would see it, and says what it cost.
//
// Each measurement starts the real binary as a child on an empty folder, brings people in by the operator's import call, puts
// load on it from this process, and compares afterwards what was answered with what was delivered and with what the
// database holds. A figure counts only when nothing was lost or doubled.
//
// One measures from within: what a posting of the ledger costs, which no caller sees by itself, on a book in this process.
//
// # Words
//
// Unit: what a measurement counts, a message, a delivery, a connection, a reconnect. In flight: sent and not yet answered.
// Server CPU: user and system time of the server's process alone, from /proc.
//
// # Always true
//
//   - Server and load share the machine, so a rate says little without the machine; CPU time per unit says more.
//   - Times of delivery are taken by one clock: both ends are in this process.
//
// # Start reading
//
// bench.go, then chat.go; link.go is the light client under all of them.
package bench

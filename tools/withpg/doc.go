// Withpg starts a temporary PostgreSQL server, runs a command with its address
// in ALUN_TEST_POSTGRES, and stops the server whatever becomes of the command.
//
//	withpg go test ./base/store
//
// The server lives in a temporary folder, listens on a Unix socket there and
// nowhere else, and does not fsync: it is for tests of SQL, not of durability.
// PostgreSQL refuses to run as root, so a caller who is root hands it to the
// user postgres or, where that is missing, nobody. An interrupt or SIGTERM is
// passed to the command first; the server stops when the command has ended. The
// exit code is the command's.
package main

// Package limit counts what may be done only so often, such as asking for a code, in the database: a limit holds across
// restarts, on all nodes together, and when two hundred try at once.
//
// # Words
//
// Rule: so many uses within so long. Window: begins with the first use, and the next one begins with the first use after
// it has ended. Key: whose uses are counted; only an HMAC of it is stored, since people's addresses are among them.
//
// # Always true
//
//   - of any number of parallel uses within one window, at most Max commit;
//   - a transaction that fails has used nothing.
//
// Limits that need not survive a restart, such as calls per second, are kept in memory by rpc.
package limit

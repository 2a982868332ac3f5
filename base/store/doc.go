// Package store keeps rows: it is the only door to the database, and everything that Alun must not forget goes through it.
//
// A room writes with [DB.Write] and reads with [DB.Read]. What Write has answered is on the disk, and stays true when
// the process dies or the power fails the moment after. The same SQL runs on two engines: SQLite, inside the process, one
// file, nothing to set up; and PostgreSQL, when one machine is not enough.
//
// # Words
//
// Closure: the function given to Read or Write. Group: the writes that share one SQLite transaction. Lane: the waiting
// line of one package; lanes take turns. Set: a slice that one statement or one closure handles as a whole. Batch: the door
// that makes sets out of single calls.
//
// # Always true
//
//   - Every answer of Write, an error too, is given only after the transaction it rests on is durable or undone.
//   - A closure that fails or panics leaves no trace, whoever shared its transaction.
//   - A closure may run more than once. It has no effect outside its [Tx]; what must happen once is an AfterCommit hook.
//   - After a failed statement nothing more succeeds in that closure, on both engines.
//   - A Write or Read inside a closure panics.
//   - An error of kind unavailable may mean "unknown": the caller repeats the same request, so writes are idempotent.
//
// # The SQL
//
// Constants, with $1…$n, in the subset that both engines speak: BIGINT, TEXT, BYTEA and BOOLEAN; no JSON, time functions,
// LIKE, sequences, triggers. Times are BIGINT Unix milliseconds. {{lock}} at the end of a SELECT locks the rows read,
// {{skip locked}} locks those that nobody else has. A write first locks the root row of what it changes: on PostgreSQL
// two closures run at the same time, and only that row keeps one from deciding on what the other is about to change.
//
// # Start reading
//
// store.go, tx.go, then writer.go for the group commit and postgres.go for the other engine.
package store

// Package rpc is how a call from outside becomes a method call inside, the same way for every room.
//
// It serves the generated Connect services under one set of rules: who may call is looked up in a table, a body has a
// size, a caller has a rate, a call has a deadline, a panic harms one call, and every failure leaves as the same
// shape with a stable code. Rooms write plain methods and know nothing of HTTP.
//
// # Words
//
// Procedure: "/alun.chat.v1.ChatService/Send". Rule: who may call a procedure. Table: all rules, one row for each procedure; a
// procedure without a row is refused, and tools/tidy refuses to build one.
//
// # Always true
//
//   - no handler runs for a caller whom the table does not name;
//   - what a client sees of an internal failure is a reference, never its text;
//   - every answer of a failure carries alun.errs.v1.Error as a detail.
//
// # Start reading
//
// rpc.go, then interceptors.go.
package rpc

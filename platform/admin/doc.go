// Package admin is the operator's desk: finding people, suspending and restoring them, making operators, the server's name and
// rules, how it is doing, and moving a whole community in from another system. Whatever is done here is written into a book
// that nobody can tear a page out of.
//
// # Words
//
// Operator: an account with the role. Act: one thing that an operator did. Audit: the book of all acts, each with the hash of the
// one before it. Source: the system that an import comes from; a foreign id is a thing's name there.
//
// # Always true
//
//   - An act and its line in the audit are one transaction: neither exists without the other. An import, which is many
//     transactions, has its line before the first.
//   - The audit is append-only, and each line's hash covers the line before: Check finds what was changed, removed or put in.
//   - One foreign id of a source becomes one thing here, however often it is imported.
//   - No method reads what people write to each other; a test walks the contract for it. Import writes messages and
//     returns none.
//   - There is always an operator, once there was one.
//   - No operator moves money: the money desk looks, freezes, sets limits, and tells the sandbox bank alone what to answer.
//
// # Neighbours
//
// Down: account does what is done to people, contact and chat take what is imported, the rooms of money what the money desk
// does. Each composes in this room's transactions.
//
// # Start reading
//
// service.go for the acts, audit.go for the book, import.go for moving in, money.go for the money desk.
package admin

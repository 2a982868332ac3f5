// Package bank is the way between the wallets and the world: money that comes in from somebody's bank account and money that
// goes out to it. A bank is another house. It answers late, twice, or not at all, and what was asked of it cannot be undone
// by a rollback, so everything here is written down before it is asked and asked again by its id until the bank has said.
//
// # Words
//
// Bank: an adapter to one bank, [Bank]; the one that comes along is the sandbox, whose money is worth nothing. Linked account: a
// person's account at a bank. Move: one top-up or withdrawal. Instruction: a move as the bank gets it. Answer: what the bank
// said. Book: one row a person, what every change of that person's bank business locks first.
//
// # Always true
//
//   - The intent (the move, and for a withdrawal the hold) is durable before the bank hears of it; its answer is booked once.
//   - A bank is never called inside a transaction, and is told the same id for the same move, however often.
//   - A move that is done has one posting of its amount; one that waits or is unknown has, when it is a withdrawal, a live hold;
//     one that failed has moved nothing for good.
//   - What is unknown is asked for until it is known. Nothing is failed for lack of an answer.
//   - Nothing is stuck in a wallet: the last of it goes out below the least amount, and so does a currency that was left.
//   - Numbers of bank accounts are sealed at rest and masked in every answer.
//
// # Neighbours
//
// Down: ledger moves the money, wallet says whether it may. Up: the money desk lists moves and tells the sandbox what to
// answer. The sandbox, in a folder of its own, stands in for a foreign system: its tables are read by nobody else.
//
// # Start reading
//
// bank.go for the words as types, move.go for how a move begins, pursue.go for how it ends.
package bank

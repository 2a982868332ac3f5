// Package pay is paying by code. A shopkeeper opens a stall, prints its code and hangs it up; who scans it types an amount, agrees
// and has paid, and the stall's people see it arrive. Or the customer shows a code of eighteen digits and the till scans that. What was
// paid can be given back, in part or whole, and at night the day's money goes to the owner's wallet.
//
// # Words
//
// Stall: somebody who is paid, with an owner and staff; its money stands in the ledger's account of code Stall. Payment: one
// amount from one payer to a stall or a person. Code: a text to be scanned; a static one has no amount, a dynamic one is for one payment.
// Target: a code of ours that was read and is to be paid. Pay code: the payer's eighteen digits; charging is taking money
// by one. Till: what went in and out of a stall, line by line. Settlement: from a stall to its owner's wallet.
//
// # Always true
//
//   - A payment's own account in the ledger is zero whenever a transaction ends: what came in went on.
//   - Refunds of a payment never sum up to more than was paid, whoever asks at once; a repeated request gets its first answer.
//   - A stall's balance in the ledger is the sum of its till.
//   - A pay code is used at most once, and a stall's code for one amount is paid at most once.
//   - A pay code cannot be told from the database: only a MAC of it is kept, under a key that is not there.
//   - What a code of ours says, amount included, was written by this server: each carries a MAC.
//   - A wrong pay code is counted before its till hears that it was wrong.
//   - A closed stall has no money and takes none.
//
// # Neighbours
//
// Down: wallet, which agrees that money leaves; ledger, which moves it; account, for names and sessions; contact, for who blocks whom.
// Below: emv reads and writes the texts of codes, code those of our own, paycode keeps the payers' digits, poster draws the printed page.
// Up: nobody yet.
//
// # Start reading
//
// pay.go for the words as types, payment.go for the way of one payment, charge.go for the other way round, refund.go, then read.go
// for what is scanned.
package pay

// Package ledger moves money, and is the only thing that does: a book of accounts in which every amount that one account
// gives is taken by another in the same moment, and in which nothing is ever rubbed out.
//
// Wallets, red packets, transfers and payments are built from its five verbs. It knows nothing of them: for the ledger a
// wallet is an account whose owner is a number.
//
// # Words
//
// Account: whose money (owner), what for (code), which currency; a [Balance] has four counters and no "balance" field.
// Posting: one movement of an amount from the debit account to the credit account, or the promise of one. Entry: what a
// posting did to one account. Verb: post (move now), hold (promise), capture (move part or all of what is held, free the
// rest), release and expire (free all of it). Group: postings that happen together or not at all. Floor: the number below
// which what is available may not fall. Head: the newest entry of an account. Seal: the signed heads of a day.
//
// # Always true
//
//   - per currency the sum over all accounts is zero, of what is posted and of what is pending;
//   - posted counters are the sums of the account's entries, whose versions are dense from 1;
//   - each entry carries the SHA-256 chain over it and all before it, and covers its posting whole;
//   - an [ID] names one posting for ever: the same again gets the first answer, something else under it is a conflict;
//   - a hold is resolved at most once; pending counters are the sums of the live holds;
//   - available = posted credit − posted debit − pending debit, never below the floor;
//   - postings and entries are only ever added; amounts are whole minor units, above zero, and never overflow or mix currencies.
//
// [Check] reads all of it back, [Ledger.Recheck] every balance, the live holds and what moved since yesterday.
//
// # Neighbours
//
// Above: wallet, bank, transfer, redpacket, pay post in their own transactions. Below: store; secret signs the seals.
// Package proof verifies an entry without the server.
//
// # Start reading
//
// ledger.go, then post.go for the way of a set through the book, book.go for the rules, seal.go for what is signed.
package ledger

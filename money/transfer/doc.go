// Package transfer is money between people who talk with each other: sending some to a friend, who takes it or gives it back;
// asking somebody for what is owed; and sharing a bill among those who sat at the table. Each is a card in the chat, and the
// money, the card and who hears of it are one step: all of it happens, or nothing.
//
// # Words
//
// Transfer: money offered to one member of a chat. It is held for a day; the payee accepts or returns it, or it goes back by
// itself. Request: one person asks another for an amount. Split: the maker of a bill asks members for their shares; his own is
// paid from the start. Card: the message that stands in the chat for one of these; it never changes, how it stands is told to each
// whom it concerns. Line: a sentence in the chat that one person alone sees. Claim: which thing a client id has made.
//
// # Always true
//
//   - A transfer that waits has a live hold of its amount; one that is done, returned or expired has exactly the posting that says so.
//   - A request that is done, and a share that is paid, has one posting from the payer to whoever asked; others have none.
//   - A thing ends once. Accepting, returning and running out at the same moment end in one of the three.
//   - The same (account, client id) is one thing, whatever is repeated.
//   - The shares of a split sum up to its total; it is done if and only if all are paid.
//   - What came back no longer counts against the payer's limits of its day and month.
//
// # Neighbours
//
// Down: ledger holds and moves, wallet says whether it may, chat carries the cards, journal tells each person how they stand.
//
// # Start reading
//
// transfer.go for the words as types, send.go for a transfer from its beginning to each of its ends, share.go for splits.
package transfer

// Package bills is what moved in a wallet, as its owner reads it: the list, the receipt of one movement, the month in
// figures, the statement to take along, and the proof that the books hold it.
//
// # Words
//
// Bill: one movement of one wallet: an entry of the ledger, or a hold that has not moved yet (pending). Kind: what it was,
// "redpacket.open", the purpose of its posting. Note: what both sides may read of it, kept with the posting. Side: the other
// party, a person, stall or bank. Cursor: where a list goes on.
//
// # Always true
//
//   - a bill is read from the ledger's entries; nothing of it is kept here, so it cannot differ from the books;
//   - nobody reads another's bills;
//   - a page looks at ScanMax entries at most, whatever is searched for; an empty page with a cursor says: go on;
//   - a sum is of whole minor units of one currency;
//   - a statement opens in a spreadsheet as text and numbers, never as formulas.
//
// # Neighbours
//
// Below: ledger (entries, holds, postings, proofs), account (people). Above: wallet serves it.
//
// # Start reading
//
// bills.go, list.go, then report.go and statement.go.
package bills

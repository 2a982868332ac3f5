// Package paycode keeps the eighteen digits that a payer shows at a till. The server issues them, one for a minute or fifteen for a day
// without a connection; a code is good once, for the device that it was issued to, until a fresh one replaces it. Why they are not
// derived on the phone is in docs/adr/0056-pay-codes-are-issued.md.
//
// Only a MAC of a code is kept, in the tables pay_code and pay_code_set of the room above.
//
// # Start reading
//
// Book.Issue, then Book.Find.
package paycode

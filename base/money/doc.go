// Package money is an amount and its currency, and nothing that moves it: that is the ledger's.
//
// # Always true
//
// An amount is a whole number of the currency's smallest unit (sen, fen, cent; a yen or a rupiah is whole already). There
// is no float. Adding never overflows silently, and never mixes currencies.
package money

// Package code is what the printed and shown codes of this server say: whom to pay, perhaps how much and for what, as an EMVCo text
// with a merchant account of our own. Every such text carries a MAC, so what is read of it was written by this server, all of it;
// why is in docs/adr/0057-our-codes-carry-a-mac.md.
//
// # Start reading
//
// Target, then Text and Parse.
package code

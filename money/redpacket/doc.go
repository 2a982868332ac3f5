// Package redpacket puts money into an envelope and the envelope into a chat, and hands it out to whoever opens it first.
//
// The sender says how much and for how many. What each share holds is drawn at that moment, sealed, and its seal goes out
// with the envelope; opening only takes the next share, so speed decides who gets one and never how much it is. What nobody
// has opened after a day goes back.
//
// # Words
//
// Packet: the envelope and what never changes about it. Standing: how far it is opened. Draw: the shares in the order in
// which they are handed out. Commitment: the seal, SHA-256 of salt, nonce and draw; proof: those three, shown when the packet
// is over. Over: gone (every share taken) or expired (the rest went back). Luckiest: who got most of a lucky packet, the
// first on a tie. Cover: the picture on the envelope.
//
// # Always true
//
//   - The shares of a draw add up to the total, and each is at least the smallest amount.
//   - One person has one share of a packet; asking again gives the same one.
//   - A share, its money, its line in the chat's margin and the packet's standing commit together, or nothing of them does.
//   - What stands on the packet's account of the ledger is total − taken − refunded; when the packet is over that is zero.
//   - The draw is what the commitment says.
//   - A packet that is over stays over: a node may remember that, and needs no one to tell it otherwise.
//
// # Neighbours
//
// Down: ledger moves the money, wallet lets it go and says who may receive, chat holds the message and knows who is in the
// chat, journal tells one person's devices what only that person may see, job ends a packet after a day, blob keeps covers. Up: the
// operator's desk adds covers.
//
// # Start reading
//
// split.go and proof.go for the idea, then open.go, the busiest way through the house.
package redpacket

// Package bus carries hints between the nodes of one Alun: "this person's name changed, forget what you remember of it",
// "this session ended", "deliver this to the people connected to you".
//
// Think of it as the bell of the house: everybody at home hears it at once, nobody who was out hears it later. The truth
// is in the database; whoever missed a ring finds out there.
//
// A single node carries a NATS server inside itself that opens no port; several nodes are given the address of a NATS
// server or cluster (`--nats`). The code is the same for both: see docs/adr/0010-nats-in-the-process.md.
//
// # Words
//
// Topic: what a hint is about, "contact.changed". Node: one running process; its name is new at every start.
//
// # Always true
//
// At most once: a hint is delivered or lost, never repeated. Hints of one node on one topic arrive in order. Publish never
// waits for anybody. When hints may have been lost, every [Bus.OnGap] function is called.
package bus

// Package chat is where people talk: two of them, a group of up to five hundred, or one with his own notes.
//
// What is said in a chat is a log: entries one after another, numbered without a gap, written once however many people
// read them. A device that was away says how far it has read and gets the rest; nothing is ever said twice, though a
// device may send twice. What has been acknowledged is on the disk.
//
// # Words
//
// Entry: one line of a log, with its seq; the countable ones also raise n, and what somebody has not read is the chat's n less
// his read_n. Change: an entry that speaks of an earlier one: an edit, a recall, a reaction. Line of the house: an entry
// that the server writes, such as "Ayu added Budi". Draft: an entry before it has a place. Room: what a node remembers of
// a chat. Desk and scribe: a room while it is written to, and who writes. Mark: how far somebody has received or read. Resend: a
// draft that may have been written before.
//
// # Always true
//
//   - seq is dense from 1 in every chat; n counts the countable entries up to each;
//   - one (sender, client id) stands in a chat's log once, whichever node it was sent to and how often;
//   - whoever joins, leaves, or gets another role, whatever is renamed or ended, is an entry: the log is the version of
//     everything that is remembered of a chat, so a remembered member who was removed cannot write;
//   - acknowledgements and deliveries follow the durable commit; a lost delivery is repaired by seq;
//   - an entry's content is as of rev, and rev is a change of that entry; what was recalled is nowhere any more;
//   - a read mark stands at an entry and carries its n; direct chats have two members; a living group has one owner.
//
// Check says so as code. Decisions: a recalled message keeps its n, so unread counts do not jump; writing in a chat reads it;
// who is let in again sees what newcomers see; a send that is refused leaves no trace (chat.blocked, chat.not_friends).
//
// # Neighbours
//
// Below: account for people and settings, contact for who may reach whom, journal for what concerns one account alone, live
// for the open lines. Above: whatever writes into chats composes [Service.Append] in its own transaction.
//
// # Start reading
//
// chat.go, room.go, then a send all the way: socket.go, service.go, resend.go, append.go, scribe.go. Then sync.go. What devices
// see of it is docs/protocol.md.
package chat

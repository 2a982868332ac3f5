// Package journal remembers for every account what changed for that account alone, so that each of its devices hears of it
// once, whether it was connected or not: a chat was pinned on the phone, a friend request came, the profile was edited.
//
// # Words
//
// Change: the newest state of one thing, as alun.chat.v1.Change. Key: which thing, such as "me", "contacts" or "chat:42".
// Seq: the place of a change in its account's journal. Draft: a change that is about to be recorded.
//
// # Always true
//
//   - seq rises by exactly one with every record of an account: a device that holds seq n and hears n+2 knows of a gap;
//   - a key stands in the journal once: a newer change replaces the older and takes a new seq, so a device that was away
//     for a year reads each thing once, and the journal is as long as the number of things, not of changes;
//   - a change commits together with what it tells of, and is pushed only after that is durable;
//   - a push is a hint: what got lost is read again by Since.
//
// # Neighbours
//
// Above: account, contact and chat record; chat's Sync reads. Below: store, and whoever pushes frames to live devices.
//
// # Start reading
//
// [Journal.RecordSet], then [Journal.Since].
package journal

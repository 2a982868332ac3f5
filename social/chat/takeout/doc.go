// Package takeout writes the chats of a person into the zip that the person takes along: pages to read, files for machines.
//
// # Words
//
// Part: what one room adds to the zip. Page: chats/N.html, to read. Log: chats/N.jsonl, one entry a line as the contract
// writes it in JSON.
//
// # Always true
//
//   - the zip holds what the person may see in the app at that moment, and nothing else: no entry from before joining or after
//     leaving, nothing cleared, deleted or taken back;
//   - it streams: no more than a page of history is in memory.
//
// # Neighbours
//
// Above: account, which makes the zip. Below: chat.
//
// # Start reading
//
// takeout.go.
package takeout

// Package presence tells people whether a friend is there just now, or when he was last seen, as far as that friend allows it.
//
// # Words
//
// Online: with at least one live connection on any node. Watch: one device's list of people it wants to hear of, which it
// shows at the moment. Audience: whom somebody lets know: everyone, friends or nobody.
//
// # Always true
//
//   - nobody learns more of somebody than he may learn in turn: who shows himself to nobody sees nobody;
//   - between two of whom one blocks the other, nothing passes;
//   - who is gone for less than [OfflineAfter], such as in a tunnel or while a page reloads, was never gone;
//   - presence is told to those who watch and to nobody else, so that its cost does not grow with friendships.
//
// # Neighbours
//
// Above: chat's socket and its GetPresence. Below: live knows the connections, account the settings and when somebody was last
// seen, contact who is whose friend.
//
// # Start reading
//
// presence.go.
package presence

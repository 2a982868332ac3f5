// Package contact knows who knows whom. It is each person's address book: asking somebody to become friends, the name
// one gives a friend for oneself, and the door that keeps out whom one does not want to hear from. Chats ask it who may
// write to whom.
//
// # Words
//
// Book: one person's contacts; its row is what every change of them locks first. Side: how one person keeps another, a row
// in each of the two books. Listed: in one's own list. Friend: both list each other. Request: the wish to become friends,
// a row on each side too. Reach: whether a message from one arrives at the other.
//
// # Always true
//
//   - The two sides of a pair agree on friendship and on who blocks whom; both are written in one transaction, the
//     books locked in the order of their ids.
//   - Nobody becomes a friend without having asked or having accepted.
//   - A request that was declined, ignored, ran out or met a block looks to its asker like one that waits.
//   - Who cannot be found and who does not exist give the same answer.
//   - Deleting a friend shows in the list of the one who does it, and in no other.
//   - A book holds at most MaxFriends listed people and MaxBlocks blocked ones.
//
// # Neighbours
//
// Down: account, for profiles, settings and the journal that tells a person's devices. Up: chat asks Reach and
// Friends, and opens a chat when the job "contact.friends" says that a friendship has begun. The topic "contact.changed" of
// the bus tells all nodes to forget what they remember of a pair.
//
// # Start reading
//
// contact.go for the words as types, befriend.go for the heart of it, reach.go for what chats ask.
package contact

package chat

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"time"

	"alun/base/id"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// room is what a node remembers of a chat: who is in it, and where its log stands.
//
// The log is also the version of everything else here. Whoever joins, leaves or gets another role, whatever is renamed or
// dissolved: it is an entry of the log. So a room that is remembered at seq is exact as long as the log stands at seq,
// and whoever holds the lock on the chat's row finds that out by asking for the entries after seq (rooms.go).
//
// A room that others can see never changes; what comes after is another room.
type room struct {
	id     id.Chat
	seq, n int64 // of the newest entry; 0 for none
	*roster
	tail *tail
}

// roster is who is in a chat, and the chat's settings.
type roster struct {
	kind          chatv1.Kind
	name          string
	newcomersSee  bool
	membersInvite bool
	dissolved     bool
	createdAt     time.Time
	seats         map[id.Account]seat
	ids           []id.Account // of the seats, the longest there first
}

// seat is one present member as the rules of writing need it.
type seat struct {
	role      chatv1.Role
	from      int64 // the first seq that the member may see
	joinedAt  int64 // Unix milliseconds
	invitedBy id.Account
	accepted  bool // direct: has answered the other, a stranger
}

func (r *roster) admin(a id.Account) bool { return r.seats[a].role >= chatv1.Role_ROLE_ADMIN }

// peer returns the other one of a direct chat; oneself in notes to self; 0 when the other has deleted the account.
func (r *roster) peer(a id.Account) id.Account {
	if r.kind == chatv1.Kind_KIND_SELF {
		return a
	}
	for _, other := range r.ids {
		if other != a {
			return other
		}
	}
	return 0
}

// with returns a roster in which change has been made to the seats.
func (r *roster) with(change func(next *roster)) *roster {
	next := *r
	next.seats = maps.Clone(r.seats)
	change(&next)
	next.order()
	return &next
}

// order sets ids from seats.
func (r *roster) order() {
	r.ids = slices.SortedFunc(maps.Keys(r.seats), func(a, b id.Account) int {
		return cmp.Or(cmp.Compare(r.seats[a].joinedAt, r.seats[b].joinedAt), cmp.Compare(a, b))
	})
}

// heir returns who gets a group when its owner leaves: the longest-standing admin, else member; 0 when nobody is left.
func (r *roster) heir(owner id.Account) (heir id.Account) {
	for _, a := range r.ids {
		if a != owner && (heir == 0 || r.seats[a].role > r.seats[heir].role) {
			heir = a
		}
	}
	return heir
}

// tail is what a node remembers of a log's newest entries, to answer resends from memory: a chain of pieces, newest first.
// It never changes either.
type tail struct {
	after int64  // every entry with a higher seq is in the chain
	sent  []sent // rising seq
	older *tail
	size  int // entries of the chain
}

// sent is one entry that a resend would repeat.
type sent struct {
	sender   id.Account
	clientID [ClientIDLength]byte
	seq, n   int64
	at       int64 // Unix milliseconds
}

// keepTail is how many newest entries a tail keeps at least, once it has seen so many. It is cut at twice that.
const keepTail = 32

// grow returns the chain with newer entries in front, without the oldest when it is long.
func (t *tail) grow(newer []sent) *tail {
	if len(newer) == 0 {
		return t
	}
	next := &tail{after: t.after, sent: newer, older: t, size: t.size + len(newer)}
	if next.size <= 2*keepTail {
		return next
	}
	all := make([]sent, 0, next.size)
	for piece := next; piece != nil; piece = piece.older {
		for _, e := range slices.Backward(piece.sent) {
			all = append(all, e)
		}
	}
	all = all[:min(len(all), keepTail)]
	slices.Reverse(all)
	return &tail{after: all[0].seq - 1, sent: all, size: len(all)}
}

// find returns the entry that sender sent as clientID after base. Whether the chain reaches back to base is known by after.
func (t *tail) find(sender id.Account, clientID []byte, base int64) (sent, bool) {
	for piece := t; piece != nil; piece = piece.older {
		for _, e := range slices.Backward(piece.sent) {
			if e.seq <= base {
				return e, false
			}
			if e.sender == sender && bytes.Equal(e.clientID[:], clientID) {
				return e, true
			}
		}
	}
	return sent{}, false
}

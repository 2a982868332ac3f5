package chat

import (
	"time"

	"google.golang.org/protobuf/proto"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// Limits. What is over one gets an error that names it.
const (
	MaxMembers     = 500              // people in a group
	MaxChats       = 5000             // chats of one account; further groups cannot add it
	MaxName        = 60               // characters of a group's name
	MaxText        = 5000             // characters of a message
	MaxDraft       = 5000             // characters of a draft
	MaxMentions    = 50               // people mentioned by name in one message
	MaxQuote       = 140              // characters kept of a quoted message
	MaxEdits       = 20               // edits of one message
	MaxOwnReacts   = 5                // reactions of one person to one message
	MaxReacts      = 20               // different reactions to one message
	MaxEmoji       = 32               // bytes of one reaction
	MaxPinned      = 5                // pinned chats of one account
	MaxDelete      = 100              // entries of one DeleteForMe
	MaxDeleted     = 1000             // entries that one person keeps deleted in one chat; Clear frees them
	MaxHistory     = 200              // entries of one page of history
	MaxSyncPage    = 50               // entries of one chat in one answer of Sync
	MaxRequest     = 3                // messages of a stranger before the other answers
	EveryoneFree   = 32               // members of a group up to which everyone may mention all
	EditWithin     = 15 * time.Minute // of sending
	RecallWithin   = 2 * time.Minute  // of sending; an admin of a group may recall at any time
	ClientIDLength = 16               // bytes
)

// Limits of a resend: see resend.go.
const (
	Lookback    = 1000    // newest entries looked through when a send does not say base_seq
	MaxLookback = 100_000 // entries after base_seq; an older base gets chat.base_too_old
)

// The kinds of entries, as stored: the field numbers of chatv1.Body.
const (
	kindText   = 1
	kindCard   = 2
	kindPacket = 3
	kindPaid   = 4 // a transfer
	kindAsk    = 5 // a request for money
	kindSplit  = 6
	kindEdit   = 10
	kindRecall = 11
	kindReact  = 12
	kindSystem = 13
)

// ofMoney reports whether the entry is a card that a room of money has written: nobody can forward it, and no one takes it back.
func ofMoney(kind int64) bool { return kind >= kindPacket && kind <= kindSplit }

// countable reports whether a person would count the entry as a message.
func countable(kind int64) bool { return kind < kindEdit }

// Draft is an entry that somebody wants in a chat's log.
type Draft struct {
	Chat     id.Chat
	Sender   id.Account // 0: the house
	ClientID []byte     // ClientIDLength bytes of the device's choosing; none for the house
	BaseSeq  int64      // the newest seq that the device knew when it first sent this
	At       time.Time  // zero: the time of the transaction

	// Entry holds what is said: body, quote, mentions, forwarded. Nothing else of it is looked at.
	Entry *chatv1.Entry

	content []byte // Entry encoded, when the door has done so already
	checked int64  // no entry up to here is this one; see resend.go
}

// Written is a draft that has become an entry.
type Written struct {
	Chat      id.Chat
	Seq, N    int64
	At        time.Time
	Duplicate bool // it had been written before; this is the first answer
}

// Result is what became of one draft.
type Result = store.Result[Written]

// Errors that callers tell apart.
var (
	ErrNotFound   = errs.NotFound("chat.not_found", "There is no such chat.")
	ErrNoEntry    = errs.NotFound("chat.no_entry", "There is no such message.")
	ErrLeft       = errs.Denied("chat.left", "You are no longer in this chat.")
	ErrDissolved  = errs.Conflict("chat.dissolved", "This group has been dissolved.")
	ErrNotFriends = errs.Denied("chat.not_friends", "You can write again when this person answers or becomes your friend.")
	ErrBlocked    = errs.Denied("chat.blocked", "This person cannot be reached.")
	ErrPeerGone   = errs.Conflict("chat.peer_gone", "This person has deleted the account.")
	ErrNotAdmin   = errs.Denied("chat.not_admin", "Only an admin of the group may do this.")
	ErrNotOwner   = errs.Denied("chat.not_owner", "Only the owner of the group may do this.")
	ErrNotGroup   = errs.Invalid("chat.not_group", "This is not a group.")
	ErrBaseTooOld = errs.Conflict("chat.base_too_old", "Sync first: this message may have been sent long ago.")
)

// kindOf returns the stored kind of a body; 0 when it says nothing.
func kindOf(b *chatv1.Body) int64 {
	switch b.GetKind().(type) {
	case *chatv1.Body_Text:
		return kindText
	case *chatv1.Body_Card:
		return kindCard
	case *chatv1.Body_Packet:
		return kindPacket
	case *chatv1.Body_Transfer:
		return kindPaid
	case *chatv1.Body_MoneyRequest:
		return kindAsk
	case *chatv1.Body_Split:
		return kindSplit
	case *chatv1.Body_Edit:
		return kindEdit
	case *chatv1.Body_Recall:
		return kindRecall
	case *chatv1.Body_React:
		return kindReact
	case *chatv1.Body_System:
		return kindSystem
	}
	return 0
}

// targetOf returns the entry that a change speaks of; 0 when b is no change.
func targetOf(b *chatv1.Body) int64 {
	return max(b.GetEdit().GetSeq(), b.GetRecall().GetSeq(), b.GetReact().GetSeq())
}

// line makes the entry of a line of the house.
func line(what chatv1.System_What, actor id.Account, value string, about ...id.Account) *chatv1.Entry {
	s := &chatv1.System{What: what, ActorId: int64(actor), Value: value}
	for _, a := range about {
		s.AccountIds = append(s.AccountIds, int64(a))
	}
	return &chatv1.Entry{Body: &chatv1.Body{Kind: &chatv1.Body_System{System: s}}}
}

// encode writes m; messages made here always can be.
func encode(m proto.Message) []byte {
	b, err := proto.Marshal(m)
	if err != nil {
		panic("chat: " + err.Error())
	}
	return b
}

package contact

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	contactv1 "alun/api/gen/alun/contact/v1"
	"alun/base/errs"
	"alun/base/id"
)

// Limits, each with an error of its own.
const (
	MaxFriends     = 5_000 // people listed in one book
	MaxBlocks      = 5_000 // people blocked by one person
	MaxNote        = 140   // characters of a request's note
	MaxRemark      = 40    // characters of the name that one gives a friend
	MaxOwnNote     = 400   // characters of what one writes down about a friend
	MaxTags        = 20    // tags of one contact
	MaxTag         = 20    // characters of a tag
	MaxRequests    = 1_000 // requests kept in one book; the oldest go
	FindsPerDay    = 100   // look-ups by handle, phone or QR of one person and UTC day
	RequestsPerDay = 50    // requests sent by one person and UTC day

	RequestLife = 30 * 24 * time.Hour // after which a request has run out
	NoteTime    = 24 * time.Hour      // within which asking again changes the note of the same request
)

// Errors that callers meet. Their codes are part of the contract.
var (
	ErrNotFound      = errs.NotFound("contact.not_found", "Nobody can be found by this.")
	ErrSelf          = errs.Invalid("contact.self", "That is yourself.")
	ErrRequestGone   = errs.NotFound("contact.request_gone", "This request is no longer there.")
	ErrRequestOver   = errs.Conflict("contact.request_expired", "This request has run out. You can send one yourself.")
	ErrYouBlocked    = errs.Conflict("contact.you_blocked", "You have blocked this person. Unblock them first.")
	ErrNotInList     = errs.Conflict("contact.not_in_list", "This person is not among your contacts.")
	ErrFull          = errs.Exhausted("contact.full", "You have %d contacts, which is as many as there can be.", MaxFriends)
	ErrOtherFull     = errs.Exhausted("contact.other_full", "This person's contacts are full.")
	ErrTooManyBlocks = errs.Exhausted("contact.too_many_blocks", "You have blocked %d people, which is as many as there can be.", MaxBlocks)
)

// vias are the ways in which somebody may have found a person; anything else is stored as "".
var vias = []string{"handle", "phone", "qr", "group", "card", "chat"}

// Side is how Account keeps Other. The zero flags are those of two strangers.
type Side struct {
	Account, Other id.Account
	Listed         bool // Other stands in Account's list
	Friend         bool // both list each other
	Blocked        bool // Account blocks Other
	BlockedBy      bool // Other blocks Account
	Starred        bool
	Remark         string
	Note           string
	Tags           []string
	Since          time.Time // of the listing or the block
}

// stranger reports whether the row says nothing and need not be kept.
func (s Side) stranger() bool { return !s.Listed && !s.Friend && !s.Blocked && !s.BlockedBy }

// forget takes away what Account wrote about Other.
func (s *Side) forget() {
	s.Listed, s.Friend, s.Starred, s.Remark, s.Note, s.Tags = false, false, false, "", "", nil
}

// State is how a request stands. The numbers are stored.
type State int64

const (
	Waiting  State = 1 // for an answer
	Accepted State = 2 // both are, or were, friends
	Declined State = 3 // known to the one asked alone
	Ignored  State = 4 // known to the one asked alone; asking again does not undo it
)

// FriendRequest is the wish of one of two people to become friends, as one of them keeps it. Both sides carry the same ID;
// the asker's side is told of acceptance only.
type FriendRequest struct {
	ID             id.Request
	Account, Other id.Account // whose row it is, and the other one
	Incoming       bool       // Other asks Account
	Note           string
	Via            string
	Remark         string // the asker's name for the other one, kept on the asker's side until they are friends
	State          State
	At             time.Time
	Seen           bool
}

// open reports whether the request can still make friends at the time now. Declined and ignored ones can: people change
// their mind.
func (r *FriendRequest) open(now time.Time) bool {
	return r != nil && r.State != Accepted && now.Before(r.At.Add(RequestLife))
}

// noteMayChange reports whether asking again at the time now is the same request.
func (r *FriendRequest) noteMayChange(now time.Time) bool {
	return r != nil && r.State != Accepted && now.Before(r.At.Add(NoteTime))
}

// shown is the state that the keeper of this row may know at the time now.
func (r *FriendRequest) shown(now time.Time) contactv1.FriendRequest_State {
	switch {
	case r.State == Accepted:
		return contactv1.FriendRequest_STATE_ACCEPTED
	case !r.Incoming:
		return contactv1.FriendRequest_STATE_WAITING
	case r.State == Waiting && !r.open(now):
		return contactv1.FriendRequest_STATE_EXPIRED
	case r.State == Declined:
		return contactv1.FriendRequest_STATE_DECLINED
	case r.State == Ignored:
		return contactv1.FriendRequest_STATE_IGNORED
	}
	return contactv1.FriendRequest_STATE_WAITING
}

// relation says how the keeper of side stands to the other one, given the requests of both directions (nil for none).
func relation(side Side, asked, asking *FriendRequest, now time.Time) contactv1.Relation {
	switch {
	case side.Account == side.Other:
		return contactv1.Relation_RELATION_SELF
	case side.Listed:
		return contactv1.Relation_RELATION_FRIEND
	case asking.open(now) && asking.State == Waiting:
		return contactv1.Relation_RELATION_ASKING
	case asked.open(now):
		return contactv1.Relation_RELATION_ASKED
	}
	return contactv1.Relation_RELATION_STRANGER
}

// cleanText trims s and refuses more than limit characters with invalid contact.<field>_too_long.
func cleanText(field, s string, limit int) (string, error) {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > limit {
		return "", errs.Invalid("contact."+field+"_too_long", "At most %d characters fit here.", limit)
	}
	return s, nil
}

// cleanTags trims, drops empty and doubled tags, and keeps the order. Errors: invalid contact.tag_too_long,
// contact.too_many_tags, contact.tag_line (a tag is one line).
func cleanTags(tags []string) ([]string, error) {
	var clean []string
	for _, tag := range tags {
		tag, err := cleanText("tag", tag, MaxTag)
		if err != nil {
			return nil, err
		}
		if strings.ContainsAny(tag, "\n\r") {
			return nil, errs.Invalid("contact.tag_line", "A tag is one line.")
		}
		if tag != "" && !slices.Contains(clean, tag) {
			clean = append(clean, tag)
		}
	}
	if len(clean) > MaxTags {
		return nil, errs.Invalid("contact.too_many_tags", "A contact has at most %d tags.", MaxTags)
	}
	return clean, nil
}

func cleanVia(via string) string {
	if slices.Contains(vias, via) {
		return via
	}
	return ""
}

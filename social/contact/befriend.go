package contact

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// JobFriends is the kind of the job that says that a friendship has begun; its payload is a Friends. It reaches disk.
const JobFriends = "contact.friends"

// Friends is what happened when a friendship began.
type Friends struct {
	Asker    id.Account `json:"asker,string"`
	Accepter id.Account `json:"accepter,string"`
	Note     string     `json:"note"` // what the asker wrote with the request
	AtMs     int64      `json:"at_ms"`
}

// pair is two people's sides and books, locked. one is the side of the person who acts.
type pair struct {
	one, two         Side
	oneBook, twoBook *book
}

func lockPair(ctx context.Context, tx *store.Tx, one, two id.Account) (p pair, err error) {
	if p.oneBook, p.twoBook, err = lockBooks(ctx, tx, one, two); err != nil {
		return p, err
	}
	if p.one, err = readSide(ctx, tx, one, two); err != nil {
		return p, err
	}
	p.two, err = readSide(ctx, tx, two, one)
	return p, err
}

// save writes both sides and books and has every node forget the pair.
func (s *Service) save(ctx context.Context, tx *store.Tx, p pair) error {
	for _, side := range []Side{p.one, p.two} {
		if err := saveSide(ctx, tx, side); err != nil {
			return err
		}
	}
	for _, b := range []*book{p.oneBook, p.twoBook} {
		if err := saveBook(ctx, tx, b); err != nil {
			return err
		}
	}
	one, two := p.one.Account, p.two.Account
	tx.AfterCommit(func() {
		s.pairs.forget(one, two)
		s.bus.Publish(topicChanged, encodePair(one, two))
	})
	return nil
}

// join lists both in each other's book. Errors: ErrFull, ErrOtherFull.
func (p *pair) join(at time.Time) error {
	for _, x := range []struct {
		side *Side
		book *book
		full error
	}{{&p.one, p.oneBook, ErrFull}, {&p.two, p.twoBook, ErrOtherFull}} {
		if !x.side.Listed {
			if x.book.listed >= MaxFriends {
				return x.full
			}
			x.book.listed++
			x.side.Since = at
		}
		x.side.Listed, x.side.Friend = true, true
	}
	return nil
}

// Befriend makes two people friends at a time in the past, as an import does: without a request, limits of a day or a job.
// It composes inside tx. It reports false when they were friends already. Errors: ErrSelf, ErrFull, ErrOtherFull.
func (s *Service) Befriend(ctx context.Context, tx *store.Tx, a, b id.Account, at time.Time) (bool, error) {
	if a == b {
		return false, ErrSelf
	}
	p, err := lockPair(ctx, tx, a, b)
	if err != nil || p.one.Friend {
		return false, err
	}
	if err := p.join(at); err != nil {
		return false, err
	}
	if err := s.save(ctx, tx, p); err != nil {
		return false, err
	}
	if err := closeRequests(ctx, tx, a, b); err != nil {
		return false, err
	}
	return true, s.changed(ctx, tx, min(a, b), max(a, b))
}

// Ask is a request that somebody wants to send.
type Ask struct {
	To     id.Account
	Note   string // up to MaxNote characters
	Via    string
	Remark string // the asker's own name for the other, kept when they become friends
}

// RequestFriend asks somebody to become friends. Asking again within NoteTime changes the note. When the other one has
// asked too, or still lists the caller, both are friends at once. To ask a friend is harmless and does nothing.
//
// Errors: ErrSelf, ErrNotFound, ErrYouBlocked, ErrFull, ErrOtherFull, exhausted contact.request_limit, and invalid ones.
func (s *Service) RequestFriend(ctx context.Context, caller id.Account, ask Ask) (err error) {
	defer errs.Wrap(&err, "contact.RequestFriend(%d, %d)", caller, ask.To)
	if caller == ask.To {
		return ErrSelf
	}
	if ask.Note, err = cleanText("note", ask.Note, MaxNote); err != nil {
		return err
	}
	if ask.Remark, err = cleanText("remark", ask.Remark, MaxRemark); err != nil {
		return err
	}
	ask.Via = cleanVia(ask.Via)
	people, err := s.accounts.People(ctx, []id.Account{ask.To})
	if err != nil {
		return err
	}
	if person := people[ask.To]; person == nil || person.GetDeleted() {
		return ErrNotFound
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return s.request(ctx, tx, caller, ask) })
}

func (s *Service) request(ctx context.Context, tx *store.Tx, caller id.Account, ask Ask) error {
	if err := spend(ctx, tx, caller, "request", RequestsPerDay); err != nil {
		return err
	}
	p, err := lockPair(ctx, tx, caller, ask.To)
	if err != nil {
		return err
	}
	asked, err := readRequest(ctx, tx, caller, ask.To, false)
	if err != nil {
		return err
	}
	asking, err := readRequest(ctx, tx, caller, ask.To, true)
	switch {
	case err != nil:
		return err
	case p.one.Blocked:
		return ErrYouBlocked
	case p.one.Friend:
		return nil
	case !p.two.Blocked && asking.open(tx.Now):
		p.one.Remark = or(ask.Remark, p.one.Remark)
		return s.accept(ctx, tx, p, *asking)
	case !p.two.Blocked && p.two.Listed:
		p.one.Remark = or(ask.Remark, p.one.Remark)
		return s.begin(ctx, tx, p, Friends{Asker: caller, Accepter: ask.To, Note: ask.Note})
	}
	return s.putRequest(ctx, tx, p, asked, ask)
}

// putRequest writes a request into both books; into the asker's alone when the other one blocks the asker.
func (s *Service) putRequest(ctx context.Context, tx *store.Tx, p pair, asked *FriendRequest, ask Ask) error {
	mine := FriendRequest{
		ID: id.Next[id.Request](s.ids), Account: p.one.Account, Other: p.two.Account,
		Note: ask.Note, Via: ask.Via, Remark: ask.Remark, State: Waiting, At: tx.Now, Seen: true,
	}
	if asked.noteMayChange(tx.Now) {
		mine.ID, mine.At = asked.ID, asked.At
	}
	if err := saveRequest(ctx, tx, mine); err != nil {
		return err
	}
	if p.two.Blocked {
		return s.changed(ctx, tx, mine.Account)
	}
	theirs := mine
	theirs.Account, theirs.Other, theirs.Incoming, theirs.Remark, theirs.Seen = mine.Other, mine.Account, true, "", false
	before, err := readRequest(ctx, tx, theirs.Account, theirs.Other, true)
	if err != nil {
		return err
	}
	if before.open(tx.Now) && (before.ID == theirs.ID || before.State == Ignored) {
		theirs.State = before.State // a new note does not undo an answer, nor does asking again undo being ignored
	}
	if err := saveRequest(ctx, tx, theirs); err != nil {
		return err
	}
	return s.changed(ctx, tx, min(mine.Account, theirs.Account), max(mine.Account, theirs.Account))
}

// Answer is what somebody does with an incoming request.
type Answer int

// The answers. Look is not one yet: it only takes the request off the badge.
const (
	Accept Answer = iota
	Decline
	Ignore
	Look
)

// AnswerRequest answers an incoming request of the caller. To accept twice is harmless; a declined or ignored request can
// still be accepted while it is open. Errors: ErrRequestGone, ErrRequestOver, ErrYouBlocked, ErrFull, ErrOtherFull.
func (s *Service) AnswerRequest(ctx context.Context, caller id.Account, request id.Request, a Answer) (other id.Account, err error) {
	defer errs.Wrap(&err, "contact.AnswerRequest(%d, %d)", caller, request)
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := readRequestByID(ctx, tx, caller, request)
		if err != nil {
			return err
		}
		other = r.Other
		p, err := lockPair(ctx, tx, caller, other)
		if err != nil {
			return err
		}
		// Again, now that nobody else can change it.
		if r, err = readRequestByID(ctx, tx, caller, request); err != nil {
			return err
		}
		return s.answer(ctx, tx, p, *r, a)
	})
	return other, err
}

func (s *Service) answer(ctx context.Context, tx *store.Tx, p pair, r FriendRequest, a Answer) error {
	switch {
	case !r.Incoming:
		return ErrRequestGone
	case a != Look && r.State == Accepted:
		return nil
	case a == Accept && !r.open(tx.Now):
		return ErrRequestOver
	case a == Accept && p.one.Blocked:
		return ErrYouBlocked
	case a == Accept:
		return s.accept(ctx, tx, p, r)
	case a == Decline:
		r.State = Declined
	case a == Ignore:
		r.State = Ignored
	}
	r.Seen = true
	if err := saveRequest(ctx, tx, r); err != nil {
		return err
	}
	return s.changed(ctx, tx, r.Account)
}

// accept makes friends of the two of an incoming request of p.one.
func (s *Service) accept(ctx context.Context, tx *store.Tx, p pair, r FriendRequest) error {
	theirs, err := readRequest(ctx, tx, r.Other, r.Account, false)
	if err != nil {
		return err
	}
	if theirs != nil {
		p.two.Remark = or(p.two.Remark, theirs.Remark)
	}
	return s.begin(ctx, tx, p, Friends{Asker: r.Other, Accepter: r.Account, Note: r.Note})
}

// begin writes a new friendship, closes the requests between the two and announces it.
func (s *Service) begin(ctx context.Context, tx *store.Tx, p pair, f Friends) error {
	if err := p.join(tx.Now); err != nil {
		return err
	}
	if err := s.save(ctx, tx, p); err != nil {
		return err
	}
	if err := closeRequests(ctx, tx, p.one.Account, p.two.Account); err != nil {
		return err
	}
	f.AtMs = tx.Now.UnixMilli()
	payload, err := json.Marshal(f)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("%d:%d:%d", f.Asker, f.Accepter, f.AtMs)
	if err := s.jobs.Later(ctx, tx, JobFriends, int64(f.Accepter), key, payload); err != nil {
		return err
	}
	return s.changed(ctx, tx, min(f.Asker, f.Accepter), max(f.Asker, f.Accepter))
}

// closeRequests marks whatever the two have asked of each other as accepted.
func closeRequests(ctx context.Context, tx *store.Tx, one, two id.Account) error {
	for _, x := range [][2]id.Account{{one, two}, {two, one}} {
		for _, incoming := range []bool{true, false} {
			r, err := readRequest(ctx, tx, x[0], x[1], incoming)
			if err != nil {
				return err
			}
			if r == nil || r.State == Accepted {
				continue
			}
			r.State, r.Seen = Accepted, true
			if err := saveRequest(ctx, tx, *r); err != nil {
				return err
			}
		}
	}
	return nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

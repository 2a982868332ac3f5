package contact

import (
	"context"
	"maps"
	"slices"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	contactv1 "alun/api/gen/alun/contact/v1"
	"alun/base/id"
	"alun/base/latin"
)

// describe returns how the caller keeps somebody, and the request between the two that the caller would answer or waits
// for. Error: ErrNotFound for an id that is nobody's.
func (s *Service) describe(ctx context.Context, caller, other id.Account) (*contactv1.Contact, *contactv1.FriendRequest, error) {
	people, err := s.accounts.People(ctx, []id.Account{other})
	if err != nil {
		return nil, nil, err
	}
	person := people[other]
	if person == nil {
		return nil, nil, ErrNotFound
	}
	r, err := s.Relation(ctx, caller, other)
	if err != nil {
		return nil, nil, err
	}
	now := s.clock.Now()
	contact := asContact(r, person, now)
	var request *contactv1.FriendRequest
	switch {
	case contact.Relation == contactv1.Relation_RELATION_ASKING:
		request = asRequest(r.Asking, person, now)
	case contact.Relation == contactv1.Relation_RELATION_ASKED:
		request = asRequest(r.Asked, person, now)
	case contact.Relation == contactv1.Relation_RELATION_STRANGER && r.Asking.open(now):
		request = asRequest(r.Asking, person, now) // declined or ignored: can still be accepted
	}
	return contact, request, nil
}

func asContact(r Relation, person *accountv1.Person, now time.Time) *contactv1.Contact {
	name := or(r.Side.Remark, person.GetName())
	c := &contactv1.Contact{
		Person: person, Relation: relation(r.Side, r.Asked, r.Asking, now),
		Remark: r.Side.Remark, Note: r.Side.Note, Tags: r.Side.Tags, Starred: r.Side.Starred, Blocked: r.Side.Blocked,
		SortKey: latin.Key(name),
	}
	if r.Side.Listed || r.Side.Blocked {
		c.SinceMs = r.Side.Since.UnixMilli()
	}
	return c
}

func asRequest(r *FriendRequest, person *accountv1.Person, now time.Time) *contactv1.FriendRequest {
	if r == nil {
		return nil
	}
	return &contactv1.FriendRequest{
		Id: int64(r.ID), Person: person, Incoming: r.Incoming, Note: r.Note, Via: r.Via,
		AtMs: r.At.UnixMilli(), State: r.shown(now), Seen: r.Seen,
	}
}

// peopleAtOnce is how many profiles are asked for in one call.
const peopleAtOnce = 200

// profiles returns the profiles of the accounts that a list speaks of.
func profiles[T any](ctx context.Context, accounts Accounts, list []T, of func(T) id.Account) (map[id.Account]*accountv1.Person, error) {
	all := make(map[id.Account]*accountv1.Person, len(list))
	for chunk := range slices.Chunk(list, peopleAtOnce) {
		ids := make([]id.Account, len(chunk))
		for i, x := range chunk {
			ids[i] = of(x)
		}
		people, err := accounts.People(ctx, ids)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, people)
	}
	return all, nil
}

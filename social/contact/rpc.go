package contact

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	contactv1 "alun/api/gen/alun/contact/v1"
	"alun/api/gen/alun/contact/v1/contactv1connect"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/latin"
)

// RPC returns the service as the contract has it.
func (s *Service) RPC() contactv1connect.ContactServiceHandler { return rpcServer{s} }

type rpcServer struct{ *Service }

func (r rpcServer) Find(ctx context.Context, req *contactv1.FindRequest) (*contactv1.FindResponse, error) {
	var by Key
	var value string
	switch k := req.GetBy().(type) {
	case *contactv1.FindRequest_Handle:
		by, value = ByHandle, k.Handle
	case *contactv1.FindRequest_Phone:
		by, value = ByPhone, k.Phone
	case *contactv1.FindRequest_Qr:
		by, value = ByQR, k.Qr
	default:
		return nil, errs.Invalid("contact.find_by", "Say what to look for.")
	}
	caller := authn.Must(ctx).Account
	found, err := r.Service.Find(ctx, caller, by, value)
	if err != nil {
		return nil, err
	}
	contact, _, err := r.describe(ctx, caller, found)
	return &contactv1.FindResponse{Contact: contact}, err
}

func (r rpcServer) GetRelation(ctx context.Context, req *contactv1.GetRelationRequest) (*contactv1.GetRelationResponse, error) {
	contact, request, err := r.describe(ctx, authn.Must(ctx).Account, id.Account(req.GetAccountId()))
	return &contactv1.GetRelationResponse{Contact: contact, Request: request}, err
}

func (r rpcServer) RequestFriend(ctx context.Context, req *contactv1.RequestFriendRequest) (*contactv1.RequestFriendResponse, error) {
	caller, to := authn.Must(ctx).Account, id.Account(req.GetAccountId())
	err := r.Service.RequestFriend(ctx, caller, Ask{To: to, Note: req.GetNote(), Via: req.GetVia(), Remark: req.GetRemark()})
	if err != nil {
		return nil, err
	}
	contact, request, err := r.describe(ctx, caller, to)
	return &contactv1.RequestFriendResponse{Contact: contact, Request: request}, err
}

func (r rpcServer) ListRequests(ctx context.Context, req *contactv1.ListRequestsRequest) (*contactv1.ListRequestsResponse, error) {
	before, beforeID := time.UnixMilli(req.GetBeforeMs()), id.Request(req.GetBeforeId())
	if req.GetBeforeMs() == 0 {
		before, beforeID = time.UnixMilli(math.MaxInt64), math.MaxInt64
	}
	limit := cmp.Or(int(req.GetLimit()), 50)
	list, unseen, err := r.Requests(ctx, authn.Must(ctx).Account, before, beforeID, limit)
	if err != nil {
		return nil, err
	}
	people, err := profiles(ctx, r.accounts, list, func(q *FriendRequest) id.Account { return q.Other })
	if err != nil {
		return nil, err
	}
	now := r.clock.Now()
	out := &contactv1.ListRequestsResponse{Unseen: int32(unseen)}
	for _, q := range list {
		if person := people[q.Other]; person != nil && !person.GetDeleted() {
			out.Requests = append(out.Requests, asRequest(q, person, now))
		}
	}
	return out, nil
}

func (r rpcServer) AnswerRequest(ctx context.Context, req *contactv1.AnswerRequestRequest) (*contactv1.AnswerRequestResponse, error) {
	answer, ok := map[contactv1.AnswerRequestRequest_Answer]Answer{
		contactv1.AnswerRequestRequest_ANSWER_ACCEPT:  Accept,
		contactv1.AnswerRequestRequest_ANSWER_DECLINE: Decline,
		contactv1.AnswerRequestRequest_ANSWER_IGNORE:  Ignore,
		contactv1.AnswerRequestRequest_ANSWER_SEEN:    Look,
	}[req.GetAnswer()]
	if !ok {
		return nil, errs.Invalid("contact.answer", "Say how to answer.")
	}
	caller := authn.Must(ctx).Account
	other, err := r.Service.AnswerRequest(ctx, caller, id.Request(req.GetId()), answer)
	if err != nil {
		return nil, err
	}
	relation, err := r.Relation(ctx, caller, other)
	if err != nil {
		return nil, err
	}
	contact, _, err := r.describe(ctx, caller, other)
	if err != nil {
		return nil, err
	}
	return &contactv1.AnswerRequestResponse{Contact: contact, Request: asRequest(relation.Asking, contact.Person, r.clock.Now())}, nil
}

func (r rpcServer) ListContacts(ctx context.Context, _ *contactv1.ListContactsRequest) (*contactv1.ListContactsResponse, error) {
	sides, err := r.Book(ctx, authn.Must(ctx).Account)
	if err != nil {
		return nil, err
	}
	people, err := profiles(ctx, r.accounts, sides, func(s Side) id.Account { return s.Other })
	if err != nil {
		return nil, err
	}
	out := &contactv1.ListContactsResponse{}
	for _, side := range sides {
		if person := people[side.Other]; person != nil {
			out.Contacts = append(out.Contacts, asContact(Relation{Side: side}, person, time.Time{}))
		}
	}
	slices.SortFunc(out.Contacts, func(a, b *contactv1.Contact) int {
		switch {
		case latin.Less(a.SortKey, b.SortKey):
			return -1
		case latin.Less(b.SortKey, a.SortKey):
			return 1
		}
		return cmp.Compare(a.Person.Id, b.Person.Id)
	})
	return out, nil
}

func (r rpcServer) UpdateContact(ctx context.Context, req *contactv1.UpdateContactRequest) (*contactv1.UpdateContactResponse, error) {
	caller, other := authn.Must(ctx).Account, id.Account(req.GetAccountId())
	change := Change{Remark: req.Remark, Note: req.Note, Starred: req.Starred}
	if req.GetTags() != nil {
		tags := req.GetTags().GetNames()
		change.Tags = &tags
	}
	if err := r.Update(ctx, caller, other, change); err != nil {
		return nil, err
	}
	contact, _, err := r.describe(ctx, caller, other)
	return &contactv1.UpdateContactResponse{Contact: contact}, err
}

func (r rpcServer) DeleteContact(ctx context.Context, req *contactv1.DeleteContactRequest) (*contactv1.DeleteContactResponse, error) {
	err := r.Delete(ctx, authn.Must(ctx).Account, id.Account(req.GetAccountId()))
	return &contactv1.DeleteContactResponse{}, err
}

func (r rpcServer) Block(ctx context.Context, req *contactv1.BlockRequest) (*contactv1.BlockResponse, error) {
	caller, other := authn.Must(ctx).Account, id.Account(req.GetAccountId())
	if err := r.Service.Block(ctx, caller, other); err != nil {
		return nil, err
	}
	contact, _, err := r.describe(ctx, caller, other)
	return &contactv1.BlockResponse{Contact: contact}, err
}

func (r rpcServer) Unblock(ctx context.Context, req *contactv1.UnblockRequest) (*contactv1.UnblockResponse, error) {
	caller, other := authn.Must(ctx).Account, id.Account(req.GetAccountId())
	if err := r.Service.Unblock(ctx, caller, other); err != nil {
		return nil, err
	}
	contact, _, err := r.describe(ctx, caller, other)
	return &contactv1.UnblockResponse{Contact: contact}, err
}

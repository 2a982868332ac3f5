package chat

import (
	"context"

	"alun/base/authn"
	"alun/base/id"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/api/gen/alun/chat/v1/chatv1connect"
)

// Handler returns the room's generated service interface.
func (s *Service) Handler(p Presence) chatv1connect.ChatServiceHandler { return rpcServer{s, p} }

// Presence says who is online, as far as the viewer may know.
type Presence interface {
	Get(ctx context.Context, viewer id.Account, of []id.Account) ([]*chatv1.Presence, error)
}

type rpcServer struct {
	s        *Service
	presence Presence
}

func me(ctx context.Context) id.Account { return authn.Must(ctx).Account }

func accounts(ids []int64) []id.Account {
	out := make([]id.Account, len(ids))
	for i, a := range ids {
		out[i] = id.Account(a)
	}
	return out
}

func numbers(ids []id.Account) []int64 {
	out := make([]int64, len(ids))
	for i, a := range ids {
		out[i] = int64(a)
	}
	return out
}

func (r rpcServer) OpenDirect(ctx context.Context, q *chatv1.OpenDirectRequest) (*chatv1.OpenDirectResponse, error) {
	c, err := r.s.OpenDirect(ctx, me(ctx), id.Account(q.AccountId))
	return &chatv1.OpenDirectResponse{Chat: c}, err
}

func (r rpcServer) CreateGroup(ctx context.Context, q *chatv1.CreateGroupRequest) (*chatv1.CreateGroupResponse, error) {
	c, refused, err := r.s.CreateGroup(ctx, me(ctx), Group{ClientID: q.ClientId, Name: q.Name, Members: accounts(q.AccountIds)})
	return &chatv1.CreateGroupResponse{Chat: c, RefusedIds: numbers(refused)}, err
}

func (r rpcServer) Send(ctx context.Context, q *chatv1.SendRequest) (*chatv1.SendResponse, error) {
	w, err := r.s.Send(ctx, me(ctx), q)
	return w.response(), err
}

func (w Written) response() *chatv1.SendResponse {
	return &chatv1.SendResponse{ChatId: int64(w.Chat), Seq: w.Seq, N: w.N, AtMs: w.At.UnixMilli(), Duplicate: w.Duplicate}
}

func (r rpcServer) History(ctx context.Context, q *chatv1.HistoryRequest) (*chatv1.HistoryResponse, error) {
	return r.s.History(ctx, me(ctx), q)
}

func (r rpcServer) Sync(ctx context.Context, q *chatv1.SyncRequest) (*chatv1.SyncResponse, error) {
	return r.s.Sync(ctx, me(ctx), q)
}

func (r rpcServer) GetChat(ctx context.Context, q *chatv1.GetChatRequest) (*chatv1.GetChatResponse, error) {
	c, err := r.s.GetChat(ctx, me(ctx), id.Chat(q.ChatId))
	return &chatv1.GetChatResponse{Chat: c}, err
}

func (r rpcServer) ListMembers(ctx context.Context, q *chatv1.ListMembersRequest) (*chatv1.ListMembersResponse, error) {
	members, err := r.s.ListMembers(ctx, me(ctx), id.Chat(q.ChatId))
	return &chatv1.ListMembersResponse{Members: members}, err
}

func (r rpcServer) AddMembers(ctx context.Context, q *chatv1.AddMembersRequest) (*chatv1.AddMembersResponse, error) {
	c, refused, err := r.s.AddMembers(ctx, me(ctx), id.Chat(q.ChatId), accounts(q.AccountIds))
	return &chatv1.AddMembersResponse{Chat: c, RefusedIds: numbers(refused)}, err
}

func (r rpcServer) RemoveMember(ctx context.Context, q *chatv1.RemoveMemberRequest) (*chatv1.RemoveMemberResponse, error) {
	c, err := r.s.RemoveMember(ctx, me(ctx), id.Chat(q.ChatId), id.Account(q.AccountId))
	return &chatv1.RemoveMemberResponse{Chat: c}, err
}

func (r rpcServer) Leave(ctx context.Context, q *chatv1.LeaveRequest) (*chatv1.LeaveResponse, error) {
	c, err := r.s.Leave(ctx, me(ctx), id.Chat(q.ChatId))
	return &chatv1.LeaveResponse{Chat: c}, err
}

func (r rpcServer) UpdateGroup(ctx context.Context, q *chatv1.UpdateGroupRequest) (*chatv1.UpdateGroupResponse, error) {
	c, err := r.s.UpdateGroup(ctx, me(ctx), q)
	return &chatv1.UpdateGroupResponse{Chat: c}, err
}

func (r rpcServer) SetRole(ctx context.Context, q *chatv1.SetRoleRequest) (*chatv1.SetRoleResponse, error) {
	c, err := r.s.SetRole(ctx, me(ctx), id.Chat(q.ChatId), id.Account(q.AccountId), q.Role)
	return &chatv1.SetRoleResponse{Chat: c}, err
}

func (r rpcServer) Dissolve(ctx context.Context, q *chatv1.DissolveRequest) (*chatv1.DissolveResponse, error) {
	c, err := r.s.Dissolve(ctx, me(ctx), id.Chat(q.ChatId))
	return &chatv1.DissolveResponse{Chat: c}, err
}

func (r rpcServer) SetState(ctx context.Context, q *chatv1.SetStateRequest) (*chatv1.SetStateResponse, error) {
	state, err := r.s.SetState(ctx, me(ctx), q)
	return &chatv1.SetStateResponse{State: state}, err
}

func (r rpcServer) DeleteForMe(ctx context.Context, q *chatv1.DeleteForMeRequest) (*chatv1.DeleteForMeResponse, error) {
	state, err := r.s.DeleteForMe(ctx, me(ctx), id.Chat(q.ChatId), q.Seqs)
	return &chatv1.DeleteForMeResponse{State: state}, err
}

func (r rpcServer) Clear(ctx context.Context, q *chatv1.ClearRequest) (*chatv1.ClearResponse, error) {
	state, err := r.s.Clear(ctx, me(ctx), id.Chat(q.ChatId))
	return &chatv1.ClearResponse{State: state}, err
}

func (r rpcServer) ListReaders(ctx context.Context, q *chatv1.ListReadersRequest) (*chatv1.ListReadersResponse, error) {
	read, unread, err := r.s.ListReaders(ctx, me(ctx), id.Chat(q.ChatId), q.Seq)
	return &chatv1.ListReadersResponse{ReadIds: numbers(read), UnreadIds: numbers(unread)}, err
}

func (r rpcServer) ListReactions(ctx context.Context, q *chatv1.ListReactionsRequest) (*chatv1.ListReactionsResponse, error) {
	reactions, err := r.s.ListReactions(ctx, me(ctx), id.Chat(q.ChatId), q.Seq)
	return &chatv1.ListReactionsResponse{Reactions: reactions}, err
}

func (r rpcServer) ListSharedGroups(ctx context.Context, q *chatv1.ListSharedGroupsRequest) (*chatv1.ListSharedGroupsResponse, error) {
	chats, err := r.s.ListSharedGroups(ctx, me(ctx), id.Account(q.AccountId))
	return &chatv1.ListSharedGroupsResponse{Chats: chats}, err
}

func (r rpcServer) GetPresence(ctx context.Context, q *chatv1.GetPresenceRequest) (*chatv1.GetPresenceResponse, error) {
	presences, err := r.presence.Get(ctx, me(ctx), accounts(q.AccountIds))
	return &chatv1.GetPresenceResponse{Presences: presences}, err
}

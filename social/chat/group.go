package chat

import (
	"context"
	"slices"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/contact"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// Errors of groups.
var (
	errFull       = errs.Exhausted("chat.group_full", "A group has at most %d members.", MaxMembers)
	errAllRefused = errs.Denied("chat.all_refused", "None of these people can be added by you.")
	errNobody     = errs.Invalid("chat.nobody", "Name 1 to %d people.", MaxMembers-1)
	errOwnerFirst = errs.Denied("chat.not_above", "Only somebody of a higher role may do this.")
	errMember     = errs.NotFound("chat.no_member", "This person is not in the group.")
	errRole       = errs.Invalid("chat.role", "A role is member, admin or owner, and not one's own to change.")
)

// Group is what CreateGroup makes.
type Group struct {
	ClientID []byte // the same one gives the same group
	Name     string
	Members  []id.Account
}

// CreateGroup makes a group owned by account and returns it with those who could not be added: people may only be added by
// those who may write to them. Errors: errNobody, errAllRefused, invalid chat.name, chat.client_id.
func (s *Service) CreateGroup(ctx context.Context, account id.Account, g Group) (_ *chatv1.Chat, refused []id.Account, err error) {
	defer errs.Wrap(&err, "chat.CreateGroup")
	if g.Name, err = cleanName(g.Name); err != nil {
		return nil, nil, err
	}
	if len(g.ClientID) != ClientIDLength {
		return nil, nil, errClientID
	}
	invited, err := s.invited(ctx, account, g.Members)
	if err != nil {
		return nil, nil, err
	}
	var chat id.Chat
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		var willing []id.Account
		if willing, refused, err = s.willing(ctx, tx, account, invited); err != nil {
			return err
		}
		chat = id.Next[id.Chat](s.ids)
		made, err := tx.Exec(ctx, insertMade, account, g.ClientID, chat)
		if err != nil {
			return err
		}
		if made == 0 {
			return tx.QueryRow(ctx, selectMade, account, g.ClientID).Scan(&chat)
		}
		if len(willing) == 0 {
			return errAllRefused
		}
		return s.found(ctx, tx, chat, g.Name, tx.Now.UnixMilli(), append([]id.Account{account}, willing...))
	})
	if err != nil {
		return nil, nil, err
	}
	view, err := s.GetChat(ctx, account, chat)
	return view, refused, err
}

// invited returns the people named, without repetitions, the inviter, and those who do not exist. Error: errNobody.
func (s *Service) invited(ctx context.Context, account id.Account, named []id.Account) ([]id.Account, error) {
	named = slices.Compact(slices.Sorted(slices.Values(named)))
	named = slices.DeleteFunc(named, func(a id.Account) bool { return a == account || a <= 0 })
	if len(named) == 0 || len(named) >= MaxMembers {
		return nil, errNobody
	}
	people, err := s.accounts.People(ctx, named)
	named = slices.DeleteFunc(named, func(a id.Account) bool { return people[a] == nil || people[a].Deleted })
	return named, err
}

// willing divides people into those whom account may add and those who refuse: who lets only friends write lets only
// friends add.
func (s *Service) willing(ctx context.Context, tx *store.Tx, account id.Account, people []id.Account) (yes, no []id.Account, err error) {
	for _, a := range people {
		reach, err := s.contacts.Reach(ctx, tx, account, a)
		if err != nil {
			return nil, nil, err
		}
		var chats int
		if reach == contact.Free {
			if err := tx.QueryRow(ctx, countAccountChats, a).Scan(&chats); err != nil {
				return nil, nil, err
			}
		}
		if reach == contact.Free && chats < MaxChats {
			yes = append(yes, a)
		} else {
			no = append(no, a)
		}
	}
	return yes, no, nil
}

// found makes a group of members, the first of whom owns it.
func (s *Service) found(ctx context.Context, tx *store.Tx, chat id.Chat, name string, atMs int64, members []id.Account) error {
	if _, err := tx.Exec(ctx, insertChat, chat, chatv1.Kind_KIND_GROUP, name, true, true, atMs); err != nil {
		return err
	}
	in := make([]seatRow, len(members))
	for i, a := range members {
		in[i] = seatRow{account: a, seat: seat{role: chatv1.Role_ROLE_MEMBER, from: 1, joinedAt: atMs, invitedBy: members[0]}}
	}
	in[0].role, in[0].invitedBy, in[0].joinedAt = chatv1.Role_ROLE_OWNER, 0, atMs-1
	if err := seatAll(ctx, tx, chat, in, 0, 0); err != nil {
		return err
	}
	w, at, err := s.openOne(ctx, tx, chat)
	if err != nil {
		return err
	}
	created := line(chatv1.System_WHAT_GROUP_CREATED, members[0], name, members[1:]...)
	w.write(at, Draft{Chat: chat, At: timeOf(atMs), Entry: created}, kindSystem, encode(created))
	return w.close(ctx)
}

// changeGroup runs change on the locked group as account, who is in it. Errors: ErrNotFound, ErrLeft, ErrNotGroup, ErrDissolved.
func (s *Service) changeGroup(ctx context.Context, account id.Account, chat id.Chat,
	change func(ctx context.Context, w *scribe, at *desk) error,
) (*chatv1.Chat, error) {
	err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		w, at, err := s.openOne(ctx, tx, chat)
		if err != nil {
			return err
		}
		if _, present := at.seats[account]; !present {
			return w.whyAbsent(ctx, w.tx, chat, account)
		}
		switch {
		case at.kind != chatv1.Kind_KIND_GROUP:
			return ErrNotGroup
		case at.dissolved:
			return ErrDissolved
		}
		if err := change(ctx, w, at); err != nil {
			return err
		}
		return w.close(ctx)
	})
	if err != nil {
		return nil, err
	}
	return s.GetChat(ctx, account, chat)
}

// AddMembers lets people into a group and returns those who refuse. Members may, unless the group leaves it to its admins.
// Who is in it already is passed over. Errors: ErrNotAdmin, errFull, errNobody, errAllRefused.
func (s *Service) AddMembers(ctx context.Context, account id.Account, chat id.Chat, named []id.Account) (_ *chatv1.Chat, refused []id.Account, err error) {
	defer errs.Wrap(&err, "chat.AddMembers(%d)", chat)
	invited, err := s.invited(ctx, account, named)
	if err != nil {
		return nil, nil, err
	}
	view, err := s.changeGroup(ctx, account, chat, func(ctx context.Context, w *scribe, at *desk) error {
		if !at.membersInvite && !at.admin(account) {
			return ErrNotAdmin
		}
		absent := slices.DeleteFunc(slices.Clone(invited), func(a id.Account) bool { _, in := at.seats[a]; return in })
		if len(absent) == 0 {
			return nil
		}
		var willing []id.Account
		if willing, refused, err = s.willing(ctx, w.tx, account, absent); err != nil {
			return err
		}
		switch {
		case len(willing) == 0:
			return errAllRefused
		case len(at.seats)+len(willing) > MaxMembers:
			return errFull
		}
		return w.seat(ctx, at, account, willing)
	})
	return view, refused, err
}

// RemoveMember takes somebody out of a group who has a lower role than the caller. Errors: ErrNotAdmin, errMember, errOwnerFirst.
func (s *Service) RemoveMember(ctx context.Context, account id.Account, chat id.Chat, who id.Account) (_ *chatv1.Chat, err error) {
	defer errs.Wrap(&err, "chat.RemoveMember(%d, %d)", chat, who)
	return s.changeGroup(ctx, account, chat, func(ctx context.Context, w *scribe, at *desk) error {
		them, in := at.seats[who]
		switch {
		case !at.admin(account):
			return ErrNotAdmin
		case !in:
			return errMember
		case them.role >= at.seats[account].role:
			return errOwnerFirst
		}
		w.say(at, line(chatv1.System_WHAT_MEMBER_REMOVED, account, "", who))
		return w.unseat(ctx, at, who)
	})
}

// Leave takes the caller out of a group. An owner hands it to the longest-standing admin, else member; the last one out
// dissolves it. Who left keeps what he saw.
func (s *Service) Leave(ctx context.Context, account id.Account, chat id.Chat) (_ *chatv1.Chat, err error) {
	defer errs.Wrap(&err, "chat.Leave(%d)", chat)
	return s.changeGroup(ctx, account, chat, func(ctx context.Context, w *scribe, at *desk) error {
		return w.leave(ctx, at, account)
	})
}

// SetRole makes somebody admin or plain member, or hands the group over. The owner's. Errors: ErrNotOwner, errMember, errRole.
func (s *Service) SetRole(ctx context.Context, account id.Account, chat id.Chat, who id.Account, role chatv1.Role) (_ *chatv1.Chat, err error) {
	defer errs.Wrap(&err, "chat.SetRole(%d, %d)", chat, who)
	return s.changeGroup(ctx, account, chat, func(ctx context.Context, w *scribe, at *desk) error {
		them, in := at.seats[who]
		switch {
		case at.seats[account].role != chatv1.Role_ROLE_OWNER:
			return ErrNotOwner
		case who == account, role < chatv1.Role_ROLE_MEMBER, role > chatv1.Role_ROLE_OWNER:
			return errRole
		case !in:
			return errMember
		case them.role == role:
			return nil
		case role == chatv1.Role_ROLE_OWNER:
			if err := w.crown(ctx, at, account, who); err != nil {
				return err
			}
			return w.setRole(ctx, at, account, chatv1.Role_ROLE_ADMIN)
		}
		w.say(at, line(chatv1.System_WHAT_ROLE_CHANGED, account, roleWord(role), who))
		return w.setRole(ctx, at, who, role)
	})
}

// roleWord is a role in the words of the machine, as system lines carry it.
func roleWord(r chatv1.Role) string {
	return map[chatv1.Role]string{chatv1.Role_ROLE_MEMBER: "member", chatv1.Role_ROLE_ADMIN: "admin", chatv1.Role_ROLE_OWNER: "owner"}[r]
}

// UpdateGroup changes a group's name and settings; nil stays. Admins. Errors: ErrNotAdmin, invalid chat.name.
func (s *Service) UpdateGroup(ctx context.Context, account id.Account, r *chatv1.UpdateGroupRequest) (_ *chatv1.Chat, err error) {
	defer errs.Wrap(&err, "chat.UpdateGroup(%d)", r.ChatId)
	name, err := cleanName(r.GetName())
	if err != nil {
		return nil, err
	}
	return s.changeGroup(ctx, account, id.Chat(r.ChatId), func(ctx context.Context, w *scribe, at *desk) error {
		if !at.admin(account) {
			return ErrNotAdmin
		}
		next := *at.roster // the members stay
		if r.Name != nil && name != next.name {
			next.name = name
			w.say(at, line(chatv1.System_WHAT_GROUP_RENAMED, account, name))
		}
		if v := r.NewcomersSeeHistory; v != nil && *v != next.newcomersSee {
			next.newcomersSee = *v
			w.say(at, line(chatv1.System_WHAT_HISTORY_CHANGED, account, onOff(*v)))
		}
		if v := r.MembersMayInvite; v != nil && *v != next.membersInvite {
			next.membersInvite = *v
			w.say(at, line(chatv1.System_WHAT_INVITE_CHANGED, account, onOff(*v)))
		}
		at.roster, at.shaken = &next, true
		return w.saveChat(ctx, at)
	})
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// Dissolve ends a group: everyone keeps what he saw, and nobody writes there again. The owner's. Error: ErrNotOwner.
func (s *Service) Dissolve(ctx context.Context, account id.Account, chat id.Chat) (_ *chatv1.Chat, err error) {
	defer errs.Wrap(&err, "chat.Dissolve(%d)", chat)
	return s.changeGroup(ctx, account, chat, func(ctx context.Context, w *scribe, at *desk) error {
		if at.seats[account].role != chatv1.Role_ROLE_OWNER {
			return ErrNotOwner
		}
		w.say(at, line(chatv1.System_WHAT_GROUP_DISSOLVED, account, ""))
		w.reseat(at, func(next *roster) { next.dissolved = true })
		return w.saveChat(ctx, at)
	})
}

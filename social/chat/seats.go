package chat

import (
	"cmp"
	"context"
	"slices"

	"alun/base/id"
	"alun/base/store"
	"alun/social/journal"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// seatRow is a member to be written.
type seatRow struct {
	account id.Account
	seat
}

// seatAll writes members of a chat who have read up to seq, n, and lists the chat for them.
func seatAll(ctx context.Context, tx *store.Tx, chat id.Chat, in []seatRow, seq, n int64) error {
	var members, lists []any
	slices.SortFunc(in, func(a, b seatRow) int { return cmp.Compare(a.account, b.account) })
	for _, m := range in {
		members = append(members, chat, m.account, m.role, m.invitedBy, m.joinedAt, m.from, seq, n,
			int64(0), false, int64(0), false, false, false, int64(0), int64(0), "", int64(0), int64(0))
		lists = append(lists, m.account, chat)
	}
	if _, err := insertMembers.Exec(ctx, tx, members); err != nil {
		return err
	}
	_, err := insertAccountChats.Exec(ctx, tx, lists)
	return err
}

// seat lets people in, with a line that says so. They have read what was before; whether they see it is the group's choice.
func (w *scribe) seat(ctx context.Context, at *desk, by id.Account, people []id.Account) error {
	from := int64(1)
	if !at.newcomersSee {
		from = at.seq + 1
	}
	in := make([]seatRow, len(people))
	for i, a := range people {
		in[i] = seatRow{a, seat{role: chatv1.Role_ROLE_MEMBER, from: from, joinedAt: w.tx.Now.UnixMilli(), invitedBy: by}}
	}
	w.reseat(at, func(next *roster) {
		for _, m := range in {
			next.seats[m.account] = m.seat
		}
	})
	w.say(at, line(chatv1.System_WHAT_MEMBERS_ADDED, by, "", people...))
	if err := seatAll(ctx, w.tx, at.id, in, at.seq, at.n); err != nil {
		return err
	}
	return w.tellStates(ctx, at, people)
}

// tellStates tells the devices of people what they keep of the chat now: who was in it before begins anew.
func (w *scribe) tellStates(ctx context.Context, at *desk, people []id.Account) error {
	keys := make([]markKey, len(people))
	for i, a := range people {
		keys[i] = markKey{at.id, a}
	}
	members, err := membersAt(ctx, w.tx, keys)
	if err != nil {
		return err
	}
	drafts := make([]journal.Draft, 0, len(members))
	for _, m := range members {
		drafts = append(drafts, stateDraft(m, at.n))
	}
	return w.journal.RecordSet(ctx, w.tx, drafts)
}

// reseat changes the roster of a desk.
func (w *scribe) reseat(at *desk, change func(next *roster)) {
	at.roster, at.shaken = at.roster.with(change), true
}

func (w *scribe) leave(ctx context.Context, at *desk, account id.Account) error {
	w.say(at, line(chatv1.System_WHAT_MEMBER_LEFT, account, ""))
	owner := at.seats[account].role == chatv1.Role_ROLE_OWNER
	if err := w.unseat(ctx, at, account); err != nil || !owner {
		return err
	}
	heir := at.heir(account)
	if heir == 0 {
		w.reseat(at, func(next *roster) { next.dissolved = true })
		return w.saveChat(ctx, at)
	}
	return w.crown(ctx, at, account, heir)
}

// unseat takes somebody out. The line that says so, the last entry of the log, is the last that he sees.
func (w *scribe) unseat(ctx context.Context, at *desk, who id.Account) error {
	w.reseat(at, func(next *roster) { delete(next.seats, who) })
	_, err := w.tx.Exec(ctx, updateLeft, at.id, who, at.seq, chatv1.Role_ROLE_MEMBER)
	return err
}

// crown makes heir the owner.
func (w *scribe) crown(ctx context.Context, at *desk, actor, heir id.Account) error {
	w.say(at, line(chatv1.System_WHAT_OWNER_CHANGED, actor, "", heir))
	return w.setRole(ctx, at, heir, chatv1.Role_ROLE_OWNER)
}

func (w *scribe) setRole(ctx context.Context, at *desk, who id.Account, role chatv1.Role) error {
	w.reseat(at, func(next *roster) {
		m := next.seats[who]
		m.role = role
		next.seats[who] = m
	})
	_, err := w.tx.Exec(ctx, updateRole, at.id, who, role)
	return err
}

// saveChat writes the settings of a desk's chat.
func (w *scribe) saveChat(ctx context.Context, at *desk) error {
	var dissolved int64
	if at.dissolved {
		dissolved = w.tx.Now.UnixMilli()
	}
	_, err := w.tx.Exec(ctx, updateChat, at.id, at.name, at.newcomersSee, at.membersInvite, dissolved)
	return err
}

package chat

import (
	"context"
	"math/rand/v2"
	"slices"

	"google.golang.org/protobuf/proto"

	"alun/base/id"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
)

// phone is a small client: it keeps a copy of its account's chats as docs/protocol.md says, over a line that loses, delays
// and reorders frames.
type phone struct {
	account   id.Account
	online    bool
	held      []*livev1.ServerFrame // delayed by the line
	changeSeq int64
	chats     map[int64]*pad
	needsSync bool
}

// pad is a phone's copy of one chat.
type pad struct {
	cursor, n int64 // the newest entry without a gap before it
	entries   map[int64]*chatv1.Entry
	state     *chatv1.State
}

func newPhone(a id.Account) *phone {
	return &phone{account: a, chats: map[int64]*pad{}}
}

func (d *phone) pad(chat int64) *pad {
	if d.chats[chat] == nil {
		d.chats[chat] = &pad{entries: map[int64]*chatv1.Entry{}, state: &chatv1.State{}}
	}
	return d.chats[chat]
}

// arrive brings a frame, or not: dice decide.
func (d *phone) arrive(f *livev1.ServerFrame, dice *rand.Rand) {
	if !d.online {
		return
	}
	switch dice.IntN(10) {
	case 0: // lost
	case 1, 2:
		d.held = append(d.held, f)
	default:
		d.take(f)
		for _, late := range d.held {
			d.take(late)
		}
		d.held = nil
	}
}

// take applies a frame as far as it follows what is known; a gap asks for Sync.
func (d *phone) take(f *livev1.ServerFrame) {
	for _, e := range f.Entries {
		p := d.chats[e.ChatId]
		switch {
		case p == nil || e.Seq > p.cursor+1:
			d.needsSync = true
		case e.Seq == p.cursor+1:
			p.add(proto.CloneOf(e), d.account)
		}
	}
	for _, c := range f.Changes {
		switch {
		case c.Seq > d.changeSeq+1:
			d.needsSync = true
		case c.Seq == d.changeSeq+1:
			d.change(c)
		}
	}
}

func (d *phone) change(c *chatv1.Change) {
	d.changeSeq = c.Seq
	if s := c.GetState(); s != nil {
		d.pad(s.ChatId).merge(s.State)
	}
	if v := c.GetChat(); v != nil {
		d.pad(v.Id).merge(v.State)
	}
}

// merge takes the newest state over. What was read does not become unread: the own mark may be on its way.
func (p *pad) merge(s *chatv1.State) {
	old := p.state
	p.state = proto.CloneOf(s)
	if old.ReadSeq > s.ReadSeq {
		p.state.ReadSeq, p.state.ReadN = old.ReadSeq, old.ReadN
	}
}

// add appends the next entry of the log and does to earlier ones what it says.
func (p *pad) add(e *chatv1.Entry, me id.Account) {
	p.cursor, p.n = e.Seq, e.N
	p.entries[e.Seq] = e
	if e.SenderId == int64(me) && countable(kindOf(e.Body)) { // a hole was countable too
		p.state.ReadSeq, p.state.ReadN = max(p.state.ReadSeq, e.Seq), max(p.state.ReadN, e.N)
	}
	t := p.entries[targetOf(e.Body)]
	if t == nil || e.Seq <= t.Rev || slices.Contains(p.state.DeletedSeqs, t.Seq) {
		return
	}
	t.Rev = e.Seq
	switch k := e.Body.Kind.(type) {
	case *chatv1.Body_Edit:
		t.Body = words(k.Edit.Text)
	case *chatv1.Body_Recall:
		t.Body, t.Quote, t.Reactions, t.Recalled = nil, nil, nil, true
	case *chatv1.Body_React:
		i := slices.IndexFunc(t.Reactions, func(r *chatv1.Reaction) bool { return r.Emoji == k.React.Emoji })
		switch {
		case k.React.Remove:
			if t.Reactions[i].Count--; t.Reactions[i].Count == 0 {
				t.Reactions = slices.Delete(t.Reactions, i, i+1)
			}
		case i < 0:
			t.Reactions = append(t.Reactions, &chatv1.Reaction{Emoji: k.React.Emoji, Count: 1})
		default:
			t.Reactions[i].Count++
		}
	}
}

// sync asks a node for what is missing, until nothing is.
func (d *phone) sync(ctx context.Context, s *Service) error {
	for {
		r := &chatv1.SyncRequest{Epoch: 7, ChangeSeq: d.changeSeq, Page: 3}
		for c, p := range d.chats {
			r.Chats = append(r.Chats, &chatv1.SyncRequest_Cursor{ChatId: c, Seq: p.cursor})
		}
		a, err := s.Sync(ctx, d.account, r)
		if err != nil {
			return err
		}
		for _, c := range a.Changes {
			d.change(c)
		}
		d.changeSeq = a.ChangeSeq
		for _, m := range a.Chats {
			p := d.pad(m.Chat.Id)
			if m.Gap {
				p.entries = map[int64]*chatv1.Entry{} // changes of what is held here may have been left out
			}
			if p.merge(m.Chat.State); len(m.Entries) == 0 {
				p.cursor, p.n = m.Chat.LastSeq, m.Chat.N // nothing of what follows is for this account to see
			}
			for _, e := range m.Entries {
				p.add(e, d.account)
			}
		}
		d.needsSync, d.held = false, nil
		if !a.More {
			return nil
		}
	}
}

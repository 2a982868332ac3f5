package redpacket

import (
	"context"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/chat"
)

// View is a packet as one person may see it.
type View struct {
	Packet   *Packet
	Standing Standing
	Shares   []Share // in the order of opening
	Mine     Share   // Index 0 when there is none
	May      error   // nil: the caller may open it now
}

// errOpened says that the caller has a share already.
var errOpened = errs.Conflict("redpacket.opened", "You have opened this red packet.")

// Get returns a packet with who got what, for members of its chat, its sender, and whoever has a share. Errors: ErrNotFound,
// ErrNotMember.
func (s *Service) Get(ctx context.Context, a id.Account, packet ID) (v View, err error) {
	defer errs.Wrap(&err, "redpacket.Get(%d)", packet)
	k, err := s.know(ctx, packet)
	if err != nil {
		return v, err
	}
	v.Packet = k.packet
	if k.end != nil && k.end.sight.Has(a) {
		return v.with(a, k.end.standing, k.end.shares, k.end.sight)
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		standing, err := readStanding(ctx, tx, packet)
		if err != nil {
			return err
		}
		shares, err := readShares(ctx, tx, packet)
		if err != nil {
			return err
		}
		seen, err := s.chats.Look(ctx, tx, []id.Chat{v.Packet.Chat})
		if err != nil {
			return err
		}
		v, err = v.with(a, standing, shares, seen[v.Packet.Chat])
		if err == nil && v.May == nil && !tx.Now.Before(v.Packet.ExpiresAt) {
			v.May = ErrExpired
		}
		return err
	})
	return v, err
}

// with completes the view of a. Error: ErrNotMember.
func (v View) with(a id.Account, st Standing, shares map[id.Account]Share, sight chat.Sight) (View, error) {
	v.Standing, v.Shares, v.Mine = st, inOrder(shares), shares[a]
	switch {
	case v.Mine.Index > 0:
		v.May = errOpened
	case !sight.Has(a) && v.Packet.Sender != a:
		return View{}, ErrNotMember
	case !sight.Has(a):
		v.May = ErrNotMember
	case v.Packet.forAnother(a, sight.Group):
		v.May = ErrNotYours
	case st.over():
		v.May = st.why()
	}
	return v, nil
}

// Proof returns a packet that is over, with all that its commitment was made of, to whom Get shows it. Errors as of Get;
// ErrNotFinished.
func (s *Service) Proof(ctx context.Context, a id.Account, packet ID) (_ *Packet, err error) {
	defer errs.Wrap(&err, "redpacket.Proof(%d)", packet)
	v, err := s.Get(ctx, a, packet)
	if err != nil {
		return nil, err
	}
	if !v.Standing.over() {
		return nil, ErrNotFinished
	}
	return v.Packet, nil
}

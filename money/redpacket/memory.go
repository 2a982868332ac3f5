package redpacket

import (
	"context"
	"slices"
	"sync"

	"alun/base/id"
	"alun/base/store"
	"alun/social/chat"
)

// maxRemembered is how many packets a node remembers in one generation: some 20 MB when all have a hundred shares.
const maxRemembered = 5_000

// known is what a node remembers of a packet. None of it can become wrong: a packet does not change, one that is over stays
// over, and who was in the chat when it ended may hear of its end ever after. It is replaced, never changed.
type known struct {
	packet *Packet
	end    *ending // nil while shares are left, as far as this node knows
}

// ending is how a packet ended.
type ending struct {
	standing Standing
	shares   map[id.Account]Share
	sight    chat.Sight // of its chat, when it ended or later

	mu   sync.Mutex
	told map[id.Account]bool // who came too late and was told so on all devices
}

// memory holds packets that were used lately, in two generations: when the younger is full, the elder is forgotten.
type memory struct {
	mu         sync.RWMutex
	young, old map[ID]*known
}

func newMemory() *memory { return &memory{young: map[ID]*known{}, old: map[ID]*known{}} }

func (m *memory) get(packet ID) *known {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if k := m.young[packet]; k != nil {
		return k
	}
	return m.old[packet]
}

// put remembers k, which rests on durable rows only, unless more is remembered.
func (m *memory) put(k *known) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, before := range []*known{m.young[k.packet.ID], m.old[k.packet.ID]} {
		if before != nil && before.end != nil {
			k = before
		}
	}
	m.young[k.packet.ID] = k
	if len(m.young) >= maxRemembered {
		m.old, m.young = m.young, map[ID]*known{}
	}
}

// know returns what there is to know of a packet, from memory or read once. Error: ErrNotFound.
func (s *Service) know(ctx context.Context, packet ID) (k *known, err error) {
	if k := s.memory.get(packet); k != nil {
		return k, nil
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		k = &known{}
		if k.packet, err = readPacket(ctx, tx, packet); err != nil {
			return err
		}
		standing, err := readStanding(ctx, tx, packet)
		if err != nil || !standing.over() {
			return err
		}
		shares, err := readShares(ctx, tx, packet)
		if err != nil {
			return err
		}
		seen, err := s.chats.Look(ctx, tx, []id.Chat{k.packet.Chat})
		k.end = endingOf(standing, shares, seen[k.packet.Chat])
		return err
	})
	if err != nil {
		return nil, err
	}
	s.memory.put(k)
	return k, nil
}

func endingOf(standing Standing, shares map[id.Account]Share, sight chat.Sight) *ending {
	return &ending{standing: standing, shares: shares, sight: sight, told: map[id.Account]bool{}}
}

// answer is what somebody hears who wants to open the packet, when memory is enough to tell.
func (k *known) answer(a id.Account) (_ Opening, enough bool, err error) {
	switch {
	case k.end == nil:
		return Opening{}, false, nil
	case k.end.shares[a].Index > 0:
		return Opening{Packet: k.packet, Standing: k.end.standing, Share: k.end.shares[a]}, true, nil
	case !k.end.sight.Has(a): // he may have come since
		return Opening{}, false, nil
	case k.packet.forAnother(a, k.end.sight.Group):
		return Opening{}, true, ErrNotYours
	}
	return Opening{}, true, k.end.standing.why()
}

// late reports whether a's devices have yet to be told that he came too late.
func (e *ending) late(a id.Account) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.told[a] || len(e.told) >= chat.MaxMembers {
		return false
	}
	e.told[a] = true
	return true
}

// inOrder returns shares in the order in which they were taken.
func inOrder(shares map[id.Account]Share) []Share {
	list := make([]Share, 0, len(shares))
	for _, s := range shares {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Share) int { return a.Index - b.Index })
	return list
}

package redpacket

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
	"alun/social/chat"
	"alun/social/journal"
)

// Opening is what somebody finds who opens a packet.
type Opening struct {
	Packet   *Packet
	Standing Standing
	Share    Share
	First    bool // the share was taken by this call
}

// asked is one person who wants to open one packet.
type asked struct {
	packet  *Packet
	account id.Account
}

type shareKey struct {
	packet  ID
	account id.Account
}

// Open takes the next share of a packet for a member of its chat. Whoever has one already gets it again, First unset. When the
// packet is over the answer comes from memory.
//
// Errors: ErrNotFound, ErrGone, ErrExpired, ErrNotYours, ErrNotMember; wallet.balance_limit when the wallet has no room: the share
// is then left for others.
func (s *Service) Open(ctx context.Context, a id.Account, packet ID) (_ Opening, err error) {
	defer errs.Wrap(&err, "redpacket.Open(%d)", packet)
	k, err := s.know(ctx, packet)
	if err != nil {
		return Opening{}, err
	}
	got, enough, err := k.answer(a)
	if !enough {
		got, err = s.openings.Do(ctx, asked{k.packet, a})
	}
	if errors.Is(err, ErrGone) || errors.Is(err, ErrExpired) {
		s.tooLate(packet, a)
	}
	return got, err
}

// round is one set of openings in one transaction: the packets are locked and everything that decides is read, once; then
// the openings are decided one after the other, in the order in which they came; then all of it is written.
type round struct {
	*Service
	tx        *store.Tx
	packets   map[ID]*Packet
	standings map[ID]*Standing
	sights    map[id.Chat]chat.Sight
	shares    map[shareKey]Share
	narrow    map[id.Account]bool      // wallets that may have no room for what they may get here
	coming    map[ledger.Account]int64 // what each wallet gets in this round
	taken     []Share
}

// open is the set function of openings. A refusal concerns one opening; anything else undoes them all.
func (s *Service) open(ctx context.Context, tx *store.Tx, items []asked) ([]store.Result[Opening], error) {
	r := &round{
		Service: s, tx: tx, packets: map[ID]*Packet{}, standings: map[ID]*Standing{}, shares: map[shareKey]Share{},
		coming: map[ledger.Account]int64{},
	}
	if err := r.read(ctx, items); err != nil {
		return nil, err
	}
	if err := r.measure(ctx, items); err != nil {
		return nil, err
	}
	results := make([]store.Result[Opening], len(items))
	for i, it := range items {
		results[i].Value, results[i].Err = r.decide(ctx, it)
		if err := results[i].Err; err != nil && broken(err) {
			return nil, err
		}
	}
	return results, r.write(ctx)
}

// broken reports whether err is a failure and not a rule's answer to one opening.
func broken(err error) bool {
	kind := errs.KindOf(err)
	return kind == errs.KindInternal || kind == errs.KindUnavailable
}

// read locks the packets in the order of their ids and reads how they stand, their chats, and who has opened them.
func (r *round) read(ctx context.Context, items []asked) (err error) {
	keys := make([]any, 0, 2*len(items))
	var chats []id.Chat
	for _, it := range items {
		r.packets[it.packet.ID] = it.packet
		chats = append(chats, it.packet.Chat)
		keys = append(keys, it.packet.ID, it.account)
	}
	if err := r.lock(ctx, slices.Sorted(maps.Keys(r.packets))); err != nil {
		return err
	}
	if r.sights, err = r.chats.Look(ctx, r.tx, chats); err != nil {
		return err
	}
	return selectShares.Query(ctx, r.tx, keys, func(rows *store.Rows) error {
		share, err := scanShare(rows)
		r.shares[shareKey{share.Packet, share.Account}] = share
		return err
	})
}

func (r *round) lock(ctx context.Context, ids []ID) error {
	if r.locks {
		for _, packet := range ids {
			st, err := lockPacket(ctx, r.tx, packet)
			if err != nil {
				return err
			}
			r.standings[packet] = &st
		}
		return nil
	}
	args := make([]any, len(ids))
	for i, packet := range ids {
		args[i] = packet
	}
	return selectStandings.Query(ctx, r.tx, args, func(rows *store.Rows) error {
		packet, st, err := scanStanding(rows)
		r.standings[packet] = &st
		return err
	})
}

// measure asks once whether the wallets have room for the most that they may get in this round, which is nearly always so.
func (r *round) measure(ctx context.Context, items []asked) error {
	var set []wallet.Receipt
	at := map[ledger.Account]int{}
	for _, it := range items {
		st := r.standings[it.packet.ID]
		if _, has := r.shares[shareKey{it.packet.ID, it.account}]; has || st.over() {
			continue
		}
		purse := wallet.Of(it.account, it.packet.Total.Currency)
		i, twice := at[purse]
		if !twice {
			i = len(set)
			at[purse] = i
			set = append(set, wallet.Receipt{Account: it.account, Amount: it.packet.amount(0)})
		}
		set[i].Amount.Minor += slices.Max(it.packet.Draw[st.Taken:])
	}
	if len(set) == 0 {
		return nil
	}
	refused, err := r.wallets.MayReceiveSet(ctx, r.tx, set)
	if err != nil {
		return err
	}
	r.narrow = map[id.Account]bool{}
	for i, no := range refused {
		if no != nil {
			r.narrow[set[i].Account] = true
		}
	}
	return nil
}

// decide answers one opening and, when it takes a share, notes it.
func (r *round) decide(ctx context.Context, it asked) (Opening, error) {
	p, st, sight := it.packet, r.standings[it.packet.ID], r.sights[it.packet.Chat]
	key := shareKey{p.ID, it.account}
	if share, has := r.shares[key]; has {
		return Opening{Packet: p, Standing: *st, Share: share}, nil
	}
	switch {
	case !sight.Has(it.account):
		return Opening{}, ErrNotMember
	case p.forAnother(it.account, sight.Group):
		return Opening{}, ErrNotYours
	case st.over():
		return Opening{}, st.why()
	case !r.tx.Now.Before(p.ExpiresAt):
		return Opening{}, ErrExpired
	}
	share := Share{Packet: p.ID, Index: st.Taken + 1, Account: it.account, Minor: p.Draw[st.Taken], At: time.UnixMilli(r.tx.Now.UnixMilli()).UTC()}
	purse := wallet.Of(it.account, p.Total.Currency)
	if r.narrow[it.account] {
		if err := r.wallets.MayReceive(ctx, r.tx, it.account, p.amount(r.coming[purse]+share.Minor)); err != nil {
			return Opening{}, err
		}
	}
	r.coming[purse] += share.Minor
	r.shares[key] = share
	r.taken = append(r.taken, share)
	st.Taken++
	st.Minor += share.Minor
	if st.Taken == p.Count {
		st.State, st.EndedAt = Gone, share.At
	}
	return Opening{Packet: p, Standing: *st, Share: share, First: true}, nil
}

// write moves the money, writes the rows, and tells who may know.
func (r *round) write(ctx context.Context) error {
	if len(r.taken) == 0 {
		return r.recall(ctx)
	}
	postings := make([]ledger.Posting, len(r.taken))
	shares := make([]any, 0, 5*len(r.taken))
	got := make([]any, 0, 6*len(r.taken))
	drafts := make([]journal.Draft, 0, 3*len(r.taken)+4)
	people := make([]id.Account, len(r.taken))
	notes := map[ID][]byte{} // one for all shares of a packet
	for i, t := range r.taken {
		p := r.packets[t.Packet]
		if notes[t.Packet] == nil {
			notes[t.Packet] = p.note()
		}
		postings[i] = p.posting(int32(t.Index), p.account(), wallet.Of(t.Account, p.Total.Currency), t.Minor, purposeOpen, notes[t.Packet])
		shares = append(shares, t.Packet, t.Account, t.Index, t.Minor, t.At.UnixMilli())
		got = append(got, t.Account, t.Packet, string(p.Total.Currency), t.Minor, t.At.UnixMilli(), false)
		drafts = p.tellOpened(drafts, t, r.sights[p.Chat].Head)
		people[i] = t.Account
	}
	if err := r.post(ctx, r.tx, postings...); err != nil {
		return err
	}
	if _, err := insertShares.Exec(ctx, r.tx, shares); err != nil {
		return err
	}
	if _, err := insertGot.Exec(ctx, r.tx, got); err != nil {
		return err
	}
	drafts, err := r.settle(ctx, drafts)
	if err != nil {
		return err
	}
	r.wallets.Moved(r.tx, people...)
	return r.journal.RecordSet(ctx, r.tx, drafts)
}

// settle writes how the packets stand now and ends those that are gone.
func (r *round) settle(ctx context.Context, drafts []journal.Draft) ([]journal.Draft, error) {
	var rows []any
	moved := map[ID]bool{}
	for _, t := range r.taken {
		if !moved[t.Packet] {
			moved[t.Packet] = true
			rows = append(rows, r.standings[t.Packet].columns(t.Packet)...)
		}
	}
	if _, err := updateStandings.Exec(ctx, r.tx, rows); err != nil {
		return nil, err
	}
	for packet := range moved {
		p, st := r.packets[packet], r.standings[packet]
		if !st.over() {
			continue
		}
		if err := r.jobs.Cancel(ctx, r.tx, int64(packet), JobExpire, packet.String()); err != nil {
			return nil, err
		}
		var err error
		if drafts, err = r.end(ctx, r.tx, p, *st, r.sights[p.Chat], drafts); err != nil {
			return nil, err
		}
	}
	return drafts, r.recall(ctx)
}

// recall remembers how packets ended that had ended before, perhaps on another node: the next who asks is answered from memory.
func (r *round) recall(ctx context.Context) error {
	for packet, st := range r.standings {
		k := r.memory.get(packet)
		if !st.over() || k != nil && k.end != nil || slices.ContainsFunc(r.taken, func(t Share) bool { return t.Packet == packet }) {
			continue
		}
		shares, err := readShares(ctx, r.tx, packet)
		if err != nil {
			return err
		}
		p := r.packets[packet]
		e := endingOf(*st, shares, r.sights[p.Chat])
		r.tx.AfterCommit(func() { r.memory.put(&known{packet: p, end: e}) })
	}
	return nil
}

package redpacket

import (
	"context"
	"strconv"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
	"alun/money/wallet"
	"alun/social/chat"
	"alun/social/journal"
)

// Expire is the job that ends a packet when its life is over: what nobody has opened goes back to the sender, who is told. A
// packet that is over is left as it is.
func (s *Service) Expire(ctx context.Context, j job.Job) (err error) {
	defer errs.Wrap(&err, "redpacket.Expire(%s)", j.Key)
	n, err := strconv.ParseInt(j.Key, 10, 64)
	if err != nil {
		return err
	}
	k, err := s.know(ctx, ID(n))
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return s.expire(ctx, tx, k.packet) })
}

func (s *Service) expire(ctx context.Context, tx *store.Tx, p *Packet) error {
	st, err := lockPacket(ctx, tx, p.ID)
	if err != nil || st.over() {
		return err
	}
	if tx.Now.Before(p.ExpiresAt) { // the clock was set back: later then
		return s.jobs.Enqueue(ctx, tx, job.Job{Kind: JobExpire, Shard: int64(p.ID), Key: p.ID.String(), RunAt: p.ExpiresAt})
	}
	rest := p.amount(p.Total.Minor - st.Minor)
	st.State, st.EndedAt, st.Refunded = Expired, time.UnixMilli(tx.Now.UnixMilli()).UTC(), rest.Minor
	if err := s.wallets.Unspend(ctx, tx, p.Sender, rest, p.At); err != nil {
		return err
	}
	if err := s.post(ctx, tx, p.posting(stepBack, p.account(), wallet.Of(p.Sender, rest.Currency), rest.Minor, purposeRefund, p.note())); err != nil {
		return err
	}
	if _, err := updateStandings.Exec(ctx, tx, st.columns(p.ID)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, updateBack, p.Sender, p.ID, rest.Minor); err != nil {
		return err
	}
	seen, err := s.chats.Look(ctx, tx, []id.Chat{p.Chat})
	if err != nil {
		return err
	}
	drafts, err := s.end(ctx, tx, p, st, seen[p.Chat], nil)
	if err != nil {
		return err
	}
	s.wallets.Moved(tx, p.Sender)
	return s.journal.RecordSet(ctx, tx, drafts)
}

// end marks the luckiest of a packet that is over, remembers how it ended after the commit, and adds what its sender is told.
func (s *Service) end(ctx context.Context, tx *store.Tx, p *Packet, st Standing, sight chat.Sight, drafts []journal.Draft) ([]journal.Draft, error) {
	shares, err := readShares(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	e := endingOf(st, shares, sight)
	for _, share := range shares {
		if !p.crowns(st, share) {
			continue
		}
		if _, err := tx.Exec(ctx, updateCrown, share.Account, p.ID); err != nil {
			return nil, err
		}
	}
	tx.AfterCommit(func() { s.memory.put(&known{packet: p, end: e}) })
	return p.tellEnded(drafts, e, sight.Head), nil
}

// ErrOpen says that money of the account is in packets that others may still open.
var ErrOpen = errs.Conflict("redpacket.open", "You have sent red packets that are not over yet.")

// Settled reports whether an account may be deleted as far as its packets are concerned: none of them is open, since what nobody
// takes goes back to it. Error: ErrOpen.
func (s *Service) Settled(ctx context.Context, tx *store.Tx, a id.Account) (err error) {
	defer errs.Wrap(&err, "redpacket.Settled(%d)", a)
	for page := []any{ID(0)}; ; {
		if page, err = readSent(ctx, tx, a, page[len(page)-1]); err != nil || len(page) == 0 {
			return err
		}
		err = selectStandings.Query(ctx, tx, page, func(r *store.Rows) error {
			_, st, err := scanStanding(r)
			if err == nil && !st.over() {
				err = ErrOpen
			}
			return err
		})
		if err != nil {
			return err
		}
	}
}

// sentAtOnce is how many packets of an account are looked at together.
const sentAtOnce = 500

// readSent returns the ids of the packets that an account has sent, in their order, from the one after last on.
func readSent(ctx context.Context, tx *store.Tx, a id.Account, last any) (page []any, err error) {
	rows, err := tx.Query(ctx, sentAfter, a, last, sentAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var packet ID
		if err := rows.Scan(&packet); err != nil {
			return nil, err
		}
		page = append(page, packet)
	}
	return page, rows.Err()
}

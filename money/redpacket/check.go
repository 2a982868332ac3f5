package redpacket

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"alun/base/id"
	"alun/base/store"
	"alun/money/ledger"
)

// Each query returns at most 20 broken rows as (packet, number); doc.go's "Always true" says what they break.
var invariants = []struct{ what, sql string }{
	{"has no standing", `SELECT p.id, p.chat_id FROM redpacket p LEFT JOIN redpacket_standing s ON s.packet_id = p.id WHERE s.packet_id IS NULL LIMIT 20`},
	{"is a standing without a packet", `SELECT s.packet_id, s.taken FROM redpacket_standing s LEFT JOIN redpacket p ON p.id = s.packet_id
		WHERE p.id IS NULL LIMIT 20`},
	{"is in an unknown state", `SELECT packet_id, state FROM redpacket_standing WHERE state < 1 OR state > 3 LIMIT 20`},
	{"disagrees with its shares", `SELECT s.packet_id, s.taken FROM redpacket_standing s
		LEFT JOIN (SELECT packet_id, COUNT(*) AS n, SUM(minor) AS minor, MAX(n) AS last FROM redpacket_share GROUP BY packet_id) h ON h.packet_id = s.packet_id
		WHERE s.taken <> COALESCE(h.n, 0) OR s.taken_minor <> COALESCE(h.minor, 0) OR s.taken <> COALESCE(h.last, 0) LIMIT 20`},
	{"gave one share twice", `SELECT packet_id, n FROM redpacket_share GROUP BY packet_id, n HAVING COUNT(*) > 1 LIMIT 20`},
	{"is in a state that its shares do not make", `SELECT s.packet_id, s.state FROM redpacket_standing s JOIN redpacket p ON p.id = s.packet_id
		WHERE s.taken > p.shares OR s.taken_minor + s.refunded > p.total OR (s.state = 2) <> (s.taken = p.shares)
		OR s.state <> 3 AND s.refunded <> 0 OR s.state = 3 AND s.taken_minor + s.refunded <> p.total
		OR (s.state = 1) <> (s.ended_at_ms = 0) LIMIT 20`},
	{"is exclusive and was opened by another", `SELECT p.id, h.account_id FROM redpacket p JOIN redpacket_share h ON h.packet_id = p.id
		WHERE p.kind = 3 AND h.account_id <> p.only_for LIMIT 20`},
	{"is not among what was sent", `SELECT p.id, p.sender_id FROM redpacket p LEFT JOIN redpacket_sent t ON t.account_id = p.sender_id AND t.packet_id = p.id
		WHERE t.packet_id IS NULL OR t.minor <> p.total OR t.currency <> p.currency LIMIT 20`},
	{"is not among what was got", `SELECT h.packet_id, h.account_id FROM redpacket_share h
		LEFT JOIN redpacket_got g ON g.account_id = h.account_id AND g.packet_id = h.packet_id
		WHERE g.packet_id IS NULL OR g.minor <> h.minor OR g.at_ms <> h.at_ms LIMIT 20`},
	{"was got by somebody without a share", `SELECT g.packet_id, g.account_id FROM redpacket_got g
		LEFT JOIN redpacket_share h ON h.account_id = g.account_id AND h.packet_id = g.packet_id WHERE h.packet_id IS NULL LIMIT 20`},
	{"gave back another amount than its sender got", `SELECT t.packet_id, t.back_minor FROM redpacket_sent t JOIN redpacket_standing s ON s.packet_id = t.packet_id
		WHERE t.back_minor <> s.refunded LIMIT 20`},
}

// Check returns an error that names the packets which break what doc.go promises, at most 20 for each promise. What the ledger
// says of them is checkMoney's.
func Check(ctx context.Context, tx *store.Tx) error {
	var found []error
	for _, promise := range invariants {
		rows, err := tx.Query(ctx, promise.sql)
		if err != nil {
			return err
		}
		for rows.Next() {
			var packet ID
			var number int64
			if err := rows.Scan(&packet, &number); err != nil {
				return err
			}
			found = append(found, fmt.Errorf("packet %d %s (%d)", packet, promise.what, number))
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return errors.Join(found...)
}

const (
	pageOfPackets = `SELECT id FROM redpacket WHERE id > $1 ORDER BY id LIMIT $2`
	// checkPage is how many packets are looked at together.
	checkPage = 500
	// findingsMax ends a check that finds one thing everywhere.
	findingsMax = 20
)

// checkMoney compares every packet with its draw, its commitment, its shares and its account in the ledger.
func (s *Service) checkMoney(ctx context.Context, tx *store.Tx) error {
	var found []error
	for last := ID(0); len(found) < findingsMax; {
		ids, err := packetsAfter(ctx, tx, last)
		if err != nil || len(ids) == 0 {
			return errors.Join(append(found, err)...)
		}
		last = ids[len(ids)-1].(ID)
		wrong, err := s.checkPackets(ctx, tx, ids)
		if err != nil {
			return err
		}
		found = append(found, wrong...)
	}
	return errors.Join(found...)
}

func packetsAfter(ctx context.Context, tx *store.Tx, last ID) (ids []any, err error) {
	rows, err := tx.Query(ctx, pageOfPackets, last, checkPage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var packet ID
		if err := rows.Scan(&packet); err != nil {
			return nil, err
		}
		ids = append(ids, packet)
	}
	return ids, rows.Err()
}

func (s *Service) checkPackets(ctx context.Context, tx *store.Tx, ids []any) (found []error, err error) {
	var packets []*Packet
	var accounts []ledger.Account
	err = selectPackets.Query(ctx, tx, ids, func(r *store.Rows) error {
		p, err := scanPacket(r)
		if err == nil {
			packets, accounts = append(packets, p), append(accounts, p.account())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	standings := map[ID]Standing{}
	err = selectStandings.Query(ctx, tx, ids, func(r *store.Rows) error {
		packet, st, err := scanStanding(r)
		standings[packet] = st
		return err
	})
	if err != nil {
		return nil, err
	}
	balances, err := s.ledger.Balances(ctx, tx, accounts)
	if err != nil {
		return nil, err
	}
	for _, p := range packets {
		shares, err := readShares(ctx, tx, p.ID)
		if err != nil {
			return nil, err
		}
		if err := p.check(standings[p.ID], shares, balances[p.account()]); err != nil {
			found = append(found, fmt.Errorf("packet %d: %w", p.ID, err))
		}
	}
	return found, nil
}

// check returns what is wrong with one packet.
func (p *Packet) check(st Standing, shares map[id.Account]Share, b ledger.Balance) error {
	if st.Taken > len(p.Draw) {
		return errors.New("more shares are taken than were drawn")
	}
	total, taken := int64(0), int64(0)
	for i, minor := range p.Draw {
		if minor < 1 {
			return fmt.Errorf("share %d holds %d", i+1, minor)
		}
		if total += minor; i < st.Taken {
			taken += minor
		}
	}
	switch {
	case total != p.Total.Minor:
		return fmt.Errorf("its draw adds up to %d of %d", total, p.Total.Minor)
	case !bytes.Equal(p.Commitment, Commit(p.Salt, p.Nonce, p.Total.Currency, p.Draw)):
		return errors.New("its draw is not what the commitment says")
	case taken != st.Minor:
		return fmt.Errorf("%d shares make %d, not %d", st.Taken, taken, st.Minor)
	case b.Posted() != p.Total.Minor-st.Minor-st.Refunded:
		return fmt.Errorf("its account holds %d of %d − %d − %d", b.Posted(), p.Total.Minor, st.Minor, st.Refunded)
	case st.over() && b.Posted() != 0:
		return fmt.Errorf("it is over and its account holds %d", b.Posted())
	}
	for a, share := range shares {
		if share.Index < 1 || share.Index > len(p.Draw) || share.Minor != p.Draw[share.Index-1] {
			return fmt.Errorf("account %d has %d as share %d", a, share.Minor, share.Index)
		}
	}
	return nil
}

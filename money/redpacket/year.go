package redpacket

import (
	"context"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

// Year is what somebody sent and got in a year, in one currency. What came back from a packet that expired was not sent.
type Year struct {
	SentCount, GotCount, LuckiestCount int
	Sent, Got                          money.Amount
	Best                               *Line  // the largest share of the year; nil when there is none
	SentLines, GotLines                []Line // the newest first, at most LinesMax
}

// Line is one packet in a year.
type Line struct {
	Packet   *Packet
	Standing Standing
	Minor    int64
	At       time.Time
	Luckiest bool
}

// year's limits, inclusive.
const (
	firstYear = 2020
	lastYear  = 2100
)

// Year sums up a year of an account in its time zone, minutes east of UTC. Errors: invalid redpacket.year, redpacket.zone.
func (s *Service) Year(ctx context.Context, a id.Account, year, zoneMinutes int, currency money.Currency) (y Year, err error) {
	defer errs.Wrap(&err, "redpacket.Year(%d)", year)
	if year < firstYear || year > lastYear {
		return y, errs.Invalid("redpacket.year", "There is no summary of this year.")
	}
	if zoneMinutes < -18*60 || zoneMinutes > 18*60 {
		return y, errs.Invalid("redpacket.zone", "A time zone is at most 18 hours from UTC.")
	}
	zone := time.FixedZone("", zoneMinutes*60)
	span := []any{a, string(currency), time.Date(year, 1, 1, 0, 0, 0, 0, zone).UnixMilli(), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone).UnixMilli()}
	y.Sent.Currency, y.Got.Currency = currency, currency
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.QueryRow(ctx, sumSent, span...).Scan(&y.SentCount, &y.Sent.Minor); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, sumGot, span...).Scan(&y.GotCount, &y.Got.Minor, &y.LuckiestCount); err != nil {
			return err
		}
		best, err := readLines(ctx, tx, bestGot, span, 1)
		if err != nil {
			return err
		}
		if len(best) > 0 {
			y.Best = &best[0]
		}
		if y.GotLines, err = readLines(ctx, tx, linesGot, span, LinesMax); err != nil {
			return err
		}
		y.SentLines, err = readLines(ctx, tx, linesSent, span, LinesMax)
		return err
	})
	return y, err
}

// readLines reads lines of one account and then, from where they are, the packets that they speak of.
func readLines(ctx context.Context, tx *store.Tx, query string, span []any, limit int) ([]Line, error) {
	rows, err := tx.Query(ctx, query, append(span[:len(span):len(span)], limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var lines []Line
	var ids []any
	for rows.Next() {
		var l Line
		var packet ID
		var at int64
		if err := rows.Scan(&packet, &l.Minor, &at, &l.Luckiest); err != nil {
			return nil, err
		}
		l.At = time.UnixMilli(at).UTC()
		lines, ids = append(lines, l), append(ids, packet)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	packets, standings := map[any]*Packet{}, map[any]Standing{}
	err = selectPackets.Query(ctx, tx, ids, func(r *store.Rows) error {
		p, err := scanPacket(r)
		if err == nil {
			packets[p.ID] = p
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = selectStandings.Query(ctx, tx, ids, func(r *store.Rows) error {
		packet, st, err := scanStanding(r)
		standings[packet] = st
		return err
	})
	for i, packet := range ids {
		lines[i].Packet, lines[i].Standing = packets[packet], standings[packet]
	}
	return lines, err
}

package redpacket

import (
	"context"
	"embed"
	"encoding/binary"
	"errors"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings this room's tables up to date and registers its invariants.
func Migrate(ctx context.Context, db *store.DB) error {
	db.AddCheck("redpacket", Check)
	return db.Migrate(ctx, "redpacket", migrations)
}

const (
	packetColumns = `id, chat_id, seq, sender_id, kind, greeting, cover, only_for, currency, total, shares, at_ms, expires_at_ms,
	commitment, salt, nonce, draw`

	insertPacket = `INSERT INTO redpacket (` + packetColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`
	selectPacket = `SELECT ` + packetColumns + ` FROM redpacket WHERE id = $1`

	insertStanding = `INSERT INTO redpacket_standing (packet_id, state, taken, taken_minor, ended_at_ms, refunded) VALUES ($1, 1, 0, 0, 0, 0)`
	// lockStanding is what every change of a packet does first, in the order of the packets' ids.
	lockStanding = `SELECT packet_id, state, taken, taken_minor, ended_at_ms, refunded FROM redpacket_standing WHERE packet_id = $1{{lock}}`

	selectSharesOf = `SELECT packet_id, account_id, n, minor, at_ms FROM redpacket_share WHERE packet_id = $1`

	insertSent = `INSERT INTO redpacket_sent (account_id, packet_id, client_id, fingerprint, currency, minor, back_minor, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7) ON CONFLICT (account_id, client_id) DO NOTHING`
	selectSent  = `SELECT packet_id, fingerprint FROM redpacket_sent WHERE account_id = $1 AND client_id = $2`
	updateBack  = `UPDATE redpacket_sent SET back_minor = $3 WHERE account_id = $1 AND packet_id = $2`
	updateCrown = `UPDATE redpacket_got SET luckiest = TRUE WHERE account_id = $1 AND packet_id = $2`
	sentAfter   = `SELECT packet_id FROM redpacket_sent WHERE account_id = $1 AND packet_id > $2 ORDER BY packet_id LIMIT $3`

	sumSent = `SELECT COUNT(*), COALESCE(SUM(minor - back_minor), 0) FROM redpacket_sent
WHERE account_id = $1 AND currency = $2 AND at_ms >= $3 AND at_ms < $4`
	sumGot = `SELECT COUNT(*), COALESCE(SUM(minor), 0), COALESCE(SUM(CASE WHEN luckiest THEN 1 ELSE 0 END), 0) FROM redpacket_got
WHERE account_id = $1 AND currency = $2 AND at_ms >= $3 AND at_ms < $4`
	linesSent = `SELECT packet_id, minor, at_ms, FALSE FROM redpacket_sent
WHERE account_id = $1 AND currency = $2 AND at_ms >= $3 AND at_ms < $4 ORDER BY at_ms DESC, packet_id DESC LIMIT $5`
	linesGot = `SELECT packet_id, minor, at_ms, luckiest FROM redpacket_got
WHERE account_id = $1 AND currency = $2 AND at_ms >= $3 AND at_ms < $4 ORDER BY at_ms DESC, packet_id DESC LIMIT $5`
	bestGot = `SELECT packet_id, minor, at_ms, luckiest FROM redpacket_got
WHERE account_id = $1 AND currency = $2 AND at_ms >= $3 AND at_ms < $4 ORDER BY minor DESC, at_ms, packet_id LIMIT $5`

	upsertCover = `INSERT INTO redpacket_cover (hash, name, offered, at_ms) VALUES ($1, $2, TRUE, $3)
ON CONFLICT (hash) DO UPDATE SET name = excluded.name, offered = TRUE`
	retireCover  = `UPDATE redpacket_cover SET offered = FALSE WHERE hash = $1 AND offered`
	selectCover  = `SELECT offered FROM redpacket_cover WHERE hash = $1`
	selectCovers = `SELECT hash, name FROM redpacket_cover WHERE offered ORDER BY at_ms, hash`
)

var (
	selectStandings = store.NewMulti(`
WITH v(id) AS (VALUES {{rows}})
SELECT s.packet_id, s.state, s.taken, s.taken_minor, s.ended_at_ms, s.refunded FROM v JOIN redpacket_standing s ON s.packet_id = v.id`, "BIGINT")

	updateStandings = store.NewMulti(`
WITH v(id, state, taken, taken_minor, ended_at_ms, refunded) AS (VALUES {{rows}})
UPDATE redpacket_standing SET state = v.state, taken = v.taken, taken_minor = v.taken_minor, ended_at_ms = v.ended_at_ms, refunded = v.refunded
FROM v WHERE redpacket_standing.packet_id = v.id`, "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT")

	selectShares = store.NewMulti(`
WITH v(packet_id, account_id) AS (VALUES {{rows}})
SELECT s.packet_id, s.account_id, s.n, s.minor, s.at_ms
FROM v JOIN redpacket_share s ON s.packet_id = v.packet_id AND s.account_id = v.account_id`, "BIGINT", "BIGINT")

	insertShares = store.NewMulti(`
INSERT INTO redpacket_share (packet_id, account_id, n, minor, at_ms) VALUES {{rows}}`, "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT")

	insertGot = store.NewMulti(`
INSERT INTO redpacket_got (account_id, packet_id, currency, minor, at_ms, luckiest) VALUES {{rows}}`,
		"BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BOOLEAN")

	selectPackets = store.NewMulti(`
WITH v(id) AS (VALUES {{rows}})
SELECT p.id, p.chat_id, p.seq, p.sender_id, p.kind, p.greeting, p.cover, p.only_for, p.currency, p.total, p.shares, p.at_ms, p.expires_at_ms,
  p.commitment, p.salt, p.nonce, p.draw FROM v JOIN redpacket p ON p.id = v.id`, "BIGINT")
)

type scanner interface{ Scan(dest ...any) error }

func scanPacket(row scanner) (*Packet, error) {
	p := &Packet{}
	var at, expires int64
	var draw []byte
	err := row.Scan(&p.ID, &p.Chat, &p.Seq, &p.Sender, &p.Kind, &p.Greeting, &p.Cover, &p.OnlyFor, &p.Total.Currency, &p.Total.Minor, &p.Count,
		&at, &expires, &p.Commitment, &p.Salt, &p.Nonce, &draw)
	if err != nil {
		return nil, err
	}
	p.At, p.ExpiresAt = time.UnixMilli(at).UTC(), time.UnixMilli(expires).UTC()
	p.Draw, err = decodeDraw(draw, p.Count)
	return p, err
}

// readPacket returns a packet. Error: ErrNotFound.
func readPacket(ctx context.Context, tx *store.Tx, packet ID) (*Packet, error) {
	p, err := scanPacket(tx.QueryRow(ctx, selectPacket, packet))
	if errors.Is(err, store.ErrNoRows) {
		return nil, ErrNotFound
	}
	return p, err
}

func savePacket(ctx context.Context, tx *store.Tx, p *Packet) error {
	_, err := tx.Exec(ctx, insertPacket, p.ID, p.Chat, p.Seq, p.Sender, p.Kind, p.Greeting, p.Cover, p.OnlyFor, string(p.Total.Currency), p.Total.Minor,
		p.Count, p.At.UnixMilli(), p.ExpiresAt.UnixMilli(), p.Commitment, p.Salt, p.Nonce, encodeDraw(p.Draw))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, insertStanding, p.ID)
	return err
}

// encodeDraw returns the stored form of a draw: unsigned varints.
func encodeDraw(draw []int64) []byte {
	b := make([]byte, 0, 3*len(draw))
	for _, share := range draw {
		b = binary.AppendUvarint(b, uint64(share))
	}
	return b
}

func decodeDraw(b []byte, count int) ([]int64, error) {
	draw := make([]int64, 0, count)
	for len(b) > 0 {
		share, n := binary.Uvarint(b)
		if n <= 0 {
			break
		}
		draw, b = append(draw, int64(share)), b[n:]
	}
	if len(b) > 0 || len(draw) != count {
		return nil, errs.Internal("redpacket.draw", "a stored draw of %d shares cannot be read", count)
	}
	return draw, nil
}

func scanStanding(row scanner) (packet ID, s Standing, err error) {
	var ended int64
	err = row.Scan(&packet, &s.State, &s.Taken, &s.Minor, &ended, &s.Refunded)
	if ended != 0 {
		s.EndedAt = time.UnixMilli(ended).UTC()
	}
	return packet, s, err
}

func (s Standing) columns(packet ID) []any {
	ended := int64(0)
	if !s.EndedAt.IsZero() {
		ended = s.EndedAt.UnixMilli()
	}
	return []any{packet, s.State, s.Taken, s.Minor, ended, s.Refunded}
}

// lockPacket locks how a packet stands. Error: ErrNotFound.
func lockPacket(ctx context.Context, tx *store.Tx, packet ID) (Standing, error) {
	_, s, err := scanStanding(tx.QueryRow(ctx, lockStanding, packet))
	if errors.Is(err, store.ErrNoRows) {
		return s, ErrNotFound
	}
	return s, err
}

// readStanding returns how a packet stands, without a lock.
func readStanding(ctx context.Context, tx *store.Tx, packet ID) (s Standing, err error) {
	err = selectStandings.Query(ctx, tx, []any{packet}, func(r *store.Rows) error {
		_, s, err = scanStanding(r)
		return err
	})
	return s, err
}

func scanShare(row scanner) (s Share, err error) {
	var at int64
	err = row.Scan(&s.Packet, &s.Account, &s.Index, &s.Minor, &at)
	s.At = time.UnixMilli(at).UTC()
	return s, err
}

// readShares returns all shares of a packet, by account.
func readShares(ctx context.Context, tx *store.Tx, packet ID) (map[id.Account]Share, error) {
	rows, err := tx.Query(ctx, selectSharesOf, packet)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	shares := map[id.Account]Share{}
	for rows.Next() {
		s, err := scanShare(rows)
		if err != nil {
			return nil, err
		}
		shares[s.Account] = s
	}
	return shares, rows.Err()
}

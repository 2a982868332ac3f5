package admin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Act names what an operator did; it reaches disk and wire.
type Act string

// The acts.
const (
	ActSuspend     Act = "account.suspend"
	ActRestore     Act = "account.restore"
	ActEndSessions Act = "account.end_sessions"
	ActOperator    Act = "account.operator"
	ActMember      Act = "account.member"
	ActSettings    Act = "server.settings"
	ActImport      Act = "import"

	ActMoneyCheck    Act = "money.check"
	ActMoneySettings Act = "money.settings"
	ActFreeze        Act = "wallet.freeze"
	ActUnfreeze      Act = "wallet.unfreeze"
	ActLevel         Act = "wallet.level"
	ActClearPIN      Act = "wallet.clear_pin"
	ActDecideMove    Act = "bank.decide"
	ActSandbox       Act = "bank.sandbox"
	ActAddCover      Act = "redpacket.add_cover"
	ActRemoveCover   Act = "redpacket.remove_cover"
)

// Line is one line of the audit.
type Line struct {
	Seq     int64
	At      time.Time
	Actor   id.Account
	Act     Act
	Subject id.Account // 0: nobody in particular
	Detail  string     // JSON; never secrets or what people wrote
}

// sum is the hash of a line on top of the hash of the line before. Every field has its length in front, so that no two lines
// are written alike.
func (l Line) sum(before []byte) []byte {
	h := sha256.New()
	put := func(b []byte) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(b)))
		h.Write(size[:])
		h.Write(b)
	}
	put(before)
	for _, n := range []int64{l.Seq, l.At.UnixMilli(), int64(l.Actor), int64(l.Subject)} {
		put(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	put([]byte(l.Act))
	put([]byte(l.Detail))
	return h.Sum(nil)
}

// chain is the number of the one audit that there is.
const chain = 1

const (
	sqlLockHead   = `SELECT last_seq, last_sum FROM admin_audit_head WHERE chain = $1 {{lock}}`
	sqlSaveHead   = `UPDATE admin_audit_head SET last_seq = $2, last_sum = $3 WHERE chain = $1`
	sqlInsertLine = `INSERT INTO admin_audit (chain, seq, at_ms, actor_id, act, subject_id, detail, sum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	sqlLines = `SELECT seq, at_ms, actor_id, act, subject_id, detail FROM admin_audit
		WHERE chain = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`
	sqlLinesOf = `SELECT seq, at_ms, actor_id, act, subject_id, detail FROM admin_audit
		WHERE chain = $1 AND subject_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4`
	sqlWholeChain = `SELECT seq, at_ms, actor_id, act, subject_id, detail, sum FROM admin_audit WHERE chain = $1 ORDER BY seq`
)

// record writes a line into the audit, in the transaction of what it tells of. Call it last: every act waits for its row.
func record(ctx context.Context, tx *store.Tx, actor id.Account, act Act, subject id.Account, detail any) error {
	text, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	line := Line{At: tx.Now.Truncate(time.Millisecond), Actor: actor, Act: act, Subject: subject, Detail: string(text)}
	var before []byte
	if err := tx.QueryRow(ctx, sqlLockHead, chain).Scan(&line.Seq, &before); err != nil {
		return err
	}
	line.Seq++
	sum := line.sum(before)
	if _, err := tx.Exec(ctx, sqlInsertLine, chain, line.Seq, line.At.UnixMilli(), line.Actor, line.Act, line.Subject, line.Detail, sum); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, sqlSaveHead, chain, line.Seq, sum)
	return err
}

// Audit returns at most limit (1 to 200) lines before one, newest first; with a subject, those about that account. before 0
// begins with the newest. end reports that there are no older ones.
func (s *Service) Audit(ctx context.Context, before int64, subject id.Account, limit int) (lines []Line, end bool, err error) {
	defer errs.Wrap(&err, "admin.Audit(%d, %d)", before, subject)
	limit = min(max(limit, 1), 200)
	if before <= 0 {
		before = math.MaxInt64
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		lines = lines[:0]
		q, args := sqlLines, []any{chain, before, limit + 1}
		if subject != 0 {
			q, args = sqlLinesOf, []any{chain, subject, before, limit + 1}
		}
		rows, err := tx.Query(ctx, q, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			line, err := scanLine(rows)
			if err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return rows.Err()
	})
	if len(lines) > limit {
		return lines[:limit], false, err
	}
	return lines, true, err
}

func scanLine(rows *store.Rows, more ...any) (l Line, err error) {
	var at int64
	err = rows.Scan(append([]any{&l.Seq, &at, &l.Actor, &l.Act, &l.Subject, &l.Detail}, more...)...)
	l.At = time.UnixMilli(at)
	return l, err
}

// checkChain follows the audit from its first line and returns an error at the first that does not fit.
func checkChain(ctx context.Context, tx *store.Tx) error {
	var headSeq int64
	var headSum []byte
	if err := tx.QueryRow(ctx, `SELECT last_seq, last_sum FROM admin_audit_head WHERE chain = $1`, chain).Scan(&headSeq, &headSum); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, sqlWholeChain, chain)
	if err != nil {
		return err
	}
	defer rows.Close()
	var before []byte
	var seq int64
	for rows.Next() {
		var sum []byte
		line, err := scanLine(rows, &sum)
		if err != nil {
			return err
		}
		seq++
		if line.Seq != seq {
			return fmt.Errorf("audit: line %d is missing", seq)
		}
		if before = line.sum(before); !bytes.Equal(before, sum) {
			return fmt.Errorf("audit: line %d was changed", seq)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if seq != headSeq || seq > 0 && !bytes.Equal(before, headSum) {
		return fmt.Errorf("audit: it ends at line %d, and should at %d", seq, headSeq)
	}
	return nil
}

package chat

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// invariants are queries that find what breaks a rule: each row is a chat and a second number.
var invariants = []struct{ rule, query string }{
	{"the log is not dense from 1", `
SELECT chat_id, max(seq) FROM message GROUP BY chat_id HAVING min(seq) <> 1 OR max(seq) <> count(*)`},
	{"n does not count the countable entries", `
SELECT chat_id, seq FROM (SELECT chat_id, seq, n, kind, lag(n, 1, CAST(0 AS BIGINT)) OVER (PARTITION BY chat_id ORDER BY seq) AS n_before
  FROM message) AS x
WHERE n <> n_before + CASE WHEN kind < 10 THEN 1 ELSE 0 END`},
	{"a message was written twice", `
SELECT chat_id, max(seq) FROM message WHERE length(client_id) > 0 GROUP BY chat_id, sender_id, client_id HAVING count(*) > 1`},
	{"a read mark stands at no entry, or has another n", `
SELECT m.chat_id, m.account_id FROM member m LEFT JOIN message x ON x.chat_id = m.chat_id AND x.seq = m.read_seq
WHERE m.read_seq > 0 AND (x.n IS NULL OR x.n <> m.read_n) OR m.read_seq = 0 AND m.read_n <> 0`},
	{"somebody left, or cleared, beyond the end of the log", `
SELECT m.chat_id, m.account_id FROM member m LEFT JOIN message x ON x.chat_id = m.chat_id AND x.seq = m.left_seq
LEFT JOIN message y ON y.chat_id = m.chat_id AND y.seq = m.cleared_seq
WHERE m.left_seq > 0 AND x.n IS NULL OR m.cleared_seq > 0 AND y.n IS NULL`},
	{"a direct chat has not two members, or notes to self not one", `
SELECT c.id, count(m.account_id) FROM chat c LEFT JOIN member m ON m.chat_id = c.id WHERE c.kind IN (1, 3)
GROUP BY c.id, c.kind HAVING count(m.account_id) <> CASE WHEN c.kind = 1 THEN 2 ELSE 1 END`},
	{"a group has not one owner, or too many members", `
SELECT c.id, count(m.account_id) FROM chat c LEFT JOIN member m ON m.chat_id = c.id AND m.left_seq = 0
WHERE c.kind = 2 AND c.dissolved_at_ms = 0
GROUP BY c.id HAVING sum(CASE WHEN m.role = 3 THEN 1 ELSE 0 END) <> 1 OR count(m.account_id) > 500`},
}

// maxFindings is how many findings of a rule are named.
const maxFindings = 20

// Check verifies what doc.go says is always true and returns everything that is not, joined.
func Check(ctx context.Context, tx *store.Tx) error {
	var found []error
	for _, i := range invariants {
		if err := findBreaks(ctx, tx, i.rule, i.query); err != nil {
			found = append(found, err)
		}
	}
	return errors.Join(append(found, checkLists(ctx, tx), checkContents(ctx, tx))...)
}

func findBreaks(ctx context.Context, tx *store.Tx, rule, query string) error {
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	var found []error
	for rows.Next() && len(found) < maxFindings {
		var chat, second int64
		if err := rows.Scan(&chat, &second); err != nil {
			return err
		}
		found = append(found, fmt.Errorf("chat %d (%d): %s", chat, second, rule))
	}
	return errors.Join(append(found, rows.Err())...)
}

// checkLists compares how many members there are with how many chats are listed.
func checkLists(ctx context.Context, tx *store.Tx) error {
	var members, listed int64
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM member`).Scan(&members); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM account_chat`).Scan(&listed); err != nil {
		return err
	}
	if members != listed {
		return fmt.Errorf("%d members, but %d chats are listed for them", members, listed)
	}
	return nil
}

// checkContents reads the whole log: every rev is a change of that very entry, reactions are those of their table and within
// limits, and what was recalled is empty.
func checkContents(ctx context.Context, tx *store.Tx) error {
	reactions, err := countAll(ctx, tx)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT chat_id, seq, kind, content FROM message ORDER BY chat_id, seq DESC`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var found []error
	targets := map[int64]int64{} // of the changes of the present chat
	var last id.Chat
	for rows.Next() && len(found) < maxFindings {
		var at place
		var kind int64
		var content []byte
		if err := rows.Scan(&at.chat, &at.seq, &kind, &content); err != nil {
			return err
		}
		if at.chat != last {
			last = at.chat
			clear(targets)
		}
		e := &chatv1.Entry{}
		if err := proto.Unmarshal(content, e); err != nil {
			found = append(found, fmt.Errorf("chat %d, entry %d: %w", at.chat, at.seq, err))
			continue
		}
		if t := targetOf(e.Body); t > 0 {
			targets[at.seq] = t
		}
		if err := checkEntry(at, kind, e, targets, reactions[at]); err != nil {
			found = append(found, fmt.Errorf("chat %d, entry %d: %w", at.chat, at.seq, err))
		}
	}
	return errors.Join(append(found, rows.Err())...)
}

func checkEntry(at place, kind int64, e *chatv1.Entry, targets map[int64]int64, reactions map[string]int32) error {
	switch {
	case e.Rev > 0 && targets[e.Rev] != at.seq:
		return fmt.Errorf("rev %d is no change of it", e.Rev)
	case e.Recalled && (e.Body != nil || e.Quote != nil || len(e.Reactions) > 0):
		return errors.New("it was taken back and still says something")
	case !e.Recalled && kindOf(e.Body) != kind:
		return fmt.Errorf("its kind is %d, not %d", kindOf(e.Body), kind)
	case len(e.Reactions) != len(reactions) || len(e.Reactions) > MaxReacts:
		return fmt.Errorf("%d kinds of reactions, not %d", len(e.Reactions), len(reactions))
	}
	for _, r := range e.Reactions {
		if reactions[r.Emoji] != r.Count {
			return fmt.Errorf("%d reactions %s, not %d", r.Count, r.Emoji, reactions[r.Emoji])
		}
	}
	return nil
}

func countAll(ctx context.Context, tx *store.Tx) (map[place]map[string]int32, error) {
	rows, err := tx.Query(ctx, `SELECT chat_id, seq, emoji, count(*) FROM reaction GROUP BY chat_id, seq, emoji`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[place]map[string]int32{}
	for rows.Next() {
		var at place
		var emoji string
		var n int32
		if err := rows.Scan(&at.chat, &at.seq, &emoji, &n); err != nil {
			return nil, err
		}
		if counts[at] == nil {
			counts[at] = map[string]int32{}
		}
		counts[at][emoji] = n
	}
	return counts, rows.Err()
}

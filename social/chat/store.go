package chat

import (
	"context"
	"embed"

	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings this room's tables up to date and registers its invariants.
func Migrate(ctx context.Context, db *store.DB) error {
	db.AddCheck("chat", Check)
	return db.Migrate(ctx, "chat", migrations)
}

// The log.
var (
	// selectMissed finds what was written to chats after a seq, up to another.
	selectMissed = store.NewMulti(`
WITH v(chat_id, after_seq, until_seq) AS (VALUES {{rows}})
SELECT m.chat_id, m.seq, m.n, m.sender_id, m.client_id, m.at_ms, m.kind
FROM v JOIN message m ON m.chat_id = v.chat_id AND m.seq > v.after_seq AND m.seq <= v.until_seq`,
		"BIGINT", "BIGINT", "BIGINT")

	insertMessages = store.NewMulti(`
INSERT INTO message (chat_id, seq, n, sender_id, client_id, at_ms, kind, content) VALUES {{rows}}`,
		"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BYTEA", "BIGINT", "BIGINT", "BYTEA")

	updateContents = store.NewMulti(`
WITH v(chat_id, seq, content) AS (VALUES {{rows}})
UPDATE message SET content = v.content FROM v WHERE message.chat_id = v.chat_id AND message.seq = v.seq`,
		"BIGINT", "BIGINT", "BYTEA")

	selectLines = store.NewMulti(`
WITH v(chat_id, seq) AS (VALUES {{rows}})
SELECT m.seq FROM v JOIN message m ON m.chat_id = v.chat_id AND m.seq = v.seq AND m.kind NOT IN (10, 11, 12)`, "BIGINT", "BIGINT")

	selectNumbers = store.NewMulti(`
WITH v(chat_id, seq) AS (VALUES {{rows}})
SELECT m.chat_id, m.seq, m.n FROM v JOIN message m ON m.chat_id = v.chat_id AND m.seq = v.seq`, "BIGINT", "BIGINT")

	insertMentions = store.NewMulti(`
INSERT INTO mention (chat_id, account_id, seq) VALUES {{rows}}`, "BIGINT", "BIGINT", "BIGINT")
)

const (
	// lockChat is what every write to a chat does first, in the order of the chats' ids.
	lockChat = `SELECT id FROM chat WHERE id = $1{{lock}}`

	selectHead = `SELECT seq, n FROM message WHERE chat_id = $1 ORDER BY seq DESC LIMIT 1`

	selectResend = `
SELECT seq, n, at_ms FROM message
WHERE chat_id = $1 AND seq > $2 AND seq <= $3 AND sender_id = $4 AND client_id = $5 LIMIT 1`

	selectRow = `
SELECT chat_id, seq, n, sender_id, client_id, at_ms, kind, content FROM message WHERE chat_id = $1 AND seq = $2`

	selectBefore = `
SELECT chat_id, seq, n, sender_id, client_id, at_ms, kind, content FROM message
WHERE chat_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq DESC LIMIT $4`

	selectAfter = `
SELECT chat_id, seq, n, sender_id, client_id, at_ms, kind, content FROM message
WHERE chat_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq LIMIT $4`

	// selectLine finds the newest entry that is a line of its own, below a seq.
	selectLine = `
SELECT chat_id, seq, n, sender_id, client_id, at_ms, kind, content FROM message
WHERE chat_id = $1 AND seq >= $2 AND seq < $3 AND kind NOT IN (10, 11, 12) ORDER BY seq DESC LIMIT $4`

	deleteMentions = `DELETE FROM mention WHERE chat_id = $1 AND account_id = $2 AND seq = $3`

	insertReaction = `
INSERT INTO reaction (chat_id, seq, account_id, emoji, at_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (chat_id, seq, account_id, emoji) DO NOTHING`

	deleteReaction  = `DELETE FROM reaction WHERE chat_id = $1 AND seq = $2 AND account_id = $3 AND emoji = $4`
	deleteReactions = `DELETE FROM reaction WHERE chat_id = $1 AND seq = $2`
	countReactions  = `SELECT count(*) FROM reaction WHERE chat_id = $1 AND seq = $2 AND account_id = $3`
	selectReactions = `SELECT account_id, emoji, at_ms FROM reaction WHERE chat_id = $1 AND seq = $2 ORDER BY at_ms, account_id`
)

// selectOwnReactions finds how one account ($1) reacted to entries.
var selectOwnReactions = store.NewMulti(`
WITH v(chat_id, seq) AS (VALUES {{rows}})
SELECT r.chat_id, r.seq, r.emoji FROM v JOIN reaction r ON r.chat_id = v.chat_id AND r.seq = v.seq AND r.account_id = $1`,
	"BIGINT", "BIGINT")

// Chats and members.
var (
	selectChats = store.NewMulti(`
WITH v(chat_id) AS (VALUES {{rows}})
SELECT c.id, c.kind, c.name, c.newcomers_see_history, c.members_may_invite, c.dissolved_at_ms, c.created_at_ms
FROM v JOIN chat c ON c.id = v.chat_id`, "BIGINT")

	selectSeats = store.NewMulti(`
WITH v(chat_id) AS (VALUES {{rows}})
SELECT m.chat_id, m.account_id, m.role, m.from_seq, m.joined_at_ms, m.invited_by_id, m.accepted
FROM v JOIN member m ON m.chat_id = v.chat_id WHERE m.left_seq = 0`, "BIGINT")

	selectMembers = store.NewMulti(`
WITH v(chat_id, account_id) AS (VALUES {{rows}})
SELECT m.chat_id, m.account_id, m.role, m.from_seq, m.left_seq, m.delivered_seq, m.read_seq, m.read_n, m.pinned, m.muted,
  m.marked_unread, m.hidden_n, m.cleared_seq, m.draft, m.draft_quote_seq, m.draft_at_ms
FROM v JOIN member m ON m.chat_id = v.chat_id AND m.account_id = v.account_id`, "BIGINT", "BIGINT")

	selectEnds = store.NewMulti(`
WITH v(chat_id, account_id) AS (VALUES {{rows}})
SELECT m.chat_id, m.left_seq FROM v JOIN member m ON m.chat_id = v.chat_id AND m.account_id = v.account_id`,
		"BIGINT", "BIGINT")

	// insertMembers lets people in, or in again: what they kept of the chat before stays theirs.
	insertMembers = store.NewMulti(`
INSERT INTO member (chat_id, account_id, role, invited_by_id, joined_at_ms, from_seq, read_seq, read_n,
  left_seq, accepted, delivered_seq, pinned, muted, marked_unread, hidden_n, cleared_seq, draft, draft_quote_seq, draft_at_ms)
VALUES {{rows}}
ON CONFLICT (chat_id, account_id) DO UPDATE SET role = excluded.role, invited_by_id = excluded.invited_by_id,
  joined_at_ms = excluded.joined_at_ms, from_seq = excluded.from_seq, left_seq = 0,
  read_seq = excluded.read_seq, read_n = excluded.read_n, hidden_n = 0`,
		"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT",
		"BIGINT", "BOOLEAN", "BIGINT", "BOOLEAN", "BOOLEAN", "BOOLEAN", "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT")

	insertAccountChats = store.NewMulti(`
INSERT INTO account_chat (account_id, chat_id) VALUES {{rows}} ON CONFLICT (account_id, chat_id) DO NOTHING`, "BIGINT", "BIGINT")

	// updateRead moves read marks forward; only those that moved are returned.
	updateRead = store.NewMulti(`
WITH v(chat_id, account_id, seq, n) AS (VALUES {{rows}})
UPDATE member SET read_seq = v.seq, read_n = v.n, marked_unread = FALSE FROM v
WHERE member.chat_id = v.chat_id AND member.account_id = v.account_id AND member.read_seq < v.seq
RETURNING member.chat_id, member.account_id`, "BIGINT", "BIGINT", "BIGINT", "BIGINT")

	updateDelivered = store.NewMulti(`
WITH v(chat_id, account_id, seq) AS (VALUES {{rows}})
UPDATE member SET delivered_seq = v.seq FROM v
WHERE member.chat_id = v.chat_id AND member.account_id = v.account_id AND member.delivered_seq < v.seq
RETURNING member.chat_id, member.account_id`, "BIGINT", "BIGINT", "BIGINT")

	// selectMentioned finds the first entry after a seq that mentions an account; its own mentions of all are none.
	selectMentioned = store.NewMulti(`
WITH v(chat_id, account_id, after_seq) AS (VALUES {{rows}})
SELECT v.chat_id, v.account_id, MIN(x.seq)
FROM v JOIN mention x ON x.chat_id = v.chat_id AND x.account_id IN (0, v.account_id) AND x.seq > v.after_seq
GROUP BY v.chat_id, v.account_id`, "BIGINT", "BIGINT", "BIGINT")

	selectDeleted = store.NewMulti(`
WITH v(chat_id, account_id) AS (VALUES {{rows}})
SELECT d.chat_id, d.account_id, d.seq FROM v JOIN deleted d ON d.chat_id = v.chat_id AND d.account_id = v.account_id
ORDER BY d.seq`, "BIGINT", "BIGINT")

	selectPinned = store.NewMulti(`
WITH v(chat_id, account_id) AS (VALUES {{rows}})
SELECT m.chat_id FROM v JOIN member m ON m.chat_id = v.chat_id AND m.account_id = v.account_id AND m.pinned`,
		"BIGINT", "BIGINT")

	insertDeleted = store.NewMulti(`
INSERT INTO deleted (chat_id, account_id, seq) VALUES {{rows}} ON CONFLICT (chat_id, account_id, seq) DO NOTHING`, "BIGINT", "BIGINT", "BIGINT")
)

const (
	insertChat = `
INSERT INTO chat (id, kind, name, newcomers_see_history, members_may_invite, dissolved_at_ms, created_at_ms)
VALUES ($1, $2, $3, $4, $5, 0, $6)`

	updateChat = `
UPDATE chat SET name = $2, newcomers_see_history = $3, members_may_invite = $4, dissolved_at_ms = $5 WHERE id = $1`

	insertDirect = `INSERT INTO direct (low_id, high_id, chat_id) VALUES ($1, $2, $3) ON CONFLICT (low_id, high_id) DO NOTHING`
	selectDirect = `SELECT chat_id FROM direct WHERE low_id = $1 AND high_id = $2`

	insertMade = `INSERT INTO made_group (account_id, client_id, chat_id) VALUES ($1, $2, $3) ON CONFLICT (account_id, client_id) DO NOTHING`
	selectMade = `SELECT chat_id FROM made_group WHERE account_id = $1 AND client_id = $2`

	selectAccountChats = `SELECT chat_id FROM account_chat WHERE account_id = $1 ORDER BY chat_id`
	countAccountChats  = `SELECT count(*) FROM account_chat WHERE account_id = $1`

	updateRole     = `UPDATE member SET role = $3 WHERE chat_id = $1 AND account_id = $2`
	updateLeft     = `UPDATE member SET left_seq = $3, role = $4 WHERE chat_id = $1 AND account_id = $2`
	updateAccepted = `UPDATE member SET accepted = TRUE WHERE chat_id = $1 AND account_id = $2`

	selectReadSeqs = `SELECT account_id, read_seq, from_seq FROM member WHERE chat_id = $1 AND left_seq = 0`

	updateState = `
UPDATE member SET pinned = $3, muted = $4, marked_unread = $5, hidden_n = $6, cleared_seq = $7,
  draft = $8, draft_quote_seq = $9, draft_at_ms = $10 WHERE chat_id = $1 AND account_id = $2`

	// lockMember is what a change of a member's own state does first.
	lockMember = `SELECT account_id FROM member WHERE chat_id = $1 AND account_id = $2{{lock}}`

	updateAllRead = `
UPDATE member SET read_seq = $2, read_n = $3 WHERE chat_id = $1 AND left_seq = 0 AND read_seq < $2`

	forgetMember = `
UPDATE member SET pinned = FALSE, muted = FALSE, marked_unread = FALSE, draft = '', draft_quote_seq = 0, draft_at_ms = 0
WHERE chat_id = $1 AND account_id = $2`

	deleteDeletedUntil = `DELETE FROM deleted WHERE chat_id = $1 AND account_id = $2 AND seq <= $3`
	countDeleted       = `SELECT count(*) FROM deleted WHERE chat_id = $1 AND account_id = $2`

	insertImported = `INSERT INTO imported (chat_id, foreign_key, seq) VALUES ($1, $2, $3)`
	selectImported = `SELECT seq FROM imported WHERE chat_id = $1 AND foreign_key = $2`
)

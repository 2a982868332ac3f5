package contact

import (
	"context"
	"embed"
	"errors"
	"strings"
	"time"

	"alun/base/id"
	"alun/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings this room's tables up to date.
func Migrate(ctx context.Context, db *store.DB) error {
	return db.Migrate(ctx, "contact", migrations)
}

const (
	sqlMakeBook = `INSERT INTO contact_book (account_id, listed, blocked) VALUES ($1, 0, 0) ON CONFLICT (account_id) DO NOTHING`
	sqlLockBook = `SELECT listed, blocked FROM contact_book WHERE account_id = $1 {{lock}}`
	sqlSaveBook = `UPDATE contact_book SET listed = $2, blocked = $3 WHERE account_id = $1`

	sideColumns = `account_id, other_id, listed, friend, blocked, blocked_by, starred, remark, note, tags, since_ms`
	sqlSide     = `SELECT ` + sideColumns + ` FROM contact_side WHERE account_id = $1 AND other_id = $2`
	sqlSides    = `SELECT ` + sideColumns + ` FROM contact_side WHERE account_id = $1 AND (listed OR blocked) ORDER BY other_id`
	sqlSaveSide = `INSERT INTO contact_side (` + sideColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (account_id, other_id) DO UPDATE SET listed = excluded.listed, friend = excluded.friend, blocked = excluded.blocked,
		blocked_by = excluded.blocked_by, starred = excluded.starred, remark = excluded.remark, note = excluded.note,
		tags = excluded.tags, since_ms = excluded.since_ms`
	sqlDropSide = `DELETE FROM contact_side WHERE account_id = $1 AND other_id = $2`
	sqlFriends  = `SELECT other_id FROM contact_side WHERE account_id = $1 AND friend ORDER BY other_id`

	requestColumns = `request_id, account_id, other_id, incoming, note, via, remark, state, at_ms, seen`
	sqlRequest     = `SELECT ` + requestColumns + ` FROM contact_request WHERE account_id = $1 AND other_id = $2 AND incoming = $3`
	sqlRequestByID = `SELECT ` + requestColumns + ` FROM contact_request WHERE account_id = $1 AND request_id = $2`
	sqlRequests    = `SELECT ` + requestColumns + ` FROM contact_request
		WHERE account_id = $1 AND (at_ms < $2 OR at_ms = $2 AND request_id < $3) ORDER BY at_ms DESC, request_id DESC LIMIT $4`
	sqlSaveRequest = `INSERT INTO contact_request (` + requestColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (account_id, other_id, incoming) DO UPDATE SET request_id = excluded.request_id, note = excluded.note, via = excluded.via,
		remark = excluded.remark, state = excluded.state, at_ms = excluded.at_ms, seen = excluded.seen`
	sqlDropRequest  = `DELETE FROM contact_request WHERE account_id = $1 AND other_id = $2 AND incoming = $3`
	sqlUnseen       = `SELECT COUNT(*) FROM contact_request WHERE account_id = $1 AND incoming AND state = 1 AND NOT seen AND at_ms > $2`
	sqlRequestBound = `SELECT at_ms FROM contact_request WHERE account_id = $1 ORDER BY at_ms DESC, request_id DESC LIMIT 1 OFFSET $2`
	sqlPrune        = `DELETE FROM contact_request WHERE account_id = $1 AND at_ms <= $2`

	sqlSpend = `INSERT INTO contact_quota (account_id, act, day, used) VALUES ($1, $2, $3, 1)
		ON CONFLICT (account_id, act) DO UPDATE SET used = CASE WHEN contact_quota.day = excluded.day THEN contact_quota.used + 1 ELSE 1 END,
		day = excluded.day RETURNING used`
)

// book is the root row of one person's contacts.
type book struct {
	account         id.Account
	listed, blocked int
}

func lockBook(ctx context.Context, tx *store.Tx, account id.Account) (*book, error) {
	if _, err := tx.Exec(ctx, sqlMakeBook, account); err != nil {
		return nil, err
	}
	b := &book{account: account}
	err := tx.QueryRow(ctx, sqlLockBook, account).Scan(&b.listed, &b.blocked)
	return b, err
}

// lockBooks locks two different books in the order of their ids and returns them in the order asked for.
func lockBooks(ctx context.Context, tx *store.Tx, a, b id.Account) (*book, *book, error) {
	first, second := min(a, b), max(a, b)
	one, err := lockBook(ctx, tx, first)
	if err != nil {
		return nil, nil, err
	}
	two, err := lockBook(ctx, tx, second)
	if err != nil || first == a {
		return one, two, err
	}
	return two, one, nil
}

func saveBook(ctx context.Context, tx *store.Tx, b *book) error {
	_, err := tx.Exec(ctx, sqlSaveBook, b.account, b.listed, b.blocked)
	return err
}

type scanner interface{ Scan(...any) error }

func scanSide(row scanner) (s Side, err error) {
	var tags string
	var since int64
	err = row.Scan(&s.Account, &s.Other, &s.Listed, &s.Friend, &s.Blocked, &s.BlockedBy, &s.Starred, &s.Remark, &s.Note, &tags, &since)
	if tags != "" {
		s.Tags = strings.Split(tags, "\n")
	}
	s.Since = time.UnixMilli(since)
	return s, err
}

// readSide returns the row of a pair, or that of strangers.
func readSide(ctx context.Context, tx *store.Tx, account, other id.Account) (Side, error) {
	s, err := scanSide(tx.QueryRow(ctx, sqlSide, account, other))
	if errors.Is(err, store.ErrNoRows) {
		return Side{Account: account, Other: other}, nil
	}
	return s, err
}

// saveSide writes the row, or removes it when it says nothing.
func saveSide(ctx context.Context, tx *store.Tx, s Side) error {
	if s.stranger() {
		_, err := tx.Exec(ctx, sqlDropSide, s.Account, s.Other)
		return err
	}
	_, err := tx.Exec(ctx, sqlSaveSide, s.Account, s.Other, s.Listed, s.Friend, s.Blocked, s.BlockedBy, s.Starred, s.Remark, s.Note,
		strings.Join(s.Tags, "\n"), s.Since.UnixMilli())
	return err
}

func scanRequest(row scanner) (*FriendRequest, error) {
	var r FriendRequest
	var at int64
	err := row.Scan(&r.ID, &r.Account, &r.Other, &r.Incoming, &r.Note, &r.Via, &r.Remark, &r.State, &at, &r.Seen)
	r.At = time.UnixMilli(at)
	return &r, err
}

// readRequest returns the newest request of a direction, or nil.
func readRequest(ctx context.Context, tx *store.Tx, account, other id.Account, incoming bool) (*FriendRequest, error) {
	r, err := scanRequest(tx.QueryRow(ctx, sqlRequest, account, other, incoming))
	if errors.Is(err, store.ErrNoRows) {
		return nil, nil
	}
	return r, err
}

// saveRequest writes one side of a request in place of an older one and keeps the book's requests within MaxRequests.
func saveRequest(ctx context.Context, tx *store.Tx, r FriendRequest) error {
	_, err := tx.Exec(ctx, sqlSaveRequest, r.ID, r.Account, r.Other, r.Incoming, r.Note, r.Via, r.Remark, r.State, r.At.UnixMilli(), r.Seen)
	if err != nil {
		return err
	}
	var bound int64
	err = tx.QueryRow(ctx, sqlRequestBound, r.Account, MaxRequests).Scan(&bound)
	if errors.Is(err, store.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, sqlPrune, r.Account, bound)
	return err
}

func dropRequest(ctx context.Context, tx *store.Tx, account, other id.Account, incoming bool) error {
	_, err := tx.Exec(ctx, sqlDropRequest, account, other, incoming)
	return err
}

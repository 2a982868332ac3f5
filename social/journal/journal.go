package journal

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"google.golang.org/protobuf/proto"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Limits.
const (
	MaxKey   = 120 // bytes of a key
	MaxSince = 500 // changes of one Since
)

// Pusher brings a frame to all live devices of some accounts. It never blocks.
type Pusher interface {
	Push(accounts []id.Account, frame []byte)
}

// Journal records and reads changes. It is safe for concurrent use.
type Journal struct {
	push Pusher
}

// New returns the journal that pushes to live devices through p.
func New(p Pusher) *Journal { return &Journal{push: p} }

// Draft is a change of one account. The change's seq and key are filled in by the journal; the rest is not touched.
type Draft struct {
	Account id.Account
	Key     string
	Change  *chatv1.Change
}

// Record notes one change in the caller's transaction and pushes it after the commit.
func (j *Journal) Record(ctx context.Context, tx *store.Tx, account id.Account, key string, change *chatv1.Change) error {
	return j.RecordSet(ctx, tx, []Draft{{account, key, change}})
}

// RecordSet notes changes of any number of accounts in the caller's transaction. Within one account they keep the order
// of drafts; of two with the same key only the later one remains. After the commit each account's devices get one frame.
//
// It locks the accounts' journals in the order of their ids: record once, at the end of a transaction, and nothing can deadlock.
func (j *Journal) RecordSet(ctx context.Context, tx *store.Tx, drafts []Draft) (err error) {
	defer errs.Wrap(&err, "journal.RecordSet(%d)", len(drafts))
	drafts = newestOfEachKey(drafts)
	if len(drafts) == 0 {
		return nil
	}
	if err := number(ctx, tx, drafts); err != nil {
		return err
	}
	rows := make([]any, 0, 4*len(drafts))
	for _, d := range drafts {
		body, err := encode(d.Change)
		if err != nil {
			return err
		}
		rows = append(rows, d.Account, d.Key, d.Change.Seq, body)
	}
	if _, err := putChanges.Exec(ctx, tx, rows); err != nil {
		return err
	}
	tx.AfterCommit(func() { j.pushAll(drafts) })
	return nil
}

// newestOfEachKey returns copies of the drafts, sorted by account, without those that a later one replaces.
func newestOfEachKey(drafts []Draft) []Draft {
	type key struct {
		account id.Account
		key     string
	}
	seen := make(map[key]bool, len(drafts))
	kept := make([]Draft, 0, len(drafts))
	for _, d := range slices.Backward(drafts) {
		if k := (key{d.Account, d.Key}); !seen[k] {
			seen[k] = true
			kept = append(kept, Draft{d.Account, d.Key, proto.CloneOf(d.Change)})
		}
	}
	slices.Reverse(kept)
	slices.SortStableFunc(kept, func(a, b Draft) int { return cmp.Compare(a.Account, b.Account) })
	return kept
}

// number gives the drafts, sorted by account, the next numbers of their accounts.
func number(ctx context.Context, tx *store.Tx, drafts []Draft) error {
	next := make(map[id.Account]int64)
	var rows []any
	for i, d := range drafts {
		if len(d.Key) == 0 || len(d.Key) > MaxKey || d.Account <= 0 {
			return errs.Internal("journal.draft", "draft %q of account %d", d.Key, d.Account)
		}
		next[d.Account]++
		if i == len(drafts)-1 || drafts[i+1].Account != d.Account {
			rows = append(rows, d.Account, next[d.Account])
		}
	}
	err := allot.Query(ctx, tx, rows, func(r *store.Rows) error {
		var account id.Account
		var last int64
		if err := r.Scan(&account, &last); err != nil {
			return err
		}
		next[account] = last - next[account] + 1
		return nil
	})
	if err != nil {
		return err
	}
	for _, d := range drafts {
		d.Change.Seq, d.Change.Key = next[d.Account], d.Key
		next[d.Account]++
	}
	return nil
}

func (j *Journal) pushAll(drafts []Draft) {
	for len(drafts) > 0 {
		n := 1
		for n < len(drafts) && drafts[n].Account == drafts[0].Account {
			n++
		}
		frame := &livev1.ServerFrame{}
		for _, d := range drafts[:n] {
			frame.Changes = append(frame.Changes, d.Change)
		}
		if data, err := proto.Marshal(frame); err == nil { // encode has tried every change before
			j.push.Push([]id.Account{drafts[0].Account}, data)
		}
		drafts = drafts[n:]
	}
}

// Since returns an account's changes after seq, oldest first, at most limit (0 or more than MaxSince means MaxSince); the
// account's newest seq; and whether there are more than returned.
func (j *Journal) Since(ctx context.Context, tx *store.Tx, account id.Account, seq int64, limit int) (
	changes []*chatv1.Change, last int64, more bool, err error,
) {
	defer errs.Wrap(&err, "journal.Since(%d, %d)", account, seq)
	if limit <= 0 || limit > MaxSince {
		limit = MaxSince
	}
	// The head is read first: what commits between the two statements is then beyond last, never missing below it.
	if last, err = j.Last(ctx, tx, account); err != nil {
		return nil, 0, false, err
	}
	rows, err := tx.Query(ctx, selectSince, account, seq, limit+1)
	if err != nil {
		return nil, 0, false, err
	}
	defer rows.Close()
	for rows.Next() {
		c := &chatv1.Change{}
		var n int64
		var key string
		var body []byte
		if err := rows.Scan(&n, &key, &body); err != nil {
			return nil, 0, false, err
		}
		if err := proto.Unmarshal(body, c); err != nil {
			return nil, 0, false, err
		}
		c.Seq, c.Key = n, key
		changes = append(changes, c)
	}
	if len(changes) > limit {
		changes, more = changes[:limit], true
	}
	return changes, last, more, rows.Err()
}

// Last returns the newest seq of an account, 0 before its first change.
func (j *Journal) Last(ctx context.Context, tx *store.Tx, account id.Account) (seq int64, err error) {
	err = tx.QueryRow(ctx, selectLast, account).Scan(&seq)
	if errors.Is(err, store.ErrNoRows) {
		return 0, nil
	}
	return seq, err
}

// Forget empties an account's journal when the account is deleted. Its numbers go on, should anything still be recorded.
func (j *Journal) Forget(ctx context.Context, tx *store.Tx, account id.Account) error {
	_, err := tx.Exec(ctx, deleteChanges, account)
	return err
}

// encode returns the stored form of a change, which is never nil: that would be NULL.
func encode(c *chatv1.Change) ([]byte, error) {
	bare := &chatv1.Change{What: c.What}
	return proto.MarshalOptions{Deterministic: true}.MarshalAppend([]byte{}, bare)
}

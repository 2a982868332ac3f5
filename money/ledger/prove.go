package ledger

import (
	"context"

	"alun/base/errs"
	"alun/base/store"
	"alun/money/ledger/proof"
)

const (
	selectFirstLeaf = `
SELECT day, version FROM ledger_leaf l
WHERE owner = $1 AND code = $2 AND currency = $3 AND version >= $4
  AND EXISTS (SELECT 1 FROM ledger_seal s WHERE s.day = l.day AND s.sealing_ms = 0)
ORDER BY day LIMIT 1`

	selectLinesFrom = `
SELECT owner, code, currency, version, ref, step, delta, balance, at_ms, hash FROM ledger_entry
WHERE owner = $1 AND code = $2 AND currency = $3 AND version >= $4 AND version <= $5 ORDER BY version`
)

// Prove returns the proof of one entry of an account, for `alun verify-proof`. It shows the posting to whoever may see the
// entry; of the account's later entries, and of other accounts, only hashes.
//
// Errors: not_found ledger.not_sealed for an entry that does not exist, or whose day has no seal yet; exhausted
// ledger.proof_long when more than proof.MaxChain entries lie between it and the seal.
func (l *Ledger) Prove(ctx context.Context, tx *store.Tx, a Account, version int64) (_ *proof.File, err error) {
	defer errs.Wrap(&err, "ledger.Prove(%s, %d)", a, version)
	type found struct{ day, version int64 }
	leaf, err := scanAll(ctx, tx, func(f *found, r *store.Rows) error { return r.Scan(&f.day, &f.version) },
		selectFirstLeaf, a.Owner, int64(a.Code), string(a.Currency), version)
	if err != nil {
		return nil, err
	}
	if version < 1 || len(leaf) == 0 {
		return nil, ErrSeal
	}
	if leaf[0].version-version > proof.MaxChain {
		return nil, errs.Exhausted("ledger.proof_long", "Too much happened on this account that day for a proof in one file.")
	}
	f, err := chainOf(ctx, tx, a, version, leaf[0].version)
	if err != nil {
		return nil, err
	}
	return f, underSeal(ctx, tx, f, leaf[0].day)
}

// chainOf fills in the posting, the entry and the chain up to the sealed version.
func chainOf(ctx context.Context, tx *store.Tx, a Account, version, sealed int64) (*proof.File, error) {
	from := max(version-1, 1)
	lines, err := scanAll(ctx, tx, (*line).scan, selectLinesFrom, a.Owner, int64(a.Code), string(a.Currency), from, sealed)
	if err != nil {
		return nil, err
	}
	if int64(len(lines)) != sealed-from+1 {
		return nil, errs.Internal("ledger.entries", "account %v has %d entries from %d to %d", a, len(lines), from, sealed)
	}
	f := &proof.File{Format: proof.Format, Before: proof.Bytes{}, Later: []proof.Bytes{}}
	if version > 1 {
		f.Before = lines[0].Hash[:]
		lines = lines[1:]
	}
	postings, err := postingsOf(ctx, tx, lines)
	if err != nil {
		return nil, err
	}
	for i := range lines {
		e, p := &lines[i], postings[lines[i].ID]
		if p == nil {
			return nil, errs.Internal("ledger.entries", "entry %d of account %v has no posting", e.Version, a)
		}
		q := proof.Entry{Account: a.proved(), Version: e.Version, Delta: e.Delta, After: e.After, AtMs: e.At.UnixMilli()}
		if i == 0 {
			f.Posting, f.Entry = p.proved(), q
			continue
		}
		body := q.Body(p.fingerprint)
		f.Later = append(f.Later, body[:])
	}
	return f, nil
}

// underSeal fills in the way from the account's leaf to the signed head.
func underSeal(ctx context.Context, tx *store.Tx, f *proof.File, day int64) error {
	seals, err := scanAll(ctx, tx, (*seal).scan, selectSeal, day)
	if err != nil {
		return err
	}
	leaves, err := scanAll(ctx, tx, scanLeaf, selectLeaves, day)
	if err != nil {
		return err
	}
	hashes := make([]proof.Hash, len(leaves))
	for i := range leaves {
		hashes[i] = proof.LeafHash(leaves[i].Bytes())
		if leaves[i].Account == f.Entry.Account {
			f.Index = int64(i)
		}
	}
	f.Path = []proof.Bytes{}
	for _, h := range proof.Path(hashes, int(f.Index)) {
		f.Path = append(f.Path, h[:])
	}
	f.Head = seals[0].Head
	return nil
}

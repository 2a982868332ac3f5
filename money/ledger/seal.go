package ledger

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"alun/base/errs"
	"alun/base/store"
	"alun/money/ledger/proof"
)

const (
	day       = 24 * time.Hour
	sealAfter = 5 * time.Minute  // past midnight UTC, when the day before is sealed
	sealTime  = 10 * time.Minute // for which one node takes the making of a seal
	sealChunk = 500              // leaves written in one transaction
)

// dayOf returns the number of a day, UTC, since 1970.
func dayOf(t time.Time) int64 { return t.UnixMilli() / day.Milliseconds() }

const (
	// An account has moved when its newest entry is in no seal.
	selectMoved = `
SELECT owner, code, currency, version, head FROM ledger_account a
WHERE (owner, code, currency) > ($1, $2, $3) AND version > COALESCE((SELECT MAX(l.version) FROM ledger_leaf l
  WHERE l.owner = a.owner AND l.code = a.code AND l.currency = a.currency), 0)
ORDER BY owner, code, currency LIMIT $4`

	sealColumns = `day, sealing_ms, size, root, previous, at_ms, public_key, signature`

	// takeSeal takes a day for one node: one that nobody has taken, or whose taker has not finished in time.
	takeSeal = `
INSERT INTO ledger_seal (` + sealColumns + `) VALUES ($1, $2, 0, $4, $4, 0, $4, $4)
ON CONFLICT (day) DO UPDATE SET sealing_ms = excluded.sealing_ms WHERE ledger_seal.sealing_ms > 0 AND ledger_seal.sealing_ms < $3`

	lockSeal   = `SELECT sealing_ms FROM ledger_seal WHERE day = $1{{lock}}`
	finishSeal = `
UPDATE ledger_seal SET sealing_ms = 0, size = $2, root = $3, previous = $4, at_ms = $5, public_key = $6, signature = $7 WHERE day = $1`
	deleteSeal       = `DELETE FROM ledger_seal WHERE day = $1`
	selectLastSealed = `SELECT COALESCE(MAX(day), -1) FROM ledger_seal WHERE sealing_ms = 0`
	deleteUnsealed   = `DELETE FROM ledger_leaf WHERE day IN (SELECT day FROM ledger_seal WHERE sealing_ms > 0 AND day <= $1)`
	deleteTaken      = `DELETE FROM ledger_seal WHERE sealing_ms > 0 AND day < $1`
	selectSeal       = `SELECT ` + sealColumns + ` FROM ledger_seal WHERE day = $1`
	selectNewSeal    = `SELECT ` + sealColumns + ` FROM ledger_seal WHERE sealing_ms = 0 AND day < $1 ORDER BY day DESC LIMIT 1`
	selectNextSeal   = `SELECT ` + sealColumns + ` FROM ledger_seal WHERE sealing_ms = 0 AND day > $1 ORDER BY day LIMIT 1`
	selectLeaves     = `
SELECT owner, code, currency, version, hash FROM ledger_leaf WHERE day = $1 ORDER BY owner, code, currency`
)

var insertLeaves = store.NewMulti(`
INSERT INTO ledger_leaf (owner, code, currency, day, version, hash) VALUES {{rows}}`,
	"BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BYTEA")

// seal is a row of ledger_seal.
type seal struct {
	proof.Head

	sealing int64
}

func (s *seal) scan(r *store.Rows) error {
	return r.Scan(&s.Day, &s.sealing, &s.Size, (*[]byte)(&s.Root), (*[]byte)(&s.Previous), &s.AtMs, (*[]byte)(&s.Key), (*[]byte)(&s.Sign))
}

func scanLeaf(l *proof.Leaf, r *store.Rows) error {
	var hash []byte
	err := r.Scan(&l.Account.Owner, &l.Account.Code, &l.Account.Currency, &l.Version, &hash)
	copy(l.Hash[:], hash)
	return err
}

// Seal makes the seal of the day before, unless it is made or another node makes it, and reports whether it did. A day's
// seal covers whatever was committed when it was made, so at least the whole day, whatever clocks did; a day in which
// nothing moved has none; days in which no server ran are covered by the next, as are those that a clock skipped.
func (l *Ledger) Seal(ctx context.Context) (made bool, err error) {
	defer errs.Wrap(&err, "ledger.Seal")
	number := dayOf(l.clock.Now().Add(-sealAfter)) - 1
	if l.sealed.Load() == number {
		return false, nil
	}
	mine, err := l.take(ctx, number)
	if err != nil || mine == 0 {
		return false, err
	}
	return l.makeSeal(ctx, number, mine)
}

// take takes a day for this node to seal, and clears away what takers left who did not finish. mine is 0 when the day, or a
// later one, is sealed, or is another node's to seal.
func (l *Ledger) take(ctx context.Context, number int64) (mine int64, err error) {
	err = l.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		mine = 0
		var newest int64
		if err := tx.QueryRow(ctx, selectLastSealed).Scan(&newest); err != nil {
			return err
		}
		if newest >= number {
			tx.AfterCommit(func() { l.sealed.Store(number) })
			return nil
		}
		until := tx.Now.Add(sealTime).UnixMilli() + rand.Int64N(1000) // tells two takers apart
		n, err := tx.Exec(ctx, takeSeal, number, until, tx.Now.UnixMilli(), []byte{})
		if err != nil || n == 0 {
			return err
		}
		mine = until
		if _, err := tx.Exec(ctx, deleteUnsealed, number); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, deleteTaken, number)
		return err
	})
	return mine, err
}

// makeSeal makes the seal of a day that is taken.
func (l *Ledger) makeSeal(ctx context.Context, number, mine int64) (made bool, err error) {
	leaves, previous, err := l.moved(ctx, number)
	if err != nil {
		return false, err
	}
	if err := l.finish(ctx, number, mine, leaves, previous); err != nil {
		return false, err
	}
	l.sealed.Store(number)
	return len(leaves) > 0, nil
}

// moved reads, on one snapshot, the heads of the accounts that moved since the last seal, and that seal's hash.
func (l *Ledger) moved(ctx context.Context, number int64) (leaves []proof.Leaf, previous []byte, err error) {
	err = l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		leaves, previous = nil, []byte{}
		before, err := scanAll(ctx, tx, (*seal).scan, selectNewSeal, number)
		if err != nil {
			return err
		}
		if len(before) > 0 {
			h := before[0].Hash()
			previous = h[:]
		}
		for last := (proof.Account{Owner: -1}); ; {
			page, err := scanAll(ctx, tx, scanLeaf, selectMoved, last.Owner, last.Code, last.Currency, checkPage)
			if err != nil {
				return err
			}
			leaves = append(leaves, page...)
			if len(page) < checkPage {
				return nil
			}
			last = page[len(page)-1].Account
		}
	})
	return leaves, previous, err
}

// finish writes the leaves, in chunks, and then the signed head: a seal without it is none.
func (l *Ledger) finish(ctx context.Context, number, mine int64, leaves []proof.Leaf, previous []byte) error {
	hashes := make([]proof.Hash, len(leaves))
	for i := range leaves {
		hashes[i] = proof.LeafHash(leaves[i].Bytes())
	}
	for rest := leaves; len(rest) > 0; {
		chunk := rest[:min(len(rest), sealChunk)]
		err := l.whileMine(ctx, number, mine, func(ctx context.Context, tx *store.Tx) error {
			rows := make([]any, 0, 6*len(chunk))
			for i := range chunk {
				f := &chunk[i]
				rows = append(rows, f.Account.Owner, f.Account.Code, f.Account.Currency, number, f.Version, f.Hash[:])
			}
			_, err := insertLeaves.Exec(ctx, tx, rows)
			return err
		})
		if err != nil {
			return err
		}
		rest = rest[len(chunk):]
	}
	return l.whileMine(ctx, number, mine, func(ctx context.Context, tx *store.Tx) error {
		if len(leaves) == 0 {
			_, err := tx.Exec(ctx, deleteSeal, number)
			return err
		}
		root := proof.Root(hashes)
		h := proof.Head{Day: number, Size: int64(len(leaves)), Root: root[:], Previous: previous, AtMs: tx.Now.UnixMilli()}
		key, signature := l.signer.Sign(h.Message())
		_, err := tx.Exec(ctx, finishSeal, number, h.Size, []byte(h.Root), previous, h.AtMs, []byte(key), signature)
		return err
	})
}

// whileMine runs fn in a transaction when the day is still this node's to seal.
func (l *Ledger) whileMine(ctx context.Context, number, mine int64, fn func(ctx context.Context, tx *store.Tx) error) error {
	return l.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var sealing int64
		if err := tx.QueryRow(ctx, lockSeal, number).Scan(&sealing); err != nil && !errors.Is(err, store.ErrNoRows) {
			return err
		}
		if sealing != mine {
			return errs.Conflict("ledger.seal_taken", "Another node makes this seal.")
		}
		return fn(ctx, tx)
	})
}

// seals checks that every seal is signed, follows the one before, and is what its leaves and the entries say.
func (c *checker) seals(ctx context.Context, tx *store.Tx) error {
	var before *seal
	for number := int64(-1); ; {
		next, err := scanAll(ctx, tx, (*seal).scan, selectNextSeal, number)
		if err != nil || len(next) == 0 {
			return err
		}
		s := &next[0]
		number = s.Day
		if err := s.Verify(); err != nil {
			c.findf("seal of day %d: %w", s.Day, err)
		}
		var want []byte
		if before != nil {
			h := before.Hash()
			want = h[:]
		}
		if string(want) != string(s.Previous) {
			c.findf("seal of day %d does not follow the one before", s.Day)
		}
		before = s
		if err := c.leaves(ctx, tx, s); err != nil {
			return err
		}
	}
}

// leaves compares the leaves of a seal with its root and with the entries that they name.
func (c *checker) leaves(ctx context.Context, tx *store.Tx, s *seal) error {
	leaves, err := scanAll(ctx, tx, scanLeaf, selectLeaves, s.Day)
	if err != nil {
		return err
	}
	hashes, sealed := make([]proof.Hash, len(leaves)), map[proof.Account]proof.Hash{}
	rows := make([]any, 0, 4*len(leaves))
	for i := range leaves {
		f := &leaves[i]
		hashes[i] = proof.LeafHash(f.Bytes())
		sealed[f.Account] = f.Hash
		rows = append(rows, f.Account.Owner, f.Account.Code, f.Account.Currency, f.Version)
	}
	if root := proof.Root(hashes); int64(len(leaves)) != s.Size || string(root[:]) != string(s.Root) {
		c.findf("seal of day %d: its leaves are not what was signed", s.Day)
	}
	err = selectNewest.Query(ctx, tx, rows, func(r *store.Rows) error {
		var e line
		err := e.scan(r)
		if name := e.account.proved(); sealed[name] == e.Hash {
			delete(sealed, name)
		}
		return err
	})
	for name := range sealed {
		c.findf("seal of day %d: account %d/%d/%s was sealed with another history", s.Day, name.Code, name.Owner, name.Currency)
	}
	return err
}

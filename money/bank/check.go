package bank

import (
	"context"
	"errors"
	"fmt"

	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
)

// Migrate brings this room's tables up to date and registers its invariants.
func Migrate(ctx context.Context, db *store.DB) error {
	db.AddCheck("bank", Check)
	return db.Migrate(ctx, "bank", migrations)
}

const (
	sqlEveryMove = moveColumns + `WHERE id > $1 ORDER BY id LIMIT $2`
	checkPage    = 500
	mostFindings = 20
)

// Each query returns ids of what breaks a promise of doc.go that rows alone can show.
var invariants = []struct{ what, sql string }{
	{"is in an unknown state", `SELECT id FROM bank_move WHERE state < 1 OR state > 4 OR kind < 1 OR kind > 2 LIMIT 20`},
	{"is open and has an end, or the reverse", `SELECT id FROM bank_move WHERE (state < 3) <> (done_at_ms = 0) LIMIT 20`},
	{"failed without a reason, or did not and has one", `SELECT id FROM bank_move WHERE (state = 4) <> (reason <> '') LIMIT 20`},
	{"is owed to the bank for no reason", `SELECT id FROM bank_move WHERE owed AND reason <> 'bank.balance_limit' LIMIT 20`},
	{"belongs to nobody's linked account", `SELECT m.id FROM bank_move m
		LEFT JOIN bank_account a ON a.account_id = m.account_id AND a.id = m.linked_id WHERE a.id IS NULL LIMIT 20`},
	{"is of somebody with more than 5 linked accounts", `SELECT account_id FROM bank_account WHERE NOT gone
		GROUP BY account_id HAVING COUNT(*) > 5 LIMIT 20`},
}

// Check returns an error that names the moves which break what doc.go promises: in the rows themselves, and against the ledger.
func Check(ctx context.Context, tx *store.Tx) error {
	var broken []error
	for _, promise := range invariants {
		rows, err := tx.Query(ctx, promise.sql)
		if err != nil {
			return err
		}
		for rows.Next() {
			var move int64
			if err := rows.Scan(&move); err != nil {
				return err
			}
			broken = append(broken, fmt.Errorf("bank movement %d %s", move, promise.what))
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	for after := MoveID(0); ; {
		moves, err := readMoves(ctx, tx, sqlEveryMove, after, checkPage)
		if err != nil {
			return err
		}
		found, err := checkMoves(ctx, tx, moves)
		if err != nil {
			return err
		}
		broken = append(broken, found...)
		if len(moves) < checkPage || len(broken) > mostFindings {
			return errors.Join(broken...)
		}
		after = moves[len(moves)-1].ID
	}
}

// checkMoves compares moves with what the ledger holds of them.
func checkMoves(ctx context.Context, tx *store.Tx, moves []Move) (broken []error, err error) {
	ids := make([]ledger.ID, 0, 3*len(moves))
	for _, m := range moves {
		for _, step := range []int32{stepMoney, stepPaid, stepBack} {
			ids = append(ids, ledger.ID{Ref: int64(m.ID), Step: step})
		}
	}
	posted, err := new(ledger.Ledger).Postings(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		if got, want := stepsOf(m, posted), m.steps(); got != want {
			broken = append(broken, fmt.Errorf("bank movement %d is in state %d, and the ledger has %v, not %v", m.ID, m.State, got, want))
		}
	}
	return broken, nil
}

// steps is what the ledger must hold of a move: its verbs by step, 0 for none.
func (m Move) steps() (want [3]ledger.Verb) {
	switch {
	case m.Kind == TopUp && m.State == Done:
		want[stepMoney] = ledger.Post
	case m.Kind == TopUp:
	default:
		want[stepMoney] = ledger.Hold
		switch m.State {
		case Done:
			want[stepPaid] = ledger.Capture
		case Failed:
			want[stepBack] = ledger.Release
		}
	}
	return want
}

// stepsOf is what the ledger holds of a move; a posting that is not of its wallet and amount counts as none.
func stepsOf(m Move, posted map[ledger.ID]ledger.Stored) (got [3]ledger.Verb) {
	own := wallet.Of(m.Owner, m.Amount.Currency)
	from, to := own, house(m.Amount.Currency)
	if m.Kind == TopUp {
		from, to = to, from
	}
	for step := range got {
		p, ok := posted[ledger.ID{Ref: int64(m.ID), Step: int32(step)}]
		if ok && p.Amount == m.Amount.Minor && p.Debit == from && p.Credit == to {
			got[step] = p.Verb
		}
	}
	return got
}

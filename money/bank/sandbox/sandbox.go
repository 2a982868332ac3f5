package sandbox

import (
	"context"
	"embed"
	"errors"
	"math/rand/v2"

	"alun/base/errs"
	"alun/base/store"
	"alun/money/bank"
	"alun/money/wallet"
)

// State is how a move stands in the bank's own books. The numbers are stored.
type State int64

// The states.
const (
	Queued   State = 1
	Done     State = 2
	Refused  State = 3
	Returned State = 4 // was done, and went back
)

var stateNames = map[State]string{Queued: "queued", Done: "done", Refused: "refused", Returned: "returned"}

// String returns the name on the wire, "" for a move that the bank does not know.
func (s State) String() string { return stateNames[s] }

// Errors of this package.
var (
	ErrUnknown  = errs.NotFound("sandbox.unknown", "The sandbox bank knows of no such movement.")
	ErrDecided  = errs.Conflict("sandbox.decided", "The sandbox bank has decided on this already.")
	ErrConflict = errs.Conflict("sandbox.conflict", "The sandbox bank has another movement with this id.")
	// ErrLost stands for everything that happens to calls over a network.
	ErrLost = errs.Unavailable("sandbox.lost", "The answer of the sandbox bank got lost.")
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the bank's own tables up to date.
func Migrate(ctx context.Context, db *store.DB) error { return db.Migrate(ctx, "sandbox", migrations) }

const (
	sqlEnter = `INSERT INTO sandbox_move (id, kind, minor, currency, state, at_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`
	sqlLook  = `SELECT kind, minor, currency, state FROM sandbox_move WHERE id = $1`
	sqlLock  = `SELECT kind, minor, currency, state FROM sandbox_move WHERE id = $1 {{lock}}`
	sqlSet   = `UPDATE sandbox_move SET state = $2 WHERE id = $1`
)

var sqlStates = store.NewMulti(`WITH v(id) AS (VALUES {{rows}}) SELECT m.id, m.state FROM sandbox_move m JOIN v ON v.id = m.id`, "BIGINT")

// Bank is the sandbox. It is safe for concurrent use. Make it with New.
type Bank struct {
	db   *store.DB
	mode func(context.Context) string
	roll func(n int) int // a die of n sides, 0 to n-1
}

// New returns the bank on a migrated database. mode says how it behaves now, as the operator's policy has it: [wallet.SandboxApprove]
// at once, [wallet.SandboxAsk] waits for Decide, [wallet.SandboxRefuse] refuses, [wallet.SandboxLose] approves, but loses half of
// what is said. roll is its luck with that: a number below n; nil for real dice.
func New(db *store.DB, mode func(context.Context) string, roll func(n int) int) *Bank {
	if roll == nil {
		roll = rand.IntN
	}
	return &Bank{db: db, mode: mode, roll: roll}
}

// Info describes the sandbox.
func (b *Bank) Info() bank.Info { return bank.Info{ID: "sandbox", Name: "Sandbox Bank", Sandbox: true} }

// Submit enters an instruction into the books. Errors: ErrLost, ErrConflict.
func (b *Bank) Submit(ctx context.Context, in bank.Instruction) (answer bank.Answer, err error) {
	defer errs.Wrap(&err, "sandbox.Submit(%d)", in.ID)
	mode := b.mode(ctx)
	questionLost, answerLost := b.luck(mode, 4)
	if questionLost {
		return bank.Answer{}, ErrLost
	}
	state := Done
	switch mode {
	case wallet.SandboxAsk:
		state = Queued
	case wallet.SandboxRefuse:
		state = Refused
	}
	err = b.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, sqlEnter, in.ID, in.Kind, in.Amount.Minor, in.Amount.Currency, state, tx.Now.UnixMilli())
		if err != nil {
			return err
		}
		m, err := look(ctx, tx, sqlLook, in.ID)
		if err != nil {
			return err
		}
		if m.kind != in.Kind || m.minor != in.Amount.Minor || m.currency != string(in.Amount.Currency) {
			return ErrConflict
		}
		answer = m.answer()
		return nil
	})
	if err == nil && answerLost {
		err = ErrLost
	}
	if err != nil {
		return bank.Answer{}, err
	}
	return answer, nil
}

// Ask returns how a move stands. Error: ErrLost.
func (b *Bank) Ask(ctx context.Context, move bank.MoveID) (answer bank.Answer, err error) {
	defer errs.Wrap(&err, "sandbox.Ask(%d)", move)
	if lost, _ := b.luck(b.mode(ctx), 2); lost {
		return answer, ErrLost
	}
	err = b.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := look(ctx, tx, sqlLook, move)
		if errors.Is(err, ErrUnknown) {
			answer = bank.Answer{Outcome: bank.NeverHeard}
			return nil
		}
		answer = m.answer()
		return err
	})
	return answer, err
}

// Return takes back a top-up that was done. Errors: ErrLost, ErrUnknown; ErrDecided when there is nothing to take back.
func (b *Bank) Return(ctx context.Context, move bank.MoveID) (err error) {
	defer errs.Wrap(&err, "sandbox.Return(%d)", move)
	if lost, _ := b.luck(b.mode(ctx), 2); lost {
		return ErrLost
	}
	return b.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := look(ctx, tx, sqlLock, move)
		switch {
		case err != nil || m.state == Returned:
			return err
		case m.state != Done || m.kind != bank.TopUp:
			return ErrDecided
		}
		_, err = tx.Exec(ctx, sqlSet, move, Returned)
		return err
	})
}

// luck says, in the mode that loses, what gets lost of a call: with four sides the question or the answer, a quarter of the time
// each; with two the question half of the time.
func (b *Bank) luck(mode string, sides int) (question, answer bool) {
	if mode != wallet.SandboxLose {
		return false, false
	}
	side := b.roll(sides)
	return side == 0, sides > 2 && side == 1
}

type entry struct {
	kind     bank.Kind
	minor    int64
	currency string
	state    State
}

func (e entry) answer() bank.Answer {
	switch e.state {
	case Queued:
		return bank.Answer{Outcome: bank.Accepted}
	case Done:
		return bank.Answer{Outcome: bank.Moved}
	}
	return bank.Answer{Outcome: bank.Refused, Reason: bank.ReasonRefused}
}

func look(ctx context.Context, tx *store.Tx, q string, move bank.MoveID) (e entry, err error) {
	err = tx.QueryRow(ctx, q, move).Scan(&e.kind, &e.minor, &e.currency, &e.state)
	if errors.Is(err, store.ErrNoRows) {
		return e, ErrUnknown
	}
	return e, err
}

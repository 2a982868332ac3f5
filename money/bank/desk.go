package bank

import (
	"context"
	"math"

	"alun/base/errs"
	"alun/base/store"
)

// This file holds what the operator's desk sees and does.

// AllMoves returns moves of everybody before one, newest first, of one state or of all (0), with the linked accounts that they
// name; before 0 begins with the newest, limit is 1 to 200. end reports that there are no older ones.
func (s *Service) AllMoves(ctx context.Context, state State, before MoveID, limit int) (moves []Move, linked map[LinkedID]Linked, end bool, err error) {
	defer errs.Wrap(&err, "bank.AllMoves(%d, %d)", state, before)
	limit = min(max(limit, 1), 200)
	if before <= 0 {
		before = math.MaxInt64
	}
	q, args := sqlAllMoves, []any{before, limit + 1}
	if state != 0 {
		q, args = sqlAllInState, []any{state, before, limit + 1}
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if moves, err = readMoves(ctx, tx, q, args...); err != nil {
			return err
		}
		if end = len(moves) <= limit; !end {
			moves = moves[:limit]
		}
		linked, err = linkedOf(ctx, tx, moves)
		return err
	})
	return moves, linked, end, err
}

func linkedOf(ctx context.Context, tx *store.Tx, moves []Move) (map[LinkedID]Linked, error) {
	linked := map[LinkedID]Linked{}
	for _, m := range moves {
		if _, ok := linked[m.Linked]; ok {
			continue
		}
		l, err := readLinked(ctx, tx, m.Owner, m.Linked)
		if err != nil {
			return nil, err
		}
		linked[m.Linked] = l
	}
	return linked, nil
}

// AnyMove returns a move of anybody. Error: ErrNotFound.
func (s *Service) AnyMove(ctx context.Context, tx *store.Tx, move MoveID) (m Move, l Linked, err error) {
	defer errs.Wrap(&err, "bank.AnyMove(%d)", move)
	if m, err = readMove(ctx, tx, sqlAnyMove, move); err != nil {
		return m, l, err
	}
	l, err = readLinked(ctx, tx, m.Owner, m.Linked)
	return m, l, err
}

// Hear has the bank asked about a move at once: it may have decided.
func (s *Service) Hear(ctx context.Context, tx *store.Tx, m Move) error {
	if !m.State.open() {
		return nil
	}
	return s.later(ctx, tx, m, tx.Now)
}

// AskNow asks the bank about a move and returns how it stands then. What goes wrong is the job's to repair.
func (s *Service) AskNow(ctx context.Context, m Move) Move {
	next, err := s.pursue(context.WithoutCancel(ctx), m, false)
	if err != nil {
		s.Log.Warn("a bank's answer could not be booked yet", "move", m.ID, "err", err)
		return m
	}
	return next
}

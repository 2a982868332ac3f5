package admin

import (
	"context"

	"alun/base/errs"
	"alun/base/store"
)

// Engine tells how the machine under the rooms is doing; the app fills it.
type Engine interface {
	Vitals(ctx context.Context) (Vitals, error)
}

// Vitals are what the app measures.
type Vitals struct {
	Engine                string // "sqlite" or "postgres"
	Chats, Entries        int64
	Connections           int   // live ones of this node
	DatabaseBytes         int64 // 0 when the engine does not say
	WaitingJobs, DeadJobs int
	Nodes                 []string
}

// Health is Vitals with the number of accounts.
type Health struct {
	Vitals
	Accounts int64
}

// Health says how the server is doing.
func (s *Service) Health(ctx context.Context) (h Health, err error) {
	defer errs.Wrap(&err, "admin.Health")
	if h.Vitals, err = s.Engine.Vitals(ctx); err != nil {
		return h, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		h.Accounts, err = s.Accounts.Count(ctx, tx)
		return err
	})
	return h, err
}

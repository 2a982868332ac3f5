package account

import (
	"context"
	"log/slog"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	"alun/base/authn"
	"alun/base/blob"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/limit"
	"alun/base/secret"
	"alun/base/store"
	"alun/social/journal"
)

// Config says what kind of server this is.
type Config struct {
	Version string
	Demo    bool // the demo town's people may be signed in as, and codes are shown on the page
	// ShowCodes lets a server that listens on loopback alone, without a sender, show codes on the page and in the log.
	ShowCodes bool
	// URL is the server's public address when it has a domain; empty takes that of each request.
	URL string
}

// Deps is what the room stands on. Senders has an entry for each kind of address that can be reached.
type Deps struct {
	DB      *store.DB
	IDs     *id.Source
	Secrets *secret.File
	Limits  *limit.Limiter
	Journal *journal.Journal
	Bus     Bus
	Live    Live
	Jobs    Jobs
	Blobs   blob.Store
	Senders map[Kind]Sender
	Clock   clock.Clock
	Log     *slog.Logger
}

// Bus carries hints to all nodes, this one included, and says when some may have been lost.
type Bus interface {
	Publish(topic string, data []byte)
	Subscribe(topic string, fn func(data []byte)) (stop func())
	OnGap(fn func())
}

// Live knows the connected devices of all nodes.
type Live interface {
	CloseSessions(ids []id.Session)
	Online(accounts []id.Account) []bool
}

// Jobs does work after the commit, at least once.
type Jobs interface {
	Enqueue(ctx context.Context, tx *store.Tx, j job.Job) error
	Handle(kind string, fn func(ctx context.Context, j job.Job) error)
}

// Service is the use cases of accounts. It is safe for concurrent use. Make it with [New] and give it time with [Service.Run].
type Service struct {
	Deps
	cfg Config

	codes      *secret.Key
	ceremonies *secret.Key
	people     people
	sessions   sessions
	thumbs     thumbs
	setup      string // the setup code, when this process has made it

	parts  []ExportPart
	vetoes []func(ctx context.Context, tx *store.Tx, a id.Account) error
}

// New returns the service on migrated tables. It makes the server's row when there is none; see [Service.SetupCode].
func New(ctx context.Context, d Deps, cfg Config) (_ *Service, err error) {
	defer errs.Wrap(&err, "account.New")
	s := &Service{
		Deps: d, cfg: cfg,
		codes:      d.Secrets.Key("account.code"),
		ceremonies: d.Secrets.Key("account.ceremony"),
	}
	s.people.init()
	s.sessions.init()
	s.thumbs.init()
	if err := s.makeServer(ctx); err != nil {
		return nil, err
	}
	d.Bus.Subscribe(topicPerson, s.forgetPerson)
	d.Bus.Subscribe(topicSession, s.forgetSessions)
	d.Bus.OnGap(func() {
		s.people.clear()
		s.sessions.clear()
	})
	d.Jobs.Handle(jobSendCode, s.sendCode)
	d.Jobs.Handle(jobDelete, s.deleteDue)
	d.Jobs.Handle(jobDeleted, func(context.Context, job.Job) error { return nil }) // somebody must
	d.Jobs.Handle(jobPicture, s.forgetPicture)
	return s, nil
}

// flushEvery is how often last uses are written, and how late a device list may be.
const flushEvery = 5 * time.Second

// Run writes last uses and sweeps what has expired until ctx ends; what is left is written then.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushEvery)
			defer cancel()
			s.houseKeep(last, false)
			return
		case <-tick.C:
			s.houseKeep(ctx, n%120 == 0)
		}
	}
}

func (s *Service) houseKeep(ctx context.Context, sweep bool) {
	if err := s.Flush(ctx); err != nil {
		s.Log.Warn("account: last uses are not written", "err", err)
	}
	s.sessions.sweep(s.Clock.Now())
	if !sweep {
		return
	}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, q := range []string{sweepCodes, sweepCeremonies} {
			if _, err := tx.Exec(ctx, q, ms(tx.Now)); err != nil {
				return err
			}
		}
		return s.Limits.Sweep(ctx, tx)
	})
	if err != nil {
		s.Log.Warn("account: expired codes are not swept", "err", err)
	}
}

// changed tells the person's own devices about the account as it is now, and all nodes that its profile may be another.
// Call it last in a transaction: it locks the account's journal.
func (s *Service) changed(ctx context.Context, tx *store.Tx, a *Account) error {
	me, err := s.me(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := s.Journal.Record(ctx, tx, a.ID, "me", &chatv1.Change{What: &chatv1.Change_Me{Me: me}}); err != nil {
		return err
	}
	s.renewed(tx, a.ID)
	return nil
}

// renewed has all nodes forget, after the commit, what they remember of an account; this one does not wait for its own hint.
func (s *Service) renewed(tx *store.Tx, a id.Account) {
	tx.AfterCommit(func() {
		s.people.forget(a)
		s.Bus.Publish(topicPerson, accountBytes(a))
	})
}

// change is alter in a transaction of its own.
func (s *Service) change(ctx context.Context, a id.Account, fn func(ctx context.Context, tx *store.Tx, row *Account) error) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return s.alter(ctx, tx, a, func(row *Account) error { return fn(ctx, tx, row) })
	})
}

// alter locks an account, lets fn change it, writes it back and tells whom it concerns. Errors: ErrNotFound, also for a
// deleted account; those of fn.
func (s *Service) alter(ctx context.Context, tx *store.Tx, a id.Account, fn func(row *Account) error) error {
	row, err := lock(ctx, tx, a)
	if err != nil {
		return err
	}
	if !row.DeletedAt.IsZero() {
		return ErrNotFound
	}
	if err := fn(row); err != nil {
		return err
	}
	if err := put(ctx, tx, row); err != nil {
		return err
	}
	return s.changed(ctx, tx, row)
}

// url returns the address under which the caller sees this server, without a slash at the end.
func (s *Service) url(ctx context.Context) string {
	if s.cfg.URL != "" {
		return s.cfg.URL
	}
	return authn.ClientOf(ctx).BaseURL
}

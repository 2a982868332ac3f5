package wallet

import (
	"context"
	"errors"
	"maps"
	"time"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
)

// topicPolicy tells all nodes that the operator has changed a policy: no payload, they read it.
const topicPolicy = "wallet.policy"

// How a sandbox bank behaves; the room bank gives them meaning. The values reach disk and wire.
const (
	SandboxApprove = "approve"
	SandboxAsk     = "ask"
	SandboxRefuse  = "refuse"
	SandboxLose    = "lose"
)

// HoldHoursMax is the longest hold that an operator may set: thirty days.
const HoldHoursMax = 720

// Policy is what the operator has decided about one currency. Amounts are minor units of it.
type Policy struct {
	Currency money.Currency
	Levels   map[walletv1.Level]Limits // all three
	// HoldHours is how long nothing leaves a wallet after a new device, number or reset PIN; 0 = no hold.
	HoldHours int
	// NoPINMax is the highest no-PIN limit that somebody may set for himself.
	NoPINMax int64
	// PacketMaxShare and PacketMaxTotal are the largest share and total of a red packet.
	PacketMaxShare int64
	PacketMaxTotal int64
	// Sandbox is how the sandbox bank behaves: SandboxApprove, …
	Sandbox string
}

// ErrPolicy says that settings contradict themselves.
var ErrPolicy = errs.Invalid("wallet.policy", "These limits contradict each other.")

// Hold is the hold as a duration.
func (p Policy) Hold() time.Duration { return time.Duration(p.HoldHours) * time.Hour }

// Limits returns what a level allows; an unknown level gets the lowest.
func (p Policy) Limits(l walletv1.Level) Limits {
	if limits, ok := p.Levels[l]; ok {
		return limits
	}
	return p.Levels[walletv1.Level_LEVEL_UNVERIFIED]
}

// check reports whether a policy makes sense. Errors: ErrPolicy, invalid money.currency.
func (p Policy) check() error {
	if _, err := money.ParseCurrency(string(p.Currency)); err != nil {
		return err
	}
	for _, l := range levels {
		if !p.Levels[l].valid() {
			return ErrPolicy
		}
	}
	known := p.Sandbox == SandboxApprove || p.Sandbox == SandboxAsk || p.Sandbox == SandboxRefuse || p.Sandbox == SandboxLose
	if len(p.Levels) != len(levels) || !known || p.HoldHours < 0 || p.HoldHours > HoldHoursMax || p.NoPINMax < 0 || p.NoPINMax > limitMax ||
		p.PacketMaxShare < 1 || p.PacketMaxTotal < p.PacketMaxShare || p.PacketMaxTotal > limitMax {
		return ErrPolicy
	}
	return nil
}

var levels = []walletv1.Level{walletv1.Level_LEVEL_UNVERIFIED, walletv1.Level_LEVEL_LITE, walletv1.Level_LEVEL_FULL}

// DefaultPolicy is what holds until an operator decides otherwise: for the rupiah the limits of Bank Indonesia's rule for
// electronic money (a balance of 2 million without and 20 million with identification), for the yuan about those of WeChat's
// classes of accounts, for the others about those of Cash App.
func DefaultPolicy(c money.Currency) Policy {
	p := Policy{Currency: c, HoldHours: 24, Sandbox: SandboxApprove}
	set := func(unverified, lite, full Limits) {
		p.Levels = map[walletv1.Level]Limits{
			walletv1.Level_LEVEL_UNVERIFIED: unverified, walletv1.Level_LEVEL_LITE: lite, walletv1.Level_LEVEL_FULL: full,
		}
	}
	switch c {
	case money.IDR:
		const m = 1_000_000
		set(Limits{1 * m, 2 * m, 20 * m, 2 * m}, Limits{5 * m, 10 * m, 40 * m, 10 * m}, Limits{20 * m, 20 * m, 80 * m, 20 * m})
		p.NoPINMax, p.PacketMaxShare, p.PacketMaxTotal = 200_000, 500_000, 10*m
	case money.CNY:
		const yuan = 100
		set(Limits{500 * yuan, 1_000 * yuan, 5_000 * yuan, 1_000 * yuan}, Limits{5_000 * yuan, 10_000 * yuan, 50_000 * yuan, 50_000 * yuan},
			Limits{20_000 * yuan, 50_000 * yuan, 200_000 * yuan, 200_000 * yuan})
		p.NoPINMax, p.PacketMaxShare, p.PacketMaxTotal = 1_000*yuan, 200*yuan, 20_000*yuan
	default:
		unit := int64(100) // of a currency whose unit is worth about a dollar
		if c == money.JPY {
			unit = 100 // a yen is a cent
		}
		set(Limits{250 * unit, 250 * unit, 1_000 * unit, 1_000 * unit}, Limits{1_000 * unit, 2_500 * unit, 7_500 * unit, 7_500 * unit},
			Limits{5_000 * unit, 7_500 * unit, 30_000 * unit, 30_000 * unit})
		p.NoPINMax, p.PacketMaxShare, p.PacketMaxTotal = 50*unit, 100*unit, 2_000*unit
	}
	return p
}

// Policy returns the policy of the deployment's currency, from memory: of this node at once, of another within seconds.
func (s *Service) Policy(context.Context) Policy { return s.policyOf(s.cfg.Currency) }

// policyOf returns the policy of a currency. How long a hold lasts and how the sandbox behaves go by the deployment's.
func (s *Service) policyOf(c money.Currency) Policy { return s.policyAmong(*s.policies.Load(), c) }

// PolicyIn returns the policy of the deployment's currency as the database has it, and locks it until tx ends: for whoever changes a
// part of it.
func (s *Service) PolicyIn(ctx context.Context, tx *store.Tx) (_ Policy, err error) {
	defer errs.Wrap(&err, "wallet.PolicyIn")
	var same money.Currency
	if err := tx.QueryRow(ctx, lockPolicy, s.cfg.Currency).Scan(&same); err != nil && !errors.Is(err, store.ErrNoRows) {
		return Policy{}, err
	}
	known, err := allPolicies(ctx, tx)
	return s.policyAmong(known, s.cfg.Currency), err
}

func (s *Service) policyAmong(known map[money.Currency]Policy, c money.Currency) Policy {
	p, ok := known[c]
	if !ok {
		p = s.defaultPolicy(c)
	}
	if own, ok := known[s.cfg.Currency]; ok {
		p.HoldHours, p.Sandbox = own.HoldHours, own.Sandbox
	}
	return p
}

// defaultPolicy is DefaultPolicy without a hold on a demo server, where everybody's device is new.
func (s *Service) defaultPolicy(c money.Currency) Policy {
	p := DefaultPolicy(c)
	if s.cfg.DemoPIN != "" {
		p.HoldHours = 0
	}
	return p
}

// UpdatePolicy is the operator's change of a policy, in his transaction. Errors: ErrPolicy, invalid money.currency.
func (s *Service) UpdatePolicy(ctx context.Context, tx *store.Tx, p Policy) (err error) {
	defer errs.Wrap(&err, "wallet.UpdatePolicy(%s)", p.Currency)
	if err := p.check(); err != nil {
		return err
	}
	if err := putPolicy(ctx, tx, p); err != nil {
		return err
	}
	p.Levels = maps.Clone(p.Levels)
	tx.AfterCommit(func() {
		s.policyGuard.Lock()
		next := maps.Clone(*s.policies.Load())
		next[p.Currency] = p
		s.policies.Store(&next)
		s.policyGuard.Unlock()
		s.bus.Publish(topicPolicy, nil)
	})
	return nil
}

// readPolicies remembers what the database says.
func (s *Service) readPolicies(ctx context.Context) error {
	s.policyGuard.Lock()
	defer s.policyGuard.Unlock()
	var known map[money.Currency]Policy
	err := s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		known, err = allPolicies(ctx, tx)
		return err
	})
	if err == nil {
		s.policies.Store(&known)
	}
	return err
}

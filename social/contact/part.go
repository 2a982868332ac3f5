package contact

import (
	"context"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
)

// Delete takes somebody off the caller's list and ends the friendship. The other one's list stays as it is, and the
// caller's words about them (remark, tags, note) are gone. To delete who is not there is harmless.
func (s *Service) Delete(ctx context.Context, caller, other id.Account) (err error) {
	defer errs.Wrap(&err, "contact.Delete(%d, %d)", caller, other)
	return s.change(ctx, caller, other, func(ctx context.Context, tx *store.Tx, p *pair) error {
		if p.one.Listed {
			p.oneBook.listed--
		}
		p.one.forget()
		p.two.Friend = false
		return nil
	})
}

// Block shuts the door between the caller and somebody: no messages, requests or presence pass, and requests that
// wait are gone. The other one is told nothing. They stay friends for when the caller unblocks. Errors: ErrSelf,
// ErrNotFound, ErrTooManyBlocks.
func (s *Service) Block(ctx context.Context, caller, other id.Account) (err error) {
	defer errs.Wrap(&err, "contact.Block(%d, %d)", caller, other)
	people, err := s.accounts.People(ctx, []id.Account{other})
	if err != nil {
		return err
	}
	if people[other] == nil {
		return ErrNotFound
	}
	return s.change(ctx, caller, other, func(ctx context.Context, tx *store.Tx, p *pair) error {
		if p.one.Blocked {
			return nil
		}
		if p.oneBook.blocked >= MaxBlocks {
			return ErrTooManyBlocks
		}
		p.oneBook.blocked++
		p.one.Blocked, p.two.BlockedBy = true, true
		if !p.one.Listed {
			p.one.Since = tx.Now
		}
		return withdraw(ctx, tx, caller, other)
	})
}

// Unblock opens the door again. To unblock who is not blocked is harmless.
func (s *Service) Unblock(ctx context.Context, caller, other id.Account) (err error) {
	defer errs.Wrap(&err, "contact.Unblock(%d, %d)", caller, other)
	return s.change(ctx, caller, other, func(ctx context.Context, tx *store.Tx, p *pair) error {
		if p.one.Blocked {
			p.oneBook.blocked--
		}
		p.one.Blocked, p.two.BlockedBy = false, false
		return nil
	})
}

// change runs f on the locked pair and writes what it made of it. Only the caller's devices hear of it.
func (s *Service) change(ctx context.Context, caller, other id.Account, f func(context.Context, *store.Tx, *pair) error) error {
	if caller == other {
		return ErrSelf
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := lockPair(ctx, tx, caller, other)
		if err != nil {
			return err
		}
		if err := f(ctx, tx, &p); err != nil {
			return err
		}
		if err := s.save(ctx, tx, p); err != nil {
			return err
		}
		return s.changed(ctx, tx, caller)
	})
}

// withdraw removes the caller's own open request from both books, and the other's from the caller's alone, so that its
// asker sees no difference.
func withdraw(ctx context.Context, tx *store.Tx, caller, other id.Account) error {
	for _, x := range []struct {
		account, other id.Account
		incoming       bool
	}{{caller, other, false}, {other, caller, true}, {caller, other, true}} {
		r, err := readRequest(ctx, tx, x.account, x.other, x.incoming)
		if err != nil {
			return err
		}
		if r == nil || r.State == Accepted {
			continue
		}
		if err := dropRequest(ctx, tx, x.account, x.other, x.incoming); err != nil {
			return err
		}
	}
	return nil
}

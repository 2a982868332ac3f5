package redpacket

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"time"

	chatv1 "alun/api/gen/alun/chat/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/job"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
	"alun/social/account"
	"alun/social/chat"
)

// Send puts money into an envelope and the envelope into a chat, in one transaction. The same order again, by its ClientID, gets the
// first answer whatever has changed since.
//
// Errors: ErrConflict for another order, or another message, under the same ClientID; ErrNotMember, ErrNobody; invalid redpacket.* for what breaks
// the rules; those of chat.Append (chat.blocked …), wallet.Spend and ledger.insufficient.
func (s *Service) Send(ctx context.Context, caller authn.Caller, o Order) (_ *Packet, err error) {
	defer errs.Wrap(&err, "redpacket.Send(%d)", o.Chat)
	o.Greeting = account.CleanLine(o.Greeting)
	var sent *Packet
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		sent, err = before(ctx, tx, caller.Account, o)
		return err
	})
	if err != nil || sent != nil {
		return sent, err
	}
	rules := s.rules(ctx)
	if o, err = o.clean(rules); err != nil {
		return nil, err
	}
	sealed, err := o.seal(caller.Account, rules)
	if err != nil {
		return nil, err
	}
	sealed.ID = id.Next[ID](s.ids)
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		sent, err = s.send(ctx, tx, caller, o, sealed)
		return err
	})
	return sent, err
}

// before returns the packet that the same order has led to, or nil. Error: ErrConflict.
func before(ctx context.Context, tx *store.Tx, sender id.Account, o Order) (*Packet, error) {
	var packet ID
	var fingerprint []byte
	err := tx.QueryRow(ctx, selectSent, sender, o.ClientID).Scan(&packet, &fingerprint)
	switch {
	case errors.Is(err, store.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case !bytes.Equal(fingerprint, o.fingerprint()):
		return nil, ErrConflict
	}
	return readPacket(ctx, tx, packet)
}

// seal draws the shares of an order and commits to them.
func (o Order) seal(sender id.Account, r Rules) (Packet, error) {
	p := Packet{
		Chat: o.Chat, Sender: sender, Kind: o.Kind, Greeting: o.Greeting, Cover: o.Cover, OnlyFor: o.OnlyFor, Total: o.Total, Count: o.Count,
		Salt: make([]byte, SaltLen), Nonce: o.Nonce,
	}
	if p.Cover == "" {
		p.Cover = ownCovers[0].ID
	}
	var err error
	if _, err = rand.Read(p.Salt); err != nil {
		return p, err
	}
	if p.Kind == Lucky {
		p.Draw, err = Split(rand.Reader, p.Total.Minor, p.Count, r.MinShare)
	} else {
		p.Draw = Equal(p.Total.Minor, p.Count)
	}
	p.Commitment = Commit(p.Salt, p.Nonce, p.Total.Currency, p.Draw)
	return p, err
}

// send writes a sealed packet: its rows, its message, its money.
func (s *Service) send(ctx context.Context, tx *store.Tx, caller authn.Caller, o Order, p Packet) (*Packet, error) {
	n, err := tx.Exec(ctx, insertSent, p.Sender, p.ID, o.ClientID, o.fingerprint(), string(p.Total.Currency), p.Total.Minor, tx.Now.UnixMilli())
	if err != nil {
		return nil, err
	}
	if n == 0 { // the same request, a moment ago
		return before(ctx, tx, p.Sender, o)
	}
	seen, err := s.chats.Look(ctx, tx, []id.Chat{p.Chat})
	if err != nil {
		return nil, err
	}
	sight := seen[p.Chat]
	if err := o.suits(p.Sender, sight.Group, len(sight.Members), sight.Has); err != nil {
		return nil, err
	}
	if err := mayWear(ctx, tx, p.Cover); err != nil {
		return nil, err
	}
	p.At = time.UnixMilli(tx.Now.UnixMilli()).UTC()
	p.ExpiresAt = p.At.Add(Life)
	if p.Seq, err = s.put(ctx, tx, o, &p); err != nil {
		return nil, err
	}
	if err := savePacket(ctx, tx, &p); err != nil {
		return nil, err
	}
	expiry := job.Job{Kind: JobExpire, Shard: int64(p.ID), Key: p.ID.String(), RunAt: p.ExpiresAt}
	if err := s.jobs.Enqueue(ctx, tx, expiry); err != nil {
		return nil, err
	}
	if err := s.fill(ctx, tx, caller, o, &p); err != nil {
		return nil, err
	}
	tx.AfterCommit(func() { s.memory.put(&known{packet: &p}) })
	return &p, nil
}

// put writes the packet's message and returns its seq. Error: ErrConflict when the device has said something else under this ClientID.
func (s *Service) put(ctx context.Context, tx *store.Tx, o Order, p *Packet) (int64, error) {
	body := &chatv1.Body{Kind: &chatv1.Body_Packet{Packet: &chatv1.Packet{
		Id: int64(p.ID), Greeting: p.Greeting, Cover: p.Cover, OnlyForId: int64(p.OnlyFor),
	}}}
	draft := chat.Draft{Chat: p.Chat, Sender: p.Sender, ClientID: o.ClientID, At: p.At, Entry: &chatv1.Entry{Body: body}}
	results, err := s.chats.Append(ctx, tx, []chat.Draft{draft})
	if err != nil {
		return 0, err
	}
	if results[0].Value.Duplicate { // the order is new, so this is another message: the packet would have none of its own
		return 0, ErrConflict
	}
	return results[0].Value.Seq, results[0].Err
}

// fill moves the money from the sender's wallet into the packet.
func (s *Service) fill(ctx context.Context, tx *store.Tx, caller authn.Caller, o Order, p *Packet) error {
	intent := wallet.Intent{Kind: "redpacket", ClientID: o.ClientID, Amount: p.Total, Payee: int64(p.Chat)}
	if err := s.wallets.Spend(ctx, tx, wallet.Spend{Caller: caller, Intent: intent, Grant: o.Grant}); err != nil {
		return err
	}
	if err := s.post(ctx, tx, p.posting(0, wallet.Of(p.Sender, p.Total.Currency), p.account(), p.Total.Minor, purposeSend, p.note())); err != nil {
		return err
	}
	s.wallets.Moved(tx, p.Sender)
	return nil
}

// posting is one movement of the packet's money.
func (p *Packet) posting(step int32, from, to ledger.Account, minor int64, purpose string, note []byte) ledger.Posting {
	return ledger.Posting{
		ID: ledger.ID{Ref: int64(p.ID), Step: step}, Verb: ledger.Post, Debit: from, Credit: to, Amount: minor, Purpose: purpose, Note: note,
	}
}

// note is what bills tell of the packet.
func (p *Packet) note() []byte {
	return wallet.Note(&walletv1.Note{FromId: int64(p.Sender), ToId: int64(p.OnlyFor), Text: p.Greeting, ChatId: int64(p.Chat)})
}

// post moves money, each posting by itself, all of them or none: one that the ledger refuses undoes the transaction.
func (s *Service) post(ctx context.Context, tx *store.Tx, postings ...ledger.Posting) error {
	groups := make([]ledger.Group, len(postings))
	for i, p := range postings {
		groups[i] = ledger.Group{p}
	}
	results, err := s.ledger.Post(ctx, tx, groups)
	if err != nil {
		return err
	}
	for i, r := range results {
		if r.Err != nil {
			return r.Err
		}
		if r.Value.Duplicate {
			return errs.Internal("redpacket.posted", "step %d of packet %d was posted before", postings[i].ID.Step, postings[i].ID.Ref)
		}
	}
	return nil
}

package transfer

import (
	"context"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/clock"
	"alun/base/id"
	"alun/base/job"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/money/wallet"
	"alun/social/chat"
	"alun/social/journal"
)

// Wallets says what may leave and enter a wallet; *wallet.Service is one.
type Wallets interface {
	Spend(ctx context.Context, tx *store.Tx, s wallet.Spend) error
	Unspend(ctx context.Context, tx *store.Tx, account id.Account, amount money.Amount, spentAt time.Time) error
	MayReceive(ctx context.Context, tx *store.Tx, account id.Account, amount money.Amount) error
	Moved(tx *store.Tx, accounts ...id.Account)
}

// Ledger moves the money; *ledger.Ledger is one.
type Ledger interface {
	Post(ctx context.Context, tx *store.Tx, groups []ledger.Group) ([]store.Result[ledger.Posted], error)
	OnExpire(purpose string, fn ledger.Expirer)
}

// Chats carries the cards; *chat.Service is one.
type Chats interface {
	Append(ctx context.Context, tx *store.Tx, drafts []chat.Draft) ([]chat.Result, error)
	Head(ctx context.Context, tx *store.Tx, chats []id.Chat) (map[id.Chat]int64, error)
	Members(ctx context.Context, tx *store.Tx, c id.Chat) ([]id.Account, error)
}

// Journal tells each person how a card stands.
type Journal interface {
	RecordSet(ctx context.Context, tx *store.Tx, drafts []journal.Draft) error
}

// Jobs takes work for later; *job.Queue is one.
type Jobs interface {
	Enqueue(ctx context.Context, tx *store.Tx, j job.Job) error
	Cancel(ctx context.Context, tx *store.Tx, shard int64, kind, key string) error
}

// Accounts knows people.
type Accounts interface {
	People(ctx context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error)
}

// Needs is what a Service is made of; all of it is required.
type Needs struct {
	DB       *store.DB
	IDs      *id.Source
	Clock    clock.Clock
	Wallets  Wallets
	Ledger   Ledger
	Chats    Chats
	Journal  Journal
	Jobs     Jobs
	Accounts Accounts
}

// Service keeps what people send each other and ask of each other. It is safe for concurrent use. Make it with New.
type Service struct{ Needs }

// New returns the service on a migrated database. It hears of transfers that run out.
func New(n Needs) *Service {
	s := &Service{n}
	n.Ledger.OnExpire(purposeTransfer, s.expire)
	return s
}

// announce writes the card of a new thing into its chat and returns its place. others are those whom the card is for: they are
// members, or the error is ErrNoMember. The chat's own rules hold as for any message.
func (s *Service) announce(ctx context.Context, tx *store.Tx, c id.Chat, sender id.Account, clientID []byte, body *chatv1.Body, others ...id.Account) (seq int64, err error) {
	results, err := s.Chats.Append(ctx, tx, []chat.Draft{{Chat: c, Sender: sender, ClientID: clientID, Entry: &chatv1.Entry{Body: body}}})
	if err == nil {
		err = results[0].Err
	}
	if err != nil {
		return 0, err
	}
	if results[0].Value.Duplicate {
		return 0, ErrConflict // the claim is new, so this client id has made another message
	}
	members, err := s.Chats.Members(ctx, tx, c)
	if err != nil {
		return 0, err
	}
	present := make(map[id.Account]bool, len(members))
	for _, m := range members {
		present[m] = true
	}
	for _, a := range others {
		if !present[a] {
			return 0, ErrNoMember
		}
	}
	return results[0].Value.Seq, nil
}

// post moves or holds money for one thing; the posting's id makes it harmless to repeat.
func (s *Service) post(ctx context.Context, tx *store.Tx, p ledger.Posting) error {
	results, err := s.Ledger.Post(ctx, tx, []ledger.Group{{p}})
	if err != nil {
		return err
	}
	return results[0].Err
}

// note is what both sides read later in their bills.
func note(c Card, from, to id.Account, text string) []byte {
	return wallet.Note(&walletv1.Note{FromId: int64(from), ToId: int64(to), Text: text, ChatId: int64(c.Chat)})
}

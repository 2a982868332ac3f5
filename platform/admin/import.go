package admin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/account"
	"alun/social/chat"

	adminv1 "alun/api/gen/alun/admin/v1"
)

// Chats is what an import needs of chats; chat.Service fills it. Both find again what was imported before.
type Chats interface {
	ImportChat(ctx context.Context, c chat.ImportedChat) (id.Chat, error)
	Import(ctx context.Context, messages []chat.ImportedMessage) (added int, err error)
}

// Limits of one import.
const (
	MaxImport    = 1_000 // items of one call, all kinds together
	MaxForeignID = 200   // bytes of a foreign id or source

	peopleAtOnce = 20 // in one transaction
	pairsAtOnce  = 50 // friendships in one transaction
)

// Errors of imports.
var (
	ErrImportSize = errs.Invalid("admin.import_size", "One import call holds at most %d items.", MaxImport)
	ErrForeignID  = errs.Invalid("admin.foreign_id", "Every item needs an id of 1 to %d bytes, unique in its source.", MaxForeignID)
	ErrNoSuch     = errs.NotFound("admin.foreign_unknown", "An item names a person or chat that was not imported before.")
	ErrTokenFar   = errs.Denied("admin.token_far", "Tokens are given out on the server's own machine only.")
)

// Imported is what an import has made or found: our ids in the order of the request.
type Imported struct {
	Accounts     []id.Account
	Chats        []id.Chat
	Tokens       []string // of people who wanted one, else ""
	Added, Known int      // messages
}

// Import moves people, friendships, chats and messages in, in this order, in transactions of a few items each. What was
// imported before is found again and left as it is, so that a call which was cut off half way is simply repeated.
//
// Errors: ErrImportSize, ErrForeignID, ErrNoSuch, ErrTokenFar, and those of an item, which name it; what came before it stays.
func (s *Service) Import(ctx context.Context, actor id.Account, r *adminv1.ImportRequest) (out Imported, err error) {
	defer errs.Wrap(&err, "admin.Import(%q)", r.GetSource())
	if len(r.GetPeople())+len(r.GetFriendships())+len(r.GetChats())+len(r.GetMessages()) > MaxImport {
		return out, ErrImportSize
	}
	if !validForeign(r.GetSource()) {
		return out, ErrForeignID
	}
	detail := map[string]any{
		"source": r.GetSource(), "people": len(r.GetPeople()), "friendships": len(r.GetFriendships()), "chats": len(r.GetChats()), "messages": len(r.GetMessages()),
	}
	// The line comes first: an import is many transactions, and one that was cut off half way has happened, too.
	err = s.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return record(ctx, tx, actor, ActImport, 0, detail)
	})
	if err != nil {
		return out, err
	}
	m := mover{Service: s, actor: actor, source: r.GetSource(), out: &out}
	for _, step := range []func(context.Context, *adminv1.ImportRequest) error{m.people, m.friendships, m.chats, m.messages} {
		if err := step(ctx, r); err != nil {
			return out, err
		}
	}
	return out, nil
}

func validForeign(s string) bool { return s != "" && len(s) <= MaxForeignID }

// mover carries one import call.
type mover struct {
	*Service
	actor  id.Account // 0: whoever owns the data folder, by the control socket
	source string
	out    *Imported
}

// chunks runs do for a few items at a time, each in a transaction that holds the source's row.
func chunks[T any](ctx context.Context, m *mover, items []T, size int, do func(ctx context.Context, tx *store.Tx, chunk []T) error) error {
	for chunk := range slices.Chunk(items, size) {
		err := m.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			if err := lockSource(ctx, tx, m.source); err != nil {
				return err
			}
			return do(ctx, tx, chunk)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// newcomer is a person with the picture already kept: pictures are not for transactions.
type newcomer struct {
	*adminv1.ImportPerson
	picture string
}

func (m *mover) people(ctx context.Context, r *adminv1.ImportRequest) error {
	newcomers := make([]newcomer, len(r.GetPeople()))
	for i, p := range r.GetPeople() {
		if !validForeign(p.GetForeignId()) {
			return ErrForeignID
		}
		if p.GetWantToken() && !authn.ClientOf(ctx).Loopback && m.actor != 0 {
			return ErrTokenFar
		}
		newcomers[i].ImportPerson = p
		if len(p.GetAvatar()) == 0 {
			continue
		}
		var err error
		if newcomers[i].picture, err = m.Accounts.KeepAvatar(ctx, p.GetAvatar()); err != nil {
			return of(err, "person", p.GetForeignId())
		}
	}
	return chunks(ctx, m, newcomers, peopleAtOnce, func(ctx context.Context, tx *store.Tx, chunk []newcomer) error {
		var accounts []id.Account
		var tokens []string
		for _, p := range chunk {
			a, token, err := m.person(ctx, tx, p)
			if err != nil {
				return of(err, "person", p.GetForeignId())
			}
			accounts, tokens = append(accounts, a), append(tokens, token)
		}
		tx.AfterCommit(func() {
			m.out.Accounts, m.out.Tokens = append(m.out.Accounts, accounts...), append(m.out.Tokens, tokens...)
		})
		return nil
	})
}

func (m *mover) person(ctx context.Context, tx *store.Tx, p newcomer) (a id.Account, token string, err error) {
	own, err := imported(ctx, tx, m.source, kindPerson, p.GetForeignId())
	if err != nil {
		return 0, "", err
	}
	a = id.Account(own)
	if a == 0 {
		a, err = m.Accounts.ImportPerson(ctx, tx, account.Import{
			Name: p.GetName(), Handle: p.GetHandle(), About: p.GetAbout(), Region: p.GetRegion(), Addresses: p.GetAddresses(),
			Avatar: p.picture, CreatedAt: timeOf(p.GetCreatedAtMs()), Scripted: p.GetScripted(), Language: p.GetLanguage(), DemoLine: p.GetDemoLine(),
		})
		if err != nil {
			return 0, "", err
		}
		if err := remember(ctx, tx, m.source, kindPerson, p.GetForeignId(), int64(a)); err != nil {
			return 0, "", err
		}
	}
	if p.GetWantToken() {
		token, err = m.Accounts.OpenSession(ctx, tx, a, m.source)
	}
	return a, token, err
}

func (m *mover) friendships(ctx context.Context, r *adminv1.ImportRequest) error {
	return chunks(ctx, m, r.GetFriendships(), pairsAtOnce, func(ctx context.Context, tx *store.Tx, chunk []*adminv1.ImportFriendship) error {
		type pair struct {
			low, high id.Account
			at        time.Time
		}
		pairs := make([]pair, len(chunk))
		for i, f := range chunk {
			two, err := m.accountsOf(ctx, tx, f.GetAForeignId(), f.GetBForeignId())
			if err != nil {
				return err
			}
			pairs[i] = pair{min(two[0], two[1]), max(two[0], two[1]), timeOf(f.GetAtMs())}
		}
		// Books are locked in the order of their ids by everybody.
		slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.high, b.high)) })
		for _, p := range pairs {
			if _, err := m.Contacts.Befriend(ctx, tx, p.low, p.high, orNow(p.at, tx.Now)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *mover) chats(ctx context.Context, r *adminv1.ImportRequest) error {
	for _, c := range r.GetChats() {
		made, err := m.chat(ctx, c)
		if err != nil {
			return of(err, "chat", c.GetForeignId())
		}
		m.out.Chats = append(m.out.Chats, made)
	}
	return nil
}

func (m *mover) chat(ctx context.Context, c *adminv1.ImportChat) (made id.Chat, err error) {
	if !validForeign(c.GetForeignId()) {
		return 0, ErrForeignID
	}
	var members []id.Account
	err = m.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		own, err := imported(ctx, tx, m.source, kindChat, c.GetForeignId())
		if made = id.Chat(own); err != nil || own != 0 {
			return err
		}
		members, err = m.accountsOf(ctx, tx, c.GetMemberForeignIds()...)
		return err
	})
	if err != nil || made != 0 {
		return made, err
	}
	made, err = m.Chats.ImportChat(ctx, chat.ImportedChat{
		Key: m.key(c.GetForeignId()), Group: c.GetGroup(), Name: c.GetName(), Members: members, At: orNow(timeOf(c.GetCreatedAtMs()), m.Clock.Now()),
	})
	if err != nil {
		return 0, err
	}
	return made, m.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lockSource(ctx, tx, m.source); err != nil {
			return err
		}
		if own, err := imported(ctx, tx, m.source, kindChat, c.GetForeignId()); err != nil || own != 0 {
			return err
		}
		return remember(ctx, tx, m.source, kindChat, c.GetForeignId(), int64(made))
	})
}

// messages hands the messages on in the order of the request.
func (m *mover) messages(ctx context.Context, r *adminv1.ImportRequest) error {
	set := make([]chat.ImportedMessage, len(r.GetMessages()))
	err := m.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i, msg := range r.GetMessages() {
			var err error
			if set[i], err = m.message(ctx, tx, msg); err != nil {
				return of(err, "message", msg.GetForeignId())
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	m.out.Added, err = m.Chats.Import(ctx, set)
	m.out.Known = len(set) - m.out.Added
	return err
}

func (m *mover) message(ctx context.Context, tx *store.Tx, msg *adminv1.ImportMessage) (out chat.ImportedMessage, err error) {
	if !validForeign(msg.GetForeignId()) {
		return out, ErrForeignID
	}
	own, err := imported(ctx, tx, m.source, kindChat, msg.GetChatForeignId())
	if err != nil {
		return out, err
	}
	if own == 0 {
		return out, of(ErrNoSuch, "chat", msg.GetChatForeignId())
	}
	sender, err := m.accountsOf(ctx, tx, msg.GetSenderForeignId())
	if err != nil {
		return out, err
	}
	out = chat.ImportedMessage{
		Key: m.key(msg.GetForeignId()), Chat: id.Chat(own), Sender: sender[0], Text: msg.GetText(),
		At: orNow(timeOf(msg.GetAtMs()), m.Clock.Now()), QuoteKey: m.key(msg.GetQuoteForeignId()),
	}
	for _, reaction := range msg.GetReactions() {
		who, err := m.accountsOf(ctx, tx, reaction.GetPersonForeignId())
		if err != nil {
			return out, err
		}
		out.Reactions = append(out.Reactions, chat.ImportedReaction{Account: who[0], Emoji: reaction.GetEmoji()})
	}
	return out, nil
}

// key makes a foreign id unique over all sources; "" stays.
func (m *mover) key(foreign string) string {
	if foreign == "" {
		return ""
	}
	return fmt.Sprintf("%d:%s:%s", len(m.source), m.source, foreign)
}

// accountsOf returns what the people with these foreign ids have become. Error: ErrNoSuch.
func (m *mover) accountsOf(ctx context.Context, tx *store.Tx, foreign ...string) ([]id.Account, error) {
	accounts := make([]id.Account, len(foreign))
	for i, f := range foreign {
		own, err := imported(ctx, tx, m.source, kindPerson, f)
		if err != nil {
			return nil, err
		}
		if own == 0 {
			return nil, of(ErrNoSuch, "person", f)
		}
		accounts[i] = id.Account(own)
	}
	return accounts, nil
}

// of names the item that an error is about, for the log.
func of(err error, what, foreign string) error {
	errs.Wrap(&err, "%s %q", what, foreign)
	return err
}

func timeOf(ms int64) time.Time {
	if ms <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// orNow replaces a time that was not given, or has not come yet.
func orNow(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}

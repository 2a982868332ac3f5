package child

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	adminv1 "alun/api/gen/alun/admin/v1"
	"alun/base/id"
	"alun/client"
)

// Person is an imported account with a session.
type Person struct {
	Account id.Account
	Token   string
}

// Town is what was imported into a server, by the operator's import call: limits on signing up stay as they are.
type Town struct {
	Operator *client.Client
	Source   string // part of the key of everything imported
}

// setupLimit is how long after its address a new server may take to print its setup code.
const setupLimit = 5 * time.Second

// importAtOnce is how many items one import call may hold.
const importAtOnce = 1_000

// NewTown makes the server's first operator, with the setup code of its first start.
func (s *Server) NewTown(ctx context.Context) (*Town, error) {
	var code string
	select {
	case code = <-s.setup:
	case <-time.After(setupLimit):
		return nil, errors.New("the server printed no setup code: it is not new")
	}
	c, err := client.New(s.URL, client.Options{Device: "bench"})
	if err != nil {
		return nil, err
	}
	_, err = c.SignIn(ctx, "operator@example.org", func(r *accountv1.StartSignInResponse) (string, error) { return r.GetDevCode(), nil })
	if err != nil {
		return nil, err
	}
	if _, err := c.Account.ClaimOperator(ctx, &accountv1.ClaimOperatorRequest{SetupCode: code}); err != nil {
		return nil, err
	}
	return &Town{Operator: c, Source: "bench"}, nil
}

// TownOf is a town on a server that has an operator already, whose token this is. What is imported is new each time.
func (s *Server) TownOf(token string) (*Town, error) {
	c, err := client.New(s.URL, client.Options{Token: token, Device: "bench"})
	if err != nil {
		return nil, err
	}
	return &Town{Operator: c, Source: "bench-" + rand.Text()[:10]}, nil
}

func foreign(i int) string { return fmt.Sprintf("p%d", i) }

// People imports n accounts, numbers 0 to n-1, each with a session.
func (t *Town) People(ctx context.Context, n int) ([]Person, error) {
	people := make([]Person, 0, n)
	for from := 0; from < n; from += importAtOnce {
		r := &adminv1.ImportRequest{Source: t.Source}
		for i := from; i < min(n, from+importAtOnce); i++ {
			r.People = append(r.People, &adminv1.ImportPerson{ForeignId: foreign(i), Name: fmt.Sprintf("Person %d", i), WantToken: true})
		}
		a, err := t.Operator.Admin.Import(ctx, r)
		if err != nil {
			return nil, err
		}
		if len(a.GetAccountIds()) != len(r.People) || len(a.GetTokens()) != len(r.People) {
			return nil, fmt.Errorf("import of %d people gave %d ids and %d tokens", len(r.People), len(a.GetAccountIds()), len(a.GetTokens()))
		}
		for i := range r.People {
			people = append(people, Person{id.Account(a.GetAccountIds()[i]), a.GetTokens()[i]})
		}
	}
	return people, nil
}

// Befriend imports friendships between people of the town, by number.
func (t *Town) Befriend(ctx context.Context, pairs [][2]int) error {
	for from := 0; from < len(pairs); from += importAtOnce {
		r := &adminv1.ImportRequest{Source: t.Source}
		for _, p := range pairs[from:min(len(pairs), from+importAtOnce)] {
			r.Friendships = append(r.Friendships, &adminv1.ImportFriendship{AForeignId: foreign(p[0]), BForeignId: foreign(p[1])})
		}
		if _, err := t.Operator.Admin.Import(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// Chats imports one chat for each list of members, by number: direct for two when not group, the first one owner. The n-th
// chat ever imported has the foreign id "c<n>", counted from base.
func (t *Town) Chats(ctx context.Context, base int, group bool, members [][]int) ([]id.Chat, error) {
	const atOnce = 100 // members weigh too
	var chats []id.Chat
	for from := 0; from < len(members); from += atOnce {
		r := &adminv1.ImportRequest{Source: t.Source}
		for i, list := range members[from:min(len(members), from+atOnce)] {
			c := &adminv1.ImportChat{ForeignId: fmt.Sprintf("c%d", base+from+i), Group: group}
			if group {
				c.Name = fmt.Sprintf("Group %d", base+from+i)
			}
			for _, m := range list {
				c.MemberForeignIds = append(c.MemberForeignIds, foreign(m))
			}
			r.Chats = append(r.Chats, c)
		}
		a, err := t.Operator.Admin.Import(ctx, r)
		if err != nil {
			return nil, err
		}
		for _, c := range a.GetChatIds() {
			chats = append(chats, id.Chat(c))
		}
	}
	return chats, nil
}

// Messages imports messages: for each, the chat by its number, the sender and the text.
func (t *Town) Messages(ctx context.Context, base int, list []Message) error {
	for from := 0; from < len(list); from += importAtOnce {
		r := &adminv1.ImportRequest{Source: t.Source}
		for i, m := range list[from:min(len(list), from+importAtOnce)] {
			r.Messages = append(r.Messages, &adminv1.ImportMessage{
				ForeignId: fmt.Sprintf("m%d", base+from+i), ChatForeignId: fmt.Sprintf("c%d", m.Chat),
				SenderForeignId: foreign(m.Sender), Text: m.Text, AtMs: m.AtMs,
			})
		}
		if _, err := t.Operator.Admin.Import(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// Message is one imported message.
type Message struct {
	Chat, Sender int
	Text         string
	AtMs         int64
}

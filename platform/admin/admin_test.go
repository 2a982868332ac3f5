package admin

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"

	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/social/account"
	"alun/social/chat"

	accountv1 "alun/api/gen/alun/account/v1"
	adminv1 "alun/api/gen/alun/admin/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

var start = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

const boss id.Account = 1 // who acts in the tests

// town is a desk whose neighbours write down what they are asked to do.
type town struct {
	*Service
	t        *testing.T
	next     id.Account
	people   []account.Import
	friends  [][2]id.Account
	chats    map[string]id.Chat
	messages map[string]chat.ImportedMessage
	fail     error
}

func each(t *testing.T, f func(t *testing.T, w *town)) {
	t.Helper()
	storetest.EachAt(t, clock.NewFake(start), func(t *testing.T, db *store.DB) {
		if err := Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		db.AddCheck("admin", Check)
		w := &town{t: t, next: 100, chats: map[string]id.Chat{}, messages: map[string]chat.ImportedMessage{}}
		w.Service = New(Needs{DB: db, Clock: clock.NewFake(start), Accounts: w, Contacts: w, Chats: w, Engine: w, Version: "test"})
		f(t, w)
	})
}

func (w *town) People(_ context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error) {
	out := map[id.Account]*accountv1.Person{}
	for _, a := range ids {
		out[a] = &accountv1.Person{Id: int64(a)}
	}
	return out, nil
}

func (w *town) Look(_ context.Context, _ *store.Tx, a id.Account) (account.Listed, error) {
	return account.Listed{Account: account.Account{ID: a}}, nil
}

func (w *town) List(context.Context, *store.Tx, account.Query) ([]account.Listed, id.Account, error) {
	return nil, 0, nil
}

func (w *town) Count(context.Context, *store.Tx) (int64, error)                   { return 3, nil }
func (w *town) Suspend(context.Context, *store.Tx, id.Account, string) error      { return w.fail }
func (w *town) Restore(context.Context, *store.Tx, id.Account) error              { return w.fail }
func (w *town) SetOperator(context.Context, *store.Tx, id.Account, bool) error    { return w.fail }
func (w *town) EndSessionsOf(context.Context, *store.Tx, id.Account) (int, error) { return 2, w.fail }
func (w *town) Server(context.Context) (account.ServerSettings, error) {
	return account.ServerSettings{Name: "Alun"}, nil
}
func (w *town) SetServer(context.Context, *store.Tx, account.ServerSettings) error { return w.fail }
func (w *town) KeepAvatar(context.Context, []byte) (string, error)                 { return "hash", nil }
func (w *town) Vitals(context.Context) (Vitals, error)                             { return Vitals{Engine: "test"}, nil }
func (w *town) OpenSession(context.Context, *store.Tx, id.Account, string) (string, error) {
	return "token", nil
}

func (w *town) ImportPerson(_ context.Context, tx *store.Tx, p account.Import) (id.Account, error) {
	if p.Name == "" {
		return 0, errs.Invalid("account.name_invalid", "A name is missing.")
	}
	w.next++
	tx.AfterCommit(func() { w.people = append(w.people, p) })
	return w.next, nil
}

func (w *town) Befriend(_ context.Context, tx *store.Tx, a, b id.Account, _ time.Time) (bool, error) {
	tx.AfterCommit(func() { w.friends = append(w.friends, [2]id.Account{a, b}) })
	return true, nil
}

func (w *town) ImportChat(_ context.Context, c chat.ImportedChat) (id.Chat, error) {
	if w.chats[c.Key] == 0 {
		w.chats[c.Key] = id.Chat(1000 + len(w.chats))
	}
	return w.chats[c.Key], nil
}

func (w *town) Import(_ context.Context, messages []chat.ImportedMessage) (added int, err error) {
	for _, m := range messages {
		if _, known := w.messages[m.Key]; !known {
			w.messages[m.Key] = m
			added++
		}
	}
	return added, nil
}

func (w *town) lines(subject id.Account) []Line {
	w.t.Helper()
	lines, _, err := w.Audit(w.t.Context(), 0, subject, 200)
	if err != nil {
		w.t.Fatal(err)
	}
	return lines
}

func TestEveryActHasItsLine(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		name := "Kota"
		for _, do := range []func() error{
			func() error { return w.Service.Suspend(t.Context(), boss, 7, "spam") },
			func() error { return w.Service.Restore(t.Context(), boss, 7) },
			func() error { _, err := w.EndSessions(t.Context(), boss, 7); return err },
			func() error { return w.Service.SetOperator(t.Context(), boss, 7, true) },
			func() error { return w.Service.SetOperator(t.Context(), boss, 7, false) },
			func() error { return w.UpdateSettings(t.Context(), boss, Settings{Name: &name}) },
		} {
			before := len(w.lines(0))
			w.fail = errors.New("no")
			if err := do(); err == nil {
				t.Fatal("a failure was swallowed")
			}
			if len(w.lines(0)) != before {
				t.Fatal("what was not done is in the audit")
			}
			w.fail = nil
			if err := do(); err != nil {
				t.Fatal(err)
			}
			if len(w.lines(0)) != before+1 {
				t.Fatal("what was done is not in the audit")
			}
		}
		var acts []Act
		for _, l := range w.lines(0) {
			acts = append(acts, l.Act)
		}
		want := []Act{ActSettings, ActMember, ActOperator, ActEndSessions, ActRestore, ActSuspend}
		if !slices.Equal(acts, want) {
			t.Errorf("the audit says %v", acts)
		}
		if l := w.lines(7); len(l) != 5 || l[4].Detail != `{"reason":"spam"}` || l[4].Actor != boss || !l[4].At.Equal(start) {
			t.Errorf("the audit of one account says %+v", l)
		}
		if err := w.Service.Suspend(t.Context(), boss, boss, "x"); errs.CodeOf(err) != "admin.self" {
			t.Errorf("to suspend oneself gives %v", err)
		}
	})
}

func TestAuditPages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for i := range 7 {
			if err := w.Service.Restore(t.Context(), boss, id.Account(10+i)); err != nil {
				t.Fatal(err)
			}
		}
		var seqs []int64
		for before, end := int64(0), false; !end; {
			lines, last, err := w.Audit(t.Context(), before, 0, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				seqs = append(seqs, l.Seq)
			}
			before, end = lines[len(lines)-1].Seq, last
		}
		if !slices.Equal(seqs, []int64{7, 6, 5, 4, 3, 2, 1}) {
			t.Errorf("paged %v", seqs)
		}
	})
}

// Whoever changes, removes or adds a line behind the room's back is found.
func TestCheckFindsTampering(t *testing.T) {
	for name, tamper := range map[string][]string{
		"changed":   {`UPDATE admin_audit SET detail = '{}' WHERE seq = 2`},
		"who":       {`UPDATE admin_audit SET actor_id = 9 WHERE seq = 3`},
		"removed":   {`DELETE FROM admin_audit WHERE seq = 2`},
		"cut off":   {`DELETE FROM admin_audit WHERE seq = 3`},
		"emptied":   {`DELETE FROM admin_audit`},
		"exchanged": {`UPDATE admin_audit SET seq = 9 WHERE seq = 1`, `UPDATE admin_audit SET seq = 1 WHERE seq = 2`, `UPDATE admin_audit SET seq = 2 WHERE seq = 9`},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *town) {
				for i := range 3 {
					if err := w.Service.Suspend(t.Context(), boss, id.Account(10+i), "reason"); err != nil {
						t.Fatal(err)
					}
				}
				undo := errors.New("undo")
				err := w.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					if err := Check(ctx, tx); err != nil {
						return err
					}
					for _, q := range tamper {
						if _, err := tx.Exec(ctx, q); err != nil {
							return err
						}
					}
					if err := Check(ctx, tx); err == nil {
						t.Error("nobody noticed")
					}
					return undo
				})
				if !errors.Is(err, undo) {
					t.Fatal(err)
				}
			})
		})
	}
}

func demoImport() *adminv1.ImportRequest {
	return &adminv1.ImportRequest{
		Source:      "old",
		People:      []*adminv1.ImportPerson{{ForeignId: "a", Name: "Ayu", Avatar: []byte{1}, CreatedAtMs: 5}, {ForeignId: "b", Name: "Budi"}},
		Friendships: []*adminv1.ImportFriendship{{AForeignId: "b", BForeignId: "a", AtMs: 6}},
		Chats:       []*adminv1.ImportChat{{ForeignId: "c", MemberForeignIds: []string{"a", "b"}}},
		Messages: []*adminv1.ImportMessage{
			{ForeignId: "m1", ChatForeignId: "c", SenderForeignId: "a", Text: "hi", AtMs: 7},
			{ForeignId: "m2", ChatForeignId: "c", SenderForeignId: "b", Text: "yo", AtMs: 8, QuoteForeignId: "m1", Reactions: []*adminv1.ImportReaction{{PersonForeignId: "a", Emoji: "👍"}}},
		},
	}
}

func TestImportTwice(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		first, err := w.Service.Import(t.Context(), boss, demoImport())
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.Service.Import(t.Context(), boss, demoImport())
		if err != nil {
			t.Fatal(err)
		}
		if first.Added != 2 || second.Added != 0 || second.Known != 2 || !slices.Equal(first.Accounts, second.Accounts) || !slices.Equal(first.Chats, second.Chats) {
			t.Errorf("first %+v, second %+v", first, second)
		}
		if len(w.people) != 2 || w.people[0].Avatar != "hash" || w.people[0].CreatedAt.UnixMilli() != 5 {
			t.Errorf("people %+v", w.people)
		}
		if w.friends[0] != [2]id.Account{first.Accounts[0], first.Accounts[1]} {
			t.Errorf("friends %v", w.friends)
		}
		m := w.messages["3:old:m2"]
		if m.QuoteKey != "3:old:m1" || m.Chat != first.Chats[0] || m.Sender != first.Accounts[1] || m.Reactions[0].Account != first.Accounts[0] || m.At.UnixMilli() != 8 {
			t.Errorf("message %+v", m)
		}
		other := demoImport()
		other.Source = "new"
		third, err := w.Service.Import(t.Context(), boss, other)
		if err != nil || third.Added != 2 || third.Accounts[0] == first.Accounts[0] {
			t.Errorf("another source with the same ids: %+v, %v", third, err)
		}
		for _, l := range w.lines(0) {
			if l.Act != ActImport || strings.Contains(l.Detail, "yo") || !json.Valid([]byte(l.Detail)) {
				t.Errorf("line %+v", l)
			}
		}
	})
}

func TestImportRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for code, change := range map[string]func(r *adminv1.ImportRequest){
			"admin.foreign_id":      func(r *adminv1.ImportRequest) { r.People[1].ForeignId = "" },
			"admin.foreign_unknown": func(r *adminv1.ImportRequest) { r.Messages[1].SenderForeignId = "z" },
			"admin.import_size":     func(r *adminv1.ImportRequest) { r.Messages = make([]*adminv1.ImportMessage, MaxImport) },
			"admin.token_far":       func(r *adminv1.ImportRequest) { r.People[0].WantToken = true },
			"account.name_invalid":  func(r *adminv1.ImportRequest) { r.Source, r.People[0].Name = "nameless", "" },
		} {
			r := demoImport()
			change(r)
			if _, err := w.Service.Import(t.Context(), boss, r); errs.CodeOf(err) != code {
				t.Errorf("%s: %v", code, err)
			}
		}
		r := demoImport()
		r.Source = ""
		if _, err := w.Service.Import(t.Context(), boss, r); errs.CodeOf(err) != "admin.foreign_id" {
			t.Errorf("no source: %v", err)
		}
		r = demoImport()
		r.People[1].WantToken = true
		here := authn.WithClient(t.Context(), authn.Client{Addr: netip.MustParseAddr("127.0.0.1"), Loopback: true})
		if got, err := w.Service.Import(here, boss, r); err != nil || !slices.Equal(got.Tokens, []string{"", "token"}) {
			t.Errorf("on the server's own machine: %+v, %v", got, err)
		}
	})
}

// No method of the desk can return what people write to each other: no answer holds, however deep, a message of the chats'
// contract, or a field named text or body.
func TestTheContractHasNoDoorToChats(t *testing.T) {
	methods := adminv1.File_alun_admin_v1_admin_proto.Services().Get(0).Methods()
	if methods.Len() < 10 {
		t.Fatalf("only %d methods were looked at", methods.Len())
	}
	for i := range methods.Len() {
		if found := chatIn(methods.Get(i).Output(), map[protoreflect.FullName]bool{}); found != "" {
			t.Errorf("%s returns %s", methods.Get(i).FullName(), found)
		}
	}
	// The search finds what it looks for where it is.
	if chatIn((&chatv1.HistoryResponse{}).ProtoReflect().Descriptor(), map[protoreflect.FullName]bool{}) == "" {
		t.Error("the search finds nothing in a history")
	}
}

func chatIn(m protoreflect.MessageDescriptor, seen map[protoreflect.FullName]bool) string {
	if seen[m.FullName()] {
		return ""
	}
	seen[m.FullName()] = true
	for i := range m.Fields().Len() {
		f := m.Fields().Get(i)
		if f.Name() == "text" || f.Name() == "body" {
			return string(f.FullName())
		}
		if sub := f.Message(); sub != nil {
			if strings.HasPrefix(string(sub.FullName()), "alun.chat.") {
				return string(f.FullName())
			}
			if found := chatIn(sub, seen); found != "" {
				return found
			}
		}
	}
	return ""
}

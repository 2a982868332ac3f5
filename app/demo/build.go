package demo

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"alun/base/clock"
	"alun/base/errs"
	"alun/client"

	adminv1 "alun/api/gen/alun/admin/v1"
)

// source is the name of this town in imports; it reaches disk.
const source = "demo"

// messagesAtOnce is how many messages one import call carries; see admin.MaxImport.
const messagesAtOnce = 500

// Needs is what it takes to build the town.
type Needs struct {
	Operator *client.Client // calls with the operator's role
	BaseURL  string         // where the scripted friends knock
	Marker   string         // a file that says that the town was built; made at the end of Build
	Clock    clock.Clock
}

// Build makes the town unless the marker says that it stands. It takes a few seconds. A build that was cut off is finished
// by the next one: nothing is made twice.
func Build(ctx context.Context, n Needs) (err error) {
	defer errs.Wrap(&err, "demo.Build")
	if _, err := os.Stat(n.Marker); err == nil {
		return nil
	}
	all, err := scripts()
	if err != nil {
		return err
	}
	now := n.Clock.Now()
	for _, request := range requests(all, now) {
		if _, err := n.Operator.Admin.Import(ctx, request); err != nil {
			return err
		}
	}
	return os.WriteFile(n.Marker, []byte(now.Format(time.RFC3339)+"\n"), 0o600)
}

// requests are the import calls that make the town, as of now.
func requests(all []script, now time.Time) []*adminv1.ImportRequest {
	founded := now.AddDate(0, 0, -40)
	first := &adminv1.ImportRequest{Source: source}
	for i, p := range people {
		one := &adminv1.ImportPerson{
			ForeignId: p.handle, Name: p.name, Handle: p.handle, About: p.about, Region: p.region, Language: p.language, Scripted: p.scripted,
			Avatar: p.face.PNG(), CreatedAtMs: founded.Add(time.Duration(i) * time.Hour).UnixMilli(), DemoLine: p.line,
		}
		if p.scripted {
			one.DemoLine = "" // nobody signs in as somebody who answers by himself
		}
		first.People = append(first.People, one)
	}
	for i, pair := range friendships(all) {
		first.Friendships = append(first.Friendships, &adminv1.ImportFriendship{
			AForeignId: pair[0], BForeignId: pair[1], AtMs: founded.Add(time.Duration(24+5*i) * time.Hour / 4).UnixMilli(),
		})
	}
	for _, s := range all {
		first.Chats = append(first.Chats, &adminv1.ImportChat{
			ForeignId: s.id, Group: s.group, Name: s.name, MemberForeignIds: s.members, CreatedAtMs: now.AddDate(0, 0, -20).UnixMilli(),
		})
	}
	out := []*adminv1.ImportRequest{first}
	for chunk := range slices.Chunk(messages(all, now), messagesAtOnce) {
		out = append(out, &adminv1.ImportRequest{Source: source, Messages: chunk})
	}
	return out
}

// friendships are all pairs who talk with each other somewhere, each once.
func friendships(all []script) (pairs [][2]string) {
	for _, s := range all {
		for i, a := range s.members {
			for _, b := range s.members[i+1:] {
				pair := [2]string{min(a, b), max(a, b)}
				if !slices.Contains(pairs, pair) {
					pairs = append(pairs, pair)
				}
			}
		}
	}
	return pairs
}

func messages(all []script, now time.Time) (out []*adminv1.ImportMessage) {
	for _, s := range all {
		midnight := s.midnight(now)
		name := func(i int) string { return fmt.Sprintf("%s/%d", s.id, i) }
		for i, line := range s.lines {
			m := &adminv1.ImportMessage{
				ForeignId: name(i), ChatForeignId: s.id, SenderForeignId: line.by, Text: line.text,
				AtMs: line.at(midnight).UnixMilli(),
			}
			if line.quotes >= 0 {
				m.QuoteForeignId = name(line.quotes)
			}
			for _, r := range line.reactions {
				m.Reactions = append(m.Reactions, &adminv1.ImportReaction{PersonForeignId: r.by, Emoji: r.emoji})
			}
			out = append(out, m)
		}
	}
	return out
}

package takeout

import (
	"archive/zip"
	"cmp"
	"context"
	_ "embed" // the pages
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"alun/base/id"
	"alun/base/money"
	"alun/social/account"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
)

// Chats is what is taken along.
type Chats interface {
	// List returns the chats of an account as it sees them.
	List(ctx context.Context, account id.Account) ([]*chatv1.Chat, error)
	History(ctx context.Context, account id.Account, r *chatv1.HistoryRequest) (*chatv1.HistoryResponse, error)
}

// pageSize is how many entries are in memory.
const pageSize = 200

//go:embed pages.html
var pagesHTML string

var pages = account.ExportPage(pagesHTML)

var titles = map[string]string{"en": "Chats", "id": "Obrolan", "zh": "聊天"}

// Part returns the part of the zip that holds the chats.
func Part(c Chats) account.ExportPart {
	return account.ExportPart{Name: "chats", Title: titles,
		Write: func(ctx context.Context, a id.Account, language string, z *zip.Writer) error {
			return write(ctx, c, a, language, z)
		}}
}

type indexLine struct{ Name, File string }

func write(ctx context.Context, c Chats, a id.Account, language string, z *zip.Writer) error {
	chats, err := c.List(ctx, a)
	if err != nil {
		return err
	}
	var index []indexLine
	for i, view := range chats {
		line := indexLine{Name: nameOf(view), File: fmt.Sprint(i + 1)}
		index = append(index, line)
		// A zip is written one file after the other, so the log is read once for each of the two.
		if err := writeLog(ctx, c, a, view, line, z); err != nil {
			return err
		}
		if err := writePage(ctx, c, a, view, line, language, z); err != nil {
			return err
		}
	}
	w, err := z.Create("chats/index.html")
	if err != nil {
		return err
	}
	return pages.ExecuteTemplate(w, "index", map[string]any{"Lang": language, "Title": cmp.Or(titles[language], titles["en"]), "Chats": index})
}

func nameOf(c *chatv1.Chat) string {
	return cmp.Or(c.Name, c.GetPeer().GetName(), c.GetPeer().GetHandle(), "#"+fmt.Sprint(c.Id))
}

// each calls f for every page of a chat's history, the oldest first.
func each(ctx context.Context, c Chats, a id.Account, chat int64, f func(*chatv1.HistoryResponse) error) error {
	after := int64(0)
	for {
		// after_seq 0 means "not asked for", so the first page asks for what comes before the second entry.
		r := &chatv1.HistoryRequest{ChatId: chat, AfterSeq: after, Limit: pageSize}
		if after == 0 {
			r.BeforeSeq, r.Limit = 2, 1
		}
		page, err := c.History(ctx, a, r)
		if err != nil {
			return err
		}
		if err := f(page); err != nil {
			return err
		}
		switch {
		case after == 0:
			after = 1
		case page.End || len(page.Entries) == 0:
			return nil
		default:
			after = page.Entries[len(page.Entries)-1].Seq
		}
	}
}

func writeLog(ctx context.Context, c Chats, a id.Account, view *chatv1.Chat, line indexLine, z *zip.Writer) error {
	w, err := z.Create("chats/" + line.File + ".jsonl")
	if err != nil {
		return err
	}
	return each(ctx, c, a, view.Id, func(page *chatv1.HistoryResponse) error {
		for _, e := range page.Entries {
			data, err := protojson.Marshal(e)
			if err != nil {
				return err
			}
			if _, err := w.Write(append(data, '\n')); err != nil {
				return err
			}
		}
		return nil
	})
}

type pageEntry struct{ Who, When, Text, Quote string }

func writePage(ctx context.Context, c Chats, a id.Account, view *chatv1.Chat, line indexLine, language string, z *zip.Writer) error {
	w, err := z.Create("chats/" + line.File + ".html")
	if err != nil {
		return err
	}
	if err := pages.ExecuteTemplate(w, "head", map[string]any{"Lang": language, "Title": line.Name}); err != nil {
		return err
	}
	err = each(ctx, c, a, view.Id, func(page *chatv1.HistoryResponse) error {
		return pages.ExecuteTemplate(w, "entries", readable(page))
	})
	if err != nil {
		return err
	}
	return pages.ExecuteTemplate(w, "foot", nil)
}

// textOf returns what a body says, for reading; empty for what is no message.
func textOf(b *chatv1.Body) string {
	switch k := b.GetKind().(type) {
	case *chatv1.Body_Text:
		return k.Text.GetText()
	case *chatv1.Body_Card:
		return cmp.Or(k.Card.Person.GetName(), k.Card.Person.GetHandle())
	case *chatv1.Body_Packet:
		return strings.TrimSpace("🧧 " + k.Packet.GetGreeting())
	case *chatv1.Body_Transfer:
		return sumOf("→ ", k.Transfer.GetAmount(), k.Transfer.GetNote())
	case *chatv1.Body_MoneyRequest:
		return sumOf("← ", k.MoneyRequest.GetAmount(), k.MoneyRequest.GetNote())
	case *chatv1.Body_Split:
		return sumOf("÷ ", k.Split.GetTotal(), k.Split.GetNote())
	}
	return ""
}

func sumOf(sign string, a *moneyv1.Amount, note string) string {
	text := sign + money.Of(a.GetMinor(), money.Currency(a.GetCurrency())).String()
	if note != "" {
		text += " · " + note
	}
	return text
}

// readable returns the messages of a page of history.
func readable(page *chatv1.HistoryResponse) []pageEntry {
	people := map[int64]*accountv1.Person{}
	for _, p := range page.People {
		people[p.Id] = p
	}
	var out []pageEntry
	for _, e := range page.Entries {
		text := textOf(e.GetBody())
		if text == "" {
			continue // taken back, deleted, a change or a line of the house
		}
		p := people[e.SenderId]
		out = append(out, pageEntry{
			Who: cmp.Or(p.GetName(), p.GetHandle(), "—"), Text: text, Quote: e.GetQuote().GetText(),
			When: time.UnixMilli(e.AtMs).UTC().Format("2006-01-02 15:04"),
		})
	}
	return out
}

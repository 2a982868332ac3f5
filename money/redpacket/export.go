package redpacket

import (
	"archive/zip"
	"context"
	_ "embed" // the page
	"encoding/json"
	"fmt"
	"io"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/social/account"
)

//go:embed export.html
var exportHTML string

var exportPage = account.ExportPage(exportHTML)

var exportWords = map[string]map[string]string{
	"en": {"Title": "Red packets", "At": "Time (UTC)", "From": "From", "Amount": "Amount", "Back": "Came back", "Greeting": "Greeting", "sent": "sent", "got": "received", "Kind": "What"},
	"id": {"Title": "Angpau", "At": "Waktu (UTC)", "From": "Dari", "Amount": "Jumlah", "Back": "Kembali", "Greeting": "Ucapan", "sent": "dikirim", "got": "diterima", "Kind": "Apa"},
	"zh": {"Title": "红包", "At": "时间（UTC）", "From": "来自", "Amount": "金额", "Back": "退回", "Greeting": "祝福语", "sent": "已发出", "got": "已收到", "Kind": "类型"},
}

// kept is one line as it stands in the zip: a packet that was sent, or a share that was got.
type kept struct {
	Kind     string     `json:"kind"` // "sent" or "got"
	ID       ID         `json:"id,string"`
	Chat     id.Chat    `json:"chat,string"`
	From     id.Account `json:"from,string"`
	FromName string     `json:"from_name"`
	Minor    int64      `json:"minor"`
	Back     int64      `json:"back_minor,omitempty"` // of a sent one: what nobody took
	Currency string     `json:"currency"`
	Greeting string     `json:"greeting,omitempty"`
	Luckiest bool       `json:"luckiest,omitempty"`
	At       time.Time  `json:"at"`

	packet *Packet
}

// Amount and Returned are for the page.
func (k kept) Amount() string { return k.packet.amount(k.Minor).String() }

// Returned is empty when nothing came back.
func (k kept) Returned() string {
	if k.Back == 0 {
		return ""
	}
	return k.packet.amount(k.Back).String()
}

const (
	exportAtOnce = 200

	ownSent = `SELECT packet_id, minor, back_minor, FALSE, at_ms FROM redpacket_sent WHERE account_id = $1 AND packet_id > $2 ORDER BY packet_id LIMIT $3`
	ownGot  = `SELECT packet_id, minor, 0, luckiest, at_ms FROM redpacket_got WHERE account_id = $1 AND packet_id > $2 ORDER BY packet_id LIMIT $3`
)

// ExportPart is the part of a person's own zip that holds what that person has sent and got: a page to read and redpackets.json.
func (s *Service) ExportPart() account.ExportPart {
	titles := map[string]string{}
	for language, words := range exportWords {
		titles[language] = words["Title"]
	}
	return account.ExportPart{Name: "redpackets", Title: titles, Write: s.export}
}

func (s *Service) export(ctx context.Context, a id.Account, language string, z *zip.Writer) (err error) {
	defer errs.Wrap(&err, "redpacket.export(%d)", a)
	words := exportWords[language]
	if words == nil {
		language, words = "en", exportWords["en"]
	}
	w, err := z.Create("redpackets/redpackets.json")
	if err != nil {
		return err
	}
	before, end := "[\n  ", "[]\n"
	err = s.eachKept(ctx, a, func(k kept) error {
		line, err := json.Marshal(k)
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s", before, line)
		}
		before, end = ",\n  ", "\n]\n"
		return err
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, end); err != nil {
		return err
	}
	if w, err = z.Create("redpackets/index.html"); err != nil {
		return err
	}
	if err := exportPage.ExecuteTemplate(w, "head", map[string]any{"Lang": language, "Title": words["Title"], "W": words}); err != nil {
		return err
	}
	err = s.eachKept(ctx, a, func(k kept) error { return exportPage.ExecuteTemplate(w, "row", map[string]any{"R": k, "W": words}) })
	if err != nil {
		return err
	}
	return exportPage.ExecuteTemplate(w, "foot", nil)
}

// eachKept calls f for what an account sent and then for what it got, the oldest first. It holds a page in memory.
func (s *Service) eachKept(ctx context.Context, a id.Account, f func(kept) error) error {
	for _, list := range [][2]string{{"sent", ownSent}, {"got", ownGot}} {
		for after, more := ID(0), true; more; {
			var page []kept
			err := s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
				page, err = readKept(ctx, tx, list[0], list[1], a, after)
				return err
			})
			if err != nil {
				return err
			}
			if more = len(page) == exportAtOnce; len(page) > 0 {
				after = page[len(page)-1].ID
			}
			if err := s.named(ctx, page, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// named fills in the names and calls f.
func (s *Service) named(ctx context.Context, page []kept, f func(kept) error) error {
	senders := make([]id.Account, len(page))
	for i, k := range page {
		senders[i] = k.From
	}
	people, err := s.accounts.People(ctx, senders)
	if err != nil {
		return err
	}
	for _, k := range page {
		k.FromName = people[k.From].GetName()
		if err := f(k); err != nil {
			return err
		}
	}
	return nil
}

func readKept(ctx context.Context, tx *store.Tx, kind, query string, a id.Account, after ID) ([]kept, error) {
	rows, err := tx.Query(ctx, query, a, after, exportAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []kept
	var ids []any
	for rows.Next() {
		k := kept{Kind: kind}
		var at int64
		if err := rows.Scan(&k.ID, &k.Minor, &k.Back, &k.Luckiest, &at); err != nil {
			return nil, err
		}
		k.At = time.UnixMilli(at).UTC()
		page, ids = append(page, k), append(ids, k.ID)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	packets := map[ID]*Packet{}
	err = selectPackets.Query(ctx, tx, ids, func(r *store.Rows) error {
		p, err := scanPacket(r)
		if err == nil {
			packets[p.ID] = p
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range page {
		p := packets[page[i].ID]
		page[i].packet, page[i].Chat, page[i].From, page[i].Greeting, page[i].Currency = p, p.Chat, p.Sender, p.Greeting, string(p.Total.Currency)
	}
	return page, nil
}

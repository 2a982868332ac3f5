package transfer

import (
	"archive/zip"
	"context"
	_ "embed" // the page
	"encoding/json"
	"fmt"
	"io"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/social/account"
)

//go:embed export.html
var exportHTML string

var exportPage = account.ExportPage(exportHTML)

var exportWords = map[string]map[string]string{
	"en": {
		"Title": "Transfers, requests and shared bills", "At": "Time (UTC)", "Kind": "What", "From": "From", "To": "To", "Amount": "Amount", "Note": "Note", "State": "State",
		"transfer": "Transfer", "request": "Request", "share": "Share of a bill",
		"waiting": "waiting", "done": "done", "returned": "returned", "expired": "expired", "cancelled": "cancelled",
	},
	"id": {
		"Title": "Transfer, permintaan, dan patungan", "At": "Waktu (UTC)", "Kind": "Apa", "From": "Dari", "To": "Kepada", "Amount": "Jumlah", "Note": "Catatan", "State": "Status",
		"transfer": "Transfer", "request": "Permintaan", "share": "Patungan",
		"waiting": "menunggu", "done": "selesai", "returned": "dikembalikan", "expired": "kedaluwarsa", "cancelled": "dibatalkan",
	},
	"zh": {
		"Title": "转账、收款请求与分摊", "At": "时间（UTC）", "Kind": "类型", "From": "付款人", "To": "收款人", "Amount": "金额", "Note": "备注", "State": "状态",
		"transfer": "转账", "request": "收款请求", "share": "分摊",
		"waiting": "等待中", "done": "已完成", "returned": "已退回", "expired": "已过期", "cancelled": "已取消",
	},
}

var stateNames = map[State]string{Waiting: "waiting", Done: "done", Returned: "returned", Expired: "expired", Cancelled: "cancelled"}

// kept is one line as it stands in the zip: a transfer, a request, or one share of a split.
type kept struct {
	Kind     string     `json:"kind"`
	ID       ID         `json:"id,string"`
	Chat     id.Chat    `json:"chat,string"`
	From     id.Account `json:"from,string"`
	FromName string     `json:"from_name"`
	To       id.Account `json:"to,string"`
	ToName   string     `json:"to_name"`
	Minor    int64      `json:"minor"`
	Currency string     `json:"currency"`
	Note     string     `json:"note,omitempty"`
	State    string     `json:"state"`
	At       time.Time  `json:"at"`
}

// Amount is for the page: "IDR 25000".
func (k kept) Amount() string { return money.Of(k.Minor, money.Currency(k.Currency)).String() }

const (
	exportAtOnce = 200

	sqlOwnTransfers = `SELECT id FROM transfer WHERE payer_id = $1 AND id > $2
		UNION SELECT id FROM transfer WHERE payee_id = $1 AND id > $2 ORDER BY id LIMIT $3`
	sqlOwnRequests = `SELECT id FROM transfer_request WHERE payee_id = $1 AND id > $2
		UNION SELECT id FROM transfer_request WHERE payer_id = $1 AND id > $2 ORDER BY id LIMIT $3`
	sqlOwnSplits = `SELECT id FROM transfer_split WHERE maker_id = $1 AND id > $2
		UNION SELECT split_id FROM transfer_share WHERE account_id = $1 AND split_id > $2 ORDER BY 1 LIMIT $3`
)

// ExportPart is the part of a person's own zip that holds what that person has sent, asked, shared and been asked: a page to read and
// transfers.json. Of somebody else's split it holds the person's own share alone.
func (s *Service) ExportPart() account.ExportPart {
	titles := map[string]string{}
	for language, words := range exportWords {
		titles[language] = words["Title"]
	}
	return account.ExportPart{Name: "transfers", Title: titles, Write: s.export}
}

func (s *Service) export(ctx context.Context, a id.Account, language string, z *zip.Writer) (err error) {
	defer errs.Wrap(&err, "transfer.export(%d)", a)
	if exportWords[language] == nil {
		language = "en"
	}
	w, err := z.Create("transfers/transfers.json")
	if err != nil {
		return err
	}
	before := "[\n  "
	err = s.eachKept(ctx, a, func(k kept) error {
		line, err := json.Marshal(k)
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s", before, line)
			before = ",\n  "
		}
		return err
	})
	if err != nil {
		return err
	}
	end := "\n]\n"
	if before[0] == '[' {
		end = "[]\n" // there was nothing
	}
	if _, err := io.WriteString(w, end); err != nil {
		return err
	}
	if w, err = z.Create("transfers/index.html"); err != nil {
		return err
	}
	words := exportWords[language]
	if err := exportPage.ExecuteTemplate(w, "head", map[string]any{"Lang": language, "Title": words["Title"], "W": words}); err != nil {
		return err
	}
	err = s.eachKept(ctx, a, func(k kept) error { return exportPage.ExecuteTemplate(w, "row", map[string]any{"R": k, "W": words}) })
	if err != nil {
		return err
	}
	return exportPage.ExecuteTemplate(w, "foot", nil)
}

// eachKept calls f for everything that concerns an account, sort by sort, the oldest first. It holds a page in memory.
func (s *Service) eachKept(ctx context.Context, a id.Account, f func(kept) error) error {
	for _, sort := range []struct {
		sql  string
		read func(ctx context.Context, tx *store.Tx, a id.Account, thing ID) ([]kept, error)
	}{{sqlOwnTransfers, keptTransfer}, {sqlOwnRequests, keptRequest}, {sqlOwnSplits, keptShares}} {
		for after, more := ID(0), true; more; {
			var page []kept
			err := s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
				page = page[:0]
				things, err := readIDs(ctx, tx, sort.sql, a, after, exportAtOnce)
				if err != nil {
					return err
				}
				more = len(things) == exportAtOnce
				for _, thing := range things {
					lines, err := sort.read(ctx, tx, a, thing)
					if err != nil {
						return err
					}
					page, after = append(page, lines...), thing
				}
				return nil
			})
			if err != nil {
				return err
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
	var ids []id.Account
	for _, k := range page {
		ids = append(ids, k.From, k.To)
	}
	people := map[id.Account]*accountv1.Person{}
	if len(ids) > 0 {
		var err error
		if people, err = s.Accounts.People(ctx, ids); err != nil {
			return err
		}
	}
	for _, k := range page {
		k.FromName, k.ToName = people[k.From].GetName(), people[k.To].GetName()
		if err := f(k); err != nil {
			return err
		}
	}
	return nil
}

func readIDs(ctx context.Context, tx *store.Tx, q string, args ...any) (ids []ID, err error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one ID
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		ids = append(ids, one)
	}
	return ids, rows.Err()
}

func keptTransfer(ctx context.Context, tx *store.Tx, _ id.Account, thing ID) ([]kept, error) {
	t, err := readTransfer(ctx, tx, sqlTransfer, thing)
	return []kept{{"transfer", t.ID, t.Chat, t.Payer, "", t.Payee, "", t.Amount.Minor, string(t.Amount.Currency), t.Note, stateNames[t.State], t.At.UTC()}}, err
}

func keptRequest(ctx context.Context, tx *store.Tx, _ id.Account, thing ID) ([]kept, error) {
	r, err := readRequest(ctx, tx, sqlRequest, thing)
	return []kept{{"request", r.ID, r.Chat, r.Payer, "", r.Payee, "", r.Amount.Minor, string(r.Amount.Currency), r.Note, stateNames[r.State], r.At.UTC()}}, err
}

func keptShares(ctx context.Context, tx *store.Tx, a id.Account, thing ID) (lines []kept, err error) {
	s, err := readSplit(ctx, tx, sqlSplit, thing)
	for _, share := range s.Shares {
		if a != s.Maker && a != share.Account {
			continue
		}
		state := stateNames[s.State]
		if !share.PaidAt.IsZero() {
			state = stateNames[Done]
		}
		lines = append(lines, kept{"share", s.ID, s.Chat, share.Account, "", s.Maker, "", share.Minor, string(s.Total.Currency), s.Note, state, s.At.UTC()})
	}
	return lines, err
}

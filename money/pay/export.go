package pay

import (
	"archive/zip"
	"context"
	_ "embed" // the page
	"encoding/csv"
	"encoding/json"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/lang"
	"alun/base/store"
	"alun/money/pay/emv"
	"alun/social/account"
)

//go:embed export.html
var exportHTML string

var exportPage = account.ExportPage(exportHTML)

var exportWords = map[string]map[string]string{
	"en": {"Title": "Stalls", "Name": "Name", "City": "City", "Opened": "Opened", "Closed": "Closed", "Payments": "Payments"},
	"id": {"Title": "Lapak", "Name": "Nama", "City": "Kota", "Opened": "Dibuka", "Closed": "Ditutup", "Payments": "Pembayaran"},
	"zh": {"Title": "摊位", "Name": "名称", "City": "城市", "Opened": "开业", "Closed": "关闭", "Payments": "收款"},
}

// exportHead are the columns of a stall's payments, in words of the machine.
var exportHead = []string{"id", "made", "paid", "payer", "currency", "amount", "refunded", "state", "by", "note"}

// ExportPart is the part of a person's own zip that holds his stalls: a page, stalls.json, and the payments of each stall of his own as
// CSV (RFC 4180). Of stalls where he works there is no more than that he does.
func (s *Service) ExportPart() account.ExportPart {
	titles := map[string]string{}
	for language, words := range exportWords {
		titles[language] = words["Title"]
	}
	return account.ExportPart{Name: "stalls", Title: titles, Write: s.export}
}

// keptStall is a stall as it stands in the zip.
type keptStall struct {
	ID       StallID   `json:"id,string"`
	Name     string    `json:"name"`
	Category string    `json:"category"`
	City     string    `json:"city"`
	Mine     bool      `json:"mine"`
	Opened   time.Time `json:"opened,omitzero"`
	Closed   time.Time `json:"closed,omitzero"`
	File     string    `json:"payments,omitempty"`
}

func (s *Service) export(ctx context.Context, a id.Account, language string, z *zip.Writer) (err error) {
	defer errs.Wrap(&err, "pay.export(%d)", a)
	all, err := s.Stalls(ctx, authn.Caller{Account: a})
	if err != nil {
		return err
	}
	list := make([]keptStall, 0, len(all))
	for _, v := range all {
		kept := keptStall{ID: v.ID, Name: v.Name, Category: v.Category, City: v.City, Mine: v.Owner == a}
		if kept.Mine {
			kept.Opened, kept.Closed, kept.File = v.OpenedAt.UTC(), v.ClosedAt, "payments-"+id.Account(v.ID).String()+".csv"
			if err := s.exportPayments(ctx, v.ID, kept.File, z); err != nil {
				return err
			}
		}
		list = append(list, kept)
	}
	w, err := z.Create("stalls/stalls.json")
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if err := out.Encode(list); err != nil {
		return err
	}
	if w, err = z.Create("stalls/index.html"); err != nil {
		return err
	}
	language = lang.Match(language)
	type row struct{ Name, City, Opened, Closed, File string }
	var rows []row
	for _, k := range list {
		rows = append(rows, row{k.Name, k.City, day(k.Opened), day(k.Closed), k.File})
	}
	return exportPage.Execute(w, map[string]any{"Lang": language, "Title": exportWords[language]["Title"], "W": exportWords[language], "Stalls": rows})
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// exportPayments writes a stall's payments, newest first, a page at a time.
func (s *Service) exportPayments(ctx context.Context, stall StallID, file string, z *zip.Writer) error {
	w, err := z.Create("stalls/" + file)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(exportHead); err != nil {
		return err
	}
	for before := PaymentID(math.MaxInt64); ; {
		page, err := read(ctx, s.DB, func(ctx context.Context, tx *store.Tx) ([]*Payment, error) {
			list, err := ids[PaymentID](ctx, tx, selectBefore, stall, before, PageMax)
			if err != nil {
				return nil, err
			}
			return payments(ctx, tx, list)
		})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			out.Flush()
			return out.Error()
		}
		who := make([]id.Account, len(page))
		for i, p := range page {
			who[i] = p.Payer
		}
		people, err := s.Accounts.People(ctx, who)
		if err != nil {
			return err
		}
		for _, p := range page {
			before = p.ID
			if err := out.Write(exportRow(p, people[p.Payer].GetName())); err != nil {
				return err
			}
		}
	}
}

func exportRow(p *Payment, payer string) []string {
	paid := ""
	if !p.PaidAt.IsZero() {
		paid = p.PaidAt.UTC().Format(time.RFC3339)
	}
	refunded := p.Amount
	refunded.Minor = p.Refunded
	state := strings.TrimPrefix(p.State.String(), "PAYMENT_STATE_")
	return []string{
		id.Account(p.ID).String(), p.MadeAt.UTC().Format(time.RFC3339), paid, inert(payer), string(p.Amount.Currency), emv.FormatAmount(p.Amount),
		emv.FormatAmount(refunded), state, p.By, inert(p.Note),
	}
}

// inert keeps a spreadsheet from taking what somebody has typed for a formula.
func inert(text string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(text))
	if strings.ContainsRune("=+-@＝＋－＠−", first) {
		return "'" + text
	}
	return text
}

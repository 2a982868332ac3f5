package bank

import (
	"archive/zip"
	"context"
	_ "embed" // the page
	"encoding/json"
	"time"

	"alun/base/errs"
	"alun/base/id"
	"alun/social/account"
)

//go:embed export.html
var exportHTML string

var exportPage = account.ExportPage(exportHTML)

var exportWords = map[string]map[string]string{
	"en": {"Title": "Bank accounts", "Bank": "Bank", "Number": "Number", "Holder": "Holder", "Since": "Since"},
	"id": {"Title": "Rekening bank", "Bank": "Bank", "Number": "Nomor", "Holder": "Pemilik", "Since": "Sejak"},
	"zh": {"Title": "银行账户", "Bank": "银行", "Number": "账号", "Holder": "户名", "Since": "时间"},
}

// kept is a linked account as it stands in the zip: with its number, since it goes to whom it belongs.
type kept struct {
	Bank   string    `json:"bank"`
	Number string    `json:"number"`
	Holder string    `json:"holder"`
	Since  time.Time `json:"since"`
}

// ExportPart is the part of a person's own zip that holds the linked bank accounts. What was moved stands among the wallet's bills.
func (s *Service) ExportPart() account.ExportPart {
	titles := map[string]string{}
	for language, words := range exportWords {
		titles[language] = words["Title"]
	}
	return account.ExportPart{Name: "bank", Title: titles, Write: s.export}
}

func (s *Service) export(ctx context.Context, owner id.Account, language string, z *zip.Writer) (err error) {
	defer errs.Wrap(&err, "bank.export(%d)", owner)
	linked, err := s.Linked(ctx, owner)
	if err != nil {
		return err
	}
	list := make([]kept, 0, len(linked))
	for _, l := range linked {
		number, err := s.numbers.Open(l.sealed, l.place())
		if err != nil {
			return err
		}
		list = append(list, kept{l.Bank, string(number), l.Holder, l.At.UTC()})
	}
	w, err := z.Create("bank/accounts.json")
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if err := out.Encode(list); err != nil {
		return err
	}
	if w, err = z.Create("bank/index.html"); err != nil {
		return err
	}
	words := exportWords[language]
	if words == nil {
		language, words = "en", exportWords["en"]
	}
	return exportPage.Execute(w, map[string]any{"Lang": language, "Title": words["Title"], "W": words, "List": list})
}

package bills

import (
	"archive/zip"
	"context"
	_ "embed" // the page
	"encoding/json"
	"slices"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/ledger"
	"alun/social/account"
)

//go:embed takeout.html
var takeoutHTML string

var takeoutPage = account.ExportPage(takeoutHTML)

// TakeoutTitles are what the wallet's part of a person's own zip is called, by language.
func TakeoutTitles() map[string]string {
	titles := map[string]string{}
	for language, w := range wordsOf {
		titles[language] = w.title
	}
	return titles
}

// Takeout writes the wallet's part of a person's own zip into the folder wallet: a page to read, the wallet for machines, and
// all bills of each currency as CSV, newest first. It streams: no more than a page of bills is in memory.
func (b *Books) Takeout(ctx context.Context, a id.Account, language string, w *walletv1.Wallet, z *zip.Writer) (err error) {
	defer errs.Wrap(&err, "bills.Takeout(%d)", a)
	machine, err := protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(w)
	if err != nil {
		return err
	}
	out, err := z.Create("wallet/wallet.json")
	if err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(json.RawMessage(machine)); err != nil {
		return err
	}
	type line struct{ Name, Balance, File string }
	var lines []line
	for _, balance := range w.Balances {
		c := money.Currency(balance.Available.Currency)
		file := "bills-" + string(c) + ".csv"
		if err := b.takeBills(ctx, a, c, language, file, z); err != nil {
			return err
		}
		lines = append(lines, line{string(c), plain(balance.Available.Minor+balance.Held.Minor, c), file})
	}
	gone, err := b.spent(ctx, a, w.Balances)
	if err != nil {
		return err
	}
	for _, c := range gone {
		file := "bills-" + string(c) + ".csv"
		if err := b.takeBills(ctx, a, c, language, file, z); err != nil {
			return err
		}
		lines = append(lines, line{string(c), plain(0, c), file})
	}
	if out, err = z.Create("wallet/index.html"); err != nil {
		return err
	}
	words := wordsIn(language)
	return takeoutPage.Execute(out, map[string]any{"Lang": language, "Title": words.title, "Balance": words.balance, "Lines": lines})
}

// spent returns the currencies in which something moved once, and of which nothing is left.
func (b *Books) spent(ctx context.Context, a id.Account, there []*walletv1.Balance) (gone []money.Currency, err error) {
	err = b.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		gone = nil
		for _, c := range money.Currencies() {
			if slices.ContainsFunc(there, func(w *walletv1.Balance) bool { return w.Available.Currency == string(c) }) {
				continue
			}
			one, err := b.Ledger.Entries(ctx, tx, ledger.Account{Owner: int64(a), Code: ledger.Wallet, Currency: c}, 0, 1)
			if err != nil {
				return err
			}
			if len(one) > 0 {
				gone = append(gone, c)
			}
		}
		return nil
	})
	return gone, err
}

func (b *Books) takeBills(ctx context.Context, a id.Account, c money.Currency, language, file string, z *zip.Writer) error {
	out, err := z.Create("wallet/" + file)
	if err != nil {
		return err
	}
	book := ledger.Account{Owner: int64(a), Code: ledger.Wallet, Currency: c}
	s := newSheet(out, c, wordsIn(language), time.UTC)
	for before := int64(0); ; {
		list, last, err := b.page(ctx, book, before, chunk)
		if err != nil {
			return err
		}
		people, err := b.people(ctx, list)
		if err != nil {
			return err
		}
		s.rows(list, people)
		if before = last; last == 0 {
			return s.end()
		}
	}
}

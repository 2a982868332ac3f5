package bills

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
)

// byteOrderMark tells spreadsheets that a file is UTF-8; without it some read Chinese as noise.
const byteOrderMark = "\ufeff"

// Statement returns the caller's bills of a span of time as CSV (RFC 4180, UTF-8 with a byte order mark), oldest first, and a name
// for the file. Errors: ErrRange beyond StatementAge, ErrTooMany beyond StatementMax rows, invalid money.currency.
func (b *Books) Statement(ctx context.Context, a id.Account, req *walletv1.ExportStatementRequest) (file []byte, filename string, err error) {
	defer errs.Wrap(&err, "bills.Statement(%d)", a)
	book, err := b.book(a, req.Currency)
	if err != nil {
		return nil, "", err
	}
	from, until, err := span(req.FromMs, req.UntilMs, req.ZoneMinutes, StatementAge)
	if err != nil {
		return nil, "", err
	}
	var list []bill
	err = b.walk(ctx, book, from, until, StatementMax, func(x bill) { list = append(list, x) })
	if err != nil {
		return nil, "", err
	}
	slices.Reverse(list)
	var out bytes.Buffer
	s := newSheet(&out, book.Currency, wordsIn(req.Language), from.Location())
	for part := range slices.Chunk(list, chunk) {
		people, err := b.people(ctx, part)
		if err != nil {
			return nil, "", err
		}
		s.rows(part, people)
	}
	if err := s.end(); err != nil {
		return nil, "", err
	}
	last := until.Add(-time.Millisecond)
	filename = "alun-" + string(book.Currency) + "-" + from.Format(time.DateOnly) + "-" + last.Format(time.DateOnly) + ".csv"
	return out.Bytes(), filename, nil
}

// sheet writes bills as rows of CSV.
type sheet struct {
	out      *csv.Writer
	currency money.Currency
	words    words
	zone     *time.Location
}

func newSheet(w io.Writer, c money.Currency, words words, zone *time.Location) *sheet {
	s := &sheet{csv.NewWriter(w), c, words, zone}
	s.out.UseCRLF = true
	heading := slices.Clone(words.columns[:])
	heading[0] = byteOrderMark + heading[0]
	s.write(heading)
	return s
}

// write keeps the first error for end.
func (s *sheet) write(row []string) { _ = s.out.Write(row) }

func (s *sheet) rows(list []bill, people map[id.Account]*accountv1.Person) {
	for _, x := range list {
		at := x.at.In(s.zone)
		with := x.note.Name
		if p := people[x.other]; p != nil {
			with = p.Name
		}
		s.write([]string{
			at.Format(time.DateOnly), at.Format(time.TimeOnly), text(s.words.kind(x.kind)), text(with), text(x.note.Text),
			plain(x.delta, s.currency), plain(x.after, s.currency), string(s.currency), x.id,
		})
	}
}

func (s *sheet) end() error {
	s.out.Flush()
	return s.out.Error()
}

// text keeps a cell of somebody else's words from being taken for a formula: a spreadsheet computes what begins with one of
// these signs, narrow or wide, also after spaces (OWASP, CSV injection), and an apostrophe makes it text.
func text(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
	if strings.ContainsAny(firstRune(strings.TrimLeft(s, " \u00a0\u3000")), "=+-@＝＋－＠−") {
		return "'" + s
	}
	return s
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// plain writes an amount as machines read it: "-12.50", "1250".
func plain(minor int64, c money.Currency) string {
	s := strings.Replace(money.Of(minor, c).String(), string(c)+" ", "", 1)
	return s
}

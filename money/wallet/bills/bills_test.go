package bills

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	accountv1 "alun/api/gen/alun/account/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/base/secret"
	"alun/base/store"
	"alun/base/store/storetest"
	"alun/money/ledger"
)

var start = time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)

const ayu, budi, citra = id.Account(101), id.Account(102), id.Account(103)

// shop is a reader of bills on the real ledger.
type shop struct {
	*Books

	t     *testing.T
	clock *clock.Fake
	books *ledger.Ledger
	refs  *int64
}

type names map[id.Account]string

func (n names) People(_ context.Context, ids []id.Account) (map[id.Account]*accountv1.Person, error) {
	out := map[id.Account]*accountv1.Person{}
	for _, a := range ids {
		if name, ok := n[a]; ok {
			out[a] = &accountv1.Person{Id: int64(a), Name: name, Handle: strings.ToLower(name)}
		}
	}
	return out, nil
}

func each(t *testing.T, f func(t *testing.T, s shop)) {
	t.Helper()
	clk := clock.NewFake(start)
	storetest.EachAt(t, clk, func(t *testing.T, db *store.DB) {
		clk.Set(start)
		must(t, ledger.Migrate(t.Context(), db))
		l := ledger.New(ledger.Needs{DB: db, Clock: clk, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Signer: secret.Ephemeral().Signer("ledger")})
		people := names{ayu: "Ayu", budi: "Budi", citra: "=Citra"}
		f(t, shop{New(Needs{DB: db, Ledger: l, Accounts: people, Currency: money.IDR}), t, clk, l, new(int64(1000))})
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err error, want *errs.Error) {
	t.Helper()
	if got := errs.CodeOf(err); got != want.Code {
		t.Fatalf("error %v, want %s", err, want.Code)
	}
}

func book(a id.Account, c money.Currency) ledger.Account {
	return ledger.Account{Owner: int64(a), Code: ledger.Wallet, Currency: c}
}

func (s shop) post(group ...ledger.Posting) {
	s.t.Helper()
	must(s.t, s.DB.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		results, err := s.books.Post(ctx, tx, []ledger.Group{group})
		if err != nil {
			return err
		}
		return results[0].Err
	}))
}

func (s shop) ref() int64 { *s.refs++; return *s.refs }

func note(n *walletv1.Note) []byte {
	data, _ := proto.Marshal(n)
	return data
}

// topUp brings money in a minute later than what was before.
func (s shop) topUp(a id.Account, amount money.Amount) {
	s.t.Helper()
	s.clock.Advance(time.Minute)
	s.post(ledger.Posting{
		ID: ledger.ID{Ref: s.ref()}, Verb: ledger.Post, Debit: ledger.Account{Code: ledger.Bank, Currency: amount.Currency},
		Credit: book(a, amount.Currency), Amount: amount.Minor, Purpose: "bank.topup", Note: note(&walletv1.Note{Name: "Sandbox bank"}),
	})
}

// transfer holds and, unless it stays pending, captures; the capture says nothing itself.
func (s shop) transfer(from, to id.Account, minor int64, text string, accept bool) (ref int64) {
	s.t.Helper()
	s.clock.Advance(time.Minute)
	ref = s.ref()
	s.post(ledger.Posting{
		ID: ledger.ID{Ref: ref}, Verb: ledger.Hold, Debit: book(from, money.IDR), Credit: book(to, money.IDR), Amount: minor,
		Purpose: "transfer.send", Note: note(&walletv1.Note{FromId: int64(from), ToId: int64(to), Text: text, ChatId: 5}),
	})
	if accept {
		s.clock.Advance(time.Minute)
		s.post(ledger.Posting{
			ID: ledger.ID{Ref: ref, Step: 1}, Verb: ledger.Capture, Hold: ledger.ID{Ref: ref}, Amount: minor,
			Debit: book(from, money.IDR), Credit: book(to, money.IDR), Purpose: "transfer.send",
		})
	}
	return ref
}

// november is a month of movements: Ayu gets 100,000, sends Budi 1,250 and =Citra 2,000, gets 500 back from Budi, and has
// 300 on hold.
func november(s shop) shop {
	s.t.Helper()
	s.topUp(ayu, money.Of(100_000, money.IDR))
	s.transfer(ayu, budi, 1250, "Lunch", true)
	s.clock.Advance(24 * time.Hour)
	s.transfer(ayu, citra, 2000, "=HYPERLINK(\"x\")", true)
	s.transfer(budi, ayu, 500, "change, \"with\" thanks\nsecond line", true)
	s.transfer(ayu, budi, 300, "maybe", false)
	return s
}

func (s shop) list(a id.Account, r *walletv1.ListBillsRequest) []*walletv1.Bill {
	s.t.Helper()
	out, err := s.List(s.t.Context(), a, r)
	must(s.t, err)
	return out.Bills
}

// short is a list as one line.
func short(list []*walletv1.Bill) string {
	var b strings.Builder
	for _, x := range list {
		if x.Pending {
			b.WriteString("(")
		}
		fmt.Fprintf(&b, "%s%+d", strings.Split(x.Kind, ".")[1], x.Amount.Minor)
		if x.Pending {
			b.WriteString(")")
		}
		b.WriteString(" ")
	}
	return strings.TrimSpace(b.String())
}

func TestTheList(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		november(s)
		type r = walletv1.ListBillsRequest
		noon := start.Add(24 * time.Hour).UnixMilli()
		for name, c := range map[string]struct {
			of   id.Account
			r    *r
			want string
		}{
			"all":            {ayu, &r{}, "(send-300) receive+500 send-2000 send-1250 topup+100000"},
			"the other side": {budi, &r{}, "send-500 receive+1250"},
			"nobody's":       {id.Account(999), &r{}, ""},
			"in":             {ayu, &r{Direction: walletv1.ListBillsRequest_DIRECTION_IN}, "receive+500 topup+100000"},
			"out":            {ayu, &r{Direction: walletv1.ListBillsRequest_DIRECTION_OUT}, "(send-300) send-2000 send-1250"},
			"kind":           {ayu, &r{Kinds: []string{"bank"}}, "topup+100000"},
			"whole kind":     {ayu, &r{Kinds: []string{"transfer.receive", "bank."}}, "receive+500 topup+100000"},
			"half a word":    {ayu, &r{Kinds: []string{"trans"}}, ""},
			"name":           {ayu, &r{Query: "bUd"}, "(send-300) receive+500 send-1250"},
			"bank":           {ayu, &r{Query: "sandbox"}, "topup+100000"},
			"note":           {ayu, &r{Query: "lunch"}, "send-1250"},
			"amount":         {ayu, &r{Query: "1.250"}, "send-1250"},
			"nothing":        {ayu, &r{Query: "zebra"}, ""},
			"since":          {ayu, &r{FromMs: noon}, "(send-300) receive+500 send-2000"},
			"until":          {ayu, &r{UntilMs: noon}, "send-1250 topup+100000"},
			"before all":     {ayu, &r{UntilMs: start.UnixMilli()}, ""},
			"currency":       {ayu, &r{Currency: "USD"}, ""},
		} {
			if got := short(s.list(c.of, c.r)); got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
		for name, bad := range map[string]*r{
			"currency": {Currency: "ZZZ"}, "cursor": {Cursor: "x"}, "cursor 0": {Cursor: "0"}, "query": {Query: strings.Repeat("x", 61)},
			"kinds": {Kinds: make([]string, 21)}, "time": {FromMs: -1},
		} {
			if _, err := s.List(t.Context(), ayu, bad); err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
	})
}

func TestWhatABillSays(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		list := november(s).list(ayu, &walletv1.ListBillsRequest{})
		got := list[2]
		if got.Id != "IDR.3" || got.Kind != "transfer.send" || got.Person.Name != "=Citra" || got.BalanceAfter.Minor != 96_750 ||
			got.ChatId != 5 || got.Ref == 0 || got.Note != "=HYPERLINK(\"x\")" || got.Pending {
			t.Errorf("%v", got)
		}
		if held := list[0]; held.BalanceAfter != nil || held.Person.Name != "Budi" || !strings.HasPrefix(held.Id, "hold.") {
			t.Errorf("%v", held)
		}
		if bank := list[4]; bank.Person != nil || bank.Name != "Sandbox bank" {
			t.Errorf("%v", bank)
		}
	})
}

// Whatever the page size, pages put end to end are the whole list, once each.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		s.topUp(ayu, money.Of(1_000_000, money.IDR))
		for n := range 25 {
			s.transfer(ayu, budi, int64(n+1), "", n != 24)
		}
		want := short(s.list(ayu, &walletv1.ListBillsRequest{Limit: 100}))
		if strings.Count(want, " ") != 25 {
			t.Fatal(want)
		}
		for limit := int32(1); limit < 30; limit++ {
			var all []*walletv1.Bill
			r := &walletv1.ListBillsRequest{Limit: limit}
			for range 40 {
				page, err := s.List(t.Context(), ayu, r)
				must(t, err)
				all = append(all, page.Bills...)
				if r.Cursor = page.NextCursor; r.Cursor == "" {
					break
				}
			}
			if got := short(all); got != want {
				t.Fatalf("pages of %d: %s", limit, got)
			}
		}
	})
}

// A search looks at so many entries and no more, says where to go on, and finds what is far below.
func TestASearchIsBounded(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		s.topUp(ayu, money.Of(1_000_000, money.IDR))
		s.transfer(ayu, budi, 7, "needle", true)
		for range ScanMax / 100 {
			var group []ledger.Posting
			for range 101 {
				group = append(group, ledger.Posting{
					ID: ledger.ID{Ref: s.ref()}, Verb: ledger.Post, Debit: book(ayu, money.IDR), Credit: book(budi, money.IDR), Amount: 1, Purpose: "x.y",
				})
			}
			s.post(group...)
		}
		r := &walletv1.ListBillsRequest{Query: "needle"}
		page, err := s.List(t.Context(), ayu, r)
		must(t, err)
		if len(page.Bills) != 0 || page.NextCursor != strconv.Itoa(2+ScanMax/100*101-ScanMax+1) {
			t.Fatalf("%d bills, go on at %q", len(page.Bills), page.NextCursor)
		}
		r.Cursor = page.NextCursor
		page, err = s.List(t.Context(), ayu, r)
		must(t, err)
		if short(page.Bills) != "send-7" || page.NextCursor != "" {
			t.Errorf("%v %q", page.Bills, page.NextCursor)
		}
	})
}

func TestReceipts(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		november(s)
		got, err := s.Get(t.Context(), ayu, "IDR.2")
		must(t, err)
		if got.Bill.Note != "Lunch" || got.Bill.Amount.Minor != -1250 || short(got.Related) != "(send-1250)" {
			t.Errorf("%v", got)
		}
		ref := s.transfer(ayu, budi, 40, "", false)
		hold := fmt.Sprintf("hold.%d.0", ref)
		s.post(ledger.Posting{ID: ledger.ID{Ref: ref, Step: 1}, Verb: ledger.Release, Hold: ledger.ID{Ref: ref}, Purpose: "transfer.return"})
		got, err = s.Get(t.Context(), ayu, hold)
		must(t, err)
		if got.Bill.Amount.Minor != -40 || short(got.Related) != "(release+40)" {
			t.Errorf("%v", got)
		}
		for _, name := range []string{"", "IDR", "IDR.0", "IDR.-1", "IDR.99", "IDR.02", "USD.1", "ZZZ.1", "hold.1", "hold.1.0", "hold.x.y", hold + ".0"} {
			_, err := s.Get(t.Context(), ayu, name)
			refused(t, err, ErrNotFound)
		}
		for _, name := range []string{"IDR.3", hold} { // another's
			_, err = s.Get(t.Context(), budi, name)
			refused(t, err, ErrNotFound)
		}
		got, err = s.Get(t.Context(), budi, "IDR.1") // the same transfer from the other side: the hold was not his
		must(t, err)
		if got.Bill.Kind != "transfer.receive" || got.Bill.Person.Name != "Ayu" || len(got.Related) != 0 {
			t.Errorf("%v", got)
		}
	})
}

func TestTheMonth(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		s.clock.Set(time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC))
		s.topUp(ayu, money.Of(7000, money.IDR))
		s.clock.Set(start)
		november(s)
		jakarta := time.FixedZone("", 7*3600)
		from := time.Date(2026, 11, 1, 0, 0, 0, 0, jakarta)
		req := &walletv1.GetReportRequest{FromMs: from.UnixMilli(), UntilMs: from.AddDate(0, 1, 0).UnixMilli(), ZoneMinutes: 7 * 60}
		got, err := s.Report(t.Context(), ayu, req)
		must(t, err)
		if got.In.Minor != 100_500 || got.Out.Minor != 3250 || got.BeforeIn.Minor != 7000 || got.BeforeOut.Minor != 0 || len(got.Days) != 30 {
			t.Errorf("%v", got)
		}
		if d := got.Days; d[0].In != 100_000 || d[0].Out != 1250 || d[1].In != 500 || d[1].Out != 2000 || d[2].In+d[2].Out != 0 {
			t.Errorf("%v", d[:3])
		}
		if p := got.Parts; len(p) != 2 || p[0].Kind != "bank" || p[1].Kind != "transfer" || p[1].Out.Minor != 3250 || p[1].In.Minor != 500 || p[1].Count != 3 {
			t.Errorf("%v", p)
		}
		if m := got.MostOut; len(m) != 2 || m[0].Person.Name != "=Citra" || m[0].Amount.Minor != 2000 || m[1].Person.Name != "Budi" || m[1].Count != 1 {
			t.Errorf("%v", m)
		}
		if m := got.MostIn; len(m) != 2 || m[0].Name != "Sandbox bank" || m[1].Amount.Minor != 500 {
			t.Errorf("%v", m)
		}
		var sum int64
		for _, d := range got.Days {
			sum += d.In - d.Out
		}
		if sum != got.In.Minor-got.Out.Minor {
			t.Error("the days are not the month")
		}
		for name, bad := range map[string]*walletv1.GetReportRequest{
			"empty": {FromMs: 5, UntilMs: 5}, "backwards": {FromMs: 5, UntilMs: 4}, "long": {UntilMs: monthMax.Milliseconds() + 1},
			"zone": {UntilMs: 5, ZoneMinutes: 900}, "past": {FromMs: -1, UntilMs: 5},
		} {
			if _, err := s.Report(t.Context(), ayu, bad); errs.CodeOf(err) != ErrRange.Code {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A statement is what any reader of RFC 4180 understands, and nothing of it is a formula.
func TestTheStatement(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		november(s)
		for language, heading := range map[string]string{"en": "Date", "id": "Tanggal", "zh": "日期", "fr": "Date"} {
			file, name, err := s.Statement(t.Context(), ayu, &walletv1.ExportStatementRequest{
				FromMs: start.UnixMilli(), UntilMs: start.AddDate(0, 1, 0).UnixMilli(), ZoneMinutes: 7 * 60, Language: language,
			})
			must(t, err)
			rows := read(t, file)
			if rows[0][0] != heading || len(rows) != 5 || name != "alun-IDR-2026-11-01-2026-12-01.csv" {
				t.Fatalf("%s: %q %v", language, name, rows)
			}
			if language != "en" {
				continue
			}
			want := [][]string{
				{"2026-11-01", "16:01:00", "Top-up", "Sandbox bank", "", "100000", "100000", "IDR", "IDR.1"},
				{"2026-11-01", "16:03:00", "Transfer sent", "Budi", "Lunch", "-1250", "98750", "IDR", "IDR.2"},
				{"2026-11-02", "16:05:00", "Transfer sent", "'=Citra", "'=HYPERLINK(\"x\")", "-2000", "96750", "IDR", "IDR.3"},
				{"2026-11-02", "16:07:00", "Transfer received", "Budi", "change, \"with\" thanks second line", "500", "97250", "IDR", "IDR.4"},
			}
			for i, row := range want {
				if !slices.Equal(rows[i+1], row) {
					t.Errorf("row %d: %q, want %q", i+1, rows[i+1], row)
				}
			}
			if !bytes.HasPrefix(file, []byte("\ufeff")) || bytes.Count(file, []byte("\r\n")) != 5 {
				t.Errorf("%q", file)
			}
		}
		_, _, err := s.Statement(t.Context(), ayu, &walletv1.ExportStatementRequest{UntilMs: StatementAge.Milliseconds() + 1})
		refused(t, err, ErrRange)
	})
}

func read(t *testing.T, file []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
	must(t, err)
	return rows
}

func TestFormulasBecomeText(t *testing.T) {
	for in, want := range map[string]string{
		"":             "",
		"Budi":         "Budi",
		"a=b":          "a=b",
		"=1+1":         "'=1+1",
		"+62":          "'+62",
		"-5":           "'-5",
		"@SUM(A1)":     "'@SUM(A1)",
		"  =1":         "'  =1",
		"\t=1":         "' =1",
		"＝１":           "'＝１",
		"\u3000@x":     "'\u3000@x",
		"two\r\nlines": "two  lines",
		"'=already":    "'=already",
		"日本 \x00 zero": "日本   zero",
	} {
		if got := text(in); got != want {
			t.Errorf("text(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAmountsThatAreTyped(t *testing.T) {
	for _, c := range []struct {
		typed string
		minor int64
		c     money.Currency
		want  bool
	}{
		{"1250", 1250, money.IDR, true},
		{"1.250", -1250, money.IDR, true},
		{"1,250", 1250, money.IDR, true},
		{"-1 250", -1250, money.IDR, true},
		{"125", 1250, money.IDR, false},
		{"12.50", 1250, money.USD, true},
		{"12,5", -1250, money.USD, true},
		{"12.5", 1250, money.USD, true},
		{"1250", 1250, money.USD, false},
		{"1.250", 125_000, money.USD, true},
		{"1,250.00", 125_000, money.USD, true},
		{"12.500", 1250, money.USD, false},
		{"10/11", 1011, money.IDR, false},
		{"", 0, money.IDR, false},
		{"999999999999999999999", 1, money.IDR, false},
		{"999999999999999999", 1, money.USD, false},
	} {
		if got := isAmount(c.typed, c.minor, c.c); got != c.want {
			t.Errorf("isAmount(%q, %d %s) = %t", c.typed, c.minor, c.c, got)
		}
	}
}

func TestTakeout(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		november(s)
		s.topUp(ayu, money.Of(1250, money.USD))
		s.topUp(ayu, money.Of(777, money.EUR)) // and all of it goes again
		s.post(ledger.Posting{
			ID: ledger.ID{Ref: s.ref()}, Verb: ledger.Post, Debit: book(ayu, money.EUR), Credit: ledger.Account{Code: ledger.Bank, Currency: money.EUR},
			Amount: 777, Purpose: "bank.withdraw",
		})
		var file bytes.Buffer
		z := zip.NewWriter(&file)
		w := &walletv1.Wallet{Balances: []*walletv1.Balance{
			{Available: Amount(money.Of(96_950, money.IDR)), Held: Amount(money.Of(300, money.IDR))},
			{Available: Amount(money.Of(1250, money.USD)), Held: Amount(money.Of(0, money.USD))},
		}}
		must(t, s.Takeout(t.Context(), ayu, "id", w, z))
		must(t, z.Close())
		all, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
		must(t, err)
		for name, want := range map[string]string{
			"wallet/index.html": "97250", "wallet/bills-IDR.csv": "Transfer masuk", "wallet/bills-USD.csv": "12.50",
			"wallet/bills-EUR.csv": "Tarik saldo", "wallet/wallet.json": `"96950"`,
		} {
			f, err := all.Open(name)
			must(t, err)
			data, err := io.ReadAll(f)
			must(t, err)
			if !strings.Contains(string(data), want) {
				t.Errorf("%s has no %q:\n%s", name, want, data)
			}
		}
		if f, err := all.Open("wallet/bills-CNY.csv"); err == nil {
			t.Errorf("there is a file %v of what never moved", f)
		}
	})
}

// seek finds the first entry of a time among any times, also equal ones.
func TestSeek(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		var times []time.Time
		for n := range 40 {
			s.clock.Advance(time.Duration(n%3) * time.Minute)
			s.post(ledger.Posting{
				ID: ledger.ID{Ref: s.ref()}, Verb: ledger.Post, Debit: ledger.Account{Code: ledger.Bank, Currency: money.IDR},
				Credit: book(ayu, money.IDR), Amount: 1, Purpose: "x.y",
			})
			times = append(times, s.clock.Now())
		}
		rapid.Check(t, func(rt *rapid.T) {
			until := start.Add(time.Duration(rapid.IntRange(-60, 3000).Draw(rt, "seconds")) * time.Second)
			want := int64(slices.IndexFunc(times, func(at time.Time) bool { return !at.Before(until) }) + 1)
			got, err := s.seek(context.Background(), book(ayu, money.IDR), until)
			if err != nil || got != want {
				rt.Fatalf("%d, %v; want %d", got, err, want)
			}
		})
	})
}

func TestProofs(t *testing.T) {
	each(t, func(t *testing.T, s shop) {
		november(s)
		_, _, err := s.Prove(t.Context(), ayu, "IDR.2")
		refused(t, err, ErrLater)
		_, _, err = s.Prove(t.Context(), ayu, "IDR.77")
		refused(t, err, ErrNotFound)
		_, _, err = s.Prove(t.Context(), ayu, "hold.1001.0")
		refused(t, err, ErrNotFound)
		s.clock.Advance(48 * time.Hour)
		for {
			made, err := s.books.Seal(t.Context())
			must(t, err)
			if !made {
				break
			}
		}
		file, name, err := s.Prove(t.Context(), ayu, "IDR.2")
		must(t, err)
		if name != "alun-proof-IDR.2.json" || !bytes.Contains(file, []byte("1250")) {
			t.Errorf("%s: %s", name, file)
		}
	})
}

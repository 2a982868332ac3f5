package bills

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
)

const (
	monthMax   = 32 * day
	zoneMax    = 14 * 60 // minutes: Kiribati
	partiesMax = 5
)

// sums are what came in and went out.
type sums struct {
	in, out   int64
	ins, outs int32 // how many
}

func (s *sums) add(delta int64) {
	if delta > 0 {
		s.in += delta
		s.ins++
	} else {
		s.out -= delta
		s.outs++
	}
}

// party is the other side of bills: a person, or a name.
type party struct {
	account id.Account
	name    string
}

// report gathers a month.
type report struct {
	from    time.Time
	all     sums
	before  sums
	kinds   map[string]*sums
	days    []sums
	parties map[party]*sums
}

func (r *report) add(x bill) {
	if x.at.Before(r.from) {
		r.before.add(x.delta)
		return
	}
	r.all.add(x.delta)
	room, _, _ := strings.Cut(x.kind, ".")
	at(r.kinds, room).add(x.delta)
	r.days[min(int(x.at.Sub(r.from)/day), len(r.days)-1)].add(x.delta)
	if p := (party{x.other, x.note.Name}); p != (party{}) {
		if p.account != 0 {
			p.name = ""
		}
		at(r.parties, p).add(x.delta)
	}
}

func at[K comparable](m map[K]*sums, k K) *sums {
	s := m[k]
	if s == nil {
		s = &sums{}
		m[k] = s
	}
	return s
}

// Report sums up a month of the caller's, and the one before. Days are 24 hours from the first millisecond: where clocks
// change within a month, the bills of one hour stand a day off. Errors: ErrRange, ErrTooMany, invalid money.currency.
func (b *Books) Report(ctx context.Context, a id.Account, req *walletv1.GetReportRequest) (_ *walletv1.GetReportResponse, err error) {
	defer errs.Wrap(&err, "bills.Report(%d)", a)
	book, err := b.book(a, req.Currency)
	if err != nil {
		return nil, err
	}
	from, until, err := span(req.FromMs, req.UntilMs, req.ZoneMinutes, monthMax)
	if err != nil {
		return nil, err
	}
	r := &report{from: from, kinds: map[string]*sums{}, parties: map[party]*sums{}, days: make([]sums, (until.Sub(from)+day-1)/day)}
	if err := b.walk(ctx, book, from.AddDate(0, -1, 0), until, ReportMax, r.add); err != nil {
		return nil, err
	}
	var ids []bill
	for p := range r.parties {
		ids = append(ids, bill{other: p.account})
	}
	people, err := b.people(ctx, ids)
	if err != nil {
		return nil, err
	}
	return r.proto(book.Currency, people), nil
}

// span checks a span of time of a reader's zone. The times it returns are in that zone. Errors: ErrRange.
func span(fromMs, untilMs int64, zoneMinutes int32, most time.Duration) (from, until time.Time, err error) {
	if fromMs < 0 || untilMs <= fromMs || untilMs-fromMs > most.Milliseconds() || zoneMinutes < -zoneMax || zoneMinutes > zoneMax {
		return from, until, ErrRange
	}
	zone := time.FixedZone("", int(zoneMinutes)*60)
	return time.UnixMilli(fromMs).In(zone), time.UnixMilli(untilMs).In(zone), nil
}

func (r *report) proto(c money.Currency, people map[id.Account]*accountv1.Person) *walletv1.GetReportResponse {
	out := &walletv1.GetReportResponse{
		In: Amount(money.Of(r.all.in, c)), Out: Amount(money.Of(r.all.out, c)),
		BeforeIn: Amount(money.Of(r.before.in, c)), BeforeOut: Amount(money.Of(r.before.out, c)),
	}
	kinds := slices.SortedFunc(maps.Keys(r.kinds), func(x, y string) int {
		return cmp.Or(cmp.Compare(r.kinds[y].in+r.kinds[y].out, r.kinds[x].in+r.kinds[x].out), cmp.Compare(x, y))
	})
	for _, k := range kinds {
		s := r.kinds[k]
		out.Parts = append(out.Parts, &walletv1.GetReportResponse_Part{
			Kind: k, In: Amount(money.Of(s.in, c)), Out: Amount(money.Of(s.out, c)), Count: s.ins + s.outs,
		})
	}
	for _, d := range r.days {
		out.Days = append(out.Days, &walletv1.GetReportResponse_Day{In: d.in, Out: d.out})
	}
	out.MostOut = r.most(c, people, func(s *sums) (int64, int32) { return s.out, s.outs })
	out.MostIn = r.most(c, people, func(s *sums) (int64, int32) { return s.in, s.ins })
	return out
}

// most returns the parties with the largest sums.
func (r *report) most(c money.Currency, people map[id.Account]*accountv1.Person, of func(*sums) (sum int64, count int32)) (
	list []*walletv1.GetReportResponse_Party,
) {
	sum := func(p party) int64 { total, _ := of(r.parties[p]); return total }
	order := slices.SortedFunc(maps.Keys(r.parties), func(x, y party) int {
		return cmp.Or(cmp.Compare(sum(y), sum(x)), cmp.Compare(x.account, y.account), cmp.Compare(x.name, y.name))
	})
	for _, p := range order {
		total, count := of(r.parties[p])
		if len(list) == partiesMax || total == 0 {
			break
		}
		list = append(list, &walletv1.GetReportResponse_Party{
			Person: people[p.account], Name: p.name, Amount: Amount(money.Of(total, c)), Count: count,
		})
	}
	return list
}

package pay

import (
	"context"

	accountv1 "alun/api/gen/alun/account/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

func amountOf(minor int64, c money.Currency) *moneyv1.Amount {
	return &moneyv1.Amount{Minor: minor, Currency: string(c)}
}

// amountIn reads an amount of a request; absent is zero.
func amountIn(a *moneyv1.Amount) money.Amount {
	return money.Of(a.GetMinor(), money.Currency(a.GetCurrency()))
}

func faceOf(st *Stall) *payv1.StallFace {
	if st == nil {
		return nil
	}
	return &payv1.StallFace{Id: int64(st.ID), Name: st.Name, Category: st.Category, Closed: st.closed()}
}

// describe returns payments as the viewer sees them: only the payer gets what confirms a charge.
func (s *Service) describe(ctx context.Context, viewer id.Account, list ...*Payment) ([]*payv1.Payment, error) {
	given, faces := map[PaymentID][]Refund{}, map[StallID]*Stall{}
	err := s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		clear(given)
		var refunded []any
		var at []StallID
		for _, p := range list {
			if p.Refunded > 0 {
				refunded = append(refunded, p.ID)
			}
			if p.Stall != 0 && faces[p.Stall] == nil {
				faces[p.Stall] = &Stall{}
				at = append(at, p.Stall)
			}
		}
		if err := selectRefundsOf.Query(ctx, tx, refunded, func(r *store.Rows) error {
			one, err := scanRefund(r)
			given[one.Payment] = append(given[one.Payment], one)
			return err
		}); err != nil {
			return err
		}
		faces, err = stalls(ctx, tx, at)
		return err
	})
	if err != nil {
		return nil, err
	}
	var who []id.Account
	for _, p := range list {
		who = append(who, p.Payer)
		if p.Payee != 0 {
			who = append(who, p.Payee)
		}
		for _, r := range given[p.ID] {
			who = append(who, r.By)
		}
	}
	people, err := s.Accounts.People(ctx, who)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	out := make([]*payv1.Payment, len(list))
	for i, p := range list {
		out[i] = asPayment(p, faces[p.Stall], given[p.ID], people)
		if viewer == p.Payer && p.waits(now) {
			out[i].ConfirmUntilMs, out[i].ConfirmId = ms(p.ConfirmUntil), p.ConfirmID
		}
	}
	return out, nil
}

func asPayment(p *Payment, st *Stall, given []Refund, people map[id.Account]*accountv1.Person) *payv1.Payment {
	out := &payv1.Payment{
		Id: int64(p.ID), Stall: faceOf(st), Payer: people[p.Payer], Amount: amountOf(p.Amount.Minor, p.Amount.Currency), Note: p.Note,
		State: p.State, Reason: p.Reason, AtMs: ms(p.MadeAt), PaidAtMs: ms(p.PaidAt), Refunded: amountOf(p.Refunded, p.Amount.Currency), By: p.By,
		Reference: p.Reference,
	}
	if p.Payee != 0 {
		out.Payee = people[p.Payee]
	}
	for _, r := range given {
		out.Refunds = append(out.Refunds, asRefund(r, p.Amount.Currency, people))
	}
	return out
}

func asRefund(r Refund, c money.Currency, people map[id.Account]*accountv1.Person) *payv1.Refund {
	return &payv1.Refund{
		Id: r.ID, Amount: amountOf(r.Amount, c), Reason: r.Reason, State: payv1.RefundState_REFUND_STATE_SUCCESS, AtMs: ms(r.At), By: people[r.By],
	}
}

// describeStalls returns stalls as the viewer sees them.
func (s *Service) describeStalls(ctx context.Context, viewer id.Account, list ...*View) ([]*payv1.Stall, error) {
	var who []id.Account
	for _, v := range list {
		who = append(who, v.Owner)
		for _, one := range v.Staff {
			who = append(who, one.Account)
		}
	}
	people, err := s.Accounts.People(ctx, who)
	if err != nil {
		return nil, err
	}
	out := make([]*payv1.Stall, len(list))
	for i, v := range list {
		out[i] = &payv1.Stall{
			Face: faceOf(&v.Stall), Owner: people[v.Owner], Balance: amountOf(v.Balance, v.Currency), Mine: v.Owner == viewer,
			MayRefund: v.Role >= refunder, City: v.City, CreatedAtMs: ms(v.OpenedAt), AutoSettle: v.AutoSettle,
		}
		for _, one := range v.Staff {
			out[i].Staff = append(out[i].Staff, &payv1.Staff{Person: people[one.Account], MayRefund: one.MayRefund})
		}
	}
	return out, nil
}

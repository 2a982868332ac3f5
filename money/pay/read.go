package pay

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	accountv1 "alun/api/gen/alun/account/v1"
	payv1 "alun/api/gen/alun/pay/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/money"
	"alun/base/store"
	"alun/money/pay/code"
	"alun/money/pay/emv"
	"alun/money/pay/paycode"
	"alun/money/pay/poster"
)

// Scanned is what a text turned out to be.
type Scanned struct {
	Kind   payv1.ReadCodeResponse_Kind
	Stall  *Stall
	Person *accountv1.Person
	Amount money.Amount // fixed by the code; zero: the payer types it
	Note   string
	Target string
	Name   string // of a foreign code's merchant
	Scheme string
}

// ReadCode tells what a scanned text is. Nothing is agreed to by it. Errors: code.ErrUnknown, code.ErrDamaged, ErrStallClosed,
// ErrCodePaid, paycode.ErrExpired, ErrPayeeGone.
func (s *Service) ReadCode(ctx context.Context, text string) (_ *Scanned, err error) {
	defer errs.Wrap(&err, "pay.ReadCode")
	text = strings.TrimSpace(text)
	switch {
	case len(text) > TextMax:
		return nil, code.ErrUnknown
	case paycode.Is(strings.Join(strings.Fields(text), "")):
		return &Scanned{Kind: payv1.ReadCodeResponse_KIND_PAY_CODE, Target: strings.Join(strings.Fields(text), "")}, nil
	case isContact(text):
		return &Scanned{Kind: payv1.ReadCodeResponse_KIND_CONTACT, Target: text}, nil
	}
	fields, err := emv.Parse(text)
	switch {
	case errors.Is(err, emv.ErrNotEMV):
		return nil, code.ErrUnknown
	case err != nil:
		return nil, code.ErrDamaged.Because(err)
	}
	if !code.Ours(fields) {
		return foreignCode(fields)
	}
	t, err := code.Read(s.codeKey, fields)
	if err != nil {
		return nil, err
	}
	return s.describeTarget(ctx, t, text)
}

// isContact tells the text of a personal QR code: the address of a page /q/<token>.
func isContact(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return false
	}
	token, ok := strings.CutPrefix(u.Path, "/q/")
	return ok && token != "" && !strings.Contains(token, "/")
}

func foreignCode(f emv.Fields) (*Scanned, error) {
	says, err := emv.Read(f)
	if err != nil {
		return nil, code.ErrDamaged.Because(err)
	}
	found := &Scanned{Kind: payv1.ReadCodeResponse_KIND_FOREIGN, Name: cmp.Or(says.LocalName, says.Name), Scheme: emv.Scheme(f)}
	if says.Amount.Minor > 0 {
		found.Amount = says.Amount
	}
	return found, nil
}

func (s *Service) describeTarget(ctx context.Context, t code.Target, text string) (*Scanned, error) {
	found := &Scanned{Kind: payv1.ReadCodeResponse_KIND_PERSON, Note: t.Note, Target: text}
	if t.Amount.Minor > 0 {
		found.Amount = t.Amount
	}
	if t.Person != 0 {
		person, err := s.alive(ctx, t.Person)
		if err != nil {
			return nil, err
		}
		found.Person = person
		return found, s.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error { return s.mayBePaid(ctx, tx, t.Person) })
	}
	found.Kind = payv1.ReadCodeResponse_KIND_STALL
	stall, err := read(ctx, s.DB, func(ctx context.Context, tx *store.Tx) (*Stall, error) {
		stall, err := readStall(ctx, tx, selectStall, StallID(t.Stall))
		if err != nil {
			return nil, code.ErrDamaged.Because(err)
		}
		if stall.closed() {
			return nil, ErrStallClosed
		}
		if err := s.mayBePaid(ctx, tx, stall.Owner); err != nil || t.Reference == "" {
			return stall, err
		}
		paid, err := ids[PaymentID](ctx, tx, selectOnce, t.Stall, t.Reference)
		if err == nil && len(paid) > 0 {
			err = ErrCodePaid
		}
		if err == nil && expired(t.Reference, tx.Now) {
			err = paycode.ErrExpired
		}
		return stall, err
	})
	found.Stall = stall
	return found, err
}

// ReceiveCode returns the text of the caller's own code for being paid, with or without an amount. It can be paid by any number of
// people. Errors: ErrAmount, invalid pay.note.
func (s *Service) ReceiveCode(ctx context.Context, c authn.Caller, amount money.Amount, note string) (_ string, err error) {
	defer errs.Wrap(&err, "pay.ReceiveCode(%d)", c.Account)
	t := code.Target{Person: c.Account}
	if t.Amount, t.Note, err = s.fixed(amount, note); err != nil {
		return "", err
	}
	person, err := s.alive(ctx, c.Account)
	if err != nil {
		return "", err
	}
	place, err := s.Place(ctx)
	if err != nil {
		return "", err
	}
	return t.Text(s.codeKey, code.Face{Name: clip(person.GetName(), nameMax), City: place.Name, Category: "0000", Country: place.Country}), nil
}

// StallCode returns the text of a stall's code, static or for one payment of one amount within CodeFor, and then its reference; to its
// people. Errors: ErrStall, ErrStallClosed, ErrAmount, invalid pay.note.
func (s *Service) StallCode(ctx context.Context, c authn.Caller, one StallID, amount money.Amount, note string) (text, reference string, err error) {
	defer errs.Wrap(&err, "pay.StallCode(%d)", one)
	t := code.Target{Stall: int64(one)}
	if t.Amount, t.Note, err = s.fixed(amount, note); err != nil {
		return "", "", err
	}
	if t.Amount.Minor > 0 {
		t.Reference = s.newReference()
	}
	v, err := s.Stall(ctx, c, one)
	if err != nil {
		return "", "", err
	}
	text, err = s.stallText(ctx, &v.Stall, t)
	return text, t.Reference, err
}

func (s *Service) stallText(ctx context.Context, stall *Stall, t code.Target) (string, error) {
	if stall.closed() {
		return "", ErrStallClosed
	}
	place, err := s.Place(ctx)
	if err != nil {
		return "", err
	}
	t.Amount.Currency = stall.Currency
	return t.Text(s.codeKey, code.Face{Name: stall.Name, City: stall.City, Category: categories[stall.Category], Country: place.Country}), nil
}

// fixed is the amount and note that a code is to say.
func (s *Service) fixed(amount money.Amount, note string) (money.Amount, string, error) {
	note, err := cleanLine("note", note, 0, NoteMax)
	if err != nil {
		return amount, "", err
	}
	if amount == (money.Amount{}) {
		return money.Of(0, s.Wallet.Currency()), note, nil
	}
	return amount, note, checkAmount(amount, s.Wallet.Currency())
}

// clip cuts a text to most characters.
func clip(text string, most int) string {
	r := []rune(text)
	return string(r[:min(len(r), most)])
}

// Poster returns the page with a stall's static code to print, as "svg" or "pdf", in a language; to its people. Errors: ErrStall,
// ErrStallClosed, poster.ErrLetters, invalid pay.format.
func (s *Service) Poster(ctx context.Context, c authn.Caller, one StallID, format, language string) (_ []byte, err error) {
	defer errs.Wrap(&err, "pay.Poster(%d)", one)
	v, err := s.Stall(ctx, c, one)
	if err != nil {
		return nil, err
	}
	text, err := s.stallText(ctx, &v.Stall, code.Target{Stall: int64(one)})
	if err != nil {
		return nil, err
	}
	place, err := s.Place(ctx)
	if err != nil {
		return nil, err
	}
	p := poster.Poster{Name: v.Name, City: v.City, Server: place.Name, Code: text, Language: language}
	switch format {
	case "svg":
		return p.SVG()
	case "pdf":
		return p.PDF()
	}
	return nil, errs.Invalid("pay.format", "A poster comes as svg or pdf.")
}

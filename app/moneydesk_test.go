package app

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"

	adminv1 "alun/api/gen/alun/admin/v1"
	bankv1 "alun/api/gen/alun/bank/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store"
	"alun/client"
	"alun/platform/admin"
)

// The money desk on real rooms: each act does what it says and leaves exactly one line in the audit; what is refused leaves none.
func TestMoneyDesk(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.Start(t.Context())
	imported, err := a.Desk.Import(t.Context(), 0, &adminv1.ImportRequest{Source: "test", People: []*adminv1.ImportPerson{{ForeignId: "1", Name: "Ayu"}}})
	if err != nil {
		t.Fatal(err)
	}
	ayu := imported.Accounts[0]
	d := &deskTest{t: t, a: a, desk: authn.With(t.Context(), authn.Caller{Account: 9, Operator: true}), own: authn.With(t.Context(), authn.Caller{Account: ayu, Session: 1})}
	money := a.MoneyDesk.RPC()

	d.topUp(bankv1.Move_STATE_DONE)
	d.does(admin.ActSandbox, 0, func() error {
		_, err := money.SetSandbox(d.desk, &adminv1.SetSandboxRequest{Sandbox: &adminv1.Sandbox{Mode: "ask"}})
		return err
	})
	d.refuses("wallet.policy", func() error {
		_, err := money.SetSandbox(d.desk, &adminv1.SetSandboxRequest{Sandbox: &adminv1.Sandbox{Mode: "rob"}})
		return err
	})
	first, second := d.topUp(bankv1.Move_STATE_WAITING), d.topUp(bankv1.Move_STATE_WAITING)
	for move, approve := range map[int64]bool{first: true, second: false} {
		d.does(admin.ActDecideMove, ayu, func() error {
			got, err := money.DecideBankMove(d.desk, &adminv1.DecideBankMoveRequest{Id: move, Approve: approve})
			if want := map[bool]string{true: "done", false: "refused"}[approve]; got.GetMove().GetBankState() != want || got.GetMove().GetPerson().GetName() != "Ayu" {
				t.Errorf("decided with %t it is %v", approve, got)
			}
			return err
		})
	}
	d.refuses("bank.not_found", func() error {
		_, err := money.DecideBankMove(d.desk, &adminv1.DecideBankMoveRequest{Id: 5})
		return err
	})
	list, err := money.ListBankMoves(d.desk, &adminv1.ListBankMovesRequest{})
	if err != nil || len(list.GetMoves()) != 3 || !list.GetEnd() || list.GetSandbox().GetMode() != "ask" {
		t.Errorf("the list is %v, %v", list, err)
	}
	d.person(ayu)
	d.settings()
	d.covers()
	d.totals()
	d.does(admin.ActMoneyCheck, 0, func() error {
		got, err := money.CheckMoney(d.desk, &adminv1.CheckMoneyRequest{})
		if len(got.GetFindings()) != 0 {
			t.Errorf("the books are wrong: %v", got.GetFindings())
		}
		return err
	})
	d.refuses("admin.checked", func() error {
		_, err := money.CheckMoney(d.desk, &adminv1.CheckMoneyRequest{})
		return err
	})
}

type deskTest struct {
	t         *testing.T
	a         *App
	desk, own context.Context // as the operator, as Ayu
	linked    int64
}

func (d *deskTest) lines() []admin.Line {
	d.t.Helper()
	lines, _, err := d.a.Desk.Audit(d.t.Context(), 0, 0, 200)
	if err != nil {
		d.t.Fatal(err)
	}
	return lines
}

func (d *deskTest) does(act admin.Act, subject id.Account, f func() error) {
	d.t.Helper()
	before := len(d.lines())
	if err := f(); err != nil {
		d.t.Fatalf("%s: %v", act, err)
	}
	lines := d.lines()
	if len(lines) != before+1 || lines[0].Act != act || lines[0].Actor != 9 || lines[0].Subject != subject {
		d.t.Fatalf("%s left %d lines, the newest %+v", act, len(lines)-before, lines[0])
	}
}

func (d *deskTest) refuses(code string, f func() error) {
	d.t.Helper()
	before := len(d.lines())
	if err := f(); errs.CodeOf(err) != code {
		d.t.Fatalf("%v, want %s", err, code)
	}
	if n := len(d.lines()); n != before {
		d.t.Fatalf("what was refused with %s left %d lines", code, n-before)
	}
}

func (d *deskTest) topUp(want bankv1.Move_State) int64 {
	d.t.Helper()
	if d.linked == 0 {
		l, err := d.a.Bank.RPC().LinkAccount(d.own, &bankv1.LinkAccountRequest{BankId: "sandbox", Number: "12345678", Holder: "Ayu"})
		if err != nil {
			d.t.Fatal(err)
		}
		d.linked = l.GetAccount().GetId()
	}
	got, err := d.a.Bank.RPC().TopUp(d.own, &bankv1.TopUpRequest{ClientId: client.NewID(), AccountId: d.linked, Amount: client.Amount(100_000, "IDR")})
	if err != nil || got.GetMove().GetState() != want {
		d.t.Fatalf("topped up: %v, %v", got, err)
	}
	return got.GetMove().GetId()
}

func (d *deskTest) behindItsBack(query string) {
	d.t.Helper()
	if err := d.a.DB.Write(d.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query)
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
}

// person freezes, levels and clears.
func (d *deskTest) person(a id.Account) {
	money := d.a.MoneyDesk.RPC()
	d.does(admin.ActFreeze, a, func() error {
		got, err := money.FreezeWallet(d.desk, &adminv1.FreezeWalletRequest{AccountId: int64(a), Reason: "lost phone"})
		if w := got.GetWallet(); !w.GetFrozenByOperator() || w.GetFrozenReason() != "lost phone" || w.GetBalances()[0].GetAvailable().GetMinor() != 200_000 {
			d.t.Errorf("frozen it is %v", w)
		}
		return err
	})
	d.refuses("wallet.reason", func() error {
		_, err := money.FreezeWallet(d.desk, &adminv1.FreezeWalletRequest{AccountId: int64(a)})
		return err
	})
	d.refuses("account.not_found", func() error {
		_, err := money.FreezeWallet(d.desk, &adminv1.FreezeWalletRequest{AccountId: 12345, Reason: "who?"})
		return err
	})
	d.does(admin.ActUnfreeze, a, func() error {
		got, err := money.UnfreezeWallet(d.desk, &adminv1.UnfreezeWalletRequest{AccountId: int64(a)})
		if got.GetWallet().GetFrozen() {
			d.t.Error("it stays frozen")
		}
		return err
	})
	d.does(admin.ActLevel, a, func() error {
		got, err := money.SetLevel(d.desk, &adminv1.SetLevelRequest{AccountId: int64(a), Level: walletv1.Level_LEVEL_FULL})
		if got.GetWallet().GetLevel() != walletv1.Level_LEVEL_FULL {
			d.t.Errorf("the level is %v", got.GetWallet().GetLevel())
		}
		return err
	})
	d.refuses("wallet.level", func() error {
		_, err := money.SetLevel(d.desk, &adminv1.SetLevelRequest{AccountId: int64(a), Level: 17})
		return err
	})
	if _, err := d.a.Wallets.RPC().SetPin(d.own, &walletv1.SetPinRequest{Pin: "246810"}); err != nil {
		d.t.Fatal(err)
	}
	d.does(admin.ActClearPIN, a, func() error {
		got, err := money.ClearPin(d.desk, &adminv1.ClearPinRequest{AccountId: int64(a)})
		if got.GetWallet().GetPinSet() {
			d.t.Error("the PIN stays")
		}
		return err
	})
}

func (d *deskTest) settings() {
	money := d.a.MoneyDesk.RPC()
	now, err := money.GetMoneySettings(d.desk, &adminv1.GetMoneySettingsRequest{})
	if err != nil {
		d.t.Fatal(err)
	}
	s := now.GetSettings()
	s.HoldHours, s.Levels[0].Once = 3, 12_345
	d.does(admin.ActMoneySettings, 0, func() error {
		got, err := money.UpdateMoneySettings(d.desk, &adminv1.UpdateMoneySettingsRequest{Settings: s})
		if got.GetSettings().GetHoldHours() != 3 || got.GetSettings().GetLevels()[0].GetOnce() != 12_345 || d.a.Wallets.Policy(d.desk).Sandbox != "ask" {
			d.t.Errorf("the settings became %v", got)
		}
		return err
	})
	d.behindItsBack(`UPDATE wallet_policy SET packet_max_share = 777`) // another node, of which this one has not heard yet
	d.does(admin.ActSandbox, 0, func() error {
		_, err := money.SetSandbox(d.desk, &adminv1.SetSandboxRequest{Sandbox: &adminv1.Sandbox{Mode: "refuse"}})
		if p := d.a.Wallets.Policy(d.desk); p.Sandbox != "refuse" || p.PacketMaxShare != 777 || p.HoldHours != 3 {
			d.t.Errorf("the settings became %+v", p)
		}
		return err
	})
	s.Levels[0].Once = -1
	d.refuses("wallet.policy", func() error {
		_, err := money.UpdateMoneySettings(d.desk, &adminv1.UpdateMoneySettingsRequest{Settings: s})
		return err
	})
	s.Currency = "USD"
	d.refuses("admin.currency", func() error {
		_, err := money.UpdateMoneySettings(d.desk, &adminv1.UpdateMoneySettingsRequest{Settings: s})
		return err
	})
}

func (d *deskTest) covers() {
	money := d.a.MoneyDesk.RPC()
	before, err := money.ListCovers(d.desk, &adminv1.ListCoversRequest{})
	if err != nil {
		d.t.Fatal(err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 600, 800))); err != nil {
		d.t.Fatal(err)
	}
	var added string
	d.does(admin.ActAddCover, 0, func() error {
		got, err := money.AddCover(d.desk, &adminv1.AddCoverRequest{Name: "Imlek", Image: picture.Bytes()})
		if len(got.GetCovers()) != len(before.GetCovers())+1 {
			d.t.Fatalf("the covers are %v", got)
		}
		last := got.GetCovers()[len(got.GetCovers())-1]
		if added = last.GetId(); last.GetName() != "Imlek" {
			d.t.Errorf("the cover is %v", last)
		}
		return err
	})
	d.does(admin.ActRemoveCover, 0, func() error {
		_, err := money.RemoveCover(d.desk, &adminv1.RemoveCoverRequest{Id: added})
		return err
	})
	d.refuses("redpacket.cover", func() error {
		_, err := money.RemoveCover(d.desk, &adminv1.RemoveCoverRequest{Id: "c:00"})
		return err
	})
}

func (d *deskTest) totals() {
	got, err := d.a.MoneyDesk.RPC().GetTotals(d.desk, &adminv1.GetTotalsRequest{})
	if err != nil {
		d.t.Fatal(err)
	}
	sum, codes := int64(0), map[string]int64{}
	for _, total := range got.GetTotals() {
		sum += total.GetPosted()
		codes[total.GetCode()] = total.GetPosted()
	}
	if sum != 0 || codes["wallet"] != 200_000 || codes["bank"] != -200_000 || got.GetPostings() != 2 {
		d.t.Errorf("the totals are %v", got)
	}
}

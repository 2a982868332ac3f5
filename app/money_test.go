package app

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"alun/base/config"
	"alun/base/errs"
	"alun/client"

	adminv1 "alun/api/gen/alun/admin/v1"
	bankv1 "alun/api/gen/alun/bank/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	contactv1 "alun/api/gen/alun/contact/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	transferv1 "alun/api/gen/alun/transfer/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
)

// streetPIN is what everybody in these tests has.
const streetPIN = "246810"

// street is a server with some people who have money and a group of all of them.
type street struct {
	t        *testing.T
	currency string
	people   map[string]*client.Client
	ids      map[string]int64
	group    int64
	desk     *client.Client
}

func openStreet(t *testing.T, names ...string) *street {
	t.Helper()
	return openStreetIn(t, idr(100_000), names...)
}

// openStreetIn is openStreet with what each wallet has, in the currency of the deployment.
func openStreetIn(t *testing.T, funds *moneyv1.Amount, names ...string) *street {
	t.Helper()
	a := openIn(t, funds.GetCurrency())
	a.Start(t.Context())
	stop, err := a.control()
	if err != nil {
		t.Fatal(err)
	}
	calls, closer, err := Dial(t.Context(), config.Store{Data: a.cfg.Data})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.street())
	t.Cleanup(func() {
		server.Close()
		closer()
		if err := stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	s := &street{t: t, currency: funds.GetCurrency(), people: map[string]*client.Client{}, ids: map[string]int64{}}
	if s.desk, err = client.New(ControlURL, client.Options{Transport: calls.Transport}); err != nil {
		t.Fatal(err)
	}
	s.settle(server.URL, funds, names)
	return s
}

// settle moves the people in, without a hold for their new devices, and fills their wallets.
func (s *street) settle(url string, funds *moneyv1.Amount, names []string) {
	s.t.Helper()
	now, err := s.desk.MoneyDesk.GetMoneySettings(s.t.Context(), &adminv1.GetMoneySettingsRequest{})
	s.must(err)
	now.Settings.HoldHours = 0
	_, err = s.desk.MoneyDesk.UpdateMoneySettings(s.t.Context(), &adminv1.UpdateMoneySettingsRequest{Settings: now.GetSettings()})
	s.must(err)
	request := &adminv1.ImportRequest{Source: "street", Chats: []*adminv1.ImportChat{{ForeignId: "all", Group: true, Name: "Street", MemberForeignIds: names}}}
	for i, name := range names {
		request.People = append(request.People, &adminv1.ImportPerson{ForeignId: name, Name: name, WantToken: true})
		for _, other := range names[:i] {
			request.Friendships = append(request.Friendships, &adminv1.ImportFriendship{AForeignId: other, BForeignId: name})
		}
	}
	got, err := s.desk.Admin.Import(s.t.Context(), request)
	s.must(err)
	s.group = got.GetChatIds()[0]
	for i, name := range names {
		c, err := client.New(url, client.Options{Token: got.GetTokens()[i]})
		s.must(err)
		s.people[name], s.ids[name] = c, got.GetAccountIds()[i]
		_, err = c.Wallet.SetPin(s.t.Context(), &walletv1.SetPinRequest{Pin: streetPIN})
		s.must(err)
		linked, err := c.Bank.LinkAccount(s.t.Context(), &bankv1.LinkAccountRequest{BankId: "sandbox", Number: "12345678", Holder: name})
		s.must(err)
		_, err = c.Bank.TopUp(s.t.Context(), &bankv1.TopUpRequest{ClientId: client.NewID(), AccountId: linked.GetAccount().GetId(), Amount: funds})
		s.must(err)
	}
}

func idr(minor int64) *moneyv1.Amount { return client.Amount(minor, "IDR") }

func (s *street) amount(minor int64) *moneyv1.Amount { return client.Amount(minor, s.currency) }

func (s *street) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *street) direct(a, b string) int64 {
	s.t.Helper()
	opened, err := s.people[a].Chat.OpenDirect(s.t.Context(), &chatv1.OpenDirectRequest{AccountId: s.ids[b]})
	s.must(err)
	return opened.GetChat().GetId()
}

func (s *street) grant(who, kind string, id []byte, minor, payee int64) []byte {
	s.t.Helper()
	grant, err := s.people[who].Grant(s.t.Context(), streetPIN, kind, id, s.amount(minor), payee)
	s.must(err)
	return grant
}

func (s *street) send(from, to string, chat, minor int64) (*transferv1.Transfer, error) {
	s.t.Helper()
	id := client.NewID()
	sent, err := s.people[from].Transfer.SendTransfer(s.t.Context(), &transferv1.SendTransferRequest{
		ClientId: id, ChatId: chat, PayeeId: s.ids[to], Amount: s.amount(minor), Grant: s.grant(from, "transfer", id, minor, s.ids[to]),
	})
	return sent.GetTransfer(), err
}

func (s *street) wantMoney(who string, available, held int64) {
	s.t.Helper()
	w, err := s.people[who].Wallet.GetWallet(s.t.Context(), &walletv1.GetWalletRequest{})
	s.must(err)
	if b := w.GetWallet().GetBalances()[0]; b.GetAvailable().GetMinor() != available || b.GetHeld().GetMinor() != held {
		s.t.Errorf("%s has %d and %d held, want %d and %d", who, b.GetAvailable().GetMinor(), b.GetHeld().GetMinor(), available, held)
	}
}

// told returns what somebody was told in a chat: private lines, and how cards stand, in order.
func (s *street) told(who string, chat int64) (lines []string) {
	s.t.Helper()
	sync, err := s.people[who].Chat.Sync(s.t.Context(), &chatv1.SyncRequest{ChangeSeq: 1})
	s.must(err)
	for _, c := range sync.GetChanges() {
		if l := c.GetLine(); l.GetChatId() == chat {
			lines = append(lines, l.GetSystem().GetWhat().String())
		}
		if card := c.GetCard(); card.GetChatId() == chat {
			lines = append(lines, card.GetState())
		}
	}
	return lines
}

// A transfer between real people on real rooms: the message, the money, what both are told, and what a block forbids.
func TestTransferBetweenPeople(t *testing.T) {
	t.Parallel()
	s := openStreet(t, "ayu", "budi")
	chat := s.direct("ayu", "budi")
	sent, err := s.send("ayu", "budi", chat, 30_000)
	s.must(err)
	s.wantMoney("ayu", 70_000, 30_000)
	history, err := s.people["budi"].Chat.History(t.Context(), &chatv1.HistoryRequest{ChatId: chat, BeforeSeq: sent.GetSeq() + 1, Limit: 10})
	s.must(err)
	last := history.GetEntries()[len(history.GetEntries())-1]
	if card := last.GetBody().GetTransfer(); card.GetId() != sent.GetId() || card.GetAmount().GetMinor() != 30_000 || last.GetSeq() != sent.GetSeq() {
		t.Errorf("the card is %v", last)
	}
	_, err = s.people["budi"].Transfer.AcceptTransfer(t.Context(), &transferv1.AcceptTransferRequest{Id: sent.GetId()})
	s.must(err)
	s.wantMoney("ayu", 70_000, 0)
	s.wantMoney("budi", 130_000, 0)
	for _, who := range []string{"ayu", "budi"} {
		if lines := s.told(who, chat); !slices.Equal(lines, []string{"accepted", "WHAT_TRANSFER_ACCEPTED"}) {
			t.Errorf("%s was told %q", who, lines)
		}
	}
	_, err = s.people["budi"].Contact.Block(t.Context(), &contactv1.BlockRequest{AccountId: s.ids["ayu"]})
	s.must(err)
	if _, err := s.send("ayu", "budi", chat, 1_000); errs.CodeOf(err) != "chat.blocked" {
		t.Errorf("to somebody who blocks her: %v", err)
	}
	s.wantMoney("ayu", 70_000, 0)
}

// Every currency that a deployment may choose works whole, in its own smallest unit: what comes in, limits, a transfer, a
// statement that people read.
func TestEveryCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		currency     string
		once         int64
		in, out, has string
	}{
		{"IDR", 1_000_000, "50000", "-10001", "39999"},
		{"CNY", 500_00, "500.00", "-100.01", "399.99"},
		{"USD", 250_00, "500.00", "-100.01", "399.99"},
		{"EUR", 250_00, "500.00", "-100.01", "399.99"},
	} {
		t.Run(c.currency, func(t *testing.T) {
			s := openStreetIn(t, client.Amount(50_000, c.currency), "ayu", "budi")
			chat := s.direct("ayu", "budi")
			if _, err := s.send("ayu", "budi", chat, c.once+1); errs.CodeOf(err) != "wallet.limit_once" {
				t.Errorf("more than once allows: %v", err)
			}
			sent, err := s.send("ayu", "budi", chat, 10_001)
			s.must(err)
			_, err = s.people["budi"].Transfer.AcceptTransfer(t.Context(), &transferv1.AcceptTransferRequest{Id: sent.GetId()})
			s.must(err)
			now := time.Now().UnixMilli()
			sheet, err := s.people["ayu"].Wallet.ExportStatement(t.Context(), &walletv1.ExportStatementRequest{FromMs: now - 3_600_000, UntilMs: now + 3_600_000})
			s.must(err)
			for _, row := range []string{"," + c.in + "," + c.in + "," + c.currency + ",", "," + c.out + "," + c.has + "," + c.currency + ","} {
				if !strings.Contains(string(sheet.GetCsv()), row) {
					t.Errorf("no %q in\n%s", row, sheet.GetCsv())
				}
			}
		})
	}
}

// A bill split in a group, a request, and a withdrawal, by the public client.
func TestSharingABill(t *testing.T) {
	t.Parallel()
	s := openStreet(t, "ayu", "budi", "citra")
	ctx := t.Context()
	made, err := s.people["ayu"].Transfer.CreateSplit(ctx, &transferv1.CreateSplitRequest{
		ClientId: client.NewID(), ChatId: s.group, Note: "Makan siang", Parts: []*transferv1.CreateSplitRequest_Part{
			{AccountId: s.ids["ayu"], Amount: idr(20_000)}, {AccountId: s.ids["budi"], Amount: idr(20_000)}, {AccountId: s.ids["citra"], Amount: idr(20_001)},
		},
	})
	s.must(err)
	split := made.GetSplit().GetId()
	for who, minor := range map[string]int64{"budi": 20_000, "citra": 20_001} {
		id := client.NewID()
		request := &transferv1.PayShareRequest{ClientId: id, Id: split, Grant: s.grant(who, "split", id, minor, split)}
		for range 2 { // the second is a retry, whose grant is used up
			_, err := s.people[who].Transfer.PayShare(ctx, request)
			s.must(err)
		}
		s.wantMoney(who, 100_000-minor, 0)
	}
	s.wantMoney("ayu", 140_001, 0)
	if lines := s.told("budi", s.group); len(lines) != 2 || !slices.Contains(lines, "done") || !slices.Contains(lines, "WHAT_SPLIT_PAID") {
		t.Errorf("budi was told %q", lines)
	}

	asked, err := s.people["citra"].Transfer.SendRequest(ctx, &transferv1.SendRequestRequest{
		ClientId: client.NewID(), ChatId: s.group, PayerId: s.ids["ayu"], Amount: idr(40_000), Note: "Bensin",
	})
	s.must(err)
	id, request := client.NewID(), asked.GetRequest().GetId()
	wrong := s.grant("ayu", "request", id, 39_999, request)
	_, err = s.people["ayu"].Transfer.PayRequest(ctx, &transferv1.PayRequestRequest{ClientId: id, Id: request, Grant: wrong})
	if errs.CodeOf(err) != "wallet.grant" {
		t.Errorf("a grant for another amount: %v", err)
	}
	_, err = s.people["ayu"].Transfer.PayRequest(ctx, &transferv1.PayRequestRequest{ClientId: id, Id: request, Grant: s.grant("ayu", "request", id, 40_000, request)})
	s.must(err)
	s.wantMoney("citra", 119_999, 0)

	list, err := s.people["ayu"].Bank.ListAccounts(ctx, &bankv1.ListAccountsRequest{})
	s.must(err)
	id, linked := client.NewID(), list.GetAccounts()[0].GetId()
	out, err := s.people["ayu"].Bank.Withdraw(ctx, &bankv1.WithdrawRequest{
		ClientId: id, AccountId: linked, Amount: idr(50_000), Grant: s.grant("ayu", "withdrawal", id, 50_000, linked),
	})
	s.must(err)
	if out.GetMove().GetState() != bankv1.Move_STATE_DONE || out.GetMove().GetAccount().GetNumber() != "•••• 5678" || !out.GetMove().GetAccount().GetBank().GetSandbox() {
		t.Errorf("the withdrawal is %v", out)
	}
	s.wantMoney("ayu", 50_001, 0)
}

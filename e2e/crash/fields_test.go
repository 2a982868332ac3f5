package crash

import (
	"context"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	accountv1 "alun/api/gen/alun/account/v1"
	adminv1 "alun/api/gen/alun/admin/v1"
	bankv1 "alun/api/gen/alun/bank/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
	contactv1 "alun/api/gen/alun/contact/v1"
	moneyv1 "alun/api/gen/alun/money/v1"
	payv1 "alun/api/gen/alun/pay/v1"
	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	transferv1 "alun/api/gen/alun/transfer/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/store/storetest"
	"alun/bench/child"
	"alun/client"
)

// moneyServices are the fields of client.Client whose every method is tried. The desk comes last: it changes the settings.
var moneyServices = []string{"Wallet", "Bank", "Transfer", "RedPacket", "Pay", "MoneyDesk"}

// Every field of every request of money, one at a time, holds what no honest client sends; the rest of the request is good.
// Whatever is answered, it is not an internal error, and the books are in order afterwards.
func TestEveryFieldOfMoney(t *testing.T) {
	s := start(t, child.Config{DB: storetest.Postgres(t)})
	c, has := furnish(t, s)
	good := has.requests(t)
	tried, refused, broken := 0, 0, map[string][]string{}
	for _, service := range moneyServices {
		calls := reflect.ValueOf(c).Elem().FieldByName(service)
		for i := range calls.NumMethod() {
			name := service + "." + calls.Type().Method(i).Name
			request := good[name]
			if request == nil {
				t.Errorf("%s has no good request in this test", name)
				continue
			}
			delete(good, name)
			for what, bad := range spoiled(request) {
				err := invoke(t.Context(), calls.Method(i), bad)
				tried++
				if err != nil {
					refused++
				}
				if err != nil && (errs.KindOf(err) == errs.KindInternal || errs.CodeOf(err) == "") {
					broken[name] = append(broken[name], what+": "+err.Error())
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		t.Errorf("%s:\n  %s", name, strings.Join(broken[name], "\n  "))
	}
	for name := range good {
		t.Errorf("there is no method %s", name)
	}
	t.Logf("%d requests, %d refused", tried, refused)
	if refused < tried/3 {
		t.Errorf("of %d spoiled requests only %d were refused", tried, refused)
	}
	stop(t, s)
	if out, err := s.Run(t.Context(), "check"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func invoke(ctx context.Context, method reflect.Value, request proto.Message) error {
	out := method.Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(request)})
	err, _ := out[1].Interface().(error)
	return err
}

// spoiled returns copies of a request, each with one field of it, or of a message in it, made bad.
func spoiled(good proto.Message) map[string]proto.Message {
	all := map[string]proto.Message{"nothing": good.ProtoReflect().New().Interface()}
	spoil("", good, good.ProtoReflect(), func(m protoreflect.Message) protoreflect.Message { return m }, all)
	return all
}

// spoil adds the bad copies of good for the fields of part, which find finds in a copy.
func spoil(
	path string, good proto.Message, part protoreflect.Message, find func(protoreflect.Message) protoreflect.Message, all map[string]proto.Message,
) {
	for i := range part.Descriptor().Fields().Len() {
		f := part.Descriptor().Fields().Get(i)
		add := func(what string, change func(m protoreflect.Message)) {
			bad := proto.Clone(good)
			renew(bad)
			change(find(bad.ProtoReflect()))
			all[path+string(f.Name())+" "+what] = bad
		}
		add("absent", func(m protoreflect.Message) { m.Clear(f) })
		switch {
		case f.IsList():
			add("1000 of them", func(m protoreflect.Message) {
				list := m.Mutable(f).List()
				for range 1000 {
					if f.Message() != nil || list.Len() == 0 {
						list.Append(list.NewElement())
					} else {
						list.Append(list.Get(0))
					}
				}
			})
			if f.Message() != nil && part.Get(f).List().Len() > 0 {
				spoil(path+string(f.Name())+"[0].", good, part.Get(f).List().Get(0).Message(), func(m protoreflect.Message) protoreflect.Message {
					return find(m).Mutable(f).List().Get(0).Message()
				}, all)
			}
		case f.Message() != nil:
			spoil(path+string(f.Name())+".", good, part.Get(f).Message(), func(m protoreflect.Message) protoreflect.Message {
				return find(m).Mutable(f).Message()
			}, all)
		default:
			for what, v := range badValues(f) {
				add(what, func(m protoreflect.Message) { m.Set(f, v) })
			}
		}
	}
}

// renew gives a copy a client_id of its own, where the good request has one: else it is only a repetition.
func renew(m proto.Message) {
	r := m.ProtoReflect()
	if f := r.Descriptor().Fields().ByName("client_id"); f != nil {
		r.Set(f, protoreflect.ValueOfBytes(client.NewID()))
	}
}

func badValues(f protoreflect.FieldDescriptor) map[string]protoreflect.Value {
	out := map[string]protoreflect.Value{}
	switch f.Kind() {
	case protoreflect.StringKind:
		for what, s := range map[string]string{
			"zero byte": "a\x00b", "controls": "a\x07\x1b[2Jb\r\nc", "turned round": "\u202egpj.exe\u2066", "long": strings.Repeat("x", 5_000), "wide": strings.Repeat("汉", 300),
			"marks": "a" + strings.Repeat("\u0301", 200), "quotes": `'); DROP TABLE wallet; --`, "path": "../../../etc/passwd", "number": "-9223372036854775808",
			"bill": "IDR.9223372036854775807", "hold": "hold.9223372036854775807.2147483647", "blank": " \t\u00a0\u3000", "cover": "c:\x00", "idr": "idr",
		} {
			out[what] = protoreflect.ValueOfString(s)
		}
	case protoreflect.BytesKind:
		for what, b := range map[string][]byte{"one": {1}, "zeroes": make([]byte, 16), "fifteen": client.NewID()[:15], "long": make([]byte, 5_000)} {
			out[what] = protoreflect.ValueOfBytes(b)
		}
	case protoreflect.Int64Kind:
		for what, n := range map[string]int64{
			"minus one": -1, "one": 1, "least": math.MinInt64, "most": math.MaxInt64, "nearly": math.MaxInt64 - 1, "quarter": math.MaxInt64/4 + 1, "2^53": 1 << 53,
		} {
			out[what] = protoreflect.ValueOfInt64(n)
		}
	case protoreflect.Int32Kind:
		for what, n := range map[string]int32{"minus one": -1, "least": math.MinInt32, "most": math.MaxInt32, "101": 101} {
			out[what] = protoreflect.ValueOfInt32(n)
		}
	case protoreflect.EnumKind:
		for what, n := range map[string]protoreflect.EnumNumber{"minus one": -1, "99": 99, "most": math.MaxInt32} {
			out[what] = protoreflect.ValueOfEnum(n)
		}
	case protoreflect.BoolKind:
		out["true"] = protoreflect.ValueOfBool(true)
	default:
		panic("no bad values for " + f.Kind().String())
	}
	return out
}

// furniture is one of everything of somebody's, and what is good for requests about it.
type furniture struct {
	c                                                                              *client.Client
	friend, group, account, move, transfer, request, split, packet, stall, payment int64
	currency, code, receive, digits, bill                                          string
	amount                                                                         *moneyv1.Amount
	parts                                                                          []*transferv1.CreateSplitRequest_Part
}

// furnish gives an operator, to whom no limit of calls applies, money, a friend, a group, a stall and one of everything.
func furnish(t *testing.T, s *child.Server) (*client.Client, *furniture) {
	t.Helper()
	ctx := t.Context()
	town, persons := people(t, ctx, s, 1)
	c := town.Operator
	me := must(c.Account.GetMe(ctx, &accountv1.GetMeRequest{}))(t).Me.Person.Id
	h := &furniture{c: c, friend: int64(persons[0].Account)}
	other := newClient(t, s.URL, persons[0].Token)
	must(other.Contact.RequestFriend(ctx, &contactv1.RequestFriendRequest{AccountId: me}))(t)
	asked := must(c.Contact.ListRequests(ctx, &contactv1.ListRequestsRequest{}))(t).Requests[0].Id
	must(c.Contact.AnswerRequest(ctx, &contactv1.AnswerRequestRequest{Id: asked, Answer: contactv1.AnswerRequestRequest_ANSWER_ACCEPT}))(t)
	h.group = must(c.Chat.CreateGroup(ctx, &chatv1.CreateGroupRequest{ClientId: client.NewID(), Name: "Group", AccountIds: []int64{h.friend}}))(t).Chat.Id
	h.currency = must(town.Fund(ctx, s.URL, []child.Person{{Account: id.Account(me), Token: c.Token()}, persons[0]}, fortune))(t)

	h.amount = client.Amount(10, h.currency)
	pays := func(c *client.Client, kind string, payee int64) (clientID, grant []byte) {
		clientID = client.NewID()
		return clientID, must(c.Grant(ctx, child.PIN, kind, clientID, h.amount, payee))(t)
	}
	h.account = must(c.Bank.ListAccounts(ctx, &bankv1.ListAccountsRequest{}))(t).Accounts[0].Id
	h.move = must(c.Bank.ListMoves(ctx, &bankv1.ListMovesRequest{}))(t).Moves[0].Id
	clientID, grant := pays(other, "transfer", me)
	h.transfer = must(other.Transfer.SendTransfer(ctx, &transferv1.SendTransferRequest{
		ClientId: clientID, ChatId: h.group, PayeeId: me, Amount: h.amount, Grant: grant,
	}))(t).Transfer.Id
	h.request = must(other.Transfer.SendRequest(ctx, &transferv1.SendRequestRequest{
		ClientId: client.NewID(), ChatId: h.group, PayerId: me, Amount: h.amount,
	}))(t).Request.Id
	h.parts = []*transferv1.CreateSplitRequest_Part{{AccountId: me, Amount: h.amount}, {AccountId: h.friend, Amount: h.amount}}
	h.split = must(other.Transfer.CreateSplit(ctx, &transferv1.CreateSplitRequest{ClientId: client.NewID(), ChatId: h.group, Parts: h.parts}))(t).Split.Id
	clientID, grant = pays(c, "redpacket", h.group)
	h.packet = must(c.RedPacket.Send(ctx, &redpacketv1.SendRequest{
		ClientId: clientID, ChatId: h.group, Kind: redpacketv1.Kind_KIND_LUCKY, Total: h.amount, Count: 2, Nonce: client.NewID(), Grant: grant,
	}))(t).Packet.Id
	h.stall = must(c.Pay.OpenStall(ctx, &payv1.OpenStallRequest{ClientId: client.NewID(), Name: "Warung", Category: "food", City: "Alun"}))(t).Stall.Face.Id
	h.code = must(c.Pay.GetStallCode(ctx, &payv1.GetStallCodeRequest{StallId: h.stall}))(t).Text
	h.receive = must(other.Pay.GetReceiveCode(ctx, &payv1.GetReceiveCodeRequest{}))(t).Text
	clientID, grant = pays(other, "payment", h.stall)
	h.payment = must(other.Pay.Pay(ctx, &payv1.PayRequest{ClientId: clientID, Target: h.code, Amount: h.amount, Grant: grant}))(t).Payment.Id
	h.digits = must(other.Pay.IssueCodes(ctx, &payv1.IssueCodesRequest{}))(t).Codes[0].Digits
	h.bill = must(c.Wallet.ListBills(ctx, &walletv1.ListBillsRequest{}))(t).Bills[0].Id
	return c, h
}

// requests returns a good request for every method.
func (h *furniture) requests(t *testing.T) map[string]proto.Message {
	t.Helper()
	all := map[string]proto.Message{}
	for _, some := range []map[string]proto.Message{h.forWallet(), h.forBank(), h.forTransfer(), h.forRedPacket(), h.forPay(), h.forDesk(t)} {
		maps.Copy(all, some)
	}
	return all
}

const monthMs = 30 * 24 * 3600 * 1000

func (h *furniture) forWallet() map[string]proto.Message {
	intent := &walletv1.Intent{Kind: "transfer", ClientId: client.NewID(), Amount: h.amount, PayeeId: h.friend}
	return map[string]proto.Message{
		"Wallet.GetWallet": &walletv1.GetWalletRequest{}, "Wallet.SetPin": &walletv1.SetPinRequest{Pin: "314159"},
		"Wallet.ChangePin":     &walletv1.ChangePinRequest{OldPin: child.PIN, NewPin: child.PIN},
		"Wallet.StartPinReset": &walletv1.StartPinResetRequest{}, "Wallet.FinishPinReset": &walletv1.FinishPinResetRequest{Ticket: "t", Code: "123456", NewPin: child.PIN},
		"Wallet.Authorize":              &walletv1.AuthorizeRequest{Intent: intent, Pin: child.PIN},
		"Wallet.BeginPasskeyAuthorize":  &walletv1.BeginPasskeyAuthorizeRequest{Intent: intent},
		"Wallet.FinishPasskeyAuthorize": &walletv1.FinishPasskeyAuthorizeRequest{Ticket: "t", CredentialJson: "{}", Intent: intent},
		"Wallet.Freeze":                 &walletv1.FreezeRequest{}, "Wallet.Unfreeze": &walletv1.UnfreezeRequest{Pin: child.PIN},
		"Wallet.SetNoPinLimit":   &walletv1.SetNoPinLimitRequest{Limit: h.amount, Pin: child.PIN},
		"Wallet.ListBills":       &walletv1.ListBillsRequest{Limit: 10, Currency: h.currency, Kinds: []string{"transfer"}, Query: "a", UntilMs: monthMs},
		"Wallet.GetBill":         &walletv1.GetBillRequest{Id: h.bill},
		"Wallet.GetReport":       &walletv1.GetReportRequest{FromMs: 1, UntilMs: monthMs, Currency: h.currency},
		"Wallet.ExportStatement": &walletv1.ExportStatementRequest{FromMs: 1, UntilMs: monthMs, Currency: h.currency, Language: "id"},
		"Wallet.GetProof":        &walletv1.GetProofRequest{BillId: h.bill},
	}
}

func (h *furniture) forBank() map[string]proto.Message {
	return map[string]proto.Message{
		"Bank.ListAccounts": &bankv1.ListAccountsRequest{}, "Bank.LinkAccount": &bankv1.LinkAccountRequest{BankId: "sandbox", Number: "99887766", Holder: "Somebody"},
		"Bank.UnlinkAccount": &bankv1.UnlinkAccountRequest{Id: 1}, "Bank.TopUp": &bankv1.TopUpRequest{AccountId: h.account, Amount: client.Amount(10_000, h.currency)},
		"Bank.Withdraw": &bankv1.WithdrawRequest{AccountId: h.account, Amount: client.Amount(10_000, h.currency), Grant: make([]byte, 32)},
		"Bank.GetMove":  &bankv1.GetMoveRequest{Id: h.move}, "Bank.ListMoves": &bankv1.ListMovesRequest{},
	}
}

func (h *furniture) forTransfer() map[string]proto.Message {
	return map[string]proto.Message{
		"Transfer.SendTransfer":   &transferv1.SendTransferRequest{ChatId: h.group, PayeeId: h.friend, Amount: h.amount, Note: "note", Grant: make([]byte, 32)},
		"Transfer.AcceptTransfer": &transferv1.AcceptTransferRequest{Id: h.transfer}, "Transfer.ReturnTransfer": &transferv1.ReturnTransferRequest{Id: h.transfer},
		"Transfer.GetTransfer": &transferv1.GetTransferRequest{Id: h.transfer}, "Transfer.GetRequest": &transferv1.GetRequestRequest{Id: h.request},
		"Transfer.SendRequest": &transferv1.SendRequestRequest{ChatId: h.group, PayerId: h.friend, Amount: h.amount, Note: "note"},
		"Transfer.PayRequest":  &transferv1.PayRequestRequest{Id: h.request, Grant: make([]byte, 32)}, "Transfer.DeclineRequest": &transferv1.DeclineRequestRequest{Id: h.request},
		"Transfer.CancelRequest": &transferv1.CancelRequestRequest{Id: h.request}, "Transfer.GetSplit": &transferv1.GetSplitRequest{Id: h.split},
		"Transfer.CreateSplit": &transferv1.CreateSplitRequest{ChatId: h.group, Note: "note", Parts: h.parts},
		"Transfer.PayShare":    &transferv1.PayShareRequest{Id: h.split, Grant: make([]byte, 32)}, "Transfer.RemindSplit": &transferv1.RemindSplitRequest{Id: h.split},
		"Transfer.CloseSplit": &transferv1.CloseSplitRequest{Id: h.split},
	}
}

func (h *furniture) forRedPacket() map[string]proto.Message {
	return map[string]proto.Message{
		"RedPacket.Send": &redpacketv1.SendRequest{
			ChatId: h.group, Kind: redpacketv1.Kind_KIND_LUCKY, Total: h.amount, Count: 2, Greeting: "word", Cover: "batik", Nonce: client.NewID(), Grant: make([]byte, 32),
		},
		"RedPacket.Open": &redpacketv1.OpenRequest{Id: h.packet}, "RedPacket.Get": &redpacketv1.GetRequest{Id: h.packet}, "RedPacket.GetProof": &redpacketv1.GetProofRequest{Id: h.packet},
		"RedPacket.GetYear": &redpacketv1.GetYearRequest{Year: 2026, Currency: h.currency}, "RedPacket.GetRules": &redpacketv1.GetRulesRequest{},
	}
}

func (h *furniture) forPay() map[string]proto.Message {
	word, flag := "Warung", false
	return map[string]proto.Message{
		"Pay.ReadCode": &payv1.ReadCodeRequest{Text: h.code}, "Pay.Pay": &payv1.PayRequest{Target: h.receive, Amount: h.amount, Note: "note", Grant: make([]byte, 32)},
		"Pay.GetReceiveCode": &payv1.GetReceiveCodeRequest{Amount: h.amount, Note: "note"}, "Pay.IssueCodes": &payv1.IssueCodesRequest{},
		"Pay.Charge": &payv1.ChargeRequest{StallId: h.stall, Code: h.digits, Amount: h.amount, Note: "note"}, "Pay.ListWaiting": &payv1.ListWaitingRequest{},
		"Pay.Confirm": &payv1.ConfirmRequest{Id: h.payment, Grant: make([]byte, 32)}, "Pay.Decline": &payv1.DeclineRequest{Id: h.payment}, "Pay.Reverse": &payv1.ReverseRequest{Id: h.payment},
		"Pay.GetPayment": &payv1.GetPaymentRequest{Id: h.payment}, "Pay.Refund": &payv1.RefundRequest{PaymentId: h.payment, Amount: client.Amount(1, h.currency), Reason: "word"},
		"Pay.OpenStall":   &payv1.OpenStallRequest{Name: word, Category: "food", City: "Alun"},
		"Pay.UpdateStall": &payv1.UpdateStallRequest{Id: h.stall, Name: &word, Category: nil, City: &word, AutoSettle: &flag}, "Pay.CloseStall": &payv1.CloseStallRequest{Id: 1},
		"Pay.GetStall": &payv1.GetStallRequest{Id: h.stall}, "Pay.ListStalls": &payv1.ListStallsRequest{}, "Pay.SetStaff": &payv1.SetStaffRequest{StallId: h.stall, AccountId: h.friend},
		"Pay.RemoveStaff": &payv1.RemoveStaffRequest{StallId: h.stall, AccountId: h.friend}, "Pay.GetStallCode": &payv1.GetStallCodeRequest{StallId: h.stall, Amount: h.amount, Note: "note"},
		"Pay.MakePoster": &payv1.MakePosterRequest{StallId: h.stall, Format: "svg", Language: "id"}, "Pay.ListPayments": &payv1.ListPaymentsRequest{StallId: h.stall, Limit: 10},
		"Pay.GetDay": &payv1.GetDayRequest{StallId: h.stall, FromMs: 1, UntilMs: 3_600_000}, "Pay.Settle": &payv1.SettleRequest{StallId: h.stall},
	}
}

func (h *furniture) forDesk(t *testing.T) map[string]proto.Message {
	t.Helper()
	return map[string]proto.Message{
		"MoneyDesk.GetTotals": &adminv1.GetTotalsRequest{}, "MoneyDesk.CheckMoney": &adminv1.CheckMoneyRequest{},
		"MoneyDesk.GetPersonWallet": &adminv1.GetPersonWalletRequest{AccountId: h.friend}, "MoneyDesk.FreezeWallet": &adminv1.FreezeWalletRequest{AccountId: h.friend, Reason: "word"},
		"MoneyDesk.UnfreezeWallet": &adminv1.UnfreezeWalletRequest{AccountId: h.friend}, "MoneyDesk.SetLevel": &adminv1.SetLevelRequest{AccountId: h.friend, Level: walletv1.Level_LEVEL_LITE},
		"MoneyDesk.ClearPin": &adminv1.ClearPinRequest{AccountId: h.friend}, "MoneyDesk.GetMoneySettings": &adminv1.GetMoneySettingsRequest{},
		"MoneyDesk.UpdateMoneySettings": &adminv1.UpdateMoneySettingsRequest{Settings: must(h.c.MoneyDesk.GetMoneySettings(t.Context(), &adminv1.GetMoneySettingsRequest{}))(t).Settings},
		"MoneyDesk.ListBankMoves":       &adminv1.ListBankMovesRequest{Limit: 10}, "MoneyDesk.DecideBankMove": &adminv1.DecideBankMoveRequest{Id: h.move},
		"MoneyDesk.SetSandbox": &adminv1.SetSandboxRequest{Sandbox: &adminv1.Sandbox{Mode: "approve"}}, "MoneyDesk.ListCovers": &adminv1.ListCoversRequest{},
		"MoneyDesk.AddCover": &adminv1.AddCoverRequest{Name: "word", Image: []byte("GIF89a")}, "MoneyDesk.RemoveCover": &adminv1.RemoveCoverRequest{Id: "c:word"},
	}
}

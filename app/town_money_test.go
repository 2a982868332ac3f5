package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"alun/client"

	chatv1 "alun/api/gen/alun/chat/v1"
	contactv1 "alun/api/gen/alun/contact/v1"
	payv1 "alun/api/gen/alun/pay/v1"
	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	transferv1 "alun/api/gen/alun/transfer/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
)

// purse says what Ayu has, how many bills, and what her stall took.
func purse(t *testing.T, c *client.Client) string {
	t.Helper()
	w, err := c.Wallet.GetWallet(t.Context(), &walletv1.GetWalletRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if !w.GetWallet().GetPinSet() || !w.GetWallet().GetSandbox() || w.GetWallet().GetDemoPin() == "" || w.GetWallet().GetHoldUntilMs() != 0 {
		t.Errorf("her wallet is %v", w.GetWallet())
	}
	bills, err := c.Wallet.ListBills(t.Context(), &walletv1.ListBillsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	stalls, err := c.Pay.ListStalls(t.Context(), &payv1.ListStallsRequest{})
	if err != nil || len(stalls.GetStalls()) != 1 {
		t.Fatalf("her stalls are %v, %v", stalls, err)
	}
	return fmt.Sprintf("%d in %d bills, %d at the stall",
		w.GetWallet().GetBalances()[0].GetAvailable().GetMinor(), len(bills.GetBills()), stalls.GetStalls()[0].GetBalance().GetMinor())
}

// The town has money, making it again adds none, and a scripted friend takes what he is sent and treats his group.
func TestDemoTownHasMoney(t *testing.T) {
	data := t.TempDir()
	url, stop := startDemo(t, data)
	defer func() { stop() }()
	first := purse(t, ayu(t, url))
	if want := "649000 in 4 bills, 150000 at the stall"; first != want { // 800 − 16 − 60 − 75
		t.Errorf("Ayu has %s, want %s", first, want)
	}
	stop()
	if err := os.Remove(filepath.Join(data, "demo-town-money")); err != nil {
		t.Fatal(err)
	}
	url, stop = startDemo(t, data)
	c := ayu(t, url)
	if second := purse(t, c); second != first {
		t.Errorf("after the money was made again Ayu has %s, before %s", second, first)
	}

	found, err := c.Contact.Find(t.Context(), &contactv1.FindRequest{By: &contactv1.FindRequest_Handle{Handle: "eko"}})
	if err != nil {
		t.Fatal(err)
	}
	eko := found.GetContact().GetPerson().GetId()
	opened, err := c.Chat.OpenDirect(t.Context(), &chatv1.OpenDirectRequest{AccountId: eko})
	if err != nil {
		t.Fatal(err)
	}
	accepted, packets := make(chan string, 8), make(chan *chatv1.Entry, 8)
	line := c.Listen(client.Cursor{}, client.Events{
		Change: func(ch *chatv1.Change) {
			if ch.GetCard().GetChatId() == opened.GetChat().GetId() { // nothing else was ever sent there
				accepted <- ch.GetCard().GetState()
			}
		},
		Entry: func(e *chatv1.Entry) {
			if e.GetBody().GetPacket() != nil && e.GetSenderId() == eko {
				packets <- e
			}
		},
	})
	defer line.Close()

	amount, id := client.Amount(5_000, "IDR"), client.NewID()
	grant, err := c.Grant(t.Context(), demoPIN, "transfer", id, amount, eko)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Transfer.SendTransfer(t.Context(), &transferv1.SendTransferRequest{
		ClientId: id, ChatId: opened.GetChat().GetId(), PayeeId: eko, Amount: amount, Note: "Soto", Grant: grant,
	})
	if err != nil {
		t.Fatal(err)
	}
	if state := await(t, accepted); state != "accepted" {
		t.Errorf("the transfer is %s", state)
	}

	if _, err := line.Send(t.Context(), &chatv1.SendRequest{ChatId: market(t, c), Body: client.Text("Pagi semua!")}); err != nil {
		t.Fatal(err)
	}
	packet := await(t, packets)
	got, err := c.RedPacket.Open(t.Context(), &redpacketv1.OpenRequest{Id: packet.GetBody().GetPacket().GetId()})
	if err != nil || !got.GetFirst() || got.GetPacket().GetMine().GetAmount().GetMinor() < 1 {
		t.Errorf("opened: %v, %v", got, err)
	}
}

// market returns the id of the group of the market.
func market(t *testing.T, c *client.Client) int64 {
	t.Helper()
	sync, err := c.Chat.Sync(t.Context(), &chatv1.SyncRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range sync.GetChats() {
		if m.GetChat().GetName() == "Kabar Pasar 🥬" {
			return m.GetChat().GetId()
		}
	}
	t.Fatal("there is no market")
	return 0
}

func await[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

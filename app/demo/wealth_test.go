package demo

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"

	bankv1 "alun/api/gen/alun/bank/v1"
	"alun/api/gen/alun/bank/v1/bankv1connect"
	chatv1 "alun/api/gen/alun/chat/v1"
	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	"alun/api/gen/alun/redpacket/v1/redpacketv1connect"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/api/gen/alun/wallet/v1/walletv1connect"
	"alun/client"
)

// till is a wallet, its bank and its red packets in one.
type till struct {
	walletv1connect.WalletServiceClient
	bankv1connect.BankServiceClient

	minor int64
	sent  []*redpacketv1.SendRequest
}

func (t *till) GetWallet(context.Context, *walletv1.GetWalletRequest) (*walletv1.GetWalletResponse, error) {
	return &walletv1.GetWalletResponse{Wallet: &walletv1.Wallet{Balances: []*walletv1.Balance{{Available: client.Amount(t.minor, "IDR")}}}}, nil
}

func (t *till) Authorize(context.Context, *walletv1.AuthorizeRequest) (*walletv1.AuthorizeResponse, error) {
	return &walletv1.AuthorizeResponse{Grant: []byte("grant")}, nil
}

func (t *till) ListAccounts(context.Context, *bankv1.ListAccountsRequest) (*bankv1.ListAccountsResponse, error) {
	return &bankv1.ListAccountsResponse{Accounts: []*bankv1.Account{{Id: 1}}}, nil
}

func (t *till) TopUp(_ context.Context, r *bankv1.TopUpRequest) (*bankv1.TopUpResponse, error) {
	t.minor += r.GetAmount().GetMinor()
	return &bankv1.TopUpResponse{}, nil
}

// envelopesOf is the red packets' side of a till.
type envelopesOf struct {
	redpacketv1connect.RedPacketServiceClient
	*till
}

func (e envelopesOf) Send(_ context.Context, r *redpacketv1.SendRequest) (*redpacketv1.SendResponse, error) {
	e.minor -= r.GetTotal().GetMinor()
	e.sent = append(e.sent, r)
	return &redpacketv1.SendResponse{}, nil
}

// A friend who has sent for days is still good for a red packet, and has none with more shares than there are people.
func TestTreat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		till := &till{}
		c := &client.Client{Wallet: till, Bank: till, RedPacket: envelopesOf{till: till}}
		f := &friend{
			person: person{handle: "eko", name: "Eko"}, client: c, purse: &purse{client: c, currency: "IDR"}, groups: map[int64]int32{1: 3, 2: 40},
			log: slog.New(slog.DiscardHandler),
		}
		for i, shares := range []int32{3, treatCount} {
			f.treat(t.Context(), &chatv1.Entry{ChatId: int64(i + 1), Seq: 9})
			if len(till.sent) != i+1 || till.sent[i].GetCount() != shares || till.minor < 0 {
				t.Fatalf("sent %v, %d left", till.sent, till.minor)
			}
		}
	})
}

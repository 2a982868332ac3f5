package crash

import (
	"context"
	"testing"
	"time"

	bankv1 "alun/api/gen/alun/bank/v1"
	"alun/base/errs"
	"alun/client"
)

// carried is what goes to the bank and comes back, the least that it moves.
const carried = 10_000

// carry takes money to the bank, or from it. The server may die before the bank has heard, or before its answer was booked:
// the move is then open, and audited when the bank has decided.
func (p *purse) carry(t *testing.T, out bool) {
	linked, err := again(t, func(ctx context.Context) (*bankv1.ListAccountsResponse, error) {
		return p.Bank.ListAccounts(ctx, &bankv1.ListAccountsRequest{})
	})
	if err != nil {
		t.Errorf("linked accounts: %v", err)
		return
	}
	account, clientID, amount := linked.Accounts[0].Id, client.NewID(), client.Amount(carried, p.currency)
	ask := func(ctx context.Context) (*bankv1.Move, error) {
		if !out {
			in, err := p.Bank.TopUp(ctx, &bankv1.TopUpRequest{ClientId: clientID, AccountId: account, Amount: amount})
			return in.GetMove(), err
		}
		grant := p.grant(ctx, "withdrawal", clientID, carried, account)
		gone, err := p.Bank.Withdraw(ctx, &bankv1.WithdrawRequest{ClientId: clientID, AccountId: account, Amount: amount, Grant: grant})
		return gone.GetMove(), err
	}
	for range 100 {
		move, err := again(t, ask)
		if errs.CodeOf(err) == "wallet.pin_needed" {
			continue // the server was away when the grant was asked for
		}
		if err != nil {
			t.Errorf("to the bank %t: %v", out, err)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.carried[move.Id] = out
		return
	}
}

// settled waits until the bank has decided on all that was carried, and returns by how much the purse has less for it. The
// server has made no other moves than those that were acknowledged.
func (p *purse) settled(t *testing.T) (less int64) {
	t.Helper()
	for one, out := range p.carried {
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			now := must(p.Bank.GetMove(t.Context(), &bankv1.GetMoveRequest{Id: one}))(t).Move
			if now.State == bankv1.Move_STATE_DONE {
				break
			}
			if now.State == bankv1.Move_STATE_FAILED || time.Now().After(deadline) {
				t.Errorf("move %d is %v: %s", one, now.State, now.Reason)
				break
			}
		}
		if out {
			less += carried
		} else {
			less -= carried
		}
	}
	all := must(p.Bank.ListMoves(t.Context(), &bankv1.ListMovesRequest{}))(t).Moves
	for _, m := range all {
		if _, known := p.carried[m.Id]; !known && m.Amount.Minor == carried {
			t.Errorf("move %d was never acknowledged", m.Id)
		}
	}
	return less
}

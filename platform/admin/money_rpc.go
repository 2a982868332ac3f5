package admin

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	adminv1 "alun/api/gen/alun/admin/v1"
	"alun/api/gen/alun/admin/v1/adminv1connect"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
	"alun/money/bank"
	"alun/money/ledger"
	"alun/money/wallet"
)

// RPC returns the money desk as the contract has it.
func (d *MoneyDesk) RPC() adminv1connect.MoneyDeskServiceHandler { return moneyServer{d} }

type moneyServer struct{ d *MoneyDesk }

// codes are the names of the ledger's codes on the wire; one without a name shows its number.
var codes = map[ledger.Code]string{
	ledger.Bank: "bank", ledger.Wallet: "wallet", ledger.Packet: "packet", ledger.Payment: "payment", ledger.Stall: "stall",
}

func (r moneyServer) GetTotals(ctx context.Context, _ *adminv1.GetTotalsRequest) (out *adminv1.GetTotalsResponse, err error) {
	err = r.d.desk.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		totals, err := r.d.Books.Totals(ctx, tx)
		if err != nil {
			return err
		}
		out = &adminv1.GetTotalsResponse{}
		for _, t := range totals {
			out.Postings += t.Entries
			out.Totals = append(out.Totals, &adminv1.GetTotalsResponse_Total{
				Currency: string(t.Currency), Code: cmp.Or(codes[t.Code], strconv.Itoa(int(t.Code))), Accounts: t.Accounts, Posted: t.Posted, Held: t.Held,
			})
		}
		out.Postings /= 2 // each has moved two accounts
		day, root, err := r.d.Books.NewestSeal(ctx, tx)
		if root != nil {
			out.HeadDay, out.HeadRoot = day.Format(time.DateOnly), root
		}
		return err
	})
	return out, err
}

func (r moneyServer) CheckMoney(ctx context.Context, _ *adminv1.CheckMoneyRequest) (*adminv1.CheckMoneyResponse, error) {
	findings, took, err := r.d.Check(ctx, authn.Must(ctx).Account)
	if err != nil {
		return nil, err
	}
	return &adminv1.CheckMoneyResponse{Findings: findings, TookMs: took.Milliseconds()}, nil
}

func (r moneyServer) GetPersonWallet(ctx context.Context, req *adminv1.GetPersonWalletRequest) (*adminv1.PersonWalletResponse, error) {
	return r.look(ctx, id.Account(req.GetAccountId()))
}

func (r moneyServer) look(ctx context.Context, a id.Account) (*adminv1.PersonWalletResponse, error) {
	out := &adminv1.PersonWalletResponse{}
	err := r.d.desk.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		l, err := r.d.desk.Accounts.Look(ctx, tx, a)
		if err != nil {
			return err
		}
		out.Person = l.Person()
		out.Wallet, err = r.d.Wallets.Look(ctx, tx, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// then returns the wallet after an act, or the act's error.
func (r moneyServer) then(ctx context.Context, a id.Account, err error) (*adminv1.PersonWalletResponse, error) {
	if err != nil {
		return nil, err
	}
	return r.look(ctx, a)
}

func (r moneyServer) FreezeWallet(ctx context.Context, req *adminv1.FreezeWalletRequest) (*adminv1.PersonWalletResponse, error) {
	a := id.Account(req.GetAccountId())
	return r.then(ctx, a, r.d.Freeze(ctx, authn.Must(ctx).Account, a, req.GetReason()))
}

func (r moneyServer) UnfreezeWallet(ctx context.Context, req *adminv1.UnfreezeWalletRequest) (*adminv1.PersonWalletResponse, error) {
	a := id.Account(req.GetAccountId())
	return r.then(ctx, a, r.d.Unfreeze(ctx, authn.Must(ctx).Account, a))
}

func (r moneyServer) SetLevel(ctx context.Context, req *adminv1.SetLevelRequest) (*adminv1.PersonWalletResponse, error) {
	a := id.Account(req.GetAccountId())
	return r.then(ctx, a, r.d.SetLevel(ctx, authn.Must(ctx).Account, a, req.GetLevel()))
}

func (r moneyServer) ClearPin(ctx context.Context, req *adminv1.ClearPinRequest) (*adminv1.PersonWalletResponse, error) {
	a := id.Account(req.GetAccountId())
	return r.then(ctx, a, r.d.ClearPIN(ctx, authn.Must(ctx).Account, a))
}

func (r moneyServer) GetMoneySettings(ctx context.Context, _ *adminv1.GetMoneySettingsRequest) (*adminv1.GetMoneySettingsResponse, error) {
	return &adminv1.GetMoneySettingsResponse{Settings: asSettings(r.d.Wallets.Policy(ctx))}, nil
}

func (r moneyServer) UpdateMoneySettings(ctx context.Context, req *adminv1.UpdateMoneySettingsRequest) (*adminv1.UpdateMoneySettingsResponse, error) {
	if err := r.d.SetPolicy(ctx, authn.Must(ctx).Account, fromSettings(req.GetSettings())); err != nil {
		return nil, err
	}
	return &adminv1.UpdateMoneySettingsResponse{Settings: asSettings(r.d.Wallets.Policy(ctx))}, nil
}

func asSettings(p wallet.Policy) *adminv1.MoneySettings {
	out := &adminv1.MoneySettings{
		Currency: string(p.Currency), HoldHours: int32(p.HoldHours), NoPinMax: p.NoPINMax,
		PacketMaxShare: p.PacketMaxShare, PacketMaxTotal: p.PacketMaxTotal,
	}
	for level, l := range p.Levels {
		out.Levels = append(out.Levels, &adminv1.LevelLimits{Level: level, Once: l.Once, Day: l.Day, Month: l.Month, Balance: l.Balance})
	}
	slices.SortFunc(out.Levels, func(a, b *adminv1.LevelLimits) int { return cmp.Compare(a.Level, b.Level) })
	return out
}

func fromSettings(m *adminv1.MoneySettings) wallet.Policy {
	p := wallet.Policy{
		Currency: money.Currency(m.GetCurrency()), HoldHours: int(m.GetHoldHours()), NoPINMax: m.GetNoPinMax(),
		PacketMaxShare: m.GetPacketMaxShare(), PacketMaxTotal: m.GetPacketMaxTotal(), Levels: map[walletv1.Level]wallet.Limits{},
	}
	for _, l := range m.GetLevels() {
		p.Levels[l.GetLevel()] = wallet.Limits{Once: l.GetOnce(), Day: l.GetDay(), Month: l.GetMonth(), Balance: l.GetBalance()}
	}
	return p
}

func (r moneyServer) ListBankMoves(ctx context.Context, req *adminv1.ListBankMovesRequest) (*adminv1.ListBankMovesResponse, error) {
	limit := cmp.Or(int(req.GetLimit()), 50)
	moves, linked, end, err := r.d.Bank.AllMoves(ctx, bank.State(req.GetState()), bank.MoveID(req.GetBeforeId()), limit)
	if err != nil {
		return nil, err
	}
	out := &adminv1.ListBankMovesResponse{Sandbox: r.sandbox(ctx), End: end}
	out.Moves, err = r.bankMoves(ctx, moves, linked)
	return out, err
}

// bankMoves shows moves with whose they are and how the sandbox bank has them.
func (r moneyServer) bankMoves(ctx context.Context, moves []bank.Move, linked map[bank.LinkedID]bank.Linked) (list []*adminv1.BankMove, err error) {
	ids, owners := make([]bank.MoveID, len(moves)), []id.Account{}
	for i, m := range moves {
		ids[i] = m.ID
		if !slices.Contains(owners, m.Owner) {
			owners = append(owners, m.Owner)
		}
	}
	states, err := r.d.Sandbox.States(ctx, ids)
	if err != nil {
		return nil, err
	}
	people, err := r.d.desk.Accounts.People(ctx, owners)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		person := people[m.Owner]
		if person == nil {
			person = &accountv1.Person{Id: int64(m.Owner), Deleted: true}
		}
		list = append(list, &adminv1.BankMove{Move: r.d.Bank.AsMove(m, linked[m.Linked]), Person: person, BankState: states[m.ID].String()})
	}
	return list, nil
}

func (r moneyServer) sandbox(ctx context.Context) *adminv1.Sandbox {
	return &adminv1.Sandbox{Mode: r.d.Wallets.Policy(ctx).Sandbox}
}

func (r moneyServer) DecideBankMove(ctx context.Context, req *adminv1.DecideBankMoveRequest) (*adminv1.DecideBankMoveResponse, error) {
	m, l, err := r.d.Decide(ctx, authn.Must(ctx).Account, bank.MoveID(req.GetId()), req.GetApprove())
	if err != nil {
		return nil, err
	}
	list, err := r.bankMoves(ctx, []bank.Move{m}, map[bank.LinkedID]bank.Linked{m.Linked: l})
	if err != nil {
		return nil, err
	}
	return &adminv1.DecideBankMoveResponse{Move: list[0]}, nil
}

func (r moneyServer) SetSandbox(ctx context.Context, req *adminv1.SetSandboxRequest) (*adminv1.SetSandboxResponse, error) {
	if err := r.d.SetSandbox(ctx, authn.Must(ctx).Account, req.GetSandbox().GetMode()); err != nil {
		return nil, err
	}
	return &adminv1.SetSandboxResponse{Sandbox: r.sandbox(ctx)}, nil
}

func (r moneyServer) ListCovers(ctx context.Context, _ *adminv1.ListCoversRequest) (*adminv1.ListCoversResponse, error) {
	return r.covers(ctx, nil)
}

func (r moneyServer) AddCover(ctx context.Context, req *adminv1.AddCoverRequest) (*adminv1.ListCoversResponse, error) {
	return r.covers(ctx, r.d.AddCover(ctx, authn.Must(ctx).Account, req.GetName(), req.GetImage()))
}

func (r moneyServer) RemoveCover(ctx context.Context, req *adminv1.RemoveCoverRequest) (*adminv1.ListCoversResponse, error) {
	return r.covers(ctx, r.d.RemoveCover(ctx, authn.Must(ctx).Account, req.GetId()))
}

// covers returns all covers after an act, or the act's error.
func (r moneyServer) covers(ctx context.Context, err error) (*adminv1.ListCoversResponse, error) {
	if err != nil {
		return nil, err
	}
	list, err := r.d.Covers(ctx)
	return &adminv1.ListCoversResponse{Covers: list}, err
}

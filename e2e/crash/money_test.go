package crash

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	payv1 "alun/api/gen/alun/pay/v1"
	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	transferv1 "alun/api/gen/alun/transfer/v1"
	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/base/id"
	"alun/bench/child"
	"alun/client"
)

// Payers make packets, transfers, payments and moves at the bank; openers live from what they get.
const (
	payers   = 4
	openers  = 20
	fortune  = 2_000_000
	shares   = 8
	perShare = 100 // on average
)

// purse is somebody who moves money, and his journal of it: what was acknowledged.
type purse struct {
	*client.Client
	id       id.Account
	currency string

	mu      sync.Mutex
	packets []*redpacketv1.Packet
	opened  map[int64]int64 // packet → share
	ended   map[int64]transferv1.State
	paid    map[int64]int64 // payment → amount
	carried map[int64]bool  // move at the bank → whether it went out
}

// again calls until there is an answer: while the server is away or does not know, the same is asked again. Refusals are answers.
func again[T any](t *testing.T, call func(ctx context.Context) (T, error)) (T, error) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		v, err := call(context.Background())
		if err == nil {
			return v, nil
		}
		switch errs.KindOf(err) {
		case errs.KindUnavailable, errs.KindExhausted, errs.KindInternal:
			if time.Now().After(deadline) {
				t.Errorf("no answer for a minute: %v", err)
				return v, err
			}
			time.Sleep(20 * time.Millisecond)
		default:
			return v, err
		}
	}
}

// grant is asked for anew before each try: a grant may have been used by a try whose answer was lost.
func (p *purse) grant(ctx context.Context, kind string, clientID []byte, minor, payee int64) []byte {
	g, err := p.Grant(ctx, child.PIN, kind, clientID, client.Amount(minor, p.currency), payee)
	if err != nil {
		return nil // the call is then answered if it was done before, else refused with wallet.pin_needed
	}
	return g
}

// give puts a lucky packet into the chat.
func (p *purse) give(t *testing.T, chat id.Chat, found func(packet int64)) {
	clientID, nonce := client.NewID(), client.NewID()
	for range 100 {
		out, err := again(t, func(ctx context.Context) (*redpacketv1.SendResponse, error) {
			return p.RedPacket.Send(ctx, &redpacketv1.SendRequest{
				ClientId: clientID, ChatId: int64(chat), Kind: redpacketv1.Kind_KIND_LUCKY, Total: client.Amount(shares*perShare, p.currency),
				Count: shares, Nonce: nonce, Grant: p.grant(ctx, "redpacket", clientID, shares*perShare, int64(chat)),
			})
		})
		if errs.CodeOf(err) == "wallet.pin_needed" {
			continue // the server was away when the grant was asked for
		}
		if err != nil {
			t.Errorf("a packet: %v", err)
			return
		}
		p.mu.Lock()
		p.packets = append(p.packets, out.Packet)
		p.mu.Unlock()
		found(out.Packet.Id)
		return
	}
}

// take opens a packet, often twice at once, as impatient people do.
func (p *purse) take(t *testing.T, packet int64) {
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			out, err := again(t, func(ctx context.Context) (*redpacketv1.OpenResponse, error) {
				return p.RedPacket.Open(ctx, &redpacketv1.OpenRequest{Id: packet})
			})
			if errs.CodeOf(err) == "redpacket.gone" {
				return
			}
			if err != nil {
				t.Errorf("opening %d: %v", packet, err)
				return
			}
			got := out.Packet.GetMine().GetAmount().GetMinor()
			p.mu.Lock()
			defer p.mu.Unlock()
			if had, twice := p.opened[packet]; twice && had != got {
				t.Errorf("packet %d gave %d and then %d to the same person", packet, had, got)
			}
			p.opened[packet] = got
		})
	}
	both.Wait()
}

// offer sends a transfer, which other accepts or returns.
func (p *purse) offer(t *testing.T, other *purse, chat id.Chat, accept bool) {
	clientID := client.NewID()
	var sent *transferv1.TransferResponse
	for range 100 {
		var err error
		sent, err = again(t, func(ctx context.Context) (*transferv1.TransferResponse, error) {
			return p.Transfer.SendTransfer(ctx, &transferv1.SendTransferRequest{
				ClientId: clientID, ChatId: int64(chat), PayeeId: int64(other.id), Amount: client.Amount(70, p.currency),
				Grant: p.grant(ctx, "transfer", clientID, 70, int64(other.id)),
			})
		})
		if err == nil {
			break
		}
		if errs.CodeOf(err) != "wallet.pin_needed" {
			t.Errorf("a transfer: %v", err)
			return
		}
	}
	one := sent.GetTransfer().GetId()
	want := transferv1.State_STATE_RETURNED
	end := func(ctx context.Context) (*transferv1.TransferResponse, error) {
		return other.Transfer.ReturnTransfer(ctx, &transferv1.ReturnTransferRequest{Id: one})
	}
	if accept {
		want = transferv1.State_STATE_DONE
		end = func(ctx context.Context) (*transferv1.TransferResponse, error) {
			return other.Transfer.AcceptTransfer(ctx, &transferv1.AcceptTransferRequest{Id: one})
		}
	}
	done, err := again(t, end)
	if err != nil || done.GetTransfer().GetState() != want {
		t.Errorf("transfer %d: %v, %v; want %v", one, done.GetTransfer().GetState(), err, want)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended[one] = want
}

// buy pays a stall by its code, below the no-PIN limit or with the PIN.
func (p *purse) buy(t *testing.T, stall int64, target string) {
	clientID := client.NewID()
	const price = 30
	for range 100 {
		out, err := again(t, func(ctx context.Context) (*payv1.PayResponse, error) {
			return p.Pay.Pay(ctx, &payv1.PayRequest{
				ClientId: clientID, Target: target, Amount: client.Amount(price, p.currency), Grant: p.grant(ctx, "payment", clientID, price, stall),
			})
		})
		if errs.CodeOf(err) == "wallet.pin_needed" {
			continue
		}
		if err != nil {
			t.Errorf("a payment: %v", err)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.paid[out.Payment.Id] = price
		return
	}
}

// market is a server with people who have money, a group of all of them and a stall.
type market struct {
	givers, takers []*purse
	group          id.Chat
	pairs          []id.Chat // of giver i and i+1
	stall          int64
	target         string
}

func openMarket(t *testing.T, s *child.Server) *market {
	town, persons := people(t, t.Context(), s, payers+openers)
	currency := must(town.Fund(t.Context(), s.URL, persons[:payers], fortune))(t)
	m := &market{}
	var friends [][2]int
	var pairs [][]int
	all := make([]int, len(persons))
	for i, p := range persons {
		all[i] = i
		one := &purse{
			Client: newClient(t, s.URL, p.Token), id: p.Account, currency: currency,
			opened: map[int64]int64{}, ended: map[int64]transferv1.State{}, paid: map[int64]int64{}, carried: map[int64]bool{},
		}
		if i >= payers {
			m.takers = append(m.takers, one)
			continue
		}
		m.givers = append(m.givers, one)
		friends = append(friends, [2]int{i, (i + 1) % payers})
		pairs = append(pairs, []int{i, (i + 1) % payers})
	}
	if err := town.Befriend(t.Context(), friends); err != nil {
		t.Fatal(err)
	}
	m.pairs = must(town.Chats(t.Context(), 0, false, pairs))(t)
	m.group = must(town.Chats(t.Context(), len(pairs), true, [][]int{all}))(t)[0]
	owner := m.takers[0]
	stall := must(owner.Pay.OpenStall(t.Context(), &payv1.OpenStallRequest{ClientId: client.NewID(), Name: "Warung", Category: "food", City: "Alun"}))(t).Stall
	m.stall = stall.Face.Id
	code := must(owner.Pay.GetStallCode(t.Context(), &payv1.GetStallCodeRequest{StallId: m.stall}))(t).Text
	m.target = must(m.givers[0].Pay.ReadCode(t.Context(), &payv1.ReadCodeRequest{Text: code}))(t).Target
	return m
}

// trade has everybody move money until until is closed.
func (m *market) trade(t *testing.T, chance *rand.Rand, until <-chan struct{}) *sync.WaitGroup {
	var trading sync.WaitGroup
	for i, p := range m.givers {
		own := rand.New(rand.NewPCG(chance.Uint64(), 0))
		trading.Go(func() {
			for turn := 0; ; turn++ {
				select {
				case <-until:
					return
				default:
				}
				switch turn % 4 {
				case 0:
					p.give(t, m.group, func(packet int64) {
						var opening sync.WaitGroup
						for _, o := range m.takers {
							opening.Go(func() { o.take(t, packet) })
						}
						opening.Wait()
					})
				case 1:
					p.offer(t, m.givers[(i+1)%payers], m.pairs[i], own.IntN(2) == 0)
				case 2:
					p.buy(t, m.stall, m.target)
				case 3:
					p.carry(t, turn%8 == 3)
				}
			}
		})
	}
	return &trading
}

// The server is killed at random moments while money moves. Nothing that was acknowledged is missing or there twice, nobody has
// more or less than the journals say, and the books are in order.
func TestKillWithMoney(t *testing.T) {
	chance := dice(t)
	kills := number(t, "ALUN_KILLS", 20) / 2
	s := start(t, child.Config{})
	m := openMarket(t, s)
	until := make(chan struct{})
	trading := m.trade(t, chance, until)
	for range kills {
		time.Sleep(time.Duration(chance.Int64N(int64(longestLife))))
		s.Kill()
		s = must(s.Restart(t.Context(), true))(t)
	}
	time.Sleep(longestLife)
	close(until)
	trading.Wait()
	packets, opens := m.audit(t)
	transfers, payments, moves := 0, 0, 0
	for _, p := range m.givers {
		transfers += len(p.ended)
		payments += len(p.paid)
		moves += len(p.carried)
	}
	if min(packets, opens/shares, transfers, payments, moves) < kills/2 {
		t.Errorf("only %d packets, %d openings, %d transfers, %d payments, %d moves at the bank in %d lives: nothing was tested",
			packets, opens, transfers, payments, moves, kills)
	}
	t.Logf("%d kills, %d packets, %d openings, %d transfers, %d payments, %d moves at the bank", kills, packets, opens, transfers, payments, moves)
	stop(t, s)
	if out, err := s.Run(t.Context(), "check"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// audit holds the server's books against the journals.
func (m *market) audit(t *testing.T) (packets, opens int) {
	taken := map[int64]int64{}
	for _, o := range m.takers {
		for packet, share := range o.opened {
			taken[packet] += share
			opens++
		}
	}
	given := map[int]int64{}
	for i, p := range m.givers {
		packets += len(p.packets)
		for _, sent := range p.packets {
			now := must(p.RedPacket.Get(t.Context(), &redpacketv1.GetRequest{Id: sent.Id}))(t).Packet
			if now.Taken != shares || now.TakenAmount.Minor != shares*perShare || taken[sent.Id] != now.TakenAmount.Minor {
				t.Errorf("packet %d: %d shares of %d taken, people say %d", sent.Id, now.Taken, now.TakenAmount.Minor, taken[sent.Id])
			}
			given[i] += sent.Total.Minor
		}
		for one, state := range p.ended {
			now := must(p.Transfer.GetTransfer(t.Context(), &transferv1.GetTransferRequest{Id: one}))(t).Transfer
			if now.State != state {
				t.Errorf("transfer %d is %v, was %v", one, now.State, state)
			}
			if state == transferv1.State_STATE_DONE {
				given[i] += 70
				given[(i+1)%payers] -= 70
			}
		}
		for _, price := range p.paid {
			given[i] += price
		}
		given[i] += p.settled(t)
	}
	for i, p := range m.givers {
		m.balance(t, p, fortune-given[i])
	}
	for _, o := range m.takers {
		var got int64
		for _, share := range o.opened {
			got += share
		}
		m.balance(t, o, got)
	}
	m.till(t)
	return packets, opens
}

func (m *market) balance(t *testing.T, p *purse, want int64) {
	t.Helper()
	w := must(p.Wallet.GetWallet(t.Context(), &walletv1.GetWalletRequest{}))(t).Wallet
	if got := w.Balances[0]; got.Available.Minor != want || got.Held.GetMinor() != 0 {
		t.Errorf("%d has %d and holds %d, the journals say %d", p.id, got.Available.Minor, got.Held.GetMinor(), want)
	}
}

// till compares the stall's payments with what the payers remember.
func (m *market) till(t *testing.T) {
	var listed []int64
	for cursor := ""; ; {
		page := must(m.takers[0].Pay.ListPayments(t.Context(), &payv1.ListPaymentsRequest{StallId: m.stall, Cursor: cursor, Limit: 100}))(t)
		for _, p := range page.Payments {
			listed = append(listed, p.Id)
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	var paid []int64
	for _, p := range m.givers {
		for one := range p.paid {
			paid = append(paid, one)
		}
	}
	slices.Sort(listed)
	slices.Sort(paid)
	if !slices.Equal(listed, paid) {
		t.Errorf("the stall has %d payments, the payers remember %d", len(listed), len(paid))
	}
}

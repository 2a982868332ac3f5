package wallet

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"google.golang.org/protobuf/proto"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/authn"
	"alun/base/errs"
	"alun/base/id"
	"alun/base/money"
	"alun/money/wallet/pin"
)

// Limits of this room.
const (
	KindMax      = 24              // bytes of an intent's kind
	ClientIDSize = 16              // bytes of a client_id
	GrantLife    = 2 * time.Minute // from the right PIN to the call that spends
	GrantsMax    = 30              // unused grants of one wallet
	NoPINDaily   = 10              // payments without a PIN on one UTC day; the next asks
	ReasonMax    = 200             // characters of an operator's reason
	NoteMax      = 512             // bytes of an encoded note
)

// Errors of spending and receiving. What is short of money is the ledger's ledger.insufficient.
var (
	ErrIntent       = errs.Invalid("wallet.intent", "What is to be agreed to is not complete.")
	ErrFrozen       = errs.Denied("wallet.frozen", "Your wallet is frozen.")
	ErrBarred       = errs.Denied("wallet.frozen_by_operator", "Your wallet was frozen by the operator of this server.")
	ErrOnHold       = errs.Conflict("wallet.on_hold", "For your safety, money leaves your wallet only some time after a new device, number or PIN.")
	ErrLimitOnce    = errs.Exhausted("wallet.limit_once", "This is more than your wallet may pay at once.")
	ErrLimitDay     = errs.Exhausted("wallet.limit_day", "This is more than your wallet may pay in one day.")
	ErrLimitMonth   = errs.Exhausted("wallet.limit_month", "This is more than your wallet may pay in one month.")
	ErrBalanceLimit = errs.Exhausted("wallet.balance_limit", "This is more than the wallet may hold.")
	ErrPINNeeded    = errs.Denied("wallet.pin_needed", "Please enter your payment PIN.")
	ErrGrant        = errs.Denied("wallet.grant", "What was agreed to has expired or is not this. Please enter your payment PIN again.")
)

// Intent is exactly what somebody agrees to. The call that spends repeats it.
type Intent struct {
	Kind     string // "transfer", "request", "split", "redpacket", "payment", "withdrawal"
	ClientID []byte // the client_id of the call that spends, 16 bytes
	Amount   money.Amount
	Payee    int64 // who gets it: an account, chat, request, split, stall, payment or bank account
}

// Spend is money about to leave a wallet.
type Spend struct {
	Caller authn.Caller
	Intent Intent
	Grant  []byte
	NoPIN  bool // a payment by code: goes without a grant up to the payer's no-PIN limit
}

// Check reports whether an intent is complete. Errors: ErrIntent, invalid money.currency.
func (i Intent) Check() error {
	if i.Kind == "" || len(i.Kind) > KindMax || len(i.ClientID) != ClientIDSize || i.Amount.Minor <= 0 {
		return ErrIntent
	}
	_, err := money.ParseCurrency(string(i.Amount.Currency))
	return err
}

// Hash names an intent: SHA-256 over its parts, each with its length, so that no two intents are written alike.
func (i Intent) Hash() []byte {
	h := sha256.New()
	for _, part := range [][]byte{
		[]byte("alun intent 1"), []byte(i.Kind), i.ClientID, binary.BigEndian.AppendUint64(nil, uint64(i.Amount.Minor)), //nolint:gosec // its bits
		[]byte(i.Amount.Currency), binary.BigEndian.AppendUint64(nil, uint64(i.Payee)), //nolint:gosec // its bits
	} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part)))) //nolint:gosec // short
		h.Write(part)
	}
	return h.Sum(nil)
}

// Note encodes what both sides of a movement may later read of it, for the ledger. What does not fit into NoteMax bytes
// loses its text, then its name: a note never fails a payment.
func Note(n *walletv1.Note) []byte {
	data, err := proto.Marshal(n)
	for _, drop := range []func(*walletv1.Note){
		func(n *walletv1.Note) { n.Text = "" }, func(n *walletv1.Note) { n.Name = "" },
	} {
		if err == nil && len(data) <= NoteMax {
			return data
		}
		n = proto.CloneOf(n)
		drop(n)
		data, err = proto.Marshal(n)
	}
	return data
}

// wallet is a row: what stands between an account and its money.
type wallet struct {
	account   id.Account
	level     walletv1.Level
	frozenAt  time.Time // by its owner; zero: not
	barredAt  time.Time // by an operator; zero: not
	reason    string    // why an operator froze it
	noPIN     money.Amount
	noPINDay  int64 // the UTC day, as 20261122, whose payments without a PIN noPINUsed counts
	noPINUsed int64
	pin       []byte    // sealed; nil: none
	resetAt   time.Time // when the PIN was last reset or cleared; zero: never
	tries     pin.Tries
}

// mayLeave reports whether the wallet's state lets money out. Errors: ErrFrozen, ErrBarred.
func (w *wallet) mayLeave() error {
	switch {
	case !w.barredAt.IsZero():
		return ErrBarred
	case !w.frozenAt.IsZero():
		return ErrFrozen
	}
	return nil
}

// noPINLeft reports whether an amount may go without a PIN now, and counts it.
func (w *wallet) takeNoPIN(now time.Time, a money.Amount, most int64) bool {
	limit := min(w.noPIN.Minor, most)
	if w.noPIN.Currency != a.Currency || a.Minor > limit || w.pin == nil {
		return false
	}
	if day, _ := periods(now); day > w.noPINDay {
		w.noPINDay, w.noPINUsed = day, 0
	}
	if w.noPINUsed >= NoPINDaily {
		return false
	}
	w.noPINUsed++
	return true
}

// Package wallet is everybody's purse: what somebody has, what came and went, and how he agrees that something leaves.
//
// The money itself is in the ledger's books; here is what stands in front of it. A payment asks for six digits, or a
// passkey, and what is agreed to is exactly what was shown: this sum, to this payee, once. Whoever lost a phone freezes
// the wallet in one tap; a new phone or number can look, but not pay, for a day; and everybody sees how much of a limit is
// left before he runs into it.
//
// # Words
//
// Intent: exactly what somebody agrees to. Grant: that he has agreed, worth one use within two minutes. Spend: the moment
// in which money leaves a wallet: in the transaction of whoever moves it, under the lock of the wallet's row. Use: how much
// of a day's and a month's limit is used up. Level: how well somebody is known (unverified, lite, full); limits go by
// it. Hold: the time after a new device, number or PIN in which nothing leaves. Policy: the operator's money settings.
//
// # Always true
//
//   - nothing leaves a wallet that is frozen, on hold, or beyond a limit of its level;
//   - a grant is for one intent, is used once, and is stored hashed;
//   - a guess at a PIN is counted on disk before it is compared (package pin): 200 at once are 5 comparisons;
//   - a PIN is in no log, no error and no answer; its hash is worth nothing without the pepper, which is not in the database;
//   - use is never negative; what comes back within its day or month is given back;
//   - an operator can freeze, set levels and clear a PIN; he cannot spend, and his freeze only he can end;
//   - an account that has money, or money on hold, cannot be deleted.
//
// # Neighbours
//
// Below: ledger (balances), account (devices, addresses, passkeys). Above: bank, transfer, redpacket and pay call
// [Service.Spend] and [Service.MayReceive] in their own transactions, before the ledger's Post. Beside: pin (guesses), bills
// (what moved, as people read it). Whatever moves calls [Service.Moved], so that devices ask again.
//
// # Start reading
//
// wallet.go, spend.go, then authorize.go and grant.go.
package wallet

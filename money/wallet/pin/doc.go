// Package pin knows what a payment PIN is: which six digits may be one, how one is kept so that a thief of the database
// learns nothing, and how often somebody may guess.
//
// # Words
//
// Sealed: what the database holds of a PIN. Pepper: the secret that stands outside the database. Attempt: one guess, counted
// before it is compared. Lock: the time in which no guess is looked at.
//
// # Always true
//
//   - a PIN is argon2id over HMAC(pepper, account ‖ PIN) with a salt of its own: without the pepper, trying all million PINs
//     against a stolen database finds nothing; with it, each try costs what Time and MemoryKiB say;
//   - at most Slots PINs are computed at the same time, so that guesses cannot eat the machine's memory;
//   - of any number of guesses, at most TriesMax are compared before a lock of LockShort, and WrongPerDay before one of LockLong;
//   - nothing here logs, and no error carries a PIN.
//
// # Neighbours
//
// Above: wallet keeps [Tries] and the sealed PIN in its row. Below: secret has the pepper.
//
// # Start reading
//
// pin.go, then tries.go.
package pin

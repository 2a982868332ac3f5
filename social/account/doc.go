// Package account knows who a person is here, how they prove it, and on which devices.
//
// Somebody types an e-mail address or a phone number, gets six digits there, and is in; the next time a passkey will do. From
// then on the device carries a token. The person has a name, a picture and, if wanted, a handle; sees every device that
// is signed in and can end it; takes everything along as a zip, and can leave for good.
//
// # Words
//
// Account: a person (or, scripted, a program) that can sign in. Address: an e-mail address or phone number in normal form. Code:
// the six digits. Ticket: names one attempt to sign in; the code is worth nothing without it. Session: one signed-in
// device. Token: what the device carries, 256 random bits. Handle: a name that only one account has. Operator: an account
// that may use the operator's desk. Setup code: makes the first operator.
//
// # Always true
//
//   - an address, a handle and a QR token belong to at most one account, and the account knows it (check.go);
//   - a code is compared at most five times, counted on disk before each comparison, and works once;
//   - codes, tokens, tickets and setup codes are in the database only as HMAC or hash: whoever reads it cannot sign in;
//   - asking for a code does not look whether the address is known, so its answer cannot tell;
//   - a session that has ended opens nothing: within a second where the bus reaches, within five seconds everywhere;
//   - a suspended or deleted account has no session; a deleted one has no name, address, handle, picture or passkey;
//   - while there are operators, the last one cannot lose the role, be suspended or leave.
//
// # Neighbours
//
// Above: contact and chat ask for people and settings; admin acts as the operator; app serves [Service] and the HTTP handlers.
// Below: journal (what a person's devices must hear), limit, secret, job, bus, blob.
//
// # Start reading
//
// account.go for the things, signin.go for how one gets in, sessions.go for how one stays in.
package account

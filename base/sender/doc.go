// Package sender brings a short text to somebody who is not here: by e-mail through an SMTP server, or by SMS through the
// HTTP webhook of a gateway.
//
// A message may arrive twice and never promises to arrive. A failure is an error that says whether the other side was reached;
// repeating is the caller's affair.
//
// # Start reading
//
// [Message], then [SMTP] or [Webhook].
package sender

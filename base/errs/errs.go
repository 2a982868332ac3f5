package errs

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Kind is a family of failures. The numbers are not stored or sent; the names of String are.
type Kind uint8

const (
	KindInternal    Kind = iota // a defect or an unknown failure; the sentence is never shown
	KindInvalid                 // the request cannot be right, whatever the state
	KindNotFound                // it does not exist, or the caller may not know that it does
	KindDenied                  // the caller is not allowed to
	KindConflict                // the state does not permit it now; reading again shows why
	KindExhausted               // a limit is reached; see RetryAfter
	KindUnavailable             // the service cannot answer now, or does not know the outcome: repeat the same request later
)

var kindNames = [...]string{"internal", "invalid", "not_found", "denied", "conflict", "exhausted", "unavailable"}

// String returns the name as it stands in logs and on the wire, for example "not_found".
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return kindNames[KindInternal]
	}
	return kindNames[k]
}

// Error is a failure with a kind, a stable code and a sentence. Two errors with the same code match under errors.Is,
// whatever their sentences say, so a package variable made by a constructor serves as a sentinel. Treat it as immutable.
type Error struct {
	Kind       Kind
	Code       string        // "chat.too_long": room, dot, reason
	Sentence   string        // one English sentence for people
	RetryAfter time.Duration // when repeating may help; 0 says nothing
	cause      error
}

// Error returns "code: sentence", followed by the cause if there is one. It is for logs, not for people.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Code + ": " + e.Sentence + ": " + e.cause.Error()
	}
	return e.Code + ": " + e.Sentence
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is an *Error of the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Because returns a copy that carries cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// After returns a copy that asks the caller to wait for d before he tries again.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

func newError(k Kind, code, format string, args []any) *Error {
	return &Error{Kind: k, Code: code, Sentence: fmt.Sprintf(format, args...)}
}

// Invalid makes an error for a request that cannot be right.
func Invalid(code, format string, args ...any) *Error {
	return newError(KindInvalid, code, format, args)
}

// NotFound makes an error for what does not exist, as far as the caller may know.
func NotFound(code, format string, args ...any) *Error {
	return newError(KindNotFound, code, format, args)
}

// Denied makes an error for what the caller is not allowed to do.
func Denied(code, format string, args ...any) *Error {
	return newError(KindDenied, code, format, args)
}

// Conflict makes an error for what the present state does not permit.
func Conflict(code, format string, args ...any) *Error {
	return newError(KindConflict, code, format, args)
}

// Exhausted makes an error for a limit that is reached.
func Exhausted(code, format string, args ...any) *Error {
	return newError(KindExhausted, code, format, args)
}

// Unavailable makes an error for a service that cannot answer now or does not know the outcome.
func Unavailable(code, format string, args ...any) *Error {
	return newError(KindUnavailable, code, format, args)
}

// Internal makes an error for a defect that the code itself noticed. Its sentence reaches the log only.
func Internal(code, format string, args ...any) *Error {
	return newError(KindInternal, code, format, args)
}

// KindOf returns the kind of the first *Error in err's chain; a context that ended is unavailable; the rest is internal.
// It panics on nil: asking for the kind of no error is a mistake.
func KindOf(err error) Kind {
	if err == nil {
		panic("errs.KindOf(nil)")
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return KindUnavailable
	}
	return KindInternal
}

// CodeOf returns the stable code of err: that of the first *Error in its chain, "canceled" or "deadline" for a
// context that ended, otherwise "internal"; "" for nil.
func CodeOf(err error) string {
	switch e, ok := errors.AsType[*Error](err); {
	case err == nil:
		return ""
	case ok:
		return e.Code
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "deadline"
	}
	return "internal"
}

// SentenceOf returns what a person may read about err. For internal errors it is the same polite sentence always.
func SentenceOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Kind != KindInternal {
		return e.Sentence
	}
	if err != nil && KindOf(err) == KindUnavailable {
		return "The request was given up before it was done."
	}
	return "Something went wrong on our side. Please try again later."
}

// RetryAfterOf returns how long the caller is asked to wait; 0 when the error does not say.
func RetryAfterOf(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// Wrap puts the operation in front of *err when there is an error, keeping its kind and code. It is meant for the first
// line of a service method: defer errs.Wrap(&err, "chat.Send(%d)", id). The text is made only when there is an error.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = &wrapped{op: fmt.Sprintf(format, args...), err: *err}
	}
}

type wrapped struct {
	op  string
	err error
}

func (w *wrapped) Error() string { return w.op + ": " + w.err.Error() }
func (w *wrapped) Unwrap() error { return w.err }

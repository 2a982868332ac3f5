package rpc

import (
	"errors"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connectproto"

	errsv1 "alun/api/gen/alun/errs/v1"
	"alun/base/errs"
)

// codes maps each kind of failure to its Connect code, and by that to an HTTP status.
var codes = map[errs.Kind]connect.Code{
	errs.KindInvalid:     connect.CodeInvalidArgument,
	errs.KindNotFound:    connect.CodeNotFound,
	errs.KindDenied:      connect.CodePermissionDenied,
	errs.KindConflict:    connect.CodeFailedPrecondition,
	errs.KindExhausted:   connect.CodeResourceExhausted,
	errs.KindUnavailable: connect.CodeUnavailable,
	errs.KindInternal:    connect.CodeInternal,
}

// Wire returns err as it may leave the house: code, kind, sentence and when to try again. Reference names an internal
// failure in the log.
func Wire(err error, reference string) *errsv1.Error {
	return &errsv1.Error{
		Code:         errs.CodeOf(err),
		Kind:         errs.KindOf(err).String(),
		Message:      errs.SentenceOf(err),
		RetryAfterMs: errs.RetryAfterOf(err).Milliseconds(),
		Reference:    reference,
	}
}

// fromTransport gives a failure of decoding or of the transport (not of a handler) a code of ours.
func fromTransport(err error) error {
	var ce *connect.Error
	if !errors.As(err, &ce) {
		return err
	}
	switch ce.Code() {
	case connect.CodeInvalidArgument:
		return errs.Invalid("rpc.malformed", "The request could not be read: %s", ce.Message())
	case connect.CodeResourceExhausted:
		return errs.Exhausted("rpc.too_large", "The request is too large.")
	case connect.CodeUnimplemented:
		return errs.NotFound("rpc.unknown", "There is no such method.")
	case connect.CodeCanceled, connect.CodeDeadlineExceeded:
		return errs.Unavailable("rpc.deadline", "The request was given up before it was done.")
	}
	return err
}

func toConnect(err error, reference string) *connect.Error {
	w := Wire(err, reference)
	code := codes[errs.KindOf(err)]
	if w.GetCode() == "authn.signed_out" {
		code = connect.CodeUnauthenticated
	}
	ce := connect.NewError(code, w.GetMessage()).WithCause(err)
	if d, derr := connectproto.NewErrorDetail(w); derr == nil {
		ce = ce.WithDetail(d)
	}
	return ce
}

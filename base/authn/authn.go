package authn

import (
	"context"

	"alun/base/errs"
	"alun/base/id"
)

// Caller is who makes a request. The zero Caller is nobody.
type Caller struct {
	Account  id.Account
	Session  id.Session
	Operator bool // may use the operator's desk
	Slot     int  // 0 to SlotMax-1 for a browser, -1 for a bearer token
}

// SlotMax is how many accounts one browser may hold side by side.
const SlotMax = 5

// Errors of this package.
var (
	ErrSignedOut = errs.Denied("authn.signed_out", "Please sign in.")
	ErrNotYours  = errs.Denied("authn.not_yours", "You may not do this.")
)

// Verifier turns a session token into its caller. It fails with [ErrSignedOut] when the token is unknown, ended or its
// account is suspended, and with a kind of unavailable when it cannot tell.
type Verifier interface {
	Verify(ctx context.Context, token string) (Caller, error)
}

type callerKey struct{}

// With returns a context that carries c.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// From returns the caller of ctx, if there is one.
func From(ctx context.Context) (Caller, bool) {
	c, ok := ctx.Value(callerKey{}).(Caller)
	return c, ok
}

// Must returns the caller of ctx. It panics without one: the authorization table let nobody in where somebody was needed.
func Must(ctx context.Context) Caller {
	c, ok := From(ctx)
	if !ok {
		panic("authn: no caller in the context")
	}
	return c
}

package rpc

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"alun/base/authn"
	"alun/base/clock"
)

// Rule says who may call a procedure.
type Rule uint8

// The rules, from open to narrow. The zero Rule lets nobody in.
const (
	Nobody   Rule = iota
	Public        // anyone, signed in or not
	Member        // any account with a live session
	Operator      // an account with the operator's role
)

// String returns the rule's name in words.
func (r Rule) String() string {
	return [...]string{"nobody", "public", "member", "operator"}[r]
}

// Table holds the rule of every procedure.
type Table map[string]Rule

// Allows reports whether c (when signedIn) may call procedure, and if not, which error says so.
func (t Table) Allows(procedure string, c authn.Caller, signedIn bool) error {
	switch t[procedure] {
	case Public:
		return nil
	case Member:
		if signedIn {
			return nil
		}
		return authn.ErrSignedOut
	case Operator:
		if !signedIn {
			return authn.ErrSignedOut
		}
		if c.Operator {
			return nil
		}
	case Nobody:
	}
	return authn.ErrNotYours
}

// Limits on every call.
const (
	BodyMax     = 256 << 10        // bytes of a request, unless Config.BodyMax names the procedure
	Deadline    = 30 * time.Second // of one call
	CallsBurst  = 200              // calls that an account (or a network, when signed out) may make at once
	CallsPerSec = 40               // … and in the long run
)

// Config is what a server of procedures needs to know.
type Config struct {
	Table Table
	Log   *slog.Logger
	Clock clock.Clock
	// BodyMax overrides the limit for procedures that carry more, such as pictures or imports.
	BodyMax map[string]int
	// Observe is told of every call: its procedure, the code of its failure or "", and how long it took. May be nil.
	Observe func(procedure, code string, took time.Duration)
}

// NewServer returns an empty Connect server with the house's interceptors; rooms register their services on it.
func NewServer(cfg Config) *connect.Server {
	limiter := newLimiter(cfg.Clock)
	return connect.NewServer(
		report(cfg),
		authorize(cfg.Table),
		limiter.intercept,
		deadline,
	)
}

// Handler serves the registered procedures over HTTP: Connect, gRPC and gRPC-Web, JSON and binary.
func Handler(server *connect.Server, cfg Config) http.Handler {
	mux := http.NewServeMux()
	connecthttp.Mount(mux, server,
		connecthttp.WithGRPC(),
		connecthttp.WithGRPCWeb(),
		connecthttp.WithCodecs(protoCodec(), strictJSON{}),
		connecthttp.WithReadMaxBytes(BodyMax),
		connecthttp.WithConditionalOptions(func(spec connect.Spec) []connecthttp.Option {
			if n := cfg.BodyMax[spec.Procedure]; n > 0 {
				return []connecthttp.Option{connecthttp.WithReadMaxBytes(n)}
			}
			return nil
		}),
	)
	return mux
}

// IsProcedure reports whether a path looks like one of a Connect service: "/package.Service/Method".
func IsProcedure(path string) bool {
	service, method, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return ok && strings.HasPrefix(service, "alun.") && method != "" && !strings.Contains(method, "/")
}

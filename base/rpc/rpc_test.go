package rpc_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	accountv1 "alun/api/gen/alun/account/v1"
	"alun/api/gen/alun/account/v1/accountv1connect"
	"alun/base/authn"
	"alun/base/clock"
	"alun/base/errs"
	"alun/base/rpc"
)

type handler struct {
	accountv1connect.UnimplementedAccountServiceHandler
	err error
}

func (h handler) CheckHandle(_ context.Context, r *accountv1.CheckHandleRequest) (*accountv1.CheckHandleResponse, error) {
	if r.GetHandle() == "panic" {
		panic("secret text")
	}
	return &accountv1.CheckHandleResponse{Free: true}, h.err
}

func serve(err error, table rpc.Table) http.Handler {
	cfg := rpc.Config{Table: table, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: clock.System}
	s := rpc.NewServer(cfg)
	accountv1connect.RegisterAccountServiceHandler(s, handler{err: err})
	return rpc.Handler(s, cfg)
}

const checkHandle = accountv1connect.AccountServiceCheckHandleProcedure

func TestCallsAndFailures(t *testing.T) {
	t.Parallel()
	secret := errors.New("secret cause")
	tests := []struct {
		name   string
		rule   rpc.Rule
		caller authn.Caller
		body   string
		err    error
		status int
		has    string
	}{
		{name: "a public method answers anyone", rule: rpc.Public, body: `{"handle":"x"}`, status: 200, has: `"free":true`},
		{name: "a method without a row answers nobody", rule: rpc.Nobody, caller: authn.Caller{Account: 1, Operator: true}, body: `{}`, status: 403, has: "authn.not_yours"},
		{name: "a member's method refuses strangers", rule: rpc.Member, body: `{}`, status: 401, has: "authn.signed_out"},
		{name: "a member's method answers members", rule: rpc.Member, caller: authn.Caller{Account: 1}, body: `{}`, status: 200, has: "free"},
		{name: "an operator's method refuses members", rule: rpc.Operator, caller: authn.Caller{Account: 1}, body: `{}`, status: 403, has: "authn.not_yours"},
		{name: "an operator's method answers operators", rule: rpc.Operator, caller: authn.Caller{Account: 1, Operator: true}, body: `{}`, status: 200, has: "free"},
		{name: "an unknown field is named", rule: rpc.Public, body: `{"handel":"x"}`, status: 400, has: "handel"},
		{name: "a wrong type is named", rule: rpc.Public, body: `{"handle":5}`, status: 400, has: "rpc.malformed"},
		{name: "a huge body is refused", rule: rpc.Public, body: `{"handle":"` + strings.Repeat("x", rpc.BodyMax) + `"}`, status: 429, has: "rpc.too_large"},
		{name: "a failure keeps its code and wait", rule: rpc.Public, body: `{}`, err: errs.Exhausted("account.too_often", "Wait.").After(time.Second), status: 429, has: "account.too_often"},
		{name: "an internal failure shows a reference only", rule: rpc.Public, body: `{}`, err: secret, status: 500, has: "reference"},
		{name: "a panic shows a reference only", rule: rpc.Public, body: `{"handle":"panic"}`, status: 500, has: "reference"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, checkHandle, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "application/json")
			if tt.caller.Account != 0 {
				r = r.WithContext(authn.With(r.Context(), tt.caller))
			}
			w := httptest.NewRecorder()
			serve(tt.err, rpc.Table{checkHandle: tt.rule}).ServeHTTP(w, r)
			body := w.Body.String()
			if w.Code != tt.status || !strings.Contains(body, tt.has) {
				t.Errorf("%d %s; want %d with %q", w.Code, body, tt.status, tt.has)
			}
			if strings.Contains(body, "secret") {
				t.Errorf("the answer tells what it must not: %s", body)
			}
		})
	}
}

func TestACallerIsLimited(t *testing.T) {
	t.Parallel()
	fake := clock.NewFake(time.UnixMilli(1_800_000_000_000))
	cfg := rpc.Config{Table: rpc.Table{checkHandle: rpc.Public}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: fake}
	s := rpc.NewServer(cfg)
	accountv1connect.RegisterAccountServiceHandler(s, handler{})
	h := rpc.Handler(s, cfg)
	call := func() int {
		r := httptest.NewRequest(http.MethodPost, checkHandle, strings.NewReader(`{}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(authn.With(r.Context(), authn.Caller{Account: 5})))
		return w.Code
	}
	for i := range rpc.CallsBurst {
		if got := call(); got != 200 {
			t.Fatalf("call %d: %d", i, got)
		}
	}
	if got := call(); got != 429 {
		t.Errorf("over the burst: %d, want 429", got)
	}
	fake.Advance(time.Second)
	for range rpc.CallsPerSec {
		if got := call(); got != 200 {
			t.Fatalf("after a second: %d", got)
		}
	}
	if got := call(); got != 429 {
		t.Errorf("over the rate: %d, want 429", got)
	}
}

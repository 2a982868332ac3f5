package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	_ "alun/api/gen/alun/live/v1"
	"alun/base/authn"
	"alun/base/config"
	"alun/base/rpc"
)

// open assembles a server on an empty folder and closes it after the test.
func open(t *testing.T) *App {
	t.Helper()
	return openIn(t, "")
}

// openIn is open with the currency of the wallets.
func openIn(t *testing.T, currency string) *App {
	t.Helper()
	cfg := config.Serve{Store: config.Store{Data: t.TempDir()}, Addr: "127.0.0.1:0", LogLevel: "error", Currency: currency, ShutdownMs: 5000}
	a, err := Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.DB.Check(context.Background()); err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// procedures returns every method of every service of the contract, sorted.
func procedures() (all []string) {
	protoregistry.GlobalFiles.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			s := f.Services().Get(i)
			if !strings.HasPrefix(string(s.FullName()), "alun.") {
				continue
			}
			for j := range s.Methods().Len() {
				all = append(all, fmt.Sprintf("/%s/%s", s.FullName(), s.Methods().Get(j).Name()))
			}
		}
		return true
	})
	slices.Sort(all)
	return all
}

// Every procedure is called by every kind of caller with an empty request. What the door says must be what the table says; what
// the room says after that is its own business.
func TestEveryProcedureAsEveryCaller(t *testing.T) {
	t.Parallel()
	a := open(t)
	callers := []struct {
		name   string
		caller *authn.Caller
		rule   rpc.Rule // the narrowest that lets this caller in
	}{
		{"nobody", nil, rpc.Public},
		{"member", &authn.Caller{Account: 1}, rpc.Member}, // without a session, which a room could find ended
		{"operator", &authn.Caller{Account: 2, Operator: true}, rpc.Operator},
	}
	all := procedures()
	if len(all) < 60 {
		t.Fatalf("only %d procedures found", len(all))
	}
	for _, p := range all {
		for _, c := range callers {
			r := httptest.NewRequest(http.MethodPost, p, strings.NewReader("{}"))
			r.Header.Set("Content-Type", "application/json")
			if c.caller != nil {
				r = r.WithContext(authn.With(r.Context(), *c.caller))
			}
			w := httptest.NewRecorder()
			a.calls.ServeHTTP(w, r)
			body := w.Body.String()
			refused := strings.Contains(body, "authn.signed_out") || strings.Contains(body, "authn.not_yours")
			if rule := Authorization[p]; refused != (c.rule < rule) {
				t.Errorf("%s as %s: %d %s; the rule is %s", p, c.name, w.Code, body, rule)
			}
			if strings.Contains(body, "unimplemented") || strings.Contains(body, "rpc.unknown") {
				t.Errorf("%s is not implemented: %s", p, body)
			}
			if w.Code == http.StatusInternalServerError {
				t.Errorf("%s as %s failed inside: %s", p, c.name, body)
			}
		}
	}
}

// The table as text, so that a change of who may do what is seen in review. ALUN_UPDATE=1 writes it anew.
func TestAuthorizationIsAsReviewed(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, p := range procedures() {
		fmt.Fprintf(&b, "%-9s %s\n", Authorization[p], p)
	}
	golden := filepath.Join("testdata", "authorization.txt")
	if os.Getenv("ALUN_UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != b.String() {
		t.Errorf("who may call what has changed (%v); review it and run with ALUN_UPDATE=1:\n%s", err, b.String())
	}
}

package account

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"alun/api/gen/alun/account/v1/accountv1connect"
	"alun/base/authn"
	"alun/base/rpc"
)

// street puts a town's service behind the door and the rules of calls, as the app does.
func (s town) street(t *testing.T) *httptest.Server {
	t.Helper()
	table := rpc.Table{}
	for _, p := range []string{
		accountv1connect.AccountServiceGetServerProcedure, accountv1connect.AccountServiceStartSignInProcedure,
		accountv1connect.AccountServiceFinishSignInProcedure,
	} {
		table[p] = rpc.Public
	}
	for _, p := range []string{
		accountv1connect.AccountServiceGetMeProcedure, accountv1connect.AccountServiceSignOutProcedure,
		accountv1connect.AccountServiceCheckHandleProcedure, accountv1connect.AccountServiceSetHandleProcedure,
		accountv1connect.AccountServiceGetPeopleProcedure, accountv1connect.AccountServiceGetQrProcedure,
		accountv1connect.AccountServiceDeleteMeProcedure,
	} {
		table[p] = rpc.Member
	}
	cfg := rpc.Config{Table: table, Log: s.Log, Clock: s.clock}
	server := rpc.NewServer(cfg)
	s.Register(server)
	srv := httptest.NewServer(&authn.Door{Verifier: s.Service, Next: rpc.Handler(server, cfg)})
	t.Cleanup(srv.Close)
	return srv
}

// call posts JSON to a method and returns the answer, its status and cookies.
func call(t *testing.T, srv *httptest.Server, path, method, body string, with func(*http.Request)) (answer map[string]any, status int, cookies []*http.Cookie) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, srv.URL+path+"/alun.account.v1.AccountService/"+method, strings.NewReader(body))
	must(t, err)
	r.Header.Set("Content-Type", "application/json")
	if with != nil {
		with(r)
	}
	resp, err := srv.Client().Do(r)
	must(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	must(t, err)
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&answer); err != nil {
		t.Fatalf("%s: %s, %v", method, data, err)
	}
	return answer, resp.StatusCode, resp.Cookies()
}

// A browser gets its token as a cookie of the slot and never sees it; another client gets it in the answer and no cookie.
func TestTokensReachTheirClientsOnly(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		srv := s.street(t)
		signIn := func(path, extra string) (map[string]any, []*http.Cookie) {
			started, status, _ := call(t, srv, path, "StartSignIn", `{"address":"ayu@example.org"}`, nil)
			if status != 200 || started["devCode"] != nil {
				t.Fatalf("%d %v", status, started)
			}
			answer, status, cookies := call(t, srv, path, "FinishSignIn",
				`{"ticket":"`+started["ticket"].(string)+`","code":"`+s.mail("ayu@example.org")+`","device":"x"`+extra+`}`, nil)
			if status != 200 {
				t.Fatalf("%d %v", status, answer)
			}
			return answer, cookies
		}
		answer, cookies := signIn("/u/3", "")
		if answer["token"] != nil || len(cookies) != 1 {
			t.Fatalf("%v, cookies %v", answer, cookies)
		}
		if c := cookies[0]; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/u/3/" {
			t.Errorf("cookie %+v", c)
		}
		withCookie := func(r *http.Request) { r.AddCookie(cookies[0]) }
		me, status, _ := call(t, srv, "/u/3", "GetMe", "{}", withCookie)
		if status != 200 || me["me"].(map[string]any)["needsProfile"] != true {
			t.Errorf("%d %v", status, me)
		}

		answer, none := signIn("", `,"bearer":true`)
		token, _ := answer["token"].(string)
		if !strings.HasPrefix(token, tokenPrefix) || len(none) != 0 {
			t.Fatalf("%v, cookies %v", answer, none)
		}
		bearer := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
		if _, status, _ := call(t, srv, "", "GetMe", "{}", bearer); status != 200 {
			t.Errorf("bearer: %d", status)
		}
		qr, _, _ := call(t, srv, "", "GetQr", "{}", bearer)
		if url, _ := qr["url"].(string); !strings.HasPrefix(url, srv.URL+"/q/") {
			t.Errorf("%v", qr)
		}

		_, status, cleared := call(t, srv, "/u/3", "SignOut", "{}", withCookie)
		if status != 200 || len(cleared) != 1 || cleared[0].MaxAge >= 0 {
			t.Errorf("%d, cookies %v", status, cleared)
		}
		if _, status, _ := call(t, srv, "/u/3", "GetMe", "{}", withCookie); status == 200 {
			t.Error("signed out, and still in")
		}
		_, status, _ = call(t, srv, "", "DeleteMe", `{"confirm":""}`, bearer)
		if status != 200 {
			t.Errorf("DeleteMe: %d", status)
		}
		if _, status, _ := call(t, srv, "", "GetMe", "{}", bearer); status == 200 {
			t.Error("deleted, and still in")
		}
	})
}

func TestAnswersOfHandlesAndPeople(t *testing.T) {
	each(t, Config{Version: "v1"}, func(t *testing.T, s town) {
		srv := s.street(t)
		ayu, budi := s.join("ayu@example.org"), s.join("budi@example.org")
		must(t, s.SetHandle(t.Context(), ayu.account(), "ayu"))
		as := func(in SignedIn) func(*http.Request) {
			return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+in.Token) }
		}
		for handle, want := range map[string]string{
			"ayu": "account.handle_taken", "admin": "account.handle_reserved", "x": "account.handle_invalid", "budi": "",
		} {
			answer, status, _ := call(t, srv, "", "CheckHandle", `{"handle":"`+handle+`"}`, as(budi))
			code, _ := answer["code"].(string)
			free, _ := answer["free"].(bool)
			if status != 200 || code != want || free != (want == "") {
				t.Errorf("%s: %d %v", handle, status, answer)
			}
		}
		answer, _, _ := call(t, srv, "", "CheckHandle", `{"handle":"other"}`, as(ayu))
		if answer["code"] != "account.handle_too_soon" || answer["freeAtMs"] == nil {
			t.Errorf("%v", answer)
		}
		_, status, _ := call(t, srv, "", "SetHandle", `{"handle":"ayu"}`, as(budi))
		if status == 200 {
			t.Error("a taken handle was given")
		}
		people, _, _ := call(t, srv, "", "GetPeople", `{"ids":["99","`+ayu.account().String()+`","`+ayu.account().String()+`"]}`, as(budi))
		if list, _ := people["people"].([]any); len(list) != 1 {
			t.Errorf("%v", people)
		}
		_, status, _ = call(t, srv, "", "GetPeople", `{"ids":[`+strings.Repeat(`"1",`, MaxPeople)+`"1"]}`, as(budi))
		if status != http.StatusBadRequest {
			t.Errorf("too many: %d", status)
		}
		info, _, _ := call(t, srv, "", "GetServer", "{}", nil)
		if info["name"] != "Alun" || info["version"] != "v1" || info["needsOperator"] != true || len(info["addressKinds"].([]any)) != 2 {
			t.Errorf("%v", info)
		}
	})
}

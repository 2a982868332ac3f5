package account

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"alun/base/authn"
	"alun/base/errs"
	"alun/base/store"
)

func TestSignUpAndIn(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ticket, err := s.StartSignIn(someone(), " Ayu@Example.ORG ", "id")
		must(t, err)
		if ticket.Address.Value != "ayu@example.org" || ticket.ShownCode != "" || !ticket.ExpiresAt.Equal(start.Add(CodeLife)) {
			t.Errorf("%+v", ticket)
		}
		in, err := s.FinishSignIn(someone(), ticket.Ticket, s.mail("ayu@example.org"), "Ponsel Ayu")
		must(t, err)
		if !in.IsNew || !in.Me.NeedsProfile || in.Me.Addresses[0].Value != "ayu@example.org" {
			t.Errorf("%+v", in)
		}
		c, err := s.Verify(someone(), in.Token)
		must(t, err)
		if c.Account != in.account() || c.Session != in.Session || c.Operator {
			t.Errorf("%+v", c)
		}
		again := s.join("ayu@example.org")
		if again.IsNew || again.account() != in.account() || again.Token == in.Token {
			t.Errorf("%+v", again)
		}
		if phone := s.join("0812 3456 7890"); phone.Me.Addresses[0].Value != "+6281234567890" || phone.account() == in.account() {
			t.Errorf("%+v", phone.Me)
		}
	})
}

func TestLetters(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		for language, want := range map[string]string{"id": "kode untuk masuk ke Alun", "zh": "您登录 Alun 的验证码", "en": "your code to sign in to Alun", "fr": "your code to sign in"} {
			to := "someone+" + language + "@example.org"
			_, err := s.StartSignIn(someone(), to, language)
			must(t, err)
			s.runJobs()
			m := s.post.letters[len(s.post.letters)-1]
			if m.To != to || !strings.Contains(m.Text, want) || !strings.Contains(m.Subject, s.post.code(to)) || strings.ContainsAny(m.Text+m.Subject, "{}") {
				t.Errorf("%s: %+v", language, m)
			}
		}
	})
}

// A thief of the database has neither codes nor tokens nor tickets.
func TestNoSecretIsReadableInTheDatabase(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ticket, err := s.StartSignIn(someone(), "ayu@example.org", "en")
		must(t, err)
		var payload []byte
		err = s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT payload FROM job WHERE kind = $1`, jobSendCode).Scan(&payload)
		})
		must(t, err)
		code := s.mail("ayu@example.org")
		if len(code) != 6 || bytes.Contains(payload, []byte(code)) || bytes.Contains(payload, []byte("ayu@")) {
			t.Fatalf("code %q, payload %q", code, payload)
		}
		var mac, hash []byte
		err = s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT ticket, code FROM account_code`).Scan(&hash, &mac)
		})
		must(t, err)
		if bytes.Contains(hash, []byte(ticket.Ticket)) || bytes.Contains(mac, []byte(code)) {
			t.Error("ticket or code is stored as it is")
		}
		in, err := s.FinishSignIn(someone(), ticket.Ticket, code, "")
		must(t, err)
		err = s.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT token FROM account_session WHERE id = $1`, in.Session).Scan(&hash)
		})
		must(t, err)
		if bytes.Contains([]byte(in.Token), hash) || len(hash) != 32 {
			t.Error("the token is stored as it is")
		}
	})
}

// Two hundred wrong codes at once are five comparisons, and then the right one is worth nothing.
func TestParallelGuessesAreFive(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ticket, err := s.StartSignIn(someone(), "ayu@example.org", "en")
		must(t, err)
		right := s.mail("ayu@example.org")
		var mu sync.Mutex
		answers := map[string]int{}
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				guess := fmt.Sprintf("%06d", i)
				if guess == right {
					guess = "999999"
				}
				_, err := s.FinishSignIn(someone(), ticket.Ticket, guess, "")
				mu.Lock()
				answers[errs.CodeOf(err)]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if answers["account.code_wrong"] != CodeTries || answers["account.code_spent"] != 200-CodeTries {
			t.Errorf("answers %v", answers)
		}
		_, err = s.FinishSignIn(someone(), ticket.Ticket, right, "")
		refused(t, err, ErrCodeSpent)
	})
}

func TestATicketWorksOnce(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ticket, err := s.StartSignIn(someone(), "ayu@example.org", "en")
		must(t, err)
		code := s.mail("ayu@example.org")
		var mu sync.Mutex
		signedIn := 0
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				_, err := s.FinishSignIn(someone(), ticket.Ticket, code, "")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					signedIn++
				} else if !errors.Is(err, ErrCodeExpired) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if signedIn != 1 {
			t.Errorf("%d sessions of one code", signedIn)
		}
		_, err = s.FinishSignIn(someone(), ticket.Ticket, code, "")
		refused(t, err, ErrCodeExpired)
	})
}

func TestCodesAreBound(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		a, err := s.StartSignIn(someone(), "a@example.org", "en")
		must(t, err)
		b, err := s.StartSignIn(someone(), "b@example.org", "en")
		must(t, err)
		codeA, codeB := s.mail("a@example.org"), s.mail("b@example.org")
		if codeA != codeB {
			_, err = s.FinishSignIn(someone(), a.Ticket, codeB, "")
			refused(t, err, ErrCodeWrong)
		}
		for _, ticket := range []string{"", "x", b.Ticket + "x", strings.ToUpper(a.Ticket) + "_"} {
			_, err = s.FinishSignIn(someone(), ticket, codeA, "")
			refused(t, err, ErrCodeExpired)
		}
		// A ticket for signing in adds no address, nor the other way round.
		in := s.join("c@example.org")
		refused(t, s.FinishAddAddress(someone(), in.account(), a.Ticket, codeA), ErrCodeExpired)
		add, err := s.StartAddAddress(someone(), in.account(), "d@example.org", "en")
		must(t, err)
		_, err = s.FinishSignIn(someone(), add.Ticket, s.mail("d@example.org"), "")
		refused(t, err, ErrCodeExpired)
		// Typed with spaces it is the same code; after five minutes it is none.
		s.clock.Advance(CodeLife - time.Millisecond)
		_, err = s.FinishSignIn(someone(), a.Ticket, codeA[:3]+" "+codeA[3:], "")
		must(t, err)
		s.clock.Advance(time.Millisecond)
		_, err = s.FinishSignIn(someone(), b.Ticket, codeB, "")
		refused(t, err, ErrCodeExpired)
	})
}

// A sender that fails is asked again until the code has expired, and not afterwards.
func TestALateSenderStillSends(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		s.post.fail = errors.New("connection refused")
		_, err := s.StartSignIn(someone(), "ayu@example.org", "en")
		must(t, err)
		s.runJobs()
		s.post.fail = nil
		s.clock.Advance(time.Minute)
		if code := s.mail("ayu@example.org"); len(code) != 6 {
			t.Errorf("code %q", code)
		}
		s.post.fail = errors.New("connection refused")
		_, err = s.StartSignIn(someone(), "late@example.org", "en")
		must(t, err)
		s.runJobs()
		s.post.fail = nil
		s.clock.Advance(CodeLife)
		if code := s.mail("late@example.org"); code != "" {
			t.Error("an expired code was sent")
		}
	})
}

func TestAddressesAndNetworksAreLimited(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		ask := func(addr, from_ string) error {
			_, err := s.StartSignIn(from(from_), addr, "en")
			return err
		}
		for range 5 {
			must(t, ask("ayu@example.org", "198.51.100.1"))
		}
		err := ask("AYU@example.org", "203.0.113.9")
		refused(t, err, errTooMany)
		if wait := errs.RetryAfterOf(err); wait <= 0 || wait > time.Hour {
			t.Errorf("wait %v", wait)
		}
		for hour := range 2 {
			s.clock.Advance(time.Hour)
			for i := range 5 {
				err := ask("ayu@example.org", "198.51.100.1")
				if (hour == 0) != (err == nil) {
					t.Fatalf("hour %d, code %d: %v", hour, i, err)
				}
			}
		}
		s.clock.Advance(24 * time.Hour)
		for i := range 30 {
			must(t, ask(fmt.Sprintf("p%d@example.org", i), fmt.Sprintf("203.0.113.%d", i+1)))
		}
		refused(t, ask("p30@example.org", "203.0.113.200"), errTooMany)
		must(t, ask("p30@example.org", "203.0.112.200"))
		for i := range 30 {
			must(t, ask(fmt.Sprintf("q%d@example.org", i), fmt.Sprintf("2001:db8:1:%x::1", i)))
		}
		refused(t, ask("q30@example.org", "2001:db8:1:ffff::1"), errTooMany)
	})
}

// Known, unknown and suspended: the same answer, the same work, and nothing said before the code is proven.
func TestAskingTellsNothing(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		known, bad := s.join("known@example.org"), s.join("suspended@example.org")
		must(t, s.inTx(func(ctx context.Context, tx *store.Tx) error { return s.Suspend(ctx, tx, bad.account(), "spam") }))
		shape := func(addr string) string {
			ticket, err := s.StartSignIn(someone(), addr, "en")
			s.runJobs()
			return fmt.Sprint(err, len(ticket.Ticket), ticket.ExpiresAt.Sub(s.clock.Now()), ticket.AgainAt.Sub(s.clock.Now()), ticket.ShownCode)
		}
		want := shape("unknown@example.org")
		for _, addr := range []string{"known@example.org", "suspended@example.org"} {
			if got := shape(addr); got != want {
				t.Errorf("%s: %s, unknown %s", addr, got, want)
			}
		}
		ticket, err := s.StartSignIn(someone(), "suspended@example.org", "en")
		must(t, err)
		_, err = s.FinishSignIn(someone(), ticket.Ticket, "000000", "")
		refused(t, err, ErrCodeWrong)
		_, err = s.FinishSignIn(someone(), ticket.Ticket, s.mail("suspended@example.org"), "")
		refused(t, err, ErrSuspended)
		_ = known
	})
}

// Where sign-up is closed, a stranger gets the same answer as a member, but no letter.
func TestClosedSignUpTellsNothing(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		s.join("member@example.org")
		must(t, s.inTx(func(ctx context.Context, tx *store.Tx) error {
			return s.SetServer(ctx, tx, ServerSettings{Name: "Desa", OpenSignUp: false, DefaultCountryCode: "+62"})
		}))
		a, err := s.StartSignIn(someone(), "member@example.org", "en")
		must(t, err)
		b, err := s.StartSignIn(someone(), "stranger@example.org", "en")
		must(t, err)
		if len(a.Ticket) != len(b.Ticket) || a.ExpiresAt != b.ExpiresAt {
			t.Error("the answers differ")
		}
		if s.mail("member@example.org") == "" || s.mail("stranger@example.org") != "" {
			t.Error("letters went to the wrong people")
		}
		_, err = s.FinishSignIn(someone(), a.Ticket, s.mail("member@example.org"), "")
		must(t, err)
	})
}

// Two people (or tabs) with two tickets for one new address at once become one account.
func TestOneAddressOneAccount(t *testing.T) {
	each(t, Config{}, func(t *testing.T, s town) {
		var tickets, codes []string
		for range 4 {
			ticket, err := s.StartSignIn(someone(), "ayu@example.org", "en")
			must(t, err)
			tickets, codes = append(tickets, ticket.Ticket), append(codes, s.mail("ayu@example.org"))
		}
		ins := make([]SignedIn, len(tickets))
		var wg sync.WaitGroup
		for i := range tickets {
			wg.Go(func() {
				var err error
				if ins[i], err = s.FinishSignIn(someone(), tickets[i], codes[i], ""); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		fresh := 0
		for _, in := range ins {
			if in.IsNew {
				fresh++
			}
			if in.Me == nil || in.account() != ins[0].account() {
				t.Fatalf("%+v", ins)
			}
		}
		if fresh != 1 {
			t.Errorf("%d times new", fresh)
		}
	})
}

func TestWhereCodesAreShown(t *testing.T) {
	loopback := authn.WithClient(context.Background(), authn.Client{Addr: parseAddr("127.0.0.1"), Loopback: true, BaseURL: "http://localhost:8080", Slot: 0})
	for name, c := range map[string]struct {
		cfg     Config
		ctx     context.Context
		senders bool
		shown   bool
		kinds   int
	}{
		"loopback, nothing set up":   {Config{ShowCodes: true}, loopback, false, true, 2},
		"from outside":               {Config{ShowCodes: true}, someone(), false, false, 0},
		"a server for others":        {Config{}, loopback, false, false, 0},
		"with a sender":              {Config{ShowCodes: true}, loopback, true, false, 2},
		"demo":                       {Config{Demo: true}, someone(), false, true, 2},
		"a demo with a sender sends": {Config{Demo: true}, someone(), true, false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, c.cfg, func(t *testing.T, s town) {
				if !c.senders {
					s.Senders = nil
				}
				if got := len(s.Kinds(c.ctx)); got != c.kinds {
					t.Errorf("%d kinds", got)
				}
				ticket, err := s.StartSignIn(c.ctx, "ayu@example.org", "en")
				if c.kinds == 0 {
					refused(t, err, ErrKindUnavailable)
					return
				}
				must(t, err)
				if (ticket.ShownCode != "") != c.shown {
					t.Fatalf("shown %q", ticket.ShownCode)
				}
				if c.shown {
					_, err = s.FinishSignIn(c.ctx, ticket.Ticket, ticket.ShownCode, "")
					must(t, err)
				}
			})
		})
	}
}

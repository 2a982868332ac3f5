package crash

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	walletv1 "alun/api/gen/alun/wallet/v1"
	"alun/base/errs"
	"alun/bench/child"
	"alun/client"
)

// Two hundred guesses at a PIN at once, and the server is killed in the middle of them, again and again: all its lives
// together look at five, and then not even at the right one.
func TestKillWhileGuessing(t *testing.T) {
	const lives, guesses, tries = 6, 200, 5
	chance := dice(t)
	s := start(t, child.Config{})
	_, persons := people(t, t.Context(), s, 1)
	c := newClient(t, s.URL, persons[0].Token)
	if _, err := c.Wallet.SetPin(t.Context(), &walletv1.SetPinRequest{Pin: child.PIN}); err != nil {
		t.Fatal(err)
	}
	var wrong, locked, lost atomic.Int64
	guess := func(ctx context.Context, digits string) error {
		_, err := c.Grant(ctx, digits, "transfer", client.NewID(), client.Amount(1, "IDR"), 1)
		return err
	}
	for life := range lives {
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		var all sync.WaitGroup
		for range guesses {
			all.Go(func() {
				switch code := errs.CodeOf(guess(ctx, "161803")); code {
				case "wallet.pin_wrong":
					wrong.Add(1)
				case "wallet.pin_locked":
					locked.Add(1)
				case "":
					t.Error("a wrong PIN gave a grant")
				default:
					lost.Add(1)
				}
			})
		}
		if life < lives-1 {
			for before := wrong.Load() + locked.Load(); life > 0 && wrong.Load()+locked.Load() == before && ctx.Err() == nil; {
				time.Sleep(time.Millisecond) // all lives but the first answer somebody
			}
			time.Sleep(time.Duration(chance.Int64N(int64(50 * time.Millisecond))))
			s.Kill()
		}
		all.Wait()
		stop()
		if life < lives-1 {
			s = must(s.Restart(t.Context(), true))(t)
		}
	}
	t.Logf("%d wrong, %d locked, %d without an answer", wrong.Load(), locked.Load(), lost.Load())
	if wrong.Load() > tries || locked.Load() == 0 {
		t.Errorf("%d guesses were looked at, %d refused", wrong.Load(), locked.Load())
	}
	if code := errs.CodeOf(guess(t.Context(), child.PIN)); code != "wallet.pin_locked" {
		t.Errorf("the right PIN after that: %q", code)
	}
	stop(t, s)
	if out, err := s.Run(t.Context(), "check"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

package pin

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"alun/base/id"
	"alun/base/secret"
)

func TestWhatMayBeAPIN(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  error
	}{
		{"314159", nil},
		{"246810", nil},
		{"３１４１５９", nil}, // full-width digits of a Chinese keyboard
		{"012210", nil},
		{"", ErrFormat},
		{"12345", ErrFormat},
		{"1234567", ErrFormat},
		{"12345a", ErrFormat},
		{"-12345", ErrFormat},
		{"12 345", ErrFormat},
		{"٣١٤١٥٩", ErrFormat}, // Arabic digits: the pad has none
		{"000000", ErrWeak},
		{"777777", ErrWeak},
		{"123456", ErrWeak},
		{"890123", ErrWeak}, // a run goes over the nine
		{"654321", ErrWeak},
		{"210987", ErrWeak},
		{"121212", ErrWeak},
		{"123123", ErrWeak},
	} {
		got, err := New(c.typed)
		if !errors.Is(err, c.want) {
			t.Errorf("New(%q): %v, want %v", c.typed, err, c.want)
		}
		if err == nil && len(got) != 6 {
			t.Errorf("New(%q) = %q", c.typed, got)
		}
	}
}

func TestASealedPIN(t *testing.T) {
	h := NewHasher(secret.Ephemeral())
	box := h.Seal(42, "314159")
	if len(box) != sealed || bytes.Contains(box, []byte("314159")) {
		t.Fatalf("%d bytes: %q", len(box), box)
	}
	if bytes.Equal(box, h.Seal(42, "314159")) {
		t.Error("two seals of one PIN are the same: no salt")
	}
	for _, c := range []struct {
		account id.Account
		digits  string
		want    bool
	}{{42, "314159", true}, {42, "314158", false}, {43, "314159", false}} {
		right, err := h.Compare(c.account, box, c.digits)
		if err != nil || right != c.want {
			t.Errorf("Compare(%d, %s) = %t, %v", c.account, c.digits, right, err)
		}
	}
	if right, _ := NewHasher(secret.Ephemeral()).Compare(42, box, "314159"); right {
		t.Error("a server with another pepper takes the PIN")
	}
	for _, bad := range [][]byte{nil, box[:20], append([]byte{9}, box[1:]...), append(bytes.Clone(box), 0)} {
		if _, err := h.Compare(42, bad, "314159"); err == nil {
			t.Errorf("compared with %x", bad)
		}
	}
}

// After a rotation of the secrets an old PIN still works, and is known to be old.
func TestARotatedPepper(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets")
	before, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	box := NewHasher(before).Seal(42, "314159")
	if _, err := secret.Rotate(path); err != nil {
		t.Fatal(err)
	}
	after, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	h := NewHasher(after)
	if right, err := h.Compare(42, box, "314159"); err != nil || !right {
		t.Fatal(right, err)
	}
	if !h.Old(box) || h.Old(h.Seal(42, "314159")) {
		t.Error("which PIN is older than the rotation is not known")
	}
}

func TestOnlySlotsComputeAtOnce(t *testing.T) {
	h := NewHasher(secret.Ephemeral())
	for range Slots() {
		if _, err := h.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Enter(ctx); err == nil {
		t.Error("one more than there are slots")
	}
}

var start = time.Date(2026, 11, 22, 23, 50, 0, 0, time.UTC)

func TestTries(t *testing.T) {
	var tries Tries
	guess := func(at time.Time, want error) {
		t.Helper()
		next, err := tries.Attempt(at)
		if !errors.Is(err, want) {
			t.Fatalf("at %s: %v, want %v", at.Format(time.TimeOnly), err, want)
		}
		tries = next
	}
	for n := range TriesMax {
		if left := tries.Left(start); left != TriesMax-n {
			t.Fatalf("%d left before guess %d", left, n+1)
		}
		guess(start, nil)
	}
	guess(start, ErrLocked)
	guess(start.Add(LockShort-time.Millisecond), ErrLocked)
	second := start.Add(LockShort) // on the next day of the calendar: that forgives nothing
	for range WrongPerDay - TriesMax {
		guess(second, nil)
	}
	guess(second.Add(LockShort), ErrLocked)
	guess(second.Add(LockLong-time.Millisecond), ErrLocked)
	for range TriesMax {
		guess(second.Add(LockLong), nil)
	}
	guess(second.Add(LockLong), ErrLocked)
	if tries.Left(second.Add(LockLong)) != 0 {
		t.Error("guesses left during a lock")
	}
}

// What is right takes back itself and nothing of what others guessed wrong meanwhile.
func TestARightGuessForgivesOnlyItself(t *testing.T) {
	var tries Tries
	for range 3 {
		tries, _ = tries.Attempt(start)
	}
	mine, _ := tries.Attempt(start)
	others, _ := mine.Attempt(start) // the fifth: locks
	after := others.Right(mine)
	if after.Day != 4 || !after.LockedUntil.Equal(start.Add(LockShort)) {
		t.Errorf("%+v", after)
	}
	last, _ := mine.Attempt(start)
	if after = last.Right(last); !after.LockedUntil.IsZero() || after.Day != 4 || after.Wrong != 0 {
		t.Errorf("the fifth was right: %+v", after)
	}
}

// However guesses are spread over time: at most TriesMax wrong ones in a row without a pause of LockShort, and at most
// WrongPerDay in the 24 hours that begin with the first.
func TestGuessesAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tries Tries
		var row []time.Time // wrong ones since the last right one
		var day []time.Time // wrong ones of the running day
		now := start
		for range rapid.IntRange(1, 80).Draw(t, "guesses") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
			next, err := tries.Attempt(now)
			if err != nil {
				continue
			}
			tries = next
			if rapid.IntRange(0, 9).Draw(t, "right") == 0 {
				tries, row = tries.Right(next), nil
				continue
			}
			row = append(row, now)
			if n := len(row); n > TriesMax && now.Sub(row[n-1-TriesMax]) < LockShort {
				t.Fatalf("%d wrong guesses within %s", TriesMax+1, now.Sub(row[n-1-TriesMax]))
			}
			if len(day) > 0 && now.Sub(day[0]) >= LockLong {
				day = nil
			}
			if day = append(day, now); len(day) > WrongPerDay {
				t.Fatalf("%d wrong guesses since %s", len(day), day[0])
			}
		}
	})
}

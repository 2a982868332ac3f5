package secret

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func open(t *testing.T, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFileIsMadeOnceAndPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "secrets")
	var wg sync.WaitGroup
	macs := make([][]byte, 8)
	for i := range macs {
		wg.Go(func() {
			if f, err := Open(path); err != nil {
				t.Error(err)
			} else {
				macs[i] = f.Key("x").MAC("hello")
			}
		})
	}
	wg.Wait()
	for _, m := range macs[1:] {
		if !bytes.Equal(m, macs[0]) {
			t.Fatal("two processes that start at once have different keys")
		}
	}
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".secrets-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestFileRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
	}{
		"empty":         {"", 0o600},
		"half a key":    {"1 AAAA\n", 0o600},
		"out of order":  {"2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0o600},
		"not a number":  {"x AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0o600},
		"others may":    {"1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0o640},
		"only comments": {header, 0o600},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "secrets")
			if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(path); err == nil {
				t.Error("accepted")
			}
			if got, _ := os.ReadFile(path); string(got) != c.text {
				t.Error("a refused file was changed")
			}
		})
	}
}

func TestRotationKeepsOldThingsReadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets")
	before := open(t, path).Key("x")
	mac, box := before.MAC("a"), before.Seal([]byte("word"), "here")
	if n, err := Rotate(path); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	after := open(t, path).Key("x")
	if !after.Check(mac, "a") {
		t.Error("an old code is refused")
	}
	if plain, err := after.Open(box, "here"); err != nil || string(plain) != "word" {
		t.Errorf("an old box: %q, %v", plain, err)
	}
	if bytes.Equal(after.MAC("a"), mac) {
		t.Error("the new key makes what the old one made")
	}
	if before.Check(after.MAC("a"), "a") {
		t.Error("the old key knows the new one")
	}
}

func TestKeysAreApart(t *testing.T) {
	f := Ephemeral()
	a, b := f.Key("a"), f.Key("b")
	if b.Check(a.MAC("x"), "x") {
		t.Error("the code of one use is good for another")
	}
	if _, err := b.Open(a.Seal([]byte("x"), ""), ""); !errors.Is(err, ErrForeign) {
		t.Error("the box of one use opens with another")
	}
	if a.Check(a.MAC("ab", "c"), "a", "bc") {
		t.Error("parts run into each other")
	}
}

// Any change of a box, its context or a code is noticed, and nothing panics.
func TestAnyChangeIsNoticed(t *testing.T) {
	k := Ephemeral().Key("x")
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		box := k.Seal(plain, "ctx")
		if got, err := k.Open(box, "ctx"); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("round trip: %v", err)
		}
		if _, err := k.Open(box, "other"); err == nil {
			t.Fatal("another context opens it")
		}
		bad := bytes.Clone(box[:rapid.IntRange(0, len(box)).Draw(t, "cut")])
		if len(bad) == len(box) {
			bad[rapid.IntRange(0, len(bad)-1).Draw(t, "at")] ^= 1
		}
		if _, err := k.Open(bad, "ctx"); !errors.Is(err, ErrForeign) {
			t.Fatalf("changed box: %v", err)
		}
		if k.Check(bad, "ctx") {
			t.Fatal("garbage is a code")
		}
	})
}

func TestShortMAC(t *testing.T) {
	k, other := Ephemeral().Key("x"), Ephemeral().Key("x")
	mac := k.ShortMAC("ab", "c")
	if len(mac) != 13 || !bytes.Equal(mac, k.MAC("ab", "c")[:13]) || !k.CheckShort(mac, "ab", "c") {
		t.Error("what was made is not known again")
	}
	changed := bytes.Clone(mac)
	changed[12] ^= 1
	for name, ok := range map[string]bool{
		"other parts":   k.CheckShort(mac, "a", "bc"),
		"another key":   other.CheckShort(mac, "ab", "c"),
		"one bit":       k.CheckShort(changed, "ab", "c"),
		"too short":     k.CheckShort(mac[:12], "ab", "c"),
		"the whole MAC": k.CheckShort(k.MAC("ab", "c"), "ab", "c"),
		"nothing":       k.CheckShort(nil, "ab", "c"),
		"no master":     k.CheckShort(append([]byte{99}, mac[1:]...), "ab", "c"),
	} {
		if ok {
			t.Errorf("%s passes", name)
		}
	}
}

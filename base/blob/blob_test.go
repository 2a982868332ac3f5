package blob_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"alun/base/blob"
)

func open(t *testing.T) (blob.Folder, string) {
	t.Helper()
	dir := t.TempDir()
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

func TestContentComesBackByItsHash(t *testing.T) {
	t.Parallel()
	f, _ := open(t)
	content := bytes.Repeat([]byte("alun"), 1000)
	hash, size, err := f.Put(t.Context(), bytes.NewReader(content), int64(len(content)))
	if err != nil || size != 4000 || !blob.IsHash(hash) {
		t.Fatal(hash, size, err)
	}
	r, size, err := f.Open(t.Context(), hash)
	if err != nil || size != 4000 {
		t.Fatal(size, err)
	}
	defer r.Close()
	if got, _ := io.ReadAll(r); !bytes.Equal(got, content) {
		t.Error("other content came back")
	}
}

func TestTheSameContentIsKeptOnce(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, _, err := f.Put(t.Context(), strings.NewReader("same"), 10); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	files := 0
	_ = filepath.WalkDir(dir, func(_ string, d os.DirEntry, _ error) error {
		if !d.IsDir() {
			files++
		}
		return nil
	})
	if files != 1 {
		t.Errorf("%d files, want 1", files)
	}
}

func TestWhatIsTooLargeLeavesNothing(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	if _, _, err := f.Put(t.Context(), strings.NewReader("12345"), 4); !errors.Is(err, blob.ErrTooLarge) {
		t.Errorf("error %v, want ErrTooLarge", err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "incoming")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNamesThatAreNoHashesReachNoPath(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	if err := os.WriteFile(filepath.Join(dir, "outside"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "outside", "../outside", strings.Repeat("A", 64), strings.Repeat("/", 64)} {
		if _, _, err := f.Open(t.Context(), name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Open(%q): %v, want ErrNotFound", name, err)
		}
		if err := f.Delete(t.Context(), name); err != nil {
			t.Errorf("Delete(%q): %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "outside")); err != nil {
		t.Error("a file outside was deleted")
	}
}

func TestDeletedIsGoneAndVerifyFindsDamage(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	kept, _, _ := f.Put(t.Context(), strings.NewReader("kept"), 10)
	gone, _, _ := f.Put(t.Context(), strings.NewReader("gone"), 10)
	hurt, _, _ := f.Put(t.Context(), strings.NewReader("hurt"), 10)
	if err := errors.Join(f.Delete(t.Context(), gone), f.Delete(t.Context(), gone)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, hurt[:2], hurt[2:4], hurt), []byte("HURT"), 0o600); err != nil {
		t.Fatal(err)
	}
	for hash, want := range map[string]bool{kept: true, gone: false, hurt: true} {
		if got, err := f.Exists(t.Context(), hash); got != want || err != nil {
			t.Errorf("Exists: %v %v, want %v", got, err, want)
		}
	}
	var bad []string
	if err := f.Verify(t.Context(), func(hash string, _ error) { bad = append(bad, hash) }); err != nil {
		t.Fatal(err)
	}
	if len(bad) != 1 || bad[0] != hurt {
		t.Errorf("Verify found %v, want the hurt one", bad)
	}
}

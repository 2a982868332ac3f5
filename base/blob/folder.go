package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Folder is a [Store] in a folder of the local disk or a network share: two levels of subfolders by the first digits of the hash, a
// temporary folder beside them for files that are still being written.
type Folder struct{ dir string }

var _ Store = Folder{}

const tempFolder = "incoming"

// OpenFolder makes dir when it is missing, and removes what an earlier process left half written.
func OpenFolder(dir string) (Folder, error) {
	temp := filepath.Join(dir, tempFolder)
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return Folder{}, fmt.Errorf("folder for files: %w", err)
	}
	left, err := filepath.Glob(filepath.Join(temp, "put-*"))
	if err != nil {
		return Folder{}, err
	}
	for _, name := range left {
		_ = os.Remove(name) // a second node on the same share may be writing it: then its Put fails and is repeated
	}
	return Folder{dir}, nil
}

func (f Folder) path(hash string) string { return filepath.Join(f.dir, hash[:2], hash[2:4], hash) }

// Put writes a temporary file, syncs it, and gives it its name.
func (f Folder) Put(_ context.Context, r io.Reader, limit int64) (hash string, size int64, err error) {
	tmp, err := os.CreateTemp(filepath.Join(f.dir, tempFolder), "put-*")
	if err != nil {
		return "", 0, err
	}
	defer func() {
		_ = tmp.Close()
		_ = os.Remove(tmp.Name()) // gone already when it was renamed
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(r, limit+1))
	if err != nil {
		return "", 0, err
	}
	if size > limit {
		return "", 0, ErrTooLarge
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	path := f.path(hash)
	if st, err := os.Stat(path); err == nil && st.Size() == size {
		return hash, size, f.syncName(path) // who put it first may not have come that far
	}
	if err := tmp.Sync(); err != nil {
		return "", 0, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", 0, err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return "", 0, err
	}
	return hash, size, f.syncName(path)
}

// syncName makes a file's name durable, and the folders on the way to it.
func (f Folder) syncName(path string) error {
	for _, dir := range []string{filepath.Dir(path), filepath.Dir(filepath.Dir(path)), f.dir} {
		if err := syncFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

// Open opens the file.
func (f Folder) Open(_ context.Context, hash string) (io.ReadSeekCloser, int64, error) {
	if !IsHash(hash) {
		return nil, 0, ErrNotFound
	}
	file, err := os.Open(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		return nil, 0, err
	}
	st, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, st.Size(), nil
}

// Exists looks for the file's name.
func (f Folder) Exists(_ context.Context, hash string) (bool, error) {
	if !IsHash(hash) {
		return false, nil
	}
	_, err := os.Stat(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Delete removes the file.
func (f Folder) Delete(_ context.Context, hash string) error {
	if !IsHash(hash) {
		return nil
	}
	err := os.Remove(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Verify reads all files.
func (f Folder) Verify(ctx context.Context, bad func(hash string, err error)) error {
	return filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if d.IsDir() {
			if d.Name() == tempFolder {
				return fs.SkipDir
			}
			return nil
		}
		if err := verifyFile(path); err != nil {
			bad(d.Name(), err)
		}
		return nil
	})
}

func verifyFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); !strings.EqualFold(got, filepath.Base(path)) {
		return fmt.Errorf("its content is %s", got)
	}
	return nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

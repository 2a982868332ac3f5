package secret

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	masterSize = 32  // bytes of a master key
	maxMasters = 255 // a master's number is one byte, 1 to 255
)

// File holds the master keys of this server. It is safe for concurrent use and immutable: a rotation is seen by the next Open.
type File struct {
	masters map[byte][]byte
	newest  byte
}

// Open reads the file at path, or makes it with one fresh master key when there is none. It fails when the file is
// damaged or when its mode lets anybody but its owner read it.
func Open(path string) (*File, error) {
	f, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		f = &File{masters: map[byte][]byte{}}
		f.add()
		if err = write(path, f); errors.Is(err, fs.ErrExist) {
			return read(path) // another process was first
		}
	}
	if err != nil {
		return nil, fmt.Errorf("secrets in %s: %w", path, err)
	}
	return f, nil
}

// Ephemeral returns keys that die with the process, for tests and tools without a data folder.
func Ephemeral() *File {
	f := &File{masters: map[byte][]byte{}}
	f.add()
	return f
}

// Rotate adds a fresh master key to the file at path and returns its number. Running servers go on with the old one until
// they are restarted; what it made stays readable.
func Rotate(path string) (number int, err error) {
	f, err := read(path)
	if err != nil {
		return 0, fmt.Errorf("secrets in %s: %w", path, err)
	}
	if f.newest == maxMasters {
		return 0, fmt.Errorf("secrets in %s: all %d numbers are used", path, maxMasters)
	}
	f.add()
	next := path + ".next"
	if err := write(next, f); err != nil {
		return 0, fmt.Errorf("secrets: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return 0, fmt.Errorf("secrets: %w", err)
	}
	return int(f.newest), syncFolder(path)
}

func (f *File) add() {
	master := make([]byte, masterSize)
	rand.Read(master) // never fails
	f.newest++
	f.masters[f.newest] = master
}

const header = "# The keys of this Alun server. Keep a copy where the database's backups are not. Whoever reads it can impersonate the server.\n"

// The format, which reaches disk: lines of "<number> <base64 of 32 bytes>", numbers rising from 1; # starts a comment.
func read(path string) (*File, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if st.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others may read it (mode %04o): run chmod 600", st.Mode().Perm())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &File{masters: map[byte][]byte{}}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		number, value, _ := strings.Cut(line, " ")
		n, err1 := strconv.ParseUint(number, 10, 8)
		master, err2 := base64.StdEncoding.DecodeString(value)
		if err1 != nil || err2 != nil || byte(n) != f.newest+1 || len(master) != masterSize {
			return nil, fmt.Errorf("line %q… is not a key", number)
		}
		f.newest = byte(n)
		f.masters[f.newest] = master
	}
	if f.newest == 0 {
		return nil, errors.New("it holds no key")
	}
	return f, nil
}

// write makes a new file at path, whole or not at all; fs.ErrExist when there is one.
func write(path string, f *File) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	text := header
	for n := 1; n <= int(f.newest); n++ {
		text += fmt.Sprintf("%d %s\n", n, base64.StdEncoding.EncodeToString(f.masters[byte(n)]))
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".secrets-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(text)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), path); err != nil { // unlike rename, refuses an existing target
		return err
	}
	return syncFolder(path)
}

func syncFolder(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

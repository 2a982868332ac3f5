package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"alun/base/errs"
)

// owner holds the lock that says that this process, and no other, has a SQLite file open. The lock is on a file beside it, and
// ends with the process, however that ends; the number in it is for the message only.
type owner struct{ file *os.File }

func takeOwnership(path string) (*owner, error) {
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errs.Invalid("store.url", "The folder of the database %s cannot be written to.", path).Because(err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		pid, _ := io.ReadAll(io.LimitReader(f, 32))
		_ = f.Close()
		return nil, errs.Conflict("store.owned", "The database %s is in use by process %s.", path, strings.TrimSpace(string(pid)))
	}
	if err == nil {
		err = errors.Join(f.Truncate(0), writeAt(f, fmt.Sprintf("%d\n", os.Getpid())))
	}
	if err != nil {
		_ = f.Close()
		return nil, errs.Internal("store.lock", "cannot lock %s", f.Name()).Because(err)
	}
	return &owner{file: f}, nil
}

func writeAt(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// release gives the file back. The lock file stays: removing it would let two processes lock two different files.
func (o *owner) release() { _ = o.file.Close() }

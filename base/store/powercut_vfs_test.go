//go:build amd64 || arm64

package store_test

import (
	"slices"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// fileEvent is one thing that SQLite asked of the operating system.
type fileEvent struct {
	wal  bool // of the write-ahead log, otherwise of the database itself
	kind eventKind
	at   int64 // of a write: its offset; of a truncation: the new size
	data []byte
}

type eventKind uint8

const (
	eventWrite eventKind = iota
	eventTruncate
	eventSync
)

// recorder stands between SQLite and its files, and writes down in which order what was written and synced. It is a VFS
// of SQLite: a copy of the one for Unix, of which opening, writing, truncating and syncing pass through here. There is one
// for the process, since SQLite's tables of functions hold only functions of packages.
var recorder struct {
	mu     sync.Mutex
	events []fileEvent
	wal    map[uintptr]bool // by open file: whether it is the log
	open   openFunc         // of the Unix VFS
	unix   [ioMethods]uintptr

	vfs     [vfsWords]uintptr     // the VFS that SQLite sees
	methods [2][ioMethods]uintptr // of the database and of the log, which is not locked and so has functions of its own
}

// The layout of sqlite3_vfs and sqlite3_io_methods, version 3, in words of 8 bytes (sqlite.h).
const (
	vfsWords  = 21
	vfsName   = 3
	vfsOpen   = 5
	ioMethods = 19
	ioWrite   = 3
	ioTrunc   = 4
	ioSync    = 5
)

type (
	openFunc  = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	writeFunc = func(tls *libc.TLS, file, buf uintptr, n int32, at int64) int32
	truncFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc  = func(tls *libc.TLS, file uintptr, flags int32) int32
)

// at turns an address of SQLite's memory into a pointer.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// function turns an entry of a table into a Go function, entry the other way round.
func function[F any](word uintptr) F { return *(*F)(unsafe.Pointer(&word)) }

func entry[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// startRecording makes the recorder the way to open files, until the returned function is called; files opened
// meanwhile stay recorded.
func startRecording() (stop func()) {
	tls := libc.NewTLS()
	unix := sqlite3.Xsqlite3_vfs_find(tls, 0)
	r := &recorder
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events, r.wal = nil, map[uintptr]bool{}
	if r.open == nil {
		r.vfs = *at[[vfsWords]uintptr](unix)
		r.open = function[openFunc](r.vfs[vfsOpen])
		r.vfs[vfsOpen] = entry[openFunc](recordOpen)
		name, err := libc.CString("recorder")
		if err != nil {
			panic(err)
		}
		r.vfs[vfsName] = name
	}
	sqlite3.Xsqlite3_vfs_register(tls, uintptr(unsafe.Pointer(&r.vfs)), 1)
	return func() {
		sqlite3.Xsqlite3_vfs_register(tls, unix, 1)
		tls.Close()
	}
}

// recorded returns how many events there are.
func recorded() int {
	recorder.mu.Lock()
	defer recorder.mu.Unlock()
	return len(recorder.events)
}

func recordOpen(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	r := &recorder
	rc := r.open(tls, vfs, name, file, flags, out)
	isLog := flags&sqlite3.SQLITE_OPEN_WAL != 0
	if rc != sqlite3.SQLITE_OK || !isLog && flags&sqlite3.SQLITE_OPEN_MAIN_DB == 0 {
		return rc
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wal[file] = isLog
	table := at[uintptr](file) // its first word is the table of its functions
	mine := &r.methods[0]
	if isLog {
		mine = &r.methods[1]
	}
	if mine[ioWrite] == 0 {
		r.unix = *at[[ioMethods]uintptr](*table) // the functions recorded are the same for both
		*mine = r.unix
		mine[ioWrite] = entry[writeFunc](recordWrite)
		mine[ioTrunc] = entry[truncFunc](recordTruncate)
		mine[ioSync] = entry[syncFunc](recordSync)
	}
	*table = uintptr(unsafe.Pointer(mine))
	return rc
}

func recordWrite(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	rc := function[writeFunc](recorder.unix[ioWrite])(tls, file, buf, n, offset)
	note(file, fileEvent{kind: eventWrite, at: offset, data: slices.Clone(unsafe.Slice(at[byte](buf), n))})
	return rc
}

func recordTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	rc := function[truncFunc](recorder.unix[ioTrunc])(tls, file, size)
	note(file, fileEvent{kind: eventTruncate, at: size})
	return rc
}

func recordSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	rc := function[syncFunc](recorder.unix[ioSync])(tls, file, flags)
	note(file, fileEvent{kind: eventSync})
	return rc
}

func note(file uintptr, e fileEvent) {
	recorder.mu.Lock()
	defer recorder.mu.Unlock()
	e.wal = recorder.wal[file]
	recorder.events = append(recorder.events, e)
}

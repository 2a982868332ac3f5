package store

import (
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// site is the place in the source that a closure comes from. It names the closure in the log, and its package is the lane in
// which the closure waits, so that no room has to say who it is.
type site struct {
	name string // "alun/social/chat.(*Service).Send.func1"
	lane string // "alun/social/chat"

	slowLogged atomic.Int64 // Unix nanoseconds of the last line about it
	slowSilent atomic.Int64 // slow runs since that got no line
}

// sites remembers the site of every function given to Write; there are as many as there are such places in the source.
type sites struct{ byPC sync.Map }

func (s *sites) of(fn any) *site {
	pc := reflect.ValueOf(fn).Pointer()
	if got, ok := s.byPC.Load(pc); ok {
		return got.(*site)
	}
	name := "unknown"
	if f := runtime.FuncForPC(pc); f != nil {
		name = f.Name()
	}
	lane := name
	slash := strings.LastIndexByte(name, '/')
	if dot := strings.IndexByte(name[slash+1:], '.'); dot >= 0 {
		lane = name[:slash+1+dot]
	}
	got, _ := s.byPC.LoadOrStore(pc, &site{name: name, lane: lane})
	return got.(*site)
}

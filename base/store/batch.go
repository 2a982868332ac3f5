package store

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"alun/base/errs"
)

// Result is the outcome of one item of a set: a value or an error.
type Result[R any] struct {
	Value R
	Err   error
}

// Batch makes sets out of single calls: it stands at the outermost door, where many callers come with one item each.
// While one set is being written the next items gather; nobody ever waits for more to come. A set function that fails as
// a whole, or panics, is run again on halves of the set until the items that make it fail stand alone.
type Batch[T, R any] struct {
	db    *DB
	limit int
	site  *site
	set   func(ctx context.Context, tx *Tx, items []T) ([]Result[R], error)

	mu      sync.Mutex
	items   []*batchItem[T, R]
	running bool
}

// batchQueue is how many sets may wait: a Batch holds at most limit × batchQueue items.
const batchQueue = 16

type batchItem[T, R any] struct {
	value  T
	state  atomic.Int32 // waiting, claimed or givenUp, as of a call
	result Result[R]
	crash  any // what the set function panicked with on this item alone
	done   chan struct{}
	then   func(R, error) // of Go; instead of done
}

// NewBatch makes the door for set, which gets 1 to limit items in the order of their arrival and returns as many results in
// the same order. An item's own error (Result.Err) does not undo the others; an error of set undoes the whole run.
func NewBatch[T, R any](db *DB, limit int, set func(ctx context.Context, tx *Tx, items []T) ([]Result[R], error)) *Batch[T, R] {
	if limit < 1 {
		panic("store: a batch of nothing")
	}
	return &Batch[T, R]{db: db, limit: limit, site: db.sites.of(set), set: set}
}

// Do hands in one item and returns its result after that is durable. A caller who gives up before his item's set begins
// gets his context's error and nothing was done; afterwards he gets the true answer. Errors: those of the set function
// and of Write; exhausted store.busy when too many items wait.
func (b *Batch[T, R]) Do(ctx context.Context, item T) (R, error) {
	refuseNested(ctx, "Batch.Do")
	it := &batchItem[T, R]{value: item, done: make(chan struct{})}
	if err := b.put(it); err != nil {
		return it.result.Value, err
	}
	select {
	case <-it.done:
	case <-ctx.Done():
		if it.state.CompareAndSwap(waiting, givenUp) {
			return it.result.Value, ctx.Err()
		}
		<-it.done // it has begun: stay for the true answer
	}
	if it.crash != nil {
		panic(it.crash)
	}
	return it.result.Value, it.result.Err
}

// Go hands in one item and returns at once; then is called with its result after that is durable. Items of one goroutine
// are in the set functions, and their calls of then happen, in the order in which they were handed in. then must be
// quick: the next set waits for it. When too many items wait, it is called before Go returns, with exhausted store.busy.
func (b *Batch[T, R]) Go(item T, then func(R, error)) {
	it := &batchItem[T, R]{value: item, then: then}
	if err := b.put(it); err != nil {
		then(it.result.Value, err)
	}
}

// answer tells whoever handed the item in.
func (b *Batch[T, R]) answer(it *batchItem[T, R]) {
	if it.then == nil {
		close(it.done)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			b.db.log.Error("the receiver of a result panicked", "set", b.site.name, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	it.then(it.result.Value, it.result.Err)
}

func (b *Batch[T, R]) put(it *batchItem[T, R]) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.items) >= b.limit*batchQueue {
		return ErrBusy
	}
	b.items = append(b.items, it)
	if !b.running {
		b.running = true
		go b.loop()
	}
	return nil
}

// loop writes sets until no item waits, and ends.
func (b *Batch[T, R]) loop() {
	for {
		b.mu.Lock()
		n := min(len(b.items), b.limit)
		if n == 0 {
			b.running, b.items = false, nil
			b.mu.Unlock()
			return
		}
		taken := b.items[:n:n]
		b.items = b.items[n:]
		b.mu.Unlock()
		set := make([]*batchItem[T, R], 0, n)
		for _, it := range taken {
			if it.state.CompareAndSwap(waiting, claimed) {
				set = append(set, it)
			}
		}
		if len(set) > 0 {
			b.write(set)
		}
	}
}

// write runs the set function for items in one Write, or in more when it fails as a whole, and answers every item.
func (b *Batch[T, R]) write(items []*batchItem[T, R]) {
	values := make([]T, len(items))
	for i, it := range items {
		values[i] = it.value
	}
	results, crash, err := b.run(values)
	switch {
	case err == nil:
		for i, it := range items {
			it.result = results[i]
			b.answer(it)
		}
	case len(items) == 1 || crash == nil && fromEngine(err):
		for _, it := range items {
			it.result.Err, it.crash = err, crash
			b.answer(it)
		}
	default:
		b.db.log.Warn("a set failed as a whole; running its halves", "set", b.site.name, "items", len(items), "err", err)
		half := len(items) / 2
		b.write(items[:half])
		b.write(items[half:])
	}
}

// run is one Write of the set function. crash is what it panicked with.
func (b *Batch[T, R]) run(values []T) (results []Result[R], crash any, err error) {
	defer func() {
		if hook := recover(); hook != nil { // run of the set is guarded below, so this is a hook: the set is durable
			b.db.log.Error("a hook panicked after commit", "set", b.site.name, "panic", hook, "stack", string(debug.Stack()))
			err = nil
		}
	}()
	err = b.db.write(context.Background(), b.site, func(ctx context.Context, tx *Tx) (err error) {
		defer func() {
			if crash = recover(); crash != nil {
				b.db.log.Error("a set function panicked", "set", b.site.name, "items", len(values), "panic", crash, "stack", string(debug.Stack()))
				err = errs.Internal("store.set_panic", "the set function panicked: %v", crash)
			}
		}()
		results, err = b.set(ctx, tx, values)
		if err == nil && len(results) != len(values) {
			err = errs.Internal("store.set", "%d results for %d items", len(results), len(values))
		}
		return err
	})
	return results, crash, err
}

// fromEngine reports whether err is about the database and not about any item, so that running halves would not help.
func fromEngine(err error) bool {
	for _, e := range []*errs.Error{ErrBusy, ErrClosed, ErrUnknownOutcome, errDisk, errDamaged, errLocked, errDown, errContention} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

package store

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"

	"alun/base/errs"
)

// writer owns the one connection that writes to a SQLite file. Its goroutine takes the writes that wait, opens one
// transaction for all of them, gives each caller the connection in turn, commits, and only then tells all of them how it
// went: one fsync for the whole group, which is what a commit costs.
//
// The closure itself runs on its caller's goroutine, which owns the connection for that while. So a panic surfaces where
// it belongs with its stack, and t.FailNow in a closure ends the test and not the writer.
type writer struct {
	conn     *sqliteConn
	queue    *queue
	log      *slog.Logger
	counters *counters
	back     chan struct{} // the caller gives the connection back
	done     chan struct{} // the goroutine has ended

	// commit makes the transaction durable; tests replace it to see commits fail.
	commit func() error
}

// call is one Write that waits, runs or is answered.
type call struct {
	run   func(conn) error
	state atomic.Int32
	turn  chan bool // capacity 1. true: the connection is yours; false: the answer is final
	err   error     // written by whoever has the turn
}

const (
	waiting  int32 = iota
	claimed        // its closure runs or has run
	givenUp        // the caller left before its turn
	panicked       // its closure panicked or called Goexit; the caller waits only for the end of the group
)

// errLeft is the outcome of a closure that panicked; nobody sees it but the writer.
var errLeft = errors.New("store: the closure did not return")

func startWriter(c *sqliteConn, log *slog.Logger, n *counters) *writer {
	w := &writer{conn: c, queue: newQueue(), log: log, counters: n, back: make(chan struct{}, 1), done: make(chan struct{})}
	w.commit = func() error { return w.conn.run("COMMIT") }
	go w.loop()
	return w
}

func (w *writer) close() error {
	w.queue.close()
	<-w.done
	return w.conn.close()
}

// write waits for its turn, runs the closure whenever the writer says so, and returns the final answer.
func (w *writer) write(ctx context.Context, s *site, run func(conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c := &call{run: run, turn: make(chan bool, 1)}
	if err := w.queue.put(s.lane, c); err != nil {
		return err
	}
	leave := ctx.Done()
	for {
		select {
		case yours := <-c.turn:
			if !yours {
				return c.err
			}
			w.runHere(c)
		case <-leave:
			if c.state.CompareAndSwap(waiting, givenUp) {
				return ctx.Err()
			}
			leave = nil // it has begun: stay for the true answer
		}
	}
}

// runHere runs the closure on the caller's goroutine. When the closure panics or ends the goroutine, the deferred part
// lets the writer undo it and holds the panic back until the group is durable; then the panic goes on by itself.
func (w *writer) runHere(c *call) {
	returned := false
	defer func() {
		if !returned {
			c.err = errLeft
			c.state.Store(panicked)
			w.back <- struct{}{}
			<-c.turn
		}
	}()
	c.err = c.run(w.conn)
	returned = true
	w.back <- struct{}{}
}

func (w *writer) loop() {
	defer close(w.done)
	group := make([]*call, 0, MaxGroup)
	for {
		group = w.queue.take(group[:0])
		if len(group) == 0 {
			return
		}
		mine := group[:0]
		for _, c := range group {
			if !c.state.CompareAndSwap(waiting, claimed) {
				continue // given up
			}
			mine = append(mine, c)
		}
		if w.queue.isClosed() {
			answer(mine, ErrClosed)
			continue
		}
		w.runGroup(mine)
		clear(group)
	}
}

// runGroup gives every call of the group its turn in one transaction and answers all of them.
func (w *writer) runGroup(group []*call) {
	if len(group) == 0 {
		return
	}
	err := w.tryGroup(group)
	switch {
	case err == nil:
		for _, c := range group {
			c.turn <- false
		}
	case len(group) == 1 || !rerun(err):
		w.log.Error("a transaction was undone", "writes", len(group), "err", err)
		answer(group, err)
	default:
		// One of them undid all. Each again, in a transaction of its own: then it is clear which.
		w.log.Warn("a shared transaction was undone; running its writes one by one", "writes", len(group), "err", err)
		w.counters.reruns.Add(uint64(len(group)))
		for _, c := range group {
			w.runGroup([]*call{c})
		}
	}
}

// errUndone says that the engine itself ended the transaction, as SQLite does on a full disk and for OR ROLLBACK.
var errUndone = errs.Internal("store.undone", "the whole transaction was rolled back by a statement")

// rerun reports whether a shared transaction failed for a reason that may lie in one of its writes.
func rerun(err error) bool {
	return errors.Is(err, errUndone) || errors.Is(err, errConstraint) || errors.Is(err, ErrDuplicate)
}

// tryGroup runs the closures and commits. An error means that nothing of the group has happened.
func (w *writer) tryGroup(group []*call) (err error) {
	if err := w.begin(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = w.conn.run("ROLLBACK") // fails when SQLite has rolled back already
		}
	}()
	alone := len(group) == 1
	for _, c := range group {
		if alone {
			w.give(c)
			if c.err != nil {
				_ = w.conn.run("ROLLBACK") // the answer is the closure's own error
				return nil
			}
			break
		}
		if err := w.conn.run("SAVEPOINT w"); err != nil {
			return errUndone.Because(err)
		}
		w.give(c)
		if c.err != nil {
			if err := w.conn.run("ROLLBACK TO w"); err != nil {
				return errUndone.Because(err)
			}
		}
		if err := w.conn.run("RELEASE w"); err != nil {
			return errUndone.Because(err)
		}
	}
	if err := w.commit(); err != nil {
		return translate(err)
	}
	w.counters.commits.Add(1)
	return nil
}

func (w *writer) begin() error {
	const q = "BEGIN IMMEDIATE"
	err := w.conn.run(q)
	if err != nil { // perhaps a failed COMMIT whose ROLLBACK failed too
		_ = w.conn.run("ROLLBACK")
		err = w.conn.run(q)
	}
	if err != nil {
		return translate(err)
	}
	return nil
}

// give lends the connection to the caller for one run of its closure. Who panicked before does not run again.
func (w *writer) give(c *call) {
	if c.state.Load() == panicked {
		return
	}
	c.turn <- true
	<-w.back
}

func answer(group []*call, err error) {
	for _, c := range group {
		if c.state.Load() != panicked {
			c.err = err
		}
		c.turn <- false
	}
}

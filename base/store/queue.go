package store

import "sync"

// queue is where writes wait for the writer: a line for every lane, first come first served, and the lanes take turns, one
// write each. However many writes one room throws at it, the next write of any other room is in the next group.
type queue struct {
	mu     sync.Mutex
	lanes  map[string]*lane
	turns  []*lane // lanes that have somebody waiting, in the order of their turns
	closed bool
	wake   chan struct{} // capacity 1: something waits, or closed
}

// lane is the line of one package.
type lane struct {
	name  string
	calls []*call
}

func newQueue() *queue {
	return &queue{lanes: map[string]*lane{}, wake: make(chan struct{}, 1)}
}

// put appends c to its lane. Errors: ErrBusy, ErrClosed.
func (q *queue) put(name string, c *call) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return ErrClosed
	}
	l := q.lanes[name]
	if l == nil {
		l = &lane{name: name} // as many as there are packages that write
		q.lanes[name] = l
	}
	if len(l.calls) >= MaxWaiting {
		return ErrBusy
	}
	if len(l.calls) == 0 {
		q.turns = append(q.turns, l)
	}
	l.calls = append(l.calls, c)
	q.signal()
	return nil
}

// take waits until somebody waits, and returns up to MaxGroup of them, lanes in turn; nil after close.
func (q *queue) take(group []*call) []*call {
	for {
		q.mu.Lock()
		for len(q.turns) > 0 && len(group) < MaxGroup {
			l := q.turns[0]
			q.turns = q.turns[1:]
			group = append(group, l.calls[0])
			l.calls[0] = nil
			l.calls = l.calls[1:]
			if len(l.calls) > 0 {
				q.turns = append(q.turns, l)
			}
		}
		closed := q.closed
		q.mu.Unlock()
		if len(group) > 0 || closed {
			return group
		}
		<-q.wake
	}
}

// close refuses new writes; those that wait are still handed out by take, for the writer to refuse.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

func (q *queue) isClosed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

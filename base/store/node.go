package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"alun/base/errs"
	"alun/base/id"
)

const (
	nodeLease = 60 * time.Second // how long a node number stays taken after its process has died
	nodeRenew = 20 * time.Second
)

const (
	selectLeases = `SELECT node, until_ms FROM node_lease ORDER BY node`
	lockLease    = `SELECT until_ms FROM node_lease WHERE node = $1{{lock}}`
	insertLease  = `INSERT INTO node_lease (node, holder, until_ms) VALUES ($1, $2, $3)`
	updateLease  = `UPDATE node_lease SET holder = $2, until_ms = $3 WHERE node = $1`
	renewLease   = `UPDATE node_lease SET until_ms = $3 WHERE node = $1 AND holder = $2`
)

// Node is this process's node number, leased from the database, and the ids that it may make with it. A process takes a number
// that nobody holds and whose last holder's time is past by the clock, so that ids stay unique also when a clock was set
// back: the process that starts then simply gets another number.
type Node struct {
	*id.Source
	Number int

	db     *DB
	holder string
}

// LeaseNode takes a free node number for this process. Keep must run while its ids are used. Errors: exhausted
// store.nodes when all numbers are taken.
func (db *DB) LeaseNode(ctx context.Context) (_ *Node, err error) {
	defer errs.Wrap(&err, "store.LeaseNode")
	host, _ := os.Hostname()
	n := &Node{db: db, holder: fmt.Sprintf("%s/%d/%d", host, os.Getpid(), db.clock.Now().UnixNano())}
	for { // again when another process took the same number meanwhile
		node, known, err := db.freeNode(ctx)
		if err != nil {
			return nil, err
		}
		taken, err := n.take(ctx, node, known)
		if err != nil {
			return nil, err
		}
		if taken {
			n.Number, n.Source = node, id.NewSource(db.clock, node)
			return n, nil
		}
	}
}

// freeNode finds the lowest free number; known says that it has a row.
func (db *DB) freeNode(ctx context.Context) (node int, known bool, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *Tx) error {
		node, known = 0, false
		rows, err := tx.Query(ctx, selectLeases)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var have int
			var until int64
			if err := rows.Scan(&have, &until); err != nil {
				return err
			}
			if have != node {
				return nil // a gap
			}
			if until < tx.Now.UnixMilli() {
				known = true
				return nil
			}
			node++
		}
		return rows.Err()
	})
	if err == nil && node > id.MaxNode {
		err = errs.Exhausted("store.nodes", "All %d node numbers are taken.", id.MaxNode+1)
	}
	return node, known, err
}

func (n *Node) take(ctx context.Context, node int, known bool) (taken bool, err error) {
	err = n.db.Write(ctx, func(ctx context.Context, tx *Tx) error {
		taken = false
		until := tx.Now.Add(nodeLease).UnixMilli()
		if !known {
			_, err := tx.Exec(ctx, insertLease, node, n.holder, until)
			taken = err == nil
			return err
		}
		var old int64
		if err := tx.QueryRow(ctx, lockLease, node).Scan(&old); err != nil || old >= tx.Now.UnixMilli() {
			return err
		}
		_, err := tx.Exec(ctx, updateLease, node, n.holder, until)
		taken = err == nil
		return err
	})
	if errors.Is(err, ErrDuplicate) {
		return false, nil
	}
	return taken, err
}

// Keep renews the lease until ctx ends, when it gives the number back and returns nil. It returns an error when the lease is lost
// or could not be renewed in time: no id may be made after that, and the process must end.
func (n *Node) Keep(ctx context.Context) error {
	renewed := n.db.clock.Now()
	tick := time.NewTicker(nodeRenew)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return n.renew(context.WithoutCancel(ctx), time.Second) // ids may have run a little ahead of the clock
		case <-tick.C:
		}
		err := n.renew(ctx, nodeLease)
		now := n.db.clock.Now()
		switch {
		case err == nil:
			renewed = now
		case errs.KindOf(err) != errs.KindUnavailable, now.Sub(renewed) > nodeLease-nodeRenew:
			return err
		default:
			n.db.log.Warn("the node lease was not renewed; trying again", "node", n.Number, "err", err)
		}
	}
}

func (n *Node) renew(ctx context.Context, more time.Duration) (err error) {
	defer errs.Wrap(&err, "store.Node.renew(%d)", n.Number)
	return n.db.Write(ctx, func(ctx context.Context, tx *Tx) error {
		changed, err := tx.Exec(ctx, renewLease, n.Number, n.holder, tx.Now.Add(more).UnixMilli())
		if err == nil && changed == 0 {
			err = errs.Internal("store.node_lost", "another process holds node number %d", n.Number)
		}
		return err
	})
}

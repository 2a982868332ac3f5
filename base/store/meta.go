package store

import (
	"context"
	"errors"
	"strconv"
	"sync"
)

const (
	selectMeta = `SELECT value FROM meta WHERE key = $1`
	insertMeta = `INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`
	upsertMeta = `INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`
)

const metaEpoch = "epoch" // reaches disk

// initMeta gives a new database its epoch, and refuses one that a restore left unfinished.
func initMeta(ctx context.Context, tx *Tx) error {
	var mark string
	if err := tx.QueryRow(ctx, selectMeta, metaRestoring).Scan(&mark); !errors.Is(err, ErrNoRows) {
		if err == nil {
			err = errHalfRestored
		}
		return err
	}
	_, err := tx.Exec(ctx, insertMeta, metaEpoch, strconv.FormatInt(tx.Now.UnixMilli(), 10))
	return err
}

// Epoch returns a number that rises whenever the database goes back in time, that is when a backup is restored. Who
// remembers another epoch than this must forget what he knows and read anew.
func (db *DB) Epoch(ctx context.Context) (epoch int64, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *Tx) error {
		epoch, err = readEpoch(ctx, tx)
		return err
	})
	return epoch, err
}

func readEpoch(ctx context.Context, tx *Tx) (int64, error) {
	var text string
	if err := tx.QueryRow(ctx, selectMeta, metaEpoch).Scan(&text); err != nil && !errors.Is(err, ErrNoRows) {
		return 0, err
	} else if err != nil {
		return 0, nil
	}
	return strconv.ParseInt(text, 10, 64)
}

// roomVersions remembers which rooms have been migrated, and to which version.
type roomVersions struct {
	mu sync.Mutex
	m  map[string]int64
}

func (r *roomVersions) set(room string, version int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.m == nil {
		r.m = map[string]int64{}
	}
	r.m[room] = version
}

func (r *roomVersions) all() map[string]int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := make(map[string]int64, len(r.m))
	for k, v := range r.m {
		c[k] = v
	}
	return c
}

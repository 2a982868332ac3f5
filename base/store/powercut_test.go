//go:build amd64 || arm64

package store_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"alun/base/store"
	"alun/base/store/storetest"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// disk is a file as a power cut leaves it.
type disk struct {
	durable []byte
	pending []fileEvent // since the last sync: each of them may have reached the disk, or not, or in part
}

func (d *disk) apply(e fileEvent) {
	if e.kind == eventTruncate {
		d.resize(int(e.at))
		return
	}
	if end := int(e.at) + len(e.data); end > len(d.durable) {
		d.resize(end)
	}
	copy(d.durable[e.at:], e.data)
}

func (d *disk) resize(n int) {
	if n <= len(d.durable) {
		d.durable = d.durable[:n]
		return
	}
	d.durable = append(d.durable, make([]byte, n-len(d.durable))...)
}

func (d *disk) note(e fileEvent) {
	if e.kind != eventSync {
		d.pending = append(d.pending, e)
		return
	}
	for _, p := range d.pending {
		d.apply(p)
	}
	d.pending = d.pending[:0]
}

// cut decides what became of the writes that were not synced.
func (d *disk) cut(r *rand.Rand) {
	fate := r.IntN(4) // of all of them alike in most cuts: nothing, everything, or each its own
	for _, e := range d.pending {
		f := fate
		if fate >= 2 {
			f = r.IntN(3)
		}
		switch {
		case f == 0:
		case f == 1 || e.kind == eventTruncate:
			d.apply(e)
		default: // torn: some of its sectors
			for at := 0; at < len(e.data); at += sector {
				if r.IntN(2) == 0 {
					d.apply(fileEvent{at: e.at + int64(at), data: e.data[at:min(at+sector, len(e.data))]})
				}
			}
		}
	}
}

// answer is a write that was answered when so many events had happened.
type answer struct {
	k      int64
	events int
}

// Power fails at a random moment: of what was not synced some is lost, some written, some torn. Whatever was answered before
// is there after the restart, no write is there by halves, and the file is whole. ALUN_CUTS sets how often (50).
func TestPowerCut(t *testing.T) {
	cuts := 50
	if n, err := strconv.Atoi(os.Getenv("ALUN_CUTS")); err == nil {
		cuts = n
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for done := 0; done < cuts; {
		answers, events, born := recordLife(t)
		for range min(50, cuts-done) {
			done++
			at := born + r.IntN(len(events)+1-born)
			file := map[bool]*disk{false: {}, true: {}}
			for _, e := range events[:at] {
				file[e.wal].note(e)
			}
			file[false].cut(r)
			file[true].cut(r)
			restart(t, file[false].durable, file[true].durable, at, answers)
			if t.Failed() {
				t.Fatalf("power failed after event %d of %d", at, len(events))
			}
		}
	}
}

// recordLife lets some writers write for a while, with checkpoints in between, and returns what happened.
// born is when the file had become a database; before that SQLite uses a journal that is not recorded.
func recordLife(t *testing.T) (answers []answer, events []fileEvent, born int) {
	t.Helper()
	defer startRecording()()
	db, err := store.Open(t.Context(), store.Config{URL: storetest.SQLite(t)}, system, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	born = recorded()
	withThings(t, db)
	store.CheckpointEvery(db, 25)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for g := range int64(4) {
		wg.Go(func() {
			for n := range int64(50) {
				k := g<<32 | n<<1
				err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					if err := insert(k)(ctx, tx); err != nil {
						return err
					}
					if err := insert(k+1)(ctx, tx); err != nil {
						return err
					}
					_, err := tx.Exec(ctx, `UPDATE thing SET v = v + 1 WHERE k = $1`, g<<32)
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				answers = append(answers, answer{k, recorded()})
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	recorder.mu.Lock()
	defer recorder.mu.Unlock()
	return answers, recorder.events, born
}

func restart(t *testing.T, file, wal []byte, at int, answers []answer) {
	t.Helper()
	url := storetest.SQLite(t)
	path := strings.TrimPrefix(url, "sqlite:")
	for name, content := range map[string][]byte{path: file, path + "-wal": wal} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := open(t, url)
	if err != nil {
		t.Errorf("after the power came back: %v", err)
		return
	}
	defer db.Close()
	withThings(t, db)
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	for _, a := range answers {
		if a.events <= at && !exists(t, db, a.k) {
			t.Errorf("write %d was answered and is lost", a.k)
		}
	}
	if n := count(t, db, `SELECT count(*) FROM thing`); n%2 != 0 {
		t.Errorf("%d rows: half a write", n)
	}
}

package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"alun/base/errs"
	"alun/base/store"
	"alun/base/store/storetest"
)

// restore writes a backup into the database at url and returns it opened.
func restore(t *testing.T, backup io.Reader, url string, rooms map[string]fstest.MapFS) (*store.DB, store.Summary, error) {
	t.Helper()
	r, err := store.OpenBackup(backup)
	if err != nil {
		return nil, store.Summary{}, err
	}
	db, err := r.Open(t.Context(), store.Config{URL: url}, system, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, store.Summary{}, err
	}
	for name, files := range rooms {
		if err := db.Migrate(t.Context(), name, files); err != nil {
			t.Fatal(err)
		}
	}
	s, err := r.Load(t.Context(), db)
	if err != nil {
		db.Close()
		return nil, s, err
	}
	return db, s, nil
}

// eachTarget runs f for both engines to restore into, whatever engine the backup came from.
func eachTarget(t *testing.T, f func(t *testing.T, url string)) {
	t.Run("to", func(t *testing.T) { storetest.EachURL(t, f) })
}

// While writers write without pause, a backup is taken. Restored into either engine, it holds everything that was answered
// before it began, and nothing by halves: every write inserts two rows.
func TestBackupUnderLoad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		var answered [8]atomic.Int64
		stop := writeWithoutPause(t, db, answered[:])
		until(t, "some writes", func() bool { return answered[0].Load() > 100 })
		var before [len(answered)]int64
		for g := range answered {
			before[g] = answered[g].Load()
		}
		var file bytes.Buffer
		summary, err := db.Backup(t.Context(), &file)
		if err != nil {
			t.Fatal(err)
		}
		stop()
		checked, err := store.VerifyBackup(bytes.NewReader(file.Bytes()))
		if err != nil || checked.Rows != summary.Rows || checked.Tables != summary.Tables || checked.Rows < 200 {
			t.Fatalf("verified %+v, written %+v, %v", checked, summary, err)
		}
		eachTarget(t, func(t *testing.T, url string) {
			got, s, err := restore(t, bytes.NewReader(file.Bytes()), url, map[string]fstest.MapFS{"thing": things})
			if err != nil {
				t.Fatal(err)
			}
			defer got.Close()
			if s.Rows != summary.Rows {
				t.Errorf("%d rows of %d", s.Rows, summary.Rows)
			}
			for g := range int64(len(before)) {
				n := count(t, got, `SELECT count(*) FROM thing WHERE k >= $1 AND k < $2`, g<<32, g<<32|(before[g]+1)<<1)
				if int64(n) != 2*before[g] {
					t.Errorf("writer %d had %d answers before the backup, which holds %d rows of them", g, before[g], n)
				}
			}
			if n := count(t, got, `SELECT count(*) FROM thing`); n%2 != 0 {
				t.Errorf("%d rows: half a write", n)
			}
			old, err1 := db.Epoch(t.Context())
			now, err2 := got.Epoch(t.Context())
			if err1 != nil || err2 != nil || now <= old {
				t.Errorf("epoch %d after %d: %v %v", now, old, err1, err2)
			}
			if err := got.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	})
}

// writeWithoutPause starts a writer for each of answered, which counts its writes: each inserts two rows.
func writeWithoutPause(t *testing.T, db *store.DB, answered []atomic.Int64) (stop func()) {
	var wg sync.WaitGroup
	stopping := make(chan struct{})
	for g := range int64(len(answered)) {
		wg.Go(func() {
			for n := int64(1); ; n++ {
				select {
				case <-stopping:
					return
				default:
				}
				k := g<<32 | n<<1
				err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					return errors.Join(insert(k)(ctx, tx), insert(k+1)(ctx, tx))
				})
				if err != nil {
					t.Error(err)
					return
				}
				answered[g].Store(n)
			}
		})
	}
	return func() {
		close(stopping)
		wg.Wait()
	}
}

// Every type goes from either engine into either, and an older backup is brought up to date afterwards.
func TestBackupOfAllTypes(t *testing.T) {
	newer := maps.Clone(kinds)
	newer["migrations/0002_more.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nALTER TABLE kind ADD COLUMN more TEXT NOT NULL DEFAULT 'm';")}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Migrate(t.Context(), "kind", kinds); err != nil {
			t.Fatal(err)
		}
		exec(t, db, insertKind, -1<<63, true, "", []byte{}, nil, nil, nil, nil)
		exec(t, db, insertKind, 1<<63-1, false, "a'\"\n\U0001F600", []byte{0, 255}, 0, false, "", []byte{})
		for i := range 2500 { // more than a chunk
			exec(t, db, insertKind, i, true, "s", []byte("y"), i, true, "t", []byte("z"))
			if i == 100 && testing.Short() {
				break
			}
		}
		var file bytes.Buffer
		if _, err := db.Backup(t.Context(), &file); err != nil {
			t.Fatal(err)
		}
		want := dump(t, db)
		eachTarget(t, func(t *testing.T, url string) {
			got, _, err := restore(t, bytes.NewReader(file.Bytes()), url, map[string]fstest.MapFS{"kind": newer})
			if err != nil {
				t.Fatal(err)
			}
			if d := dump(t, got); d != want {
				t.Errorf("got\n%.500s\nwant\n%.500s", d, want)
			}
			got.Close()
			got = storetest.Open(t, url, system)
			if err := got.Migrate(t.Context(), "kind", newer); err != nil {
				t.Fatal(err)
			}
			if n := count(t, got, `SELECT count(*) FROM kind WHERE more = 'm'`); n == 0 {
				t.Error("the newer column is missing")
			}
		})
	})
}

func dump(t *testing.T, db *store.DB) string {
	t.Helper()
	var b bytes.Buffer
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, `SELECT i, b, s, y, i0, b0, s0, y0 FROM kind ORDER BY i`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r row
			if err := rows.Scan(&r.I, &r.B, &r.S, &r.Y, &r.I0, &r.B0, &r.S0, &r.Y0); err != nil {
				return err
			}
			fmt.Fprintf(&b, "%v %v %q %v %v %v %v %v %v\n", r.I, r.B, r.S, r.Y, deref(r.I0), deref(r.B0), deref(r.S0), r.Y0, r.Y0 == nil)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func deref[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func TestRestoreRefuses(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), system)
	withThings(t, db)
	for k := range int64(5000) {
		if k%1000 == 0 {
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				for i := range int64(1000) {
					if err := insert(k+i)(ctx, tx); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var buf bytes.Buffer
	if _, err := db.Backup(t.Context(), &buf); err != nil {
		t.Fatal(err)
	}
	file := buf.Bytes()
	rooms := map[string]fstest.MapFS{"thing": things}
	storetest.EachURL(t, func(t *testing.T, url string) {
		if _, _, err := restore(t, bytes.NewReader(file), url, nil); errs.CodeOf(err) != "store.newer" {
			t.Errorf("a room that this binary does not have: %v", err)
		}
		if _, _, err := restore(t, bytes.NewReader(file[:len(file)-9]), url, rooms); errs.CodeOf(err) != "store.backup" {
			t.Errorf("a torn file: %v", err)
		}
		if _, err := open(t, url); errs.CodeOf(err) != "store.half_restored" {
			t.Errorf("the half restored database opened: %v", err)
		}
	})
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		withThings(t, db)
		exec(t, db, insertThing, 1, 1)
		r, err := store.OpenBackup(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Load(t.Context(), db); errs.CodeOf(err) != "store.not_empty" {
			t.Errorf("into a database with rows: %v", err)
		}
		if n := count(t, db, `SELECT count(*) FROM thing`); n != 1 {
			t.Errorf("%d rows after a refused restore", n)
		}
	})
	if _, err := store.VerifyBackup(bytes.NewReader(store.Zip([]byte(store.ArchiveStart + "E\x05")))); errs.CodeOf(err) != "store.backup" {
		t.Errorf("rows are missing: %v", err)
	}
	for at := range len(file) { // every byte counts: each damaged file is refused or reads the same
		if at%97 != 0 && at < len(file)-64 {
			continue
		}
		bad := bytes.Clone(file)
		bad[at] ^= 0x10
		s, err := store.VerifyBackup(bytes.NewReader(bad))
		if err == nil && s.Rows != 5001 { // gzip's header holds bytes without meaning
			t.Errorf("byte %d changed: %d rows, no error", at, s.Rows)
		}
	}
}

// FuzzVerifyBackup feeds the reader of backups with anything.
func FuzzVerifyBackup(f *testing.F) {
	for _, body := range []string{"", "R", "T\x00", "T\x02{}E\x00", "T\x2f{\"name\":\"t\",\"columns\":[{\"name\":\"a\",\"type\":\"TEXT\"}]}R\x02\x01xE\x01", "R\x01\x01E\x01"} {
		f.Add([]byte(store.ArchiveStart + body))
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		s, err := store.VerifyBackup(bytes.NewReader(store.Zip(plain)))
		if err != nil && errs.CodeOf(err) != "store.backup" {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

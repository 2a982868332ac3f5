package store_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"alun/base/clock"
	"alun/base/store"
)

// ALUN_BENCH_DB names another database than a SQLite file of the benchmark's own.

// The table of a message as the chat room has it: rows of 200 bytes, primary key (chat_id, seq), no second index.
var messageTable = fstest.MapFS{"migrations/0001_message.sql": {Data: []byte(`-- +goose Up
CREATE TABLE message (
    chat_id   BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    sender_id BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    body      BYTEA  NOT NULL,
    PRIMARY KEY (chat_id, seq)
);`)}}

var insertMessages = store.NewMulti(`INSERT INTO message (chat_id, seq, sender_id, at_ms, body) VALUES {{rows}}`,
	"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BYTEA")

const benchChats = 1000

func openBench(b *testing.B) *store.DB {
	b.Helper()
	url := os.Getenv("ALUN_BENCH_DB")
	if url == "" {
		url = "sqlite:" + b.TempDir() + "/alun.db"
	}
	log := slog.New(slog.NewTextHandler(b.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	db, err := store.Open(b.Context(), store.Config{URL: url}, clock.System, log)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if err := db.Migrate(b.Context(), "bench", messageTable); err != nil {
		b.Fatal(err)
	}
	err = db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error { // PostgreSQL still has an earlier run's rows
		_, err := tx.Exec(ctx, `DELETE FROM message`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return db
}

type draft struct {
	chat int64
	body []byte
}

// appendDrafts is the hot rule of a chat: numbers from memory, one statement per 32 rows.
func appendDrafts(last []int64) func(ctx context.Context, tx *store.Tx, items []draft) ([]store.Result[int64], error) {
	return func(ctx context.Context, tx *store.Tx, items []draft) ([]store.Result[int64], error) {
		rows := make([]any, 0, 5*len(items))
		results := make([]store.Result[int64], len(items))
		at := tx.Now.UnixMilli()
		for i, d := range items {
			last[d.chat]++
			results[i].Value = last[d.chat]
			rows = append(rows, d.chat, last[d.chat], int64(7), at, d.body)
		}
		_, err := insertMessages.Exec(ctx, tx, rows)
		return results, err
	}
}

func cpu() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkInsert400 is the raw path: sets of 400 messages to random chats, one Write each. us-cpu/row is the figure.
func BenchmarkInsert400(b *testing.B) { benchInsert(b, 400) }

// BenchmarkInsert100 is the same with sets of 100.
func BenchmarkInsert100(b *testing.B) { benchInsert(b, 100) }

// BenchmarkInsert1 is one message per Write, nobody else writing.
func BenchmarkInsert1(b *testing.B) { benchInsert(b, 1) }

func benchInsert(b *testing.B, size int) {
	db := openBench(b)
	add := appendDrafts(make([]int64, benchChats))
	r := rand.New(rand.NewPCG(1, 2))
	items := make([]draft, size)
	b.ResetTimer()
	start := cpu()
	for done := 0; done < b.N; done += size {
		for i := range items {
			items[i] = draft{r.Int64N(benchChats), make([]byte, 200)}
		}
		err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := add(ctx, tx, items)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((cpu()-start).Microseconds())/float64(b.N), "us-cpu/row")
}

// BenchmarkBatch is the whole door: 400 callers with one message in flight each.
func BenchmarkBatch(b *testing.B) {
	db := openBench(b)
	door := store.NewBatch(db, 1000, appendDrafts(make([]int64, benchChats)))
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	start := cpu()
	for range 400 {
		wg.Go(func() {
			for next.Add(1) <= int64(b.N) {
				if _, err := door.Do(b.Context(), draft{rand.Int64N(benchChats), make([]byte, 200)}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64((cpu()-start).Microseconds())/float64(b.N), "us-cpu/row")
}

// BenchmarkWrite400 is 400 callers who each Write one row of their own: group commit without sets.
func BenchmarkWrite400(b *testing.B) {
	db := openBench(b)
	var next atomic.Int64
	var wg sync.WaitGroup
	body := make([]byte, 200)
	b.ResetTimer()
	start := cpu()
	for g := range int64(400) {
		wg.Go(func() {
			for seq := int64(1); next.Add(1) <= int64(b.N); seq++ {
				err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
					_, err := tx.Exec(ctx, `INSERT INTO message (chat_id, seq, sender_id, at_ms, body) VALUES ($1, $2, $3, $4, $5)`,
						g, seq, int64(7), tx.Now.UnixMilli(), body)
					return err
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64((cpu()-start).Microseconds())/float64(b.N), "us-cpu/row")
}

// BenchmarkRead is a point read in a closure of its own.
func BenchmarkRead(b *testing.B) {
	db := openBench(b)
	err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO meta (key, value) VALUES ('a', 'b') ON CONFLICT (key) DO NOTHING`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	start := cpu()
	for range b.N {
		err := db.Read(b.Context(), func(ctx context.Context, tx *store.Tx) error {
			var v string
			return tx.QueryRow(ctx, `SELECT value FROM meta WHERE key = $1`, "a").Scan(&v)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((cpu()-start).Microseconds())/float64(b.N), "us-cpu/row")
}

package chat

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"alun/base/clock"
	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// BenchmarkAppend writes sets of messages into 100 chats of two, in random order, on SQLite: the path of a send from the door's
// set function to the hub, commit with fsync included. cpu-us/msg is the process's user and system time.
func BenchmarkAppend(b *testing.B) {
	for _, set := range []int{1, 32, 100, 400} {
		b.Run(fmt.Sprintf("set=%d", set), func(b *testing.B) { benchmarkAppend(b, set, 100) })
	}
}

func benchmarkAppend(b *testing.B, set, pairs int) {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db")}, clock.System, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	around, nodes := setup(b, db, clock.System, 1)
	around.pushed = func([]id.Account, []byte) {}
	s := nodes[0]
	chats := make([]id.Chat, pairs)
	for i := range chats {
		chats[i] = id.Chat(must(s.OpenDirect(ctx, id.Account(2*i+1), id.Account(2*i+2)))(b).Id)
	}
	known := make([]int64, pairs)
	words := string(make([]byte, 0, 100))
	for range 10 {
		words += "ten chars."
	}
	content := encode(&chatv1.Entry{Body: &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: words}}}})
	entry := &chatv1.Entry{Body: &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: words}}}}
	drafts := make([]Draft, set)
	b.ResetTimer()
	before := cpu()
	sent := 0
	for b.Loop() {
		for i := range drafts {
			c := rand.IntN(pairs)
			clientID := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, rand.Uint64()), rand.Uint64())
			drafts[i] = Draft{Chat: chats[c], Sender: id.Account(2*c + 1 + rand.IntN(2)), ClientID: clientID,
				BaseSeq: max(known[c], 0), Entry: entry, content: content}
		}
		var results []Result
		err := db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			results, err = s.Append(ctx, tx, drafts)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		for i, r := range results {
			if r.Err != nil {
				b.Fatal(r.Err)
			}
			c := (int(drafts[i].Sender) - 1) / 2
			known[c] = r.Value.Seq
		}
		sent += set
	}
	b.ReportMetric(float64((cpu()-before).Microseconds())/float64(sent), "cpu-us/msg")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(sent), "us/msg")
}

func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

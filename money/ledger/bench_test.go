package ledger_test

import (
	"context"
	"log/slog"
	"syscall"
	"testing"
	"time"

	"alun/base/clock"
	"alun/base/store"
	"alun/money/ledger"
)

// BenchmarkPost posts sets of 256 into one transaction each: from the bank to wallets (hot: one side is always the same),
// or between wallets that are all different.
func BenchmarkPost(b *testing.B) {
	for name, pair := range map[string]func(i int64) (from, to ledger.Account){
		"hot":      func(i int64) (from, to ledger.Account) { return bank, wallet(i%20_000 + 1) },
		"distinct": func(i int64) (from, to ledger.Account) { return wallet(i*7%20_000 + 1), wallet((i*7+9_999)%20_000 + 1) },
	} {
		b.Run(name, func(b *testing.B) {
			db, err := store.Open(context.Background(), store.Config{URL: "sqlite:" + b.TempDir() + "/alun.db"}, clock.System, slog.New(slog.DiscardHandler))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			h := open(b, db, clock.NewFake(start))
			var fund []ledger.Group
			for i := range int64(20_000) {
				fund = append(fund, ledger.Group{move(1+i, 0, bank, wallet(i+1), 1_000_000)})
			}
			for len(fund) > 0 {
				h.set(fund[:2000]...)
				fund = fund[2000:]
			}
			i := int64(100_000)
			b.ReportAllocs()
			b.ResetTimer()
			before := processCPU()
			defer func() { b.ReportMetric(float64((processCPU()-before).Nanoseconds())/float64(b.N), "cpu-ns/op") }()
			for n := b.N; n > 0; {
				var groups []ledger.Group
				for range min(n, 256) {
					from, to := pair(i)
					groups = append(groups, ledger.Group{move(i, 0, from, to, 1)})
					i++
				}
				n -= len(groups)
				for _, r := range h.set(groups...) {
					if r.Err != nil {
						b.Fatal(r.Err)
					}
				}
			}
		})
	}
}

// processCPU is the CPU time of this process, on a machine that does other things as well.
func processCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

package app

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"alun/base/live"
	"alun/base/store"
)

// metrics is what Prometheus reads at /metrics. Names follow its conventions: base units, _total for counters.
type metrics struct {
	registry *prometheus.Registry
	calls    *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "alun_call_seconds", Help: "Time that calls took, by procedure and machine code of the failure.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5},
		}, []string{"procedure", "code"}),
	}
	m.registry.MustRegister(m.calls, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe notes one call; see rpc.Config.
func (m *metrics) observe(procedure, code string, took time.Duration) {
	m.calls.WithLabelValues(procedure, code).Observe(took.Seconds())
}

// gauge adds a value that is read when asked for.
func (m *metrics) gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// counter adds a value that only grows and is read when asked for.
func (m *metrics) counter(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, read))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// gauges adds what the parts of the house count themselves.
func (a *App) gauges() {
	hub := func(read func(live.Stats) float64) func() float64 {
		return func() float64 { return read(a.hub.Stats()) }
	}
	m := a.metrics
	m.gauge("alun_live_connections", "Open sockets.", hub(func(s live.Stats) float64 { return float64(s.Connections) }))
	m.gauge("alun_live_accounts", "Accounts with an open socket.", hub(func(s live.Stats) float64 { return float64(s.Accounts) }))
	m.gauge("alun_live_queued_bytes", "Bytes that wait for sockets.", hub(func(s live.Stats) float64 { return float64(s.QueuedBytes) }))
	m.counter("alun_live_frames_in_total", "Messages from devices.", hub(func(s live.Stats) float64 { return float64(s.FramesIn) }))
	m.counter("alun_live_frames_out_total", "Frames to devices.", hub(func(s live.Stats) float64 { return float64(s.FramesOut) }))
	m.counter("alun_live_writes_total", "Socket writes.", hub(func(s live.Stats) float64 { return float64(s.Writes) }))
	m.counter("alun_live_cut_slow_total", "Connections cut since they were too slow.", hub(func(s live.Stats) float64 { return float64(s.CutSlow) }))
	m.counter("alun_live_cut_flood_total", "Connections cut for flooding.", hub(func(s live.Stats) float64 { return float64(s.CutFlood) }))
	db := func(read func(store.Stats) uint64) func() float64 {
		return func() float64 { return float64(read(a.DB.Stats())) }
	}
	m.counter("alun_store_writes_total", "Closures whose effect is durable.", db(func(s store.Stats) uint64 { return s.Writes }))
	m.counter("alun_store_failed_total", "Closures that ended with an error.", db(func(s store.Stats) uint64 { return s.Failed }))
	m.counter("alun_store_commits_total", "Transactions; on SQLite many writes share one.", db(func(s store.Stats) uint64 { return s.Commits }))
	m.counter("alun_store_reruns_total", "Closures that ran again after a conflict.", db(func(s store.Stats) uint64 { return s.Reruns }))
	m.counter("alun_store_slow_total", "Runs of closures beyond the budget of 20 ms.", db(func(s store.Stats) uint64 { return s.Slow }))
	m.gauge("alun_store_pending", "Closures that wait or run.", func() float64 { return float64(a.DB.Stats().Pending) })
	m.counter("alun_bus_gaps_total", "Times that hints of other nodes may have been lost.", hub(func(s live.Stats) float64 { return float64(s.Gaps) }))
}

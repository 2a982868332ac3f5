package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"alun/bench/child"
)

// Options are common to all measurements.
type Options struct {
	Binary   string        // alun itself
	Engine   string        // "sqlite" or "postgres"
	DB       string        // of PostgreSQL: an empty database
	Duration time.Duration // of the measured part
	WarmUp   time.Duration
	Target   string   // a server that runs already, instead of a child
	Token    string   // of an operator of Target
	Keep     bool     // leave the folder behind
	Flags    []string // further flags of the server
	Profile  string   // write a CPU profile of the server here
	Out      io.Writer
	JSON     bool
}

// Report is what a measurement found. Its names are those of the JSON line, which other programs read.
type Report struct {
	Bench     string  `json:"bench"`
	Engine    string  `json:"engine"`
	Settings  string  `json:"settings"`
	Units     int64   `json:"units"`
	Unit      string  `json:"unit"`
	Durable   int64   `json:"durable,omitempty"`
	Lost      int64   `json:"lost"`
	Doubled   int64   `json:"doubled"`
	Errors    int64   `json:"errors"`
	RatePerS  float64 `json:"rate_per_s"`
	P50Ms     float64 `json:"p50_ms"`
	P95Ms     float64 `json:"p95_ms"`
	P99Ms     float64 `json:"p99_ms"`
	CPUUs     float64 `json:"server_cpu_us_per_unit"`
	PerCPUS   float64 `json:"units_per_server_cpu_s"`
	ServerRSS int64   `json:"server_rss_bytes"`
	LoadCPU   float64 `json:"load_cpu_s"`
	Seconds   float64 `json:"seconds"`

	Connections      int   `json:"connections,omitempty"`
	RSSPerConnection int64 `json:"rss_bytes_per_connection,omitempty"`
	Members          int   `json:"members,omitempty"`

	HotPerDistinct float64 `json:"hot_per_distinct,omitempty"` // units per CPU-second onto one account, by those between many

	// Of red packets: the answers to those who came too late.
	GoneP50Ms float64 `json:"gone_p50_ms,omitempty"`
	GoneP99Ms float64 `json:"gone_p99_ms,omitempty"`
	GoneCPUUs float64 `json:"gone_server_cpu_us,omitempty"`
}

// ErrBroken says that something was lost or doubled.
var ErrBroken = errors.New("something was lost or doubled")

// Print writes the report, as a few lines or as one JSON object, and returns ErrBroken when it is none to be proud of.
func (r Report) Print(o Options) error {
	if o.JSON {
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		fmt.Fprintf(o.Out, "%s\n", b)
	} else {
		r.printText(o.Out)
	}
	if r.Lost != 0 || r.Doubled != 0 {
		return fmt.Errorf("%w: %d lost, %d doubled of %d", ErrBroken, r.Lost, r.Doubled, r.Units)
	}
	return nil
}

func (r Report) printText(w io.Writer) {
	fmt.Fprintf(w, "%s on %s, %s; %d processors, %s\n", r.Bench, r.Engine, r.Settings, runtime.NumCPU(), runtime.Version())
	fmt.Fprintf(w, "  %d %s in %.1f s: %.0f a second; %d lost, %d doubled, %d errors\n", r.Units, r.Unit, r.Seconds, r.RatePerS, r.Lost, r.Doubled, r.Errors)
	if r.CPUUs > 0 {
		fmt.Fprintf(w, "  server CPU %.1f us each: %.0f per server CPU-second; load %.1f CPU-seconds\n", r.CPUUs, r.PerCPUS, r.LoadCPU)
	}
	if r.P50Ms > 0 {
		fmt.Fprintf(w, "  p50 %.1f ms, p95 %.1f ms, p99 %.1f ms\n", r.P50Ms, r.P95Ms, r.P99Ms)
	}
	if r.GoneP50Ms > 0 {
		fmt.Fprintf(w, "  too late: p50 %.1f ms, p99 %.1f ms, server CPU %.1f us each\n", r.GoneP50Ms, r.GoneP99Ms, r.GoneCPUUs)
	}
	if r.ServerRSS == 0 { // not ours
		return
	}
	fmt.Fprintf(w, "  server memory %.1f MB", float64(r.ServerRSS)/1e6)
	if r.Connections > 0 {
		fmt.Fprintf(w, "; %d connections at %.1f KB", r.Connections, float64(r.RSSPerConnection)/1024)
	}
	fmt.Fprintln(w)
}

// stage is a server with nobody in it but the operator.
type stage struct {
	*child.Server
	town *child.Town
	o    Options
	dir  string
}

// raise starts a server on an empty folder, or goes to the one that runs already.
func raise(ctx context.Context, o Options) (_ *stage, err error) {
	if o.Target != "" {
		s := &stage{Server: child.At(o.Target), o: o}
		s.town, err = s.TownOf(o.Token)
		return s, err
	}
	dir, err := os.MkdirTemp("", "alun-bench-")
	if err != nil {
		return nil, err
	}
	s := &stage{o: o, dir: dir}
	defer func() {
		if err != nil {
			s.strike()
		}
	}()
	log, err := child.Log(dir)
	if err != nil {
		return nil, err
	}
	flags := append([]string{"--debug"}, o.Flags...)
	if s.Server, err = child.Start(ctx, child.Config{Binary: o.Binary, Data: dir, DB: o.DB, Flags: flags, Log: log}); err != nil {
		return nil, err
	}
	s.town, err = s.NewTown(ctx)
	return s, err
}

// strike takes the stage down.
func (s *stage) strike() {
	if s.Server != nil {
		_ = s.Stop() // what it has measured is known by now
	}
	if s.dir == "" {
		return
	}
	if s.o.Keep {
		fmt.Fprintln(s.o.Out, "data is in", s.dir)
		return
	}
	_ = os.RemoveAll(s.dir)
}

// meter measures the time between two moments, and what the server and this process spent in between.
type meter struct {
	s         *stage
	began     time.Time
	cpu, mine time.Duration
	profiled  chan error
	err       error
	seconds   float64
	serverCPU time.Duration
	loadCPU   time.Duration
	rss       int64
}

func (s *stage) begin() *meter {
	m := &meter{s: s, profiled: make(chan error, 1)}
	if s.o.Profile != "" {
		go func() { m.profiled <- s.profile(s.o.Profile, s.o.Duration) }()
	} else {
		m.profiled <- nil
	}
	m.cpu, m.err = s.CPU()
	m.mine, _ = child.CPUOf(os.Getpid())
	m.began = time.Now()
	return m
}

func (m *meter) end() error {
	m.seconds = time.Since(m.began).Seconds()
	cpu, err := m.s.CPU()
	mine, err2 := child.CPUOf(os.Getpid())
	rss, _, err3 := m.s.RSS()
	m.serverCPU, m.loadCPU, m.rss = cpu-m.cpu, mine-m.mine, rss
	return errors.Join(m.err, err, err2, err3, <-m.profiled)
}

// fill puts what m measured into r, for r.Units units.
func (m *meter) fill(r *Report, h *histogram) {
	r.Seconds, r.ServerRSS, r.LoadCPU = m.seconds, m.rss, m.loadCPU.Seconds()
	r.RatePerS = float64(r.Units) / m.seconds
	if r.Units > 0 {
		r.CPUUs = float64(m.serverCPU.Microseconds()) / float64(r.Units)
	}
	if r.CPUUs > 0 {
		r.PerCPUS = 1e6 / r.CPUUs
	}
	r.P50Ms, r.P95Ms, r.P99Ms = h.at(0.50), h.at(0.95), h.at(0.99)
}

package bench

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"alun/bench/child"
)

// Idle measures what connections cost that say nothing.
type Idle struct {
	Connections int
}

// Run measures: it imports the people, starts the server anew so that nothing of the import is left in its memory, notes
// the memory, connects everybody, waits, and notes it again.
func (c Idle) Run(ctx context.Context, o Options) (r Report, err error) {
	s, err := raise(ctx, o)
	if err != nil {
		return r, err
	}
	defer func() { s.strike() }()
	people, err := s.town.People(ctx, c.Connections)
	if err != nil {
		return r, err
	}
	if err := s.renew(ctx); err != nil {
		return r, err
	}
	warm, err := dial(ctx, s.URL, people[0].Token, nil, nil) // what the first connection needs is not the others'
	if err != nil {
		return r, err
	}
	defer warm.close()
	time.Sleep(o.WarmUp)
	before, _, err := s.RSS()
	if err != nil {
		return r, err
	}
	m := s.begin()
	links, err := dialAll(ctx, s, people)
	if err != nil {
		return r, err
	}
	connected := time.Since(m.began)
	quiet, err := s.CPU()
	if err != nil {
		return r, err
	}
	time.Sleep(o.Duration)
	m.s.o.Profile = ""
	if err := m.end(); err != nil {
		return r, err
	}
	after, _, err := s.RSS()
	if err != nil {
		return r, err
	}
	cpu, err := s.CPU()
	if err != nil {
		return r, err
	}
	r = Report{
		Bench: "idle", Engine: o.Engine, Unit: "connections", Units: int64(c.Connections), Connections: c.Connections,
		Settings: fmt.Sprintf("connected in %.1f s, then %.0f s of silence at %.1f %% of a processor", connected.Seconds(), o.Duration.Seconds(),
			100*(cpu-quiet).Seconds()/o.Duration.Seconds()),
		RSSPerConnection: (after - before) / int64(c.Connections),
	}
	m.fill(&r, new(histogram))
	r.RatePerS = float64(c.Connections) / connected.Seconds()
	r.Lost = hangUp(links)
	return r, nil
}

// hangUp closes the connections and counts those that were gone already.
func hangUp(links []*link) (gone int64) {
	for _, k := range links {
		select {
		case <-k.gone:
			gone++
		default:
		}
		k.close()
	}
	return gone
}

// renew starts the server anew on its data; a remote one is left alone.
func (s *stage) renew(ctx context.Context) error {
	if s.Remote() {
		return nil
	}
	if err := s.Stop(); err != nil {
		return err
	}
	again, err := s.Restart(ctx, false)
	if err == nil {
		s.Server = again
	}
	return err
}

// dialAll connects everybody, a few at a time.
func dialAll(ctx context.Context, s *stage, people []child.Person) ([]*link, error) {
	links := make([]*link, len(people))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(16)
	for i, p := range people {
		g.Go(func() (err error) {
			links[i], err = dial(ctx, s.URL, p.Token, nil, nil)
			return err
		})
	}
	return links, g.Wait()
}

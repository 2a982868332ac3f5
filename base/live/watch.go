package live

import (
	"context"
	"runtime/debug"
	"sync/atomic"
	"time"

	"alun/base/id"
)

// recheckAtOnce is how many sessions one question to Sessions may hold.
const recheckAtOnce = 1_000

// watchOver keeps the time, pings silent connections, cuts dead ones and asks whether sessions are still good.
func (h *Hub) watchOver() {
	var storm storm
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-h.finished:
			return
		case <-second.C:
		}
		tick := h.tick.Add(1)
		h.nodes.tick()
		if tick%int64(RecheckEvery/time.Second) == 0 {
			h.keepAlive(tick)
			h.recheck()
			storm.passed(h.stats.opened.Load())
		}
	}
}

// storm notices when very many connections have opened and no more do. Each handshake leaves some 10 KB of net/http's buffers
// behind, several times what its connection keeps; the collector would leave that lying for minutes.
type storm struct {
	opened int64 // connections when last asked
	blows  bool
}

// Connections opened between two looks: a storm, and quiet after it.
const (
	stormy = 1_000
	calm   = 50
)

// passed is told how many connections have opened since the start. After a storm it gives memory back to the system.
func (s *storm) passed(opened int64) {
	fresh := opened - s.opened
	s.opened = opened
	if fresh >= stormy {
		s.blows = true
	} else if s.blows && fresh <= calm {
		s.blows = false
		debug.FreeOSMemory()
	}
}

// keepAlive pings whoever was silent for PingEvery, and hangs up on whoever was for DeadAfter.
func (h *Hub) keepAlive(tick int64) {
	h.each(func(c *Conn) {
		silent := time.Duration(tick-c.heard.Load()) * time.Second
		switch {
		case silent >= DeadAfter:
			h.stats.cutDead.Add(1)
			c.drop()
		case silent >= PingEvery && tick-c.pinged >= int64(PingEvery/time.Second):
			c.pinged = tick
			c.mu.Lock()
			c.ping = true
			wake := !c.urgent && !c.held && !c.gone
			c.urgent = c.urgent || wake
			c.mu.Unlock()
			if wake {
				c.worker.hurry(c)
			}
		}
	})
}

// recheck closes connections of sessions that ended without a hint reaching this node.
func (h *Hub) recheck() {
	if h.cfg.Sessions == nil {
		return
	}
	seen := map[id.Session]bool{}
	var ids []id.Session
	h.each(func(c *Conn) {
		if s := c.caller.Session; !seen[s] {
			seen[s] = true
			ids = append(ids, s)
		}
	})
	ctx, cancel := context.WithTimeout(h.base, RecheckEvery)
	defer cancel()
	for len(ids) > 0 {
		n := min(recheckAtOnce, len(ids))
		ended, err := h.cfg.Sessions.Ended(ctx, ids[:n])
		if err != nil {
			h.cfg.Log.Warn("live: cannot check sessions again", "err", err)
			return
		}
		if len(ended) > 0 {
			h.closeSessionsHere(ended)
		}
		ids = ids[n:]
	}
}

// counters are what the hub counts; they only grow.
type counters struct {
	opened, refused, framesIn, bytesIn, framesOut, bytesOut, writes, blocked,
	cutSlow, cutFlood, cutDead, panics, gaps atomic.Int64
}

// Stats are the hub's numbers since its start, for metrics and for the operator's desk.
type Stats struct {
	Connections, Accounts        int   // now
	QueuedBytes                  int64 // now
	Opened, Refused              int64
	FramesIn, BytesIn            int64 // messages from devices
	FramesOut, BytesOut          int64 // frames to connections; bytes written
	Writes, Blocked              int64 // flushes; those that the socket did not take at once
	CutSlow, CutFlood, CutSilent int64
	Panics, Gaps                 int64
	Nodes                        []string // other nodes heard of lately
}

// Stats returns the hub's numbers.
func (h *Hub) Stats() Stats {
	h.mu.RLock()
	conns, accounts := h.conns, len(h.accounts)
	h.mu.RUnlock()
	s := &h.stats
	return Stats{
		Connections: conns, Accounts: accounts, QueuedBytes: h.queued.Load(),
		Opened: s.opened.Load(), Refused: s.refused.Load(),
		FramesIn: s.framesIn.Load(), BytesIn: s.bytesIn.Load(),
		FramesOut: s.framesOut.Load(), BytesOut: s.bytesOut.Load(),
		Writes: s.writes.Load(), Blocked: s.blocked.Load(),
		CutSlow: s.cutSlow.Load(), CutFlood: s.cutFlood.Load(), CutSilent: s.cutDead.Load(),
		Panics: s.panics.Load(), Gaps: s.gaps.Load(), Nodes: h.nodes.names(),
	}
}

package live

import (
	"alun/base/id"
)

// hear takes an envelope from another node, or from this one, which hears itself on the common topic.
func (n *nodes) hear(data []byte) {
	if err := n.receive(data); err != nil {
		n.hub.cfg.Log.Warn("live: dropped what another node said", "err", err, "bytes", len(data))
	}
}

func (n *nodes) receive(data []byte) error {
	kind, r, err := openEnvelope(data)
	if err != nil {
		return err
	}
	switch kind {
	case kindFrame:
		accounts := readIDs[id.Account](r)
		if r.bad {
			return errEnvelope
		}
		n.hub.pushHere(nil, accounts, r.b)
	case kindSession:
		session := id.Session(r.number())
		if r.bad {
			return errEnvelope
		}
		if len(r.b) > 0 {
			n.hub.pushSessionHere(session, r.b)
		}
	case kindEnd:
		ids := readIDs[id.Session](r)
		if r.bad {
			return errEnvelope
		}
		n.hub.closeSessionsHere(ids)
	case kindPresence:
		p, err := r.presence()
		if err != nil {
			return err
		}
		if p.node != n.self {
			n.hearPresence(p)
		}
	case kindAsk:
		if who := string(r.bytes(nameLen)); who == n.self || who == everyone {
			n.tellAllList()
		}
	default:
		return errEnvelope
	}
	return nil
}

// hearPresence brings the list of one node up to date and tells whom it concerns.
func (n *nodes) hearPresence(said presence) {
	if said.flags&leaving != 0 {
		n.forget(said.node)
		return
	}
	n.mu.Lock()
	p := n.peers[said.node]
	if p == nil {
		p = &peer{online: map[id.Account]bool{}}
		n.peers[said.node] = p
	}
	p.silent = 0
	came, went := p.learn(said)
	n.mu.Unlock()
	n.changed(came, true)
	n.changed(went, false)
}

// learn takes in what the node said of itself, and returns the accounts that came and went with it.
func (p *peer) learn(said presence) (came, went []id.Account) {
	switch {
	case said.flags&fullFirst != 0:
		if p.before == nil {
			p.before = p.online
		}
		p.online, p.complete = make(map[id.Account]bool, len(said.online)), false
	case said.flags&beat != 0:
		p.complete = p.complete && said.number == p.number
	case said.number != p.number+1:
		p.complete, p.before = false, nil
	}
	p.number = said.number
	for _, a := range said.online {
		if !p.online[a] && !p.before[a] {
			came = append(came, a)
		}
		p.online[a] = true
	}
	for _, a := range said.offline {
		if p.online[a] {
			went = append(went, a)
		}
		delete(p.online, a)
	}
	if said.flags&fullLast != 0 && p.before != nil {
		for a := range p.before {
			if !p.online[a] {
				went = append(went, a)
			}
		}
		p.complete, p.before = true, nil
	}
	return came, went
}

// forget drops a node that is gone.
func (n *nodes) forget(name string) {
	n.mu.Lock()
	p := n.peers[name]
	delete(n.peers, name)
	n.mu.Unlock()
	if p != nil {
		var went []id.Account
		for a := range p.online {
			went = append(went, a)
		}
		n.changed(went, false)
	}
}

// changed reports accounts of another node whose state changed for the whole cluster.
func (n *nodes) changed(accounts []id.Account, online bool) {
	if len(accounts) == 0 {
		return
	}
	now := n.hub.Online(accounts)
	for i, a := range accounts {
		if now[i] == online {
			n.hub.presence(a, online)
		}
	}
}

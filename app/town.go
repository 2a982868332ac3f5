package app

import (
	"context"
	"net"
	"path/filepath"

	"alun/app/demo"
	"alun/client"
)

// openTown builds the demo town where it does not stand yet, through the control socket as an operator would, and wakes its
// scripted friends. The street and the control socket must be open. stop ends the friends.
func (a *App) openTown(ctx context.Context, addr net.Addr, out func(string, ...any)) (stop func(), err error) {
	calls, closer, err := Dial(ctx, a.cfg.Store)
	if err != nil {
		return nil, err
	}
	defer closer()
	operator, err := client.New(ControlURL, client.Options{Transport: calls.Transport})
	if err != nil {
		return nil, err
	}
	needs := demo.Needs{
		Operator: operator, BaseURL: "http://" + addr.String(), Marker: filepath.Join(a.cfg.Data, "demo-town"), Clock: a.clock,
	}
	out("Demo: looking after the town …\n")
	if err := demo.Build(ctx, needs); err != nil {
		return nil, err
	}
	if err := demo.Enrich(ctx, needs); err != nil {
		return nil, err
	}
	friends, err := demo.Wake(ctx, needs, a.log)
	if err != nil {
		return nil, err
	}
	return friends.Close, nil
}

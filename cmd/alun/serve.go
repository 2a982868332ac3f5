package main

import (
	"context"
	"fmt"

	"alun/app"
	"alun/base/config"
)

type serveCmd struct {
	config.Serve `embed:""`
}

func (c *serveCmd) Run(ctx context.Context) error {
	return app.Serve(ctx, c.Serve, func(format string, args ...any) { fmt.Printf(format, args...) })
}

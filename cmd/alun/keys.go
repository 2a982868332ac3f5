package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"alun/base/config"
	"alun/base/secret"
)

type keysCmd struct {
	Rotate keysRotateCmd `cmd:"" help:"Add a new master key; running servers use it after a restart, old ones still read."`
}

type keysRotateCmd struct {
	config.Store `embed:""`
}

// Run rotates the file itself: a running server keeps its keys in memory until it is restarted.
func (c *keysRotateCmd) Run() error {
	n, err := secret.Rotate(c.Secrets())
	if err != nil {
		return err
	}
	fmt.Printf("%s now makes new things with key %d; restart the server, and copy the file to its other nodes\n", c.Secrets(), n)
	return nil
}

// printControl copies the answer of the operator's socket to the standard output.
func printControl(ctx context.Context, s config.Store, path string) error {
	body, err := control(ctx, s, path, nil)
	if err != nil {
		return err
	}
	defer body.Close()
	_, err = io.Copy(os.Stdout, body)
	return err
}

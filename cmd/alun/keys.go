package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"

	"alun/base/config"
	"alun/base/secret"
)

type keysCmd struct {
	Rotate keysRotateCmd `cmd:"" help:"Add a new master key; running servers use it after a restart, old ones still read."`
	Public keysPublicCmd `cmd:"" help:"Print the public keys that proofs of money are signed with, the newest last."`
}

type keysPublicCmd struct {
	config.Store `embed:""`
}

// Run prints a line for each master key.
func (c *keysPublicCmd) Run() error {
	if _, err := os.Stat(c.Secrets()); err != nil {
		return fmt.Errorf("%s: there are no keys here", c.Data)
	}
	secrets, err := secret.Open(c.Secrets())
	if err != nil {
		return err
	}
	for i, key := range secrets.Signer("ledger").Public() {
		fmt.Printf("ledger %d %s\n", i+1, base64.RawURLEncoding.EncodeToString(key))
	}
	return nil
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

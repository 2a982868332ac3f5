package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the command line, in the order of its help.
type cli struct {
	Config kong.ConfigFlag `placeholder:"FILE" help:"JSON file with settings by flag name."`

	Serve   serveCmd   `cmd:"" help:"Run the server."`
	Bench   benchCmd   `cmd:"" help:"Measure a server of its own."`
	Check   checkCmd   `cmd:"" help:"Check that everything in the database agrees with itself."`
	Backup  backupCmd  `cmd:"" help:"Write a backup while the server runs."`
	Restore restoreCmd `cmd:"" help:"Fill an empty database from a backup."`
	User    userCmd    `cmd:"" help:"Find, suspend or restore people, and make operators."`
	Keys    keysCmd    `cmd:"" help:"Rotate the server's secret keys, or print the public ones."`

	VerifyProof verifyProofCmd `cmd:"" help:"Verify the proof of a movement of money, without a server."`

	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	k := kong.Parse(&c,
		kong.Name("alun"),
		kong.Description("Alun: chat, money, services and identity for a town, from one binary."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.DefaultEnvars("ALUN"),
		kong.Configuration(kong.JSON),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "alun:", err)
		os.Exit(1)
	}
}

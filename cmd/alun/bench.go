package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"alun/bench"
)

// benchCmd measures. Each measurement exits with an error when something was lost or doubled.
type benchCmd struct {
	Chat   benchChatCmd   `cmd:"" help:"Messages between pairs of people."`
	Fanout benchFanoutCmd `cmd:"" help:"One group in which everybody is online."`
	Idle   benchIdleCmd   `cmd:"" help:"Memory of connections that say nothing."`
	Sync   benchSyncCmd   `cmd:"" help:"A device that comes back after having missed messages."`

	Ledger    benchLedgerCmd    `cmd:"" help:"Postings of money, inside this process."`
	RedPacket benchRedPacketCmd `cmd:"" name:"redpacket" help:"People who open red packets."`
}

// benchFlags are common to all measurements.
type benchFlags struct {
	JSON     bool          `name:"json" help:"Print one JSON object as the last line."`
	Engine   string        `enum:"sqlite,postgres" default:"sqlite" help:"sqlite or postgres."`
	DB       string        `name:"db" placeholder:"URL" help:"With postgres: an empty database."`
	Duration time.Duration `default:"10s" help:"How long to measure."`
	WarmUp   time.Duration `default:"2s" help:"How long to run before measuring."`
	Profile  string        `type:"path" placeholder:"FILE" help:"Write a CPU profile of the server."`
	Target   string        `placeholder:"URL" help:"Measure a server that runs already on this machine; what it costs is then not known."`
	Token    string        `placeholder:"TOKEN" help:"With --target: the bearer token of one of its operators."`
	Keep     bool          `help:"Leave the server's folder behind."`
	Serve    []string      `placeholder:"FLAG" help:"Further flags for alun serve."`
}

func (f benchFlags) options() (bench.Options, error) {
	self, err := os.Executable()
	if err != nil {
		return bench.Options{}, err
	}
	if f.Engine == "postgres" && f.DB == "" {
		return bench.Options{}, fmt.Errorf("--engine postgres needs --db, the URL of an empty database")
	}
	if (f.Target == "") != (f.Token == "") {
		return bench.Options{}, fmt.Errorf("--target and --token go together")
	}
	if f.Target != "" {
		f.Engine = "another server's engine"
	}
	return bench.Options{
		Target: f.Target, Token: f.Token,
		Binary: self, Engine: f.Engine, DB: f.DB, Duration: f.Duration, WarmUp: f.WarmUp, Keep: f.Keep,
		Flags: f.Serve, Profile: f.Profile, Out: os.Stdout, JSON: f.JSON,
	}, nil
}

// measurement is what all of package bench's have in common.
type measurement interface {
	Run(ctx context.Context, o bench.Options) (bench.Report, error)
}

func (f benchFlags) run(ctx context.Context, m measurement) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	report, err := m.Run(ctx, o)
	if err != nil {
		return err
	}
	return report.Print(o)
}

type benchChatCmd struct {
	benchFlags `embed:""`

	Pairs    int     `default:"100" help:"Pairs of people; one of each writes."`
	InFlight int     `default:"4" help:"Messages of each pair that wait for their acknowledgement."`
	Rate     float64 `help:"Messages a second over all pairs, by the clock, instead of --in-flight."`
}

func (c *benchChatCmd) Run(ctx context.Context) error {
	return c.run(ctx, bench.Chat{Pairs: c.Pairs, InFlight: c.InFlight, Rate: c.Rate})
}

type benchFanoutCmd struct {
	benchFlags `embed:""`

	Members        int  `default:"500" help:"Members of the group, all online."`
	Senders        int  `default:"4" help:"How many of them write."`
	InFlight       int  `default:"2" help:"Messages in flight of each."`
	UntilDelivered bool `help:"In flight means: not yet with every member. Otherwise: not yet acknowledged."`
}

func (c *benchFanoutCmd) Run(ctx context.Context) error {
	return c.run(ctx, bench.Fanout{Members: c.Members, Senders: c.Senders, InFlight: c.InFlight, UntilDelivered: c.UntilDelivered})
}

type benchIdleCmd struct {
	benchFlags `embed:""`

	Connections int `default:"10000" help:"How many connections."`
}

func (c *benchIdleCmd) Run(ctx context.Context) error {
	return c.run(ctx, bench.Idle{Connections: c.Connections})
}

type benchSyncCmd struct {
	benchFlags `embed:""`

	Chats  int `default:"300" help:"Chats of the account."`
	Missed int `default:"50" help:"Messages missed."`
	Before int `default:"20" help:"Messages that each chat holds already."`
}

func (c *benchSyncCmd) Run(ctx context.Context) error {
	return c.run(ctx, bench.Sync{Chats: c.Chats, Missed: c.Missed, Before: c.Before})
}

type benchRedPacketCmd struct {
	benchFlags `embed:""`

	Packets  int  `default:"1000" help:"How many packets."`
	Openers  int  `default:"100" help:"How many people open each; it has as many shares, at most 100."`
	Late     int  `default:"20" help:"How many come too late for each."`
	InFlight int  `default:"200" help:"Openings under way at a time."`
	AtOnce   int  `help:"Packets that are being opened at the same time; 0 is all of them."`
	Hot      bool `help:"One packet after the other, each opened by everybody at once."`
}

func (c *benchRedPacketCmd) Run(ctx context.Context) error {
	return c.run(ctx, bench.RedPacket{Packets: c.Packets, Openers: c.Openers, Late: c.Late, InFlight: c.InFlight, AtOnce: c.AtOnce, Hot: c.Hot})
}

type benchLedgerCmd struct {
	benchFlags `embed:""`

	Accounts int `default:"20000" help:"Accounts with money."`
	InFlight int `default:"512" help:"Postings that wait for their answer."`
	Set      int `default:"256" help:"Postings that share a transaction, at most."`
}

func (c *benchLedgerCmd) Run(ctx context.Context) error {
	return c.run(ctx, bench.Ledger{Accounts: c.Accounts, InFlight: c.InFlight, Set: c.Set})
}

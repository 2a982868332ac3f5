// Package client is how a Go program takes part in Alun as an account of its own: a bot, a bridge, a measurement, a test.
//
//	c, err := client.New("https://alun.example", client.Options{Token: token})
//	line := c.Listen(client.Cursor{}, client.Events{
//		Entry: func(e *chatv1.Entry) { fmt.Println(e.GetBody().GetText().GetText()) },
//	})
//	defer line.Close()
//	sent, err := line.Send(ctx, &chatv1.SendRequest{ChatId: chat, Body: client.Text("Halo")})
//
// Every method of the contract (api/alun) is there as it stands, on the fields of [Client]. What this package adds is the
// part that is easy to get wrong: a [Line] stays connected, sends again what was not answered without anything being
// said twice, and hands over the entries of every chat in order, none missing, none twice, whatever the network does.
//
// # Words
//
// Line: the live connection of one account on this program, over all its reconnects. Cursor: how far a program has come; kept
// by it, so that it can go on after a restart. Gap: entries that were not received live; the line fetches them.
//
// # Always true
//
//   - Events are called one at a time; while one runs nothing else is read, so a slow program slows itself only.
//   - Send returns after the server has made the message durable, or when the caller gives up and does not know.
//   - This package is the only Go interface whose names are promised: within version 1 nothing here is removed or
//     changes its meaning.
//
// The protocol underneath is docs/protocol.md.
package client

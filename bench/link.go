package bench

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/lxzan/gws"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	chatv1 "alun/api/gen/alun/chat/v1"
	livev1 "alun/api/gen/alun/live/v1"
	"alun/base/id"
	"alun/client"
)

// link is a connection that does as little as possible itself: it looks only at the fields of frames that are counted, since
// whatever the load spends is missing on the same machine. The public client does it properly.
type link struct {
	gws.BuiltinEventHandler
	ws    *gws.Conn
	hello chan struct{}
	gone  chan error
	ack   func(ref uint64, seq int64, failed bool)
	entry func(chat id.Chat, seq int64, clientID []byte)
	greet sync.Once
}

// dial connects and waits to be greeted. ack and entry run on the reading goroutine; either may be nil.
func dial(ctx context.Context, url, token string, ack func(uint64, int64, bool), entry func(id.Chat, int64, []byte)) (*link, error) {
	l := &link{hello: make(chan struct{}), gone: make(chan error, 1), ack: ack, entry: entry}
	ws, answer, err := gws.NewClient(l, &gws.ClientOption{
		Addr:               strings.Replace(url, "http", "ws", 1) + "/ws",
		RequestHeader:      http.Header{"Authorization": {"Bearer " + token}},
		ReadMaxPayloadSize: 4 << 20,
		ReadBufferSize:     1 << 10,
		HandshakeTimeout:   time.Minute,
	})
	if err != nil {
		if answer != nil {
			err = fmt.Errorf("%w: %s", err, answer.Status)
		}
		return nil, err
	}
	l.ws = ws
	go ws.ReadLoop()
	select {
	case <-l.hello:
		return l, nil
	case err := <-l.gone:
		return nil, fmt.Errorf("hung up before the greeting: %w", err)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *link) close() { _ = l.ws.NetConn().Close() }

func (l *link) OnClose(_ *gws.Conn, err error) {
	select {
	case l.gone <- err:
	default:
	}
}
func (l *link) OnPing(ws *gws.Conn, b []byte) { _ = ws.WritePong(b) }

func (l *link) OnMessage(_ *gws.Conn, m *gws.Message) {
	err := each(m.Bytes(), func(field protowire.Number, b []byte) error {
		switch field {
		case 1:
			return l.onAck(b)
		case 2:
			return l.onEntry(b)
		case 7:
			l.greet.Do(func() { close(l.hello) })
		}
		return nil
	})
	_ = m.Close()
	if err != nil {
		l.close()
	}
}

func (l *link) onAck(b []byte) error {
	if l.ack == nil {
		return nil
	}
	var ref, seq uint64
	failed := false
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		switch {
		case field == 1 && kind == protowire.VarintType:
			ref, n = protowire.ConsumeVarint(b)
		case field == 2 && kind == protowire.BytesType:
			var sent []byte
			sent, n = protowire.ConsumeBytes(b)
			var r chatv1.SendResponse
			if err := proto.Unmarshal(sent, &r); err != nil {
				return err
			}
			seq = uint64(r.Seq)
		default:
			failed = failed || field == 3
			n = protowire.ConsumeFieldValue(field, kind, b)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
	}
	l.ack(ref, int64(seq), failed)
	return nil
}

func (l *link) onEntry(b []byte) error {
	if l.entry == nil {
		return nil
	}
	var chat, seq uint64
	var clientID []byte
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		switch field {
		case 1:
			chat, n = protowire.ConsumeVarint(b)
		case 2:
			seq, n = protowire.ConsumeVarint(b)
		case 5:
			clientID, n = protowire.ConsumeBytes(b)
		default:
			n = protowire.ConsumeFieldValue(field, kind, b)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
	}
	l.entry(id.Chat(chat), int64(seq), clientID)
	return nil
}

var errFrame = errors.New("a frame is not understood")

// each calls fn for every field of a message that holds nothing but submessages.
func each(b []byte, fn func(protowire.Number, []byte) error) error {
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 || kind != protowire.BytesType {
			return errFrame
		}
		v, m := protowire.ConsumeBytes(b[n:])
		if m < 0 {
			return errFrame
		}
		if err := fn(field, v); err != nil {
			return err
		}
		b = b[n+m:]
	}
	return nil
}

// text of every message: 100 bytes, as people write.
var text = strings.Repeat("Selamat pagi, apa kabar? ", 4)

// send writes a message whose client id holds the time, so that whoever receives it knows how long it took.
func (l *link) send(chat id.Chat, ref uint64, base int64, sender, number int) error {
	clientID := binary.BigEndian.AppendUint64(make([]byte, 0, 16), uint64(time.Now().UnixNano()))
	clientID = binary.BigEndian.AppendUint32(clientID, uint32(sender))
	clientID = binary.BigEndian.AppendUint32(clientID, uint32(number))
	b, err := proto.Marshal(&livev1.ClientFrame{Ref: ref, Frame: &livev1.ClientFrame_Send{Send: &chatv1.SendRequest{
		ChatId: int64(chat), ClientId: clientID, BaseSeq: base, Body: client.Text(text),
	}}})
	if err != nil {
		return err
	}
	return l.ws.WriteMessage(gws.OpcodeBinary, b)
}

// sentAt reads the time from a client id of send.
func sentAt(clientID []byte) (at time.Time, sender, number int, ok bool) {
	if len(clientID) != 16 {
		return at, 0, 0, false
	}
	ns := binary.BigEndian.Uint64(clientID)
	return time.Unix(0, int64(ns)), int(binary.BigEndian.Uint32(clientID[8:])), int(binary.BigEndian.Uint32(clientID[12:])), true
}

package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"google.golang.org/protobuf/proto"

	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	"alun/api/gen/alun/redpacket/v1/redpacketv1connect"
)

// door makes calls with as little work as possible on this side, as link does for live connections: one HTTP/1.1 request with
// a binary body over connections that stay open.
type door struct {
	url  string
	http *http.Client
}

func newDoor(url string, connections int) *door {
	return &door{url: url, http: &http.Client{Transport: &http.Transport{MaxIdleConns: connections, MaxIdleConnsPerHost: connections, DisableCompression: true}}}
}

// open opens a packet. code is the refusal that is wanted; empty wants a share.
func (d *door) open(ctx context.Context, t *tap, code string) error {
	body, err := proto.Marshal(&redpacketv1.OpenRequest{Id: t.packet})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+redpacketv1connect.RedPacketServiceOpenProcedure, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/proto")
	req.Header.Set("Connect-Protocol-Version", "1")
	req.Header.Set("Authorization", "Bearer "+t.who.Token)
	res, err := d.http.Do(req)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(res.Body)
	_ = res.Body.Close() // read to its end
	switch {
	case err != nil:
		return err
	case code != "":
		if res.StatusCode == http.StatusOK || !bytes.Contains(data, []byte(code)) {
			return fmt.Errorf("%s instead of %s: %s", res.Status, code, data)
		}
		return nil
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("%s: %s", res.Status, data)
	}
	var a redpacketv1.OpenResponse
	if err := proto.Unmarshal(data, &a); err != nil {
		return err
	}
	t.minor, t.first = a.GetPacket().GetMine().GetAmount().GetMinor(), a.GetFirst()
	return nil
}

package redpacket

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	redpacketv1 "alun/api/gen/alun/redpacket/v1"
	"alun/base/authn"
	"alun/base/id"
	"alun/base/money"
	"alun/base/store"
)

func as(a id.Account) context.Context {
	return authn.With(context.Background(), authn.Caller{Account: a, Session: 1})
}

// The whole way over the contract: send, open, look, prove.
func TestRPC(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		api := s.nodes[0].RPC()
		c := s.group(ayu, budi, citra)
		s.fund(ayu, 5_000)
		sent, err := api.Send(as(ayu), &redpacketv1.SendRequest{
			ClientId: clientID(70), ChatId: int64(c), Kind: redpacketv1.Kind_KIND_LUCKY, Total: wireAmount(money.Of(5_000, money.IDR)), Count: 2,
			Nonce: []byte("0123456789abcdef"), Grant: []byte("grant"), Cover: "sea",
		})
		if err != nil {
			t.Fatal(err)
		}
		p := sent.GetPacket()
		if p.GetState() != redpacketv1.State_STATE_OPEN || !p.GetMayOpen() || p.GetSender().GetName() != "P101" || p.GetMine() != nil || len(p.GetCommitment()) != 32 || p.GetCover() != "sea" {
			t.Errorf("sent %v", p)
		}
		opened, err := api.Open(as(budi), &redpacketv1.OpenRequest{Id: p.GetId()})
		if err != nil {
			t.Fatal(err)
		}
		if o := opened.GetPacket(); !opened.GetFirst() || o.GetMine().GetAmount().GetMinor() < 1 || o.GetTaken() != 1 || o.GetMayOpenCode() != "redpacket.opened" || len(o.GetShares()) != 0 {
			t.Errorf("opened %v", o)
		}
		if _, err := api.Open(as(citra), &redpacketv1.OpenRequest{Id: p.GetId()}); err != nil {
			t.Fatal(err)
		}
		got, err := api.Get(as(ayu), &redpacketv1.GetRequest{Id: p.GetId()})
		if err != nil {
			t.Fatal(err)
		}
		g := got.GetPacket()
		luckiest := 0
		for _, share := range g.GetShares() {
			if share.GetLuckiest() {
				luckiest++
			}
		}
		if g.GetState() != redpacketv1.State_STATE_GONE || len(g.GetShares()) != 2 || luckiest != 1 || g.GetTakenAmount().GetMinor() != 5_000 ||
			g.GetMayOpenCode() != "redpacket.gone" || g.GetEndedAtMs() == 0 || g.GetShares()[0].GetPerson().GetName() != "P102" {
			t.Errorf("got %v", g)
		}
		proof, err := api.GetProof(as(citra), &redpacketv1.GetProofRequest{Id: p.GetId()})
		if err != nil {
			t.Fatal(err)
		}
		if !verify(p.GetCommitment(), proof.GetSalt(), proof.GetNonce(), proof.GetCurrency(), proof.GetDraw()) || !bytes.HasPrefix(proof.GetPreimage(), proof.GetSalt()) {
			t.Errorf("proof %v", proof)
		}
		r, err := api.GetRules(as(citra), &redpacketv1.GetRulesRequest{})
		if err != nil || r.GetMaxCount() != MaxCount || r.GetMaxTotal().GetMinor() != rules.MaxTotal || len(r.GetCovers()) != 5 || r.GetLifeMs() != 86_400_000 {
			t.Errorf("rules %v, %v", r, err)
		}
	})
}

// A year is that of the reader's time zone; what came back was not sent.
func TestYear(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		api := s.nodes[0].RPC()
		c := s.group(ayu, budi, citra)
		year := func(a id.Account, year, zone int32) *redpacketv1.GetYearResponse {
			y, err := api.GetYear(as(a), &redpacketv1.GetYearRequest{Year: year, ZoneMinutes: zone})
			if err != nil {
				t.Fatal(err)
			}
			return y
		}
		s.clock.Set(time.Date(2026, 12, 31, 20, 0, 0, 0, time.UTC)) // in Jakarta it is the new year
		one := s.send(ayu, s.order(c, 6_000, 2))
		best, bestOf := int64(0), id.Account(0)
		for _, a := range []id.Account{budi, citra} {
			if o := s.mustOpen(a, one); o.Share.Minor > best {
				best, bestOf = o.Share.Minor, a
			}
		}
		two := s.send(ayu, s.order(c, 900, 3))
		small := s.mustOpen(bestOf, two).Share.Minor
		s.clock.Advance(Life)
		s.runJobs()
		jakarta := year(bestOf, 2027, 7*60)
		if jakarta.GetReceivedCount() != 2 || jakarta.GetReceived().GetMinor() != best+small || jakarta.GetBest().GetMinor() != max(best, small) ||
			jakarta.GetBestFrom().GetId() != int64(ayu) || jakarta.GetSentCount() != 0 || jakarta.GetLuckiestCount() != 2 {
			t.Errorf("in Jakarta: %v", jakarta)
		}
		lines := jakarta.GetReceivedLines()
		if len(lines) != 2 || lines[0].GetPacketId() != int64(two.ID) || lines[0].GetState() != redpacketv1.State_STATE_EXPIRED || lines[1].GetState() != redpacketv1.State_STATE_GONE || lines[1].GetTaken() != 2 {
			t.Errorf("lines: %v", lines)
		}
		if y := year(bestOf, 2027, 0); y.GetReceivedCount() != 0 || y.GetBest() != nil {
			t.Errorf("in Greenwich: %v", y)
		}
		sent := year(ayu, 2026, 0)
		if sent.GetSentCount() != 2 || sent.GetSent().GetMinor() != 6_000+small || len(sent.GetSentLines()) != 2 || sent.GetSentLines()[0].GetAmount().GetMinor() != 900 {
			t.Errorf("sent: %v", sent)
		}
		for _, bad := range []*redpacketv1.GetYearRequest{{Year: 0}, {Year: 2026, ZoneMinutes: 2_000}, {Year: 2026, Currency: "ABC"}} {
			if _, err := api.GetYear(as(ayu), bad); err == nil {
				t.Errorf("%v was answered", bad)
			}
		}
	})
}

func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.Set(i%w, i/w, color.NRGBA{R: 200, A: 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A cover of the operator's is offered, worn, served, and taken back without leaving old packets bare.
func TestCovers(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		ctx, node := context.Background(), s.nodes[0]
		for _, size := range [][2]int{{599, 800}, {1201, 1600}} {
			if _, err := node.KeepCover(ctx, photo(t, size[0], size[1])); err == nil {
				t.Errorf("%v was taken", size)
			}
		}
		hash, err := node.KeepCover(ctx, photo(t, 1200, 900))
		if err != nil {
			t.Fatal(err)
		}
		write := func(fn func(ctx context.Context, tx *store.Tx) error) error { return s.db.Write(ctx, fn) }
		var cover string
		add := func(hash, name string) error {
			return write(func(ctx context.Context, tx *store.Tx) (err error) {
				cover, err = node.AddCover(ctx, tx, hash, name)
				return err
			})
		}
		serve := func(hash string) *httptest.ResponseRecorder {
			mux := http.NewServeMux()
			mux.Handle("GET /cover/{hash}", node.CoverHandler())
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/cover/"+hash, nil))
			return w
		}
		if w := serve(hash); w.Code != http.StatusNotFound {
			t.Errorf("a picture that is no cover: %d", w.Code)
		}
		s.refuses("redpacket.cover_name", add(hash, "  "))
		s.refuses("redpacket.cover", add("zz", "Imlek"))
		if err := add(hash, "Imlek"); err != nil {
			t.Fatal(err)
		}
		o := s.order(s.group(ayu, budi), 500, 1)
		o.Cover = cover
		p := s.send(ayu, o)
		w := serve(strings.TrimPrefix(p.Cover, "c:"))
		m, err := jpeg.Decode(w.Body)
		if err != nil || m.Bounds().Dx() != CoverWidth || m.Bounds().Dy() != CoverHeight || w.Header().Get("Content-Type") != "image/jpeg" {
			t.Errorf("%v, %v, %v", m, w.Header(), err)
		}
		rules, err := node.RPC().GetRules(as(ayu), &redpacketv1.GetRulesRequest{})
		if list := rules.GetCovers(); err != nil || len(list) != 6 || list[5].GetId() != cover || list[5].GetName() != "Imlek" {
			t.Errorf("%v, %v", rules, err)
		}
		remove := func(id string) error {
			return write(func(ctx context.Context, tx *store.Tx) error { return node.RemoveCover(ctx, tx, id) })
		}
		if err := remove(cover); err != nil {
			t.Fatal(err)
		}
		s.refuses("redpacket.cover", remove(cover))
		s.refuses("redpacket.cover", remove("alun"))
		s.fund(ayu, 500)
		late := s.order(p.Chat, 500, 1)
		late.Cover = cover
		_, err = s.trySend(0, ayu, late)
		s.refuses("redpacket.cover", err)
		if w := serve(hash); w.Code != http.StatusOK {
			t.Errorf("an old packet is bare: %d", w.Code)
		}
		for _, bad := range []string{"x", strings.Repeat("0", 64), "..%2f" + hash} {
			if w := serve(bad); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", bad, w.Code)
			}
		}
	})
}

func TestCoversAreLimited(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		add := func(hash string) error {
			return s.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				_, err := s.nodes[0].AddCover(ctx, tx, hash, "Imlek")
				return err
			})
		}
		for i := range MaxCovers {
			if err := add(fmt.Sprintf("%064x", i)); err != nil {
				t.Fatalf("cover %d: %v", i, err)
			}
		}
		s.refuses("redpacket.covers", add(fmt.Sprintf("%064x", MaxCovers)))
		if err := add(fmt.Sprintf("%064x", 3)); err != nil { // it is offered already
			t.Error(err)
		}
	})
}

// The check finds a packet whose rows were meddled with.
func TestCheckFinds(t *testing.T) {
	each(t, 1, func(t *testing.T, s *stage) {
		p := s.send(ayu, s.order(s.group(ayu, budi, citra), 900, 2))
		s.mustOpen(budi, p)
		for name, harm := range map[string][2]string{
			"a share grew":         {`UPDATE redpacket_share SET minor = minor + 1 WHERE packet_id = $1`, `UPDATE redpacket_share SET minor = minor - 1 WHERE packet_id = $1`},
			"a standing moved":     {`UPDATE redpacket_standing SET taken = taken + 1 WHERE packet_id = $1`, `UPDATE redpacket_standing SET taken = taken - 1 WHERE packet_id = $1`},
			"money was taken back": {`UPDATE redpacket_standing SET refunded = 5 WHERE packet_id = $1`, `UPDATE redpacket_standing SET refunded = 0 WHERE packet_id = $1`},
			"it ended and did not": {`UPDATE redpacket_standing SET state = 3, ended_at_ms = 7 WHERE packet_id = $1`, `UPDATE redpacket_standing SET state = 1, ended_at_ms = 0 WHERE packet_id = $1`},
			"the total changed":    {`UPDATE redpacket SET total = total + 1 WHERE id = $1`, `UPDATE redpacket SET total = total - 1 WHERE id = $1`},
			"the seal is another":  {`UPDATE redpacket SET nonce = salt WHERE id = $1`, ""},
		} {
			change := func(q string) {
				err := s.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error { _, err := tx.Exec(ctx, q, p.ID); return err })
				if err != nil {
					t.Fatal(err)
				}
			}
			undo := harm[1]
			change(harm[0])
			if err := s.db.Check(context.Background()); err == nil {
				t.Errorf("%s, and the check found nothing", name)
			}
			if undo == "" {
				s.restore(p)
			} else {
				change(undo)
			}
		}
	})
}

// restore puts the packet's nonce back.
func (s *stage) restore(p *Packet) {
	err := s.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE redpacket SET nonce = $2 WHERE id = $1`, p.ID, p.Nonce)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

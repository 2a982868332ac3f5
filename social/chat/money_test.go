package chat

import (
	"context"
	"errors"
	"slices"
	"testing"

	"alun/base/id"
	"alun/base/store"

	chatv1 "alun/api/gen/alun/chat/v1"
)

// envelope is what a room of money says in a chat.
func envelope() *chatv1.Body {
	return &chatv1.Body{Kind: &chatv1.Body_Packet{Packet: &chatv1.Packet{Id: 7, Greeting: "selamat"}}}
}

// put appends a card of money as its room does, in a transaction of the room's own.
func (k *talk) put(from id.Account) int64 {
	k.Helper()
	var out Result
	err := k.nodes[0].db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		k.next++
		d := Draft{Chat: k.chat, Sender: from, ClientID: clientID(k.next), Entry: &chatv1.Entry{Body: envelope()}}
		results, err := k.nodes[0].Append(ctx, tx, []Draft{d})
		if err != nil {
			return err
		}
		out = results[0]
		return out.Err
	})
	if err != nil {
		k.Fatal(err)
	}
	return out.Value.Seq
}

func TestMoneyIsWrittenByItsRoomsAlone(t *testing.T) {
	eachTalk(t, 1, func(t *talk) {
		_, err := t.send(ayu, envelope())
		t.refuses("chat.body", err)
		seq := t.put(ayu)
		if e := t.log(budi)[0]; e.Body.GetPacket().GetGreeting() != "selamat" || e.N != 1 || e.SenderId != int64(ayu) {
			t.Errorf("read back: %v", e)
		}
		_, err = t.send(ayu, recall(seq))
		t.refuses("chat.money", err)
		_, err = t.send(ayu, edit(seq, "x"))
		t.refuses("chat.not_yours", err)
		t.next++
		_, err = t.nodes[0].Send(context.Background(), budi, &chatv1.SendRequest{
			ChatId: int64(t.chat), ClientId: clientID(t.next), ForwardChatId: int64(t.chat), ForwardSeq: seq,
		})
		t.refuses("chat.money", err)
		t.mustSend(budi, react(seq, "🎉", false))
		quote := t.mustSend(budi, words("makasih"))
		if quote <= seq {
			t.Errorf("the log went back: %d after %d", quote, seq)
		}
	})
}

func TestLook(t *testing.T) {
	eachTalk(t, 2, func(t *talk) {
		seq := t.mustSend(ayu, words("satu"))
		stranger := id.Account(999)
		look := func(node *Service) {
			err := t.nodes[0].db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				seen, err := node.Look(ctx, tx, []id.Chat{t.chat, 12345, t.chat})
				if err != nil {
					return err
				}
				at := seen[t.chat]
				if len(seen) != 1 || at.Head != seq || at.Group || !at.Has(ayu) || !at.Has(budi) || at.Has(stranger) {
					t.Errorf("seen: %+v", seen)
				}
				members, err := node.Members(ctx, tx, t.chat)
				if err != nil || len(members) != 2 || !slices.Contains(members, budi) {
					t.Errorf("members: %v, %v", members, err)
				}
				if err := node.MemberNow(ctx, tx, t.chat, ayu); err != nil {
					t.Error(err)
				}
				if err := node.MemberNow(ctx, tx, t.chat, stranger); !errors.Is(err, ErrNotFound) {
					t.Errorf("a stranger: %v", err)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
		look(t.nodes[0])
		look(t.nodes[1])
		seq = t.mustSend(budi, words("dua"))
		look(t.nodes[1]) // which has not written it
	})
}

package chat

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"alun/base/errs"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

func edit(seq int64, words string) *chatv1.Body {
	return &chatv1.Body{Kind: &chatv1.Body_Edit{Edit: &chatv1.Edit{Seq: seq, Text: words}}}
}

func recall(seq int64) *chatv1.Body {
	return &chatv1.Body{Kind: &chatv1.Body_Recall{Recall: &chatv1.Recall{Seq: seq}}}
}

func react(seq int64, emoji string, remove bool) *chatv1.Body {
	return &chatv1.Body{Kind: &chatv1.Body_React{React: &chatv1.React{Seq: seq, Emoji: emoji, Remove: remove}}}
}

func words(s string) *chatv1.Body {
	return &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: s}}}
}

func TestCompose(t *testing.T) {
	good := func(b *chatv1.Body) *chatv1.SendRequest {
		return &chatv1.SendRequest{ChatId: 5, ClientId: clientID(1), Body: b}
	}
	card := &chatv1.Body{Kind: &chatv1.Body_Card{Card: &chatv1.Card{Person: &accountv1.Person{Id: 3, Name: "forged"}}}}
	system := line(chatv1.System_WHAT_GROUP_DISSOLVED, 1, "")
	many := make([]int64, MaxMentions+1)
	for _, c := range []struct {
		name string
		req  *chatv1.SendRequest
		code string
	}{
		{"text", good(words("halo")), ""},
		{"the longest text", good(words(strings.Repeat("好", MaxText))), ""},
		{"too long", good(words(strings.Repeat("好", MaxText+1))), "chat.too_long"},
		{"only space", good(words(" \n\t ")), "chat.empty"},
		{"no body", good(nil), "chat.body"},
		{"zero byte", good(words("a\x00b")), "chat.text"},
		{"not UTF-8", good(words("a\xff")), "chat.text"},
		{"escape", good(words("a\x1b[31m")), "chat.text"},
		{"card", good(card), ""},
		{"card of nobody", good(&chatv1.Body{Kind: &chatv1.Body_Card{Card: &chatv1.Card{}}}), "chat.body"},
		{"a line of the house", good(system.Body), "chat.body"},
		{"edit", good(edit(1, "x")), ""},
		{"edit of nothing", good(edit(0, "x")), "chat.target"},
		{"edit to nothing", good(edit(1, "")), "chat.empty"},
		{"recall", good(recall(1)), ""},
		{"recall of nothing", good(recall(-1)), "chat.target"},
		{"react", good(react(1, "👍", false)), ""},
		{"react to nothing", good(react(0, "👍", false)), "chat.target"},
		{"react with a word", good(react(1, "ok", false)), "chat.emoji"},
		{"no client id", &chatv1.SendRequest{ChatId: 5, Body: words("x")}, "chat.client_id"},
		{"no chat", &chatv1.SendRequest{ClientId: clientID(1), Body: words("x")}, "chat.not_found"},
		{"too many mentions", &chatv1.SendRequest{ChatId: 5, ClientId: clientID(1), Body: words("x"), MentionIds: many}, "chat.too_many_mentions"},
		{"forward", &chatv1.SendRequest{ChatId: 5, ClientId: clientID(1), ForwardChatId: 6, ForwardSeq: 2}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := compose(ayu, c.req)
			if got := errs.CodeOf(err); got != c.code {
				t.Fatalf("code %q, want %q", got, c.code)
			}
			if p := d.Entry.GetBody().GetCard().GetPerson(); err == nil && p.GetName() != "" {
				t.Errorf("the device's own words about a person are believed: %v", p)
			}
		})
	}
}

func TestIsEmoji(t *testing.T) {
	for _, yes := range []string{"👍", "❤️", "👨‍👩‍👧‍👦", "🇮🇩", "1️⃣", "👍🏽", "☺", "‼️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"} {
		if !isEmoji(yes) {
			t.Errorf("%q is refused", yes)
		}
	}
	for _, no := range []string{"", "a", "ok👍", " 👍", "1", "好", "<b>", "👍\n", "\xff", strings.Repeat("👍", 9), "\u202e", "™x"} {
		if isEmoji(no) {
			t.Errorf("%q is taken", no)
		}
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("长", MaxQuote+1)
	if got := excerpt(words(long)); len([]rune(got)) != MaxQuote || !strings.HasSuffix(got, "…") {
		t.Errorf("%d characters", len([]rune(got)))
	}
	if got := excerpt(words("short")); got != "short" {
		t.Error(got)
	}
}

// Whatever arrives, compose neither panics nor lets through what the log must not hold.
func FuzzCompose(f *testing.F) {
	seed := func(r *chatv1.SendRequest) { f.Add(encode(r)) }
	seed(text(5, 1, "halo"))
	seed(&chatv1.SendRequest{ChatId: 5, ClientId: clientID(1), Body: edit(1, "x")})
	seed(&chatv1.SendRequest{ChatId: 5, ClientId: clientID(1), Body: react(1, "👍", true)})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &chatv1.SendRequest{}
		if proto.Unmarshal(data, r) != nil {
			return
		}
		d, err := compose(ayu, r)
		if err != nil {
			if errs.KindOf(err) != errs.KindInvalid && errs.KindOf(err) != errs.KindNotFound {
				t.Fatalf("%v", err)
			}
			return
		}
		if kindOf(d.Entry.GetBody()) == kindSystem || len(d.ClientID) != ClientIDLength {
			t.Fatalf("let through: %v", d)
		}
		again := &chatv1.Entry{}
		if err := proto.Unmarshal(encode(d.Entry), again); err != nil || len(again.ProtoReflect().GetUnknown()) > 0 {
			t.Fatalf("content: %v, %v", again, err)
		}
	})
}

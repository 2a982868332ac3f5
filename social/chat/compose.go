package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"alun/base/errs"
	"alun/base/id"
	"alun/social/account"

	accountv1 "alun/api/gen/alun/account/v1"
	chatv1 "alun/api/gen/alun/chat/v1"
)

// Errors of what cannot be right whatever the chat is.
var (
	errEmpty    = errs.Invalid("chat.empty", "A message says something.")
	errClientID = errs.Invalid("chat.client_id", "client_id has %d bytes.", ClientIDLength)
	errTooLong  = errs.Invalid("chat.too_long", "A message holds at most %d characters.", MaxText)
	errText     = errs.Invalid("chat.text", "A message is UTF-8 text without control characters.")
	errMentions = errs.Invalid("chat.too_many_mentions", "A message mentions at most %d people.", MaxMentions)
	errEmoji    = errs.Invalid("chat.emoji", "A reaction is one emoji.")
	errTarget   = errs.Invalid("chat.target", "A change names the message it speaks of.")
	errBody     = errs.Invalid("chat.body", "A message is a text, a card, an edit, a recall or a reaction.")
)

// compose makes a draft of what a device wants to send, as far as that can be judged without looking at the chat. Only
// what is known goes over: fields that this version does not know are dropped.
func compose(sender id.Account, r *chatv1.SendRequest) (Draft, error) {
	d := Draft{Chat: id.Chat(r.ChatId), Sender: sender, ClientID: r.ClientId, BaseSeq: r.BaseSeq}
	if len(r.ClientId) != ClientIDLength {
		return d, errClientID
	}
	if d.Chat <= 0 {
		return d, ErrNotFound
	}
	if r.ForwardSeq > 0 {
		d.Entry = &chatv1.Entry{Forwarded: true}
		return d, nil // the body is taken from there
	}
	body, err := composeBody(r.Body)
	if err != nil {
		return d, err
	}
	d.Entry = &chatv1.Entry{Body: body}
	if body.GetText() != nil {
		d.Entry.MentionAll = r.MentionAll
		if d.Entry.MentionIds, err = composeMentions(r.MentionIds); err != nil {
			return d, err
		}
	}
	return d, nil
}

func composeBody(b *chatv1.Body) (*chatv1.Body, error) {
	switch k := b.GetKind().(type) {
	case *chatv1.Body_Text:
		text, err := composeText(k.Text.GetText())
		return &chatv1.Body{Kind: &chatv1.Body_Text{Text: &chatv1.Text{Text: text}}}, err
	case *chatv1.Body_Card:
		if k.Card.GetPerson().GetId() <= 0 {
			return nil, errBody
		}
		who := &accountv1.Person{Id: k.Card.Person.Id} // the rest is filled in by the door
		return &chatv1.Body{Kind: &chatv1.Body_Card{Card: &chatv1.Card{Person: who}}}, nil
	case *chatv1.Body_Edit:
		text, err := composeText(k.Edit.GetText())
		if err != nil {
			return nil, err
		}
		mentions, err := composeMentions(k.Edit.GetMentionIds())
		if err != nil || k.Edit.GetSeq() <= 0 {
			return nil, orTarget(err)
		}
		return &chatv1.Body{Kind: &chatv1.Body_Edit{Edit: &chatv1.Edit{Seq: k.Edit.Seq, Text: text, MentionIds: mentions}}}, nil
	case *chatv1.Body_Recall:
		if k.Recall.GetSeq() <= 0 {
			return nil, errTarget
		}
		return &chatv1.Body{Kind: &chatv1.Body_Recall{Recall: &chatv1.Recall{Seq: k.Recall.Seq}}}, nil
	case *chatv1.Body_React:
		if k.React.GetSeq() <= 0 {
			return nil, errTarget
		}
		if !isEmoji(k.React.GetEmoji()) {
			return nil, errEmoji
		}
		return &chatv1.Body{Kind: &chatv1.Body_React{React: &chatv1.React{Seq: k.React.Seq, Emoji: k.React.Emoji, Remove: k.React.Remove}}}, nil
	}
	return nil, errBody
}

func orTarget(err error) error {
	if err != nil {
		return err
	}
	return errTarget
}

// composeText returns text without space around it. Errors: errEmpty, errTooLong, errText.
func composeText(text string) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, isControl) {
		return "", errText
	}
	text = strings.TrimFunc(text, unicode.IsSpace)
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "", errEmpty
	case n > MaxText:
		return "", errTooLong
	}
	return text, nil
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// composeMentions returns the ids without repetitions.
func composeMentions(ids []int64) ([]int64, error) {
	if len(ids) > MaxMentions {
		return nil, errMentions
	}
	seen := make(map[int64]bool, len(ids))
	var out []int64
	for _, a := range ids {
		if a > 0 && !seen[a] {
			seen[a] = true
			out = append(out, a)
		}
	}
	return out, nil
}

// isEmoji reports whether s looks like one emoji: symbols with their joiners and modifiers (Unicode TS #51), no letters, no
// spaces. It does not know which emoji exist.
func isEmoji(s string) bool {
	if s == "" || len(s) > MaxEmoji || !utf8.ValidString(s) {
		return false
	}
	symbol := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.So, r), r == 0x203C, r == 0x2049, unicode.Is(unicode.Sm, r) && r > 0xFF, r == 0x3030, r == 0x303D:
			symbol = true
		case r == 0x20E3: // keycap, after a digit
			symbol = true
		case r >= '0' && r <= '9', r == '#', r == '*':
		case unicode.Is(unicode.Sk, r) && r > 0xFF, unicode.Is(unicode.Mn, r), r == 0x200D, r >= 0xE0020 && r <= 0xE007F:
		default:
			return false
		}
	}
	return symbol
}

// excerpt returns the first characters of what a body says, for a quote.
func excerpt(b *chatv1.Body) string {
	text := b.GetText().GetText()
	switch k := b.GetKind().(type) {
	case *chatv1.Body_Card:
		text = k.Card.GetPerson().GetName()
	case *chatv1.Body_Packet:
		text = k.Packet.GetGreeting()
	case *chatv1.Body_Transfer:
		text = k.Transfer.GetNote()
	case *chatv1.Body_MoneyRequest:
		text = k.MoneyRequest.GetNote()
	case *chatv1.Body_Split:
		text = k.Split.GetNote()
	}
	if utf8.RuneCountInString(text) <= MaxQuote {
		return text
	}
	return string([]rune(text)[:MaxQuote-1]) + "…"
}

// cleanName returns a group's name in one line, without what hides or turns the direction of the text beside it. Error: invalid chat.name.
func cleanName(name string) (string, error) {
	name = account.CleanLine(name)
	if utf8.RuneCountInString(name) > MaxName {
		return "", errs.Invalid("chat.name", "A group's name has at most %d characters.", MaxName)
	}
	return name, nil
}

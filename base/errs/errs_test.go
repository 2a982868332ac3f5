package errs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

func send(fail error) (err error) {
	defer Wrap(&err, "chat.Send(%d)", 7)
	return fail
}

func TestKindCodeSentence(t *testing.T) {
	tooLong := Invalid("chat.too_long", "A message holds at most %d characters.", 4000)
	for _, c := range []struct {
		name     string
		err      error
		kind     Kind
		code     string
		sentence string
	}{
		{"plain", tooLong, KindInvalid, "chat.too_long", "A message holds at most 4000 characters."},
		{"wrapped", send(tooLong), KindInvalid, "chat.too_long", "A message holds at most 4000 characters."},
		{"fmt wrapped", fmt.Errorf("x: %w", tooLong), KindInvalid, "chat.too_long", "A message holds at most 4000 characters."},
		{"unknown is internal", io.ErrUnexpectedEOF, KindInternal, "internal", SentenceOf(io.EOF)},
		{"internal hides its sentence", Internal("x.y", "secret"), KindInternal, "x.y", SentenceOf(io.EOF)},
		{"canceled", send(context.Canceled), KindUnavailable, "canceled", SentenceOf(context.Canceled)},
		{"deadline", send(context.DeadlineExceeded), KindUnavailable, "deadline", SentenceOf(context.Canceled)},
		{"joined", errors.Join(io.EOF, Denied("a.b", "No.")), KindDenied, "a.b", "No."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := KindOf(c.err); got != c.kind {
				t.Errorf("kind %v, want %v", got, c.kind)
			}
			if got := CodeOf(c.err); got != c.code {
				t.Errorf("code %q, want %q", got, c.code)
			}
			if got := SentenceOf(c.err); got != c.sentence {
				t.Errorf("sentence %q, want %q", got, c.sentence)
			}
		})
	}
}

func TestWrapLeavesNil(t *testing.T) {
	if err := send(nil); err != nil {
		t.Fatal(err)
	}
	if CodeOf(nil) != "" {
		t.Error("nil has a code")
	}
}

func TestSentinelMatchesByCode(t *testing.T) {
	sentinel := NotFound("chat.gone", "The chat is gone.")
	err := send(NotFound("chat.gone", "Chat %d is gone.", 3).Because(io.EOF).After(time.Second))
	if !errors.Is(err, sentinel) || errors.Is(err, NotFound("chat.other", "x")) {
		t.Error("errors.Is must compare codes")
	}
	if !errors.Is(err, io.EOF) {
		t.Error("the cause is lost")
	}
	if RetryAfterOf(err) != time.Second {
		t.Error("RetryAfter is lost")
	}
	if s := err.Error(); !strings.HasPrefix(s, "chat.Send(7): chat.gone: Chat 3 is gone.") || !strings.HasSuffix(s, "EOF") {
		t.Errorf("log text %q", s)
	}
	if sentinel.Unwrap() != nil || sentinel.RetryAfter != 0 {
		t.Error("Because and After must copy")
	}
}

func TestKindNames(t *testing.T) {
	want := "internal invalid not_found denied conflict exhausted unavailable internal"
	var got []string
	for k := range Kind(8) {
		got = append(got, k.String())
	}
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got %s", s)
	}
}

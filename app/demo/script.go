package demo

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What the town has said in the last week. A file holds one or more chats:
//
//	chat Futsal ⚽ | budi rafi eko     a group; the first member owns it
//	direct ayu budi                    a chat of two
//	day -6                             what follows was said six days before today
//	19:02 budi Who is in? {^0} {👍 rafi eko}
//
// {^n} quotes the message n+1 lines above; {👍 rafi eko} are reactions.
//
//go:embed talk/*.txt
var talk embed.FS

// script is a chat with everything that was said in it, oldest first.
type script struct {
	id      string // foreign id
	group   bool
	name    string
	members []string
	lines   []said
}

// said is one message. Its time is a day before today (0 or less) and a time of that day.
type said struct {
	day       int
	clock     time.Duration
	by, text  string
	quotes    int // index into lines; -1 for none
	reactions []reaction
}

type reaction struct{ by, emoji string }

var (
	messageLine = regexp.MustCompile(`^(\d\d):(\d\d) (\w+) (.+)$`)
	suffix      = regexp.MustCompile(`\s*\{([^{}]+)\}$`)
)

// scripts reads all files. A mistake in a file is a mistake of the build: the error names file and line.
func scripts() (all []script, err error) {
	files, err := fs.Glob(talk, "talk/*.txt")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		f, err := talk.Open(file)
		if err != nil {
			return nil, err
		}
		scanner := bufio.NewScanner(f)
		p := parser{file: strings.TrimSuffix(strings.TrimPrefix(file, "talk/"), ".txt")}
		for n := 1; scanner.Scan(); n++ {
			if err := p.line(scanner.Text()); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, n, err)
			}
		}
		if err := scanner.Err(); err != nil {
			return nil, err
		}
		all = append(all, p.done...)
	}
	return all, nil
}

type parser struct {
	file string
	day  int
	done []script
}

func (p *parser) line(text string) error {
	head, rest, _ := strings.Cut(text, " ")
	switch {
	case text == "":
		return nil
	case head == "chat":
		name, members, ok := strings.Cut(rest, " | ")
		if !ok {
			return fmt.Errorf("a chat is: name | members")
		}
		p.done = append(p.done, script{id: p.file, group: true, name: name, members: strings.Fields(members)})
	case head == "direct":
		two := strings.Fields(rest)
		p.done = append(p.done, script{id: strings.Join(two, "-"), members: two})
	case head == "day":
		day, err := strconv.Atoi(rest)
		p.day = day
		return err
	default:
		return p.said(text)
	}
	return p.known(p.done[len(p.done)-1].members...)
}

func (p *parser) known(handles ...string) error {
	for _, h := range handles {
		if !slices.ContainsFunc(people, func(one person) bool { return one.handle == h }) {
			return fmt.Errorf("nobody is called %q", h)
		}
	}
	return nil
}

func (p *parser) said(text string) error {
	m := messageLine.FindStringSubmatch(text)
	if m == nil || len(p.done) == 0 {
		return fmt.Errorf("not a message: %q", text)
	}
	chat := &p.done[len(p.done)-1]
	hours, _ := strconv.Atoi(m[1])
	minutes, _ := strconv.Atoi(m[2])
	line := said{day: p.day, clock: time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute, by: m[3], text: m[4], quotes: -1}
	for s := suffix.FindStringSubmatchIndex(line.text); s != nil; s = suffix.FindStringSubmatchIndex(line.text) {
		inner := line.text[s[2]:s[3]]
		line.text = line.text[:s[0]]
		if back, ok := strings.CutPrefix(inner, "^"); ok {
			n, err := strconv.Atoi(back)
			if line.quotes = len(chat.lines) - 1 - n; err != nil || line.quotes < 0 {
				return fmt.Errorf("quotes nothing: %q", inner)
			}
			continue
		}
		words := strings.Fields(inner)
		for _, by := range words[1:] {
			line.reactions = append(line.reactions, reaction{by, words[0]})
		}
	}
	for _, by := range append([]string{line.by}, reactors(line.reactions)...) {
		if !slices.Contains(chat.members, by) {
			return fmt.Errorf("%s is not in %s", by, chat.id)
		}
	}
	if n := len(chat.lines); n > 0 && line.at(time.Time{}).Before(chat.lines[n-1].at(time.Time{})) {
		return fmt.Errorf("said before the line above")
	}
	chat.lines = append(chat.lines, line)
	return nil
}

func reactors(list []reaction) (who []string) {
	for _, r := range list {
		who = append(who, r.by)
	}
	return who
}

// at is when the line was said, seen from a midnight.
func (s said) at(midnight time.Time) time.Time { return midnight.AddDate(0, 0, s.day).Add(s.clock) }

// midnight returns the day that this chat takes for today when it is now: the last one on which everything has been said.
func (s script) midnight(now time.Time) time.Time {
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	if len(s.lines) > 0 && s.lines[len(s.lines)-1].at(day).After(now) {
		return day.AddDate(0, 0, -1)
	}
	return day
}

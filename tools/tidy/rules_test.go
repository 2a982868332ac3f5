package tidy

import (
	"strings"
	"testing"
	"testing/fstest"
)

// files are a small house: text by path.
type files map[string]string

func (f files) open(t *testing.T) *house {
	t.Helper()
	root := fstest.MapFS{}
	for path, text := range f {
		root[path] = &fstest.MapFile{Data: []byte(text)}
	}
	h, err := open(root)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

const (
	roomDoc = "// Package chat is the room where people of all sizes talk to each other.\n//\n// # Words\n//\n// # Always true\n//\n// # Neighbours\n//\n// # Start reading\npackage chat\n"
	scaling = "| table | shard key | why |\n|---|---|---|\n| `message` | `chat_id` | one log |\n"
	message = "CREATE TABLE message (\n  chat_id BIGINT NOT NULL, -- not id\n  seq BIGINT NOT NULL,\n  sender BIGINT NOT NULL,\n  PRIMARY KEY (chat_id, seq),\n  UNIQUE (chat_id, sender)\n){{clustered}};\n"
	proto   = "syntax = \"proto3\";\npackage alun.chat.v1;\noption go_package = \"alun/api/gen/alun/chat/v1;chatv1\";\nservice ChatService {\n  rpc Send(Q) returns (A);\n  rpc Sync(Q) returns (A);\n}\n"
)

func goFile(body string) string { return "package x\n\n" + body + "\n" }

func sqlFile(sql string) files {
	return files{"social/chat/store.go": goFile("const q = `" + sql + "`")}
}

// joined is a statement of a house in which members lie with their chats.
func joined(sql string) files {
	return files{"docs/scaling.md": scaling + "| `member` | `chat_id` | with the log |\n", "social/chat/store.go": goFile("const q = `" + sql + "`")}
}

func migration(sql string) files {
	return files{"docs/scaling.md": scaling, "social/chat/migrations/0001_chat.sql": sql}
}

// ruleTests show for every rule a house that keeps it and houses that do not.
var ruleTests = []struct {
	rule string
	good files
	bad  map[string]files // by a part of the expected finding
}{
	{"floors", files{
		"social/chat/service.go": goFile(`import ("alun/base/store"; "alun/social/contact"; "alun/api/gen/alun/chat/v1"; "alun/api/gen/alun/account/v1")`),
		"cmd/webbuild/main.go":   goFile(`import "github.com/evanw/esbuild/pkg/api"`),
		"base/live/live.go":      goFile(`import "alun/api/gen/alun/live/v1"`),
		"base/rpc/rpc_test.go":   goFile(`import "alun/api/gen/alun/account/v1/accountv1connect"`),
		"app/app.go":             goFile(`import "alun/social/chat"`),
	}, map[string]files{
		"social/contact may not import social/chat":               {"social/contact/a.go": goFile(`import "alun/social/chat"`)},
		"base may not import social/chat":                         {"base/store/a.go": goFile(`import "alun/social/chat"`)},
		"base may not import api/gen/alun/chat/v1":                {"base/live/a.go": goFile(`import "alun/api/gen/alun/chat/v1"`)},
		"social/journal may not import api/gen/alun/contact/v1":   {"social/journal/a.go": goFile(`import "alun/api/gen/alun/contact/v1"`)},
		"social/chat may not import app":                          {"social/chat/a_test.go": goFile(`import "alun/app"`)},
		"only cmd/webbuild may import github.com/evanw/esbuild/p": {"app/a.go": goFile(`import "github.com/evanw/esbuild/pkg/api"`)},
		"has no row for this package":                             {"services/ride/ride.go": goFile("")},
	}},
	{"doc", files{"social/chat/doc.go": roomDoc, "social/chat/chat.go": "package chat\n", "base/clock/clock.go": "// Package clock tells the time, and is the only one that does.\npackage clock\n", "social/chat/part/doc.go": "// Package part is a piece of a room and needs a paragraph only.\npackage part\n"},
		map[string]files{
			"the package has no doc.go":         {"base/id/id.go": "// Package id names things by numbers that no two nodes ever share.\npackage id\n", "base/id/b.go": "package id\n"},
			"base/id:0: the package has no doc": {"base/id/id.go": "package id\n"},
			"does not say what the package":     {"base/id/doc.go": "// Package id.\npackage id\n"},
			"heading # Always true is missing":  {"social/chat/doc.go": strings.ReplaceAll(roomDoc, "# Always true", "# Sometimes true")},
			"heading # Start reading is missin": {"social/chat/doc.go": strings.ReplaceAll(roomDoc, "# Start reading", "Start reading")},
		}},
	{"exported", files{"base/id/id.go": goFile("// A is one.\ntype A int\n\nfunc (a A) String() string { return \"\" }\n\n// B and C are two.\nconst (\n\tB = 1\n\tC = 2\n)\n\nconst D = 1 // four\n\n// E does.\nfunc E() {}\nfunc F() {}\n\nfunc (a a) String() string { return \"\" }\n\ntype a int")},
		map[string]files{
			"A has no comment":    {"base/id/id.go": goFile("type A int")},
			"B has no comment":    {"base/id/id.go": goFile("const B = 1")},
			"D has no comment":    {"base/id/id.go": goFile("// C does.\nfunc C() {}\n\nfunc D() {}")},
			"C has no comment":    {"base/id/id.go": goFile("func C() {}")},
			"Next has no comment": {"base/id/id.go": goFile("// A is one.\ntype A[T any] int\n\nfunc (a *A[T]) Next() string { return \"\" }")},
		}},
	{"size", files{"base/a.go": goFile(strings.Repeat("// x\n", 590)), "docs/a.md": strings.Repeat("x\n", 700)},
		map[string]files{
			"603 lines, at most 600":   {"base/a.go": goFile(strings.Repeat("// x\n", 600))},
			"601 lines, at most 600":   {"web/src/a.tsx": strings.Repeat("x\n", 601)},
			"f has 72 lines, at most ": {"base/a.go": goFile("func f() {\n" + strings.Repeat("_ = 1\n", 70) + "}")},
		}},
	{"clock", files{"base/clock/clock.go": goFile("import \"time\"\nvar a = time.Now()"), "base/a_test.go": goFile("import \"time\"\nvar a = time.Now()"), "base/a.go": goFile("import \"time\"\nvar now = clock.Now()\nvar err = c.SetReadDeadline(time.Now().Add(d))")},
		map[string]files{
			"time.Now":   {"social/chat/a.go": goFile("import \"time\"\nvar a = time.Now()")},
			"time.Since": {"app/a.go": goFile("import \"time\"\nvar a = time.Since(b)")},
		}},
	{"sleep", files{
		"base/a.go":      goFile("import \"time\"\nfunc f() { time.Sleep(1) }"),
		"base/a_test.go": goFile("import \"time\"\nfunc f() { synctest.Test(t, func() { time.Sleep(1) }) }"),
		"base/b_test.go": goFile("import \"time\"\nfunc f() { for range 100 { time.Sleep(1) } }"),
	},
		map[string]files{"time.Sleep": {"base/a_test.go": goFile("import \"time\"\nfunc f() { time.Sleep(1) }")}}},
	{"words", files{"base/a.go": goFile("// Todos are a list. See /var/lib/alun.\ntype List struct{}"), "docs/a.md": "Ask https://fonts.googleapis.com nothing; it works at /u/0/."},
		map[string]files{
			`"TODO"`:                     {"base/a.go": goFile("// TODO later")},
			"does not run":               {"base/a_test.go": goFile("func f() { t.Skip(1) }")},
			`"it.only("`:                 {"web/src/a.test.ts": "it.only('x');"},
			"/tmp/b":                     {"base/a_test.go": goFile("var f = \"/tmp/build/x\"")},
			"a path of one machine":      {"docs/a.md": "Look into /home/ann/alun."},
			"nothing is fetched":         {"web/src/a.css": "@import url(https://fonts.googleapis.com/css);"},
			`"type ChatManager"`:         {"base/a.go": goFile("type ChatManager struct{}")},
			`"class SocketHelper"`:       {"web/src/a.ts": "class SocketHelper {}"},
			"says nothing about what is": {"web/src/lib/utils.ts": ""},
		}},
	{"sql", files{
		"social/chat/store.go": goFile("const (\n\ta = `SELECT seq, MAX(n), COUNT(*) FROM message WHERE chat_id = $1 AND body <> 'NOW ( LIKE ?' {{lock}}`\n" +
			"\tb = `WITH v(id) AS (VALUES ($1)) INSERT INTO message (chat_id) SELECT id FROM v WHERE TRUE ON CONFLICT (chat_id, seq) DO NOTHING`\n" +
			"\tc = \"Select a person; do you like now()?\"\n)"),
		"social/chat/migrations/0001_chat.sql": message,
		"base/store/sqlite.go":                 goFile("const a = `PRAGMA journal_mode = WAL`"),
	}, map[string]files{
		"LIKE: case matters":            sqlFile("select a from person where name like $1"),
		"FOR UPDATE: {{lock}}":          sqlFile("SELECT a FROM b WHERE c = $1 FOR UPDATE"),
		"?: $1 … $n":                    sqlFile("DELETE FROM b WHERE c = ?"),
		"FROM ( VALUES: WITH v":         sqlFile("SELECT a FROM (VALUES ($1)) AS v(a)"),
		"ON CONFLICT DO: name the key":  sqlFile("INSERT INTO a (b) VALUES ($1) ON CONFLICT DO NOTHING"),
		"INSERT … SELECT … ON CONFLICT": sqlFile("INSERT INTO a (b) SELECT c FROM d ON CONFLICT (b) DO NOTHING"),
		"NOW (: times come":             sqlFile("UPDATE a SET b = now() WHERE c = $1"),
		"MAX(a, b)":                     sqlFile("SELECT MAX(a, (b)) FROM c"),
		"JSON*: JSON is":                sqlFile("SELECT json_extract(a, '$.b') FROM c"),
		"ANY (: WITH":                   sqlFile("SELECT a FROM b WHERE c = ANY($1)"),
		"CREATE belongs into":           sqlFile("CREATE TABLE a (b BIGINT PRIMARY KEY)"),
		"AS ( DELETE: SQLite":           sqlFile("WITH d AS (DELETE FROM a RETURNING b) SELECT b FROM d"),
		"GREATEST: CASE":                {"social/chat/store.go": goFile("const q = `UPDATE a SET b = ` + c + `GREATEST(d, e) WHERE f = $1`")},
		"SERIAL: ids":                   migration(strings.Replace(message, "seq BIGINT", "seq SERIAL", 1)),
		"IDENTITY: ids":                 migration(strings.Replace(message, "NOT NULL,", "GENERATED ALWAYS AS IDENTITY,", 1)),
		"INTEGER: BIGINT":               migration(strings.Replace(message, "seq BIGINT", "seq INTEGER", 1)),
		"TRIGGER: rules":                migration("CREATE TRIGGER a AFTER INSERT ON message BEGIN SELECT 1; END;"),
	}},
	{"keys", migration(message + "CREATE UNIQUE INDEX message_by ON message (chat_id, sender);\nCREATE INDEX other ON message (sender);\n"), map[string]files{
		"(seq, chat_id) does not begin":             migration(strings.Replace(message, "(chat_id, seq)", "(seq, chat_id)", 1)),
		"(sender) does not begin with":              migration(strings.Replace(message, "UNIQUE (chat_id, sender)", "UNIQUE (sender)", 1)),
		"the key (seq) does not begin":              migration(strings.Replace(message, "seq BIGINT NOT NULL", "seq BIGINT NOT NULL UNIQUE", 1)),
		"(sender, chat_id) does not begin":          migration(message + "CREATE UNIQUE INDEX a ON message (sender, chat_id);"),
		"message has no primary key":                migration(strings.Replace(message, "  PRIMARY KEY (chat_id, seq),\n", "", 1)),
		"draft has no row in docs/scaling.md":       migration(message + "CREATE TABLE draft (id BIGINT PRIMARY KEY);"),
		"no migration creates the table message":    migration("CREATE INDEX a ON b (c);"),
		"docs/scaling.md:0: the page is missing":    {"social/chat/migrations/0001_chat.sql": message},
		"message: the key (id) does not begin with": migration("CREATE TABLE message (id BIGINT PRIMARY KEY);"),
	}},
	{"joins", joined("SELECT m.seq FROM message m JOIN member AS x ON x.chat_id = m.chat_id JOIN v ON v.id = m.sender"), map[string]files{
		"member is not joined by":  joined("SELECT COUNT(*) FROM message m JOIN member x ON x.id = m.sender WHERE m.chat_id = x.chat_id"),
		"message is not joined by": joined("WITH v(id) AS (VALUES ($1)) SELECT m.seq FROM v JOIN member x ON x.chat_id = v.id LEFT JOIN message m ON m.sender = x.account_id"),
	}},
	{"authz", files{"api/alun/chat/v1/chat.proto": proto, "app/authz.go": goFile(`var t = rpc.Table{"/alun.chat.v1.ChatService/Send": rpc.Member, chatv1connect.ChatServiceSyncProcedure: rpc.Member}; var bodyMax = map[string]int{chatv1connect.ChatServiceSendProcedure: 1}`)},
		map[string]files{
			"Sync has 0 rows":             {"api/alun/chat/v1/chat.proto": proto, "app/authz.go": goFile(`var t = rpc.Table{"/alun.chat.v1.ChatService/Send": rpc.Member}`)},
			"Send has 2 rows":             {"api/alun/chat/v1/chat.proto": proto, "app/authz.go": goFile(`var t = rpc.Table{"/alun.chat.v1.ChatService/Send": rpc.Member, c.ChatServiceSendProcedure: rpc.Member, c.ChatServiceSyncProcedure: 1}`)},
			"the contract has no procedu": {"api/alun/chat/v1/chat.proto": proto, "app/authz.go": goFile(`var t = rpc.Table{"/alun.chat.v1.ChatService/Gone": rpc.Member}`)},
			"the file is missing":         {"api/alun/chat/v1/chat.proto": proto},
		}},
	{"adr", files{"docs/adr/0001-a.md": "**Context.** x **Choice.** y **What we gave up.** z", "docs/adr/0002-b.md": "## Context\n## Choice\n## What we gave up\n"},
		map[string]files{
			"has the number of":          {"docs/adr/0001-a.md": "**Context.** **Choice.** **What we gave up.**", "docs/adr/0001-b.md": "**Context.** **Choice.** **What we gave up.**"},
			"lacks **What we gave up.**": {"docs/adr/0001-a.md": "**Context.** **Choice.**"},
			"want docs/adr/NNNN":         {"docs/adr/a.md": "**Context.** **Choice.** **What we gave up.**"},
		}},
	{"links", files{"docs/a.md": "See [b](b.md#part), [code](../base/), [out](https://example.org/x) and [here](#there).", "docs/b.md": "x", "base/a.go": goFile("")},
		map[string]files{"docs/a.md:2: points to c.md": {"docs/a.md": "x\n[c](c.md)"}, "points to ../images/a.png": {"docs/a.md": "![a](../images/a.png)"}}},
	{"proofs", files{"docs/security.md": "| guesses | limits | `TestGuess`, `base/egress` |", "base/a_test.go": "package a\n\nfunc TestGuess() {}\n"}, map[string]files{
		"docs/security.md:2: names TestGone": {"docs/security.md": "x\n| guesses | limits | `TestGone` |", "base/a.go": "package a\n\nfunc TestGone() {}\n"},
	}},
	{"proto", files{"api/alun/chat/v1/chat.proto": proto}, map[string]files{
		"want api/alun/<room>/v1":      {"api/alun/chat/chat.proto": proto},
		"want package alun.contact.v1": {"api/alun/contact/v1/contact.proto": proto},
		"want go_package":              {"api/alun/chat/v1/chat.proto": strings.Replace(proto, ";chatv1", "", 1)},
	}},
}

func TestRules(t *testing.T) {
	tested := map[string]bool{}
	for _, test := range ruleTests {
		tested[test.rule] = true
		check := ruleNamed(t, test.rule)
		t.Run(test.rule, func(t *testing.T) {
			for _, f := range check(test.good.open(t)) {
				t.Errorf("a good house is blamed: %s", f)
			}
			for want, bad := range test.bad {
				t.Run(want, func(t *testing.T) {
					found := check(bad.open(t))
					for _, f := range found {
						if strings.Contains(f.String(), want) {
							return
						}
					}
					t.Errorf("found %v, want a finding with %q", found, want)
				})
			}
		})
	}
	for _, r := range rules {
		if !tested[r.name] {
			t.Errorf("the rule %s has no test that it can find anything", r.name)
		}
	}
}

func ruleNamed(t *testing.T, name string) func(*house) []finding {
	t.Helper()
	for _, r := range rules {
		if r.name == name {
			return r.check
		}
	}
	t.Fatalf("there is no rule %s", name)
	return nil
}

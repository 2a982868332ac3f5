package tidy

// rule is one rule of the house. why is printed with its findings.
type rule struct {
	name, why string
	check     func(*house) []finding
}

var rules = []rule{
	{"floors", "a room sees only the rooms that floors.go lists for it, so that circles cannot be written", floors},
	{"doc", "a newcomer opens doc.go first: what it is, then Words, Always true, Neighbours, Start reading", docs},
	{"exported", "an exported name states its contract, or nobody knows what may be relied on", exported},
	{"size", "a file over 600 lines or a function over 70 is two ideas", sizes},
	{"clock", "tests fix the time: ask the clock that was passed in, or tx.Now", clocks},
	{"sleep", "a test that sleeps is slow when it passes and wrong when the machine is busy", sleeps},
	{"words", "what is not done is named in an issue, what is machine-bound breaks elsewhere, vague names hide what a thing is", words},
	{"sql", "one SQL runs on SQLite, on PostgreSQL and on what speaks its language (docs/scaling.md)", portable},
	{"keys", "primary and unique keys begin with the table's shard key of docs/scaling.md, so that the schema distributes as it is", keys},
	{"joins", "a distributed engine joins tables where their rows lie together: by their shard keys (docs/scaling.md)", joins},
	{"authz", "every procedure has a row in app/authz.go that says who may call it", authz},
	{"adr", "a decision that a newcomer would question has one page: context, choice, what we gave up", decisions},
	{"links", "a page that points into nothing sends a newcomer away", links},
	{"proofs", "what docs/security.md promises is only as true as the tests that it names", proofs},
	{"proto", "the contract's files have one shape, so that generated code lands in one place", protos},
}

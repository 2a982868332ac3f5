// Package tidy holds the rules of the house as tests: what cannot be seen by the
// compiler, and would otherwise be forgotten one small exception at a time.
//
//	go -C tools test -count=1 ./tidy
//
// (-count=1 because Go caches a test's result without regard to files outside
// its module, and these are nearly all outside.)
//
// # Words
//
// House: the repository as text and, for Go, as syntax trees. Rule: a name, a
// reason, and a function from a house to findings. Finding: one place that breaks
// a rule, as path:line.
//
// # Always true
//
//   - Every rule has a small house in rules_test.go that breaks it, and one that
//     does not: a rule that finds nothing anywhere is not a rule.
//   - Generated code, node_modules and built files are nobody's handwriting and
//     are left alone.
//
// # Start reading
//
// house.go, then the list in rules.go.
package tidy

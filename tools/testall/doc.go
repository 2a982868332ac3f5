// Testall runs every suite of Alun one after another, shows what failed in a
// form that a person can read, and ends with one line that counts the tests that
// ran, over all suites:
//
//	N passed, M failed
//
// A test that has subtests is not counted, its subtests are. A package that does
// not compile, a type error or a suite that cannot start counts as one failure.
// The exit code is 0 only when something passed and nothing failed.
//
//	testall              all suites, see suites.go
//	testall go tools     the named suites
//	testall -only RE     the Go tests and journeys whose name matches
//	testall -list        their names and what they do
//
// It runs in the repository's root. The Go suite needs ALUN_TEST_POSTGRES, which
// tools/withpg sets.
package main

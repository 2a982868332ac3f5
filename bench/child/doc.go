// Package child runs `alun serve` as a child process on a folder of its own, for measurements and for tests that treat the
// real binary badly.
//
// It starts it, waits until it answers, makes the first operator with the setup code that the server prints, brings people in by
// the operator's import call, kills it without a warning, starts it again on the same data, and reads from /proc what
// it costs. Loopback only.
package child

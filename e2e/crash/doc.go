// Package crash treats the real binary badly and looks at what is left: it kills it in the middle of its work, sends it
// rubbish, and lets two of them run on one database.
//
// The promise under test is the one that matters most: what was acknowledged is there, once, in order. People's own journals
// of what they were told are compared with what the server has afterwards.
//
//	go test ./e2e/crash                          20 kills, as in make test
//	ALUN_KILLS=1000 go test -timeout 60m …       as in make torture
//	ALUN_SEED=42 go test …                       the same choices again
//
// ALUN_BIN names the binary; without it, it is built.
package crash

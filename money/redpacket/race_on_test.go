//go:build race

package redpacket

// underRace: everything is many times slower, so long runs take samples.
const underRace = true
